"""Enlarged pictures: linear between the middles of pixels, the same however many threads draw them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from landscape_gui.render import enlarging
from landscape_gui.render.enlarging import enlarge


def picture(rows: int, columns: int) -> NDArray[np.uint32]:
    """Random colours, premultiplied."""
    random = np.random.default_rng(rows + columns)
    alpha = random.integers(0, 256, (rows, columns, 1))
    channels = np.concatenate([random.integers(0, 256, (rows, columns, 3)) * alpha // 255, alpha], axis=2)
    return np.ascontiguousarray(channels.astype(np.uint8).view(np.uint32)[..., 0])


def channels_of(pixels: NDArray[np.uint32]) -> NDArray[np.float64]:
    return np.asarray(pixels[..., None].copy().view(np.uint8), dtype=np.float64)


def larger(pixels: NDArray[np.uint32], rows: int, columns: int) -> NDArray[np.uint32]:
    found = np.zeros((rows, columns), np.uint32)
    enlarge(pixels, found)
    return found


def between(values: NDArray[np.float64], many: int) -> NDArray[np.float64]:
    """``values`` (few, …) at the middles of ``many`` pixels, one channel after the other."""
    few = len(values)
    middles = (np.arange(many) + 0.5) * few / many - 0.5
    flat = values.reshape(few, -1)
    columns = [np.interp(middles, np.arange(few), column) for column in flat.T]
    return np.stack(columns, axis=1).reshape(many, *values.shape[1:])


@pytest.mark.parametrize("size", [(8, 10), (11, 13), (5, 7), (40, 33)])
def test_colors_lie_linearly_between_the_middles_of_pixels(size: tuple[int, int]) -> None:
    small = picture(4, 5)
    wanted = between(channels_of(small), size[0])
    wanted = between(wanted.swapaxes(0, 1), size[1]).swapaxes(0, 1)
    np.testing.assert_allclose(channels_of(larger(small, *size)), wanted, atol=2.0)


def test_the_same_size_is_the_same_picture() -> None:
    small = picture(6, 9)
    np.testing.assert_array_equal(larger(small, 6, 9), small)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 5), (4, 1)])
def test_a_single_line_is_drawn_out(rows: int, columns: int) -> None:
    small = picture(rows, columns)
    assert larger(small, 3 * rows, 3 * columns)[1::3, 1::3].tolist() == small.tolist()


def test_premultiplied_colors_stay_so() -> None:
    channels = channels_of(larger(picture(9, 9), 31, 47))
    assert (channels[..., :3] <= channels[..., 3:] + 1.0).all()


def test_threads_draw_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    small = picture(30, 40)
    alone = larger(small, 61, 83)
    monkeypatch.setattr(enlarging, "ALONE", 0)
    monkeypatch.setattr(enlarging, "default_threads", lambda: 3)
    np.testing.assert_array_equal(larger(small, 61, 83), alone)
