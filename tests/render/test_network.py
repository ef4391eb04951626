"""Lines, unit pictures and dots of a network's diagram."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.render import network
from landscape_gui.render.network import draw_dots, draw_edges, draw_pictures

RED, WHITE, BLACK = 0xFFFF0000, 0xFFFFFFFF, 0xFF000000
DASH = (4.0, 4.0)


def blank(width: int = 40, height: int = 20) -> np.ndarray:
    return np.zeros((height, width), np.uint32)


def alpha(pixels: np.ndarray) -> NDArray[np.int64]:
    return np.asarray(pixels >> np.uint32(24), dtype=np.int64)


def look(width: float = 2.0, opacity: float = 1.0, dashed: float = 0.0) -> np.ndarray:
    return np.array([[width, 255.0, 0.0, 0.0, opacity, dashed]])


def test_a_level_line_covers_its_width_and_no_more() -> None:
    pixels = blank()
    draw_edges(pixels, np.array([[5.0, 10.0, 35.0, 10.0]]), look(2.0), DASH, 0.75)
    assert (pixels[9:11, 5:35] == RED).all()
    pixels[9:11, 5:35] = 0
    assert not pixels.any()


def test_a_thin_line_is_faint_and_a_covered_one_is_premultiplied() -> None:
    pixels = blank()
    draw_edges(pixels, np.array([[0.0, 10.5, 40.0, 10.5]]), look(0.5, opacity=0.5), DASH, 0.0)
    assert set(alpha(pixels[10]).tolist()) == {64}
    assert ((pixels[10] >> np.uint32(16)) & np.uint32(255) == 64).all()


def test_a_line_leaves_and_arrives_where_it_should() -> None:
    pixels = blank()
    draw_edges(pixels, np.array([[2.0, 3.5, 38.0, 16.5]]), look(1.0), DASH, 1.0)
    middles = (alpha(pixels) * np.arange(20)[:, None]).sum(axis=0) / np.maximum(1, alpha(pixels).sum(axis=0))
    assert middles[2] == pytest.approx(3, abs=0.2)
    assert middles[37] == pytest.approx(16, abs=0.2)
    assert (np.diff(middles[2:38]) >= -1e-9).all()


def test_dashes_leave_gaps_of_their_length() -> None:
    pixels = blank()
    draw_edges(pixels, np.array([[0.0, 10.0, 40.0, 10.0]]), look(2.0, dashed=1.0), DASH, 0.0)
    drawn = alpha(pixels[9]) > 128
    assert [bool(one) for one in drawn[:16]] == [True] * 4 + [False] * 4 + [True] * 4 + [False] * 4


def test_threads_draw_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    count = 60
    ends = np.stack([rng.uniform(-5, 40, count), rng.uniform(0, 80, count), rng.uniform(60, 130, count)], axis=1)
    ends = np.concatenate([ends, rng.uniform(0, 80, (count, 1))], axis=1)
    looks = np.concatenate([rng.uniform(0.3, 6.0, (count, 1)), rng.uniform(0, 255, (count, 3))], axis=1)
    looks = np.concatenate([looks, rng.uniform(0.1, 1.0, (count, 1)), rng.integers(0, 2, (count, 1))], axis=1)
    alone, together = blank(120, 80), blank(120, 80)
    draw_edges(alone, ends, looks, DASH, 0.75)
    monkeypatch.setattr(network, "ALONE", 0.0)
    monkeypatch.setattr(network, "default_threads", lambda: 3)
    draw_edges(together, ends, looks, DASH, 0.75)
    assert (alone == together).all()
    assert alone.any()


def test_a_picture_has_its_first_row_at_the_bottom() -> None:
    pixels = blank()
    values = np.array([[[0.0, 0.5], [0.5, 1.0]]])
    colors = np.array([BLACK, RED, WHITE], np.uint32)
    draw_pictures(pixels, values, np.array([[10.0, 5.0, 20.0, 15.0]]), np.array([[0.0, 1.0]]), colors, 0.0)
    assert pixels[14, 10] == BLACK
    assert pixels[5, 19] == WHITE
    assert pixels[9, 14] == RED
    assert not pixels[:, :10].any() and not pixels[:5].any()
    assert (alpha(pixels[5:15, 10:20]) == 255).all()


def test_corners_are_round_and_a_border_runs_inside_the_box() -> None:
    pixels = blank()
    colors = np.array([RED], np.uint32)
    box = np.array([[10.0, 0.0, 30.0, 20.0]])
    draw_pictures(pixels, np.zeros((1, 3, 3)), box, np.array([[0.0, 1.0]]), colors, 5.0, 1.0, WHITE)
    assert pixels[0, 10] == 0
    assert pixels[10, 10] == WHITE and pixels[0, 20] == WHITE and pixels[19, 20] == WHITE and pixels[10, 29] == WHITE
    assert pixels[10, 11] == RED


def test_what_is_no_number_has_no_color() -> None:
    pixels = blank()
    colors = np.array([RED, WHITE], np.uint32)
    draw_pictures(pixels, np.full((1, 2, 2), np.nan), np.array([[0.0, 0.0, 9.0, 9.0]]), np.zeros((1, 2)), colors, 2.0)
    assert not pixels.any()


def test_dots_have_a_rim() -> None:
    pixels = blank()
    draw_dots(pixels, np.array([[20.0, 10.0, 4.0]]), np.array([RED], np.uint32), 2.0, WHITE)
    assert pixels[10, 20] == RED and pixels[10, 22] == RED
    assert pixels[10, 24] == WHITE
    assert pixels[10, 27] == 0


def test_nothing_is_drawn_outside() -> None:
    pixels = blank()
    draw_edges(pixels, np.array([[-50.0, -5.0, 90.0, 25.0]]), look(5.0, dashed=1.0), DASH, 0.75)
    draw_dots(pixels, np.array([[-1.0, 19.0, 4.0], [400.0, 0.0, 3.0]]), np.array([RED, RED], np.uint32), 1.0, WHITE)
    box = np.array([[-5.0, -5.0, 50.0, 50.0]])
    draw_pictures(pixels, np.zeros((1, 2, 2)), box, np.array([[-1.0, 1.0]]), np.array([RED], np.uint32), 3.0)
    assert (pixels == RED).all()


def test_threads_draw_the_same_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    boxes = np.array(
        [[12.0 * i + 0.3, 12.0 * j + 0.6, 12.0 * i + 10.2, 12.0 * j + 9.9] for i in range(5) for j in range(4)]
    )
    colors = rng.integers(0, 2**24, 256).astype(np.uint32) | np.uint32(BLACK)
    values, ranges = rng.normal(size=(20, 6, 6)), np.tile([-1.0, 1.0], (20, 1))
    alone, together = blank(64, 50), blank(64, 50)
    draw_pictures(alone, values, boxes, ranges, colors, 3.0, 1.0, WHITE)
    monkeypatch.setattr(network, "ALONE_PICTURES", 0.0)
    monkeypatch.setattr(network, "default_threads", lambda: 3)
    draw_pictures(together, values, boxes, ranges, colors, 3.0, 1.0, WHITE)
    assert (alone == together).all()
    assert alone.any()
