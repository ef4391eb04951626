"""Four ways to a gradient side by side: what each evaluates, how long that takes, and how wrong it is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.core.graph.fourways import REVERSE_MODE, Comparison, Way
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.check.grid import CheckGrid
from landscape_gui.ui.views.check.words import CheckWords
from landscape_gui.ui.views.tables.number_model import Column, Row, RowHead, Told
from landscape_gui.ui.widgets.fonts import FontKeeper

BAR, BETWEEN = 12, 8
FAR = 40.0
"""Multiple of the function's work from which on bars are as long as its logarithm."""
MOST = 1e12
"""Multiples of the function's work beyond which bars are all as long."""


class WaysPart(QWidget):
    """Shows a comparison; it computes nothing."""

    def __init__(self, themes: ThemeManager, words: CheckWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._words = themes, words
        self._comparison: Comparison | None = None
        self._outdated = self._of_mean = False
        self.table = CheckGrid(themes)
        self.table.setAccessibleName(self.tr("Ways to the gradient"))
        self.bars_title = QLabel()
        self.bars = WorkBars(themes, words)
        self.told, self.by_hand, self.symbolic, self.lesson = QLabel(), QLabel(), QLabel(), QLabel()
        self.lesson.setText(
            self.tr(
                "Times are those of this program's own evaluation of formulas, one operation after the other; "
                "what counts is how they compare."
            )
        )
        FontKeeper(self.bars_title, 12.0, QFont.Weight.DemiBold)
        self.bars_title.setWordWrap(True)
        for label in (self.told, self.by_hand, self.symbolic, self.lesson):
            FontKeeper(label, 12.0)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lesson.setProperty("role", "muted")
        self._column = QVBoxLayout(self)
        for widget in (self.table, self.told, self.bars_title, self.bars, self.by_hand, self.symbolic, self.lesson):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        themes.changed.connect(self._resize)
        self._resize()
        self._show_parts(False)
        self.show_formulas("", "")

    @property
    def comparison(self) -> Comparison | None:
        """What is shown, None while there is nothing."""
        return self._comparison

    def show_comparison(self, comparison: Comparison, *, of_mean: bool = False) -> None:
        """Show other ways; ``of_mean``: what they lead to is the gradient of the first example alone."""
        self._comparison, self._outdated, self._of_mean = comparison, False, of_mean
        self._show()

    def set_outdated(self) -> None:
        """Let numbers fade until their successors come."""
        self._outdated = True
        self._show()

    def show_trouble(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self._comparison = None
        self.table.set_shape((), ())
        self.bars.show_comparison(None)
        self._show_parts(False)
        self.told.setText(sentence)
        self.show_formulas("", "")

    def show_formulas(self, by_hand: str, symbolic: str) -> None:
        """Show sentences with the derivative by one input, as somebody worked it out and as symbols give it."""
        for label, text in ((self.by_hand, by_hand), (self.symbolic, symbolic)):
            label.setText(text)
            label.setVisible(bool(text))

    def _show(self) -> None:
        comparison, words = self._comparison, self._words
        if comparison is None:
            return
        heads = [RowHead(words.way(way), tip=words.way_tip(way)) for way in comparison.ways]
        columns = (
            Column(self.tr("evaluations"), self.tr("How many formulas are evaluated for all derivatives."), "0,000"),
            Column(self.tr("operations"), self.tr("Operations of all that is evaluated."), "0,000,000"),
            Column(self.tr("time"), self.tr("For all derivatives."), "≈ 0.00 ms"),
            Column(
                self.tr("relative error"),
                self.tr("Largest distance, over the largest derivative."),
                self.tr("not computed"),
            ),
        )
        self.table.set_shape(columns, heads)
        role = "faint" if self._outdated else "text"
        self.table.set_rows([self._row(way, role) for way in comparison.ways])
        self.bars.show_comparison(comparison, faded=self._outdated)
        if self.bars.is_log:
            self.bars_title.setText(self.tr("Work for all derivatives over that of the function (logarithmic)"))
        else:
            self.bars_title.setText(self.tr("Work for all derivatives over that of the function"))
        told = words.comparison(comparison)
        self.told.setText(f"{self.tr('Of the first example alone.')} {told}" if self._of_mean else told)
        self._show_parts(True)

    def _row(self, way: Way, role: str) -> Row:
        words = self._words
        operations = words.count(way.operations)
        error = Told(way.error, words.error(way))
        return Row((way.evaluations, operations, words.seconds(way), error), role=role)

    def _show_parts(self, shown: bool) -> None:
        for widget in (self.table, self.bars_title, self.bars, self.lesson):
            widget.setVisible(shown)

    def _resize(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._themes.px(8))


class WorkBars(QWidget):
    """One bar a way, as long as its work, or as the logarithm of it where works differ much."""

    def __init__(self, themes: ThemeManager, words: CheckWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._words = themes, words
        self._comparison: Comparison | None = None
        self._faded = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        rows = len(self._comparison.ways) if self._comparison is not None else 1
        return QSize(self._themes.px(300), rows * self._themes.px(BAR + BETWEEN))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(160), self.sizeHint().height())

    def show_comparison(self, comparison: Comparison | None, *, faded: bool = False) -> None:
        """Show other ways."""
        self._comparison, self._faded = comparison, faded
        if comparison is not None:
            told = [f"{self._words.way(way)} {self._words.times(times)}" for way, times in self._multiples()]
            self.setAccessibleName("; ".join(told))
        self.updateGeometry()
        self.update()

    @property
    def is_log(self) -> bool:
        """Whether the lengths of bars are logarithms."""
        return self._comparison is not None and max(times for _, times in self._multiples()) > FAR

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._comparison is None:
            return
        look, px = self._themes.theme, self._themes.px
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(0.4 if self._faded else 1.0)
            painter.setFont(self._themes.font(12.0))
            metrics = QFontMetricsF(painter.font())
            multiples = self._multiples()
            names = max(metrics.horizontalAdvance(self._words.way(way)) for way, _ in multiples) + px(10)
            numbers = max(metrics.horizontalAdvance(self._words.times(times)) for _, times in multiples) + px(8)
            room = max(self.width() - names - numbers, 1.0)
            lengths = [math.log10(1.0 + min(times, MOST)) if self.is_log else times for _, times in multiples]
            longest = max(lengths) or 1.0
            y = 0.0
            for (way, times), length in zip(multiples, lengths, strict=True):
                line = QRectF(0.0, y, self.width(), px(BAR + BETWEEN))
                painter.setPen(look.color("text"))
                painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), self._words.way(way))
                bar = QRectF(names, line.center().y() - px(BAR) / 2.0, max(room * length / longest, 2.0), px(BAR))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent" if way.key == REVERSE_MODE else "faint"))
                painter.drawRoundedRect(bar, px(3), px(3))
                painter.setPen(look.color("muted"))
                baseline = line.center().y() + (metrics.ascent() - metrics.descent()) / 2.0
                painter.drawText(QPointF(bar.right() + px(6), baseline), self._words.times(times))
                y += line.height()

    def _multiples(self) -> list[tuple[Way, float]]:
        assert self._comparison is not None
        size = max(1, self._comparison.operations)
        return [(way, min(way.operations, 10**300) / size) for way in self._comparison.ways]
