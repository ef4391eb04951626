"""The tables of the check: one row is chosen at a time, and all of it is copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.tables.number_grid import LEAST_ROW_HEIGHT, ROW_HEIGHT, NumberGrid
from landscape_gui.ui.views.tables.number_model import Column, RowHead

MOST_ROWS = 7
"""Rows that show without scrolling."""


class CheckGrid(NumberGrid):
    """A table of numbers as high as its rows, up to a limit. Ctrl+C copies it as text for a spreadsheet."""

    _barred = _stacked = False

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self._look = themes
        self._columns: tuple[Column, ...] = ()
        self._rows = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shape(self, columns: Sequence[Column], rows: Sequence[RowHead]) -> None:
        """Lay out columns and rows; nothing happens where they are what they were."""
        self._rows = len(rows)
        super().set_shape(columns, rows)
        self._columns = tuple(columns)
        self._fit_columns()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows, px = min(max(self._rows, 1), MOST_ROWS) + 1, self._look.px
        row = px(ROW_HEIGHT if self._rows <= MOST_ROWS else LEAST_ROW_HEIGHT)
        return QSize(px(320), rows * row * (2 if self._stacked else 1) + self.bar_height())

    def bar_height(self) -> int:
        return super().bar_height() if self._barred else 0

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Have two lines a row where the columns do not fit beside each other.

        Where they do not fit even then, be higher by a scroll bar, so that it hides no row.
        """
        stacked = self.needed_width(self._columns) > self.width()
        barred = stacked and self.stacked_width(self._columns) > self.width()
        if (barred, stacked) != (self._barred, self._stacked):
            self._barred, self._stacked = barred, stacked
            self.set_stacked(stacked)
            self.updateGeometry()

    def copy(self) -> None:
        """Put the whole table on the clipboard."""
        QGuiApplication.clipboard().setText(self.copied(range(self._rows)))

    def chosen(self) -> int | None:
        """Return which row is chosen, None without any."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(self._look.theme.color("accent"), 1.5 * self._look.scale))
                painter.drawRect(QRectF(self.viewport().rect()).adjusted(1.0, 1.0, -1.0, -1.0))
