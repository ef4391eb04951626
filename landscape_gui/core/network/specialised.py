"""Kernels written out for one architecture: widths are constants, weights scalars, units four at a time.

They have the signatures of the generic ones and agree with them to 1e-12. Compiling takes seconds, so they are made in
the background and kept on disk. Batch norm and the randomness of training steps are left to the generic kernels.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Sequence
from functools import lru_cache

from landscape_gui.core import codegen
from landscape_gui.core.network.architecture import CLASSIFIES, Architecture, Layer
from landscape_gui.core.network.rows import FAST, VECTOR_WIDTH
from landscape_gui.core.network.unrolling import BLOCK, Lines, Run, indent, parts, runs, tiles

NEEDS_SUM = {"softplus", "gelu", "silu"}
"""Activations whose slope is told by the sum z, not by their value."""
SQUARED = {"mse": 1.0, "half_mse": 0.5}

_LOCAL = re.compile(r"\b(?:[bewgs]\d+(?:_\d+)?|a|at|back|bias|q|weights)\b(?!\()")


def sources(architecture: Architecture) -> list[str]:
    """Sources of all kernels that can be written out for an architecture; with batch norm there are none."""
    measured = [] if architecture.batch_norm else [measure_source(architecture)]
    return [*measured, batch_source(architecture)] if _has_batch(architecture) else measured


def batch(architecture: Architecture, compile_now: bool = True) -> codegen.Kernel | None:
    """The kernel of ``signatures.BATCH``, or None: there is none, or none in memory and ``compile_now`` is off."""
    if not _has_batch(architecture):
        return None
    source = batch_source(architecture)
    return codegen.load(source, "batch") if compile_now or codegen.is_loaded(source) else None


def measure(architecture: Architecture, compile_now: bool = True) -> codegen.Kernel | None:
    """The kernel of ``signatures.MEASURE``; None as for ``batch``."""
    if architecture.batch_norm:
        return None
    source = measure_source(architecture)
    return codegen.load(source, "measure") if compile_now or codegen.is_loaded(source) else None


def _has_batch(architecture: Architecture) -> bool:
    return not (architecture.batch_norm or architecture.is_random)


@lru_cache(maxsize=64)
def batch_source(architecture: Architecture) -> str:
    """Source of ``batch``, see ``signatures.BATCH``."""
    return _header(architecture) + _Batch(architecture).source()


@lru_cache(maxsize=64)
def measure_source(architecture: Architecture) -> str:
    """Source of ``measure``, see ``signatures.MEASURE``."""
    return _header(architecture) + _Measure(architecture).source()


@lru_cache(maxsize=1)
def _elementary_hash() -> str:
    from landscape_gui.core.network import elementary

    return hashlib.sha256(inspect.getsource(elementary).encode()).hexdigest()[:16]


def _header(architecture: Architecture) -> str:
    """Imports; the hash makes an edit there another source, which numba's cache would not notice."""
    used = {layer.activation for layer in architecture.layers} - {"linear"}
    names = sorted({"exp", "far_exp", "relu", "sigmoid_from", "softplus_from", *used, *(f"{k}_slope" for k in used)})
    module = "landscape_gui.core.network.elementary"
    return f"\nfrom {module} import {', '.join(names)}  # {_elementary_hash()}\n"


