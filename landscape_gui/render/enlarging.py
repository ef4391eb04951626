"""A picture drawn with fewer pixels than the screen has, enlarged: quicker than drawing all, and than Qt's way."""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.jit import default_threads, kernel, run_all

Pixels = NDArray[np.uint32]
Places = NDArray[np.uint64]

ALONE = 100_000
"""Pixels up to which one thread enlarges: others are not woken for a tenth of a millisecond."""


PIXELS, PLACES, SHARES = "uint32[:,::1]", "uint64[::1]", "uint32[::1]"


def enlarge(picture: Pixels, larger: Pixels) -> None:
    """Fill ``larger`` (rows, columns) with ``picture``, linear between the middles of its pixels.

    Both are premultiplied 0xAARRGGBB; the border of the picture goes on to the edge.
    """
    columns, rows = _places(picture.shape[1], larger.shape[1]), _places(picture.shape[0], larger.shape[0])
    threads = default_threads() if larger.size > ALONE else 1
    edges = np.linspace(0, larger.shape[0], threads + 1).astype(int).tolist()
    run_all([partial(_enlarge, picture, larger, *columns, *rows, *edges[k : k + 2]) for k in range(threads)], threads)


def _places(few: int, many: int) -> tuple[Places, Places, Pixels]:
    """For each of ``many`` pixels the two of ``few`` it lies between, and the share of the second one, 0 to 256."""
    middles = np.clip((np.arange(many) + 0.5) * (few / many) - 0.5, 0.0, few - 1.0)
    before = middles.astype(np.uint64)
    return before, np.minimum(before + 1, np.uint64(few - 1)), np.rint(256.0 * (middles - before)).astype(np.uint32)


@kernel()
def _between(one, other, share):
    """Return the colour between two, that share of 256 of the way to the other; two channels at a time."""
    keep, mask, half = np.uint32(256) - share, np.uint32(0x00FF00FF), np.uint32(0x00800080)
    even = np.uint32((one & mask) * keep + (other & mask) * share + half)
    odd = np.uint32(((one >> np.uint32(8)) & mask) * keep + ((other >> np.uint32(8)) & mask) * share + half)
    return np.uint32(((even >> np.uint32(8)) & mask) | (odd & np.uint32(0xFF00FF00)))


@kernel()
def _widen(line, lefts, rights, shares, wide):
    """Fill ``wide`` with a line of the picture."""
    for column in range(wide.size):
        wide[column] = _between(line[lefts[column]], line[rights[column]], shares[column])


@kernel()
def _blend(above, below, share, line):
    """Fill ``line`` with what lies between two others."""
    for column in range(line.size):
        line[column] = _between(above[column], below[column], share)


@kernel(f"void({PIXELS}, {PIXELS}, {PLACES}, {PLACES}, {SHARES}, {PLACES}, {PLACES}, {SHARES}, int64, int64)")
def _enlarge(picture, larger, lefts, rights, across, uppers, lowers, down, begin, end):
    """Fill the rows from ``begin`` to before ``end``; each line of the picture is widened once."""
    lines, widened = np.empty((2, larger.shape[1]), np.uint32), int(uppers[begin]) - 1
    for row in range(begin, end):
        upper, lower = int(uppers[row]), int(lowers[row])
        for line in range(max(upper, widened + 1), lower + 1):
            _widen(picture[line], lefts, rights, across, lines[line % 2])
        widened = lower
        _blend(lines[upper % 2], lines[lower % 2], down[row], larger[row])
