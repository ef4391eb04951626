"""The 3-D picture of a decision line: its landscape is whole, so paths and heads lie on it."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem, Training, View
from landscape_gui.scene import complete_scene
from landscape_gui.ui.views.surface3d.ground import Ground
from landscape_gui.ui.views.surface3d.paths import Track


@pytest.mark.parametrize("batch", [None, 8])
@pytest.mark.parametrize("surface", ["loss", "accuracy"])
def test_heads_and_paths_lie_on_the_surface(surface: str, batch: int | None) -> None:
    problem = NetworkProblem(
        CatalogueData("linear", points=60), form="line", loss="hinge", training=Training(batch_size=batch)
    )
    lane = Lane("gd", {"lr": 0.6})
    view = View(surface="accuracy" if surface == "accuracy" else "loss")
    scene = complete_scene(Experiment(problem, (lane,), (-1.5, 1.5), steps=30, view=view))
    ground = Ground(scene)
    track = Track(scene.shown[0], ground)
    seen = track.points(0, track.reach(30.0))
    assert len(seen) > 2 * 31, "the path follows the surface between its steps"
    for x, y, height in seen:
        assert height == pytest.approx(ground.terrain.world_height(x, y), abs=1e-6)
    for position in (0.0, 3.0, 30.0):
        x, y, height = track.head(position)
        w, b = ground.to_point(x, y)
        np.testing.assert_allclose((w, b), scene.shown[0].parameters(position), atol=1e-9)
        assert height == pytest.approx(ground.terrain.world_height(x, y), abs=1e-6)
