"""What a network view shows: lane and play position, and what follows from them, each computed once. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import Point
from landscape_gui.core.simulate import Run
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.views.network.anatomy import Anatomy
from landscape_gui.ui.views.network.moment import Moment, moment_at, moment_of, reach_of, weight_reach
from landscape_gui.ui.views.network.units import Outputs, Sample, outputs_of, sample_of

Floats = NDArray[np.float64]
PLAYING = (100_000.0, 24, 40)
"""While playing: activations a frame, most points of a picture's side, most points of a curve."""
RESTING = (250_000.0, 64, 160)
ROUNDING = 1e-14
"""Size up to which all gradients are 0 but for rounding, which is not to be drawn like gradients that matter."""


@dataclass
class NetworkModel:
    """One lane's network at a play position.

    Attributes:
        scene: the runs, None before there are any.
        position: the play position; chosen: index of the lane that is asked for.
        fine: whether units are looked at closely.
    """

    scene: Scene | None = None
    position: float = 0.0
    chosen: int = 0
    fine: bool = True
    _held: tuple[Moment, bool] | None = None
    _samples: dict[tuple[object, ...], Sample] = field(default_factory=dict)
    _moment: tuple[tuple[object, ...], Moment | None] = ((), None)
    _outputs: tuple[tuple[object, ...], Outputs | None] = ((), None)
    _reach: tuple[Run | None, float] = (None, 1.0)

    @property
    def network(self) -> DataNetwork | None:
        """The network, None where the problem is none."""
        return None if self.scene is None else self.scene.network

    def show_scene(self, scene: Scene | None) -> None:
        """Take other runs, or none; what was edited is part of them by now."""
        before, self.scene = self.scene, scene
        if before is None or scene is None or before.network is not scene.network:
            self._samples.clear()
            self._held, self._moment, self._reach = None, ((), None), (None, 1.0)
        elif before.lanes is not scene.lanes:
            self.let_go()

    def seek(self, position: float) -> None:
        """Go to a play position."""
        self.position = position
        self.let_go()

    def hold(self, index: int, value: float, final: bool) -> None:
        """Show parameter ``index`` at ``value``, all others as they are, until runs come that begin so."""
        moment = self.moment()
        if moment is not None:
            self._held = (moment.changed(index, value), final)

    def show_parameters(self, theta: Point) -> None:
        """Show the problem's parameters (d,), until runs come that begin so."""
        if self.network is not None and not (self._held is not None and not self._held[1]):
            self._held = (moment_at(self.network, theta), True)

    def let_go(self) -> None:
        """Show what the runs say again, unless an edit is still under way."""
        if self._held is not None and self._held[1]:
            self._held = None

    def lanes(self) -> list[LaneRun]:
        """The lanes that are switched on."""
        return [lane for lane in self.scene.lanes if lane.lane.enabled] if self.scene is not None else []

    def lane(self) -> LaneRun | None:
        """The lane that is shown: the chosen one, else the first with a run; None without lanes."""
        lanes = self.lanes()
        chosen = next((lane for lane in lanes if lane.index == self.chosen), None)
        running = next((lane for lane in lanes if lane.run is not None), None)
        return chosen or running or (lanes[0] if lanes else None)

    def moment(self) -> Moment | None:
        """Parameters and gradient; None without a network."""
        if self._held is not None:
            return self._held[0]
        if self.scene is None or self.scene.network is None:
            return None
        lane = self.lane()
        key = (self.scene, lane, self.position)
        if self._moment[0] != key:
            self._moment = (key, moment_of(self.scene, self.scene.network, lane, self.position))
        return self._moment[1]

    def outputs(self) -> Outputs | None:
        """What every unit puts out; None without a network."""
        moment, network = self.moment(), self.network
        if moment is None or network is None:
            return None
        quality = RESTING if self.fine else PLAYING
        if quality not in self._samples:
            self._samples[quality] = sample_of(network, *quality)
        sample = self._samples[quality]
        if self._outputs[0] != (moment, sample):
            self._outputs = ((moment, sample), outputs_of(network, moment, sample))
        return self._outputs[1]

    def weight_scale(self, anatomy: Anatomy) -> float:
        """The end of the scale of weights: one for a whole run, so that growing weights are seen to grow."""
        lane = self.lane()
        run = lane.run if lane is not None else None
        moment = self.moment()
        if run is None and moment is not None:
            return weight_reach(moment.theta[None, anatomy.weight_indices])
        if run is not None and self._reach[0] is not run and self.network is not None:
            self._reach = (run, reach_of(self.network, run, anatomy.weight_indices))
        return self._reach[1]

    def values(self, what: str, anatomy: Anatomy) -> tuple[Floats, float]:
        """(d,) what lines and dots show, each "weight" or its "gradient", and the end of their scale."""
        moment = self.moment()
        assert moment is not None
        if what == "weight":
            return moment.theta, self.weight_scale(anatomy)
        gradient = np.zeros_like(moment.theta) if moment.gradient is None else moment.gradient
        largest = float(np.abs(gradient[np.isfinite(gradient)]).max(initial=0.0))
        return gradient, largest if largest > ROUNDING else 1.0
