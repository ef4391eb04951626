"""Formulas that are typeset at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from landscape_gui.ui import mathline
from landscape_gui.ui.widgets.math_line import MathLine

SIZE = 20.0


def ink(latex: str, colors: dict[str, QColor] | None = None) -> QImage:
    """``latex`` in black on white, with a margin of 10 pixels."""
    box = mathline.typeset(latex, SIZE, colors)
    image = QImage(round(box.width) + 20, round(box.ascent + box.descent) + 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor("black"))
    box.paint(painter, QPointF(10.0, 10.0 + box.ascent))
    painter.end()
    return image


def margin_is_clear(image: QImage, margin: int = 6) -> bool:
    """Whether nothing is painted outside the box (but for a few pixels of antialiasing and slanted letters)."""
    width, height = image.width(), image.height()
    rows = [*range(margin), *range(height - margin, height)]
    columns = [*range(margin), *range(width - margin, width)]
    white = QColor("white").rgb()
    return all(image.pixel(x, y) == white for y in rows for x in range(width)) and all(
        image.pixel(x, y) == white for x in columns for y in range(height)
    )


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial L}{\partial w_{1}} = \frac{\partial L}{\partial z} \cdot 0.8 = 0.1091",
        r"W^{(1)}_{0,2} + \sqrt{x^{2} + 1} \cdot \hat{y} - \operatorname{sigmoid}\left(w \cdot x\right)",
        r"\theta \leftarrow \theta - \eta\, \frac{m}{\sqrt{v} + \varepsilon}",
        r"e^{-x^{2}}",
    ],
)
def test_formulas_stay_inside_their_boxes(qapp: object, latex: str) -> None:
    image = ink(latex)
    assert margin_is_clear(image)
    assert any(image.pixel(x, y) != QColor("white").rgb() for x in range(image.width()) for y in range(image.height()))


def test_letters_are_set_in_italics_and_words_upright(qapp: object) -> None:
    assert mathline._italic("w") == "𝑤" and mathline._italic("h") == "ℎ" and mathline._italic("θ") == "𝜃"
    assert mathline.typeset(r"\mathrm{max}", SIZE).width != mathline.typeset("max", SIZE).width


def test_spaces_between_words_set_upright_are_kept(qapp: object) -> None:
    for command in ("text", "mathrm"):
        apart = mathline.typeset(rf"\{command}{{asked in this step}}", SIZE).width
        together = mathline.typeset(rf"\{command}{{askedinthisstep}}", SIZE).width
        assert apart > together + 3 * 0.15 * SIZE
    assert mathline.typeset("a b", SIZE).width == mathline.typeset("ab", SIZE).width


def test_indices_are_smaller_and_exponents_higher(qapp: object) -> None:
    plain, index, power = (mathline.typeset(text, SIZE) for text in ("x1", "x_{1}", "x^{1}"))
    assert index.width < plain.width and index.descent > plain.descent
    assert power.ascent > plain.ascent
    both = mathline.typeset("x_{1}^{2}", SIZE)
    assert both.width < mathline.typeset("x_{1}", SIZE).width + mathline.typeset("^{2}", SIZE).width


def test_fractions_stack(qapp: object) -> None:
    flat, stacked = mathline.typeset("a / b", SIZE), mathline.typeset(r"\frac{a}{b}", SIZE)
    assert stacked.width < flat.width
    assert stacked.ascent + stacked.descent > 1.5 * (flat.ascent + flat.descent)


def test_colors_by_name(qapp: object) -> None:
    red = ink(r"\textcolor{warm}{7} = 7", {"warm": QColor("red")})
    plain = ink(r"\textcolor{unknown}{7} = 7")
    strongest = {QColor(red.pixel(x, y)).name() for x in range(red.width()) for y in range(red.height())}
    assert "#ff0000" in strongest
    assert "#ff0000" not in {
        QColor(plain.pixel(x, y)).name() for x in range(plain.width()) for y in range(plain.height())
    }


@settings(deadline=None)
@given(st.text(alphabet=r"\{}^_ fracsqtha10.+-", max_size=30))
def test_whatever_is_written_is_set_somehow(qapp: object, latex: str) -> None:
    box = mathline.typeset(latex, SIZE)
    assert box.width >= 0.0 and box.ascent >= 0.0


def test_the_widget_shrinks_into_its_room(qtbot: QtBot) -> None:
    line = MathLine(r"\frac{\partial L}{\partial a} = 5 \cdot 2 = 10")
    qtbot.addWidget(line)
    wanted = line.sizeHint()
    line.resize(round(0.7 * wanted.width()), wanted.height())
    line.show()
    picture = line.grab().toImage()
    ground = picture.pixel(0, 0)
    last = [picture.pixel(x, y) for x in range(picture.width() - 1, picture.width()) for y in range(picture.height())]
    assert set(last) == {ground}
    assert line.accessibleName().endswith("= 5 · 2 = 10")
    line.set_latex("7")
    assert line.latex() == "7" and line.sizeHint().width() < wanted.width()


def test_pieces_are_stacked_in_the_middle(qapp: object) -> None:
    upper, lower = mathline.typeset("x", SIZE), mathline.typeset(r"\sigma\ \mathrm{in}\ L", 0.6 * SIZE)
    both = mathline.stacked(upper, lower)
    assert both.width == max(upper.width, lower.width) and both.ascent == upper.ascent
    assert both.descent == upper.descent + lower.ascent + lower.descent
