"""What planes and maps need of a landscape, be it a formula or a network, and its values over a plane."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from landscape_gui.core.maps.planes import Array, Plane


class Landscape(Protocol):
    """A loss over d parameters; ``core.problem.Problem`` and networks are such."""

    @property
    def dimension(self) -> int:
        """Number of parameters, d."""

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the parameters."""

    def check_point(self, point: ArrayLike, what: str = ...) -> Array:
        """``point`` as (d,) float64; raises a LandscapeError naming ``what``."""

    def values(self, points: ArrayLike) -> Array:
        """Losses (n,) at ``points`` (n, d)."""


@runtime_checkable
class PlaneLandscape(Protocol):
    """A landscape with a kernel of its own for planes, which also knows how many examples are classified right."""

    def evaluate_plane(
        self, origin: Array, first: Array, second: Array, along: Array, across: Array
    ) -> tuple[Array, Array]:
        """Losses and accuracies, (m,) each, at origin + along[k] * first + across[k] * second; accuracies may be NaN.

        Each number depends on its own k alone.
        """


def over_plane(landscape: Landscape, plane: Plane, a: Array, b: Array) -> tuple[Array, Array | None]:
    """Losses (m,) at coordinates ``a``, ``b`` (m,) of ``plane``, and accuracies (m,) where the landscape knows them."""
    if isinstance(landscape, PlaneLandscape):
        # Copies, because compiled kernels do not take the plane's read-only arrays.
        origin, first, second = plane.origin.copy(), plane.d1.copy(), plane.d2.copy()
        return landscape.evaluate_plane(origin, first, second, np.ascontiguousarray(a), np.ascontiguousarray(b))
    return landscape.values(plane.points(np.column_stack([a, b]))), None
