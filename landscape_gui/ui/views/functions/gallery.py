"""Small plots of all functions of a page, of which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.functions.model import Function, Marks
from landscape_gui.ui.views.functions.plot import FunctionPlotter

CARD = (112.0, 78.0)
"""Width and height at scale 1 whose proportion cards have where there is room for all."""
LOW = 30
"""Height of a card's plot, at scale 1, below which nothing is to be seen in it."""
_MOVES: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Gallery(QWidget):
    """A click or the arrows choose a function. It is as high as whole names and visible plots need for its width."""

    chosen = Signal(str)
    """The key of the function that was chosen."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._plotter = FunctionPlotter(themes)
        self._functions: tuple[Function, ...] = ()
        self._chosen: Function | None = None
        self._marks: Mapping[str, Sequence[Marks]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("All functions"))

    def show_functions(
        self, functions: tuple[Function, ...], chosen: Function, marks: Mapping[str, Sequence[Marks]]
    ) -> None:
        """Show ``functions``, ``chosen`` among them, with dots where ``marks`` by key say they are the network's."""
        others = functions != self._functions
        self._functions, self._chosen, self._marks = functions, chosen, marks
        if others:
            self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), self._themes.px(60))

    def heightForWidth(self, width: int) -> int:
        count = len(self._functions)
        columns = max(1, min(count, width // self._least_width()))
        return round(-(-count // columns) * self._least_height(width / columns))

    def boxes(self) -> list[QRectF]:
        """Return where each function is, in as many columns as fill the room best without cutting names."""
        count = len(self._functions)
        most = max(1, min(count, self.width() // self._least_width()))
        whole = [columns for columns in range(1, most + 1) if self._whole(columns)] or [most]
        columns = min(whole, key=lambda columns: abs(self._shape(columns) - CARD[0] / CARD[1]))
        width, height = self.width() / columns, self.height() / -(-count // columns)
        gap = self._themes.px(3)
        return [
            QRectF((place % columns) * width, (place // columns) * height, width, height).adjusted(gap, gap, -gap, -gap)
            for place in range(count)
        ]

    def box_of_chosen(self) -> QRectF:
        """Return where the chosen function is."""
        places = zip(self.boxes(), self._functions, strict=True)
        return next((box for box, function in places if function is self._chosen), QRectF())

    def _least_width(self) -> int:
        widest = max((self._plotter.least_name_width(function) for function in self._functions), default=0.0)
        return round(widest) + 2 * self._themes.px(3)

    def _least_height(self, width: float) -> float:
        """Height of a card ``width`` wide, with the gap about it."""
        px = self._themes.px
        inner = width - 2 * px(3)
        names = max((self._plotter.name_height(function, inner) for function in self._functions), default=0.0)
        return names + px(LOW) + 2 * px(3)

    def _whole(self, columns: int) -> bool:
        """Whether names and plots are whole in so many columns."""
        return self.height() / -(-len(self._functions) // columns) >= self._least_height(self.width() / columns) - 0.5

    def _shape(self, columns: int) -> float:
        rows = -(-len(self._functions) // columns)
        return (self.width() / columns) / max(1.0, self.height() / rows)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for box, function in zip(self.boxes(), self._functions, strict=True):
            if box.contains(event.position()):
                self.chosen.emit(function.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES and self._chosen is not None:
            place = self._functions.index(self._chosen) + _MOVES[event.key()]
            self.chosen.emit(self._functions[place % len(self._functions)].key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _MOVES:
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            for box, function in zip(self.boxes(), self._functions, strict=True):
                marks = self._marks.get(function.key, ())
                self._plotter.thumbnail(painter, box, function, marks, function is self._chosen)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._themes.theme.color("accent"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        finally:
            painter.end()
