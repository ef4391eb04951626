"""A quiet table of numbers that change many times a second: fixed columns, figures of equal width, exact copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from landscape_gui.ui.figures import Figures
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.tables.number_model import (
    LEFT,
    RIGHT,
    Column,
    GridModel,
    Made,
    Row,
    RowHead,
    Value,
    plain,
    shown,
)

WIDEST, WIDEST_POSITIVE = "\N{MINUS SIGN}0.0001234", "0.0001234"
"""The widest numbers with 4 digits that come up in practice; columns have room for them, so that they never move."""
ROW_HEIGHT, LEAST_ROW_HEIGHT = 26, 20
"""Rows become a little lower where all of them then fit."""
FONT_SIZE = 12
PADDING, NARROW = 8, 4
"""Left of names, and left and right of columns."""
WIDEST_NAME = 180


class NumberGrid(QTableView):
    """Rows with names at the left that stay while the numbers scroll; whole rows are selected and copied.

    ``set_shape`` lays out columns and rows, ``set_rows`` fills in values and costs little.
    """

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._model = GridModel()
        self.setModel(self._model)
        self._names = _Names(self._model, themes, self)
        self.setVerticalHeader(self._names)
        self._corner = _Corner(themes, self)
        self._titles = _Titles(self._model, themes, self)
        self.setHorizontalHeader(self._titles)
        # Its name goes on over the titles, up to the first one.
        self._corner.raise_()
        self.horizontalScrollBar().valueChanged.connect(self._place_corner)
        self._figures = Figures(self.font())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._resize)
        self._resize()

    def set_shape(self, columns: Sequence[Column], rows: Sequence[RowHead]) -> None:
        """Lay out columns and rows; nothing happens where they are what they were."""
        if tuple(columns) == self._model.columns and _same(rows, self._model.heads):
            return
        self._model.set_shape(tuple(columns), rows if isinstance(rows, Made) else tuple(rows))
        self._resize()

    def set_stacked(self, stacked: bool) -> None:
        """Let each row have two lines, the second half of the columns below the first; or all beside each other."""
        lines = 2 if stacked else 1
        if lines != self._model.lines:
            self._model.lines = lines
            self._resize()
            self.viewport().update()

    def set_name_room(self, heads: Sequence[RowHead]) -> None:
        """Keep room for the longest of ``heads``, so that rows with other names do not move the columns."""
        self._names.set_room(tuple(heads))

    def set_corner(self, head: RowHead) -> None:
        """Show a name above the names of the rows."""
        self._corner.show_head(head)
        self._place_corner()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other values, one row for each name."""
        self._model.set_rows(rows)

    def value(self, row: int, column: int) -> Value:
        """Return the value in a cell, with all its digits."""
        return self._model.rows[row].values[column]

    def rows(self) -> Sequence[Row]:
        """Return the rows that are shown; of a long list those in sight exist."""
        return self._model.rows

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        return shown(self._model.rows[row].values[column])

    def rows_in_sight(self) -> range:
        """Return the rows of which something is seen."""
        count = len(self._model.heads)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(first if first >= 0 else 0, last + 1 if last >= 0 else count)

    def titles(self) -> tuple[str, ...]:
        """Return the titles of the columns."""
        return tuple(column.title for column in self._model.columns)

    def copied(self, rows: Sequence[int]) -> str:
        """Return rows as tab-separated text with a line of titles and all digits, for a spreadsheet."""
        model = self._model
        lines = [["", *self.titles()]]
        lines += [[model.heads[row].title, *(plain(value) for value in model.rows[row].values)] for row in rows]
        return "\n".join("\t".join(line) for line in lines) + "\n"

    def copy(self) -> None:
        """Put the selected rows on the clipboard."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText(self.copied(rows))

    def needed_width(self, columns: Sequence[Column]) -> int:
        """Return the width at which the names and all of ``columns`` show."""
        return self._names.sizeHint().width() + sum(map(self._column_width, columns)) + self._themes.px(NARROW)

    def stacked_width(self, columns: Sequence[Column]) -> int:
        """Return the width at which all of ``columns`` show in two lines."""
        widths, half = list(map(self._column_width, columns)), max(1, -(-len(columns) // 2))
        return self._names.sizeHint().width() + sum(max(widths[k::half]) for k in range(half)) + self._themes.px(NARROW)

    def content_width(self, columns: int) -> int:
        """Return the width at which ``columns`` columns of numbers and the names show."""
        px = self._themes.px
        column = self.fontMetrics().horizontalAdvance(WIDEST) + 2 * px(NARROW)
        return self._names.sizeHint().width() + columns * column + px(NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(self.viewport().mapFrom(self, event.pos()))
        menu = QMenu(self)
        menu.addAction(self.tr("Copy the selected rows"), QKeySequence.StandardKey.Copy, self.copy)
        if index.isValid():
            text = plain(self.value(index.row(), index.column()))
            menu.addAction(self.tr("Copy this value"), lambda: QGuiApplication.clipboard().setText(text))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        super().updateGeometries()
        self._place_corner()

    def _place_corner(self) -> None:
        """A name above the names of the rows may be longer than they are: it goes on to the first title."""
        free = 0
        if self._corner.shows_head() and self._model.columns and not self.horizontalScrollBar().value():
            title = self.fontMetrics().horizontalAdvance(self._model.columns[0].title)
            free = max(0, self.columnWidth(0) - title - 2 * self._themes.px(NARROW))
        self._corner.setGeometry(0, 0, self._names.width() + free, self._titles.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        # Painted as a whole: through a delegate and the style sheet a frame would take ten times as long.
        # A painter that outlives an error would take the program with it.
        with QPainter(self.viewport()) as painter:
            self._paint(painter, event.rect())

    def _paint(self, painter: QPainter, area: QRect) -> None:
        look, model = self._themes.theme, self._model
        painter.fillRect(area, look.color("panel"))
        width = self.viewport().width()
        rows = [(row, self.rowViewportPosition(row)) for row in self.rows_in_sight()]
        for index in self.selectionModel().selectedRows():
            y = self.rowViewportPosition(index.row())
            painter.fillRect(0, y, width, self.rowHeight(index.row()), look.color("selection"))
        shown = [place for place in self._places() if place.x < width and place.x + place.width > 0]
        for role in dict.fromkeys(model.rows[row].role for row, _ in rows):
            self._paint_numbers(painter, role, [(r, y) for r, y in rows if model.rows[r].role == role], shown)
        for place in shown:
            if model.columns[place.column].words:
                self._paint_words(painter, place, rows)

    def _places(self) -> list[_Place]:
        """Where columns are, whether or not they are in sight."""
        line, found = self._titles.height() // self._model.lines, []
        for section in range(len(self._model.columns)):
            if not self.isColumnHidden(section):
                x, width = self.columnViewportPosition(section), self.columnWidth(section)
                below = enumerate(self._model.below_each_other(section))
                found += [_Place(column, x, width, number * line) for number, column in below]
        return found

    def _paint_numbers(self, painter: QPainter, role: str, rows: list[tuple[int, int]], columns: list[_Place]) -> None:
        """Paint all numbers of one colour; rows are given with the places where they begin."""
        edge = self._themes.px(NARROW)
        numbers = [(at, at.x + at.width - edge) for at in columns if not self._model.columns[at.column].words]
        # A number that is cut at an edge of the table would be read as another one.
        ends = [
            (at.column, end, at.down)
            for at, end in numbers
            if at.width <= end + 2 * edge and end + edge // 2 <= self.viewport().width()
        ]
        for row, y in rows:
            values = self._model.rows[row].values
            for column, end, down in ends:
                if values[column] is not None:
                    self._figures.add(shown(values[column]), end, y + down + self._baseline)
        painter.setPen(self._themes.theme.color(role))
        self._figures.paint(painter)

    def _paint_words(self, painter: QPainter, place: _Place, rows: list[tuple[int, int]]) -> None:
        edge, font = self._themes.px(NARROW), self._themes.font(FONT_SIZE)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        column, room = place.column, place.width - 2 * edge
        for row, y in rows:
            painter.setPen(self._themes.theme.color(self._model.rows[row].words_role))
            text = shown(self._model.rows[row].values[column])
            if (text, room) not in self._cut:
                self._cut[text, room] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            words = self._cut[text, room]
            # Below numbers, words end where these do.
            left = room - metrics.horizontalAdvance(words) if self._model.lines > 1 else 0
            painter.drawText(QPointF(place.x + edge + left, y + place.down + self._baseline), words)

    def _resize(self) -> None:
        """Take over sizes and fonts of the theme; every column gets the room its widest text needs."""
        font = self._themes.font(FONT_SIZE)
        self.setFont(font)
        self._figures = Figures(font)
        self._cut: dict[tuple[str, int], str] = {}
        self.horizontalHeader().setFont(font)
        self._names.setFont(font)
        widths = list(map(self._column_width, self._model.columns))
        for place in range(len(widths)):
            below = self._model.below_each_other(place)
            self.setColumnHidden(place, place >= below.step)
            self.setColumnWidth(place, max(widths[k] for k in below))
        self._names.measure()
        self._fit_rows()
        self.updateGeometries()

    def _column_width(self, column: Column) -> int:
        metrics = QFontMetrics(self._themes.font(FONT_SIZE))
        texts = (column.title, column.room or WIDEST)
        # Widths of texts are not whole numbers; words that lack a fraction of a pixel would be cut.
        return max(map(metrics.horizontalAdvance, texts)) + 2 * self._themes.px(NARROW) + int(column.words)

    def bar_height(self) -> int:
        """Return the height that is left to a scroll bar beneath the rows."""
        return self.horizontalScrollBar().sizeHint().height()

    def _fit_rows(self) -> None:
        """Let rows and header be as high as the view has room for, within limits."""
        px, rows = self._themes.px, len(self._model.heads)
        room = (self.height() - self.bar_height()) // (rows + 1) // self._model.lines
        line = min(max(room, px(LEAST_ROW_HEIGHT)), px(ROW_HEIGHT))
        height = line * self._model.lines
        self._baseline = baseline(line, QFontMetrics(self._themes.font(FONT_SIZE)))
        if height != self._names.defaultSectionSize() or height != self._titles.height():
            self._names.setMinimumSectionSize(height)
            self._names.setDefaultSectionSize(height)
            self._titles.setFixedHeight(height)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column is seen: its left edge and its width, and how far below the top of each row."""

    column: int
    x: int
    width: int
    down: int


