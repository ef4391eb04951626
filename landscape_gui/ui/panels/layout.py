"""Rows and columns whose distances follow the scale, and the scrolling page every panel stands on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QWidget,
)
from shiboken6 import Shiboken

from landscape_gui.ui import icons, theme
from landscape_gui.ui.widgets import ElidedLabel, Section, tip
from landscape_gui.ui.widgets.fonts import FontKeeper

Margins = tuple[int, int, int, int]
PADDING = 12
MINIMUM_WIDTH = 280
PREFERRED_WIDTH = 300
SCROLL_BAR = 10
LABEL_WIDTH = 94
"""Width of the names in front of sliders, at scale 1."""


class Box(QWidget):
    """Widgets below or beside each other; ``gap`` and ``margins`` (left, top, right, bottom) are at scale 1."""

    def __init__(
        self, direction: QBoxLayout.Direction, gap: int, margins: Margins, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gap, self._margins = gap, margins
        self._free: QSpacerItem | None = None
        self._box = QBoxLayout(direction, self)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put ``widget`` at the end."""
        self._box.addWidget(widget, stretch)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put ``widget`` at ``place``."""
        self._box.insertWidget(place, widget)

    def place_of(self, widget: QWidget) -> int:
        """Return where ``widget`` stands, as ``insert`` counts."""
        return self._box.indexOf(widget)

    def add_stretch(self) -> None:
        """Leave the remaining room empty."""
        self._box.addStretch(1)

    def leave_free(self, pixels: int) -> None:
        """Leave so much room free at the end."""
        if pixels == self.free():
            return
        if self._free is None:
            self._free = QSpacerItem(0, 0)
            self._box.addItem(self._free)
        self._free.changeSize(0, pixels, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._box.invalidate()
        self._box.activate()

    def free(self) -> int:
        """Return how much room was left free at the end."""
        return 0 if self._free is None else self._free.sizeHint().height()

    def settle(self) -> None:
        """Give every widget its place now."""
        self._box.activate()

    def set_margins(self, margins: Margins) -> None:
        """Change the margins, at scale 1."""
        self._margins = margins
        self._resize()

    def _resize(self) -> None:
        self._box.setSpacing(theme.px(self._gap))
        self._box.setContentsMargins(*(theme.px(margin) for margin in self._margins))


class Column(Box):
    """Widgets below each other."""

    def __init__(self, gap: int = 8, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None) -> None:
        super().__init__(QBoxLayout.Direction.TopToBottom, gap, margins, parent)


class Line(Box):
    """Widgets side by side, 28 high."""

    def __init__(self, *widgets: QWidget, gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, gap, (0, 0, 0, 0), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in widgets:
            self.add(widget)


class Page(QScrollArea):
    """A column that scrolls up and down, never sideways; the scroll bar stands in the right margin.

    Args:
        side: margin left and right, at scale 1; ends: margin above and below.
    """

    def __init__(self, gap: int = 8, side: int = PADDING, ends: int = PADDING, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._ends = side, ends
        self.column = Column(gap, (side, ends, side, ends))
        self.setWidget(self.column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.verticalScrollBar().valueChanged.connect(self._give_up_spare_room)
        self.viewport().setAutoFillBackground(False)
        self.column.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(PREFERRED_WIDTH), theme.px(320))

    def minimumSizeHint(self) -> QSize:
        # What is wider cannot be scrolled to.
        return QSize(max(theme.px(MINIMUM_WIDTH), self.column.minimumSizeHint().width()), theme.px(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def content_height(self) -> int:
        """Height at which nothing has to be scrolled, at the width there is."""
        layout = self.column.layout()
        assert layout is not None
        layout.activate()
        high = max(layout.totalHeightForWidth(self.viewport().width()), layout.totalMinimumSize().height())
        return high - self.column.free()

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll to ``widget`` once the event loop has given it its place; where it is too high, to its top."""
        QTimer.singleShot(0, widget, lambda: self._scroll_to(widget))

    def follow(self, section: Section) -> None:
        """Let opening and closing ``section`` show what is in it, and leave its header where the mouse is.

        What a key opened comes into sight. Under the mouse nothing moves, so that another click takes the first back;
        where the page becomes too short for that, room is left at its end until it is scrolled or the mouse leaves.
        """
        section.toggled.connect(lambda is_open: self._toggled(section, is_open))

    def _toggled(self, section: Section, is_open: bool) -> None:
        section.updateGeometry()  # now, not with the next event: how high is the page?
        if section.is_under_mouse():
            self._keep_room(self.verticalScrollBar().value() + self.viewport().height())
        elif is_open:
            self.bring_into_sight(section)

    def _give_up_spare_room(self) -> None:
        """Keep no more room at the end of the page than what is in sight needs."""
        if self.column.free():
            self._keep_room(self.verticalScrollBar().value() + self.viewport().height())

    def _keep_room(self, height: int) -> None:
        """Let the page be at least so high."""
        self.column.leave_free(max(0, height - self.content_height()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.column.leave_free(0)

    def _scroll_to(self, widget: QWidget) -> None:
        self.column.settle()
        top = widget.mapTo(self.column, QPoint(0, 0)).y()
        height = min(widget.height(), self.viewport().height() - 2 * theme.px(8))
        self.ensureVisible(0, top + height, 0, theme.px(8))
        self.ensureVisible(0, top, 0, theme.px(8))

    def _make_room(self) -> None:
        """Let the scroll bar take its width out of the margin, so that nothing moves when it comes."""
        right = max(0, self._side - (SCROLL_BAR if self.verticalScrollBar().maximum() > 0 else 0))
        self.column.set_margins((self._side, self._ends, right, self._ends))


class Words(QLabel):
    """Plain text that wraps; quiet unless ``role`` says otherwise. Takes no room while it is empty."""

    def __init__(self, text: str = "", role: str = "muted", size: float = 12, code: bool = False) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._code = code
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        FontKeeper(self, size, code=code)
        self.say(text)
        if not text:
            self.hide()

    def say(self, text: str) -> None:
        """Show ``text``; words without spaces may break after a sign of operation."""
        shown = text
        if self._code:
            for sign in "*+-/(),^=":
                shown = shown.replace(sign, sign + "\N{ZERO WIDTH SPACE}")
        self.setText(shown)
        if self.parent() is not None:
            self.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        # Qt's own hint supposes a very narrow column, and so a very high one.
        return QSize(0, self.fontMetrics().height())


class Name(ElidedLabel):
    """The name of a row in a column of its own, so that rows below each other line up."""

    def __init__(self, text: str, width: float = LABEL_WIDTH) -> None:
        super().__init__(text)
        self._width = width
        theme.manager().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(self._width))


def chain_tabs(*roots: QWidget) -> None:
    """Let Tab follow the order on screen in one after the other; Qt's own is the order in which widgets were made."""
    chain = [widget for root in roots for widget in in_order(root) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(chain):
        QWidget.setTabOrder(before, after)


def in_order(root: QWidget) -> Iterator[QWidget]:
    """All parts of ``root`` that may have the focus, and more, as one reads them."""
    layout = root.layout()
    if layout is None or root.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield root
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None and (widget := item.widget()) is not None:
            # Qt deletes the item unnoticed; its wrapper would be mistaken for whatever is next at the same address.
            Shiboken.invalidate(item)
            yield from in_order(widget)
        elif item is not None and (inner := item.layout()) is not None:
            yield from _in_layout(inner)


def icon_button(name: str, tooltip: str, color: str = "muted") -> QToolButton:
    """A small quiet button with an icon and a sentence as tooltip."""
    button = QToolButton()
    button.setIcon(icons.icon(name, color))
    button.setToolTip(tip(tooltip))
    button.setAccessibleName(tooltip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
