"""The landscape of a decision line: slope and intercept are all its parameters, so that nothing of it is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from landscape_gui.core.maps.planes import Plane, Region
from landscape_gui.experiment import Experiment, ParameterPlane
from landscape_gui.networks import DataLine
from landscape_gui.scene.lanes import Lanes
from landscape_gui.scene.parts import LaneRun, Scene
from landscape_gui.scene.planes import PlaneGround, laid
from landscape_gui.scene.section import Section


class WholeGround(PlaneGround):
    """The landscape over both parameters as they are: no other plane is asked for, and its region is the problem's."""

    def scene(self, experiment: Experiment, lanes: Lanes) -> Scene | None:
        """The scene so far, with the line that is best, or where the best ones lie."""
        scene, problem = super().scene(experiment, lanes), self._problem
        if scene is None or not isinstance(problem, DataLine) or experiment.view.surface != "loss":
            return scene
        lowest = problem.minimum
        points = lowest.points if lowest is not None else ()
        return replace(scene, minima=points if len(points) == 1 else (), lowest=lowest)

    def _section(self, plane: Plane) -> Section:
        return Section(self._problem.variables)

    def _home(self, plane: Plane, looks: Sequence[LaneRun]) -> Region:
        first, second = self._problem.domain
        return first, second

    def _plane_of(self, known: Scene) -> Plane | None:
        return laid(self._wish(), self._problem, ()) if known.problem is self._problem else None

    def _wish(self) -> ParameterPlane:
        return ParameterPlane(*self._problem.variables)

    def _region_fits(self, looks: Sequence[LaneRun], home: Region, done: bool) -> bool:
        return True
