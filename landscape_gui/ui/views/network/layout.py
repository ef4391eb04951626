"""Where everything of a network's diagram stands, and what lies under the mouse."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from landscape_gui.ui.views.network.anatomy import Anatomy, Item, Parameter, Unit

Floats = NDArray[np.float64]
BEND = 0.75
"""How flat lines leave and arrive: 0 is straight."""
LARGEST, SHARE, APART, ACROSS, UNLIKE = 40.0, 0.16, 0.72, 0.46, 1.7
"""Side of a unit: at most this at scale 1, or this share of the shorter side of the diagram where that is more; this
share of the distance to the unit below, this share of the distance of two layers, and so many times the smallest."""
SPREAD = 2.6
"""Most distance of two units of a layer, in sides."""
NAME_SHARE = 0.2
"""Most of the width that the names at one side take."""
REACH = 6.0
"""How near the mouse must be to a line, in pixels at scale 1."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a box, in one line or two; ``align`` is -1 for the left, 0 for the middle, 1 for the right."""

    box: QRectF
    text: str
    align: int
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What is written at a diagram.

    Attributes:
        inputs, outputs: one name each.
        feet: below each layer, the inputs first; "" for nothing.
        note: below all hidden layers, "" for nothing.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    feet: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Measures:
    """What the layout must know of fonts and scale: width of a text, height of a line, pixels of a length."""

    width: Callable[[str], float]
    line: float
    px: Callable[[float], int]


@dataclass(frozen=True, eq=False)
class Diagram:
    """A network laid out.

    Attributes:
        boxes: (units, 4) left, top, right, bottom of each unit.
        knobs: (knobs, 3) middle and radius of the dot of each bias (scale, shift).
        labels: everything that is written.
        scale: of lengths such as the reach of the mouse.
    """

    anatomy: Anatomy
    bounds: QRectF
    boxes: Floats
    knobs: Floats
    labels: tuple[Label, ...]
    scale: float

    @cached_property
    def ends(self) -> Floats:
        """(weights, 4) x, y of the left end and of the right end of each line."""
        pairs = self.anatomy.weight_ends
        first, last = self.boxes[pairs[:, 0]], self.boxes[pairs[:, 1]]
        middles = 0.5 * (self.boxes[:, 1] + self.boxes[:, 3])
        return np.stack([first[:, 2], middles[pairs[:, 0]], last[:, 0], middles[pairs[:, 1]]], axis=1)

    @cached_property
    def room(self) -> float:
        """Height there is for each line where they are densest."""
        sizes, top, bottom = self.anatomy.sizes, self.boxes[:, 1].min(), self.boxes[:, 3].max()
        most = max(before * after for before, after in itertools.pairwise(sizes))
        return float(bottom - top) / most

    @cached_property
    def smallest(self) -> float:
        """Side of the smallest unit."""
        return float((self.boxes[:, 2] - self.boxes[:, 0]).min())

    def box(self, unit: Unit) -> QRectF:
        """The square of a unit."""
        left, top, right, bottom = self.boxes[unit.place].tolist()
        return QRectF(left, top, right - left, bottom - top)

    def place(self, parameter: Parameter) -> QPointF:
        """The middle of a line or of a dot."""
        if parameter.kind == "weight":
            x0, y0, x1, y1 = self.ends[self._lines[parameter.index]].tolist()
            return QPointF(0.5 * (x0 + x1), 0.5 * (y0 + y1))
        x, y, _ = self.knobs[self._dots[parameter.index]].tolist()
        return QPointF(x, y)

    def line(self, weight: Parameter) -> int:
        """The number of a weight's line."""
        return self._lines[weight.index]

    def dot(self, knob: Parameter) -> int:
        """The number of a bias' dot."""
        return self._dots[knob.index]

    def item_at(self, pixel: QPointF) -> Item | None:
        """The dot, the unit or the line under ``pixel``."""
        x, y = pixel.x(), pixel.y()
        if len(self.knobs):
            away = np.hypot(self.knobs[:, 0] - x, self.knobs[:, 1] - y) - self.knobs[:, 2]
            if away.min() <= 2.0 * self.scale:
                return self.anatomy.knobs[int(away.argmin())]
        inside = (self.boxes[:, 0] <= x) & (x <= self.boxes[:, 2]) & (self.boxes[:, 1] <= y) & (y <= self.boxes[:, 3])
        if inside.any():
            return self.anatomy.units[int(inside.argmax())]
        away = self.distances(pixel)
        nearest = int(away.argmin())
        return self.anatomy.weights[nearest] if away[nearest] <= REACH * self.scale else None

    def distances(self, pixel: QPointF) -> Floats:
        """(weights,) distance of ``pixel`` from each line; infinite beyond its ends."""
        x0, y0, x1, y1 = self.ends.T
        share = (pixel.x() - x0) / (x1 - x0)
        risen, steepness = rise(share)
        slope = (y1 - y0) / (x1 - x0) * steepness
        away: Floats = np.abs(pixel.y() - y0 - (y1 - y0) * risen) / np.sqrt(1.0 + slope * slope)
        away[(share < 0.0) | (share > 1.0)] = np.inf
        return away

    @cached_property
    def _lines(self) -> dict[int, int]:
        return {weight.index: line for line, weight in enumerate(self.anatomy.weights)}

    @cached_property
    def _dots(self) -> dict[int, int]:
        return {knob.index: dot for dot, knob in enumerate(self.anatomy.knobs)}


