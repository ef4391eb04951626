"""Icons are drawn alike and follow the theme by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from landscape_gui.assets import resource
from landscape_gui.ui import icons, theme
from landscape_gui.ui.theme import DARK, LIGHT


def strongest(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
    """Return the colour of the most opaque pixel."""
    image = icon.pixmap(QSize(48, 48), 1.0, mode, state).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha).name()


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_an_outline_on_the_same_grid(name: str, qapp: QApplication) -> None:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="1.75"' in text
    assert "currentColor" in text
    assert "#" not in text
    renderer = QSvgRenderer(text.encode())
    assert renderer.isValid()
    assert renderer.viewBoxF() == QRectF(0, 0, 24, 24)
    image = icons.icon(name).pixmap(48, 48).toImage()
    drawn = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 96]
    assert drawn
    assert all(2 <= x <= 45 and 2 <= y <= 45 for x, y in drawn)


def test_an_icon_follows_the_theme_and_its_state(qapp: QApplication) -> None:
    icon = icons.icon("menu")
    theme.apply(qapp, "dark", 1.0)
    assert strongest(icon) == DARK.text
    assert strongest(icon, state=QIcon.State.On) == DARK.accent
    theme.apply(qapp, "light", 1.0)
    assert strongest(icon) == LIGHT.text
    assert strongest(icon, QIcon.Mode.Disabled) == LIGHT.faint
    assert strongest(icons.icon("menu", "error")) == LIGHT.error
    assert strongest(icons.icon("menu", "#123456")) == "#123456"


def test_a_picture_is_crisp_on_a_fine_screen(qapp: QApplication) -> None:
    picture = icons.pixmap("check", 16, "muted", 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
    assert icons.icon("check").pixmap(QSize(16, 16), 2.0).width() == 32


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        icons.icon("no such icon")


def test_the_application_has_an_icon_of_many_sizes(qapp: QApplication) -> None:
    icon = icons.app_icon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 32, 48, 256}
    image: QImage = icon.pixmap(256, 256).toImage()
    colors = {image.pixelColor(x, y).name() for x in range(0, 256, 8) for y in range(0, 256, 8)}
    assert len(colors) > 8


def test_an_icon_without_room_is_nothing_and_says_nothing(qapp: QApplication, qtlog: Any) -> None:
    icon = icons.icon("reset")
    assert icon.pixmap(QSize(0, 0)).isNull()
    assert icons.pixmap("reset", 0).isNull()
    picture = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(picture) as painter:
        icon.paint(painter, QRect(4, 4, 0, 0))
        icon.paint(painter, QRect(4, 4, -8, -8))
    assert not [record for record in qtlog.records if "Paint" in record.message]
