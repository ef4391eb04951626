"""A button that opens a searchable list with thumbnails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from landscape_gui.ui import icons, theme
from landscape_gui.ui.keyboard import lay_keyboard_down
from landscape_gui.ui.widgets.chooser_popup import ChooserPopup, Entry
from landscape_gui.ui.widgets.thumbnails import Picture, as_pixmap, draw_thumbnail


class Chooser(QAbstractButton):
    """Shows the current entry; a click, Space, Enter or Down opens the list. Typing there filters it.

    Args:
        entries: what can be chosen; entries of one section follow each other.
        thumbnail: gives the picture of an entry when it is first seen, or None if it comes later by ``set_thumbnail``;
            without it, entries are words alone.
        placeholder: words of the empty search field.
    """

    chosen = Signal(str)
    """The key the user chose."""

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        thumbnail: Callable[[str], Picture | None] | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._pictures: dict[str, QPixmap] = {}
        self._asked: set[str] = set()
        self._entries: dict[str, Entry] = {}
        self._key = ""
        self._popup = ChooserPopup(self.picture if thumbnail else None, placeholder or self.tr("Search"), self)
        self._popup.chosen.connect(self._choose)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_popup)
        theme.manager().changed.connect(self.updateGeometry)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries; the current one stays if it is among them."""
        self._entries = {entry.key: entry for entry in entries}
        self._popup.set_entries(entries)
        self.setValue(self._key if self._key in self._entries else next(iter(self._entries), ""))

    def value(self) -> str:
        """Return the key of the current entry, empty if there is none."""
        return self._key

    def setValue(self, key: str, label: str = "") -> None:  # noqa: N802 - as Qt's own widgets call it
        """Show an entry without emitting anything; an unknown key is shown by ``label``."""
        self._key = key
        entry = self._entries.get(key)
        self.setText(entry.label if entry else label)
        self.setToolTip(entry.description if entry else "")
        self.setAccessibleName(self.text())
        self.update()

    def picture(self, key: str) -> QPixmap | None:
        """Return the thumbnail of an entry, asking for it the first time."""
        if key not in self._pictures and key not in self._asked and self._thumbnail is not None:
            self._asked.add(key)
            picture = self._thumbnail(key)
            if picture is not None:
                self._pictures[key] = as_pixmap(picture)
        return self._pictures.get(key)

    def set_thumbnail(self, key: str, picture: Picture) -> None:
        """Give or replace the picture of an entry."""
        self._pictures[key] = as_pixmap(picture)
        self._popup.refresh()
        self.update()

    def forget_pictures(self) -> None:
        """Ask for all pictures anew, because they show something else now."""
        self._pictures.clear()
        self._asked.clear()
        self._popup.refresh()
        self.update()

    def open_popup(self) -> None:
        """Open the list below the button with the current entry selected and the search field empty."""
        lay_keyboard_down(self)
        self._popup.open_at(self.mapToGlobal(QPoint(0, self.height() + theme.px(4))), self.width(), self._key)
        self.update()

    def popup(self) -> ChooserPopup:
        """Return the list."""
        return self._popup

    def sizeHint(self) -> QSize:
        return QSize(theme.px(60) + QFontMetrics(self.font()).horizontalAdvance(self.text()), theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(100), theme.px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_popup()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = "accent" if self.hasFocus() else "faint" if self.underMouse() else "border"
        painter.setPen(QPen(look.color(edge), 1.0))
        painter.setBrush(look.color("raised"))
        radius = theme.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        x = theme.px(6)
        picture = self.picture(self._key)
        if picture is not None:
            side = theme.px(24)
            draw_thumbnail(painter, picture, QRectF(x, (self.height() - side) / 2.0, side, side), theme.px(4))
            x += side
        x += theme.px(6)
        side = theme.px(14)
        painter.setPen(look.color("text" if self.isEnabled() else "faint"))
        area = self.rect().adjusted(x, 0, -side - theme.px(12), 0)
        words = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        chevron = icons.pixmap("chevron-down", side, "muted", self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side - theme.px(8), (self.height() - side) // 2, chevron)

    def _choose(self, key: str) -> None:
        self.setValue(key)
        self.chosen.emit(key)
