"""Activations and losses with their derivatives, and where the network's units and examples lie on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.scene import Scene
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.functions import model
from landscape_gui.ui.views.functions.model import NOWHERE, Function, Marks, Situation, situation
from landscape_gui.ui.views.functions.plot import MOST_ROWS, FunctionPlotter
from landscape_gui.ui.widgets.math_view import MathView
from landscape_gui.ui.widgets.segmented import Choice, Segmented

ACTIVATIONS, LOSSES = "activations", "losses"
CARD = (112.0, 78.0)


class FunctionsView(QWidget):
    """One function large, with its derivative; all others small beside it, to choose from."""

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
        self.gallery = _Gallery(themes, self)
        self.about, self.remark = QLabel(), QLabel()
        for label in (self.about, self.remark):
            label.setWordWrap(True)
        self.formula, self.slope = MathView(size=15.0), MathView(size=15.0)
        self._words = QVBoxLayout()
        for widget in (self.page, self.formula, self.slope, self.about, self.remark):
            self._words.addWidget(widget)
        self._words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._words, 3)
        self._row.addWidget(self.plot, 5)
        self._row.addWidget(self.gallery, 6)
        themes.changed.connect(self._resize)
        self._resize()

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(760), self._themes.px(220))

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
        self.plot.update()
        self.gallery.update()

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
        self._row.setContentsMargins(px(12), px(6), px(12), px(6))
        self._row.setSpacing(px(12))
        self._words.setSpacing(px(4))
        for label, role in ((self.about, ""), (self.remark, "warning")):
            label.setFont(self._themes.font(12))
            label.setProperty("role", role)
        self._show()


class _Plot(QWidget):
    """The function shown large; the mouse reads it."""

    def __init__(self, themes: ThemeManager, view: FunctionsView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view
        self._plotter = FunctionPlotter(themes)
        self._at: float | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(160, 90)
        self.setAccessibleName(self.tr("Function and derivative"))

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


class _Gallery(QWidget):
    """All functions small; a click or the arrows choose one."""

    def __init__(self, themes: ThemeManager, view: FunctionsView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view
        self._plotter = FunctionPlotter(themes)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setAccessibleName(self.tr("All functions"))

    def boxes(self) -> list[QRectF]:
        """Return where each function is, in as many columns as fill the room best."""
        count = len(self._view.functions())
        columns = min(range(1, count + 1), key=lambda columns: abs(self._shape(columns, count) - CARD[0] / CARD[1]))
        rows = -(-count // columns)
        width, height = self.width() / columns, self.height() / rows
        gap = self._themes.px(3)
        return [
            QRectF((place % columns) * width, (place // columns) * height, width, height).adjusted(gap, gap, -gap, -gap)
            for place in range(count)
        ]

    def _shape(self, columns: int, count: int) -> float:
        rows = -(-count // columns)
        return (self.width() / columns) / max(1.0, self.height() / rows)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for box, function in zip(self.boxes(), self._view.functions(), strict=True):
            if box.contains(event.position()):
                self._view.choose(function.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        functions = self._view.functions()
        if event.key() in moves:
            here = functions.index(self._view.function())
            self._view.choose(functions[(here + moves[Qt.Key(event.key())]) % len(functions)].key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        arrows = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in arrows:
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            chosen, marks = self._view.function(), self._view.all_marks()
            for box, function in zip(self.boxes(), self._view.functions(), strict=True):
                self._plotter.thumbnail(painter, box, function, marks.get(function.key, ()), function is chosen)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self._themes.theme.color("accent"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        finally:
            painter.end()
