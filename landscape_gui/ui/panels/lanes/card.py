"""The card of one lane: look, name, switch, learning rate, what became of it; and what opens below."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from landscape_gui.core.descriptors import Interval, Param
from landscape_gui.core.network.diagnosis import ABOUT_DATA, in_words
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.simulate import CONVERGED, DIVERGED
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun
from landscape_gui.ui import theme
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.lanes.card_header import CardHeader
from landscape_gui.ui.panels.lanes.details import LaneDetails
from landscape_gui.ui.panels.lanes.notice import Notice, first_sentence
from landscape_gui.ui.panels.layout import Column
from landscape_gui.ui.widgets import tip

HALF_DECADE = 10.0**0.5


class LaneCard(Column):
    """Shows one lane and asks for changes; the panel makes them.

    ``index`` is the lane's place in the experiment, kept up to date by the panel.
    """

    selected = Signal()
    switched = Signal(bool)
    renamed = Signal(str)
    removeAsked = Signal()
    menuAsked = Signal()
    lookAsked = Signal()
    rateChanged = Signal(float, bool)

    detailsMade = Signal()
    """The further parameters are shown for the first time and want to be connected and filled."""

    def __init__(self, look: LaneRun, parent: QWidget | None = None) -> None:
        super().__init__(gap=0, margins=(6, 2, 6, 4), parent=parent)
        self.index = look.index
        self.look = look
        self._highlighted = False
        self._seen: tuple[object, ...] = ()
        self._usual: float | None = None
        descriptor = OPTIMIZERS[look.lane.optimizer]
        self.header = CardHeader(look)
        self.rate = ParamRow(self._rate_param(_rate_of(look)), _rate_of(look), self.tr("rate η"))
        self.rate.row.tab_to_number()
        self.notice = Notice()
        self.status = self.notice.words
        self.details: LaneDetails | None = None
        self.header.name.setToolTip(tip(descriptor.description, descriptor.source))
        for widget in (self.header, self.rate, self.notice):
            self.add(widget)
        self.rate.changed.connect(self._rate_changed)
        self.header.switch.clicked.connect(self.switched)
        self.header.menu.clicked.connect(self.menuAsked)
        self.header.dot.clicked.connect(self._ask_look)
        self.header.opener.toggled.connect(self.set_open)
        self.header.toggleAsked.connect(self.header.switch.click)
        self.header.removeAsked.connect(self.removeAsked)
        self.header.renamed.connect(self.renamed)
        self.header.pressed.connect(self.selected)
        theme.manager().changed.connect(self._recolor)

    def refresh(self, look: LaneRun, problem: AnyProblem | None) -> None:
        """Show a lane without changing anything; ``problem`` says which coordinates a start has."""
        about = (problem.description.training.batch_size, problem.x.shape) if isinstance(problem, DataNetwork) else None
        seen = (look.lane, look.label, look.color, look.marker, look.dash, about, _place(problem))
        self.index, self.look = look.index, look
        if seen == self._seen:
            return
        self._seen = seen
        self.header.refresh(look)
        self.rate.show_value(_rate_of(look))
        self._fit_range(_rate_of(look))
        if self.details is not None:
            self.details.refresh(look.lane, problem)
        self._recolor()
        if not look.lane.enabled:
            self.say("", "muted")

    def set_usual_rate(self, rate: float | None) -> None:
        """Mark the learning rate that suits the problem, to which a double click returns; None: the optimizer's own."""
        if rate != self._usual:
            self._usual = rate
            self.rate.set_param(self._rate_param(_rate_of(self.look), self.rate.field().number_scale().soft))

    def _recolor(self) -> None:
        """Tint the sliders with the lane's colour, or with a quiet one while it rests."""
        color = self.look.color if self.look.lane.enabled else theme.current().faint
        self.header.switch.set_color(self.look.color)
        self.rate.set_color(color)
        if self.details is not None:
            self.details.set_color(color)

    def show_run(self, run: LaneRun, said: Collection[object] = ()) -> None:
        """Say what became of the lane, but for what is ``said`` of all of them elsewhere: the ``about`` of findings."""
        if not run.lane.enabled:
            self.say("", "muted")
        elif run.run is None:
            self.say(run.error, "error")
        elif own := [one for one in run.findings if one.kind not in ABOUT_DATA and one.about not in said]:
            role = "error" if run.run.status == DIVERGED else "warning"
            briefs = dict.fromkeys(one.brief or first_sentence(one.text) for one in own)
            self.say(in_words(own), role, " ".join(briefs))
        elif run.run.status == DIVERGED:
            self.say(run.run.reason, "error")
        elif run.run.status == CONVERGED:
            self.say(run.run.reason, "muted")
        else:
            self.say("", "muted")

    def say(self, sentences: str, role: str, brief: str = "") -> None:
        """Show below the card's rows the first of these sentences, or ``brief``, with all of them at hand; or none."""
        self.notice.say(sentences, role, brief)

    @property
    def highlighted(self) -> bool:
        """Whether the card shows that this lane is the selected one."""
        return self._highlighted

    def set_highlighted(self, highlighted: bool) -> None:
        """Show that this lane is the selected one."""
        if highlighted != self._highlighted:
            self._highlighted = highlighted
            self.update()

    def set_open(self, is_open: bool) -> None:
        """Open or close the further parameters."""
        self.header.opener.setChecked(is_open)
        if is_open and self.details is None:
            self.details = LaneDetails(self.look.lane.optimizer)
            self.insert(2, self.details)
            self._seen = ()
            self.detailsMade.emit()
        if self.details is not None:
            self.details.setVisible(is_open)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.selected.emit()
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(6)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("accent" if self._highlighted else "grid"), 1.0))
        painter.setBrush(look.color("raised"))
        painter.drawRoundedRect(area, radius, radius)

    def _ask_look(self) -> None:
        self.header.dot.setChecked(self.look.lane.enabled)
        self.lookAsked.emit()

    def _rate_changed(self, value: float, final: bool) -> None:
        self.rateChanged.emit(value, final)
        if final:
            self._fit_range(value)

    def _fit_range(self, rate: float) -> None:
        """Let the slider cover another range where the rate is near an end, as after a change of the surface."""
        if not self.rate.is_dragged() and not _inside(rate, self.rate.field().number_scale().soft):
            self.rate.set_param(self._rate_param(rate))

    def _rate_param(self, rate: float, soft: Interval | None = None) -> Param:
        """The learning rate with a slider over ``soft``, else the catalogue's range or decades around ``rate``."""
        param = next(p for p in OPTIMIZERS[self.look.lane.optimizer].parameters if p.key == "lr")
        if self._usual is None:
            return replace(param, soft=soft or _soft_around(param, rate))
        words = self.tr("The tick is the rate that suits this problem.")
        description = f"{param.description} {words}"
        return replace(param, default=self._usual, description=description, soft=soft or _soft_around(param, rate))


def _place(problem: AnyProblem | None) -> tuple[object, ...]:
    """Where a start of the problem lies."""
    return () if problem is None else (problem.variables, problem.key)


def _rate_of(look: LaneRun) -> float:
    return look.lane.hyperparameters.get("lr", OPTIMIZERS[look.lane.optimizer].defaults["lr"])


def _inside(rate: float, interval: Interval) -> bool:
    """Whether a rate is at least half a decade away from both ends of a slider."""
    return HALF_DECADE * interval[0] <= rate <= interval[1] / HALF_DECADE


def _soft_around(param: Param, rate: float) -> Interval:
    """The catalogue's range of a slider, or the decades around a rate near its ends."""
    if rate <= 0.0 or _inside(rate, param.slider):
        return param.slider
    decade = round(math.log10(min(rate, param.high)))
    return max(param.low, 10.0 ** (decade - 2)), min(param.high, 10.0 ** (decade + 2))