class _Corner(QWidget):
    """The place above the names of the rows."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._head = RowHead("")

    def shows_head(self) -> bool:
        """Whether there is a name."""
        return bool(self._head.title)

    def show_head(self, head: RowHead) -> None:
        """Show a name and its marker."""
        if head != self._head:
            self._head = head
            self.setToolTip(head.title)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_header(painter, self.rect(), self._themes)
            paint_head(painter, self.rect(), self._head, self._themes, "text", QFont.Weight.DemiBold)


class _Titles(QHeaderView):
    """Titles of the columns, above the ends of their numbers."""

    def __init__(self, model: GridModel, themes: ThemeManager, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._themes = themes
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802 - Qt's names
        look, edge = self._themes.theme, self._themes.px(NARROW)
        paint_header(painter, rect, self._themes)
        if logicalIndex < len(self._model.columns):
            painter.setFont(self._themes.font(FONT_SIZE))
            painter.setPen(look.color("muted"))
            line = rect.height() // self._model.lines
            for number, place in enumerate(self._model.below_each_other(logicalIndex)):
                column = self._model.columns[place]
                area = QRect(rect.left() + edge, rect.top() + number * line, rect.width() - 2 * edge, line)
                # Numbers that are cut at the edge of the table are not shown, so their title is not either.
                if column.words or area.right() + 1 + edge // 2 <= self.viewport().width():
                    side = LEFT if column.words and self._model.lines == 1 else RIGHT
                    painter.drawText(area, side, column.title)


class _Names(QHeaderView):
    """Names of the rows, with the lanes' markers."""

    def __init__(self, model: GridModel, themes: ThemeManager, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._model = model
        self._themes = themes
        self._table = parent
        self._room: tuple[RowHead, ...] = ()
        self._width = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_room(self, heads: tuple[RowHead, ...]) -> None:
        """Keep room for the longest of ``heads``."""
        self._room = heads
        self.measure()

    def measure(self) -> None:
        """Find out anew how wide the names are."""
        px = self._themes.px
        metrics = QFontMetrics(self._themes.font(FONT_SIZE))
        widths = [
            metrics.horizontalAdvance(head.title) + (px(20) if head.style is not None else 0)
            for head in (*self._room, *(() if isinstance(self._model.heads, Made) else self._model.heads))
        ]
        self._width = min(max(widths, default=0) + px(PADDING) + px(NARROW) + px(2), px(WIDEST_NAME))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        # Only the width counts, and Qt would ask up to 200 rows for theirs.
        return QSize(self._width, self.defaultSectionSize())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802 - Qt's names
        if logicalIndex >= len(self._model.heads):
            return
        head = self._model.heads[logicalIndex]
        chosen = self._table.selectionModel().isRowSelected(logicalIndex, QModelIndex())
        painter.fillRect(rect, self._themes.theme.color("selection" if chosen else "panel"))
        paint_head(painter, rect, head, self._themes, "text" if head.style is not None else "muted")


def _same(one: Sequence[RowHead], other: Sequence[RowHead]) -> bool:
    """Whether rows have the same names; of long lists only whether they are the same list."""
    if isinstance(one, Made) or isinstance(other, Made):
        return one is other
    return tuple(one) == tuple(other)


def paint_header(painter: QPainter, rect: QRect, themes: ThemeManager) -> None:
    """Paint the ground of a header and the line beneath it."""
    line = themes.px(1)
    painter.fillRect(rect, themes.theme.color("panel"))
    painter.fillRect(rect.left(), rect.bottom() + 1 - line, rect.width(), line, themes.theme.color("grid"))


def paint_head(
    painter: QPainter,
    rect: QRect,
    head: RowHead,
    themes: ThemeManager,
    role: str,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> None:
    """Paint a name and the marker before it."""
    px = themes.px
    area = rect.adjusted(px(PADDING), 0, -px(NARROW), 0)
    if head.style is not None:
        middle = QPointF(area.left() + px(5), rect.top() + rect.height() / 2.0)
        draw_marker(painter, head.style.marker, middle, float(px(10)), head.style.color)
        area.setLeft(area.left() + px(20))
    painter.setFont(themes.font(FONT_SIZE, weight))
    painter.setPen(themes.theme.color(role))
    words = cut_name(painter.fontMetrics(), head.title, area.width())
    painter.drawText(area.left(), rect.top() + baseline(rect.height(), painter.fontMetrics()), words)


def baseline(height: int, metrics: QFontMetrics) -> int:
    """Return how far below the top of a row its text stands."""
    return (height + metrics.ascent() - metrics.descent()) // 2
