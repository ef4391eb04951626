"""How parameters are seen in two coordinates, or in one if there is one: as they are, or on a plane through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.descriptors import Point
from landscape_gui.core.maps.planes import Plane

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Section:
    """The part of parameter space a landscape shows.

    Attributes:
        names: of the one or two axes.
        fixed: values of all further parameters, where the first ones are the axes.
        plane: the plane whose coordinates are the axes, or None.
    """

    names: tuple[str, ...]
    fixed: Point = ()
    plane: Plane | None = None

    @property
    def short_names(self) -> tuple[str, ...]:
        """Names of the axes in as few words as there are, where ``names`` have no room."""
        return self.names if self.plane is None else self.plane.names

    def coordinates(self, theta: ArrayLike) -> Array:
        """(n, 2), or (n, 1), of parameters (n, d); those of the nearest point shown where they lie outside."""
        points = np.asarray(theta, dtype=np.float64)
        if self.plane is not None:
            return self.plane.coordinates(points)
        return points[:, : len(self.names)]

    def components(self, vectors: ArrayLike) -> Array:
        """(n, 2), or (n, 1), of displacements, gradients or velocities (n, d)."""
        if self.plane is not None:
            return self.plane.components(vectors)
        return np.asarray(vectors, dtype=np.float64)[:, : len(self.names)]

    def parameters(self, shown: Sequence[float]) -> Point:
        """(d,) the point at coordinates ``shown``."""
        if self.plane is not None:
            return tuple(self.plane.point(shown[0], shown[1]).tolist())
        return (*shown, *self.fixed)

    def moved(self, theta: Point, shown: Sequence[float]) -> Point:
        """(d,) ``theta`` moved along what is shown until its coordinates are ``shown``; its distance stays."""
        if self.plane is not None:
            point = np.asarray(theta, dtype=np.float64)
            a, b = self.plane.coordinates(point[None])[0]
            return tuple((point + (shown[0] - a) * self.plane.d1 + (shown[1] - b) * self.plane.d2).tolist())
        return (*shown, *theta[len(self.names) :])
