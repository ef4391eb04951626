"""The formula field and the typeset formula."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landscape_gui.ui import mathtext, theme
from landscape_gui.ui.widgets import FormulaEdit, MathView

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline
ADAM = r"\theta \leftarrow \theta - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}"


@pytest.fixture
def field(qtbot: QtBot, qapp: QApplication) -> Iterator[FormulaEdit]:
    """A formula field with the focus, and another field below it."""
    theme.apply(qapp, "light", 1.0)
    window = QWidget()
    layout = QVBoxLayout(window)
    field = FormulaEdit("x^2", ("sin", "sinh", "sqrt"))
    layout.addWidget(field)
    layout.addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    yield field
    window.hide()


def underlined(field: FormulaEdit) -> str:
    """The text that carries the wavy line."""
    marks = field.editor().extraSelections()
    if not marks:
        return ""
    assert len(marks) == 1
    assert marks[0].format.underlineStyle() == WAVE
    return str(marks[0].cursor.selectedText())


def test_typing_is_told_once_after_the_last_key(field: FormulaEdit, qtbot: QtBot) -> None:
    told: list[str] = []
    field.edited.connect(told.append)
    field.editor().selectAll()
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.editor(), "x+y")
    assert told == ["x+y"]


def test_enter_commits_and_shift_enter_makes_a_line(field: FormulaEdit) -> None:
    told: list[str] = []
    field.committed.connect(told.append)
    QTest.keyClick(field.editor(), Qt.Key.Key_End)
    QTest.keyClicks(field.editor(), "+1")
    QTest.keyClick(field.editor(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field.editor(), "y")
    assert told == []
    QTest.keyClick(field.editor(), Qt.Key.Key_Return)
    QTest.keyClick(field.editor(), Qt.Key.Key_Return)
    assert told == ["x^2+1\ny"]


def test_leaving_commits_an_edit(field: FormulaEdit, qtbot: QtBot) -> None:
    told: list[str] = []
    field.committed.connect(told.append)
    QTest.keyClick(field.editor(), Qt.Key.Key_End)
    QTest.keyClicks(field.editor(), "-y")
    QTest.keyClick(field.editor(), Qt.Key.Key_Tab)
    assert told == ["x^2-y"]


def test_setting_the_text_says_nothing(field: FormulaEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited, wait=120), qtbot.assertNotEmitted(field.committed):
        field.setText("x + y")
        QTest.keyClick(field.editor(), Qt.Key.Key_Return)
    assert field.text() == "x + y"


def test_an_error_is_underlined_and_explained(field: FormulaEdit) -> None:
    field.setText("a = x\nfoo(a) + 1")
    field.set_error(2, 0, 3, "foo is not a function.")
    assert (underlined(field), field.error()) == ("foo", "foo is not a function.")
    assert field.editor().property("invalid")
    field.clear_error()
    assert (underlined(field), field.error()) == ("", "")
    assert not field.editor().property("invalid")


@pytest.mark.parametrize(
    ("line", "column", "length", "marked"), [(1, 3, 1, "+"), (1, 2, 99, "++"), (9, 0, 1, "x"), (1, 50, 5, "+")]
)
def test_an_error_beyond_the_text_marks_its_end(
    field: FormulaEdit, line: int, column: int, length: int, marked: str
) -> None:
    field.setText("x ++")
    field.set_error(line, column, length, "Something is missing.")
    assert underlined(field) == marked


def test_an_error_in_an_empty_field_is_only_explained(field: FormulaEdit) -> None:
    field.setText("")
    field.set_error(1, 0, 1, "The formula is empty; type one such as x^2 + y^2.")
    assert underlined(field) == ""
    assert "empty" in field.error()


def test_it_grows_to_six_lines(field: FormulaEdit) -> None:
    heights = []
    for lines in (1, 2, 6, 9):
        field.setText("\n".join("x" * lines))
        QApplication.processEvents()
        heights.append(field.editor().height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert field.editor().verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_names_of_functions_are_completed(field: FormulaEdit) -> None:
    field.editor().selectAll()
    QTest.keyClicks(field.editor(), "sq")
    completer = field.editor().findChild(QCompleter)
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.text() == "sqrt()"
    QTest.keyClicks(field.editor(), "x")
    assert field.text() == "sqrt(x)"


def test_parts_of_a_formula_have_quiet_colours(field: FormulaEdit) -> None:
    field.setText("sin(2*x)")
    layout = field.editor().document().firstBlock().layout()
    colored = {(part.start, part.length): part.format.foreground().color().name() for part in layout.formats()}
    assert set(colored) == {(0, 3), (3, 1), (4, 1), (5, 1), (7, 1)}
    assert colored[0, 3] != colored[4, 1]
    assert colored[5, 1] == theme.current().muted


def test_plain_text_of_a_formula_reads_well() -> None:
    assert (
        mathtext.plain_text(r"v \leftarrow \mu v + g,\ \theta \leftarrow \theta - \eta v") == "v ← μv + g, θ ← θ - ηv"
    )
    assert "frac" not in mathtext.plain_text(ADAM)


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without formulas."""
    monkeypatch.setattr(mathtext, "_folder", lambda: tmp_path)
    return tmp_path


