"""Colour tables, and heights turned into colours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.errors import CatalogueError
from landscape_gui.render.jit import kernel

Table = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ColorMap:
    """A colour map offered to the user.

    Attributes:
        key: name in experiment files.
        label: words for the screen.
        safe: whether it reads the same for every kind of colour vision.
        source: name in the ``cmap`` catalogue.
        kind: "sequential", "diverging" or "terrain".
        low, high: part of the source that is used.
    """

    key: str
    label: str
    safe: bool
    source: str
    kind: str = "sequential"
    low: float = 0.0
    high: float = 1.0


COLOR_MAPS: tuple[ColorMap, ...] = (
    ColorMap("viridis", "Viridis", True, "bids:viridis"),
    ColorMap("cividis", "Cividis", True, "cividis:cividis"),
    ColorMap("batlow", "Batlow", True, "crameri:batlow"),
    ColorMap("magma", "Magma", True, "bids:magma"),
    ColorMap("inferno", "Inferno", True, "bids:inferno"),
    ColorMap("plasma", "Plasma", True, "bids:plasma"),
    ColorMap("mako", "Mako", True, "seaborn:mako"),
    ColorMap("cet_l16", "CET-L16 black to white through green", False, "colorcet:CET_L16"),
    ColorMap("cet_l20", "CET-L20 grey, blue, green, yellow", False, "colorcet:CET_L20"),
    ColorMap("cet_cbl2", "CET-CBL2 blue to yellow", True, "colorcet:CET_CBL2"),
    ColorMap("cet_cbd1", "CET-CBD1 blue, white, ochre", True, "colorcet:CET_CBD1", "diverging"),
    ColorMap("earth", "Earth", False, "yorick:earth", "terrain", 0.08, 0.97),
    ColorMap("grey", "Grey", True, "colorcet:CET_L2"),
)
"""The maps offered, in the order of the menu; the first is the default."""


@lru_cache(maxsize=64)
def color_table(name: str) -> Table:
    """Return the (256, 3) uint8 sRGB table of a map of ``COLOR_MAPS``, dark end or low end first, read-only."""
    entry = next((entry for entry in COLOR_MAPS if entry.key == name), None)
    if entry is None:
        known = ", ".join(offered.key for offered in COLOR_MAPS)
        raise CatalogueError(f"There is no colour map {name!r}; choose one of {known}.")
    import cmap  # takes a quarter of a second, so only when a table is wanted

    lut = cmap.Colormap(entry.source)(np.linspace(entry.low, entry.high, 256))
    table = np.rint(np.asarray(lut)[:, :3] * 255.0).astype(np.uint8)
    table.flags.writeable = False
    return table


def vertex_colors(values: NDArray[np.float64], table: Table) -> NDArray[np.float32]:
    """Return colours (ny, nx, 3) float32, red green blue in 0..255, interpolated between the table's entries.

    This is what ``SurfaceRenderer.set_surface`` takes. NaN values get the first colour; they are not drawn.
    """
    heights = np.ascontiguousarray(values, dtype=np.float64)
    out = np.empty((*heights.shape, 3), np.float32)
    _interpolate(heights, np.ascontiguousarray(table), out)
    return out


GRID = "Array(float64, 2, 'C', readonly=True)"
TABLE = "Array(uint8, 2, 'C', readonly=True)"


@kernel(f"void({GRID}, {TABLE}, float32[:,:,::1])")
def _interpolate(values, table, out):  # type: ignore[no-untyped-def]
    rows, columns = values.shape
    for i in range(rows):
        for j in range(columns):
            value = values[i, j]
            position = min(1.0, max(0.0, 0.0 if math.isnan(value) else value)) * 255.0
            entry = min(254, int(position))
            rest = position - entry
            for channel in range(3):
                low, high = float(table[entry, channel]), float(table[entry + 1, channel])
                out[i, j, channel] = low + rest * (high - low)
