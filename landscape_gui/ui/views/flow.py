"""A layout that sets its parts in lines like words, and begins a new line where one is full."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class FlowLayout(QLayout):
    """Parts from left to right, each as wide as it wants to be and no wider than a line.

    Parts with a method ``baseline`` stand on one line; others are centred.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gaps = (8, 4)
        self.setContentsMargins(QMargins())

    def set_gaps(self, across: int, down: int) -> None:
        """Set the room between parts of a line and between lines, in pixels."""
        self._gaps = (across, down)
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self._gaps[0] * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        """Set the parts in lines inside ``rect`` and return the height they take."""
        top = rect.top()
        for line in self._lines(rect.width()):
            above = [_above(item, size) for item, size in line]
            height = max(above) + max(size.height() - rise for (_, size), rise in zip(line, above, strict=True))
            left = rect.left()
            for (item, size), rise in zip(line, above, strict=True):
                if place:
                    item.setGeometry(QRect(QPoint(left, top + max(above) - rise), size))
                left += size.width() + self._gaps[0]
            top += height + self._gaps[1]
        return max(0, top - rect.top() - self._gaps[1])

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The parts with their sizes, line by line."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue  # what is hidden takes no room, nor a gap
            wanted = item.sizeHint()
            size = QSize(min(wanted.width(), width), wanted.height())
            if item.hasHeightForWidth() and size.width() < wanted.width():
                size.setHeight(item.heightForWidth(size.width()))
            if lines and used + self._gaps[0] + size.width() <= width:
                lines[-1].append((item, size))
                used += self._gaps[0] + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        return lines


def _above(item: QLayoutItem, size: QSize) -> int:
    """How much of a part is above its baseline, or above its middle where it has none."""
    baseline = getattr(item.widget(), "baseline", None)
    return size.height() // 2 if baseline is None else int(baseline())
