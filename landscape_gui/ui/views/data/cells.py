"""Where small pictures lie that share a canvas."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

SHRUNK = 0.7
"""How much smaller pictures may become so that the words above them are whole."""


def cells_of(count: int, bounds: QRectF, title: float, gap: float, least: float = 0.0) -> list[QRectF]:
    """``count`` cells in as many columns as make the pictures beneath their titles largest, row by row.

    Fewer columns, where that makes cells at least ``least`` wide and pictures not much smaller.
    """
    if not count:
        return []

    def side(columns: int) -> float:
        width, height = _size(count, columns, bounds, gap)
        return min(width, height - title)

    largest = max(map(side, range(1, count + 1)))
    wide = [c for c in range(1, count + 1) if _size(count, c, bounds, gap)[0] >= least and side(c) >= SHRUNK * largest]
    columns = max(wide or range(1, count + 1), key=lambda c: (side(c), -c))
    width, height = _size(count, columns, bounds, gap)
    return [
        QRectF(
            round(bounds.left() + (k % columns) * (width + gap)),
            round(bounds.top() + (k // columns) * (height + gap)),
            max(2.0, round(width)),
            max(title + 2.0, round(height)),
        )
        for k in range(count)
    ]


def free_cell(cells: list[QRectF], bounds: QRectF, gap: float) -> QRectF | None:
    """The cell after the last one of ``cells_of``, None where the last row is full."""
    if not cells:
        return None
    free = cells[-1].translated(cells[-1].width() + gap, 0.0)
    # Whole pixels: the columns may end a little beyond the bounds.
    return free if free.right() <= bounds.right() + 2.0 else None


def _size(count: int, columns: int, bounds: QRectF, gap: float) -> tuple[float, float]:
    """Width and height of each of ``count`` cells in so many columns."""
    rows = math.ceil(count / columns)
    return (bounds.width() - gap * (columns - 1)) / columns, (bounds.height() - gap * (rows - 1)) / rows
