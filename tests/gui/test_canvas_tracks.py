"""The picture of paths: what is kept from one scene to the next is the same as what is drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from landscape_gui.render.paths import Stroke
from landscape_gui.ui.canvas.tracks import Floats, Line, Tracks

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = (120, 90)


def line(seed: int, color: tuple[int, int, int], rows: int = 40) -> Line:
    points = np.random.RandomState(seed).uniform((0, 0), SIZE, (rows, 2))
    return Line(points, np.arange(rows, dtype=np.int64), Stroke(color))


def picture(tracks: Tracks, position: float) -> bytes:
    tracks.seek(position)
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    tracks.paint(painter, QPointF(), 1.0)
    painter.end()
    return bytes(image.constBits())


RED, GREEN, BLUE = line(1, (255, 0, 0)), line(2, (0, 255, 0)), line(3, (0, 0, 255))


@pytest.mark.parametrize(
    "after",
    [(RED, BLUE), (RED,), (GREEN, RED), (BLUE, GREEN, RED), (), (RED, GREEN)],
    ids=lambda lines: str(len(lines)),
)
@pytest.mark.parametrize(("before", "then"), [(20.0, 20.0), (20.0, 31.5), (31.5, 7.0)])
def test_changed_lines_look_as_if_drawn_anew(after: tuple[Line, ...], before: float, then: float) -> None:
    tracks, fresh = Tracks(), Tracks()
    tracks.set_lines([RED, GREEN], *SIZE)
    picture(tracks, before)
    tracks.set_lines(after, *SIZE)
    fresh.set_lines(after, *SIZE)
    assert picture(tracks, then) == picture(fresh, then)


def test_another_size_begins_anew() -> None:
    tracks, fresh = Tracks(), Tracks()
    tracks.set_lines([RED, GREEN], 60, 45)
    picture(tracks, 20.0)
    tracks.set_lines([RED], *SIZE)
    fresh.set_lines([RED], *SIZE)
    assert picture(tracks, 20.0) == picture(fresh, 20.0)


def test_unchanged_lines_are_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = Tracks()
    tracks.set_lines([RED, GREEN], *SIZE)
    picture(tracks, 20.0)
    drawn: list[int] = []
    draw_all = tracks._layer.draw_all

    def draw(lines: dict[int, tuple[Floats, Stroke]]) -> None:
        drawn.extend(lines)
        draw_all(lines)

    monkeypatch.setattr(tracks._layer, "draw_all", draw)
    tracks.set_lines([RED, BLUE], *SIZE)
    picture(tracks, 20.0)
    assert drawn == [1]
