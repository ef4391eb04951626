"""Segments, sections, dots, banners, spinners, labels and markers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.lanestyle import DASHES, MARKERS, STYLES, LaneStyle
from landscape_gui.ui import theme
from landscape_gui.ui.lanestyle import draw_marker, lane_pen, marker_path
from landscape_gui.ui.widgets import Banner, Choice, ColorDot, ElidedLabel, Section, Segmented, Spinner, tip
from landscape_gui.ui.widgets.frames import paint_frame
from landscape_gui.ui.widgets.spinner import PATIENCE
from landscape_gui.ui.widgets.switches import switch
from tests.gui.making import activate

T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
CHOICES = (Choice("2d", "2D", "view-2d"), Choice("3d", "3D", "view-3d"), Choice("both", "", "view-both", "Both views"))


@pytest.fixture(autouse=True)
def _plain_look(qapp: QApplication) -> Iterator[None]:
    """Each test starts and ends with the same look."""
    theme.apply(qapp, "light", 1.0)
    yield
    theme.apply(qapp, "light", 1.0)


def child(parent: QWidget, kind: type[T]) -> T:
    """The first part of a kind in a widget."""
    found = parent.findChild(kind)
    assert found is not None
    return found


def test_segments_choose_by_mouse_and_keys(qtbot: QtBot) -> None:
    widget = Segmented(CHOICES, "3d")
    activate(qtbot, widget)
    told: list[str] = []
    widget.chosen.connect(told.append)
    QTest.mouseClick(widget.button("both"), LEFT)
    assert (widget.value(), told) == ("both", ["both"])
    QTest.keyClick(widget.button("both"), Qt.Key.Key_Right)
    assert told == ["both", "2d"]
    widget.button("3d").setEnabled(False)
    QTest.keyClick(widget.button("2d"), Qt.Key.Key_Right)
    assert told == ["both", "2d", "both"]
    widget.setValue("2d")
    assert (widget.value(), len(told)) == ("2d", 3)
    assert widget.button("both").toolTip() == "Both views"
    assert widget.button("both").accessibleName() == "Both views"


def test_a_section_folds_and_tells_only_what_the_user_did(qtbot: QtBot) -> None:
    content = QLabel("inside")
    section = Section("Optimizers", content)
    activate(qtbot, section)
    told: list[bool] = []
    section.toggled.connect(told.append)
    header = child(section, QAbstractButton)
    QTest.mouseClick(header, LEFT)
    assert (section.is_open(), content.isVisible(), told) == (False, False, [False])
    header.setFocus()
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert (section.is_open(), content.isVisible(), told) == (True, True, [False, True])
    section.set_open(False)
    assert (content.isVisible(), told) == (False, [False, True])
    assert section.content() is content


def test_a_dot_shows_its_lane_and_is_hollow_when_off(qtbot: QtBot) -> None:
    dot = ColorDot(STYLES[0])
    activate(qtbot, dot)
    middle = dot.rect().center()
    assert dot.grab().toImage().pixelColor(middle).name() == STYLES[0].color
    with qtbot.waitSignal(dot.clicked):
        QTest.mouseClick(dot, LEFT)
    assert not dot.isChecked()
    assert dot.grab().toImage().pixelColor(middle).name() != STYLES[0].color
    dot.click()
    dot.set_lane_style(STYLES[1])
    assert dot.lane_style() is STYLES[1]
    assert dot.grab().toImage().pixelColor(middle).name() == STYLES[1].color


def test_a_banner_speaks_offers_a_way_out_and_goes(qtbot: QtBot) -> None:
    window = QWidget()
    banner = Banner(parent=window)
    activate(qtbot, window)
    assert banner.isHidden()
    banner.say("Adam diverged at step 37.", "warning", "Reset")
    assert (banner.isHidden(), banner.text()) == (False, "Adam diverged at step 37.")
    with qtbot.waitSignal(banner.actionClicked):
        QTest.mouseClick(child(banner, QPushButton), LEFT)
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(child(banner, QToolButton), LEFT)
    assert banner.isHidden()
    with qtbot.assertNotEmitted(banner.closed):
        banner.say("Saved.", "success", seconds=0.01)
        assert child(banner, QPushButton).isHidden()
        qtbot.waitUntil(banner.isHidden)
    banner.say("Saved.", "success", seconds=100.0)
    banner.clear_lasting()
    assert not banner.isHidden(), "it leaves by itself"
    banner.say("Adam diverged at step 37.", "warning")
    banner.clear_lasting()
    assert banner.isHidden()


def test_a_spinner_waits_before_it_shows(qtbot: QtBot) -> None:
    window = QWidget()
    spinner = Spinner(window)
    activate(qtbot, window)
    spinner.start("Computing 6 paths…")
    assert spinner.isHidden()
    spinner.stop()
    qtbot.wait(PATIENCE + 50)
    assert spinner.isHidden()
    spinner.start("Computing 6 paths…")
    qtbot.waitUntil(spinner.isVisible)
    assert spinner.sizeHint().width() > spinner.fontMetrics().horizontalAdvance("Computing 6 paths…")
    spinner.stop()
    assert spinner.isHidden()


def test_words_beside_a_spinner_go_on_in_a_further_line_where_they_do_not_fit(qtbot: QtBot) -> None:
    window = QWidget()
    spinner = Spinner(window)
    activate(qtbot, window)
    words = "Compiling the functions of networks: only this once, about a minute…"
    spinner.rest(words)
    one = spinner.sizeHint()
    spinner.setMaximumWidth(one.width() * 2 // 3)
    two = spinner.sizeHint()
    assert two.width() <= spinner.maximumWidth() < one.width()
    assert two.height() >= 2 * spinner.fontMetrics().height()
    spinner.rest("Computing…")
    assert spinner.sizeHint().height() == one.height()


def test_a_label_ends_in_an_ellipsis_and_says_all_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("second moment estimate β₂", "muted")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == "second moment estimate β₂"
    label.resize(400, 20)
    assert label.toolTip() == ""
    label.setToolTip("How slowly the squares are forgotten.")
    label.resize(60, 20)
    assert label.toolTip() == "How slowly the squares are forgotten."
    assert label.minimumSizeHint().width() < 30


def test_tips_are_plain_words_that_wrap() -> None:
    assert tip("") == ""
    words = tip("a < b & c", "from 0 to 1")
    assert "a &lt; b &amp; c" in words
    assert words.startswith("<qt>")
    assert theme.current().muted in words


@pytest.mark.parametrize("name", MARKERS)
def test_markers_are_centred_and_of_one_size(name: str) -> None:
    box = marker_path(name, 100.0).boundingRect()
    assert 80 <= max(box.width(), box.height()) <= 140
    assert marker_path(name, 100.0).contains(QPointF(0.0, 0.0))
    with pytest.raises(KeyError):
        marker_path("blob", 10.0)


def test_markers_differ_in_shape() -> None:
    def raster(name: str) -> bytes:
        image = QImage(24, 24, QImage.Format.Format_Grayscale8)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        draw_marker(painter, name, QPointF(12.0, 12.0), 14.0, "#000000")
        painter.end()
        return bytes(image.constBits())

    pictures = {name: raster(name) for name in MARKERS}
    for one in MARKERS:
        for other in MARKERS:
            pairs = zip(pictures[one], pictures[other], strict=True)
            assert one == other or sum(abs(a - b) for a, b in pairs) > 10 * 255


def test_an_outline_lies_behind_the_marker(qapp: QApplication) -> None:
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("#00ff00"))
    painter = QPainter(image)
    draw_marker(painter, "square", QPointF(12.0, 12.0), 10.0, "#0000ff", "#ff0000", 3.0)
    painter.end()
    across = [image.pixelColor(x, 12).name() for x in range(24)]
    assert across[12] == "#0000ff"
    assert "#ff0000" in across[:8]
    assert across[0] == "#00ff00"


@pytest.mark.parametrize("dash", DASHES)
def test_pens_carry_the_dash(dash: str) -> None:
    pen = lane_pen(LaneStyle("#d55e00", "star", dash), 2.5)
    assert (pen.color().name(), pen.widthF()) == ("#d55e00", 2.5)
    assert tuple(pen.dashPattern()) == DASHES[dash]


def test_a_frame_leaves_what_is_around_it_as_it_is(qtbot: QtBot) -> None:
    class Framed(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            paint_frame(self, QColor("red"), QColor("blue"), radius=6, inset=4)

    framed = Framed()
    qtbot.addWidget(framed)
    framed.resize(60, 40)
    image = framed.grab().toImage()
    colors = {place: QColor(image.pixel(*place)).name() for place in ((30, 20), (30, 4), (30, 1), (2, 20), (57, 20))}
    assert colors[30, 20] == "#0000ff" and colors[30, 4] == "#ff0000"
    assert len({colors[place] for place in ((30, 1), (2, 20), (57, 20))}) == 1
    assert not {"#0000ff", "#ff0000"} & {colors[30, 1]}
    assert QColor(image.pixel(4, 4)).name() == colors[30, 1], "corners are round"


def test_a_switch_stays_as_it_was_put(qtbot: QtBot) -> None:
    button = switch("log y", "Show powers of ten.")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.toggled):
        button.click()
    assert button.isChecked() and button.text() == "log y" and "Show powers of ten." in button.toolTip()
