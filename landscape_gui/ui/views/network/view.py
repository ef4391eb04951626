"""The selected lane's network as a diagram, live at the play position: lines are weights, units small pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.descriptors import Point
from landscape_gui.scene import Scene
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.network import looks
from landscape_gui.ui.views.network.anatomy import Item, Parameter, Unit
from landscape_gui.ui.views.network.aside import CardAside
from landscape_gui.ui.views.network.card import Enlarged, LaidCard, lay_out_card, paint_card, rows_that_fit
from landscape_gui.ui.views.network.controls import HEADER, NetworkControls
from landscape_gui.ui.views.network.keys import Walk
from landscape_gui.ui.views.network.layout import Diagram, Measures, lay_out
from landscape_gui.ui.views.network.linewords import words_of
from landscape_gui.ui.views.network.model import NetworkModel
from landscape_gui.ui.views.network.moment import Moment
from landscape_gui.ui.views.network.painter import TEXT_SIZE, NetworkPainter
from landscape_gui.ui.views.network.pixels import Shown, place_of
from landscape_gui.ui.views.network.units import Outputs
from landscape_gui.ui.views.network.words import NetworkWords
from landscape_gui.ui.views.number_editor import NumberEditor, weight_param

Floats = NDArray[np.float64]
LEGEND = 28
"""Height of the line below the diagram at scale 1."""
REST = 160
"""Milliseconds without a new play position after which pictures are drawn finely."""
MOST_ROWS = 10
"""Most rows of numbers on a unit's card."""


