"""What stands above a picture in a file: its title, its formula, its step, and a legend of the lanes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen

from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.lanestyle import LaneStyle
from landscape_gui.networks import DataNetwork, data_label
from landscape_gui.numbers import short
from landscape_gui.scene import LaneRun, Scene
from landscape_gui.ui.canvas.heads import head_of
from landscape_gui.ui.canvas.tracks import outline_of
from landscape_gui.ui.lanestyle import draw_marker, lane_pen
from landscape_gui.ui.theme import ThemeManager, Weight

TITLE_SIZE, WORDS_SIZE = 18, 12
_SAMPLE, _BESIDE, _APART, _ROW = 48.0, 8.0, 28.0, 21.0
_LINE, _MARKER, _RIM = 2.2, 10.0, 0.8
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Caption", words)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: the lane's look, its name, and how it stands."""

    style: LaneStyle
    name: str
    words: str


class Caption:
    """The words of one picture, laid out in a width."""

    def __init__(self, scene: Scene, position: float, themes: ThemeManager, width: float) -> None:
        self._themes, self._width = themes, width
        self._title_font = themes.font(TITLE_SIZE, Weight.DemiBold)
        self._words_font = themes.font(WORDS_SIZE)
        self._title, self._formula = headings(scene)
        self._step = _tr("step {0} of {1}").format(f"{math.floor(position):,}", f"{scene.experiment.steps:,}")
        self._entries = legend(scene, position)
        self._places = self._arranged([self._entry_width(entry) for entry in self._entries])
        self._rows = 1 + max((row for row, _, _ in self._places), default=-1)

    @property
    def height(self) -> float:
        """What the words need, in pixels of the layout."""
        formula = self._line(self._words_font) if self._formula else 0.0
        legend_height = self._rows * _ROW + 10.0 if self._rows else 0.0
        return self._line(self._title_font) + formula + legend_height

    def paint(self, painter: QPainter, corner: QPointF) -> None:
        """Paint the words with their top left at ``corner``."""
        top = corner.y()
        line = self._line(self._title_font)
        if self._entries:
            width = QFontMetricsF(self._words_font).horizontalAdvance(self._step)
            self._write(
                painter, QRectF(corner.x(), top, self._width, line), self._step, self._words_font, "muted", _RIGHT
            )
        else:
            width = 0.0
        self._write(painter, QRectF(corner.x(), top, self._width - width - _APART, line), self._title, self._title_font)
        top += line
        if self._formula:
            line = self._line(self._words_font)
            self._write(painter, QRectF(corner.x(), top, self._width, line), self._formula, self._words_font, "muted")
            top += line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (row, left, width), entry in zip(self._places, self._entries, strict=True):
            box = QRectF(corner.x() + left, top + 10.0 + row * _ROW, width, _ROW)
            self._paint_entry(painter, box, entry, self._themes.theme.is_dark)

    def _arranged(self, widths: Sequence[float]) -> list[tuple[int, float, float]]:
        """Row, left and width of each entry: one after another where one row holds all, else in columns."""
        if sum(widths) + _APART * (len(widths) - 1) <= self._width:
            return [(0, sum(widths[:place]) + place * _APART, width) for place, width in enumerate(widths)]
        column = min(self._width, max(widths))
        count = max(1, int((self._width + _APART) / (column + _APART)))
        return [(place // count, place % count * (column + _APART), column) for place in range(len(widths))]

    def _paint_entry(self, painter: QPainter, box: QRectF, entry: Entry, dark: bool) -> None:
        middle = box.center().y()
        begin, end = QPointF(box.left() + 1.0, middle), QPointF(box.left() + _SAMPLE - 1.0, middle)
        # A pale colour on white, or a deep one on black, is told by its outline.
        outline = outline_of(entry.style.color)
        needed = (QColor(outline).lightness() > 127) == dark
        line = QPainterPath(begin)
        line.lineTo(end)
        pen = lane_pen(entry.style, _LINE)
        if needed:
            strokes = QPainterPathStroker(pen).createStroke(line)
            painter.strokePath(strokes, QPen(_faded(outline), 2.0 * _RIM))
        painter.strokePath(line, pen)
        ground = self._themes.theme.background if not needed else outline
        draw_marker(painter, entry.style.marker, (begin + end) / 2.0, _MARKER, entry.style.color, ground, 1.3)
        metrics = QFontMetricsF(self._words_font)
        rest = box.adjusted(_SAMPLE + _BESIDE, 0.0, 0.0, 0.0)
        words = metrics.horizontalAdvance(entry.words)
        name = min(metrics.horizontalAdvance(entry.name) + 1.0, max(0.0, rest.width() - words - _BESIDE))
        self._write(painter, QRectF(rest.left(), box.top(), name, _ROW), entry.name, self._words_font)
        aside = rest.adjusted(name + _BESIDE, 0.0, 0.0, 0.0)
        self._write(painter, aside, entry.words, self._words_font, "muted")

    def _write(
        self, painter: QPainter, box: QRectF, text: str, font: QFont, role: str = "text", alignment: int = _LEFT
    ) -> None:
        """One line of text, cut with an ellipsis where it does not fit."""
        painter.setFont(font)
        painter.setPen(QPen(self._themes.theme.color(role)))
        fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, box.width()) + 0.5)
        painter.drawText(box, alignment | int(Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine), fitting)

    def _entry_width(self, entry: Entry) -> float:
        metrics = QFontMetricsF(self._words_font)
        return (
            _SAMPLE + metrics.horizontalAdvance(entry.name) + metrics.horizontalAdvance(entry.words) + 2 * _BESIDE + 2.0
        )

    def _line(self, font: QFont) -> float:
        return QFontMetricsF(font).height() + 4.0


