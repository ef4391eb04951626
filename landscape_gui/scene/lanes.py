"""The lanes of an experiment under way: each begins, goes on in chunks, and is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from landscape_gui.core import simulate
from landscape_gui.core.descriptors import Point
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.network.diagnosis import Finding, findings
from landscape_gui.core.network.training import BUDGET, MEMORY, Training, TrainingSettings, training
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import Course, Settings
from landscape_gui.experiment import Experiment, Lane, NetworkProblem, View
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.parts import LaneRun, Scene, lane_looks, start_of

AT_FIRST, TOGETHER, LONGER = 0.01, 0.04, 0.2
"""Seconds lanes that train go on before they are looked at, at first, then, and later: looking holds them up."""
_LOOKS = (
    "layout", "colormap", "contours", "contour_spacing", "equal_scale", "minima", "gradient_arrows", "velocity_arrows",
    "step_arrows", "camera", "log_values", "log_steps", "speed", "loop",
)  # fmt: skip
"""What of a view can be shown of any scene at once."""
_SUBJECTS = ("live", "curve", "graph")
"""What of a view can be shown at once of scenes of the same problem."""


class Lanes:
    """All lanes of ``experiment``.

    Runs that ``known`` has already are taken over from it; lanes that are under way in ``before`` go on from there, if
    nothing has changed about them. ``before`` must go on no further then.
    """

    def __init__(
        self, experiment: Experiment, problem: AnyProblem, known: Scene | None, before: Lanes | None = None
    ) -> None:
        self.experiment = experiment
        found = known_lanes(experiment, known)
        self._lanes = [_with_known(look, found(look)) for look in lane_looks(experiment)]
        self._courses: dict[int, Course] = {}
        self._since = 0.0
        fresh = False
        for k, look in enumerate(self._lanes):
            if look.run is None and look.lane.enabled and not self._taken_over(k, before):
                fresh = True
                try:
                    self._courses[k] = course_of(experiment, problem, look)
                except LandscapeError as error:
                    self._lanes[k] = replace(look, error=str(error))
        self._halted = before is not None and before.halted and not fresh

    def _taken_over(self, k: int, before: Lanes | None) -> bool:
        """Take lane ``k`` over from ``before`` where it has got to, if it is the same one there; tell whether it is."""
        if before is None:
            return False
        same = _same_lane(self.experiment, before.experiment, [look for look in before._lanes if look.lane.enabled])
        found = same(self._lanes[k])
        if found is None or found.error:
            return False
        if found.index in before._courses:
            self._courses[k] = before._courses[found.index]
        else:
            self._lanes[k] = _with_known(self._lanes[k], found)
        return True

    @property
    def done(self) -> bool:
        """Whether no lane goes on any further, because all have ended or somebody has stopped them."""
        return self._halted or self._ended

    @property
    def halted(self) -> bool:
        """Whether lanes that have not ended were stopped."""
        return self._halted and not self._ended

    @property
    def _ended(self) -> bool:
        return all(course.done for course in list(self._courses.values()))

    def halt(self) -> None:
        """Let the lanes go on no further; what they have recorded stays. May be called from another thread."""
        self._halted = True

    def resume(self) -> None:
        """Let lanes that were stopped go on."""
        self._halted = False

    def advance(self, wanted: Callable[[], bool]) -> None:
        """Let every lane go on for one chunk, as long as that is wanted and nobody stops them.

        Trainings go on for some chunks together, but for the first, which are short, as somebody waits to see them.
        """

        def going() -> bool:
            return wanted() and not self._halted

        begin, first = time.monotonic(), not self._since
        self._since = self._since or begin
        together = min(LONGER, max(TOGETHER, 0.5 * (begin - self._since)))
        seconds = AT_FIRST / max(1, len(self._courses)) if first else BUDGET
        while True:
            for course in self._courses.values():
                if not course.done and going():
                    if isinstance(course, Training):
                        course.advance(seconds=seconds)
                    else:
                        course.advance(simulate.CHUNK)
            trains = any(isinstance(course, Training) and not course.done for course in self._courses.values())
            if first or not (trains and going() and time.monotonic() - begin < together):
                return

    def runs(self) -> tuple[LaneRun, ...]:
        """Every lane with what it has recorded so far."""
        for k, course in list(self._courses.items()):
            run = course.run()
            about: tuple[Finding, ...] = ()
            if isinstance(course, Training) and isinstance(run, TrainingRun) and course.done:
                about = findings(course.network, run)
            self._lanes[k] = replace(self._lanes[k], run=run, findings=about)
            if course.done:
                del self._courses[k]
        return tuple(self._lanes)


def course_of(experiment: Experiment, problem: AnyProblem, look: LaneRun, record_every: int | None = None) -> Course:
    """A lane at its start, a row kept every so many steps; raises LandscapeError where it cannot start."""
    lane, start = look.lane, np.asarray(lane_start(experiment, problem, look))
    common = (lane.optimizer, lane.hyperparameters, start, experiment.steps)
    if isinstance(problem, DataNetwork):
        aside = problem.validation
        validation = (aside[0].T, aside[1].T) if aside[0].size else None
        training_settings = _training_settings(experiment, lane, record_every or 1)
        return training(problem, *common, training_settings, validation)
    settings = Settings(**_common(experiment, lane), record_every=record_every or experiment.record_every)
    return simulate.simulation(problem, *common, settings)


def lane_start(experiment: Experiment, problem: AnyProblem, look: LaneRun) -> Point:
    """Where a lane starts: its own start, the experiment's, or what the problem says."""
    own = look.lane.start
    if own is not None and len(own) == problem.dimension:
        return own
    if isinstance(problem, DataNetwork) and len(experiment.start) != problem.dimension:
        return problem.start_of_lane(look.index)
    return start_of(experiment, problem)


