"""Words to switch on and off, as many in a row as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.widgets import tip

_HEIGHT, _GAP, _INSET = 24, 4, 9


@dataclass(frozen=True, slots=True)
class ChipEntry:
    """One word to switch: its key, what stands on it, its tooltip, and whether it can be switched."""

    key: str
    text: str
    tooltip: str = ""
    enabled: bool = True


class Chips(QWidget):
    """Toggles in rows; each is a button of its own for the keyboard."""

    toggled = Signal(str, bool)
    """The user switched a key on or off."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ChipEntry, ...] = ()
        self._chips: dict[str, Chip] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        # With its first chip as proxy it takes its place in the tab order of the panel.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.manager().changed.connect(self._restyle)

    def set_entries(self, entries: Sequence[ChipEntry]) -> bool:
        """Offer other words, all of them off; tell whether they are others than before."""
        if tuple(entries) == self._entries:
            return False
        self._entries = tuple(entries)
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {entry.key: Chip(entry, self) for entry in entries}
        for key, chip in self._chips.items():
            chip.clicked.connect(lambda on, key=key: self.toggled.emit(key, on))
            chip.setVisible(True)
        if self._chips:
            self.setFocusProxy(next(iter(self._chips.values())))
        self._restyle()
        return True

    def set_on(self, keys: Sequence[str]) -> None:
        """Switch exactly these on, without emitting anything."""
        for key, chip in self._chips.items():
            chip.setChecked(key in keys)

    def chip(self, key: str) -> QAbstractButton:
        """The button of a key."""
        return self._chips[key]

    def keys(self) -> tuple[str, ...]:
        """All keys that are offered."""
        return tuple(self._chips)

    def chain(self) -> None:
        """Let Tab go from chip to chip."""
        for before, after in pairwise(self._chips.values()):
            QWidget.setTabOrder(before, after)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.px(100))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _restyle(self) -> None:
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        for chip, place in zip(self._chips.values(), self._places(self.width())[0], strict=True):
            chip.setGeometry(place)

    def _places(self, width: int) -> tuple[list[QRect], int]:
        """Where each chip goes in ``width``, and the height of all rows."""
        gap, height, x, y = theme.px(_GAP), theme.px(_HEIGHT), 0, 0
        places = []
        for chip in self._chips.values():
            wide = min(chip.sizeHint().width(), max(width, 1))
            if x and x + wide > width:
                x, y = 0, y + height + gap
            places.append(QRect(QPoint(x, y), QSize(wide, height)))
            x += wide + gap
        return places, y + height


class Chip(QAbstractButton):
    """A word in a pill, filled while it is on."""

    def __init__(self, entry: ChipEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(entry.text)
        self.setToolTip(tip(entry.tooltip))
        self.setAccessibleName(entry.text)
        self.setAccessibleDescription(entry.tooltip)
        self.setCheckable(True)
        self.setEnabled(entry.enabled)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font(12)).horizontalAdvance(self.text())
        return QSize(words + 2 * theme.px(_INSET), theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus() or (on and self.isEnabled())
        painter.setPen(QPen(look.color("accent" if strong else "faint" if self.underMouse() else "border"), 1.0))
        painter.setBrush(look.color("selection" if on and self.isEnabled() else "raised"))
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(pill, pill.height() / 2.0, pill.height() / 2.0)
        painter.setFont(theme.font(12))
        painter.setPen(look.color("text" if on else "muted") if self.isEnabled() else look.color("faint"))
        area = self.rect().adjusted(theme.px(4), 0, -theme.px(4), 0)
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), float(theme.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(pill.adjusted(1, 1, -1, -1), pill.height() / 2.0, pill.height() / 2.0)
