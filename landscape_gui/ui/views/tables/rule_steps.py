"""The next step of one parameter under the rule that takes it, with all of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.arithmetic import calculation, number
from landscape_gui.core.graph import Arithmetic
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.writtenrule import SYMBOLS, Line, WrittenStep
from landscape_gui.scene import LaneRun
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.tables.number_grid import WIDEST

SIZE = 12.0
LINE = 18
"""Height of a line at scale 1."""
WIDEST_OPERAND = -1.234e-8
"""Lines are broken as if every number were as long as this one, so that they do not jump while numbers change."""
_SETTINGS = {SYMBOLS[parameter.key] for optimizer in OPTIMIZERS.values() for parameter in optimizer.parameters}
"""Signs of the numbers that stay while a lane runs, but for a rate with a schedule."""
DOT = "\N{THIN SPACE}·\N{THIN SPACE}"
ARROW, EQUALS = " \N{LEFTWARDS ARROW} ", " = "


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a step: name, formula and numbers of the right side, result; whether all parameters share it."""

    symbol: str
    formula: str
    numbers: str
    result: str
    shared: bool = False


class StepNumbers(QWidget):
    """Lines such as "m ← m·β₁ + (1 − β₁)·g = 0.9·0.1 + (1 − 0.9)·0.2 = 0.11"; formulas only where they have room."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._lane: LaneRun | None = None
        self._marked = False
        self._words = ""
        self._lines: tuple[Written, ...] = ()
        self._templates: tuple[tuple[str, str], ...] = ()
        self._widths: list[tuple[int, int]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._measure)

    def show_step(self, lane: LaneRun, step: WrittenStep, *, marked: bool) -> None:
        """Show a step of ``lane``, ``marked`` where other lanes show theirs beside."""
        lines = [*((line, True) for line in step.shared), *((line, False) for line in step.own)]
        written = tuple(_written(line, shared) for line, shared in lines)
        templates = tuple((line.symbol, line.template) for line, _ in lines)
        self._show(lane, written, "", marked)
        if templates != self._templates:
            self._templates = templates
            self._measure_lines([line for line, _ in lines])

    def show_words(self, lane: LaneRun, words: str, *, marked: bool) -> None:
        """Say why ``lane`` takes no further step."""
        self._show(lane, (), words, marked)
        if self._templates:
            self._templates = ()
            self._measure_lines([])

    def lines(self) -> tuple[Written, ...]:
        """Return the lines that are shown."""
        return self._lines

    def words(self) -> str:
        """Return what is said in the place of lines, "" where there are lines."""
        return self._words

    def sizeHint(self) -> QSize:
        width = max((short for _, short in self._widths), default=0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(60), self._themes.px(LINE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        broken = sum(width < short for _, short in self._widths)
        return max(1, len(self._lines) + broken) * self._themes.px(LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px, look = self._themes.px, self._themes.theme
        with QPainter(self) as painter:
            painter.setFont(self._themes.font(SIZE))
            if self._marked and self._lane is not None:
                middle = QPointF(px(6), px(LINE) / 2.0)
                draw_marker(painter, self._lane.marker, middle, float(px(8)), self._lane.color)
            if self._words:
                painter.setPen(look.color("muted"))
                area = self.rect().adjusted(self._indent(), 0, 0, 0)
                words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, area.width())
                painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), words)
            self._paint_lines(painter)

    def _paint_lines(self, painter: QPainter) -> None:
        px = self._themes.px
        usual, strong = self._themes.font(SIZE), self._themes.font(SIZE, QFont.Weight.DemiBold)
        full = all(self.width() >= wide for wide, _ in self._widths)
        metrics, height = QFontMetrics(usual), px(LINE)
        rise = (height + metrics.ascent() - metrics.descent()) / 2.0
        y = 0
        for line, (_, short) in zip(self._lines, self._widths, strict=True):
            x = self._symbol_left(metrics, line.symbol)
            for piece in _pieces(line, full):
                if self.width() < short and piece.result:
                    x, y = float(self._indent() + px(16)), y + height
                painter.setFont(strong if piece.strong else usual)
                painter.setPen(self._themes.theme.color(piece.role))
                painter.drawText(QPointF(x, y + rise), piece.text)
                x += painter.fontMetrics().horizontalAdvance(piece.text)
            y += height

    def _show(self, lane: LaneRun, lines: tuple[Written, ...], words: str, marked: bool) -> None:
        count = len(self._lines)
        self._lane, self._lines, self._words, self._marked = lane, lines, words, marked
        self.setAccessibleName("; ".join(_spoken(line) for line in lines) or words)
        if len(lines) != count:
            self.updateGeometry()
        self.update()

    def _measure_lines(self, lines: Sequence[Line]) -> None:
        """Find out how wide each line may get, with its formula and without, whatever its numbers."""
        metrics = QFontMetrics(self._themes.font(SIZE, QFont.Weight.DemiBold))
        advance = metrics.horizontalAdvance
        self._widths = []
        head = self._indent() + self._symbols(metrics) + advance(ARROW)
        for line in lines:
            worst = [
                value if symbol in _SETTINGS else WIDEST_OPERAND
                for symbol, value in zip(line.symbols, line.operands, strict=True)
            ]
            short = head + advance(_calculation(line, tuple(worst)) + EQUALS + WIDEST)
            self._widths.append((short + advance(line.formula + EQUALS), short))
        self.updateGeometry()

    def _measure(self) -> None:
        self._templates, self._lines, self._widths = (), (), []
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        return self._themes.px(16) if self._marked else 0

    def _symbols(self, metrics: QFontMetrics) -> int:
        return max((metrics.horizontalAdvance(line.symbol) for line in self._lines), default=0)

    def _symbol_left(self, metrics: QFontMetrics, symbol: str) -> float:
        """Names end at the same place, before the arrows."""
        return self._indent() + self._symbols(metrics) - metrics.horizontalAdvance(symbol)


def _written(line: Line, shared: bool) -> Written:
    numbers = _calculation(line, line.operands)
    return Written(line.symbol, line.formula, numbers, number(line.result), shared)


def _calculation(line: Line, operands: tuple[float, ...]) -> str:
    """The right side of a line with numbers, whose dots stand a little apart from those of decimals."""
    return calculation(Arithmetic(line.template, operands, line.result)).replace("·", DOT)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text in one colour; ``result`` begins what may stand on a line of its own."""

    text: str
    role: str
    result: bool = False
    strong: bool = False


def _pieces(line: Written, full: bool) -> list[_Piece]:
    role = "muted" if line.shared else "text"
    pieces = [_Piece(line.symbol, role), _Piece(ARROW, "muted")]
    if full and line.formula != line.numbers:
        pieces += [_Piece(line.formula, "muted"), _Piece(EQUALS, "muted")]
    if line.numbers == line.result:
        return [*pieces, _Piece(line.result, role, strong=not line.shared)]
    pieces.append(_Piece(line.numbers, role))
    return [*pieces, _Piece(EQUALS, "muted", result=True), _Piece(line.result, role, strong=not line.shared)]


def _spoken(line: Written) -> str:
    return f"{line.symbol} = {line.numbers} = {line.result}"
