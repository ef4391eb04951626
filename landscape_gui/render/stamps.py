"""Many small pictures of the same few kinds, laid into one: the points of a scatter plot, quicker than by Qt."""
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscape_gui.render.jit import kernel

Pixels = NDArray[np.uint32]


def stamp(picture: Pixels, stamps: Pixels, kinds: NDArray[np.int64], centers: NDArray[np.float64]) -> None:
    """Lay stamps over ``picture`` (height, width), in the given order; both premultiplied 0xAARRGGBB.

    ``stamps`` (k, side, side) are the kinds there are, ``kinds`` (n,) chooses one for each of the ``centers`` (n, 2) in
    pixels of the picture. A center that is not finite, or a kind below 0, is left out.
    """
    if len(kinds):
        _stamp(
            picture,
            np.ascontiguousarray(stamps),
            np.ascontiguousarray(kinds, dtype=np.int64),
            np.ascontiguousarray(centers, dtype=np.float64),
        )


@kernel("void(uint32[:,::1], uint32[:,:,::1], int64[::1], float64[:,::1])")
def _stamp(picture, stamps, kinds, centers):
    height, width = picture.shape
    side = stamps.shape[1]
    for q in range(kinds.size):
        x, y = centers[q, 0] - 0.5 * side, centers[q, 1] - 0.5 * side
        # Also false for NaN; far away the pixel would not fit an integer.
        if kinds[q] < 0 or not (-side <= x <= width and -side <= y <= height):
            continue
        left, top = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
        for i in range(max(0, -top), min(side, height - top)):
            for j in range(max(0, -left), min(side, width - left)):
                above = np.int64(stamps[kinds[q], i, j])
                rest = 255 - (above >> 24)
                if rest == 255:
                    continue
                if rest:
                    below = np.int64(picture[top + i, left + j])
                    for shift in range(0, 32, 8):
                        above += ((below >> shift & 255) * rest + 127) // 255 << shift
                picture[top + i, left + j] = np.uint32(above)
