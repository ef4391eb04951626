"""How lanes look: colour, marker and dash, chosen so that no lane is told apart by colour alone. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landscape_gui.colors import distance, least_distance

MARKERS = (
    "circle",
    "square",
    "diamond",
    "triangle_up",
    "triangle_down",
    "star",
    "cross",
    "plus",
    "hexagon",
    "pentagon",
    "triangle_left",
    "triangle_right",
)

DASHES: dict[str, tuple[float, ...]] = {
    "solid": (),
    "dash": (5.0, 3.0),
    "longdash": (9.0, 3.5),
    "dot": (1.5, 2.5),
    "dashdot": (6.0, 2.5, 1.5, 2.5),
    "dashdotdot": (6.0, 2.5, 1.5, 2.5, 1.5, 2.5),
}
"""Lengths of strokes and gaps in widths of the line; empty for a line without gaps."""


@dataclass(frozen=True, slots=True)
class LaneStyle:
    """The look of one lane: "#rrggbb", a name of ``MARKERS`` and a name of ``DASHES``."""

    color: str
    marker: str
    dash: str


STYLES = (
    LaneStyle("#0072b2", "circle", "solid"),
    LaneStyle("#e69f00", "square", "dash"),
    LaneStyle("#f0e442", "diamond", "longdash"),
    LaneStyle("#009e73", "triangle_up", "dot"),
    LaneStyle("#cc79a7", "triangle_down", "dashdot"),
    LaneStyle("#d55e00", "star", "dashdotdot"),
    LaneStyle("#56b4e9", "pentagon", "dash"),
    LaneStyle("#a8321e", "cross", "solid"),
    LaneStyle("#9adcf0", "hexagon", "dot"),
    LaneStyle("#b5179e", "plus", "longdash"),
    LaneStyle("#2fd3a0", "triangle_right", "dashdot"),
    LaneStyle("#7c5cf0", "triangle_left", "dashdotdot"),
    LaneStyle("#0f7373", "star", "dash"),
    LaneStyle("#ee7788", "circle", "longdash"),
    LaneStyle("#8a94a6", "square", "solid"),
    LaneStyle("#a39a1a", "diamond", "dash"),
    LaneStyle("#1f5fd6", "triangle_up", "dashdot"),
    LaneStyle("#e6c9f5", "triangle_down", "solid"),
    LaneStyle("#8c6d46", "triangle_left", "longdash"),
)
"""The family all looks are taken from, the catalogue's first; the first six colours are Okabe and Ito's."""


def next_style(used: Iterable[LaneStyle], color: str, marker: str, dash: str = "solid") -> LaneStyle:
    """Return the look of a further lane beside the lanes in ``used``.

    That is the optimizer's own look (``color``, ``marker``, ``dash``) while no other lane resembles it, else the look
    that is clearest to tell from the others; when all are taken one is used again.
    """
    taken = tuple(used)
    own = LaneStyle(color, marker, dash)
    if all(style.color != color and (style.marker, style.dash) != (marker, dash) for style in taken):
        return own
    return max(STYLES, key=lambda style: _clearness(style, taken))


def _clearness(style: LaneStyle, taken: tuple[LaneStyle, ...]) -> tuple[bool, bool, float]:
    """Rank a candidate: an unused colour first, then an unused marker, then colours far from all that are taken."""
    apart = min((_apart(style.color, other.color) for other in taken), default=0.0)
    return (
        all(style.color != other.color for other in taken),
        all(style.marker != other.marker for other in taken),
        round(apart, 6),
    )


def _apart(one: str, other: str) -> float:
    return 0.7 * least_distance(one, other) + 0.3 * distance(one, other)
