"""Contrast and distance of colours against known values."""

from __future__ import annotations

import pytest

from landscape_gui.colors import VISIONS, contrast, distance, least_distance, luminance, mix, rgb


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_luminance_weighs_the_channels() -> None:
    assert luminance("#ff0000") == pytest.approx(0.2126)
    assert luminance("#00ff00") == pytest.approx(0.7152)


def test_black_and_white_are_a_hundred_apart_in_every_vision() -> None:
    for vision in VISIONS:
        assert distance("#000000", "#ffffff", vision) == pytest.approx(100.0, abs=0.1)


def test_red_and_green_move_together_without_green_cones() -> None:
    assert distance("#a05000", "#607000", "deuteranopia") < 0.5 * distance("#a05000", "#607000")
    assert least_distance("#a05000", "#607000") <= distance("#a05000", "#607000", "deuteranopia")


def test_mix_goes_from_one_to_the_other() -> None:
    assert mix("#000000", "#ffffff", 0.0) == "#000000"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#102030", "#ffffff", 1.0) == "#ffffff"


def test_channels_are_read() -> None:
    assert rgb("#1080ff") == (16, 128, 255)
