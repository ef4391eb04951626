"""The lane that the graph follows, in its colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.scene import LaneRun
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.tips import tip

SIZE = 11.5
HEIGHT, MARKER, EDGE, GAP = 20, 9.0, 8, 5
"""Height, marker, room at both ends, and room between marker and name, at scale 1."""
WIDEST = 150
"""Width at scale 1 from which the name is cut."""


class LaneChip(QWidget):
    """Marker and name of a lane."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._lane: LaneRun | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.updateGeometry)
        self.hide()

    def show_lane(self, lane: LaneRun | None) -> None:
        """Show a lane; None hides the chip."""
        self._lane = lane
        self.setVisible(lane is not None)
        if lane is not None:
            words = self.tr("The graph follows {lane}. Select another lane among the optimizers.")
            self.setToolTip(tip(words.format(lane=lane.label)))
            self.setAccessibleName(self.tr("Lane {lane}").format(lane=lane.label))
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return the name of the lane; "" where there is none."""
        return "" if self._lane is None else self._lane.label

    def sizeHint(self) -> QSize:
        px, name = self._themes.px, QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(min(name + self._before() + px(EDGE), px(WIDEST)), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        lane, look, px = self._lane, self._themes.theme, self._themes.px
        if lane is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box, corner = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.height() / 2.0
            painter.setPen(QPen(look.color("border"), 1.0))
            painter.setBrush(look.color("raised"))
            painter.drawRoundedRect(box, corner, corner)
            side = MARKER * self._themes.scale
            middle = QPointF(px(EDGE) + side / 2.0, self.height() / 2.0)
            draw_marker(painter, lane.marker, middle, side, lane.color)
            painter.setFont(self._font())
            painter.setPen(look.color("text"))
            room = self.rect().adjusted(self._before(), 0, -px(EDGE), 0)
            name = cut_name(painter.fontMetrics(), lane.label, room.width() + 1)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)

    def _before(self) -> int:
        """Width before the name."""
        px = self._themes.px
        return px(EDGE) + round(MARKER * self._themes.scale) + px(GAP)

    def _font(self) -> QFont:
        return self._themes.font(SIZE)
