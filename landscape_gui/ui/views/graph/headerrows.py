"""How the controls above the graph share their rows, whatever the width of the panel and the size of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.flow import FlowLayout
from landscape_gui.ui.widgets.chooser import Chooser
from landscape_gui.ui.widgets.segmented import Segmented

GAPS, MARGINS = (8, 5), (10, 6)
"""Room between controls and at both sides at scale 1, usually and where the controls stand close."""
SOURCE, LETTERS, BESIDE_WORDS = 106, 13, 40
"""Least width of the chooser at scale 1; how many letters of its words are seen at least, and what is beside them."""
ENOUGH = (2, 3)
"""Rows that are few enough; where these would be more, the controls stand close."""


@dataclass(frozen=True)
class Plan:
    """What stands beside the chooser, what below it, in how many rows all that is, and whether it stands close."""

    beside: tuple[QWidget, ...]
    below: tuple[QWidget, ...]
    rows: int
    close: bool


class HeaderRows(QVBoxLayout):
    """The chooser with what has room beside it, and all other controls in lines below.

    Args:
        pages: stands beside the chooser wherever there is room for both.
        parts: all other controls, in their order; the first, the widest one, may also come later.
        mode: one of them, which stands beside the chooser where only one can.
    """

    def __init__(
        self,
        themes: ThemeManager,
        source: Chooser,
        pages: Segmented,
        parts: Sequence[QWidget],
        mode: QWidget,
    ) -> None:
        super().__init__()
        self._themes, self._source, self._pages = themes, source, pages
        self._parts, self._mode = tuple(parts), mode
        self._first, self._flow = QHBoxLayout(), FlowLayout()
        self._first.addWidget(source, 1)
        self.addLayout(self._first)
        self.addLayout(self._flow)
        self._plan: Plan | None = None
        self._placed: Plan | None = None

    @property
    def rows(self) -> int:
        """In how many rows the controls stand."""
        return self._plan.rows if self._plan is not None else 0

    def arrange(self, width: int) -> None:
        """Place the controls in so many pixels, in few rows, and not closer than that needs."""
        plans = [self._best(width, close) for close in (False, True)]
        enough = (plan for most, plan in product(ENOUGH, plans) if plan.rows <= most)
        self._plan = plan = next(enough, min(plans, key=lambda plan: plan.rows))
        px, place = self._themes.px, int(plan.close)
        self.setContentsMargins(px(MARGINS[place]), px(6), px(MARGINS[place]), px(6))
        self.setSpacing(px(6))
        self._first.setSpacing(px(GAPS[place]))
        self._flow.set_gaps(px(GAPS[place]), px(4))
        self._source.setMinimumWidth(self._least_source())
        before = self._placed
        if before is None or (before.beside, before.below, before.close) != (plan.beside, plan.below, plan.close):
            self._placed = plan
            self._move(plan)

    def _move(self, plan: Plan) -> None:
        # All of them stay children of the same widget, so that none loses the keyboard by moving.
        for widget in (self._pages, *self._parts):
            self._first.removeWidget(widget)
            self._flow.removeWidget(widget)
            if isinstance(widget, Segmented):
                widget.set_close(plan.close)
        for widget in plan.beside:
            self._first.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        for widget in plan.below:
            self._flow.addWidget(widget)

    def _best(self, width: int, close: bool) -> Plan:
        """The arrangement of the fewest rows; of several the one with most beside the chooser."""
        px, pages, mode = self._themes.px, (self._pages,), (self._mode,)
        room, gap = width - 2 * px(MARGINS[close]), px(GAPS[close])
        extras = tuple(part for part in self._parts[1:] if part is not self._mode)
        plans = []
        for beside in ((*pages, *self._parts), (*pages, *extras), (*pages, *mode), pages, mode, ()):
            used = self._least_source() + sum(gap + width for width in _widths(beside, close))
            if used > room and beside:
                continue
            belows = [tuple(part for part in order if part not in beside) for order in self._orders()]
            lines = [_lines(below, close, room, gap) for below in belows]
            fewest = min(zip(lines, belows, strict=True), key=lambda one: (len(one[0]), _indented(one[0])))
            plans.append(Plan(beside, fewest[1], 1 + len(fewest[0]), close))
        return min(plans, key=lambda plan: plan.rows)

    def _orders(self) -> Sequence[tuple[QWidget, ...]]:
        """Orders of all but the chooser, the best one first."""
        pages, mode, widest = self._pages, self._mode, self._parts[0]
        scope, *rest = (part for part in self._parts[1:] if part is not mode)
        return (
            (pages, widest, mode, scope, *rest),
            (pages, mode, scope, *rest, widest),
            (pages, mode, scope, widest, *rest),
            (pages, widest, scope, *rest[:1], mode, *rest[1:]),
            (pages, scope, mode, widest, *rest),
        )

    def _least_source(self) -> int:
        """So much that what is chosen can be recognised."""
        metrics, px = QFontMetrics(self._source.font()), self._themes.px
        text = self._source.text()
        shortest = text if len(text) <= LETTERS else text[:LETTERS] + "…"
        return max(px(SOURCE), px(BESIDE_WORDS) + metrics.horizontalAdvance(shortest))


def _widths(widgets: Sequence[QWidget], close: bool) -> list[int]:
    """Widths of those that have a place."""
    return [_width(widget, close) for widget in widgets if _has_place(widget)]


def _width(widget: QWidget, close: bool) -> int:
    width = widget.width_if(close) if isinstance(widget, Segmented) else widget.sizeHint().width()
    return min(width, widget.maximumWidth())


def _has_place(widget: QWidget) -> bool:
    """Whether it is shown, or keeps its place."""
    return not widget.isHidden() or widget.sizePolicy().retainSizeWhenHidden()


def _lines(widgets: Sequence[QWidget], close: bool, room: int, gap: int) -> list[list[QWidget]]:
    """The lines in which widgets stand in so much room."""
    lines: list[list[QWidget]] = []
    used = room + 1
    for widget in filter(_has_place, widgets):
        width = _width(widget, close)
        if used + gap + width > room:
            lines.append([widget])
            used = width
        else:
            lines[-1].append(widget)
            used += gap + width
    return lines


def _indented(lines: Sequence[Sequence[QWidget]]) -> int:
    """How many lines are indented while what they begin with is hidden and keeps its place."""
    return sum(len(line) > 1 and line[0].sizePolicy().retainSizeWhenHidden() for line in lines)
