"""Heights beyond the range of a scale."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.maps.grids import height_scale

VALUES = np.concatenate([np.linspace(0.3, 0.5, 40), np.geomspace(0.5, 40.0, 60)])


@pytest.mark.parametrize("kind", ["linear", "log", "rank"])
def test_heights_go_on_beyond_the_range_and_back(kind: str) -> None:
    scale = height_scale(VALUES, kind)
    inside = np.linspace(0.3, 40.0, 50)
    np.testing.assert_allclose(scale.onward(inside), scale.forward(inside), rtol=1e-12)
    wide = np.linspace(-20.0, 300.0, 400)
    heights = scale.onward(wide)
    assert (np.diff(heights) > 0.0).all(), "no two values have the same height"
    assert heights[0] < 0.0 and heights[-1] > 1.0
    np.testing.assert_allclose(scale.back(heights), wide, rtol=1e-9, atol=1e-9)
    assert np.isnan(scale.onward(np.nan)) and scale.onward(np.inf) == np.inf and scale.onward(-np.inf) == -np.inf


def test_a_linear_height_is_a_share_of_the_range_also_beyond_it() -> None:
    scale = height_scale(np.array([1.0, 2.0, 3.0]), "linear")
    np.testing.assert_allclose(scale.onward(np.array([0.0, 7.0])), [-0.5, 3.0])
    assert height_scale(np.array([2.0, 2.0])).onward(9.0) == 0.5
