"""The list behind a chooser: search field, sections, thumbnails, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets.thumbnails import draw_thumbnail
from landscape_gui.ui.widgets.tips import tip

_KEY = Qt.ItemDataRole.UserRole
_DESCRIPTION = Qt.ItemDataRole.UserRole + 1
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WIDTH, _HEIGHT = 440, 520
_ROW, _HEADER, _THUMBNAIL, _SCROLL_BAR = 52, 30, 40, 10
_INSET, _NAME = 7, 19
"""Room above and below the words of an entry, and the height of its name."""
_WORDS_ALONE, _WORDS_LEFT, _WORDS_RIGHT = 10, 6 + _THUMBNAIL + 10, 8
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose: key, name, a sentence about it, and the section it stands in."""

    key: str
    label: str
    description: str = ""
    section: str = ""


class ChooserPopup(QFrame):
    """Filters while typing: every word must occur in name, key, description or section.

    What fits better stands first, so that Enter takes it: see ``_rank``. Without a search entries stand by section.
    Without ``picture`` entries are words alone.
    """

    chosen = Signal(str)

    def __init__(self, picture: Callable[[str], QPixmap | None] | None, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._entries: Sequence[Entry] = ()
        self._corner, self._least_width = QPoint(), 0
        self._search = QLineEdit(placeholderText=placeholder, clearButtonEnabled=False)
        self._search.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._list = QListView()
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._model = QStandardItemModel(self)
        self._list.setModel(self._model)
        self._delegate = _Delegate(picture, self._list)
        self._list.setItemDelegate(self._delegate)
        self._empty = QLabel(self.tr("Nothing fits. Try fewer letters."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._search)
        self._layout.addWidget(self._list, 1)
        self._layout.addWidget(self._empty, 1)
        self.setProperty("role", "popup")
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._list.clicked.connect(self._activate)
        self.setFocusProxy(self._search)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries."""
        self._entries = tuple(entries)
        self._filter()

    def open_at(self, corner: QPoint, width: int, key: str) -> None:
        """Open with the upper left ``corner`` (global), at least ``width`` wide, entry ``key`` selected."""
        edge = theme.px(6)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(edge)
        self._search.clear()
        self._filter()
        self._select(key)
        self._corner, self._least_width = corner, width
        self._fit()
        self.show()
        self._search.setFocus()
        # From its beginning where that shows the choice; a list that opens a little scrolled cuts its first heading.
        self._list.scrollToTop()
        if not self._list.viewport().rect().contains(self._list.visualRect(self._list.currentIndex())):
            self._list.scrollTo(self._list.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def search(self) -> QLineEdit:
        """Return the search field."""
        return self._search

    def shown_keys(self) -> list[str]:
        """Return the keys that pass the filter, in order."""
        keys = (self._model.item(row).data(_KEY) for row in range(self._model.rowCount()))
        return [key for key in keys if key is not None]

    def refresh(self) -> None:
        """Paint anew, for a thumbnail that has come."""
        self._list.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self._list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._activate(self._list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _filter(self) -> None:
        words = self._search.text().lower().split()
        self._model.clear()
        section = ""
        fitting = [entry for entry in self._entries if all(word in _haystack(entry) for word in words)]
        for entry in sorted(fitting, key=lambda entry: _rank(entry, words)):
            if entry.section != section and not words:
                section = entry.section
                self._append(section[:1].upper() + section[1:], None, "")
            self._append(entry.label, entry.key, entry.description)
        self._list.setVisible(self._model.rowCount() > 0)
        self._empty.setVisible(self._model.rowCount() == 0)
        self._select("")
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """Take the height of what is listed, at the place given last, moved where the screen ends."""
        room = (QGuiApplication.screenAt(self._corner) or self.screen()).availableGeometry()
        width = min(max(self._least_width, theme.px(_WIDTH)), room.width())
        self._delegate.width = width - 2 * theme.px(6) - theme.px(_SCROLL_BAR)
        self._list.scheduleDelayedItemsLayout()
        size = QSize(width, min(theme.px(_HEIGHT), self._wanted_height(), room.height()))
        x = max(room.left(), min(self._corner.x(), room.right() - size.width()))
        y = max(room.top(), min(self._corner.y(), room.bottom() - size.height()))
        self.setGeometry(QRect(QPoint(x, y), size))

    def _append(self, label: str, key: str | None, description: str) -> None:
        """Add an entry; without a key, which may well be empty, it is the heading of a section."""
        item = QStandardItem(label)
        item.setData(key, _KEY)
        item.setData(description, _DESCRIPTION)
        item.setToolTip(tip(label, description) if description else "")
        if key is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(item)

    def _select(self, key: str) -> None:
        """Select an entry, the first one where ``key`` is not shown."""
        rows = [row for row in range(self._model.rowCount()) if self._model.item(row).data(_KEY) is not None]
        wanted = [row for row in rows if self._model.item(row).data(_KEY) == key]
        if rows:
            self._list.setCurrentIndex(self._model.index((wanted or rows)[0], 0))

    def _activate(self, index: QModelIndex) -> None:
        key = index.data(_KEY) if index.isValid() else None
        if key is not None:
            self.hide()
            self.chosen.emit(key)

    def _wanted_height(self) -> int:
        heights = [self._delegate.height(self._model.index(row, 0)) for row in range(self._model.rowCount())]
        return (sum(heights) or theme.px(_ROW)) + theme.px(28 + 3 * 6 + 4)


def _haystack(entry: Entry) -> str:
    return f"{entry.label} {entry.key} {entry.description} {entry.section}".lower()


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """How well an entry fits a search: 0 where its name starts with the text, then where all words start a word of the
    name, occur in the name, start a word of what is said about it, or occur anywhere."""
    label, said = entry.label.lower(), f"{entry.description} {entry.section}".lower()
    fits = (
        label.startswith(" ".join(words)),
        all(_starts_word(word, label) for word in words),
        all(word in label for word in words),
        all(_starts_word(word, f"{label} {said}") for word in words),
    )
    return fits.index(True) if any(fits) else len(fits)


def _starts_word(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text) is not None


class _Delegate(QStyledItemDelegate):
    """Paints a header, or an entry with thumbnail, name and all that is said about it in rows of ``width`` pixels."""

    def __init__(self, picture: Callable[[str], QPixmap | None] | None, parent: QObject) -> None:
        super().__init__(parent)
        self._picture = picture
        self._left = _WORDS_ALONE if picture is None else _WORDS_LEFT
        self.width = theme.px(_WIDTH)

    def height(self, index: Index) -> int:
        """Height of a row in pixels."""
        if index.data(_KEY) is None:
            return theme.px(_HEADER)
        least, description = theme.px(_NAME + 2 * _INSET), index.data(_DESCRIPTION)
        if self._picture is None and not description:
            return least
        room = QRect(0, 0, self.width - theme.px(self._left + _WORDS_RIGHT), 10 * theme.px(_ROW))
        said = QFontMetrics(theme.font(12)).boundingRect(room, _WRAPPED, description or " ")
        return max(theme.px(_ROW), said.height() + least)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(100), self.height(index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRect(option.rect)
        if index.data(_KEY) is not None:
            state = option.state
            self._paint_ground(painter, area, state)
            self._paint_entry(painter, area, index)
        else:
            painter.setPen(theme.current().color("muted"))
            painter.setFont(theme.font(11, QFont.Weight.DemiBold))
            area.adjust(theme.px(8), theme.px(6), 0, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), index.data())
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        look = theme.current()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection" if chosen else "hover"))
            radius = theme.px(6)
            painter.drawRoundedRect(QRectF(area).adjusted(0, 1, 0, -1), radius, radius)

    def _paint_entry(self, painter: QPainter, area: QRect, index: Index) -> None:
        if self._picture is not None:
            self._paint_picture(painter, area, self._picture(index.data(_KEY)))
        left, inset = area.x() + theme.px(self._left), theme.px(_INSET)
        words = QRect(left, area.y() + inset, self.width - theme.px(self._left + _WORDS_RIGHT), theme.px(_NAME))
        words.setRight(min(words.right(), area.right() - theme.px(_WORDS_RIGHT)))
        self._paint_line(painter, words, index.data(), theme.font(13, QFont.Weight.Medium), "text")
        painter.setFont(theme.font(12))
        painter.setPen(theme.current().color("muted"))
        below = QRect(words.x(), words.bottom() + 1, words.width(), area.bottom() - words.bottom())
        painter.drawText(below, _WRAPPED, index.data(_DESCRIPTION))

    def _paint_picture(self, painter: QPainter, area: QRect, picture: QPixmap | None) -> None:
        side = theme.px(_THUMBNAIL)
        place = QRectF(area.x() + theme.px(6), area.y() + (area.height() - side) / 2.0, side, side)
        if picture is not None:
            draw_thumbnail(painter, picture, place, theme.px(5))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("hover"))
        painter.drawRoundedRect(place, theme.px(5), theme.px(5))

    def _paint_line(self, painter: QPainter, area: QRect, text: str, font: QFont, role: str) -> None:
        painter.setFont(font)
        painter.setPen(theme.current().color(role))
        words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
