"""Flat cuts through a parameter space of any dimension: theta = origin + a * d1 + b * d2.

``core.maps.planebuilders`` lays them, ``core.maps.projection`` says how much of a path they show, and
``core.maps.progressive`` computes the landscape over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.descriptors import Interval
from landscape_gui.core.errors import PlaneError

Array = NDArray[np.float64]
Region = tuple[Interval, Interval]

PARAMETERS, RANDOM, PCA, POINTS = "parameters", "random", "pca", "points"
LONGEST = 1e100
"""Size of a direction's largest entry, and of its inverse, up to which squares are sure to be finite and not 0."""
PARALLEL = 1e-8
"""Two directions whose angle has a smaller sine than this count as parallel."""
ROUNDING = 16 * np.finfo(np.float64).eps
"""Share of the size of a point below which its distance from the plane is rounding, not distance."""
MARGIN = 0.15
SLENDER = 0.85
"""The shorter side of a suggested region is at least this share of the longer one, measured in parameter space: nearly
square it fills maps that are higher than wide, and those that are wider than high, better than a slender one."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The points origin + a * d1 + b * d2; d1 and d2 need be neither of unit length nor orthogonal.

    Two planes are equal where they have the same points under the same coordinates and names.

    Attributes:
        origin, d1, d2: (d,) float64, kept as read-only copies; the directions are not parallel.
        names: short names of the two axes, as in "W1[2,0]"; labels: the same with more to say, for the axes' titles.
        kind: "parameters", "random", "pca" or "points".

    Raises:
        PlaneError: for arrays that do not fit each other, fewer than two parameters, zero or parallel directions.
    """

    origin: Array
    d1: Array
    d2: Array
    names: tuple[str, str] = ("a", "b")
    kind: str = POINTS
    labels: tuple[str, str] = ("", "")
    _basis: Array = field(init=False, repr=False)
    _triangle: tuple[float, float, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("origin", "d1", "d2"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))
        self._check()
        labels = tuple(label or name for label, name in zip(self.labels, self.names, strict=True))
        object.__setattr__(self, "labels", labels)
        basis, triangle = np.linalg.qr(np.column_stack([self.d1, self.d2]))
        if not abs(triangle[1, 1]) > PARALLEL * np.hypot(triangle[0, 1], triangle[1, 1]):
            raise PlaneError(f"The directions {self._both()} are parallel; a plane needs two that differ.")
        object.__setattr__(self, "_basis", _frozen(basis))
        object.__setattr__(self, "_triangle", (triangle[0, 0], triangle[0, 1], triangle[1, 1]))

    def _check(self) -> None:
        if not self.origin.ndim == self.d1.ndim == self.d2.ndim == 1 or not (
            self.origin.size == self.d1.size == self.d2.size
        ):
            shapes = f"{self.origin.shape}, {self.d1.shape} and {self.d2.shape}"
            raise PlaneError(f"Origin and directions have shapes {shapes}; give three arrays (d,) of one length.")
        if self.origin.size < 2:
            raise PlaneError("A plane needs a landscape of two or more parameters; this one has one.")
        if not (np.isfinite(self.origin).all() and np.isfinite(self.d1).all() and np.isfinite(self.d2).all()):
            raise PlaneError("Origin and directions of a plane must be finite numbers.")
        for name, direction in zip(self.names, (self.d1, self.d2), strict=True):
            if not 1.0 / LONGEST < np.abs(direction).max() < LONGEST:
                raise PlaneError(
                    f"The direction {name} has no usable length; its largest entry must be a number other than 0, of a "
                    f"size up to {LONGEST:g}."
                )

    def _both(self) -> str:
        return " and ".join(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plane) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        arrays = (self.origin.tobytes(), self.d1.tobytes(), self.d2.tobytes())
        return (self.kind, self.names, self.labels, *arrays)

    @property
    def dimension(self) -> int:
        """Number of parameters, d."""
        return self.origin.size

    def point(self, a: float, b: float) -> Array:
        """The parameters (d,) at coordinates a, b."""
        return self.points(np.array([[a, b]]))[0]

    def points(self, coordinates: ArrayLike) -> Array:
        """The parameters (n, d) at ``coordinates`` (n, 2); each row has the same bits whatever the other rows."""
        pairs = np.asarray(coordinates, dtype=np.float64)
        moved = pairs[:, :1] * self.d1
        moved += self.origin
        moved += pairs[:, 1:] * self.d2
        return moved

    def components(self, vectors: ArrayLike) -> Array:
        """(n, 2) multiples of d1 and d2 nearest to ``vectors`` (n, d): displacements, gradients, velocities."""
        return self._solved(self.orthonormal(_rows(vectors)))

    def coordinates(self, theta: ArrayLike) -> Array:
        """(n, 2) coordinates of the plane's points nearest to ``theta`` (n, d): least squares, whatever the angle."""
        return self.components(_rows(theta) - self.origin)

    def distances(self, theta: ArrayLike) -> Array:
        """(n,) Euclidean distances of ``theta`` (n, d) from the plane; 0 where there is nothing but rounding."""
        return self.project(theta)[1]

    def project(self, theta: ArrayLike) -> tuple[Array, Array]:
        """Coordinates (n, 2) and distances (n,) of ``theta`` (n, d), for little more than the price of one of them."""
        points = _rows(theta)
        offsets = points - self.origin
        inside = self.orthonormal(offsets)
        distances = np.linalg.norm(offsets - inside @ self._basis.T, axis=1)
        rounding = ROUNDING * (np.linalg.norm(points, axis=1) + np.linalg.norm(self.origin))
        return self._solved(inside), np.where(distances > rounding, distances, 0.0)

    def orthonormal(self, vectors: Array) -> Array:
        """(n, 2) components of ``vectors`` (n, d) along an orthonormal basis of the plane, for lengths within it."""
        return vectors @ self._basis

    def _solved(self, inside: Array) -> Array:
        """Components along d1 and d2 from those along the orthonormal basis, whose triangular factor is at hand."""
        first, mixed, second = self._triangle
        b = inside[:, 1] / second
        return np.column_stack([(inside[:, 0] - mixed * b) / first, b])


