"""What one does with the graph: walk through it, predict each step's number first, or check its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.predict import PredictBar
from landscape_gui.ui.views.graph.veil import GraphVeil

if TYPE_CHECKING:
    from landscape_gui.ui.views.check.page import CheckPage
    from landscape_gui.ui.views.graph.view import GraphView

STEPS, PREDICT, CHECK = "steps", "predict", "check"
"""Pages of the panel."""


class GraphPages(QObject):
    """Shows one page of a graph view at a time, and tells it what the view shows."""

    def __init__(self, view: GraphView, themes: ThemeManager) -> None:
        super().__init__(view)
        self._view, self._themes = view, themes
        self._page = STEPS
        self._check: CheckPage | None = None
        self._veil: GraphVeil | None = None
        self._doubted = False
        self.predict = PredictBar(themes)
        self.predict.hide()
        self.predict.stepRequested.connect(view.step)
        self.predict.restartRequested.connect(lambda: view.seek_cursor(0))

    @property
    def page(self) -> str:
        """What is shown."""
        return self._page

    @property
    def check(self) -> CheckPage:
        """The page of the check, made when it is first wanted."""
        if self._check is None:
            from landscape_gui.ui.views.check.page import CheckPage

            self._check = CheckPage(self._themes)
            self._check.hide()
            self._view.add_page(self._check)
            self._veil = GraphVeil(self._themes, self._check)
            self._veil.cover(self._doubted)
        return self._check

    def doubt(self, doubted: bool) -> None:
        """Veil the check while the graph it is about does not hold."""
        self._doubted = doubted
        if self._veil is not None:
            self._veil.cover(doubted)

    def choose(self, page: str) -> None:
        """Show another page, and give the keyboard to where it is used there."""
        self._page = page
        self._view.header.show_page(page)
        self._view.controls.pause()
        for part in (self._view.body, self._view.controls):
            part.setVisible(page != CHECK)
        self._view.show_moment()  # before the questions are to be seen: what was walked unasked is not skipped
        self.predict.setVisible(page == PREDICT)
        if page == CHECK or self._check is not None:
            self.check.setVisible(page == CHECK)
        if page == PREDICT:
            self.predict.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_check(self, wanted: int | str) -> None:
        """Show the check of one derivative: of an input, a parameter or an operation, by name or index of its node."""
        self.choose(CHECK)
        self.check.open(wanted)

    def show_moment(self) -> None:
        """Follow the view to another graph or another place of its walk."""
        view = self._view
        if self._page == PREDICT:
            self.predict.show_cursor(view.subject, view.walk, view.words, view.taken)
        elif self._page == CHECK:
            self.check.show_subject(view.subject, view.story.sentence.text() if view.subject is None else "")

    def drawn(self, moment: Moment) -> Moment:
        """The moment as it is drawn on this page."""
        return self.predict.veiled(moment) if self._page == PREDICT else moment
