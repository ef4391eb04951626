"""The popup in which a lane gets another colour, marker and dash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from landscape_gui.lanestyle import DASHES, MARKERS, STYLES, LaneStyle
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import Words
from landscape_gui.ui.widgets import ColorDot, tip

_COLUMNS = 7


class LookPopup(QFrame):
    """Swatches of all looks in three groups; a click chooses and leaves the popup open, Escape closes it."""

    chosen = Signal(object)
    """The ``LaneStyle`` the user chose."""

    def __init__(self, style: LaneStyle, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self._style = style
        self._dots: list[tuple[_Swatch, Callable[[LaneStyle], LaneStyle]]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*[theme.px(10)] * 4)
        self._layout.setSpacing(theme.px(6))
        self._group(self.tr("Colour"), [partial(_with_color, color=color) for color in _colors()])
        self._group(self.tr("Marker"), [partial(_with_marker, marker=marker) for marker in MARKERS])
        self._group(self.tr("Line"), [partial(_with_dash, dash=dash) for dash in DASHES], line=True)
        self._show()

    def dots(self) -> list[ColorDot]:
        """All swatches: colours, then markers, then dashes."""
        return [dot for dot, _ in self._dots]

    def open_at(self, corner: QPoint) -> None:
        """Open with the upper left ``corner`` (global), moved where the screen ends."""
        size = self.sizeHint()
        room = (QGuiApplication.screenAt(corner) or self.screen()).availableGeometry()
        x = max(room.left(), min(corner.x(), room.right() - size.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - size.height()))
        self.move(x, y)
        self.show()
        self.dots()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _group(self, title: str, changes: Iterable[Callable[[LaneStyle], LaneStyle]], line: bool = False) -> None:
        self._layout.addWidget(Words(title))
        grid = QGridLayout()
        grid.setSpacing(theme.px(4))
        columns = 4 if line else _COLUMNS
        for place, change in enumerate(changes):
            dot = _Swatch(change(self._style), line)
            dot.clicked.connect(lambda checked=False, change=change: self._choose(change))
            grid.addWidget(dot, place // columns, place % columns)
            self._dots.append((dot, change))
        self._layout.addLayout(grid)

    def _choose(self, change: Callable[[LaneStyle], LaneStyle]) -> None:
        self._style = change(self._style)
        self._show()
        self.chosen.emit(self._style)

    def _show(self) -> None:
        for dot, change in self._dots:
            style = change(self._style)
            dot.set_lane_style(style)
            dot.setAccessibleName(f"{style.color} {style.marker} {style.dash}")
            dot.set_current(style == self._style)
            dot.setToolTip(tip(self.tr("Paths are told apart by colour, marker and dash, never by colour alone.")))


class _Swatch(ColorDot):
    """One look to choose; a frame marks the one the lane has."""

    def __init__(self, style: LaneStyle, line: bool) -> None:
        super().__init__(style, line)
        self._current = False

    def set_current(self, current: bool) -> None:
        """Frame this swatch, or no longer."""
        self._current = current
        self.update()

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """A swatch is always filled."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._current:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().color("muted"), 1.0))
            radius = theme.px(4)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _with_color(style: LaneStyle, color: str) -> LaneStyle:
    return replace(style, color=color)


def _with_marker(style: LaneStyle, marker: str) -> LaneStyle:
    return replace(style, marker=marker)


def _with_dash(style: LaneStyle, dash: str) -> LaneStyle:
    return replace(style, dash=dash)


def _colors() -> list[str]:
    return list(dict.fromkeys(style.color for style in STYLES))
