"""Colours of a network's diagram: blue below, orange above, safe for every kind of colour vision. No Qt in here."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape_gui.colors import mix
from landscape_gui.render.heatmap import packed
from landscape_gui.ui.theme import Theme

Floats = NDArray[np.float64]
NEGATIVE, POSITIVE = "#3a7bd5", "#e8842c"
"""Ends of the scale, in the colours of the first and of the second class."""
LEAST_WIDTH, MOST_WIDTH = 0.6, 5.0
"""Width of a line of a weight of 0 and of one at the end of the scale, at scale 1."""
FAINT, DENSE, FAINTER = 0.35, 160, 0.1
"""Opacity of a line of a weight of 0; with more lines than ``DENSE`` a lower one, and all weak ones stand back."""
BESIDE, BEHIND = 0.13, 0.45
"""Opacity left to lines that have nothing to do with the unit, or that are not the line, that is pointed at."""
DASH = (5.0, 3.0)
"""Stroke and gap of the line of a negative weight, at scale 1."""


def ends(theme: Theme) -> tuple[str, str]:
    """The colours of -1 and 1 on lines and dots: a little deeper on white, a little brighter on black."""
    toward, share = ("#ffffff", 0.16) if theme.is_dark else ("#000000", 0.08)
    return mix(NEGATIVE, toward, share), mix(POSITIVE, toward, share)


def middle(theme: Theme) -> str:
    """The colour of 0 in pictures."""
    return "#20252e" if theme.is_dark else "#f1f3f6"


@lru_cache(maxsize=8)
def picture_colors(theme: Theme) -> NDArray[np.uint32]:
    """(256,) opaque 0xAARRGGBB from -1 to 1 for the pictures of units."""
    table = packed(_table(NEGATIVE, middle(theme), POSITIVE))
    table.flags.writeable = False
    return table


@lru_cache(maxsize=8)
def line_colors(theme: Theme) -> NDArray[np.uint8]:
    """(256, 3) red, green, blue from -1 to 1 for lines and dots."""
    negative, positive = ends(theme)
    table = _table(negative, mix(theme.background, theme.muted, 0.55), positive)
    table.flags.writeable = False
    return table


def colors_at(theme: Theme, strengths: Floats) -> list[str]:
    """ "#rrggbb" of lines and dots for strengths (n,) from -1 to 1."""
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in line_colors(theme)[_entry(strengths)].tolist()]


def dot_colors(theme: Theme, strengths: Floats) -> NDArray[np.uint32]:
    """(n,) opaque 0xAARRGGBB of dots for strengths (n,) from -1 to 1."""
    return packed(line_colors(theme)[_entry(strengths)])


def line_looks(strengths: Floats, theme: Theme, scale: float, widest: float, emphasis: Floats | None) -> Floats:
    """(n, 6) width, red, green, blue, opacity, dashed, as ``render.network.draw_edges`` takes them.

    Args:
        strengths: (n,) from -1 to 1.
        scale: pixels of the device for one of the design; widest: of a line at the end of the scale, in the same.
        emphasis: (n,) factors of the opacity, None for 1.
    """
    size = np.abs(strengths)
    looks = np.empty((len(strengths), 6))
    looks[:, 0] = LEAST_WIDTH * scale + (widest - LEAST_WIDTH * scale) * size
    looks[:, 1:4] = line_colors(theme)[_entry(strengths)]
    faint, power = (FAINT, 0.5) if len(strengths) <= DENSE else (FAINTER, 1.2)
    looks[:, 4] = faint + (1.0 - faint) * size**power
    if emphasis is not None:
        looks[:, 4] *= emphasis
    looks[:, 5] = strengths < 0.0
    return looks


def strengths_of(values: Floats, reach: float) -> Floats:
    """Values as shares of ``reach``, cut at -1 and 1; 0 for what is not a number."""
    shares: Floats = np.clip(np.nan_to_num(values / reach, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
    return shares


def _entry(strengths: Floats) -> NDArray[np.int64]:
    """Places in a table of 256; the middle is left quickly, so that also a small weight shows its sign."""
    return np.rint(127.5 + 127.5 * np.sign(strengths) * np.abs(strengths) ** 0.45).astype(np.int64)


def _table(low: str, center: str, high: str) -> NDArray[np.uint8]:
    stops = np.array(
        [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (low, center, high)], dtype=np.float64
    )
    places = np.linspace(0.0, 1.0, 256)
    channels = [np.interp(places, (0.0, 0.5, 1.0), stops[:, channel]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)
