"""How classes of data look: colour and shape, so that none is told apart by colour alone. No Qt in here."""

from __future__ import annotations

CLASS_COLORS = (
    "#3a7bd5",
    "#e8842c",
    "#1f9e7a",
    "#b05cc4",
    "#d9b916",
    "#45c1e6",
    "#d1405a",
    "#8a94a6",
    "#8d6b45",
    "#f2a0c6",
)
"""Colours of the classes by their numbers; neighbours differ for every kind of colour vision."""
CLASS_MARKERS = (
    "circle",
    "square",
    "triangle_up",
    "diamond",
    "pentagon",
    "cross",
    "triangle_down",
    "plus",
    "star",
    "hexagon",
)


def class_color(number: int) -> str:
    """ "#rrggbb" of a class."""
    return CLASS_COLORS[number % len(CLASS_COLORS)]


def class_marker(number: int) -> str:
    """Name of the shape of a class."""
    return CLASS_MARKERS[number % len(CLASS_MARKERS)]
