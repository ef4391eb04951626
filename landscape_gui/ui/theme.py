"""Colours, sizes and fonts of the window: light and dark, at any scale, by an explicit palette and one style sheet."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from landscape_gui.assets import resource
from landscape_gui.colors import mix

Weight = QFont.Weight
Mode = Literal["light", "dark", "system"]
SCALES = (1.0, 1.25, 1.5, 2.0)
FONT_PIXELS = 13
"""Size of normal text at scale 1."""

_GENERIC_FAMILIES = {"", "sans", "sans serif", "sans-serif", "mono", "monospace", "fixed", "helvetica", "courier"}
_TEXT_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans", "DejaVu Sans", "Liberation Sans")
_CODE_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "Noto Sans Mono", "Ubuntu Mono", "DejaVu Sans Mono")


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one look, as "#rrggbb".

    Attributes:
        background: behind landscapes and curves.
        panel: docks, bars and dialogs.
        raised: fields, buttons, menus and other things that lie on a panel.
        text, muted: words, and words that stand back; both readable on the three colours above.
        grid: lines between things and in diagrams; ``border`` is a little stronger, for fields and buttons.
        accent: the one thing that matters; ``accent_text`` is read on top of it.
        hover, pressed, selection: backgrounds of things under the mouse, under a pressed button, and chosen.
        faint: words and icons of what cannot be used now.
    """

    name: str
    background: str
    panel: str
    raised: str
    text: str
    muted: str
    faint: str
    grid: str
    border: str
    accent: str
    accent_text: str
    hover: str
    pressed: str
    selection: str
    error: str
    warning: str
    success: str

    @property
    def is_dark(self) -> bool:
        """Whether light words stand on dark ground."""
        return self.name == "dark"

    @property
    def accent_hover(self) -> str:
        """The accent colour under the mouse."""
        return mix(self.accent, "#ffffff" if self.is_dark else "#000000", 0.14)

    @property
    def outline(self) -> str:
        """Thin outline of paths and markers on the background, in the opposite brightness."""
        return "#0b0d11" if self.is_dark else "#ffffff"

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """Return the colour of an attribute such as "accent" as a QColor, ``alpha`` from 0 to 1."""
        color = QColor(getattr(self, role))
        color.setAlphaF(alpha)
        return color

    def tint(self, role: str, share: float = 0.14, ground: str = "panel") -> str:
        """Return the colour of ``ground`` with a ``share`` of the colour of ``role`` in it, for quiet backgrounds."""
        return mix(getattr(self, ground), getattr(self, role), share)


DARK = Theme(
    name="dark",
    background="#12151b",
    panel="#191d25",
    raised="#222833",
    text="#e6e8ec",
    muted="#9aa3b2",
    faint="#5d6675",
    grid="#2a303b",
    border="#363d4a",
    accent="#6ea8fe",
    accent_text="#0b1220",
    hover="#272e3a",
    pressed="#303846",
    selection="#26395a",
    error="#ff8078",
    warning="#e5b454",
    success="#4fc993",
)
LIGHT = Theme(
    name="light",
    background="#ffffff",
    panel="#f5f6f8",
    raised="#ffffff",
    text="#1b1f27",
    muted="#5b6472",
    faint="#a3abb7",
    grid="#dfe3e9",
    border="#cfd5de",
    accent="#2563eb",
    accent_text="#ffffff",
    hover="#e9ecf1",
    pressed="#dde2ea",
    selection="#d9e6ff",
    error="#c62a22",
    warning="#8a5a00",
    success="#0f7a47",
)
PRINT = replace(LIGHT, name="print", panel="#ffffff", text="#000000", muted="#333333", hover="#ffffff")
"""For figures on paper: white and thin."""


