"""What happens in a step of the graph: a title, a sentence in words, and the formula with its numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.views.graph.words import Story
from landscape_gui.ui.widgets.breaking import breakable
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.fonts import FontKeeper
from landscape_gui.ui.widgets.math_line import MathLine
from landscape_gui.ui.widgets.tips import tip

MOST_LINES = 3
FORMULA = 16.0
LOW, HIGH = 96, 148
"""Heights at scale 1: where there is little room; and for a title, a sentence of two lines and two fractions."""


class GraphStory(QScrollArea):
    """Shows a story; its height stays while stepping, so that nothing jumps, and what is too long can be scrolled."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._story = Story("", "")
        self.title, self.sentence = ElidedLabel(role="muted"), QLabel()
        FontKeeper(self.title, 12.0, QFont.Weight.DemiBold)
        FontKeeper(self.sentence, 13.0)
        self.sentence.setWordWrap(True)
        self.lines = [MathLine(size=FORMULA) for _ in range(MOST_LINES)]
        page = QWidget()
        self._layout = QVBoxLayout(page)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.sentence)
        for line in self.lines:
            self._layout.addWidget(line)
        self._layout.addStretch(1)
        self._compact = False
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self._resize)
        self._resize()

    def show_story(self, story: Story) -> None:
        """Show what is said of a step."""
        self._story = story
        self.title.setText(story.title)
        self.sentence.setText(breakable(story.sentence))
        look = self._themes.theme
        inks = {role: looks.color(look, role) for role in ("value", "gradient", "local")}
        for place, line in enumerate(self.lines):
            line.set_latex(story.formulas[place] if place < len(story.formulas) else "", inks)
            line.setVisible(place < len(story.formulas))
        self.verticalScrollBar().setValue(0)
        self.setToolTip(tip(story.title) if self._compact else "")
        self.setAccessibleName(f"{story.title}. {story.sentence}")

    def full_height(self) -> int:
        """Return the height where there is room for everything."""
        return self._themes.px(HIGH)

    def set_compact(self, compact: bool) -> None:
        """Do with less height, without the title."""
        if compact != self._compact:
            self._compact = compact
            self._resize()

    def _resize(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(px(12), px(4), px(12), px(4))
        self._layout.setSpacing(px(3))
        self.title.setVisible(not self._compact)
        self.setFixedHeight(px(LOW) if self._compact else self.full_height())
        self.show_story(self._story)
