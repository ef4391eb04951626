"""The pure function from an experiment to what the views show: its landscape and every lane's run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment
from landscape_gui.experimentfile import problem_of
from landscape_gui.scene.formulas import SliceGround
from landscape_gui.scene.lanes import Lanes
from landscape_gui.scene.parts import Scene
from landscape_gui.scene.planes import PlaneGround
from landscape_gui.scene.whole import WholeGround


class Computation:
    """An experiment on its way to a complete scene.

    Lanes whose runs ``known`` has already are taken over from it, and lanes under way in ``before`` go on from there,
    so that what changes only how things are seen never begins a run anew. ``before`` must not be asked again then.
    The plane and region of ``held`` stay, whatever becomes of the paths, while a start is dragged over them.

    Raises:
        LandscapeError: the problem itself cannot be built; mistakes of one lane are reported in its ``LaneRun``.
    """

    def __init__(
        self,
        experiment: Experiment,
        wanted: Callable[[], bool] = lambda: True,
        known: Scene | None = None,
        before: Computation | None = None,
        held: Scene | None = None,
    ) -> None:
        problem = problem_of(experiment)
        self.experiment, self._wanted = experiment, wanted
        self.lanes: Lanes = Lanes(experiment, problem, known, None if before is None else before.lanes)
        if isinstance(problem, Problem) and (experiment.view.plane is None or problem.dimension < 3):
            self._ground: SliceGround | PlaneGround = SliceGround(experiment, problem)
        elif isinstance(problem, DecisionLine):
            self._ground = WholeGround(experiment, problem, wanted, known)
        else:
            self._ground = PlaneGround(experiment, problem, wanted, known, held)

    def scenes(self) -> Iterator[Scene]:
        """Yield scenes: one as soon as every lane has its first chunk, then further ones until everything is complete.

        The first scene always comes, so that dragging shows something however fast the mouse; after it, this stops
        early, without a last scene, once ``wanted()`` is false. Lanes that are halted are complete as they are.
        """
        self.lanes.advance(lambda: True)
        while True:
            scene = self._ground.scene(self.experiment, self.lanes)
            if scene is None:
                return  # no longer wanted while its grid was being refined
            yield replace(scene, halted=True) if scene.complete and self.lanes.halted else scene
            if scene.complete or not self._wanted():
                return
            self.lanes.advance(self._wanted)


def compute(
    experiment: Experiment, wanted: Callable[[], bool] = lambda: True, known: Scene | None = None
) -> Iterator[Scene]:
    """Yield the scenes of a ``Computation``."""
    yield from Computation(experiment, wanted, known).scenes()


def complete_scene(experiment: Experiment) -> Scene:
    """The scene with all runs complete, computed in this thread."""
    *_, scene = compute(experiment)
    return scene
