"""Formulas below each other with headings, broken where they are wide; each can be pointed at and copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QToolTip, QWidget

from landscape_gui.ui import mathline, mathtext, theme
from landscape_gui.ui.widgets.math_line import LEAST_SHARE
from landscape_gui.ui.widgets.tips import tip

SIZE, HEADING, WORDS = 15.0, 12.0, 12.5
GAP, INDENT, BEFORE_HEADING = 3, 14, 8
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Entry:
    """A formula, a heading, or words.

    Attributes:
        latex: the formula; heading, words: plain text instead of it.
        exact: what is copied, and stands in the tooltip: the number with all its digits.
        tag: what it is about, for who asks.
    """

    latex: str = ""
    heading: str = ""
    words: str = ""
    exact: str = ""
    tag: tuple[int, ...] = ()

    @property
    def is_formula(self) -> bool:
        """Whether it can be pointed at."""
        return bool(self.latex)


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """An entry as it is laid out: its area, and where each line of it begins, with how much it is shrunk."""

    area: QRectF
    lines: tuple[tuple[mathline.Box, QPointF, float], ...] = ()


class MathLines(QWidget):
    """A column of entries.

    Signals:
        pointed: number of the formula under the mouse or the keyboard, -1 for none.
    """

    pointed = Signal(int)

    def __init__(self, size: float = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._entries: tuple[Entry, ...] = ()
        self._colors: Mapping[str, QColor] = {}
        self._places: list[_Place] = []
        self._laid_out_for = -1
        self._hovered, self._current = -1, -1
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.manager().changed.connect(self._restyle)

    def entries(self) -> tuple[Entry, ...]:
        """Return what is shown."""
        return self._entries

    def set_entries(self, entries: Sequence[Entry], colors: Mapping[str, QColor] | None = None) -> None:
        r"""Show other entries; ``colors`` are what names in \textcolor mean."""
        new, inks = tuple(entries), colors or {}
        if new == self._entries and inks == self._colors:
            return
        same = [entry.tag for entry in new] == [entry.tag for entry in self._entries]
        self._entries, self._colors, self._laid_out_for = new, inks, -1
        if not same:
            self._current = -1
            self._point(-1)
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return all of it in plain words."""
        return "\n".join(_plain(entry) for entry in self._entries)

    def area_of(self, number: int) -> QRectF:
        """Return where an entry is."""
        self._lay_out(self.width())
        return self._places[number].area

    def current(self) -> int:
        """Return the number of the formula the keyboard is at, -1 for none."""
        return self._current

    def copy(self, number: int) -> None:
        """Put the number of an entry on the clipboard, with all its digits; its formula where it is no number."""
        entry = self._entries[number]
        QGuiApplication.clipboard().setText(entry.exact or _plain(entry))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._lay_out(width))

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.px(200))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out(self.width())
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (entry, place) in enumerate(zip(self._entries, self._places, strict=True)):
                if not place.area.intersects(QRectF(event.rect())):
                    continue
                if entry.is_formula:
                    self._paint_formula(painter, number, place)
                    continue
                painter.setFont(self._font(entry))
                painter.setPen(look.color("muted" if entry.heading else "text"))
                painter.drawText(place.area, _WRAP, entry.heading or entry.words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._current = number
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number >= 0:
            self._current = number
            self._copy_and_say(number, event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        self._point(self._current if self.hasFocus() else -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self._current < 0:
            self._move(1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(-1)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self._current >= 0:
            self.copy(self._current)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        number = self._at(QPointF(event.pos())) if event.reason() == event.Reason.Mouse else self._current
        if number < 0:
            return
        entry, menu = self._entries[number], QMenu(self)
        if entry.exact:
            menu.addAction(self.tr("Copy {number}").format(number=entry.exact), lambda: self.copy(number))
        plain = _plain(entry)
        menu.addAction(self.tr("Copy the formula"), lambda: QGuiApplication.clipboard().setText(plain))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._at(QPointF(event.pos()))
            entry = self._entries[number] if number >= 0 else None
            if entry is not None and entry.exact:
                words = tip(entry.exact, self.tr("Double click, or Ctrl+C, copies all digits."))
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        # Up and Down are the playback's unless the keyboard walks through formulas here.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _takes(event):
            event.accept()
            return True
        return super().event(event)

    def _copy_and_say(self, number: int, at: QPoint) -> None:
        self.copy(number)
        QToolTip.showText(at, self.tr("Copied"), self)

    def _at(self, place: QPointF) -> int:
        """The formula at a place, -1 for none."""
        self._lay_out(self.width())
        for number, (entry, found) in enumerate(zip(self._entries, self._places, strict=True)):
            if entry.is_formula and found.area.contains(place):
                return number
        return -1

    def _point(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.pointed.emit(number)
            self.update()

    def _move(self, by: int) -> None:
        """Walk to the next formula, or the one before."""
        found = [number for number, entry in enumerate(self._entries) if entry.is_formula]
        if not found:
            return
        place = found.index(self._current) + by if self._current in found else (0 if by > 0 else len(found) - 1)
        self._current = found[min(max(place, 0), len(found) - 1)]
        self._point(self._current)
        self.update()
        self._show_current()

    def _show_current(self) -> None:
        """Bring the current formula into sight where this is scrolled."""
        area = self.area_of(self._current).toRect()
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inner = page.widget() if page is not None else None
        if page is not None and inner is not None:
            middle = self.mapTo(inner, area.center())
            page.ensureVisible(middle.x(), middle.y(), 0, area.height() // 2 + theme.px(8))

    def _paint_formula(self, painter: QPainter, number: int, place: _Place) -> None:
        look = theme.current()
        if number == self._hovered or (number == self._current and self.hasFocus()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection"))
            painter.drawRoundedRect(place.area.adjusted(-4.0, -1.0, 4.0, 1.0), 4.0, 4.0)
        if number == self._current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), float(theme.px(1))))
            painter.drawRoundedRect(place.area.adjusted(-3.5, -0.5, 3.5, 0.5), 4.0, 4.0)
        for box, at, share in place.lines:
            painter.save()
            painter.setPen(look.color("text"))
            painter.translate(at)
            painter.scale(share, share)
            box.paint(painter, QPointF(0.0, box.ascent))
            painter.restore()

    def _font(self, entry: Entry) -> QFont:
        if entry.heading:
            return theme.font(HEADING, QFont.Weight.DemiBold)
        return theme.font(WORDS)

    def _lay_out(self, width: int) -> float:
        """Place every entry for a width; returns the height."""
        if width == self._laid_out_for:
            return self._places[-1].area.bottom() + theme.px(2) if self._places else 0.0
        self._places, top, edge = [], 0.0, float(theme.px(4))
        room = max(1.0, width - 2.0 * edge)
        for number, entry in enumerate(self._entries):
            top += float(theme.px(BEFORE_HEADING if entry.heading and number else GAP))
            if entry.is_formula:
                place = self._broken(entry.latex, QRectF(edge, top, room, 0.0))
            else:
                metrics = QFontMetricsF(self._font(entry))
                text = entry.heading or entry.words
                height = metrics.boundingRect(QRectF(0.0, 0.0, room, 10_000.0), _WRAP, text).height()
                place = _Place(QRectF(edge, top, room, height))
            self._places.append(place)
            top = place.area.bottom()
        self._laid_out_for = width
        return top + theme.px(2)

    def _broken(self, latex: str, area: QRectF) -> _Place:
        """A formula in lines: broken before its signs where it is wide, shrunk where a piece alone is too wide."""
        size, indent = theme.px(self._size), float(theme.px(INDENT))
        rows: list[str] = []
        row = ""
        for piece in mathline.parted(latex):
            longer = f"{row} {piece}".strip()
            room = area.width() - (indent if rows else 0.0)
            if row and mathline.typeset(longer, size).width > room:
                rows.append(row)
                row = piece
            else:
                row = longer
        lines, top = [], area.top()
        for number, text in enumerate([*rows, row]):
            box, left = mathline.typeset(text, size, self._colors), indent if number else 0.0
            share = min(1.0, max(LEAST_SHARE, (area.width() - left) / max(1.0, box.width)))
            lines.append((box, QPointF(area.left() + left, top), share))
            top += (box.ascent + box.descent) * share + (theme.px(1) if number < len(rows) else 0)
        return _Place(QRectF(area.left(), area.top(), area.width(), top - area.top()), tuple(lines))

    def _restyle(self) -> None:
        self._laid_out_for = -1
        self.updateGeometry()
        self.update()


def _takes(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) or event.matches(QKeySequence.StandardKey.Copy)


def _plain(entry: Entry) -> str:
    return mathtext.plain_text(entry.latex) if entry.latex else entry.heading or entry.words
