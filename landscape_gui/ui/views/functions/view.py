"""Activations and losses with their derivatives, and where the network's units and examples lie on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from landscape_gui.scene import Scene
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.functions import model
from landscape_gui.ui.views.functions.gallery import Gallery
from landscape_gui.ui.views.functions.model import NOWHERE, Function, Marks, Situation, situation
from landscape_gui.ui.views.functions.plot import LEAST, MOST_ROWS, FunctionPlotter
from landscape_gui.ui.widgets.math_view import MathView
from landscape_gui.ui.widgets.segmented import Choice, Segmented

ACTIVATIONS, LOSSES = "activations", "losses"
ROOMY = 600
"""Width at scale 1 from which words, plot and gallery stand side by side; below it words stand beneath the plot."""
LOW = 84
"""Height of the curves with legend and numbers at scale 1 that is kept where there is not even room for ``LEAST``."""
PEEK = 26
"""How much of the words beneath a plot is to be seen at scale 1, so that one knows of them."""


class FunctionsView(QWidget):
    """One function large, with its derivative; all others small beside it, to choose from.

    What has no room, words, units' marks and small plots, can be scrolled to; nothing of it is cut.
    """

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._lane, self._position = 0, 0.0
        self._stale = False
        self.situation: Situation = NOWHERE
        self._functions = {ACTIVATIONS: model.activations(), LOSSES: model.losses()}
        self._chosen: dict[str, str] = {}
        self.page = Segmented(
            [Choice(ACTIVATIONS, self.tr("Activations")), Choice(LOSSES, self.tr("Losses"))], ACTIVATIONS
        )
        self.page.chosen.connect(lambda key: self._show())
        self.plot = _Plot(themes, self)
        self.gallery = Gallery(themes)
        self.gallery.chosen.connect(self.choose)
        self.about, self.remark = QLabel(), QLabel()
        for label in (self.about, self.remark):
            label.setWordWrap(True)
        self.formula, self.slope = MathView(size=15.0), MathView(size=15.0)
        words = QWidget()
        self._words = QVBoxLayout(words)
        for widget in (self.formula, self.slope, self.about, self.remark):
            self._words.addWidget(widget)
        self._words.addStretch(1)
        drawing = QWidget()
        self._drawing = QVBoxLayout(drawing)
        self._drawing.setContentsMargins(0, 0, 0, 0)
        self.reading, self.choosing, self.drawing = _scrolled(words), _scrolled(self.gallery), _scrolled(drawing)
        self.drawing.setParent(self)
        self._grid = QGridLayout(self)
        self._roomy: bool | None = None
        themes.changed.connect(self._resize)
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(760), self._themes.px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(300), self._themes.px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Stand everything side by side where there is room, else words beneath the plot."""
        roomy = self.width() >= self._themes.px(ROOMY)
        if roomy != self._roomy:
            self._roomy = roomy
            for widget in (self.page, self.reading, self.choosing, self.drawing):
                self._grid.removeWidget(widget)
            self._words.removeWidget(self.plot)
            self._drawing.removeWidget(self.plot)
            self._grid.addWidget(self.page, 0, 0)
            if roomy:
                self._grid.addWidget(self.reading, 1, 0)
                self._drawing.addWidget(self.plot)
                self._grid.addWidget(self.drawing, 0, 1, 2, 1)
                self._grid.addWidget(self.choosing, 0, 2, 2, 1)
            else:
                self._grid.addWidget(self.choosing, 1, 0)
                self._words.insertWidget(0, self.plot)
                self._grid.addWidget(self.reading, 0, 1, 2, 1)
            self.drawing.setVisible(roomy)
            for column, share in enumerate((3, 5, 6) if roomy else (3, 4, 0)):
                self._grid.setColumnStretch(column, share)
            self._grid.setRowStretch(1, 1)
        self._give_height()

    def _give_height(self) -> None:
        """Let the curves be readable whatever number of units has marks below them; what has no room is scrolled to."""
        px = self._themes.px
        room = self.height() - px(12)
        low = min(px(LEAST), max(px(LOW), room)) + self.plot.marks_height()
        self.plot.setMinimumHeight(low if self._roomy else max(low, room - px(PEEK)))

    def show_scene(self, scene: Scene) -> None:
        """Show the functions of another network, or none."""
        self._scene = scene
        self._refresh()

    def seek(self, position: float) -> None:
        """Show where units lie at another play position."""
        if position != self._position:
            self._position = position
            self._refresh()

    def select_lane(self, lane: int) -> None:
        """Show where the units of another lane lie."""
        self._lane = lane
        self._refresh()

    def functions(self) -> tuple[Function, ...]:
        """Return all functions of the page."""
        return self._functions[self.page.value()]

    def function(self) -> Function:
        """Return the one shown large: the chosen one, else the network's own, else the first."""
        key, marks = self._chosen.get(self.page.value(), ""), self.all_marks()
        known = {function.key: function for function in self.functions()}
        return known.get(key) or known.get(next(iter(marks), ""), self.functions()[0])

    def all_marks(self) -> dict[str, tuple[Marks, ...]]:
        """Return marks by key of function."""
        found = self.situation.activations if self.page.value() == ACTIVATIONS else self.situation.losses
        return dict(found)

    def marks(self) -> tuple[Marks, ...]:
        """Return the marks of the function shown large."""
        return self.all_marks().get(self.function().key, ())

    def choose(self, key: str) -> None:
        """Show a function large."""
        self._chosen[self.page.value()] = key
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _refresh(self) -> None:
        self._stale = True
        if not self.isVisible():
            return
        self._stale = False
        scene = self._scene
        network = scene.network if scene is not None else None
        if scene is None or network is None:
            self.situation = NOWHERE
        else:
            self.situation = situation(scene, network, self._lane, self._position)
        self._show()

    def _show(self) -> None:
        function = self.function()
        self.formula.set_latex("f = " + function.formula)
        self.slope.set_latex(r"f' = " + function.slope_formula)
        self.about.setText(function.description)
        self.remark.setText(self._remark(self.marks()))
        self._give_height()
        self.plot.update()
        self.gallery.show_functions(self.functions(), function, self.all_marks())
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the small plot of the function shown large."""
        box = self.gallery.box_of_chosen().toAlignedRect()
        middle, gap = box.center(), self._themes.px(4)
        self.choosing.ensureVisible(middle.x(), middle.y(), box.width() // 2, box.height() // 2 + gap)

    def _remark(self, marks: tuple[Marks, ...]) -> str:
        """Which units hardly learn, in a sentence."""
        if self.page.value() == LOSSES or not marks:
            return ""
        dead = [mark.name for mark in marks if mark.fault == "dead"]
        flat = [mark.name for mark in marks if mark.fault == "saturated"]
        words = []
        if dead:
            words.append(self.tr("Dead for all examples: {units}.").format(units=", ".join(dead[:6])))
        if flat:
            words.append(self.tr("Saturated: {units}.").format(units=", ".join(flat[:6])))
        if len(marks) > MOST_ROWS:
            words.append(self.tr("{count} of {all} units are shown.").format(count=MOST_ROWS, all=len(marks)))
        return " ".join(words)

    def _resize(self) -> None:
        px = self._themes.px
        self._grid.setContentsMargins(px(12), px(6), px(12), px(6))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        self._words.setContentsMargins(0, 0, 0, 0)
        self._words.setSpacing(px(4))
        self._arrange()
        for label, role in ((self.about, ""), (self.remark, "warning")):
            label.setFont(self._themes.font(12))
            label.setProperty("role", role)
        self._show()


def _scrolled(content: QWidget) -> QScrollArea:
    """``content`` as wide as its room, to be scrolled where it is higher."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class _Plot(QWidget):
    """The function shown large; the mouse reads it."""

    def __init__(self, themes: ThemeManager, view: FunctionsView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view
        self._plotter = FunctionPlotter(themes)
        self._at: float | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 90)
        self.setAccessibleName(self.tr("Function and derivative"))

    def axes_area(self) -> QRectF:
        """Return where the curves are."""
        return self._plotter.axes_area(QRectF(self.rect()), self._view.function(), self._view.marks())

    def marks_height(self) -> int:
        """Return the height of the units' marks below the curves."""
        return self._plotter.marks_height(self._view.marks())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = self._plotter.abscissa(QRectF(self.rect()), event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._at = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._themes.theme.color("background"))
            self._plotter.plot(painter, QRectF(self.rect()), self._view.function(), self._view.marks(), self._at)
        finally:
            painter.end()