def rise(share: Floats) -> tuple[Floats, Floats]:
    """How far lines have risen after shares of their way across, and how steeply they then do."""
    smooth = share * share * (3.0 - 2.0 * share)
    return BEND * smooth + (1.0 - BEND) * share, BEND * 6.0 * share * (1.0 - share) + (1.0 - BEND)


def lay_out(anatomy: Anatomy, bounds: QRectF, names: Names, measures: Measures) -> Diagram:
    """Lay a diagram out inside ``bounds``: layers from left to right, units below each other, all in the middle."""
    px, sizes = measures.px, anatomy.sizes
    names = replace(
        names, inputs=_wrapped(names.inputs, bounds, measures), outputs=_wrapped(names.outputs, bounds, measures)
    )
    left, right = (_room(texts, bounds, measures) for texts in (names.inputs, names.outputs))
    has_feet = any(names.feet)
    foot = measures.line + px(6) if has_feet else 0.0
    foot += measures.line + px(2) if names.note else 0.0
    area = bounds.adjusted(left, px(8), -right, -foot - px(6))
    area.setWidth(max(1.0, area.width()))
    area.setHeight(max(1.0, area.height()))
    sides, middles = _sides(sizes, area, measures)
    boxes = []
    for side, middle, count in zip(sides, middles, sizes, strict=True):
        pitch = min(area.height() / count, SPREAD * side)
        tops = area.center().y() + (np.arange(count) - 0.5 * (count - 1)) * pitch - 0.5 * side
        lefts = np.full(count, middle - 0.5 * side)
        boxes.append(np.stack([lefts, tops, lefts + side, tops + side], axis=1))
    labels = [*_side_labels(boxes, bounds, names, measures), *_feet(boxes, middles, area, bounds, names, measures)]
    all_boxes = np.concatenate(boxes)
    return Diagram(anatomy, bounds, all_boxes, _knobs(anatomy, all_boxes, measures), tuple(labels), px(100) / 100.0)


def _wrapped(texts: Sequence[str], bounds: QRectF, measures: Measures) -> tuple[str, ...]:
    """Names of one side, in two lines each where one has no room for them and there is height for two."""
    widest = max(map(measures.width, texts), default=0.0)
    if widest <= NAME_SHARE * bounds.width() or len(texts) * 2.0 * measures.line > 0.7 * bounds.height():
        return tuple(texts)
    return tuple(_halved(text, measures) for text in texts)


def _halved(text: str, measures: Measures) -> str:
    """A text in the two lines that are most alike in width; in one where it has no spaces."""
    words = text.split()
    halves = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return "\n".join(min(halves, key=lambda pair: max(map(measures.width, pair)))) if halves else text


def _room(texts: Sequence[str], bounds: QRectF, measures: Measures) -> float:
    """Room for the names at one side, with the gap to their units."""
    widest = max((measures.width(line) for text in texts for line in text.split("\n")), default=0.0)
    pad = measures.px(8)
    return min(widest, NAME_SHARE * bounds.width()) + measures.px(6) + pad if widest else float(pad + measures.px(4))


