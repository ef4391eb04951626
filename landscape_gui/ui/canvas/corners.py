"""Which corner of a picture has room for a legend, so that it covers as little of the run as possible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF

Floats = NDArray[np.float64]

CORNERS: tuple[str, ...] = ("bottom left", "bottom right", "top left", "top right")
"""In the order in which they are taken where several are as empty."""
MOST_ROWS = 2000
"""Rows of a path that are looked at; of longer ones every n-th."""


def thinned(points: Floats) -> Floats:
    """At most about ``MOST_ROWS`` of ``points`` (n, 2)."""
    every = -(-len(points) // MOST_ROWS)
    return points[::every] if every > 1 else points


def in_corner(rect: QRectF, size: QSizeF, corner: str, inset: float) -> QRectF:
    """A box of ``size`` in a corner of ``rect``, ``inset`` away from both sides."""
    x = rect.left() + inset if corner.endswith("left") else rect.right() - inset - size.width()
    y = rect.top() + inset if corner.startswith("top") else rect.bottom() - inset - size.height()
    return QRectF(x, y, size.width(), size.height())


def emptiest(
    rect: QRectF, size: QSizeF, inset: float, places: Floats, weights: Floats, corners: Sequence[str] = CORNERS
) -> QRectF:
    """The box of ``size`` in the one of ``corners`` that covers least of ``places`` (n, 2), counted by ``weights``.

    What lies beside a box within ``inset`` counts as covered.
    """
    boxes = [in_corner(rect, size, corner, inset) for corner in corners]
    return min(boxes, key=lambda box: _covered(box.adjusted(-inset, -inset, inset, inset), places, weights))


def _covered(box: QRectF, places: Floats, weights: Floats) -> float:
    x, y = places[:, 0], places[:, 1]
    inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
    return float(weights[inside].sum())