def test_a_formula_is_typeset_in_another_thread_and_kept(
    empty_cache: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.apply(qapp, "dark", 1.0)
    threads: list[threading.Thread] = []
    render = mathtext._render

    def watched(latex: str) -> bytes | None:
        threads.append(threading.current_thread())
        return render(latex)

    monkeypatch.setattr(mathtext, "_render", watched)
    view = MathView(ADAM)
    qtbot.addWidget(view)
    assert not view.is_typeset()
    assert "θ" in view.accessibleName()
    plain = view.sizeHint()
    qtbot.waitUntil(view.is_typeset)
    assert threads
    assert threading.main_thread() not in threads
    assert view.sizeHint() != plain
    assert len(list(empty_cache.glob("*.svg"))) == 1
    again = MathView(ADAM)
    qtbot.addWidget(again)
    assert again.is_typeset()


def test_a_typeset_formula_wears_the_colour_of_text(qtbot: QtBot, qapp: QApplication) -> None:
    mathtext.formula_svg(ADAM)
    theme.apply(qapp, "dark", 2.0)
    view = MathView(ADAM)
    qtbot.addWidget(view)
    assert view.is_typeset()
    view.resize(view.sizeHint())
    image = view.grab().toImage()
    pixels = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.current().text in pixels
    assert QColor("#000000").name() not in pixels
    right = [image.pixelColor(image.width() - 1, y).name() for y in range(image.height())]
    assert set(right) == {theme.current().panel}
    theme.apply(qapp, "light", 1.0)


def test_what_cannot_be_typeset_stays_readable(empty_cache: Path, qtbot: QtBot) -> None:
    assert mathtext.formula_svg(r"\frac{") is None
    assert list(empty_cache.iterdir()) == []


def test_without_a_cache_formulas_are_still_typeset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathtext, "_folder", lambda: None)
    svg = mathtext.formula_svg("x^2")
    assert svg is not None
    assert svg.startswith(b"<svg")
    assert mathtext.cached_svg("x^2") is None


def test_the_text_follows_the_text_size_also_while_hidden(qtbot: QtBot) -> None:
    edit = FormulaEdit("x^2")
    qtbot.addWidget(edit)
    edit.show()
    for scale, shown in ((2.0, True), (1.0, False), (1.5, True), (1.0, True)):
        edit.setVisible(shown)
        theme.manager().set_scale(scale)
        edit.set_error(1, 0, 1, "No.")
        edit.clear_error()
        edit.show()
        assert edit.editor().font().pixelSize() == theme.px(13)
        assert edit.editor().document().defaultFont().pixelSize() == theme.px(13)