class ThemeManager(QObject):
    """The look in force. ``changed`` tells that colours or sizes are others now, so that painters paint anew."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = "light"
        self._scale = 1.0
        self._theme = LIGHT
        self._sheet = ""
        self._following = False
        self._fonts: dict[tuple[float, QFont.Weight, bool], QFont] = {}
        self._reduced_motion: bool | None = None

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self._theme

    @property
    def mode(self) -> Mode:
        """What was asked for: "light", "dark" or "system"."""
        return self._mode

    @property
    def scale(self) -> float:
        """Factor on every size, 1.0 to 2.0 (projector)."""
        return self._scale

    @property
    def reduced_motion(self) -> bool:
        """Whether ``set_reduced_motion``, or else the system where it can tell, asks for pictures that rest."""
        if self._reduced_motion is not None:
            return self._reduced_motion
        return sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)

    def set_reduced_motion(self, reduced: bool | None) -> None:
        """Decide instead of the system; None leaves it to the system again."""
        self._reduced_motion = reduced

    def set_mode(self, mode: Mode) -> None:
        """Change between light, dark and what the system says, at once and everywhere."""
        self.apply(mode, self._scale)

    def set_scale(self, scale: float) -> None:
        """Change the size of everything, at once."""
        self.apply(self._mode, scale)

    def px(self, size: float) -> int:
        """Return a length of the design in pixels of the screen; anything above 0 stays at least 1."""
        return max(1, round(size * self._scale)) if size > 0 else 0

    def apply(self, mode: Mode, scale: float) -> None:
        """Put a look on the running application: style, palette, fonts and style sheet."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("a theme needs a QApplication")
        self._mode, self._scale = mode, float(scale)
        self._fonts.clear()
        self._follow_system(mode)
        self._theme = _theme_of(mode)
        if app.style().objectName() != "fusion" and not self._sheet:
            app.setStyle("Fusion")
        app.setPalette(palette(self._theme))
        app.setFont(self.font())
        sheet = style_sheet(self._theme, self._scale)
        if sheet != self._sheet or app.styleSheet() != sheet:
            self._sheet = sheet
            app.setStyleSheet(sheet)
        self.changed.emit()

    def font(self, size: float = FONT_PIXELS, weight: Weight = Weight.Normal, *, code: bool = False) -> QFont:
        """Return the interface font, ``size`` in pixels at scale 1, figures of equal width; ``code``: monospaced."""
        key = (size, weight, code)
        if key not in self._fonts:
            self._fonts[key] = self._new_font(size, weight, code=code)
        return QFont(self._fonts[key])

    def _new_font(self, size: float, weight: Weight, *, code: bool) -> QFont:
        font = QFont()
        font.setFamilies(_families(code=code))
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        if code:
            font.setStyleHint(QFont.StyleHint.Monospace)
        else:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _follow_system(self, mode: Mode) -> None:
        """Tell the system which title bars and dialogs fit, and listen to it where it decides."""
        hints = QGuiApplication.styleHints()
        if not self._following:
            hints.colorSchemeChanged.connect(self._system_changed)
            self._following = True
        wanted = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}.get(mode, Qt.ColorScheme.Unknown)
        hints.setColorScheme(wanted)

    def _system_changed(self) -> None:
        if self._mode == "system" and _theme_of("system") != self._theme:
            self.apply("system", self._scale)


_manager: ThemeManager | None = None


def manager() -> ThemeManager:
    """Return the one manager of this process."""
    global _manager  # noqa: PLW0603 - a process has one QApplication and so one look
    if _manager is None:
        QDir.setSearchPaths("icons", [str(resource("icons"))])
        _manager = ThemeManager()
    return _manager


def apply(app: QApplication, mode: Mode = "system", scale: float = 1.0) -> ThemeManager:
    """Put a look on ``app`` and return the manager that keeps it."""
    assert app is QApplication.instance()
    manager().apply(mode, scale)
    return manager()


def current() -> Theme:
    """Return the colours in force."""
    return manager().theme


def px(size: float) -> int:
    """Return a length of the design in pixels of the screen at the scale in force."""
    return manager().px(size)


def font(size: float = FONT_PIXELS, weight: Weight = Weight.Normal, *, code: bool = False) -> QFont:
    """Return the interface font, ``size`` in pixels at scale 1; ``code`` is monospaced."""
    return manager().font(size, weight, code=code)


def palette(theme: Theme) -> QPalette:
    """Return the explicit palette of a theme, so that nothing is left to the system."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.raised,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Light: mix(theme.raised, "#ffffff", 0.1),
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.grid,
        role.Shadow: "#000000",
    }
    result = QPalette()
    for key, color in colors.items():
        result.setColor(key, QColor(color))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.faint))
    return result


def style_sheet(theme: Theme, scale: float) -> str:
    """Return the style sheet: ``@name`` becomes a colour of the theme, every length in px is scaled."""
    text = resource("style.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@([a-z_]+)", lambda found: str(getattr(theme, found[1])), text)
    return re.sub(r"(\d+(?:\.\d+)?)px", lambda found: f"{_scaled(float(found[1]), scale)}px", text)


def _scaled(size: float, scale: float) -> int:
    return max(1, round(size * scale)) if size else 0


def system_scheme() -> Qt.ColorScheme:
    """Return what the system says: dark, light, or nothing."""
    return QGuiApplication.styleHints().colorScheme()


def _theme_of(mode: Mode) -> Theme:
    if mode == "system":
        return DARK if system_scheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def _families(*, code: bool) -> list[str]:
    """The system's font first where it is a real one, then fonts that read well."""
    kind = QFontDatabase.SystemFont.FixedFont if code else QFontDatabase.SystemFont.GeneralFont
    system = QFontDatabase.systemFont(kind).family()
    wanted: tuple[str, ...] = _CODE_FAMILIES if code else _TEXT_FAMILIES
    if system.lower() in _GENERIC_FAMILIES:
        installed = set(QFontDatabase.families())
        wanted = tuple(family for family in wanted if family in installed) or wanted
        return [*wanted, system] if system else list(wanted)
    return [system, *wanted]
