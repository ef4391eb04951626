"""Loss, gradient norm or accuracy of every lane against the step, with a cursor at the play position."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from landscape_gui.scene import Scene
from landscape_gui.ui.canvas.layout import LABEL_SIZE, NAME_SIZE, Plot
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.curves.controls import CurveControls
from landscape_gui.ui.views.curves.data import Chart, chart_of
from landscape_gui.ui.views.curves.hover import Reading, paint_readings
from landscape_gui.ui.views.curves.key import Item, fitting, key_width, line_height, paint_key
from landscape_gui.ui.views.curves.marks import paint_best, paint_end, paint_head
from landscape_gui.ui.views.curves.picture import CurvePicture
from landscape_gui.ui.views.curves.series import TRAINING, VALIDATION, Series, classifies, series_of, shown_curve, told
from landscape_gui.ui.views.curves.words import CurveWords
from landscape_gui.ui.widgets.tips import tip

DIMMED = 0.42
"""Opacity of what lies beyond the play position."""
HEADER = 32
"""Height of the line above the axes at scale 1."""


class CurvesView(QWidget):
    """All lanes against the step: bright up to the play position, dimmed beyond it.

    Under the mouse stand the values of all lanes at one step; a click or a drag plays from there. Axes and curves are
    painted once for a scene; playing lays the picture down again and moves cursor and markers.
    """

    seekRequested = Signal(float)
    """The user asks for this play position, a whole step."""
    viewChanged = Signal(object, str)
    """The user changed fields of the experiment's view: a dict by name, and words for the undo list."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._series: tuple[tuple[object, ...], tuple[Series, ...]] = ((), ())
        self._chart: tuple[tuple[object, ...], Chart | None] = ((), None)
        self._position = 0.0
        self._mouse: QPointF | None = None
        self._picture = CurvePicture(themes)
        self._words = CurveWords(self)
        self.controls = CurveControls(themes, self)
        self.controls.changed.connect(self.viewChanged)
        self.controls.entered.connect(self._forget_mouse)
        self._legend = True
        self._lane: int | None = None
        # Without a screen there is nobody to use them: pictures for files have no controls.
        self.controls.hide()
        self.setAccessibleName(self.tr("Curves"))
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(900), self._themes.px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(260), self._themes.px(110))

    def show_scene(self, scene: Scene) -> None:
        """Show other runs, or the same ones on other axes, at the play position of before."""
        if self._scene is not None and scene.lanes is not self._scene.lanes:
            self._mouse = None
        self._scene = scene
        self.controls.show_view(scene.experiment.view, shown_curve(scene), classifies(scene))
        self._place_controls()
        self.update()

    def set_legend(self, shown: bool) -> None:
        """Show the names of the lanes beside their curves, or not where they are told elsewhere."""
        self._legend = shown
        self.update()

    def seek(self, position: float) -> None:
        """Show another play position, in steps; between two steps it is interpolated."""
        if position != self._position:
            self._position = position
            # What lies above the axes stays, unless the box of numbers reaches there.
            top = 0 if self._mouse is not None else self._header()
            self.update(0, top, self.width(), self.height() - top)

    def select_lane(self, lane: int) -> None:
        """Draw the single batches of the lane with this index, where several lanes have some."""
        if lane != self._lane:
            self._lane = lane
            self.update()

    def chart(self) -> Chart | None:
        """Return the curves and their axes, None without a scene."""
        scene = self._scene
        if scene is None:
            return None
        view, curve = scene.experiment.view, shown_curve(scene)
        key: tuple[object, ...] = (scene.lanes, curve)
        if self._series[0] != key:
            self._series = (key, series_of(scene, curve))
        series = told(self._series[1], view.lane if self._lane is None else self._lane)
        key = (series, scene.complete, scene.last_step, scene.minima, view.log_values, view.log_steps)
        if self._chart[0] != key:
            self._chart = (key, chart_of(scene, series, self._words.steps(series)))
        return self._chart[1]

    def plot(self) -> Plot | None:
        """Return the picture as it is laid out, None before it is first painted."""
        return self._picture.plot

    def readings(self, step: float) -> list[Reading]:
        """Return every lane's value at a step, lowest first; a lane that has ended by then keeps its last one."""
        chart = self.chart()
        return [] if chart is None else self._words.readings(chart, step)

    def step_at(self, x: float) -> float:
        """Return the step at a horizontal pixel, the nearest end outside the axes."""
        plot = self._picture.plot
        if plot is None or self._scene is None:
            return 0.0
        value, _ = plot.frame.value(QPointF(x, 0.0))
        return float(min(max(0, round(value)), self._scene.last_step))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.controls.show()
        self._place_controls()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mouse = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_controls()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.seekRequested.emit(self.step_at(event.position().x()))
        self._hover(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.seekRequested.emit(self.step_at(event.position().x()))
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._forget_mouse()

    def event(self, event: QEvent) -> bool:
        """Above the axes, explain the key; in them the readings are all that is shown."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            chart, plot = self.chart(), self._picture.plot
            above = plot is not None and event.pos().y() < plot.frame.rect.top()
            words = self._words.about_key(chart) if chart is not None and above else ""
            QToolTip.showText(event.globalPos(), tip(words) if words else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        chart = self.chart()
        if chart is None or not chart.series:
            self._paint_empty(painter)
            return
        ratio = painter.deviceTransform().m11()
        header, below = self._free_header(chart), line_height(self._themes) if self._key_below(chart) else 0
        self._picture.prepare(chart, QRectF(self.rect()), header, ratio, legend=self._legend, below=below)
        plot = self._picture.plot
        assert plot is not None
        rect = plot.frame.rect
        cursor = float(plot.frame.x_pixels(self._position))
        self._picture.paint(painter, cursor, DIMMED)
        self._paint_name(painter, chart, rect)
        self._paint_key(painter, chart)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cursor = min(max(cursor, rect.left()), rect.right())
        painter.setPen(QPen(self._themes.theme.color("accent"), 1.5 * self._themes.scale))
        painter.drawLine(QPointF(cursor, rect.top()), QPointF(cursor, rect.bottom()))
        self._paint_marks(painter, chart, rect)
        self._paint_step(painter, chart, cursor, plot)
        self._paint_hover(painter, chart, plot)

    def _header(self) -> int:
        """Height of the line with the name of the axis and the controls."""
        return self._themes.px(HEADER if self.controls.isVisibleTo(self) else 22)

    def _header_end(self) -> int:
        """Where the controls begin."""
        return self.controls.geometry().left() if self.controls.isVisibleTo(self) else self.width()

    def _name_end(self, chart: Chart) -> float:
        """Where the header is free, to the right of the name of the axis."""
        px, metrics = self._themes.px, QFontMetricsF(self._themes.font(NAME_SIZE))
        return px(8) + metrics.horizontalAdvance(self._words.values(chart)) + px(20)

    def _free_header(self, chart: Chart) -> QRectF:
        """The part of the header between the name of the axis, or the key beside it, and the controls."""
        px, left, above = self._themes.px, self._name_end(chart), self._key_above(chart)
        if above:
            left += key_width(above, self._themes) + px(20)
        return QRectF(left, 0.0, max(0.0, self._header_end() - px(8) - left), self._header())

    def _place_controls(self) -> None:
        px = self._themes.px
        self.controls.adjustSize()
        left = self.width() - self.controls.width() - px(8)
        self.controls.move(max(0, left), (px(HEADER) - self.controls.height()) // 2)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._themes.theme.color("background"))
        if self._scene is not None and not any(lane.lane.enabled for lane in self._scene.lanes):
            painter.setPen(self._themes.theme.color("muted"))
            painter.setFont(self._themes.font())
            words = self.tr("Switch on an optimizer and its curve appears here.")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)

    def _paint_name(self, painter: QPainter, chart: Chart, rect: QRectF) -> None:
        """Say what the vertical axis shows: beside the controls, or inside the axes where these leave no room."""
        px, look = self._themes.px, self._themes.theme
        painter.setFont(self._themes.font(NAME_SIZE))
        painter.setPen(look.color("text"))
        metrics, name = QFontMetricsF(painter.font()), self._words.values(chart)
        place = QPointF(px(8), (self._header() + metrics.ascent() - metrics.descent()) / 2.0)
        if place.x() + metrics.horizontalAdvance(name) + px(8) > self._header_end():
            place = rect.topLeft() + QPointF(px(6), px(3) + metrics.ascent())
        painter.drawText(place, name)

    def _key_above(self, chart: Chart) -> list[Item]:
        """What of the key has room in the header, beside the name of the axis; nothing where that would say little."""
        items = self._words.key(chart)
        kept = fitting(items, self._header_end() - self._themes.px(8) - self._name_end(chart), self._themes)
        return kept if len(kept) >= min(2, len(items)) else []

    def _key_below(self, chart: Chart) -> list[Item]:
        """What of the key has a line of its own, between header and axes: there it covers no curve."""
        rest = self._words.key(chart)[len(self._key_above(chart)) :]
        return fitting(rest, self.width() - 2 * self._themes.px(8), self._themes)

    def _paint_key(self, painter: QPainter, chart: Chart) -> None:
        """Paint the key in the header, and what has no room there in a line below it."""
        above, below = self._key_above(chart), self._key_below(chart)
        if above:
            paint_key(painter, above, QPointF(self._name_end(chart), self._header() / 2.0), self._themes)
        if below:
            end = self.width() - self._themes.px(8) - key_width(below, self._themes)
            left = min(self._name_end(chart), end)
            paint_key(painter, below, QPointF(left, self._header() + line_height(self._themes) / 2.0), self._themes)

    def _paint_step(self, painter: QPainter, chart: Chart, x: float, plot: Plot) -> None:
        """The number of the step on the horizontal axis, in place of the labels it would cover in part."""
        px, look, rect = self._themes.px, self._themes.theme, plot.frame.rect
        last = self._scene.last_step if self._scene is not None else 0
        step = int(min(self._position, last) + 1e-9)
        text = f"{step:,}{self._words.epoch(chart, step)}"
        painter.setFont(self._themes.font(LABEL_SIZE))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text) + 2 * px(6)
        top = rect.bottom() + px(3)
        # The name beyond the axes keeps its place: a number at their end moves a little aside.
        left = min(max(px(1), x - width / 2.0), self.width() - width - px(1), self._picture.beyond - width - px(4))
        box = QRectF(left, top, width, min(metrics.height() + px(2), self.height() - top - 1.0))
        for middle, half in self._picture.words:
            reach = half + px(3)
            if box.left() - reach < middle < box.right() + reach:
                covered = QRectF(middle - reach, rect.bottom() + px(5), 2 * reach, self.height())
                painter.fillRect(covered, look.color("background"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setPen(look.color("accent_text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_marks(self, painter: QPainter, chart: Chart, rect: QRectF) -> None:
        """Where lanes did best, ended, and are; what lies beyond the play position is faint."""
        for one, place in zip(chart.series, self._picture.bests(), strict=True):
            if place is not None and one.best is not None:
                painter.setOpacity(1.0 if self._position >= one.at[one.best] else DIMMED)
                paint_best(painter, one.lane.color, place, rect.bottom(), self._themes)
        for one, place in zip(chart.series, self._picture.ends, strict=True):
            if place is not None and one.part == TRAINING and self._words.ended(one):
                painter.setOpacity(1.0 if self._position >= one.run.last_step else DIMMED)
                paint_end(painter, one.lane.color, place, self._themes.scale, diverged=one.diverged)
        painter.setOpacity(1.0)
        for one, place in zip(chart.series, self._picture.heads(self._position), strict=True):
            # A lane that diverged before is nowhere any more.
            if place is not None and not (one.diverged and self._position >= one.run.last_step):
                paint_head(painter, one.lane, place, self._themes, hollow=one.part == VALIDATION)

    def _hover(self, place: QPointF) -> None:
        self._mouse = place
        self.update()

    def _forget_mouse(self) -> None:
        self._mouse = None
        self.update()

    def _paint_hover(self, painter: QPainter, chart: Chart, plot: Plot) -> None:
        """A hairline at the step under the mouse, and what every lane has there."""
        rect = plot.frame.rect
        if self._mouse is None or not rect.adjusted(-4.0, 0.0, 4.0, 24.0).contains(self._mouse):
            return
        step = self.step_at(self._mouse.x())
        x = float(plot.frame.x_pixels(step))
        look = self._themes.theme
        painter.setPen(QPen(look.color("muted"), self._themes.scale))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        title = self.tr("step {step}").format(step=f"{int(step):,}") + self._words.epoch(chart, step)
        bounds = QRectF(0.0, 0.0, self.width(), self.height()).adjusted(4.0, 4.0, -4.0, -4.0)
        more = self.tr("and {count} more")
        at = QPointF(x, self._mouse.y())
        paint_readings(painter, title, self._words.heads(chart), self.readings(step), more, at, bounds, self._themes)

    def _theme_changed(self) -> None:
        self._place_controls()
        self.update()