class _Writer:
    """Lays out scratch memory and writes what both kernels share: loading and the way forward.

    Scratch memory is one array of rows of ``BLOCK`` columns. Rows are not slices, which would be counted references,
    and offsets are unsigned, which spares the check for negative ones that keeps loops from becoming vector
    instructions. Whole tiles of a layer, and layers like the one before them, share one loop, so that the code stays
    short enough to compile.
    """

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.families: dict[str, int] = {}
        self.size = 0
        self.serial = 0

    def row(self, family: str, number: int, j: int, *shifts: str) -> str:
        """Element q of unit j's row in layer ``number``, as many columns further as ``shifts`` say.

        Families of rows, one row a unit: "h" outputs (layer 0: the inputs), "z" sums, "a" activations before a skip,
        "d" slopes by the sums, "e" slopes by the outputs.
        """
        if family not in self.families:
            self.families[family] = self.size
            self.size += sum(self.architecture.sizes)
        at = self.families[family] + sum(self.architecture.sizes[:number]) + j
        return f"scratch[{' + '.join(('q', *(shift for shift in shifts if shift), f'R{at}'))}]"

    def unique(self, lines: Sequence[str]) -> Lines:
        """``lines`` with local names of their own: numba is slow at variables that are assigned in many places."""
        self.serial += 1
        return [_LOCAL.sub(rf"\g<0>_n{self.serial}", line) for line in lines]

    def function(self, name: str, parameters: str, signature: str, body: Sequence[str]) -> str:
        lines = "\n".join(f"    {line}" for line in [f"scratch = np.empty({self.size * BLOCK})", *body])
        used = sorted(set(map(int, re.findall(r"\bR(\d+)\b", lines))))
        offsets = "".join(f"R{k} = np.uintp({k * BLOCK})\n" for k in used)
        allowed = ", ".join(f'"{flag}"' for flag in sorted(FAST))
        options = f"**strict, fastmath={{{allowed}}}"
        return f"\n{offsets}\n\n@njit(signatures.{signature}, {options})\ndef {name}({parameters}):\n{lines}\n"

    def blocks(self, body: Sequence[str]) -> Lines:
        """``body`` for each block of columns, padded to whole vectors."""
        element = self.row("h", 0, 0, "at")
        lines = [f"for i in range({self.architecture.inputs}):", f"    at = np.uintp(i * {BLOCK})"]
        lines += ["    for q in range(count):", f"        {element} = x[i, first + q]"]
        lines += ["    for q in range(count, width):", f"        {element} = 0.0"]
        return [
            "n = x.shape[1]",
            f"for begin in range(0, n, {BLOCK}):",
            f"    count = np.uintp(min({BLOCK}, n - begin))",
            f"    width = np.uintp((min({BLOCK}, n - begin) + {VECTOR_WIDTH - 1}) // {VECTOR_WIDTH} * {VECTOR_WIDTH})",
            "    first = np.uintp(begin)",
            *indent(lines),
            *indent(body),
        ]

    def forward(self, keep: bool) -> Lines:
        """All layers; ``keep``: also what the way back needs."""
        return [line for run in runs(self.architecture) for line in run.loop(self.layer(run, keep))]

    def layer(self, run: Run, keep: bool) -> Lines:
        """The weighted sums, four units at a time, then the activation, row by row."""
        layer, into = run.layer, run.layer.inputs
        sums = "z" if keep and layer.activation in NEEDS_SUM else "h"
        lines: Lines = []
        for tile in tiles("j", layer.units):
            for part in parts(into):
                body = [f"bias = {layer.bias}{run.at}{tile.at}"]
                body += [f"weights = {layer.weights}{run.at}{tile.at_times(into)}"]
                body += [f"b{j} = theta[bias + {j}]" for j in tile.each if part.start == 0]
                body += [f"w{j}_{i} = theta[weights + {j * into + i}]" for j in tile.each for i in part]
                body += ["for q in range(width):"]
                body += [f"    s{i} = {self.row('h', layer.number - 1, i, run.shift)}" for i in part]
                for j in tile.each:
                    z = self.row(sums, layer.number, j, run.shift, tile.shift)
                    products = " + ".join(f"w{j}_{i} * s{i}" for i in part)
                    body += [f"    {z} = {f'b{j}' if part.start == 0 else z} + {products}"]
                lines += tile.loop(self.unique(body))
        return lines + self.unique(self.activation(run, sums, keep))

    def activation(self, run: Run, sums: str, keep: bool) -> Lines:
        layer = run.layer
        if layer.activation == "linear" and not layer.skip:
            return []
        z = self.row(sums, layer.number, 0, "at")
        lines = [f"a = {z}" if layer.activation == "linear" else f"a = {layer.activation}({z})"]
        if layer.skip and keep:
            lines += [f"{self.row('a', layer.number, 0, 'at')} = a"]
        through = f" + {self.row('h', layer.number - 1, 0, 'at')}" if layer.skip else ""
        lines += [f"{self.row('h', layer.number, 0, 'at')} = a{through}"]
        return self.each_row(run, layer.units, lines)

    def each_row(self, run: Run, units: int, lines: Sequence[str]) -> Lines:
        """``lines`` for each column q of each unit's row, ``at`` its place."""
        shift = f" + {run.shift}" if run.shift else ""
        head = [f"for j in range({units}):", f"    at = np.uintp(j * {BLOCK}){shift}", "    for q in range(width):"]
        return [*head, *indent(lines, 2)]

    def slope(self, layer: Layer, j: int, *shifts: str) -> str:
        """The slope of unit j at column q."""
        if layer.activation == "linear":
            return "1.0"
        value = self.row("a" if layer.skip else "h", layer.number, j, *shifts)
        at = self.row("z", layer.number, j, *shifts) if layer.activation in NEEDS_SUM else value
        return f"{layer.activation}_slope({at}, {value})"

    def outputs(self) -> list[str]:
        """Elements q of the last layer's outputs."""
        return [self.row("h", len(self.architecture.layers), k) for k in range(self.architecture.outputs)]

    def mean(self) -> str:
        """What turns the sum over elements into the mean, besides the examples."""
        whole = self.architecture.loss in {"binary_cross_entropy", "hinge"}
        return repr(1.0 / self.architecture.outputs if whole else 1.0)


