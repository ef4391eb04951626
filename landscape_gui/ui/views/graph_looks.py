"""Colours of the computational graph: kinds of nodes, values going forward, gradients coming back."""

from __future__ import annotations

from PySide6.QtGui import QColor

from landscape_gui.colors import mix
from landscape_gui.core.graph.records import CONSTANT, INPUT, OPERATION, PARAMETER
from landscape_gui.ui.theme import Theme

_LIGHT = {
    "value": "#0f7a47", "gradient": "#b3440a", "local": "#6d28a8",
    PARAMETER: "#2563eb", INPUT: "#0f7a47", CONSTANT: "#5b6472", OPERATION: "#1b1f27", "output": "#b3440a",
}  # fmt: skip
_DARK = {
    "value": "#5fd39b", "gradient": "#ff9e5e", "local": "#c9a2ff",
    PARAMETER: "#6ea8fe", INPUT: "#5fd39b", CONSTANT: "#9aa3b2", OPERATION: "#e6e8ec", "output": "#ff9e5e",
}  # fmt: skip


def color(look: Theme, role: str) -> QColor:
    """Return the colour of "value", "gradient", "local" (derivatives), "output", or a kind of node."""
    return QColor((_DARK if look.is_dark else _LIGHT)[role])


def fill(look: Theme, role: str, share: float = 0.12) -> QColor:
    """Return the ground of a node of this kind."""
    return QColor(mix(look.background, color(look, role).name(), share))
