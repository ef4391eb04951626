"""The pure function from an experiment to what the views show: its landscape and every lane's run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene.formulas import SliceGround
from landscape_gui.scene.lanes import Lanes
from landscape_gui.scene.parts import Scene
from landscape_gui.scene.planes import PlaneGround
from landscape_gui.scene.whole import WholeGround


def compute(
    experiment: Experiment, wanted: Callable[[], bool] = lambda: True, known: Scene | None = None
) -> Iterator[Scene]:
    """Yield scenes: one as soon as every lane has its first chunk, then further ones until everything is complete.

    The first scene always comes, so that dragging shows something however fast the mouse; after it, this stops early,
    without a last scene, once ``wanted()`` is false. Runs that ``known`` has already are taken over from it.

    Raises:
        LandscapeError: the problem itself cannot be built; mistakes of one lane are reported in its ``LaneRun``.
    """
    problem = problem_of(experiment)
    lanes = Lanes(experiment, problem, known)
    if isinstance(problem, Problem) and (experiment.view.plane is None or problem.dimension < 3):
        ground: SliceGround | PlaneGround = SliceGround(experiment, problem)
    elif isinstance(problem, DecisionLine):
        ground = WholeGround(experiment, problem, wanted, known)
    else:
        ground = PlaneGround(experiment, problem, wanted, known)
    lanes.advance(lambda: True)
    while True:
        scene = ground.scene(experiment, lanes)
        if scene is None:
            return  # no longer wanted while its grid was being refined
        yield scene
        if scene.complete or not wanted():
            return
        lanes.advance(wanted)


def complete_scene(experiment: Experiment) -> Scene:
    """The scene with all runs complete, computed in this thread."""
    *_, scene = compute(experiment)
    return scene
