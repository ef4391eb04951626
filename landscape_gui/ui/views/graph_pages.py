"""What one does with the graph: walk through it step by step, or predict each step's number first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph_predict import PredictBar

if TYPE_CHECKING:
    from landscape_gui.ui.views.graph_view import GraphView

STEPS, PREDICT = "steps", "predict"
"""Pages of the panel."""


class GraphPages(QObject):
    """Shows one page of a graph view at a time, and tells it what the view shows."""

    def __init__(self, view: GraphView, themes: ThemeManager) -> None:
        super().__init__(view)
        self._view = view
        self._page = STEPS
        self.predict = PredictBar(themes)
        self.predict.hide()
        self.predict.stepRequested.connect(view.step)
        self.predict.restartRequested.connect(lambda: view.seek_cursor(0))

    @property
    def page(self) -> str:
        """What is shown."""
        return self._page

    def choose(self, page: str) -> None:
        """Show another page, and give the keyboard to where it is used there."""
        self._page = page
        self._view.header.pages.setValue(page)
        self._view.controls.pause()
        self._view.show_moment()  # before the questions are to be seen: what was walked unasked is not skipped
        self.predict.setVisible(page == PREDICT)
        if page == PREDICT:
            self.predict.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_moment(self) -> None:
        """Follow the view to another graph or another place of its walk."""
        if self._page == PREDICT:
            view = self._view
            self.predict.show_cursor(view.subject, view.walk, view.words, view.taken)

    def drawn(self, moment: Moment) -> Moment:
        """The moment as it is drawn on this page."""
        return self.predict.veiled(moment) if self._page == PREDICT else moment
