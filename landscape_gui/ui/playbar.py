"""The bar at the bottom: playback buttons, scrub bar, step, speed, loop and number of steps."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.core.simulate import MAX_STEPS
from landscape_gui.ui import icons, theme
from landscape_gui.ui.playback import STEPS_PER_SECOND, Playback
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.number_slider import NumberSlider
from landscape_gui.ui.widgets.numeric import NumberScale


class ScrubBar(QWidget):
    """Shows and sets the play position; the wheel moves by single steps."""

    seekRequested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._position, self._length, self._whole = 0.0, 0, 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Play position"))
        self._tell()
        theme.manager().changed.connect(self._resize)
        self._resize()

    def set_position(self, position: float) -> None:
        """Show ``position`` in steps."""
        self._position = position
        self.update()

    def set_length(self, length: int) -> None:
        """Set the last step there is."""
        self._length = length
        self._tell()
        self.update()

    def set_whole(self, steps: int) -> None:
        """Set the number of steps asked for: what of them there is not, or not yet, is hatched."""
        self._whole = steps
        self._tell()
        self.update()

    @property
    def _span(self) -> int:
        """Steps from one end to the other."""
        return max(self._length, self._whole)

    def _tell(self) -> None:
        words = [self.tr("Play position: drag to move through the run, scroll to move by single steps.")]
        if 0 < self._length < self._whole:
            hatched = self.tr(
                "Hatched: after step {0:,} no optimizer has gone on, because all have stopped or are still computing."
            )
            words.append(hatched.format(self._length))
        self.setToolTip(" ".join(words))

    def _resize(self) -> None:
        self.setFixedHeight(theme.px(28))
        self.update()

    def _inset(self) -> float:
        return float(theme.px(8))

    def _seek_to(self, event: QMouseEvent) -> None:
        width = max(1.0, self.width() - 2 * self._inset())
        share = min(max((event.position().x() - self._inset()) / width, 0.0), 1.0)
        self.seekRequested.emit(float(min(round(share * self._span), self._length)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        if delta:
            self.seekRequested.emit(round(self._position) + math.copysign(1, delta))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self._length // 10)
        moves = {Qt.Key.Key_PageUp: page, Qt.Key.Key_PageDown: -page}
        if event.key() in moves:
            self.seekRequested.emit(round(self._position) + moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        inset, middle, thick = self._inset(), self.height() / 2, float(theme.px(4))
        width = max(1.0, self.width() - 2 * inset)
        reached = inset + width * (self._position / self._span if self._span else 0.0)
        painter.setBrush(look.color("border"))
        painter.drawRoundedRect(QRectF(inset, middle - thick / 2, width, thick), thick / 2, thick / 2)
        if 0 < self._length < self._span:
            begin = inset + width * self._length / self._span
            rest = QRectF(begin, middle - thick, inset + width - begin, 2.0 * thick)
            painter.fillRect(rest, look.color("background"))
            painter.fillRect(rest, QBrush(look.color("faint"), Qt.BrushStyle.BDiagPattern))
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(
            QRectF(inset, middle - thick / 2, max(0.0, reached - inset), thick), thick / 2, thick / 2
        )
        center, radius = QPointF(reached, middle), float(theme.px(7))
        if self.hasFocus():
            painter.setBrush(look.color("accent", 0.3))
            painter.drawEllipse(center, radius + theme.px(3), radius + theme.px(3))
            painter.setBrush(look.color("accent"))
        painter.drawEllipse(center, radius, radius)


class PlayBar(QWidget):
    """Everything that moves the play position, in one row."""

    def __init__(self, store: Store, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._playback = store, playback
        self.scrub = ScrubBar()
        self._step = QLabel()
        self._step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._step.setToolTip(self.tr("The step the pictures show."))
        self._build_buttons()
        self._build_numbers()
        self._lay_out()
        self._connect()
        self._refresh()
        self._restyle()

    def _build_buttons(self) -> None:
        playback = self._playback
        self._first = self._button("jump-start", self.tr("To the start (Home)"), lambda: playback.seek(0))
        self._back = self._button("step-back", self.tr("One step back (Left)"), lambda: playback.step(-1))
        self._play = self._button("play", self.tr("Play or pause (Space)"), playback.toggle)
        self._forward = self._button("step-forward", self.tr("One step forward (Right)"), lambda: playback.step(1))
        self._last = self._button("jump-end", self.tr("To the end (End)"), lambda: playback.seek(playback.length))
        self._loop = self._button("loop", self.tr("Loop: begin again at the end (L)"), self._toggle_loop)
        self._loop.setCheckable(True)
        self._play.setObjectName("playButton")

    def _button(self, icon: str, tip: str, action: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icons.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.clicked.connect(lambda checked=False: action())
        return button

    def _build_numbers(self) -> None:
        speed = Param("speed", self.tr("speed"), 1.0, 0.1, 100.0, log=True)
        self._speed_scale = NumberScale.of(speed)
        self._speed = NumberSlider(self._speed_scale.to_unit(1.0))
        self._speed.setAccessibleName(self.tr("Playback speed"))
        self._speed.setToolTip(
            self.tr("Playback speed from 0.1× to 100×; 1× is {0:g} steps a second. Double click for 1×.").format(
                STEPS_PER_SECOND
            )
        )
        self._speed_label = QLabel()
        scale = NumberScale(1, MAX_STEPS, (10, 10_000), log=True, integer=True)
        tip = self.tr("How many steps every optimizer takes.")
        self._steps = NumberField(self.tr("steps"), 500, scale, description=tip)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        self._row = row
        for button in (self._first, self._back, self._play, self._forward, self._last):
            row.addWidget(button)
        row.addWidget(self.scrub, 1)
        row.addWidget(self._step)
        row.addWidget(self._steps)
        row.addWidget(self._loop)
        row.addWidget(self._speed)
        row.addWidget(self._speed_label)

    def _connect(self) -> None:
        playback = self._playback
        self.scrub.seekRequested.connect(playback.seek)
        playback.positionChanged.connect(self._position_changed)
        playback.lengthChanged.connect(self._length_changed)
        playback.playingChanged.connect(self._playing_changed)
        self._speed.dragged.connect(lambda unit: self._set_speed(unit, False))
        self._speed.stepped.connect(lambda amount: self._set_speed(self._speed_unit() + 0.02 * amount, True))
        self._speed.released.connect(lambda: self._set_speed(self._speed_unit(), True))
        self._speed.resetAsked.connect(lambda: self._set_speed(self._speed_scale.to_unit(1.0), True))
        self._steps.valueChanged.connect(lambda value: self._set_steps(value, False))
        self._steps.committed.connect(lambda value: self._set_steps(value, True))
        self._store.changed.connect(self._refresh)
        theme.manager().changed.connect(self._restyle)

    def _speed_unit(self) -> float:
        return self._speed_scale.to_unit(self._store.experiment.view.speed)

    def _set_speed(self, unit: float, final: bool) -> None:
        speed = self._speed_scale.from_unit(min(max(unit, 0.0), 1.0))
        speed = float(f"{min(max(speed, 0.1), 100.0):.2g}")
        self._store.change_view(self.tr("Playback speed"), merge="speed", final=final, speed=speed)

    def _set_steps(self, value: float, final: bool) -> None:
        self._store.replace(self.tr("Number of steps"), merge="steps", final=final, steps=round(value))

    def _toggle_loop(self) -> None:
        self._store.change_view(self.tr("Loop"), loop=not self._store.experiment.view.loop)

    def toggle_loop(self) -> None:
        """Switch the loop on or off, as the button does."""
        self._toggle_loop()

    def change_speed(self, factor: float) -> None:
        """Multiply the speed, as the keyboard does."""
        self._set_speed(
            self._speed_scale.to_unit(min(max(self._store.experiment.view.speed * factor, 0.1), 100.0)), True
        )

    def _refresh(self) -> None:
        view = self._store.experiment.view
        self._loop.setChecked(view.loop)
        self._speed.set_unit(self._speed_scale.to_unit(view.speed))
        self._speed_label.setText(f"{view.speed:.3g}×")
        if not self._steps.hasFocus() or round(self._steps.value()) != self._store.experiment.steps:
            self._steps.setValue(self._store.experiment.steps)
        self._playback.set_speed(view.speed)
        self._playback.set_loop(view.loop)
        self.scrub.set_whole(self._store.experiment.steps)
        self._keep_room()

    def _position_changed(self, position: float) -> None:
        self.scrub.set_position(position)
        self._step.setText(self.tr("step {0:,} of").format(math.floor(position)))

    def _length_changed(self, length: int) -> None:
        self.scrub.set_length(length)
        self._keep_room()
        self._position_changed(self._playback.position)

    def _keep_room(self) -> None:
        """Give the step the room that the last one of the run takes, so that nothing moves while it plays."""
        last = max(self._playback.length, self._store.experiment.steps)
        words = self.tr("step {0:,} of").format(last)
        self._step.ensurePolished()
        self._step.setFixedWidth(self._step.fontMetrics().horizontalAdvance(words) + theme.px(12))
        self._drop_what_does_not_fit()

    def _drop_what_does_not_fit(self) -> None:
        """In a narrow window leave out the step, which the pictures show as well, and then the speed."""
        room = self.width() - self._least_width()
        speed = self._speed.width() + self._speed_label.width() + 2 * self._row.spacing()
        step = self._step.width() + self._row.spacing()
        self._step.setVisible(room >= speed + step)
        for widget in (self._speed, self._speed_label):
            widget.setVisible(room >= speed)

    def _least_width(self) -> int:
        """Width of the buttons, the shortest scrub bar and the number of steps."""
        margins = self._row.contentsMargins()
        kept = (self._first, self._back, self._play, self._forward, self._last, self.scrub, self._steps, self._loop)
        widths = sum(widget.minimumWidth() for widget in kept) + (len(kept) - 1) * self._row.spacing()
        return widths + margins.left() + margins.right()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_what_does_not_fit()

    def _playing_changed(self, playing: bool) -> None:
        self._play.setIcon(icons.icon("pause" if playing else "play"))

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(4))
        self._row.setSpacing(theme.px(4))
        self.setFixedHeight(theme.px(44))
        for button in (self._first, self._back, self._play, self._forward, self._last, self._loop):
            button.setIconSize(QSize(theme.px(18), theme.px(18)))
            button.setFixedSize(theme.px(32), theme.px(32))
        self._speed.setFixedWidth(theme.px(84))
        self._speed_label.setFixedWidth(theme.px(36))
        self.scrub.setMinimumWidth(theme.px(80))
        for label in (self._step, self._speed_label):
            label.setFont(theme.font())
        self._length_changed(self._playback.length)