def _frozen(values: ArrayLike) -> Array:
    try:
        array = np.array(values, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise PlaneError("Origin and directions of a plane must be arrays of numbers.") from None
    array.flags.writeable = False
    return array


def _rows(values: ArrayLike) -> Array:
    return np.atleast_2d(np.asarray(values, dtype=np.float64))


def region_around(plane: Plane, paths: Iterable[Array], margin: float = MARGIN) -> Region:
    """A region of ``plane`` that holds the coordinates (n, 2) of all ``paths``, with ``margin`` of its size each side.

    A side the paths hardly fill is widened: to 0.85 of the other, or to 2 where nothing moves. Over random
    directions the region holds [-1, 1] x [-1, 1], the usual window there (Li et al. 2018), because a path projected on
    them hardly moves. Points that are not finite are left out.
    """
    window = np.array([[-1.0, -1.0], [1.0, 1.0]]) if plane.kind == RANDOM else np.empty((0, 2))
    pairs = np.concatenate([window, *(np.asarray(path, dtype=np.float64).reshape(-1, 2) for path in paths)])
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if not len(pairs):
        return ((-1.0, 1.0), (-1.0, 1.0))
    low, high = pairs.min(axis=0), pairs.max(axis=0)
    middle, half = low + (high - low) / 2, (high - low) / 2 * (1.0 + 2.0 * margin)
    # Less than this much of movement is hardly more than numbers of this size can tell.
    least = 1e-9 * np.maximum(1.0, np.abs(middle))
    half = np.maximum(half, least) if (half > least).any() else np.maximum(1.0, 1e3 * least)
    lengths = np.array([np.linalg.norm(plane.d1), np.linalg.norm(plane.d2)])
    half = np.maximum(half, SLENDER * (half * lengths).max() / lengths)
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return ((x0, x1), (y0, y1))