def _training_settings(experiment: Experiment, lane: Lane, record_every: int) -> TrainingSettings:
    assert isinstance(experiment.problem, NetworkProblem)
    how = experiment.problem.training
    return TrainingSettings(
        **_common(experiment, lane), record_every=record_every,
        batch_size=lane.batch_size or how.batch_size, shuffle=how.shuffle,
        accumulate=how.accumulate, stop_epochs=how.epochs, stop_patience=how.patience, stop_error=how.error,
        memory=MEMORY,
    )  # fmt: skip


def _common(experiment: Experiment, lane: Lane) -> dict[str, Any]:
    stopping = experiment.stopping
    return {
        "schedule": lane.schedule.kind, "period": lane.schedule.period, "rate": lane.schedule.rate,
        "gradient_noise": experiment.gradient_noise, "clip_norm": experiment.clip_norm,
        "stop_gradient_norm": stopping.gradient_norm, "stop_change": stopping.change, "stop_loss": stopping.loss,
        "seed": experiment.seed,
    }  # fmt: skip


def _with_known(look: LaneRun, known: LaneRun | None) -> LaneRun:
    return look if known is None else replace(look, run=known.run, findings=known.findings)


def known_lanes(experiment: Experiment, known: Scene | None) -> Callable[[LaneRun], LaneRun | None]:
    """A function that finds the lane of ``known`` with the same run, None where it has to be computed."""
    if known is None or not known.complete or known.halted:
        return lambda look: None
    return _same_lane(experiment, known.experiment, known.shown)


def _same_lane(
    experiment: Experiment, other: Experiment, lanes: Sequence[LaneRun]
) -> Callable[[LaneRun], LaneRun | None]:
    """A function that finds, among ``lanes`` of another experiment, one whose run is that of a lane of this one."""
    if _without_lanes(experiment) != _without_lanes(other):
        return lambda look: None
    placed = isinstance(experiment.problem, NetworkProblem) and not experiment.problem.same_weights
    computed = [(lane, _computed_lane(lane.lane)) for lane in lanes]

    def find(look: LaneRun) -> LaneRun | None:
        wanted = _computed_lane(look.lane)
        found = [lane for lane, same in computed if same == wanted and (lane.index == look.index or not placed)]
        # Of lanes that are twins, one may have got further than the other.
        found.sort(key=lambda lane: lane.index != look.index)
        return found[0] if found and look.lane.enabled else None

    return find


def same_computation(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ only in how the same scene is shown."""
    return _computed(one) == _computed(other)


def restated(scene: Scene, newest: Experiment) -> Scene:
    """``scene`` shown as the newest experiment says, as far as nothing has to be computed for that."""
    if scene.experiment is newest:
        return scene
    if same_computation(scene.experiment, newest):
        return replace(scene, experiment=newest)
    wanted = newest.view
    fields = (*_LOOKS, *_SUBJECTS) if scene.experiment.problem == newest.problem else _LOOKS
    looks = {field: getattr(wanted, field) for field in fields}
    if wanted.graph.source is not None:  # an example, or an expression, belongs to no problem
        looks["graph"] = wanted.graph
    view = msgspec.structs.replace(scene.experiment.view, **looks)
    return replace(scene, experiment=msgspec.structs.replace(scene.experiment, view=view))


def _computed(experiment: Experiment) -> Experiment:
    """``experiment`` with everything at its default that ``compute`` does not read."""
    seen = experiment.view
    view = View(region=seen.region, height=seen.height, plane=seen.plane, surface=seen.surface)
    return msgspec.structs.replace(experiment, view=view, title="")


def _without_lanes(experiment: Experiment) -> Experiment:
    """What all runs of ``experiment`` have in common."""
    return msgspec.structs.replace(experiment, lanes=(), view=View(), title="")


def _computed_lane(lane: Lane) -> Lane:
    """``lane`` with everything at its default that its run does not depend on."""
    return msgspec.structs.replace(lane, name="", color="", marker="", dash="")
