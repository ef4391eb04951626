"""Paths seen on a plane, with what the picture hides: the distance from the plane, the true loss, the share that shows.

A path of tens of thousands of rows and a thousand parameters never has to be in memory whole: it may come in chunks of
rows, and may still be growing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from landscape_gui.core.errors import PlaneError
from landscape_gui.core.maps.evaluation import Landscape, over_plane
from landscape_gui.core.maps.planes import Array, Plane
from landscape_gui.core.maps.tiles import Tiles, Wanted, always

CHUNK_NUMBERS = 2**17
"""Numbers in one chunk of a path that came whole: 1 MB, which stays in a core's cache."""

ParameterPath = Array | Iterable[Array]
"""A path (n, d), or its chunks of consecutive rows, (n1, d), (n2, d), …"""


@dataclass(frozen=True, slots=True)
class Share:
    """A sum of squares and the part of it that lies in the plane; sums of several paths can be added.

    Attributes:
        inside: sum of squared lengths of the vectors' components in the plane; total: of the vectors themselves.
    """

    inside: float = 0.0
    total: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.inside + other.inside, self.total + other.total)

    @property
    def fraction(self) -> float:
        """Between 0 and 1; NaN where nothing moved at all."""
        return min(1.0, self.inside / self.total) if self.total > 0.0 else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """One path on one plane, row by row.

    Attributes:
        coordinates: (n, 2) of the plane's point nearest to each row; distances: (n,) Euclidean, to that point.
        plane_losses: (n,) loss at that point, the height of the surface there; losses: (n,) loss at the row itself.
        movement: how much of the movement the plane shows: the squared lengths of all steps between rows, and of their
            components in the plane. It is strict: steps to and fro count, so that noise across the plane lowers it.
        spread: the same for the rows' deviations from their mean, the share of variance that principal components
            maximise. It is lenient: a path that jitters around a line in the plane gets nearly 1.
    """

    coordinates: Array
    distances: Array
    plane_losses: Array
    losses: Array
    movement: Share
    spread: Share

    def __len__(self) -> int:
        return len(self.distances)


class Projector:
    """Projects a path that comes in chunks of rows; ``projection`` gives at any time what is known of it.

    Args:
        landscape: where losses are evaluated; None to leave them NaN.
        threads: how many threads evaluate losses, None for one a core.
    """

    def __init__(self, plane: Plane, landscape: Landscape | None, threads: int | None = None) -> None:
        if landscape is not None and landscape.dimension != plane.dimension:
            raise PlaneError(
                f"The plane has {plane.dimension} parameters, the landscape {landscape.dimension}; lay a plane through "
                "this landscape."
            )
        self.plane, self.landscape = plane, landscape
        self._tiles = Tiles(threads)
        self._columns: list[tuple[Array, Array, Array, Array]] = []
        self._movement = Share()
        self._spread = _Spread(plane)
        self._last: Array | None = None
        self.count = 0
        """Rows added so far."""

    def add_grown(self, path: Array, wanted: Wanted = always) -> bool:
        """Add the rows of a path (n, d) that it has beyond those added before, in chunks; see ``add``."""
        return all(self.add(chunk, wanted=wanted) for chunk in _chunks(path[self.count :]))

    def add(self, chunk: ArrayLike, losses: ArrayLike | None = None, wanted: Wanted = always) -> bool:
        """Add the rows (n, d) that follow those added before; ``losses`` (n,) are evaluated where they are not given.

        Give the recorded losses where they are those of all examples; those of mini-batches are not heights of this
        landscape. Returns False, nothing added, where ``wanted()`` was false before the losses were known.
        """
        # Writable, because compiled kernels do not take anything else.
        rows = np.require(chunk, dtype=np.float64, requirements=["C", "W"])
        if rows.ndim != 2 or rows.shape[1] != self.plane.dimension:
            raise PlaneError(f"Rows of shape {rows.shape} do not fit; give an array (n, {self.plane.dimension}).")
        if not len(rows):
            return True
        coordinates, distances = self.plane.project(rows)
        plane_losses = np.full(len(rows), np.nan)
        true = np.full(len(rows), np.nan)
        if losses is not None:
            true[:] = losses
        if not self._evaluate(rows, coordinates, plane_losses, true if losses is None else None, wanted):
            return False
        self._columns.append((coordinates, distances, plane_losses, true))
        before = rows[:1] if self._last is None else self._last
        self._movement += _share(self.plane, np.diff(np.concatenate([before, rows]), axis=0))
        self._spread.add(rows)
        self._last = rows[-1:].copy()
        self.count += len(rows)
        return True

    def _evaluate(self, rows: Array, coordinates: Array, seen: Array, true: Array | None, wanted: Wanted) -> bool:
        """Write losses at the projected points into ``seen``, and at the rows themselves into ``true``."""
        landscape = self.landscape
        if landscape is None:
            return True

        def work(part: slice) -> None:
            seen[part], _ = over_plane(landscape, self.plane, coordinates[part, 0], coordinates[part, 1])
            if true is not None:
                true[part] = landscape.values(rows[part])

        return self._tiles.run(len(rows), work, wanted)

    def projection(self) -> Projection:
        """Everything added so far."""
        empty = (np.empty((0, 2)), np.empty(0), np.empty(0), np.empty(0))
        coordinates, distances, seen, true = map(np.concatenate, zip(empty, *self._columns, strict=True))
        return Projection(coordinates, distances, seen, true, self._movement, self._spread.share)


def project(
    plane: Plane,
    path: ParameterPath,
    landscape: Landscape | None = None,
    losses: ArrayLike | None = None,
    *,
    threads: int | None = None,
    wanted: Wanted = always,
) -> Projection:
    """``path`` on ``plane``, with losses from ``landscape``; ``losses`` (n,) where the true ones are known already.

    Ends early, with the rows projected so far, once ``wanted()`` is false.
    """
    projector = Projector(plane, landscape, threads)
    known = None if losses is None else np.asarray(losses, dtype=np.float64)
    begin = 0
    for chunk in _chunks(path) if isinstance(path, np.ndarray) else path:
        end = begin + len(chunk)
        if not projector.add(chunk, None if known is None else known[begin:end], wanted):
            break
        begin = end
    return projector.projection()


def _chunks(path: Array) -> Iterator[Array]:
    """Views of consecutive rows, so that what is computed from them stays small beside ``path``."""
    rows = max(1, CHUNK_NUMBERS // max(1, path.shape[1]))
    for begin in range(0, len(path), rows):
        yield path[begin : begin + rows]


def _share(plane: Plane, vectors: Array) -> Share:
    """Squared lengths of ``vectors`` (n, d) and of their components in the plane."""
    inside = plane.orthonormal(vectors)
    return Share(float(np.sum(inside * inside)), float(np.sum(vectors * vectors)))


class _Spread:
    """Squared deviations from a mean that moves with every chunk (Chan, Golub and LeVeque 1979).

    Attributes:
        share: their sum, and the part of it that lies in the plane.
    """

    def __init__(self, plane: Plane) -> None:
        self._plane, self._count = plane, 0
        self._mean = plane.origin
        self.share = Share()

    def add(self, rows: Array) -> None:
        """Take further rows (n, d) into account."""
        mean = rows.mean(axis=0)
        shift = mean - self._mean
        total = self._count + len(rows)
        between = _share(self._plane, shift[None] * math.sqrt(self._count * len(rows) / total))
        self.share += _share(self._plane, rows - mean) + between
        self._mean = self._mean + shift * (len(rows) / total)
        self._count = total
