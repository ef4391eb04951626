"""The computational graph for a picture in a file: all of it, with every value and every derivative."""

from __future__ import annotations

from dataclasses import replace

from landscape_gui.core.graph.walk import Walk
from landscape_gui.scene import Scene
from landscape_gui.scene.graphs import seed_of, subject_of
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.canvas import GraphCanvas


class GraphStill(GraphCanvas):
    """Shows the graph the experiment asks for, of the first lane that runs, forward and backward done."""

    def __init__(self, themes: ThemeManager) -> None:
        super().__init__(themes)
        self._scene: Scene | None = None
        self.show_buttons(False)

    def show_scene(self, scene: Scene) -> None:
        """Take over a scene; ``seek`` paints it."""
        self._scene = scene

    def seek(self, position: float) -> None:
        """Show the graph at a play position.

        Raises:
            LandscapeError: there is no graph to show; the sentence says why.
        """
        if self._scene is None:
            return
        lane = next((look.index for look in self._scene.shown), 0)
        subject = subject_of(self._scene, lane, position)
        walk = Walk(subject.graph, seed_of(self._scene.experiment.view.graph, subject))
        done = replace(walk.moment(walk.length), step=None, nodes=(), edges=())
        self.show_graph(subject.graph, done)
        self.fit(whole=True)
