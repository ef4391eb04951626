"""Stamps laid into a picture."""

from __future__ import annotations

import numpy as np

from landscape_gui.render.stamps import stamp

SOLID = np.full((1, 3, 3), 0xFF102030, np.uint32)


def test_stamp_is_centred_on_its_place() -> None:
    picture = np.zeros((9, 9), np.uint32)
    stamp(picture, SOLID, np.zeros(1, np.int64), np.array([[4.5, 2.5]]))
    rows, columns = np.nonzero(picture)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 3, 3, 5)


def test_stamps_are_cut_off_at_the_edges_and_nothing_is_left_far_outside() -> None:
    picture = np.zeros((6, 6), np.uint32)
    places = np.array([[0.0, 0.0], [6.0, 6.0], [np.nan, 1.0], [1e30, 1.0], [-50.0, 2.0], [3.0, np.inf]])
    stamp(picture, SOLID, np.zeros(6, np.int64), places)
    assert picture[0, 0] and picture[5, 5]
    assert np.count_nonzero(picture) <= 8


def test_kinds_below_zero_are_left_out() -> None:
    picture = np.zeros((6, 6), np.uint32)
    stamp(picture, SOLID, np.array([-1]), np.array([[3.0, 3.0]]))
    assert not picture.any()


def test_half_transparent_stamps_are_blended() -> None:
    picture = np.full((3, 3), 0xFFFFFFFF, np.uint32)
    stamp(picture, np.full((1, 3, 3), 0x80000000, np.uint32), np.zeros(1, np.int64), np.array([[1.5, 1.5]]))
    channels = picture.view(np.uint8).reshape(3, 3, 4)
    assert (channels[..., 3] == 255).all()
    np.testing.assert_allclose(channels[..., :3], 127, atol=1)


def test_nothing_to_stamp() -> None:
    picture = np.zeros((3, 3), np.uint32)
    stamp(picture, SOLID, np.empty(0, np.int64), np.empty((0, 2)))
    assert not picture.any()