def headings(scene: Scene) -> tuple[str, str]:
    """Title and formula of a scene; no formula where it is the title."""
    problem = scene.problem
    if scene.network is not None:
        return _network_headings(scene, scene.network)
    formula = "; ".join(line.strip() for line in problem.text.splitlines() if line.strip())
    title = scene.experiment.title or problem.label
    if problem.surface is None:
        return (title, formula) if scene.experiment.title else (f"f({', '.join(problem.variables)}) = {formula}", "")
    coefficients = "".join(f",  {name} = {short(value)}" for name, value in problem.coefficients.items())
    named = f"{problem.label}:  {formula}" if scene.experiment.title else formula
    return title, named + coefficients


def _network_headings(scene: Scene, network: DataNetwork) -> tuple[str, str]:
    """Data and network; then activations, loss, and what the heights of the landscape are."""
    what = f"{data_label(network.description.data)}: {network.label}"
    hidden = [ACTIVATIONS[key].label for key in dict.fromkeys(network.architecture.hidden_activations)]
    parts = [*hidden, LOSSES[network.architecture.loss].label]
    if scene.experiment.view.surface == "accuracy":
        parts.append(_tr("heights show accuracy"))
    words = ", ".join(parts)
    title = scene.experiment.title
    return (title, f"{what}; {words}") if title else (what, words)


def legend(scene: Scene, position: float) -> Sequence[Entry]:
    """An entry for each lane that is switched on: its loss at the position, or why there is none."""
    return [
        Entry(
            LaneStyle(lane.color, lane.marker, lane.dash), lane.label, _words(lane, position, scene.network is not None)
        )
        for lane in scene.lanes
        if lane.lane.enabled
    ]


def _words(lane: LaneRun, position: float, named: bool) -> str:
    """How a lane stands; ``named``: with the word that the number is a loss."""
    head = head_of(lane, position)
    if head is None or (head.diverged and head.run.ended_at == 0):
        return _tr("cannot start here")
    if head.diverged:
        return _tr("diverged at step {0}").format(f"{head.run.ended_at:,}")
    number = short(float(head.between(head.run.losses)))
    return _tr("loss {0}").format(number) if named else number


def _faded(color: str) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(0.67)
    return faded
