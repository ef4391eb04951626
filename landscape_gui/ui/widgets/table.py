"""Tables without clutter."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from landscape_gui.ui import theme


def tidy_table(view: QTableView, row_height: int = 28) -> None:
    """Give ``view`` quiet lines, no row numbers, and rows of ``row_height`` pixels at scale 1 that follow the scale."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setHighlightSections(False)
    _Sizes(view, row_height)


class _Sizes(QObject):
    """Keeps rows and columns of a table in step with the scale."""

    def __init__(self, view: QTableView, row_height: int) -> None:
        super().__init__(view)
        self._view = view
        self._row_height = row_height
        theme.manager().changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        rows, columns = self._view.verticalHeader(), self._view.horizontalHeader()
        rows.setMinimumSectionSize(theme.px(self._row_height))
        rows.setDefaultSectionSize(theme.px(self._row_height))
        columns.setMinimumSectionSize(theme.px(40))
        columns.setDefaultSectionSize(theme.px(96))
