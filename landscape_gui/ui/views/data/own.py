"""Own points as values: adding, moving and removing one, and why they cannot be learnt from yet. No Qt in here."""

from __future__ import annotations

import math

from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.network.datasets import own_curve, own_points
from landscape_gui.experiment import OwnCurve, OwnPoints
from landscape_gui.networks import check_line

MOST_POINTS = 2000
"""Most points a hand may add."""
FARTHEST = 1e6
_DECIMALS = 4

Own = OwnPoints | OwnCurve


def added(source: Own, x: float, y: float, number: int = 0) -> Own:
    """The points with one more, of class ``number`` where there are classes; the same where there are too many."""
    if len(source.points) >= MOST_POINTS:
        return source
    if isinstance(source, OwnPoints):
        return OwnPoints((*source.points, (_tidy(x), _tidy(y), number)))
    return OwnCurve((*source.points, (_tidy(x), _tidy(y))))


def moved(source: Own, row: int, x: float, y: float) -> Own:
    """The points with point ``row`` elsewhere; it keeps its class."""
    if isinstance(source, OwnPoints):
        points = list(source.points)
        points[row] = (_tidy(x), _tidy(y), points[row][2])
        return OwnPoints(tuple(points))
    curve = list(source.points)
    curve[row] = (_tidy(x), _tidy(y))
    return OwnCurve(tuple(curve))


def removed(source: Own, row: int) -> Own:
    """The points without point ``row``."""
    if isinstance(source, OwnPoints):
        return OwnPoints((*source.points[:row], *source.points[row + 1 :]))
    return OwnCurve((*source.points[:row], *source.points[row + 1 :]))


def cleared(source: Own) -> Own:
    """No points, of the same kind."""
    return OwnPoints() if isinstance(source, OwnPoints) else OwnCurve()


def classes_in(source: Own) -> int:
    """How many classes there are to choose from: at least two, none for a curve."""
    return max([1, *(point[2] for point in source.points)]) + 1 if isinstance(source, OwnPoints) else 0


def complaint(source: Own, line: bool = False) -> str:
    """One sentence on why these points cannot be learnt from, by a decision ``line`` if that is what learns; or ""."""
    try:
        data = own_points(source.points) if isinstance(source, OwnPoints) else own_curve(source.points)
        if line:
            check_line(data, data.input_names)
    except LandscapeError as error:
        return str(error)
    return ""


def _tidy(value: float) -> float:
    """Few decimals, so that files are short; never far out."""
    if not math.isfinite(value):
        return 0.0
    return round(min(max(value, -FARTHEST), FARTHEST), _DECIMALS) + 0.0
