"""What stands below the drawing of a graph: what happens in a step, and while it is on the update in place of that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.graph.walk import Moment
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.story import GraphStory
from landscape_gui.ui.views.graph.update import GraphUpdate
from landscape_gui.ui.views.graph.updatepanel import UpdatePanel
from landscape_gui.ui.views.graph.updatewords import UpdateWords
from landscape_gui.ui.views.graph.words import Story

ROOMY_CANVAS = 220
"""Height of the drawing, at text size 100 %, below which words are kept short for its sake."""


class GraphFoot(QWidget):
    """Shows the story of a step, or the update.

    Signals:
        resized: the update would like another height.
    """

    resized = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._story = Story("", "")
        self._told = True
        self._shown: UpdateWords | None = None
        self.story, self.update_page = GraphStory(themes), GraphUpdate(themes)
        self.panel = UpdatePanel(themes, self.update_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.story, self.panel):
            column.addWidget(part)
        self.panel.hide()
        self.panel.resized.connect(self.resized)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def shows_update(self) -> bool:
        """Whether the update stands in place of the story."""
        return not self.panel.isHidden()

    def tell(self, story: Story) -> None:
        """Say what happens in a step."""
        self._story = story
        self.story.show_story(story)
        if self._shown is not None:
            self.panel.show_story(story, self.update_page.title())

    def set_told(self, told: bool) -> None:
        """Show the story, or keep quiet."""
        self._told = told
        self.story.setVisible(told and not self.shows_update)

    def show_update(self, words: UpdateWords, moment: Moment | None) -> None:
        """Show the update in place of the story, as far as the walk has come."""
        self.update_page.show_update(words, moment)
        self.panel.show_story(self._story, self.update_page.title())
        if self._shown is None or _kind(self._shown) != _kind(words):
            self.panel.begin()
        self._shown = words
        self.story.hide()
        self.panel.show()
        self.resized.emit()

    def put_update_away(self) -> None:
        """Show the story again."""
        self._shown = None
        self.panel.hide()
        self.story.setVisible(self._told)

    def share(self, spare: int, wanted: tuple[int, ...]) -> None:
        """Take some of what the drawing and this have together.

        Args:
            spare: that height in pixels; wanted: heights at which all of the drawing can be read, from the least on;
                none where it is too wide.
        """
        self.story.set_compact(spare - self.story.full_height() < self._themes.px(ROOMY_CANVAS))
        if self.shows_update:
            self.panel.share(self.width(), spare, wanted, self.story.height())


def _kind(words: UpdateWords) -> tuple[object, ...]:
    """What updates have in common that are of one height."""
    return words.update.optimizer.key, words.update.names
