"""The play position: clock, steps, ends and loop."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from landscape_gui.ui.playback import LOOP_PAUSE, STEPS_PER_SECOND, Playback

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def playback() -> Playback:
    playback = Playback()
    playback.set_length(100)
    return playback


def test_seeking_stays_inside(playback: Playback) -> None:
    playback.seek(150)
    assert playback.position == 100
    playback.seek(-3)
    assert playback.position == 0


def test_a_shorter_run_moves_the_position(playback: Playback) -> None:
    playback.seek(80)
    playback.set_length(50)
    assert playback.position == 50


def test_the_end_of_a_growing_run_is_followed_and_does_not_loop(playback: Playback) -> None:
    playback.set_length(100, growing=True)
    playback.seek(100)
    playback.advance(2 * LOOP_PAUSE)
    assert playback.position == 100
    playback.set_length(250, growing=True)
    assert playback.position == 250
    playback.seek(40)
    playback.set_length(400)
    assert playback.position == 40


def test_stepping_pauses_and_lands_on_whole_steps(playback: Playback) -> None:
    playback.play()
    playback.seek(10.4)
    playback.step(1)
    assert (playback.position, playback.playing) == (11.0, False)
    playback.seek(10.4)
    playback.step(-1)
    assert playback.position == 10.0


@pytest.mark.parametrize("speed", [0.1, 1.0, 100.0])
def test_the_clock_moves_by_time_and_speed(playback: Playback, speed: float) -> None:
    playback.set_speed(speed)
    playback.advance(0.02)
    assert playback.position == pytest.approx(0.02 * speed * STEPS_PER_SECOND)


def test_the_loop_rests_at_the_end_and_begins_again(playback: Playback) -> None:
    playback.seek(100)
    playback.advance(0.6 * LOOP_PAUSE)
    assert playback.position == 100
    playback.advance(0.6 * LOOP_PAUSE)
    assert playback.position == 0


def test_without_loop_it_pauses_at_the_end(playback: Playback) -> None:
    playback.set_loop(False)
    playback.play()
    playback.seek(100)
    playback.advance(0.1)
    assert not playback.playing
    playback.play()
    assert (playback.position, playback.playing) == (0.0, True)
    playback.pause()


def test_an_empty_run_stands_still() -> None:
    playback = Playback()
    playback.advance(10.0)
    assert playback.position == 0


def test_playing_really_moves(playback: Playback, qtbot: QtBot) -> None:
    with qtbot.waitSignal(playback.positionChanged):
        playback.play()
    playback.pause()
    assert playback.position > 0


def test_a_position_lost_to_a_short_run_returns_with_a_longer_one() -> None:
    playback = Playback()
    playback.set_length(500)
    playback.seek(300.0)
    for length, position in ((0, 0.0), (120, 120.0), (500, 300.0), (200, 200.0)):
        playback.set_length(length)
        assert playback.position == position
    playback.seek(100.0)
    playback.set_length(500)
    assert playback.position == 100.0


def test_a_return_waits_for_as_many_steps() -> None:
    playback = Playback()
    playback.set_length(4)
    playback.return_to(7.0)
    assert playback.position == 4.0
    playback.set_length(20)
    assert playback.position == 7.0
    playback.return_to(3.0)
    playback.set_length(30)
    assert playback.position == 3.0
