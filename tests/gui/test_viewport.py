"""The visible region: what was asked for stays until its scene comes, and nothing impossible is shown."""

from __future__ import annotations

import math

import pytest

from landscape_gui.ui.canvas.viewport import Region, Viewport

HOME: Region = ((-2.0, 2.0), (-1.0, 1.0))
NEAR: Region = ((-1.0, 1.0), (-0.5, 0.5))
NEARER: Region = ((-0.5, 0.5), (-0.2, 0.2))


@pytest.fixture
def viewport() -> Viewport:
    viewport = Viewport()
    viewport.arrive(HOME, "f")
    return viewport


def test_a_scene_decides_until_something_is_asked_for(viewport: Viewport) -> None:
    assert viewport.region == HOME
    viewport.arrive(NEAR, "f")
    assert viewport.region == NEAR


def test_what_was_asked_for_outlives_scenes_that_come_late(viewport: Viewport) -> None:
    assert viewport.ask(NEAR) and viewport.ask(NEARER)
    for late in (HOME, NEAR):
        viewport.arrive(late, "f")
        assert viewport.region == NEARER
    viewport.arrive(NEARER, "f")
    viewport.arrive(HOME, "f")
    assert viewport.region == HOME


def test_another_problem_or_a_region_nobody_asked_for_wins_at_once(viewport: Viewport) -> None:
    viewport.ask(NEAR)
    viewport.arrive(HOME, "g")
    assert viewport.region == HOME
    viewport.ask(NEAR)
    viewport.arrive(((0.0, 7.0), (0.0, 7.0)), "g")
    assert viewport.region == ((0.0, 7.0), (0.0, 7.0))


@pytest.mark.parametrize(
    "interval",
    [(1.0, 1.0), (2.0, 1.0), (0.0, 1e-10), (1e8, 1e8 + 1e-3), (0.0, 2e9), (-math.inf, 0.0), (math.nan, 1.0)],
)
def test_impossible_regions_change_nothing(viewport: Viewport, interval: tuple[float, float]) -> None:
    assert not viewport.ask((interval, (0.0, 1.0))) and not viewport.ask(((0.0, 1.0), interval))
    assert viewport.region == HOME


def test_asking_for_what_is_shown_changes_nothing(viewport: Viewport) -> None:
    assert not viewport.ask(HOME)
