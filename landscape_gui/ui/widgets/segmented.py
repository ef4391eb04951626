"""A row of choices of which exactly one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets.frames import paint_frame

AIR = (10, 4)
"""Room at both sides of the words of a choice, usually and where there is little, at text size 100 %."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its key, words, name of an icon, and a tooltip. Words or icon may be empty, not both."""

    key: str
    text: str = ""
    icon: str = ""
    tooltip: str = ""


_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segmented(QWidget):
    """Exclusive choices side by side. Arrow keys choose the next one; only the chosen one takes the tab focus."""

    chosen = Signal(str)
    """The key the user chose."""

    def __init__(self, choices: Sequence[Choice], value: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = [choice.key for choice in choices]
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        for index, choice in enumerate(choices):
            button = _Segment(choice)
            self._group.addButton(button, index)
            self._layout.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group.idToggled.connect(self._keep_focus_on_chosen)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._keys[index]))
        theme.manager().changed.connect(self._resize)
        self._resize()
        self.setValue(self._keys[0] if value is None else value)

    def value(self) -> str:
        """Return the key of the choice that holds."""
        return self._keys[self._group.checkedId()]

    def setValue(self, key: str) -> None:  # noqa: N802 - as Qt's own widgets call it
        """Choose without emitting anything."""
        self._group.button(self._keys.index(key)).setChecked(True)
        self.update()

    def button(self, key: str) -> QAbstractButton:
        """Return the button of a choice, to disable it or to change its tooltip."""
        return self._group.button(self._keys.index(key))

    def show_icons(self, shown: bool) -> None:
        """Show the pictures beside the words, or do without them where there is little room."""
        for segment in self._segments():
            segment.show_icon(shown)

    def set_close(self, close: bool) -> None:
        """Let the words stand close to each other where there is little room, or with the usual air."""
        for segment in self._segments():
            segment.set_close(close)
        self._layout.invalidate()  # of hidden ones nobody is told
        self.updateGeometry()

    def width_if(self, close: bool) -> int:
        """Return how many pixels all choices take if they stand close, or as usual."""
        widths = [segment.width_if(close) for segment in self._segments()]
        return sum(widths) + theme.px(2) * (len(widths) + 1)

    def _segments(self) -> list[_Segment]:
        return [button for button in self._group.buttons() if isinstance(button, _Segment)]

    def has_focus(self) -> bool:
        """Return whether the keyboard is on one of the choices."""
        return any(button.hasFocus() for button in self._group.buttons())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        index = self._group.checkedId()
        for _ in self._keys:
            index = (index + step) % len(self._keys)
            if self._group.button(index).isEnabled():
                break
        self._group.button(index).setFocus(Qt.FocusReason.TabFocusReason)
        self._group.button(index).click()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        paint_frame(self, look.color("grid"), look.color("hover"))

    def _keep_focus_on_chosen(self, index: int, on: bool) -> None:
        """Let Tab lead to what holds alone, and take the keyboard along where it is on another choice."""
        button = self._group.button(index)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)
        if on and self.has_focus():
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _resize(self) -> None:
        edge = theme.px(2)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(edge)
        self.setFixedHeight(theme.px(28))


class _Segment(QAbstractButton):
    """One choice; it paints itself as a raised pill when it holds."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._icon = self._known_icon = choice.icon
        self._close = False
        self.setText(choice.text)
        self.setToolTip(choice.tooltip)
        self.setAccessibleName(choice.text or choice.tooltip or choice.key)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Expanding)

    def show_icon(self, shown: bool) -> None:
        """Show the picture, which goes only where there are words."""
        icon = self._known_icon if shown or not self.text() else ""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def set_close(self, close: bool) -> None:
        """Keep less air beside the words."""
        if close != self._close:
            self._close = close
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.width_if(self._close), theme.px(24))

    def width_if(self, close: bool) -> int:
        """Width with less air beside the words, or with the usual one."""
        width = 2 * theme.px(AIR[close] if self.text() else 7)
        if self._icon:
            width += theme.px(16) + (theme.px(6) if self.text() else 0)
        return width + QFontMetrics(self.font()).horizontalAdvance(self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_pill(painter)
        role = "faint" if not self.isEnabled() else "text" if self.isChecked() or self.underMouse() else "muted"
        painter.setPen(look.color(role))
        side, gap = theme.px(16), theme.px(6)
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        has_icon = bool(self._icon)
        width = words + (side if has_icon else 0) + (gap if has_icon and words else 0)
        x = (self.width() - width) // 2
        if has_icon:
            picture = icons.pixmap(self._icon, side, role, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - side) // 2, picture)
            x += side + gap
        if words:
            area = self.rect()
            area.setLeft(x)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())

    def _paint_pill(self, painter: QPainter) -> None:
        look = theme.current()
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = theme.px(4)
        if self.isChecked():
            painter.setPen(QPen(look.color("border"), 1.0))
            painter.setBrush(look.color("pressed" if look.is_dark else "raised"))
            painter.drawRoundedRect(pill, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(pill, radius, radius)
