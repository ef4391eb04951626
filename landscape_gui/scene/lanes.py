"""The lanes of an experiment under way: each begins, goes on in chunks, and is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from landscape_gui.core import simulate
from landscape_gui.core.descriptors import Point
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.network.diagnosis import Finding, findings
from landscape_gui.core.network.training import MEMORY, Training, TrainingSettings, training
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import Course, Settings
from landscape_gui.experiment import Experiment, Lane, NetworkProblem, View
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.parts import LaneRun, Scene, lane_looks, start_of

TOGETHER, LONGER = 0.04, 0.2
"""Seconds lanes that train go on before they are looked at again, at first and later: looking holds them up."""


class Lanes:
    """All lanes of ``experiment``; runs that ``known`` has already are taken over from it."""

    def __init__(self, experiment: Experiment, problem: AnyProblem, known: Scene | None) -> None:
        found = known_lanes(experiment, known)
        self._lanes = [_with_known(look, found(look)) for look in lane_looks(experiment)]
        self._courses: dict[int, Course] = {}
        self._since = 0.0
        for k, look in enumerate(self._lanes):
            if look.run is None and look.lane.enabled:
                try:
                    self._courses[k] = course_of(experiment, problem, look)
                except LandscapeError as error:
                    self._lanes[k] = replace(look, error=str(error))

    @property
    def done(self) -> bool:
        """Whether no lane goes on any further."""
        return all(course.done for course in self._courses.values())

    def advance(self, wanted: Callable[[], bool]) -> None:
        """Let every lane go on for one chunk, as long as that is wanted."""
        begin = time.monotonic()
        self._since = self._since or begin
        together = min(LONGER, max(TOGETHER, 0.5 * (begin - self._since)))
        while True:
            for course in self._courses.values():
                if not course.done and wanted():
                    if isinstance(course, Training):
                        course.advance()
                    else:
                        course.advance(simulate.CHUNK)
            trains = any(isinstance(course, Training) and not course.done for course in self._courses.values())
            if not (trains and wanted() and time.monotonic() - begin < together):
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
    if known is None or not known.complete or _without_lanes(experiment) != _without_lanes(known.experiment):
        return lambda look: None
    placed = isinstance(experiment.problem, NetworkProblem) and not experiment.problem.same_weights
    lanes = [(lane, _computed_lane(lane.lane)) for lane in known.shown]

    def find(look: LaneRun) -> LaneRun | None:
        wanted = _computed_lane(look.lane)
        found = (lane for lane, same in lanes if same == wanted and (lane.index == look.index or not placed))
        return next(found, None) if look.lane.enabled else None

    return find


def same_computation(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ only in how the same scene is shown."""
    return _computed(one) == _computed(other)


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