def _sides(sizes: Sequence[int], area: QRectF, measures: Measures) -> tuple[list[float], list[float]]:
    """Side of the units, and the middle, of each layer."""
    gaps = max(1, len(sizes) - 1)
    # The first and the last layer take half a unit each beyond the distances between the layers.
    widest = area.width() / (gaps / ACROSS + 1.0)
    largest = max(measures.px(LARGEST), SHARE * min(area.width(), area.height()))
    sides = [min(largest, APART * area.height() / count, widest) for count in sizes]
    sides = [min(side, UNLIKE * min(sides)) for side in sides]
    first, last = area.left() + 0.5 * sides[0], area.right() - 0.5 * sides[-1]
    return sides, np.linspace(first, last, len(sizes)).tolist()


def _knobs(anatomy: Anatomy, boxes: Floats, measures: Measures) -> Floats:
    """Middle and radius of the dots: at the left corner of the bottom of their unit, in its middle, at the right."""
    found = []
    shares = {"bias": 0.0, "scale": 0.5, "shift": 1.0}
    for knob in anatomy.knobs:
        left, _, right, bottom = boxes[knob.unit.place].tolist()
        radius = min(measures.px(5), 0.15 * (right - left))
        found.append((left + shares[knob.kind] * (right - left), bottom, radius))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _side_labels(boxes: Sequence[Floats], bounds: QRectF, names: Names, measures: Measures) -> list[Label]:
    """Names of the inputs at their left, of the outputs at their right; none where lines of text would overlap."""
    pad, gap, line = measures.px(8), measures.px(6), measures.line
    found = []
    for texts, layer, align in ((names.inputs, boxes[0], 1), (names.outputs, boxes[-1], -1)):
        pitch = layer[1, 1] - layer[0, 1] if len(layer) > 1 else bounds.height()
        if pitch < line:
            continue
        flat = pitch < line * max((text.count("\n") + 1 for text in texts), default=1)
        told = (text.replace("\n", " ") if flat else text for text in texts)
        for text, (left, top, right, bottom) in zip(told, layer.tolist(), strict=True):
            start = bounds.left() + pad if align == 1 else right + gap
            end = left - gap if align == 1 else bounds.right() - pad
            if text:
                tall = line * (text.count("\n") + 1)
                found.append(Label(QRectF(start, 0.5 * (top + bottom - tall), end - start, tall), text, align))
    return found


def _feet(
    boxes: Sequence[Floats],
    middles: Sequence[float],
    area: QRectF,
    bounds: QRectF,
    names: Names,
    measures: Measures,
) -> list[Label]:
    """Words below the layers: each its own where they fit, else one for all hidden layers that are alike."""
    px, line = measures.px, measures.line
    top = area.bottom() + px(6)
    found = []
    distance = (middles[-1] - middles[0]) / max(1, len(middles) - 1)
    half = 0.5 * distance
    columns = list(zip(names.feet, middles, middles, strict=True))
    hidden = columns[1:-1]
    if (
        any(measures.width(foot) + px(6) > distance for foot, _, _ in hidden)
        and len({foot for foot, _, _ in hidden}) == 1
    ):
        hidden = [(hidden[0][0], middles[1], middles[-2])]
    # The first and the last have room at one side only; they are not worth a few letters and an ellipsis.
    outer = [column for column in (columns[0], columns[-1]) if measures.width(column[0]) <= distance]
    spans = [(foot, first - half, last + half) for foot, first, last in (*hidden, *outer)]
    for foot, left, right in spans:
        width = min(measures.width(foot) + px(2), right - left)
        start = min(max(bounds.left() + px(4), 0.5 * (left + right - width)), bounds.right() - px(4) - width)
        if foot:
            found.append(Label(QRectF(start, top, width, line), foot, 0, quiet=True))
    if names.note and len(middles) > 2:
        width = min(bounds.width() - 2 * px(8), measures.width(names.note) + px(2))
        middle = 0.5 * (middles[1] + middles[-2])
        left = min(max(bounds.left() + px(8), middle - 0.5 * width), bounds.right() - px(8) - width)
        found.append(Label(QRectF(left, top + line + px(2), width, line), names.note, 0, quiet=True))
    return found
