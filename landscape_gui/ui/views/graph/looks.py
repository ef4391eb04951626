"""Colours of the computational graph: kinds of nodes, values going forward, gradients coming back."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from landscape_gui.colors import mix
from landscape_gui.core.graph.records import CONSTANT, INPUT, OPERATION, PARAMETER
from landscape_gui.ui.theme import Theme

OUTPUT = "output"
_LIGHT = {
    "value": "#0f7a47", "gradient": "#b3440a", "local": "#6d28a8",
    PARAMETER: "#2563eb", INPUT: "#0f7a47", CONSTANT: "#5b6472", OPERATION: "#3c4554", OUTPUT: "#b3440a",
}  # fmt: skip
_DARK = {
    "value": "#5fd39b", "gradient": "#ff9e5e", "local": "#c9a2ff",
    PARAMETER: "#6ea8fe", INPUT: "#5fd39b", CONSTANT: "#9aa3b2", OPERATION: "#b9c1ce", OUTPUT: "#ff9e5e",
}  # fmt: skip


def color(look: Theme, role: str) -> QColor:
    """Return the colour of "value", "gradient", "local" (derivatives), "output", or a kind of node."""
    return QColor((_DARK if look.is_dark else _LIGHT)[role])


def fill(look: Theme, role: str, share: float = 0.12) -> QColor:
    """Return the ground of a node of this kind."""
    return blended(look, color(look, role), share)


def blended(look: Theme, ink: QColor, share: float) -> QColor:
    """Return ``share`` of a colour on the background, opaque: where lines cross, none shines through another."""
    return QColor(mix(look.background, ink.name(), share))


@lru_cache(maxsize=4)
def inks(look: Theme) -> dict[str, QColor]:
    r"""Return what the names in \textcolor mean in formulas of the graph."""
    return {role: color(look, role) for role in ("value", "gradient", "local")} | {"muted": look.color("muted")}
