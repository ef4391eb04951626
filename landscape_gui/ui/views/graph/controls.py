"""Below the graph: the phases with how far they have come, and the buttons that walk through them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE, Walk
from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph import looks
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.tips import tip

HEIGHT = 30
ONE_ROW = 480
"""Width at scale 1 from which phases and buttons stand side by side."""
ROOMY = 560
"""Width from which there is also room for the unit of the speed in that row."""
_INK = {FORWARD: "value", BACKWARD: "gradient", UPDATE: "parameter"}
SLOWEST, FASTEST, USUAL_SPEED = 0.25, 20.0, 1.5
"""Steps a second while the walk plays by itself."""


class PhaseBar(QWidget):
    """Forward → Backward → Update: each as long as it has steps, filled as far as it has come. A click goes there."""

    cursorChosen = Signal(int)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._walk: Walk | None = None
        self._cursor = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Steps through the graph"))
        words = self.tr("Forward computes values, backward derivatives, update moves the parameters.")
        told = self.tr("Filled as far as the steps are taken: a click or a drag goes to the step at that place.")
        self.setToolTip(tip(words, told))
        themes.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(300), self._themes.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(120), self._themes.px(HEIGHT))

    def show_cursor(self, walk: Walk | None, cursor: int) -> None:
        """Show how far the walk has come."""
        self._walk, self._cursor = walk, cursor
        if walk is not None:
            told = self.tr("step {number} of {count}").format(number=cursor, count=walk.length)
            self.setAccessibleDescription(told)
        self.update()

    def words(self, key: str) -> str:
        """The name of a phase."""
        known = {FORWARD: self.tr("Forward"), BACKWARD: self.tr("Backward"), UPDATE: self.tr("Update")}
        return known[key]

    def areas(self) -> list[tuple[str, QRectF]]:
        """Where each phase is; each has at least the room of its name."""
        if self._walk is None:
            return []
        metrics, gap = QFontMetrics(self._font()), float(self._themes.px(4))
        phases = self._walk.phases
        least = [metrics.horizontalAdvance(self.words(phase.key)) + self._themes.px(20) for phase in phases]
        free = max(0.0, self.width() - sum(least) - gap * (len(phases) - 1))
        steps = max(1, self._walk.length)
        left, found = 0.0, []
        for phase, room in zip(phases, least, strict=True):
            width = room + free * (phase.last - phase.first) / steps
            found.append((phase.key, QRectF(left, 0.0, width, self.height())))
            left += width + gap
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        walk = self._walk
        for (_, area), phase in zip(self.areas(), walk.phases if walk is not None else (), strict=True):
            if area.left() <= event.position().x() <= area.right():
                share = (event.position().x() - area.left()) / area.width()
                self.cursorChosen.emit(phase.first + round(share * (phase.last - phase.first)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._walk.length if self._walk else 0}
        if event.key() in moves:
            self.cursorChosen.emit(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        walk, look = self._walk, self._themes.theme
        if walk is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font())
            current = walk.phase_at(self._cursor).key
            for (key, area), phase in zip(self.areas(), walk.phases, strict=True):
                box = area.adjusted(0.5, 3.5, -0.5, -3.5)
                ink, corner = looks.color(look, _INK[key]), float(self._themes.px(6))
                painter.setPen(QPen(ink if key == current else look.color("border"), 1.2))
                painter.setBrush(look.color("raised"))
                painter.drawRoundedRect(box, corner, corner)
                done = min(max(self._cursor - phase.first, 0), phase.last - phase.first)
                if done:
                    painter.save()
                    share = done / (phase.last - phase.first)
                    painter.setClipRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(looks.fill(look, _INK[key], 0.3))
                    painter.drawRoundedRect(box, corner, corner)
                    painter.restore()
                painter.setPen(look.color("text" if key == current else "muted"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.words(key))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.color("accent"), 1.5))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6.0, 6.0)
        finally:
            painter.end()

    def _font(self) -> QFont:
        return self._themes.font(12.0)


class GraphControls(QWidget):
    """Step, step back, to the end of a phase, play with a speed, and reset.

    Signals:
        stepped: by how many steps, 1 or −1. ended: to the end of the phase (True) or its beginning (False).
        rewound: to the beginning of everything. cursorChosen: a cursor.
        touched: a button was pressed with the mouse, which leaves the focus where it is.
    """

    stepped = Signal(int)
    ended = Signal(bool)
    rewound = Signal()
    touched = Signal()
    cursorChosen = Signal(int)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.phases = PhaseBar(themes)
        self.phases.cursorChosen.connect(self.cursorChosen)
        self.reset = self._button("reset", self.tr("Back to the beginning"), self.rewound.emit)
        self.back_to = self._button(
            "jump-start", self.tr("To the end of the phase before"), lambda: self.ended.emit(False)
        )
        self.back = self._button("step-back", self.tr("One step back (,)"), lambda: self.stepped.emit(-1))
        self.play = self._button("play", self.tr("Play the steps one after the other"), self.toggle)
        self.forward = self._button("step-forward", self.tr("One step (.)"), lambda: self.stepped.emit(1))
        self.to_end = self._button("jump-end", self.tr("To the end of this phase"), lambda: self.ended.emit(True))
        speed = Param(
            "speed", self.tr("speed"), USUAL_SPEED, SLOWEST, FASTEST, log=True,
            description=self.tr("Steps a second while the graph plays."),
        )  # fmt: skip
        self.speed = NumberField.of(speed)
        self.speed.valueChanged.connect(self._speed_changed)
        self._unit = QLabel(self.tr("steps/s"))
        self._unit.setProperty("role", "muted")
        self._unit.setToolTip(self.speed.toolTip())
        self._clock = QTimer(self)
        self._clock.timeout.connect(lambda: self.stepped.emit(1))
        self._row = QHBoxLayout()
        self._row.setSpacing(2)
        self._buttons = (self.reset, self.back_to, self.back, self.play, self.forward, self.to_end)
        for widget in self._buttons:
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self.speed)
        self._row.addWidget(self._unit)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.phases)
        self._column.addLayout(self._row)
        self._wide = False
        themes.changed.connect(self._resize)
        self._resize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        margins, shown = self._column.contentsMargins(), [*self._buttons, self.speed]
        width = sum(part.minimumWidth() + self._row.spacing() for part in shown)
        # Of two rows and without the unit, however they are arranged now: else the panel could not become narrower.
        return QSize(width + margins.left() + margins.right(), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """Phases beside the buttons where there is room, else above them."""
        wide = self.width() >= self._themes.px(ONE_ROW)
        unit = self.minimumSizeHint().width() + self._row.spacing() + self._unit.sizeHint().width()
        self._unit.setVisible(self.width() >= (self._themes.px(ROOMY) if wide else unit))
        if wide != self._wide:
            self._wide = wide
            self._column.removeWidget(self.phases)
            self._row.removeWidget(self.phases)
            self._row.insertWidget(7, self.phases, 100) if wide else self._column.insertWidget(0, self.phases)

    def show_cursor(self, walk: Walk | None, cursor: int) -> None:
        """Show how far the walk has come."""
        self.phases.show_cursor(walk, cursor)
        for button in self._buttons:
            button.setEnabled(walk is not None)

    @property
    def playing(self) -> bool:
        """Whether the steps follow each other by themselves."""
        return self._clock.isActive()

    def toggle(self) -> None:
        """Play, or pause."""
        if self._clock.isActive():
            self.pause()
        else:
            self._speed_changed()
            self._clock.start()
            self.play.setIcon(icons.icon("pause"))

    def pause(self) -> None:
        """Stand still."""
        self._clock.stop()
        self.play.setIcon(icons.icon("play"))

    def _speed_changed(self) -> None:
        self._clock.setInterval(round(1000.0 / self.speed.value()))

    def _button(self, icon: str, words: str, action: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icons.icon(icon))
        button.setToolTip(tip(words))
        button.setAccessibleName(words.partition(" (")[0])
        button.pressed.connect(self.touched)
        button.clicked.connect(lambda checked=False: action())
        return button

    def _resize(self) -> None:
        px = self._themes.px
        self._column.setContentsMargins(px(12), 0, px(12), px(6))
        self._column.setSpacing(px(2))
        for button in self._buttons:
            button.setIconSize(QSize(px(16), px(16)))
            button.setFixedSize(px(28), px(28))
        self.speed.setFixedWidth(px(56))
        self._arrange()
