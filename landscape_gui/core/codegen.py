"""Expression graphs and optimizer rules -> straight-line kernels, compiled by numba and kept on disk by content.

Every kernel is one self-contained source file named by the hash of its text, so numba's own cache, which does not
notice edits in called functions, can be trusted. A file is compared with the text just generated before it is used.
"""

from __future__ import annotations

import hashlib
import inspect
import linecache
import math
import os
import re
import sys
import textwrap
import threading
import types
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from landscape_gui.core import cachedir, scalars
from landscape_gui.core.derivatives import with_gradient, with_hessian
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.expression import Graph
from landscape_gui.core.operations import OPERATIONS, is_product_exponent
from landscape_gui.core.terms import CONSTANT, INPUT

Kernel = Callable[..., Any]
_lock = threading.RLock()
_loaded: dict[str, dict[str, Any]] = {}

_HEADER = """\
import math

import numpy as np
from numba import njit

from landscape_gui.core import signatures

strict = dict(cache={cache}, error_model="numpy", nogil=True)
"""


def objective_source(graph: Graph) -> str:
    """Source of ``objective(theta (d,), coefficients, gradient out (d,)) -> loss``."""
    augmented = with_gradient(graph)
    value, *partials = augmented.outputs
    stores = [f"gradient[{i}] = {{{index}}}" for i, index in enumerate(partials)]
    body = [*_loads(graph), *straight_line(augmented, [*stores, f"return {{{value}}}"])]
    return _function("objective", "theta, coefficients, gradient", body, "signatures.OBJECTIVE")


def hessian_source(graph: Graph) -> str:
    """Source of ``hessian(theta (d,), coefficients, out (d, d))``."""
    augmented = with_hessian(graph)
    d = len(graph.variables)
    places = [(i, j) for i in range(d) for j in range(i, d)]
    stores = [
        f"out[{i}, {j}] = out[{j}, {i}] = {{{index}}}" for (i, j), index in zip(places, augmented.outputs, strict=True)
    ]
    body = [*_loads(graph), *straight_line(augmented, stores)]
    return _function("hessian", "theta, coefficients, out", body, "signatures.HESSIAN")


def _loads(graph: Graph) -> list[str]:
    loads = [f"{input_name(name)} = theta[{i}]" for i, name in enumerate(graph.variables)]
    return loads + [f"{input_name(name)} = coefficients[{i}]" for i, name in enumerate(graph.coefficients)]


def input_name(name: str) -> str:
    """Local variable that holds input ``name`` in generated code; the prefix keeps clear of Python's own words."""
    return f"in_{name}"


def straight_line(graph: Graph, ends: Sequence[str]) -> list[str]:
    """Statements computing ``graph.outputs``, then ``ends``, in which {n} stands for the value of node n."""
    needed = set(graph.outputs)
    for index in range(len(graph.nodes) - 1, -1, -1):
        if index in needed:
            needed.update(graph.nodes[index].inputs)
    names: dict[int, str] = {}
    lines: list[str] = []
    for index in sorted(needed):
        node = graph.nodes[index]
        if node.operation == CONSTANT:
            names[index] = _literal(node.value)
        elif node.operation == INPUT:
            names[index] = input_name(node.name)
        else:
            names[index] = f"v{index}"
            lines += _assignment(graph, index, names)
    return lines + [re.sub(r"\{(\d+)\}", lambda match: names[int(match.group(1))], end) for end in ends]


def _literal(value: float) -> str:
    """A number as Python text; infinities and NaN come from derivatives of nearly infinite constants."""
    if math.isfinite(value):
        return repr(value) if value >= 0 else f"({value!r})"
    return "math.nan" if math.isnan(value) else f"({'-' if value < 0 else ''}math.inf)"


def _assignment(graph: Graph, index: int, names: dict[int, str]) -> list[str]:
    node = graph.nodes[index]
    target, inputs = names[index], [names[i] for i in node.inputs]
    exponent = graph.nodes[node.inputs[-1]]
    if node.operation == "pow" and exponent.operation == CONSTANT and is_product_exponent(exponent.value):
        return _products(target, inputs[0], int(exponent.value))
    return [f"{target} = {OPERATIONS[node.operation].code.format(*inputs)}"]


def _products(target: str, base: str, exponent: int) -> list[str]:
    """``target = base ** exponent`` by repeated squaring, in the order of ``operations.power``."""
    lines: list[str] = []
    result = ""
    remaining, level = abs(exponent), 0
    while remaining:
        if remaining & 1:
            if result:
                lines.append(f"{target} = {result} * {base}")
            result = target if result else base
        remaining >>= 1
        if remaining:
            level += 1
            lines.append(f"{target}_{level} = {base} * {base}")
            base = f"{target}_{level}"
    return [*lines, f"{target} = 1.0 / {result}" if exponent < 0 else f"{target} = {result}"]