class _Batch(_Writer):
    """Writes loss and gradient."""

    def source(self) -> str:
        body = [*self.forward(keep=True), *self.loss(), *self.backward()]
        lines = ["gradient[:] = 0.0", "total = 0.0", *self.blocks(body), *self.penalties()]
        lines.append(f"return total * {self.mean()} / n + penalty")
        return self.function("batch", "plan, theta, x, t, penalties, training, gradient, statistics", "BATCH", lines)

    def loss(self) -> Lines:
        layer = self.architecture.layers[-1]
        deltas = [self.row("d", layer.number, k) for k in range(layer.units)]
        outputs = self.outputs()
        lines = [f"scale = {self.mean()} / n"]
        if self.architecture.loss == "cross_entropy":
            lines += _softmax(outputs, [f"{d} = scale * p{k}" for k, d in enumerate(deltas)])
            lines += ["    true = t[0, first + q]"]
            lines += [f"    {d} -= scale if true == {k}.0 else 0.0" for k, d in enumerate(deltas)]
            lines += _cross_entropy_total(outputs)
        else:
            for k, (d, y) in enumerate(zip(deltas, outputs, strict=True)):
                lines += ["for q in range(count):", f"    y, wanted = {y}, t[{k}, first + q]"]
                lines += indent(_element(self.architecture.loss))
                lines += [f"    {d} = scale * slope * {self.slope(layer, k)}"]
        return [*lines, "for q in range(count, width):", *(f"    {d} = 0.0" for d in deltas)]

    def backward(self) -> Lines:
        lines: Lines = []
        for run in reversed(runs(self.architecture)):
            body = self.weights(run)
            if run.layer.number > 1:
                body += self.below(run)
            lines += run.loop(body, backwards=True)
        return lines

    def weights(self, run: Run) -> Lines:
        """Sums over the block of δ and δ · input, sixteen products at a time."""
        layer = run.layer
        lines: Lines = []
        for tile in tiles("j", layer.units):
            deltas = [f"    e{j} = {self.row('d', layer.number, j, run.shift, tile.shift)}" for j in tile.each]
            body = [f"g{j} = 0.0" for j in tile.each]
            body += ["for q in range(width):", *deltas, *(f"    g{j} += e{j}" for j in tile.each)]
            body += [f"bias = {layer.bias}{run.at}{tile.at}"]
            body = self.unique([*body, *(f"gradient[bias + {j}] += g{j}" for j in tile.each)])
            for across in tiles("i", layer.inputs):
                pairs = [(j, i) for j in tile.each for i in across.each]
                part = [f"g{j}_{i} = 0.0" for j, i in pairs]
                part += ["for q in range(width):", *deltas]
                part += [
                    f"    s{i} = {self.row('h', layer.number - 1, i, run.shift, across.shift)}" for i in across.each
                ]
                part += [f"    g{j}_{i} += e{j} * s{i}" for j, i in pairs]
                part += [f"weights = {layer.weights}{run.at}{tile.at_times(layer.inputs)}{across.at}"]
                part += [f"gradient[weights + {j * layer.inputs + i}] += g{j}_{i}" for j, i in pairs]
                body += across.loop(self.unique(part))
            lines += tile.loop(body)
        return lines

    def below(self, run: Run) -> Lines:
        """Slopes by the outputs of the layer before, then by its sums."""
        layer, into = run.layer, run.layer.inputs
        before = layer.number - 1
        lines: Lines = []
        for tile in tiles("i", into):
            for part in parts(layer.units):
                body = [f"weights = {layer.weights}{run.at}{tile.at}"]
                body += [f"w{j}_{i} = theta[weights + {j * into + i}]" for i in tile.each for j in part]
                body += ["for q in range(width):"]
                body += [f"    e{j} = {self.row('d', layer.number, j, run.shift)}" for j in part]
                for i in tile.each:
                    target = self.row("d", before, i, run.shift, tile.shift)
                    products = " + ".join(f"w{j}_{i} * e{j}" for j in part)
                    body += [f"    {target} = {'' if part.start == 0 else f'{target} + '}{products}"]
                lines += tile.loop(self.unique(body))
        return lines + self.unique(self.slopes(run))

    def slopes(self, run: Run) -> Lines:
        """From slopes by the outputs to those by the sums, row by row."""
        layer, before = run.layer, self.architecture.layers[run.layer.number - 2]
        target = self.row("d", before.number, 0, "at")
        through = f" + {self.row('e', layer.number, 0, 'at')}" if layer.skip else ""
        lines = [f"back = {target}{through}"]
        if before.skip:
            lines += [f"{self.row('e', before.number, 0, 'at')} = back"]
        lines += [f"{target} = back * {self.slope(before, 0, 'at')}"]
        trivial = before.activation == "linear" and not before.skip and not layer.skip
        return [] if trivial else self.each_row(run, before.units, lines)

    def penalties(self) -> Lines:
        lines = ["penalty = 0.0", "l1, l2 = penalties[0], penalties[1]", "if l1 != 0.0 or l2 != 0.0:"]
        spans = ", ".join(f"({layer.weights}, {layer.bias})" for layer in self.architecture.layers)
        return [
            *lines,
            f"    for start, end in ({spans},):",
            "        for p in range(start, end):",
            "            w = theta[p]",
            "            penalty += l1 * abs(w) + 0.5 * l2 * w * w",
            "            gradient[p] += l2 * w + (l1 if w > 0.0 else (-l1 if w < 0.0 else 0.0))",
        ]


