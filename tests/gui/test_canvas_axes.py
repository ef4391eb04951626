"""Axes and layout: there and back again, and labels that stay inside at any size."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from landscape_gui.ui import theme
from landscape_gui.ui.canvas.axes import Axis, Frame
from landscape_gui.ui.canvas.layout import LABEL_SIZE, lay_out
from landscape_gui.ui.canvas.paint import axis_words, paint_axes

AXES = [
    Axis(-2.0, 3.0, "x"),
    Axis(1e-8, 1e3, "loss", "log"),
    Axis(-5.0, 1e6, "f(x)", "bent", -5.0, 0.3),
    Axis(-1e4, 1e6, "f", "bent", 2.0, 0.5),
    Axis(1e8, 1e8 + 1e-3, "y"),
]


@pytest.mark.parametrize("axis", AXES)
def test_values_come_back_from_their_positions(axis: Axis) -> None:
    units = np.linspace(-0.1, 1.1, 13)
    values = axis.from_unit(units)
    assert (np.diff(values) > 0).all()
    assert axis.to_unit(values) == pytest.approx(units, abs=1e-4)
    assert axis.to_unit([axis.low, axis.high]) == pytest.approx([0.0, 1.0], abs=1e-9)


@pytest.mark.parametrize("axis", AXES[:4])
def test_zooming_keeps_a_value_in_its_place_and_panning_moves_all(axis: Axis) -> None:
    there = float(axis.from_unit(0.3))
    assert float(axis.zoomed(2.0, 0.3).to_unit(there)) == pytest.approx(0.3)
    assert float(axis.panned(0.2).to_unit(there)) == pytest.approx(0.1)
    assert axis.zoomed(4.0, 0.5).zoomed(0.25, 0.5).low == pytest.approx(axis.low, rel=1e-6)


def test_a_logarithm_that_does_not_exist_has_no_place() -> None:
    assert np.isnan(Axis(0.1, 10.0, kind="log").to_unit([-1.0, 0.0])).all()


def test_an_axis_of_no_length_still_has_places() -> None:
    assert np.isfinite(Axis(3.0, 3.0).to_unit([3.0, 4.0])).all()


def test_an_axis_does_not_zoom_beyond_the_numbers() -> None:
    axis = Axis(1e-300, 1e300, kind="log")
    assert axis.zoomed(1e-3) is axis


def test_y_points_upwards_and_pixels_lead_back() -> None:
    frame = Frame(Axis(-1.0, 3.0), Axis(10.0, 20.0), QRectF(50.0, 20.0, 400.0, 200.0))
    assert frame.point(0.0, 20.0) == QPointF(150.0, 20.0)
    assert frame.point(3.0, 10.0) == QPointF(450.0, 220.0)
    assert frame.value(QPointF(150.0, 120.0)) == pytest.approx((0.0, 15.0))
    assert frame.to_pixels(np.array([[0.0, 20.0, 7.0]])).tolist() == [[150.0, 20.0]]
    assert frame.area(-1.0, 10.0, 3.0, 20.0) == frame.rect


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("axes", [(AXES[0], AXES[1]), (AXES[4], AXES[2]), (Axis(0.0, 1e7, "step"), AXES[4])])
@pytest.mark.parametrize("size", [(600, 400), (300, 200), (90, 60), (10, 8), (1, 1)])
def test_labels_fit_at_any_size(
    qapp: QApplication, scale: float, axes: tuple[Axis, Axis], size: tuple[int, int]
) -> None:
    themes = theme.apply(qapp, "dark", scale)
    plot = lay_out(QRectF(0.0, 0.0, *size), *axes, themes)
    assert plot.frame.rect.width() >= 1.0 and plot.frame.rect.height() >= 1.0
    metrics = QFontMetricsF(themes.font(LABEL_SIZE))
    assert all(metrics.horizontalAdvance(text) < plot.frame.rect.left() for text in plot.y_ticks.labels)
    middles = plot.frame.x_pixels(plot.x_ticks.values)
    halves = np.array([metrics.horizontalAdvance(text) / 2.0 for text in plot.x_ticks.labels])
    if len(middles) > 1 and size[0] >= 300 * scale:
        assert (np.diff(middles) >= halves[1:] + halves[:-1]).all()
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_axes(painter, plot, themes)
    painter.end()


def test_a_long_name_gets_a_line_of_its_own(qapp: QApplication) -> None:
    themes = theme.apply(qapp, "light", 1.0)
    brief, lengthy = (
        lay_out(QRectF(0.0, 0.0, 400.0, 300.0), AXES[0], Axis(0.0, 1.0, name), themes)
        for name in ("y", "gradient norm")
    )
    assert not brief.strip and lengthy.strip and lengthy.frame.rect.top() > brief.frame.rect.top()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("right", [0.0, 60.0])
def test_no_name_takes_the_place_of_a_label(qapp: QApplication, scale: float, right: float) -> None:
    themes = theme.apply(qapp, "light", scale)
    for high in np.linspace(1.9, 2.1, 21).tolist():
        axis = Axis(-2.0, high, "x")
        plot = lay_out(QRectF(0.0, 0.0, 400.0 * scale, 300.0 * scale), axis, axis, themes, right)
        for words, ticks in zip(axis_words(plot, themes), (plot.x_ticks, plot.y_ticks), strict=True):
            assert [one.text for one in words] == [*ticks.labels, "x"]
            boxes = [one.box for one in words]
            assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
            assert all(plot.bounds.contains(box) for box in boxes)


@pytest.mark.parametrize("width", [200.0, 260.0, 330.0, 420.0])
def test_a_long_name_never_stands_to_the_left_of_its_axis(qapp: QApplication, width: float) -> None:
    themes = theme.apply(qapp, "light", 1.0)
    for low in (-0.45, -0.2, 0.0, 0.3):
        x = Axis(low, low + 0.8, "PC 1 (83% of variance)")
        plot = lay_out(QRectF(0.0, 0.0, width, 300.0), x, AXES[0], themes, 60.0)
        (name,) = [one for one in axis_words(plot, themes)[0] if one.name]
        inside = name.box.left() >= plot.frame.rect.left() - themes.px(6)
        assert inside or name.box.right() == plot.frame.rect.right(), "the end of the axis is the last resort"


@pytest.mark.parametrize("low", [1e-2, 3e-3, 1e-4, 1e-5, 2e-7, 1e-12])
def test_a_low_logarithmic_axis_has_three_labels(qapp: QApplication, low: float) -> None:
    themes = theme.apply(qapp, "light", 1.0)
    plot = lay_out(QRectF(0.0, 0.0, 400.0, 98.0), AXES[0], Axis(low, 8.0, kind="log"), themes)
    assert len(plot.y_ticks.labels) >= 3


def test_round_ticks_stay_where_they_are_when_something_is_kept_free(qapp: QApplication) -> None:
    themes = theme.apply(qapp, "light", 1.0)
    plain, narrower = (
        lay_out(QRectF(0.0, 0.0, 400.0, 300.0), AXES[0], AXES[0], themes, right) for right in (0.0, 60.0)
    )
    assert plain.frame.rect.right() - narrower.frame.rect.right() == 60.0
    assert plain.frame.rect.left() == narrower.frame.rect.left()


@pytest.mark.parametrize("size", [(600, 400), (400, 600), (90, 60), (1, 1)])
@pytest.mark.parametrize("spans", [(4.0, 4.0), (4.0, 1.0), (2.0, 3.0), (0.5, 2.0)])
def test_axes_of_comparable_spans_get_the_same_scale(
    qapp: QApplication, size: tuple[int, int], spans: tuple[float, float]
) -> None:
    themes = theme.apply(qapp, "light", 1.0)
    x, y = Axis(-1.0, -1.0 + spans[0]), Axis(0.0, spans[1])
    free = lay_out(QRectF(0.0, 0.0, *size), x, y, themes, 30.0).frame.rect
    rect = lay_out(QRectF(0.0, 0.0, *size), x, y, themes, 30.0, equal=True).frame.rect
    assert free.contains(rect)
    assert rect.width() in {1.0, round(rect.height() * spans[0] / spans[1])} or rect.height() in {
        1.0,
        round(rect.width() * spans[1] / spans[0]),
    }
    assert free.width() == rect.width() or free.height() == rect.height()
    assert abs(rect.center().x() - free.center().x()) <= 0.5 and abs(rect.center().y() - free.center().y()) <= 0.5


def test_axes_of_different_spans_fill_the_room(qapp: QApplication) -> None:
    themes, bounds = theme.apply(qapp, "light", 1.0), QRectF(0.0, 0.0, 600.0, 400.0)
    x, y = Axis(-15.0, -5.0), Axis(-1.0, 1.0)
    assert lay_out(bounds, x, y, themes, equal=True).frame.rect == lay_out(bounds, x, y, themes).frame.rect
