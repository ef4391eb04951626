"""The loop over steps as a generated kernel for one objective and one optimizer: all in registers, the speed of C.

It takes about a second to compile the first time, so it carries long runs, sweeps and maps; ``core.driver`` answers
meanwhile with the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from landscape_gui.core import codegen, endings
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.expression import Graph

_ARGUMENTS = (
    "theta, gradient, loss, slots, clock, factors, hyper, coefficients, rates, noise, limits, begin, every, row, "
    "positions, losses, gradients, slot_rows, factor_rows"
)


@lru_cache(maxsize=256)
def source(graph: Graph, optimizer: Optimizer) -> str:
    """Source of ``fused``, which has the arguments of ``driver.drive`` less its two functions."""
    return _Fused(graph, optimizer).source()


def sources(graph: Graph, optimizer: Optimizer) -> list[str]:
    """What ``compiled`` compiles."""
    return [source(graph, optimizer)]


def compiled(graph: Graph, optimizer: Optimizer) -> codegen.Kernel:
    """The fused loop, compiled now if it is not yet."""
    return codegen.load(source(graph, optimizer), "fused")


def available(graph: Graph, optimizer: Optimizer) -> codegen.Kernel | None:
    """The fused loop where it is in memory already, else None."""
    text = source(graph, optimizer)
    return codegen.load(text, "fused") if codegen.is_loaded(text) else None


class _Fused:
    """Writes the loop with parameter i of every array as a local scalar."""

    def __init__(self, graph: Graph, optimizer: Optimizer) -> None:
        self.graph, self.optimizer = graph, optimizer
        self.d = len(graph.variables)
        self.elements = ["theta", "gradient", *(f"slot_{name}" for name in optimizer.slots)]

    def source(self) -> str:
        body = [
            *self.loads(),
            "for k in range(rates.size):",
            *_indent(self.step()),
            *self.stores(),
            f"return {endings.RUNNING}, begin + rates.size, np.int64(at)",
        ]
        text = "\n".join(f"    {line}" for line in body)
        function = f"\n\n@njit(signatures.FUSED_DRIVE, **strict)\ndef fused({_ARGUMENTS}):\n{text}\n"
        return codegen.rule_sources(self.optimizer) + function

    def each(self, template: str) -> list[str]:
        """``template`` once a parameter, {i} its number."""
        return [template.replace("{i}", str(i)) for i in range(self.d)]

    def loads(self) -> list[str]:
        optimizer = self.optimizer
        lines = [f"{p.key} = hyper[{i}]" for i, p in enumerate(optimizer.parameters)]
        lines += [f"{name} = clock[{i}]" for i, name in enumerate(optimizer.clock)]
        lines += [f"{codegen.input_name(n)} = coefficients[{i}]" for i, n in enumerate(self.graph.coefficients)]
        lines += self.each("theta_{i} = theta[{i}]") + self.each("gradient_{i} = gradient[{i}]")
        for k, name in enumerate(optimizer.slots):
            lines += self.each(f"slot_{name}_{{i}} = slots[{k}, {{i}}]")
        return [
            *lines,
            "noisy = noise.shape[0] > 0",
            "clip, flat, still, low = limits[0], limits[1], limits[2], limits[3]",
            # An unsigned index spares the check for negative ones, a counter the division.
            "at, one, waited = np.uintp(row), np.uintp(1), begin % every",
        ]

    def stores(self) -> list[str]:
        lines = [f"clock[{i}] = {name}" for i, name in enumerate(self.optimizer.clock)]
        lines += self.each("theta[{i}] = theta_{i}") + self.each("gradient[{i}] = gradient_{i}")
        for k, name in enumerate(self.optimizer.slots):
            lines += self.each(f"slots[{k}, {{i}}] = slot_{name}_{{i}}")
        return lines

    def step(self) -> list[str]:
        return [
            "lr = rates[k]",
            "step = begin + k + 1.0",
            *self.each("old_{i} = theta_{i}"),
            *self.update(),
            *self.checks(),
            *self.change(),
            *self.objective(),
            *_returning("not math.isfinite(value)", endings.BAD_LOSS),
            *self.noise_and_clip(),
            "if waited == 0:",
            "    at += one",
            "waited += 1",
            "if waited == every:",
            "    waited = 0",
            *self.record(),
            *_returning("flat >= 0.0 and math.sqrt(norm2) <= flat", endings.FLAT),
            *_returning("still >= 0.0 and math.sqrt(change) <= still", endings.STILL),
            *_returning("value <= low", endings.LOW),
        ]

    def update(self) -> list[str]:
        optimizer = self.optimizer
        lines = []
        if optimizer.per_step is not None:
            results = ", ".join([*optimizer.clock, *optimizer.factors])
            lines.append(f"{results} = per_step({', '.join(codegen.arguments(optimizer.per_step))})")
        named = {"theta": "theta_{i}", "gradient": "gradient_{i}"} | {n: f"slot_{n}_{{i}}" for n in optimizer.slots}
        call = ", ".join(named.get(name, name) for name in codegen.arguments(optimizer.rule))
        results = ", ".join(["theta_{i}", *(f"slot_{n}_{{i}}" for n in optimizer.slots)])
        return lines + self.each(f"{results} = rule({call})")

    def checks(self) -> list[str]:
        """One comparison a parameter catches NaN, infinity and what is too far; they are told apart after it."""
        lines = []
        for i in range(self.d):
            lines.append(f"if not abs(theta_{i}) <= {endings.RADIUS}:")
            away = f"{endings.FAR} if math.isfinite(theta_{i}) else {endings.BAD_PARAMETER}"
            lines.append(f"    return {away}, begin + k + 1, np.int64(at)")
        return lines

    def change(self) -> list[str]:
        squares = " + ".join(["0.0", *self.each("(theta_{i} - old_{i}) * (theta_{i} - old_{i})")])
        return ["change = 0.0", "if still >= 0.0:", f"    change = {squares}"]

    def objective(self) -> list[str]:
        augmented = with_gradient(self.graph)
        value, *partials = augmented.outputs
        loads = [f"{codegen.input_name(name)} = theta_{i}" for i, name in enumerate(self.graph.variables)]
        ends = [f"gradient_{i} = {{{index}}}" for i, index in enumerate(partials)] + [f"value = {{{value}}}"]
        return loads + codegen.straight_line(augmented, ends)

    def noise_and_clip(self) -> list[str]:
        square = " + ".join(["0.0", *self.each("gradient_{i} * gradient_{i}")])
        tests = self.each("not math.isfinite(gradient_{i})")
        return [
            "if noisy:",
            *_indent(self.each("gradient_{i} += noise[k, {i}]")),
            *(line for test in tests for line in _returning(test, endings.BAD_GRADIENT)),
            "norm2 = 0.0",
            "if clip >= 0.0 or flat >= 0.0:",
            f"    norm2 = {square}",
            "    if clip >= 0.0:",
            f"        scale = clip / (math.sqrt(norm2) + {endings.CLIP_EPS})",
            "        if scale < 1.0:",
            *_indent(self.each("gradient_{i} *= scale"), 3),
        ]

    def record(self) -> list[str]:
        lines = ["losses[at] = value", *self.each("positions[at, {i}] = theta_{i}")]
        lines += self.each("gradients[at, {i}] = gradient_{i}")
        for k, name in enumerate(self.optimizer.slots):
            lines += self.each(f"slot_rows[at, {k}, {{i}}] = slot_{name}_{{i}}")
        return lines + [f"factor_rows[at, {i}] = {name}" for i, name in enumerate(self.optimizer.factors)]


def _indent(lines: Sequence[str], by: int = 1) -> list[str]:
    return ["    " * by + line for line in lines]


def _returning(condition: str, code: int) -> list[str]:
    return [f"if {condition}:", f"    return {code}, begin + k + 1, np.int64(at)"]
