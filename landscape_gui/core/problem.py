"""A problem: d parameters -> loss and exact gradient, whether it came from the catalogue or was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core import codegen
from landscape_gui.core.derivatives import with_gradient
from landscape_gui.core.descriptors import Interval, Point, Surface
from landscape_gui.core.errors import FormulaError, ProblemError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.surfaces import surface_entry

if TYPE_CHECKING:
    from landscape_gui.core.codegen import Kernel

Array = NDArray[np.float64]
DEFAULT_INTERVAL: Interval = (-2.0, 2.0)
USUAL_START = 0.2
"""Where a typed formula starts, as share of each interval."""
SIDES = {1: 201, 2: 41, 3: 21, 4: 11, 5: 6}
"""Points along each side of the grid a start is looked for on, by number of variables; ``USUAL_START`` is on it."""
DRAWN = 4096
"""Points that are looked at instead, from the seed 0, where there are more variables."""

PROBES = 512
"""Points at which a formula is asked whether it is constant."""


class Problem:
    """A formula with its coefficients' values, compiled when first evaluated.

    Attributes:
        graph: the expression graph; key, label: catalogue key ("" for a typed formula) and name for the screen.
        coefficients: values by name; domain: one interval a variable; start: (d,) default start.
        minima: known global minimizers; local_minima: further ones; kind: see ``Surface``.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        text: str,
        domain: Sequence[Interval],
        start: Point,
        surface: Surface | None = None,
        coefficients: Mapping[str, float] | None = None,
    ) -> None:
        self.graph, self.text, self.surface = graph, text, surface
        self.domain = tuple((float(low), float(high)) for low, high in domain)
        self.start = tuple(map(float, start))
        self.coefficients = dict(coefficients or {})
        self.coefficient_values = np.array([self.coefficients[name] for name in graph.coefficients], dtype=np.float64)

    @property
    def key(self) -> str:
        """Catalogue key, "" for a typed formula."""
        return self.surface.key if self.surface else ""

    @property
    def label(self) -> str:
        """Name for the screen."""
        return self.surface.label if self.surface else " ".join(self.text.split())

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, x, y, z first."""
        return self.graph.variables

    @property
    def dimension(self) -> int:
        """Number of variables."""
        return len(self.graph.variables)

    @cached_property
    def objective(self) -> Kernel:
        """The compiled kernel ``(theta, coefficients, gradient out) -> loss``."""
        return codegen.compile_objective(self.graph)

    @cached_property
    def _hessian(self) -> Kernel:
        return codegen.compile_hessian(self.graph)

    def check_point(self, point: ArrayLike, what: str = "the point") -> Array:
        """``point`` as a (d,) array of finite float64; raises ProblemError naming ``what``."""
        try:
            array = np.asarray(point, dtype=np.float64)
        except (TypeError, ValueError):
            raise ProblemError(f"{what} {point!r} is not a list of numbers; give {self._example()}.") from None
        if array.shape != (self.dimension,) or not np.isfinite(array).all():
            raise ProblemError(f"{what} {_shown(point)} does not fit; give {self._example()}, each a finite number.")
        return np.ascontiguousarray(array)

    def _example(self) -> str:
        count = "one number" if self.dimension == 1 else f"{self.dimension} numbers"
        return f"{count} ({', '.join(self.variables)})"

    def value_and_gradient(self, point: ArrayLike) -> tuple[float, Array]:
        """Value and exact gradient (d,) at ``point`` (d,); NaN where the formula is not defined."""
        gradient = np.empty(self.dimension)
        value = self.objective(self.check_point(point), self.coefficient_values, gradient)
        return float(value), gradient

    def hessian(self, point: ArrayLike) -> Array:
        """Matrix (d, d) of second derivatives at ``point`` (d,)."""
        out = np.empty((self.dimension, self.dimension))
        self._hessian(self.check_point(point), self.coefficient_values, out)
        return out

    def is_defined(self, point: Sequence[float]) -> bool:
        """Whether value and gradient are finite numbers at ``point`` (d,). Compiles nothing."""
        coordinates = np.reshape(np.asarray(point, dtype=np.float64), (-1, 1))
        return bool(_defined(self.graph, coordinates, self.coefficients)[0])

    def is_flat(self) -> bool:
        """Whether every gradient over the domain is 0, as far as ``PROBES`` points tell. Compiles nothing."""
        random = np.random.default_rng(0)
        points = np.array([random.uniform(low, high, PROBES) for low, high in self.domain])
        outputs = _outputs(self.graph, points, self.coefficients)
        return bool((outputs[1:] == 0.0).all() and (outputs[0] == outputs[0, 0]).all())

    def values(self, points: ArrayLike) -> Array:
        """Values (n,) at ``points`` (n, d)."""
        from landscape_gui.core import driver

        array = np.ascontiguousarray(points, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != self.dimension:
            raise ProblemError(f"points of shape {array.shape} do not fit; give an array (n, {self.dimension}).")
        values = np.empty(len(array))
        if len(array):
            driver.evaluate(self.objective, array, self.coefficient_values, values)
        return values


def _shown(point: object) -> str:
    return f"({', '.join(f'{value:g}' for value in point)})" if isinstance(point, tuple) else f"{point}"


@lru_cache(maxsize=256)
def parsed(text: str, coefficients: tuple[str, ...] = ()) -> Graph:
    """``parse`` remembered; raises FormulaError where the formula has no variable."""
    graph = parse(text, coefficients)
    if not graph.variables:
        raise FormulaError("The formula has no variable; use x, or x and y, as in x^2 + 10*y^2.", 1, 0, len(text))
    return graph


def surface(
    key: str, coefficients: Mapping[str, float] | None = None, domain: Sequence[Interval] | None = None
) -> Problem:
    """A catalogue surface as a problem, with coefficients and domain other than the catalogue's where given.

    Raises:
        CatalogueError: for an unknown key. ProblemError: for an unknown coefficient or a value out of bounds.
    """
    entry = surface_entry(key)
    known = {coefficient.key: coefficient for coefficient in entry.coefficients}
    for name in coefficients or {}:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise ProblemError(f"{entry.label} has no coefficient {name!r}; {has}.")
    values = {name: param.default for name, param in known.items()} | dict(coefficients or {})
    values = {name: known[name].check(value, entry.label) for name, value in values.items()}
    graph = parsed(entry.formula, tuple(known))
    checked = check_domain(domain, graph) if domain is not None else entry.domain
    return Problem(graph, text=entry.formula, domain=checked, start=entry.start, surface=entry, coefficients=values)


def formula(text: str, domain: Sequence[Interval] | None = None) -> Problem:
    """A typed formula as a problem; the domain is (-2, 2) in each variable unless given.

    It starts a fifth into each interval, or, where it is not defined there, at the nearest place where it is.

    Raises:
        FormulaError: pointing at the place. ProblemError: for a domain that does not fit.
    """
    check_text(text)
    graph = parsed(text)
    intervals = check_domain(domain, graph) if domain is not None else (DEFAULT_INTERVAL,) * len(graph.variables)
    return Problem(graph, text=text, domain=intervals, start=_start(graph, intervals))


def check_text(text: str) -> None:
    """Raise FormulaError where a formula is no text."""
    if not isinstance(text, str):
        raise FormulaError(f"A formula is text, as in 'x^2 + 10*y^2', not {type(text).__name__}.")


@lru_cache(maxsize=256)
def _start(graph: Graph, domain: tuple[Interval, ...]) -> Point:
    """The usual start, or the nearest point of a grid where the formula is defined, if it is anywhere.

    Distances count each interval as 1. Preferred are points a tenth of each interval away from all that is not defined,
    then such whose neighbours are defined: at the edge slopes are extreme, and the first step leads out.
    """
    d = len(domain)
    lows, highs = (np.array(ends)[:, None] for ends in zip(*domain, strict=True))
    usual = np.full((d, 1), USUAL_START)
    if _defined(graph, lows + usual * (highs - lows))[0]:
        return tuple((lows + usual * (highs - lows))[:, 0].tolist())
    if d in SIDES:
        axis = np.linspace(0.0, 1.0, SIDES[d])
        shares = np.stack(np.meshgrid(*[axis] * d, indexing="ij")).reshape(d, -1)
    else:
        shares = np.random.default_rng(0).uniform(size=(d, DRAWN))
    points = lows + shares * (highs - lows)
    defined = _defined(graph, points)
    candidates = defined
    if d in SIDES:
        grid = defined.reshape((SIDES[d],) * d)
        insides = (_inner(grid, cells).ravel() for cells in (SIDES[d] // 10, 1))
        candidates = next((inside for inside in insides if inside.any()), defined)
    if not candidates.any():
        return tuple((lows + usual * (highs - lows))[:, 0].tolist())
    distances = np.where(candidates, np.sum((shares - usual) ** 2, axis=0), np.inf)
    return tuple(float(f"{value:.12g}") for value in points[:, int(np.argmin(distances))])


def _defined(graph: Graph, points: Array, coefficients: Mapping[str, float] | None = None) -> NDArray[np.bool_]:
    """(n,) whether value and gradient are finite at ``points`` (d, n)."""
    return np.asarray(np.isfinite(_outputs(graph, points, coefficients or {})).all(axis=0))


def _outputs(graph: Graph, points: Array, coefficients: Mapping[str, float]) -> Array:
    """(1 + d, n) value and gradient at ``points`` (d, n)."""
    augmented = _augmented(graph)
    values = augmented.evaluate(dict(zip(graph.variables, points, strict=True)) | dict(coefficients))
    return np.array([np.broadcast_to(values[index], points.shape[1:]) for index in augmented.outputs])


_augmented = lru_cache(maxsize=256)(with_gradient)


def _inner(defined: NDArray[np.bool_], cells: int) -> NDArray[np.bool_]:
    """The points of a grid that are defined like all up to so many ``cells`` away along every axis."""
    inner = defined.copy()
    for axis in range(defined.ndim):
        along, out = np.moveaxis(defined, axis, 0), np.moveaxis(inner, axis, 0)
        for by in range(1, cells + 1):
            out[by:] &= along[:-by]
            out[:-by] &= along[by:]
    return inner


def check_domain(domain: Sequence[Interval], graph: Graph) -> tuple[Interval, ...]:
    """``domain`` where it has one valid interval a variable; raises ProblemError otherwise."""
    if len(domain) != len(graph.variables):
        names = ", ".join(graph.variables)
        raise ProblemError(f"The domain has {len(domain)} intervals; give one for each of {names}.")
    for name, (low, high) in zip(graph.variables, domain, strict=True):
        if not (np.isfinite(low) and np.isfinite(high) and abs(low) <= 1e9 and abs(high) <= 1e9):
            raise ProblemError(
                f"The domain of {name} must have finite ends no larger than 1e9, not {low:g} and {high:g}."
            )
        if not high - low > 1e-9 * max(1.0, abs(low), abs(high)):
            raise ProblemError(
                f"The domain of {name} must rise: its left end {low:g} must be below its right end {high:g}."
            )
    return tuple((float(low), float(high)) for low, high in domain)
