"""The look of the window: contrast, live changes, scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from landscape_gui.assets import resource
from landscape_gui.colors import contrast
from landscape_gui.ui import theme
from landscape_gui.ui.theme import DARK, LIGHT, PRINT, SCALES, Theme

GROUNDS = ("background", "panel", "raised")
READ = ("text", "muted", "error", "warning", "success")


@pytest.fixture(autouse=True)
def _plain_look(qapp: QApplication) -> Iterator[None]:
    """Leave the look as other tests expect it."""
    yield
    theme.apply(qapp, "light", 1.0)


@pytest.mark.parametrize("look", [DARK, LIGHT, PRINT], ids=lambda look: look.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", READ)
def test_words_can_be_read(look: Theme, ground: str, role: str) -> None:
    assert contrast(getattr(look, role), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_words_can_be_read_on_coloured_grounds(look: Theme) -> None:
    assert contrast(look.accent_text, look.accent) >= 4.5
    assert contrast(look.accent_text, look.accent_hover) >= 4.5
    for ground in (look.hover, look.pressed, look.selection):
        assert contrast(look.text, ground) >= 4.5
    assert contrast(look.muted, look.selection) >= 4.5
    for kind in ("accent", "success", "warning", "error"):
        assert contrast(look.text, look.tint(kind, 0.1, "raised")) >= 4.5


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_the_accent_stands_out(look: Theme) -> None:
    for ground in GROUNDS:
        assert contrast(look.accent, getattr(look, ground)) >= 3.0


def test_the_colours_of_the_design_are_in_force() -> None:
    assert (DARK.background, DARK.panel, DARK.text, DARK.muted, DARK.grid, DARK.accent) == (
        "#12151b", "#191d25", "#e6e8ec", "#9aa3b2", "#2a303b", "#6ea8fe",
    )  # fmt: skip
    assert (LIGHT.background, LIGHT.panel, LIGHT.text, LIGHT.muted, LIGHT.grid, LIGHT.accent) == (
        "#ffffff", "#f5f6f8", "#1b1f27", "#5b6472", "#dfe3e9", "#2563eb",
    )  # fmt: skip


def test_color_takes_an_alpha() -> None:
    color = DARK.color("accent", 0.5)
    assert color.name() == DARK.accent
    assert color.alphaF() == pytest.approx(0.5, abs=0.01)


def test_apply_sets_style_palette_and_font(qapp: QApplication, qtbot: QtBot) -> None:
    manager = theme.apply(qapp, "dark", 1.0)
    assert manager is theme.manager()
    assert theme.current() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.panel
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == DARK.text
    with qtbot.waitSignal(manager.changed):
        manager.set_mode("light")
    assert theme.current() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.panel


def test_apply_refuses_another_application(qapp: QApplication) -> None:
    with pytest.raises(AssertionError):
        theme.apply(None)  # type: ignore[arg-type]


def test_system_follows_the_system_live(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [Qt.ColorScheme.Dark]
    monkeypatch.setattr(theme, "system_scheme", lambda: said[0])
    manager = theme.apply(qapp, "system", 1.0)
    assert manager.mode == "system"
    assert theme.current() is DARK
    said[0] = Qt.ColorScheme.Light
    with qtbot.waitSignal(manager.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT
    manager.set_mode("light")
    said[0] = Qt.ColorScheme.Dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is LIGHT


@pytest.mark.parametrize("scale", SCALES)
def test_everything_grows_with_the_scale(qapp: QApplication, qtbot: QtBot, scale: float) -> None:
    theme.apply(qapp, "light", scale)
    assert theme.manager().scale == scale
    assert theme.px(28) == round(28 * scale)
    assert (theme.px(0), theme.px(0.2)) == (0, 1)
    assert qapp.font().pixelSize() == round(13 * scale)
    field, button = QLineEdit(), QPushButton("Export")
    qtbot.addWidget(field)
    qtbot.addWidget(button)
    for widget in (field, button):
        widget.ensurePolished()
        assert abs(widget.sizeHint().height() - 28 * scale) <= 2


def test_figures_have_equal_width(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 2.0)
    metrics = QFontMetrics(theme.font())
    assert len({metrics.horizontalAdvance(digit * 20) for digit in "0123456789"}) == 1
    code = QFontMetrics(theme.font(code=True))
    assert code.horizontalAdvance("iiii") == code.horizontalAdvance("MMMM")


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_the_style_sheet_is_filled_in(look: Theme) -> None:
    sheet = theme.style_sheet(look, 1.5)
    assert "@" not in sheet
    assert look.accent in sheet
    assert "border-radius: 9px" in sheet
    for name in re.findall(r"url\(icons:([^)]+)\)", sheet):
        picture = resource("icons", name).read_text(encoding="utf-8")
        assert "currentColor" not in picture


def test_pictures_of_the_style_sheet_wear_the_colours_of_their_theme() -> None:
    folder = resource("icons", "style")
    for picture in folder.iterdir():
        look = DARK if "-dark" in picture.name else LIGHT
        used = set(re.findall(r"#[0-9a-f]{6}", picture.read_text(encoding="utf-8")))
        assert used <= {getattr(look, field.name) for field in fields(look)}, picture.name


def test_reduced_motion_can_be_decided(qapp: QApplication) -> None:
    manager = theme.manager()
    manager.set_reduced_motion(True)
    assert manager.reduced_motion
    manager.set_reduced_motion(False)
    assert not manager.reduced_motion
    manager.set_reduced_motion(None)