def advance_source(optimizer: Optimizer) -> str:
    """Source of ``advance``: one step of an optimizer on arrays, its scalar rule run over the parameters."""
    s, c, f = len(optimizer.slots), len(optimizer.clock), len(optimizer.factors)
    body = [f"{p.key} = hyper[{i}]" for i, p in enumerate(optimizer.parameters)]
    body += [f"{name} = clock[{i}]" for i, name in enumerate(optimizer.clock)]
    if optimizer.per_step is not None:
        results = [*(f"clock[{i}]" for i in range(c)), *(f"factors[{i}]" for i in range(f))]
        body.append(f"{', '.join(results)} = per_step({', '.join(arguments(optimizer.per_step))})")
        body += [f"{name} = factors[{i}]" for i, name in enumerate(optimizer.factors)]
    elements = {"theta": "theta[i]", "gradient": "gradient[i]"} | {
        n: f"slots[{k}, i]" for k, n in enumerate(optimizer.slots)
    }
    results = ["theta[i]", *(f"slots[{k}, i]" for k in range(s))]
    call = ", ".join(elements.get(name, name) for name in arguments(optimizer.rule))
    body += ["for i in range(theta.size):", f"    {', '.join(results)} = rule({call})"]
    function = _function("advance", "theta, gradient, slots, clock, factors, hyper, step", body, "signatures.ADVANCE")
    return rule_sources(optimizer) + function


def rule_sources(optimizer: Optimizer) -> str:
    """Sources of the scalar functions a step of ``optimizer`` needs, each compiled where it is called from."""
    functions = [scalars.flush, scalars.flush_power, optimizer.rule]
    texts = [_inlined(function, function.__name__) for function in functions[:2]]
    texts.append(_inlined(optimizer.rule, "rule"))
    if optimizer.per_step is not None:
        texts.append(_inlined(optimizer.per_step, "per_step"))
    return "".join(texts)


@lru_cache(maxsize=256)
def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """Argument names of a rule."""
    return tuple(inspect.signature(function).parameters)


def _inlined(function: Callable[..., Any], name: str) -> str:
    """Source of ``function`` under ``name``, without annotations and docstring, as a compiled helper."""
    source = textwrap.dedent(inspect.getsource(function))
    body = source[_body_start(source) :]
    return f"\n\n@njit(error_model='numpy')\ndef {name}({', '.join(arguments(function))}):\n{body.rstrip()}\n"


def _body_start(source: str) -> int:
    """Place of the first line after the signature: the line ending with a colon that closes the parenthesis."""
    match = re.search(r"\)[^\n]*:\n", source)
    if match is None:
        raise ValueError(f"a rule must be a plain function:\n{source}")
    return match.end()


def _function(name: str, parameters: str, body: Sequence[str], signature: str) -> str:
    lines = "\n".join(f"    {line}" for line in body)
    return f"\n\n@njit({signature}, **strict)\ndef {name}({parameters}):\n{lines}\n"


def load(source: str, name: str) -> Kernel:
    """Compile ``source`` (or take it from memory or disk) and return its function ``name``."""
    compile_all([source])
    kernel: Kernel = _loaded[source][name]
    return kernel


def compile_all(sources: Sequence[str]) -> None:
    """Compile ``sources``, or take them from disk, so that ``load`` finds their functions in memory."""
    for source in sources:
        if source not in _loaded:  # asked without the lock, which is held for seconds while another one is compiled
            with _lock:
                if source not in _loaded:
                    _loaded[source] = _execute(source)


def is_loaded(source: str) -> bool:
    """Whether ``source`` is compiled and in memory."""
    return source in _loaded


def _execute(source: str) -> dict[str, Any]:
    directory = cachedir.kernel_directory()
    cached = _HEADER.format(cache=True) + source
    name = f"landscape_gui_kernel_{hashlib.sha256(cached.encode()).hexdigest()[:32]}"
    if directory is not None:
        path = directory / f"{name}.py"
        if _written(path, cached):
            try:
                return _run(cached, name, str(path))
            except Exception as error:
                from landscape_gui.core import compiling

                compiling.give_up(error)
    uncached = _HEADER.format(cache=False) + source
    linecache.cache[f"<{name}>"] = (len(uncached), None, uncached.splitlines(keepends=True), f"<{name}>")
    return _run(uncached, name, f"<{name}>")


def _run(text: str, name: str, path: str) -> dict[str, Any]:
    cachedir.numba_directory()
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module  # numba's cache looks a function's module up by name
    exec(compile(text, path, "exec"), module.__dict__)
    return module.__dict__


def _written(path: Path, text: str) -> bool:
    """Whether ``path`` holds exactly ``text``, writing it whole first where it does not."""
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return True
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o600)
        temporary.replace(path)
        return True
    except (OSError, UnicodeDecodeError):
        return False


@lru_cache(maxsize=512)
def compile_objective(graph: Graph) -> Kernel:
    """The compiled ``objective`` kernel of ``graph``."""
    return load(objective_source(graph), "objective")


@lru_cache(maxsize=512)
def compile_hessian(graph: Graph) -> Kernel:
    """The compiled ``hessian`` kernel of ``graph``."""
    return load(hessian_source(graph), "hessian")


@lru_cache(maxsize=512)
def compile_advance(optimizer: Optimizer) -> Kernel:
    """The compiled ``advance`` kernel of ``optimizer``."""
    return load(advance_source(optimizer), "advance")
