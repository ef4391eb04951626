"""A problem: d parameters -> loss and exact gradient, whether it came from the catalogue or was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core import codegen
from landscape_gui.core.descriptors import Interval, Point, Surface
from landscape_gui.core.errors import FormulaError, ProblemError
from landscape_gui.core.expression import Graph, parse
from landscape_gui.core.surfaces import surface_entry

if TYPE_CHECKING:
    from landscape_gui.core.codegen import Kernel

Array = NDArray[np.float64]
DEFAULT_INTERVAL: Interval = (-2.0, 2.0)


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

    Raises:
        FormulaError: pointing at the place. ProblemError: for a domain that does not fit.
    """
    if not isinstance(text, str):
        raise FormulaError(f"A formula is text, as in 'x^2 + 10*y^2', not {type(text).__name__}.")
    graph = parsed(text)
    intervals = check_domain(domain, graph) if domain is not None else (DEFAULT_INTERVAL,) * len(graph.variables)
    start = tuple(low + 0.2 * (high - low) for low, high in intervals)
    return Problem(graph, text=text, domain=intervals, start=start)


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
