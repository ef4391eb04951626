"""The update below the drawing of a graph: a head with what it is, and a page that scrolls where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.headbutton import head_button
from landscape_gui.ui.views.graph.update import GraphUpdate
from landscape_gui.ui.views.graph.words import Story
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.fonts import FontKeeper

LEAST, EDGE = 84, 8
"""Height at scale 1 in which the head and what happens to one parameter are seen; what of it can be dragged."""


class UpdatePanel(QWidget):
    """As high as its page needs and the drawing leaves; its upper edge can be dragged.

    Args:
        update: the page.

    Signals:
        closed: by the user. resized: it would like another height.
    """

    closed = Signal()
    resized = Signal()

    def __init__(self, themes: ThemeManager, update: GraphUpdate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._update = themes, update
        self._needed = 0
        self._wished: float | None = None
        self._dragged: tuple[int, int] | None = None
        self._spare = 1
        self.title = ElidedLabel(role="muted")
        FontKeeper(self.title, 12.0, QFont.Weight.DemiBold)
        self.close_button = head_button(themes, "close", self.tr("Close until the next update (Esc)"))
        self.close_button.clicked.connect(lambda checked=False: self.closed.emit())
        self._head = QHBoxLayout()
        for widget in (self.title, update.take, self.close_button):
            self._head.addWidget(widget, 1 if widget is self.title else 0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setWidget(update)
        update.setAutoFillBackground(False)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.area, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_story(self, story: Story, optimizer: str) -> None:
        """Show which step of the update this is, of which optimizer, and what it does."""
        self.title.setText(f"{story.title} · {optimizer}")
        self.setAccessibleName(self.title.text())
        self._update.show_sentence(story.sentence)

    def begin(self) -> None:
        """Another update is shown, from its top."""
        self._needed = 0
        self.area.verticalScrollBar().setValue(0)

    def share(self, width: int, spare: int, wanted: tuple[int, ...], least: int) -> None:
        """Take what the drawing leaves.

        Args:
            width: of this in pixels; spare: height of both; wanted: heights at which all of the drawing can be read, if
                any, from the least on; least: height that is not too much in any case, so that the drawing stays.
        """
        px = self._themes.px
        self._spare = max(spare, 1)
        self._needed = max(self._needed, least, self._height_needed(width))  # never lower again while one steps
        left = next((spare - height for height in reversed(wanted) if spare - height >= px(LEAST)), spare // 2)
        if self._wished is not None:
            left = round(self._wished * spare)
        self.setFixedHeight(min(self._needed, max(min(left, spare - px(LEAST)), px(LEAST))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._on_edge(event.position().toPoint()):
            self._dragged = event.globalPosition().toPoint().y(), self.height()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            edge = self._on_edge(event.position().toPoint())
            self.setCursor(Qt.CursorShape.SizeVerCursor if edge else Qt.CursorShape.ArrowCursor)
            return
        begin, height = self._dragged
        self._wished = (height + begin - event.globalPosition().toPoint().y()) / self._spare
        self.resized.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, wide = self._themes.theme, self._themes.px(28)
        with QPainter(self) as painter:
            painter.setPen(QPen(look.color("border"), 1.0))
            painter.drawLine(0, 0, self.width(), 0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("faint"), 2.0 * self._themes.scale))
            middle, top = self.width() // 2, self._themes.px(4)
            painter.drawLine(middle - wide // 2, top, middle + wide // 2, top)

    def _on_edge(self, at: QPoint) -> bool:
        return at.y() <= self._themes.px(EDGE)

    def _height_needed(self, width: int) -> int:
        """Height in which the page needs no scrolling at a width."""
        edges = self._layout.contentsMargins()
        inner = width - edges.left() - edges.right() - self.area.verticalScrollBar().sizeHint().width()
        self._update.set_room(inner)
        around = edges.top() + self._head.sizeHint().height() + self._layout.spacing() + edges.bottom()
        return around + self._update.height_for(inner) + 1

    def _restyle(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(px(12), px(6), px(4), px(2))
        self._layout.setSpacing(px(1))
        self._needed = 0
        self.resized.emit()
