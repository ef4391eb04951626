"""Loss and accuracy over a plane: a coarse picture at once, refined by halving its spacing, nothing computed twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.maps.evaluation import Landscape, PlaneLandscape, over_plane
from landscape_gui.core.maps.grids import Grid
from landscape_gui.core.maps.planes import Plane, Region
from landscape_gui.core.maps.tiles import Tiles, Wanted, always

NODES = 193
COARSE = 8
"""The first picture has every 8th node; of a slow landscape one with every 32nd comes before it."""
COARSEST = 32
PATIENCE = 0.1
"""Seconds to the first picture beyond which a coarser one is shown meanwhile."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaneGrid:
    """One refinement of the landscape over a region of a plane.

    Attributes:
        plane: the plane; the coordinates of both grids are its own.
        loss: losses; accuracy: share of examples that are classified right, None for a landscape without classes.
        stride: distance of neighbouring nodes in steps of the finest grid; 1: complete.
    """

    plane: Plane
    loss: Grid
    accuracy: Grid | None
    stride: int

    @property
    def complete(self) -> bool:
        """Whether this is the finest grid."""
        return self.stride == 1


def refinable(nodes: int) -> int:
    """The smallest number of nodes not under ``nodes`` of which every 8th one makes a grid from end to end."""
    return max(1, -(-(nodes - 1) // COARSE)) * COARSE + 1


def refine(
    landscape: Landscape,
    plane: Plane,
    region: Region,
    nx: int = NODES,
    ny: int = NODES,
    *,
    threads: int | None = None,
    wanted: Wanted = always,
) -> Iterator[PlaneGrid]:
    """Yield the landscape over ``region`` of ``plane``, first coarse, then with the spacing halved until complete.

    ``nx`` and ``ny`` are rounded up by ``refinable``, so that every picture covers the whole region. The first picture
    always comes, so that dragging shows something however fast the mouse; after it, this stops early once ``wanted()``
    is false. The same numbers come whatever the number of ``threads`` (None: one a core), to the last bit unless the
    landscape changes to a faster kernel meanwhile. Nothing is being computed between two pictures.
    """
    nodes = _Nodes(landscape, plane, region, refinable(nx), refinable(ny))
    tiles, started, shown = Tiles(threads), time.perf_counter(), False
    stride = nodes.coarsest
    while stride:
        if not nodes.compute(stride, tiles, wanted if shown else always):
            return
        expected = (time.perf_counter() - started) * (stride / COARSE) ** 2
        if stride <= COARSE or shown or expected > PATIENCE:
            yield nodes.picture(stride)
            shown = True
        stride //= 2


def complete_grid(
    landscape: Landscape, plane: Plane, region: Region, nx: int = NODES, ny: int = NODES, threads: int | None = None
) -> PlaneGrid:
    """The finest grid alone, as ``refine`` ends with."""
    *_, grid = refine(landscape, plane, region, nx, ny, threads=threads)
    return grid


class _Nodes:
    """All nodes of the finest grid and what is known at them."""

    def __init__(self, landscape: Landscape, plane: Plane, region: Region, nx: int, ny: int) -> None:
        self.landscape, self.plane = landscape, plane
        self.xs, self.ys = np.linspace(*region[0], nx), np.linspace(*region[1], ny)
        self.losses = np.full((ny, nx), np.nan)
        self.accuracies = np.full((ny, nx), np.nan) if isinstance(landscape, PlaneLandscape) else None
        self.computed = 0

    @property
    def coarsest(self) -> int:
        """The largest power of two up to ``COARSEST`` that divides the numbers of cells along both axes."""
        cells = np.gcd(self.xs.size - 1, self.ys.size - 1)
        return int(min(cells & -cells, COARSEST))

    def compute(self, stride: int, tiles: Tiles, wanted: Wanted) -> bool:
        """Compute the nodes at multiples of ``stride`` that are not known yet; whether that was wanted to the end."""
        chosen = self._missing(stride)
        self.computed = stride
        rows, columns = np.divmod(chosen, self.xs.size)
        losses = self.losses.ravel()
        accuracies = None if self.accuracies is None else self.accuracies.ravel()

        def work(part: slice) -> None:
            found, right = over_plane(self.landscape, self.plane, self.xs[columns[part]], self.ys[rows[part]])
            losses[chosen[part]] = found
            if accuracies is not None:
                accuracies[chosen[part]] = right

        return tiles.run(chosen.size, work, wanted)

    def _missing(self, stride: int) -> NDArray[np.intp]:
        """Flat indices of the nodes at multiples of ``stride`` that no coarser grid had."""
        missing = np.zeros(self.losses.shape, dtype=bool)
        missing[::stride, ::stride] = True
        if self.computed:
            missing[:: self.computed, :: self.computed] = False
        return np.flatnonzero(missing)

    def picture(self, stride: int) -> PlaneGrid:
        """A copy of what is known at multiples of ``stride``."""
        xs, ys = self.xs[::stride].copy(), self.ys[::stride].copy()
        loss = Grid(xs, ys, self.losses[::stride, ::stride].copy())
        known = None if self.accuracies is None else self.accuracies[::stride, ::stride].copy()
        accuracy = None if known is None or np.isnan(known).all() else Grid(xs, ys, known)
        return PlaneGrid(self.plane, loss, accuracy, stride)
