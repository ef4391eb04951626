"""The chooser and its list, driven with keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.core.surfaces import SURFACES
from landscape_gui.ui import theme
from landscape_gui.ui.widgets import Chooser, ElidedBox, Entry
from tests.gui.making import activate

ENTRIES = (
    Entry("sphere", "Sphere", "Round and easy", "convex"),
    Entry("booth", "Booth", "A tilted bowl", "convex"),
    Entry("rosenbrock", "Rosenbrock", "A curved narrow valley", "ravine"),
    Entry("ackley", "Ackley", "Dents around a funnel", "many minima"),
)


def picture(color: str) -> QImage:
    """A plain picture."""
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


@pytest.fixture
def asked() -> list[str]:
    """The keys whose pictures were asked for."""
    return []


@pytest.fixture
def chooser(qtbot: QtBot, qapp: QApplication, asked: list[str]) -> Chooser:
    """A chooser on screen; the picture of Booth comes later."""
    theme.apply(qapp, "light", 1.0)

    def thumbnail(key: str) -> QImage | None:
        asked.append(key)
        return None if key == "booth" else picture("#ff0000")

    chooser = Chooser(ENTRIES, thumbnail, "Search surfaces")
    qtbot.addWidget(chooser)
    chooser.show()
    return chooser


def shown_list(chooser: Chooser) -> QListView:
    """The list in the popup."""
    view = chooser.popup().findChild(QListView)
    assert view is not None
    return view


def test_it_shows_the_first_entry_and_what_it_is_told(chooser: Chooser) -> None:
    assert (chooser.value(), chooser.text()) == ("sphere", "Sphere")
    chooser.setValue("ackley")
    assert (chooser.text(), chooser.toolTip()) == ("Ackley", "Dents around a funnel")
    chooser.setValue("", "x^2 + y^2")
    assert (chooser.value(), chooser.text()) == ("", "x^2 + y^2")


def test_the_list_begins_with_its_first_heading_where_that_shows_the_choice(chooser: Chooser) -> None:
    chooser.set_entries([Entry(f"k{k}", f"Surface {k}", "About it", "many" if k else "one") for k in range(40)])
    for key, from_the_top in (("k4", True), ("k30", False), ("k0", True)):
        chooser.setValue(key)
        QTest.mouseClick(chooser, Qt.MouseButton.LeftButton)
        view = shown_list(chooser)
        assert (view.verticalScrollBar().value() == 0) == from_the_top
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
        chooser.popup().close()


def test_a_click_opens_the_list_at_the_current_entry(chooser: Chooser) -> None:
    chooser.setValue("rosenbrock")
    QTest.mouseClick(chooser, Qt.MouseButton.LeftButton)
    assert chooser.popup().isVisible()
    assert chooser.popup().shown_keys() == [entry.key for entry in ENTRIES]
    assert shown_list(chooser).currentIndex().data() == "Rosenbrock"
    assert chooser.popup().search().placeholderText() == "Search surfaces"


def test_typing_filters_by_all_words_everywhere(chooser: Chooser) -> None:
    chooser.open_popup()
    search = chooser.popup().search()
    QTest.keyClicks(search, "val cur")
    assert chooser.popup().shown_keys() == ["rosenbrock"]
    search.clear()
    QTest.keyClicks(search, "convex")
    assert chooser.popup().shown_keys() == ["sphere", "booth"]
    QTest.keyClicks(search, "zzz")
    assert chooser.popup().shown_keys() == []
    assert shown_list(chooser).isHidden()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("double well", "Double well"),
        ("cross", "Cross-in-tray"),
        ("Absolute value", "Absolute value"),
        ("well", "Double well"),
        ("olute", "Absolute value"),
        ("val", "Absolute value"),
        ("poin", "Cross-in-tray"),
    ],
)
def test_what_fits_best_stands_first_and_enter_takes_it(chooser: Chooser, typed: str, first: str) -> None:
    entries = [
        Entry("l1_bowl", "L1 bowl", "Sum of absolute values; two wells, a double one, where valleys cross"),
        Entry("well_2d", "Two wells, uneven", "A double well in two variables", "many"),
        Entry("abs_1d", "Absolute value", "A kink at the point", "non-smooth"),
        Entry("double_well", "Double well", "Two valleys", "many"),
        Entry("cross_in_tray", "Cross-in-tray", "Four points; Absolute value of sines", "many"),
    ]
    if typed in ("well", "poin"):
        entries = [entry for entry in entries if entry.key not in ("well_2d", "abs_1d")]
    chooser.set_entries(entries)
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), typed)
    assert shown_list(chooser).currentIndex().data() == first
    QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)
    assert chooser.text() == first


@pytest.mark.parametrize("typed", ["double well", "Cross", "Absolute value", "Two wells", "ravine"])
def test_the_catalogue_is_found_by_name(chooser: Chooser, typed: str) -> None:
    chooser.set_entries([Entry(s.key, s.label, s.description, s.kind) for s in SURFACES.values()])
    chooser.open_popup()
    QTest.keyClicks(chooser.popup().search(), typed)
    assert shown_list(chooser).currentIndex().data().lower().startswith(typed.lower())


def test_an_entry_with_an_empty_key_is_no_heading(chooser: Chooser, qtbot: QtBot) -> None:
    chooser.set_entries([Entry("", "None of them", "Nothing", "first"), *ENTRIES])
    chooser.setValue("ackley")
    chooser.open_popup()
    assert chooser.popup().shown_keys() == ["", *(entry.key for entry in ENTRIES)]
    assert shown_list(chooser).currentIndex().data() == "Ackley"
    QTest.keyClicks(chooser.popup().search(), "none")
    with qtbot.waitSignal(chooser.chosen) as told:
        QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Return)
    assert told.args == [""] and chooser.text() == "None of them"


def test_arrows_pass_over_headers_and_enter_chooses(chooser: Chooser, qtbot: QtBot) -> None:
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    search = chooser.popup().search()
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert shown_list(chooser).currentIndex().data() == "Rosenbrock"
    QTest.keyClick(search, Qt.Key.Key_Up)
    with qtbot.waitSignal(chooser.chosen) as told:
        QTest.keyClick(search, Qt.Key.Key_Return)
    assert told.args == ["booth"]
    assert (chooser.value(), chooser.popup().isVisible()) == ("booth", False)


def test_escape_closes_without_choosing(chooser: Chooser, qtbot: QtBot) -> None:
    chooser.open_popup()
    with qtbot.assertNotEmitted(chooser.chosen):
        QTest.keyClick(chooser.popup().search(), Qt.Key.Key_Escape)
    assert not chooser.popup().isVisible()


def test_a_click_on_an_entry_chooses_and_on_a_header_does_not(chooser: Chooser, qtbot: QtBot) -> None:
    chooser.open_popup()
    view = shown_list(chooser)
    QApplication.processEvents()
    header = view.visualRect(view.model().index(0, 0)).center()
    with qtbot.assertNotEmitted(chooser.chosen):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=header)
    row = view.visualRect(view.model().index(4, 0)).center()
    with qtbot.waitSignal(chooser.chosen) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert told.args == ["rosenbrock"]


def test_each_picture_is_asked_for_once_and_may_come_later(chooser: Chooser, asked: list[str]) -> None:
    chooser.open_popup()
    for _ in range(2):
        chooser.popup().grab()
        chooser.grab()
    assert sorted(asked) == ["ackley", "booth", "rosenbrock", "sphere"]
    assert chooser.picture("booth") is None
    chooser.set_thumbnail("booth", picture("#00ff00"))
    late = chooser.picture("booth")
    assert isinstance(late, QPixmap)
    assert late.toImage().pixelColor(5, 5) == QColor("#00ff00")


def test_other_entries_keep_the_choice_where_they_can(chooser: Chooser) -> None:
    chooser.setValue("booth")
    chooser.set_entries(ENTRIES[1:])
    assert chooser.value() == "booth"
    chooser.set_entries(ENTRIES[2:])
    assert chooser.value() == "rosenbrock"


def test_the_popup_is_as_high_as_its_list(chooser: Chooser) -> None:
    chooser.open_popup()
    popup = chooser.popup()
    full = popup.height()
    popup.search().setText("rosenbrock")
    assert popup.height() < full
    popup.search().setText("nothing like this")
    assert popup.height() < full
    popup.search().clear()
    assert popup.height() == full


def test_all_of_what_is_said_about_an_entry_can_be_read(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    long = "A valley that bends: its floor is so flat that most optimizers creep along it for ages. " * 2
    entries = [Entry("short", "Short", "One line."), Entry("long", "Long", long)]
    chooser = activate(qtbot, Chooser(entries))
    chooser.open_popup()
    view = shown_list(chooser)
    short, tall = (view.visualRect(view.model().index(row, 0)) for row in (0, 1))
    lines = QFontMetrics(theme.font(12)).horizontalAdvance(long) / short.width()
    assert tall.height() - short.height() >= (lines - 1.0) * QFontMetrics(theme.font(12)).height()
    assert view.viewport().rect().contains(tall), "the list is as high as its entries"


def test_without_pictures_there_is_no_room_for_any(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.0)
    entries = [Entry("said", "Said", "One line."), Entry("bare", "Bare")]
    heights = {}
    for pictures in (True, False):
        chooser = activate(qtbot, Chooser(entries, (lambda _key: None) if pictures else None))
        chooser.open_popup()
        view = shown_list(chooser)
        heights[pictures] = [view.visualRect(view.model().index(row, 0)).height() for row in (0, 1)]
        painted = view.viewport().grab().toImage()
        middle = view.visualRect(view.model().index(1, 0)).center().y()
        square = {painted.pixelColor(x, middle).name() for x in range(12, 40)}
        assert (theme.current().color("hover").name() in square) is pictures
        chooser.popup().close()
    assert heights[True][1] == heights[True][0] == heights[False][0] > heights[False][1]


def test_after_a_choice_by_mouse_arrow_keys_change_no_other_control(qtbot: QtBot) -> None:
    window = QWidget()
    slider, chooser, box, after = QSlider(), Chooser(ENTRIES), ElidedBox(), QPushButton()
    box.addItems(["one", "two"])
    column = QVBoxLayout(window)
    for widget in (slider, chooser, box, after):
        column.addWidget(widget)
    activate(qtbot, window)
    for opener in (chooser, box):
        slider.setFocus()
        QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        popup.close()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
        assert not slider.hasFocus() and not opener.hasFocus()
        opener.setFocus()
        QTest.keyClick(opener, Qt.Key.Key_Space)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        popup.close()
        qtbot.waitUntil(lambda opener=opener: opener.hasFocus())  # type: ignore[misc]
