"""The program's own icons: SVG outlines on a 24 grid, tinted with the theme when they are painted.

An icon follows the theme by itself: nobody has to set it again when light becomes dark.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from landscape_gui.assets import resource
from landscape_gui.ui import theme as themes

ROLES = ("text", "muted", "faint", "accent", "accent_text", "error", "warning", "success")
"""Names that may stand for a colour: they follow the theme, a "#rrggbb" does not."""


def icon(name: str, color: str | None = None) -> QIcon:
    """Return the icon ``name``, quiet where it cannot be used and in the accent colour where it is switched on.

    ``color`` is a role of the theme such as "muted" or a fixed "#rrggbb"; without it the icon is drawn like text.
    Raises KeyError for an unknown name.
    """
    if name not in names():
        raise KeyError(name)
    return QIcon(_TintedEngine(name, color))


def pixmap(name: str, size: int, color: str | None = None, ratio: float = 1.0) -> QPixmap:
    """Return icon ``name`` as a picture ``size`` pixels of the layout wide, ``ratio`` times as many on screen."""
    return _tinted(name, _hex(color or "text"), round(size * ratio), ratio)


def app_icon() -> QIcon:
    """Return the icon of the application, at every size a system asks for."""
    result = QIcon()
    renderer = QSvgRenderer(QByteArray(_source("app")))
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        result.addPixmap(picture)
    return result


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Return the names of all icons, sorted."""
    folder = resource("icons")
    found = (file.name for file in folder.iterdir() if file.name.endswith(".svg"))
    return tuple(sorted(name.removesuffix(".svg") for name in found if name != "app.svg"))


class _TintedEngine(QIconEngine):
    """Paints an SVG in the colour that fits the theme, the mode and the state at the moment of painting."""

    def __init__(self, name: str, color: str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def key(self) -> str:
        return f"landscape-gui:{self._name}"

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._color)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:  # noqa: N802 - Qt's name
        side = min(size.width(), size.height())
        return QSize(side, side)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        if side <= 0:
            return
        ratio = painter.device().devicePixelRatioF()
        picture = _tinted(self._name, self._tint(mode, state), round(side * ratio), ratio)
        corner = QPoint(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2)
        painter.drawPixmap(corner, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        side = min(size.width(), size.height())
        return _tinted(self._name, self._tint(mode, state), round(side * scale), scale)

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return _hex("faint")
        if state == QIcon.State.On and self._color is None:
            return _hex("accent")
        return _hex(self._color or "text")


def _hex(color: str) -> str:
    return str(getattr(themes.current(), color)) if color in ROLES else color


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _tinted(name: str, color: str, pixels: int, ratio: float) -> QPixmap:
    """Return the icon ``pixels`` wide in one colour, at a device pixel ratio; nothing where there is no room."""
    if pixels <= 0:
        return QPixmap()
    text = _source(name).replace(b"currentColor", QColor(color).name().encode())
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