class NetworkView(QWidget):
    """Units and weights of one lane's network, inputs at the left, outputs at the right.

    Width and colour of a line are its weight, or its gradient. A unit shows its own output over the inputs; under the
    mouse it is enlarged. A click on a line, or on the dot of a bias, opens an editor.
    """

    weightEdited = Signal(str, float, bool)
    """Name of a parameter as in "W1[2,0]", the value the user wants, and whether that is final.

    All other parameters are those of the selected lane at the play position.
    """
    laneSelected = Signal(int)
    """The user chose the lane with this index in the experiment."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.model = NetworkModel()
        self._words: NetworkWords | None = None
        self._painter = NetworkPainter(themes)
        self._diagram: tuple[tuple[object, ...], Diagram | None] = ((), None)
        self._values = "weight"
        self._hovered: Item | None = None
        self._walk = Walk()
        self._edited: Parameter | None = None
        self.controls = NetworkControls(themes, self)
        self.controls.laneChosen.connect(self._lane_chosen)
        self.controls.valuesChosen.connect(self.show_values)
        self.controls.hide()
        self.editor = NumberEditor(themes, self)
        self.editor.edited.connect(self._weight_changed)
        self.editor.closed.connect(self._editor_closed)
        self.aside = CardAside(themes, self)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._rested)
        self.setAccessibleName(self.tr("Network"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        return QSize(self._themes.px(420), self._themes.px(380))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(260), self._themes.px(200))

    def show_scene(self, scene: Scene | None) -> None:
        """Show other runs, or another network, at the play position of before; None: there is no network yet."""
        network = scene.network if scene is not None else None
        if network is None:
            self._words = None
        elif self._words is None or self._words.network is not network:
            self._words = words_of(network)
            self._hovered, self._walk.item = None, None
            self.setAccessibleDescription(self._words.summary())
        if network is None or network is not self.model.network:
            self.editor.close_editor()
        self.model.show_scene(scene)
        self._show_lanes()
        self._show_controls()
        self._follow()
        self.update()

    def seek(self, position: float) -> None:
        """Show another play position, in steps; between two recorded steps it is interpolated."""
        if position == self.model.position:
            return
        self.model.seek(position)
        if self.isVisible():
            self.model.fine = False
            self._rest.start()
            self._follow()
            self._update_below()

    def select_lane(self, index: int) -> None:
        """Show the network of the lane with this index in the experiment, without emitting anything."""
        self.model.chosen = index
        self._show_lanes()
        self._follow()
        self.update()

    def show_parameters(self, theta: Point) -> None:
        """Show the selected lane at parameters (d,) of the problem, until a scene shows where it is."""
        self.model.show_parameters(theta)
        self._follow()
        self.update()

    def show_values(self, values: str) -> None:
        """Let lines and dots show each "weight" or its "gradient"."""
        self._values = values
        self.controls.values.setValue(values)
        self.update()

    def diagram(self) -> Diagram | None:
        """Return the diagram as it is laid out at the present size; None without a network."""
        words = self._words
        if words is None:
            return None
        key = (words, self.width(), self.height(), self._themes.scale, self._header())
        if self._diagram[0] != key:
            metrics = QFontMetricsF(self._themes.font(TEXT_SIZE))
            measures = Measures(metrics.horizontalAdvance, metrics.height(), self._themes.px)
            header, legend = self._header(), self._themes.px(LEGEND)
            area = QRectF(0.0, header, self.width(), max(1.0, self.height() - header - legend))
            self._diagram = (key, lay_out(words.anatomy, area, words.names(), measures))
        return self._diagram[1]

    def words(self) -> NetworkWords | None:
        """Return names and sentences about the network that is shown; None without one."""
        return self._words

    def item(self) -> Item | None:
        """Return what is pointed at: under the mouse, else where the keyboard is."""
        return self._hovered or self._walk.item

    def edit(self, parameter: Parameter) -> None:
        """Open the editor at a weight or a bias."""
        words, diagram, moment = self._words, self.diagram(), self.model.moment()
        if words is None or diagram is None or moment is None or words.is_fixed(parameter):
            return
        self._edited, self._hovered = parameter, None
        middle, px = diagram.place(parameter), self._themes.px
        beside = QRectF(middle.x() - px(6), middle.y() - px(6), px(12), px(12))
        value = float(moment.theta[parameter.index])
        reach = self.model.weight_scale(words.anatomy)
        names = words.parameter(parameter), words.link(parameter), words.about(parameter)
        self.editor.open(weight_param(*names, value, reach), value, beside, self._card_bounds())
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_controls()
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hovered = None
        self.aside.hide()
        self._rest.stop()
        self.model.fine = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.close_editor()
        self.controls.setGeometry(0, 0, self.width(), self._themes.px(HEADER))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        diagram = self.diagram()
        found = diagram.item_at(event.position()) if diagram is not None else None
        if self.editor.isVisible():
            found = None
        if found != self._hovered:
            self._hovered = found
            hand = isinstance(found, Parameter)
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        was_open = self.editor.isVisible()
        self.editor.close_editor()
        diagram = self.diagram()
        found = diagram.item_at(event.position()) if diagram is not None else None
        if isinstance(found, Parameter) and not was_open:
            self.edit(found)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        # Arrows are the playback's unless the keyboard is on its way through the diagram.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._walk.takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        words, item = self._words, self._walk.item
        if words is None or not self._walk.takes(event):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            parameters = words.anatomy.incoming(item) if isinstance(item, Unit) else ()
            if isinstance(item, Parameter) or parameters:
                self.edit(item if isinstance(item, Parameter) else parameters[0])
        else:
            self._walk.move(words.anatomy, Qt.Key(event.key()))
            self._focus_moved()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        if self._words is not None and self.hasFocus() and self._walk.tab(self._words.anatomy, forward=next):
            self._focus_moved()
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        tabbed = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self._words is not None and event.reason() in tabbed:
            self._walk.enter(self._words.anatomy, first=event.reason() == Qt.FocusReason.TabFocusReason)
            self._focus_moved()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._walk.item = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        words, diagram, moment, outputs = self._words, self.diagram(), self.model.moment(), self.model.outputs()
        if words is None or diagram is None or moment is None or outputs is None:
            self.aside.hide()
            self._paint_empty(painter)
            return
        # The diagram has a ground of its own; a pixel of the layout may end within one of the screen.
        painter.setClipRegion(QRegion(self.rect()) - QRegion(place_of(diagram).adjusted(1, 1, -1, -1)))
        painter.fillRect(self.rect(), self._themes.theme.color("background"))
        painter.setClipping(False)
        values, reach = self.model.values(self._values, words.anatomy)
        editing = self.editor.isVisible()
        focused = self._edited if editing else self._walk.item if self.hasFocus() else None
        pointed = focused if editing else self._hovered or focused
        emphasis = self._emphasis(diagram, pointed)
        fine = self.model.fine
        shown = Shown(diagram, outputs, values, reach, emphasis, self._hovered, focused, fine)
        ratio = painter.deviceTransform().m11()
        self._painter.paint(painter, shown, ratio)
        self._paint_legend(painter, outputs, reach)
        if pointed is not None and not editing:
            self._paint_card(painter, pointed, shown, moment, ratio)
        else:
            self.aside.hide()

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._themes.theme.color("background"))
        painter.setPen(self._themes.theme.color("muted"))
        painter.setFont(self._themes.font())
        words = self.tr("Choose a network as the problem and its units and weights appear here.")
        if self.model.scene is None:
            words = self.tr("Units and weights appear here as soon as the data can be learnt.")
        area = self.rect().adjusted(*(side * self._themes.px(16) for side in (1, 1, -1, -1)))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)

    def _paint_legend(self, painter: QPainter, outputs: Outputs, reach: float) -> None:
        px = self._themes.px
        box = QRectF(px(12), self.height() - px(LEGEND), self.width() - 2 * px(12), px(LEGEND) - px(4))
        words = self.tr("weight") if self._values == "weight" else self.tr("gradient")
        used = self._painter.legend(painter, box, words, reach)
        right, metrics = box.right(), QFontMetricsF(self._themes.font(TEXT_SIZE))
        painter.setFont(self._themes.font(TEXT_SIZE))
        for fault, name in (("saturated", self.tr("saturated")), ("dead", self.tr("dead"))):
            left = right - metrics.horizontalAdvance(name) - px(16)
            if fault in outputs.faults and left > used.right() + px(12):
                painter.setPen(self._themes.theme.color("muted"))
                place = QRectF(left + px(16), box.top(), right - left, box.height())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), name)
                self._painter.badge(painter, QPointF(left + px(6), box.center().y()), fault)
                right = left - px(14)

    def _paint_card(self, painter: QPainter, item: Item, shown: Shown, moment: Moment, ratio: float) -> None:
        words, diagram = self._words, shown.diagram
        assert words is not None
        bounds, enlarged = self._card_bounds(), None
        if isinstance(item, Unit):
            sentences = 3 if shown.outputs.faults[item.place] else 0
            most = min(MOST_ROWS, rows_that_fit(bounds, sentences, self._themes))
            card = words.unit_card(item, moment, shown.outputs, most)
            names = words.network.prepared.data.input_names
            enlarged = Enlarged(shown.outputs, item.place, names, words.unit(item))
            beside = diagram.box(item)
        else:
            card = words.parameter_card(item, moment, item == self._hovered)
            beside = QRectF(diagram.place(item), QSizeF(1.0, 1.0))
        reach = self.model.weight_scale(words.anatomy)
        laid = lay_out_card(card, enlarged, beside, bounds, self._themes)
        place = self.aside.place(laid.box, beside) if self.isVisible() and _covers(laid, diagram, item) else None
        if place is not None:
            self.aside.show_card(laid, place, reach)
        else:
            self.aside.hide()
            paint_card(painter, laid, reach, self._themes, ratio)

    def _emphasis(self, diagram: Diagram, item: Item | None) -> Floats | None:
        """Let the lines stand back that have nothing to do with what is pointed at."""
        if isinstance(item, Unit):
            mine = (diagram.anatomy.weight_ends == item.place).any(axis=1)
            return np.where(mine, 1.0, looks.BESIDE)
        if item is not None and item.kind == "weight":
            return np.where(diagram.anatomy.weight_indices == item.index, 1.0, looks.BEHIND)
        return None

    def _show_lanes(self) -> None:
        lane = self.model.lane()
        self.controls.lanes.show_lanes([each.look for each in self.model.lanes()], -1 if lane is None else lane.index)

    def _show_controls(self) -> None:
        """Controls are for who looks at a screen; pictures for files have none."""
        self.controls.setVisible(self._words is not None and self.isVisible())

    def _header(self) -> int:
        return self._themes.px(HEADER if self.controls.isVisibleTo(self) else 8)

    def _card_bounds(self) -> QRectF:
        away = self._themes.px(4)
        return QRectF(self.rect()).adjusted(away, self._header(), -away, -away)

    def _lane_chosen(self, index: int) -> None:
        self.select_lane(index)
        self.laneSelected.emit(index)

    def _weight_changed(self, value: float, final: bool) -> None:
        words, parameter = self._words, self._edited
        if words is not None and parameter is not None:
            self.model.hold(parameter.index, value, final)
            self.update()
            self.weightEdited.emit(*words.edited(parameter, value), final)

    def _editor_closed(self) -> None:
        self._edited = None
        if self._walk.item is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _follow(self) -> None:
        """Show in the editor what its weight has become."""
        moment = self.model.moment() if self.editor.isVisible() else None
        if moment is not None and self._edited is not None:
            self.editor.follow(float(moment.theta[self._edited.index]))

    def _focus_moved(self) -> None:
        words, moment, outputs, item = self._words, self.model.moment(), self.model.outputs(), self._walk.item
        if words is not None and moment is not None and outputs is not None:
            told = words.description(item, moment, outputs) if item is not None else words.summary()
            self.setAccessibleDescription(told)
        self.update()

    def _rested(self) -> None:
        self.model.fine = True
        self._update_below()

    def _update_below(self) -> None:
        """Paint all but the controls again, to which time means nothing."""
        self.update(self.rect().adjusted(0, self._header(), 0, 0))

    def _theme_changed(self) -> None:
        self.controls.setGeometry(0, 0, self.width(), self._themes.px(HEADER))
        self.editor.close_editor()
        self.update()


def _covers(laid: LaidCard, diagram: Diagram, item: Item) -> bool:
    """Whether a card lies on units other than the one it is about."""
    return any(laid.box.intersects(diagram.box(unit)) for unit in diagram.anatomy.units if unit != item)