class _Measure(_Writer):
    """Writes loss and accuracy alone."""

    def source(self) -> str:
        blocks = self.blocks([*self.forward(keep=False), *self.loss(), *self.accuracy()])
        body = ["total, right = 0.0, 0.0", *blocks, f"out[0] = total * {self.mean()} / n"]
        share = 1.0 if self.architecture.loss == "cross_entropy" else 1.0 / self.architecture.outputs
        right = f"right * {share!r} / n"
        squared = self.architecture.loss in SQUARED
        body += [f"out[1] = {right} if plan[{CLASSIFIES}] == 1 else np.nan" if squared else f"out[1] = {right}"]
        return self.function("measure", "plan, theta, x, t, statistics, out", "MEASURE", body)

    def loss(self) -> Lines:
        outputs = self.outputs()
        if self.architecture.loss == "cross_entropy":
            return [*_softmax(outputs, []), "    true = t[0, first + q]", *_cross_entropy_total(outputs)]
        lines: Lines = []
        for k, y in enumerate(outputs):
            lines += ["for q in range(count):", f"    y, wanted = {y}, t[{k}, first + q]"]
            lines += indent(_element(self.architecture.loss)[:-1])
        return lines

    def accuracy(self) -> Lines:
        first, *rest = self.outputs()
        lines: Lines = []
        if self.architecture.loss == "cross_entropy":
            lines += ["for q in range(count):", f"    best, place = {first}, 0.0"]
            for k, y in enumerate(rest, start=1):
                lines += [f"    place = {k}.0 if {y} > best else place", f"    best = {y} if {y} > best else best"]
            return [*lines, "    right += 1.0 if place == t[0, first + q] else 0.0"]
        threshold = 0.5 if self.architecture.loss in SQUARED else 0.0
        for k, y in enumerate([first, *rest]):
            lines += ["for q in range(count):"]
            lines += [f"    right += 1.0 if ({y} > {threshold}) == (t[{k}, first + q] > 0.5) else 0.0"]
        return lines


def _element(loss: str) -> Lines:
    """Adds the loss of output y to ``total`` and, in the last line, sets its slope."""
    if loss == "binary_cross_entropy":
        return ["u = far_exp(y)", "total += softplus_from(y, u) - wanted * y", "slope = sigmoid_from(y, u) - wanted"]
    if loss == "hinge":
        return [
            "sign = 2.0 * wanted - 1.0",
            "margin = 1.0 - sign * y",
            "total += relu(margin)",
            "slope = -sign if margin > 0.0 else 0.0",
        ]
    factor = SQUARED[loss]
    return ["error = y - wanted", f"total += {factor!r} * error * error", f"slope = {2.0 * factor!r} * error"]


def _softmax(outputs: Sequence[str], ends: Sequence[str]) -> Lines:
    """A loop over examples: ``largest``, ``whole`` = Σ e^(y − largest), p0, p1, … if anybody wants them."""
    lines = ["for q in range(count):", f"    largest = {outputs[0]}"]
    lines += [f"    largest = {y} if {y} > largest else largest" for y in outputs[1:]]
    lines += [f"    p{k} = exp({y} - largest)" for k, y in enumerate(outputs)]
    lines += [f"    whole = {' + '.join(f'p{k}' for k in range(len(outputs)))}"]
    if ends:
        lines += [f"    p{k} = p{k} / whole" for k in range(len(outputs))]
    return [*lines, *indent(ends)]


def _cross_entropy_total(outputs: Sequence[str]) -> Lines:
    """The end of that loop: adds −ln p of the class ``true``."""
    lines = [f"    chosen = {outputs[0]}"]
    lines += [f"    chosen = {y} if true == {k}.0 else chosen" for k, y in enumerate(outputs) if k]
    return [*lines, "    total += math.log(whole) + largest - chosen"]
