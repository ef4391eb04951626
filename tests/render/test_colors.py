"""Colour tables and heights turned into colours."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.errors import CatalogueError
from landscape_gui.render.colors import COLOR_MAPS, ColorMap, color_table, vertex_colors

LUMA = np.array([0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("entry", COLOR_MAPS, ids=lambda entry: entry.key)
def test_every_map_is_a_table(entry: ColorMap) -> None:
    table = color_table(entry.key)
    assert table.shape == (256, 3) and table.dtype == np.uint8
    assert not table.flags.writeable
    assert color_table(entry.key) is table
    # Neighbours are alike: a smooth scale.
    assert np.abs(np.diff(table.astype(int), axis=0)).max() <= 16


@pytest.mark.parametrize("entry", [entry for entry in COLOR_MAPS if entry.kind == "sequential"], ids=lambda e: e.key)
def test_sequential_maps_brighten_all_the_way(entry: ColorMap) -> None:
    bright = color_table(entry.key) @ LUMA
    assert np.all(np.diff(bright[::8]) > 0.0)


def test_keys_are_unique_and_the_safe_default_comes_first() -> None:
    keys = [entry.key for entry in COLOR_MAPS]
    assert len(set(keys)) == len(keys)
    assert COLOR_MAPS[0].key == "viridis" and COLOR_MAPS[0].safe
    assert {"sequential", "diverging", "terrain"} == {entry.kind for entry in COLOR_MAPS}


def test_an_unknown_map_is_named_with_the_valid_ones() -> None:
    with pytest.raises(CatalogueError, match=r"no colour map 'jet'.*viridis"):
        color_table("jet")


def test_viridis_runs_from_purple_to_yellow() -> None:
    table = color_table("viridis")
    assert table[0].tolist() == [68, 1, 84] and table[-1].tolist() == [253, 231, 37]


def test_vertex_colors_interpolate() -> None:
    table = color_table("viridis")
    colors = vertex_colors(np.array([[10.5 / 255.0, 1.0, np.nan, 2.0, 0.0]]), table)
    assert colors.dtype == np.float32 and colors.shape == (1, 5, 3)
    assert colors[0, 0] == pytest.approx((table[10].astype(float) + table[11]) / 2.0)
    assert colors[0, 1].tolist() == table[255].tolist() == colors[0, 3].tolist()
    assert colors[0, 2].tolist() == table[0].tolist() == colors[0, 4].tolist()


def test_vertex_colors_take_any_memory_layout_and_infinities() -> None:
    values = np.asfortranarray([[np.inf, -np.inf], [0.25, 0.75]])
    values.flags.writeable = False
    table = color_table("grey")
    colors = vertex_colors(values, table)
    assert colors[0, 0].tolist() == table[255].tolist() and colors[0, 1].tolist() == table[0].tolist()
    assert colors[1, 0, 0] < colors[1, 1, 0]
