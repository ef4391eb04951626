"""All layers of a network side by side, from its inputs to its outputs, and the buttons that add and remove layers."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from landscape_gui.core.network.architecture import MAX_HIDDEN_LAYERS
from landscape_gui.ui import theme
from landscape_gui.ui.panels.layout import Column, Line, chain_tabs, icon_button
from landscape_gui.ui.panels.network.units import HEIGHT, NARROW, WIDE, UnitsColumn
from landscape_gui.ui.widgets import ElidedLabel, tip
from landscape_gui.ui.widgets.fonts import FontKeeper

_LINK = 5
"""Least length of the line between two columns at scale 1."""


class LayersEditor(Column):
    """Adds and removes hidden layers and their units; it asks, its owner answers with ``show_layers``."""

    unitsChanged = Signal(int, int, bool)
    """Hidden layer from 0, its units, whether that is final."""
    layerAdded = Signal()
    layerRemoved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=4, parent=parent)
        self.fewer = icon_button("minus", self.tr("Take the last hidden layer away; without any the model is linear."))
        self.more = icon_button("plus", self.tr("Add a hidden layer: it combines what the layer before it found."))
        self._tips = (self.fewer.toolTip(), self.more.toolTip())
        self._count = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.about = ElidedLabel(role="muted")
        """What the layers have together, said beside their name."""
        head = Line(ElidedLabel(self.tr("Hidden layers")), gap=2)
        head.add(self.about, 1)
        for widget in (self.fewer, self._count, self.more):
            head.add(widget)
        self.row = _Row()
        self.add(head)
        self.add(self.row)
        self.more.clicked.connect(self.layerAdded)
        self.fewer.clicked.connect(self.layerRemoved)
        self.row.unitsChanged.connect(self.unitsChanged)
        FontKeeper(self.about, 12)
        theme.manager().changed.connect(self._fit)
        self._fit()

    def show_layers(self, inputs: int, hidden: tuple[int, ...], outputs: int) -> None:
        """Show layers without emitting anything; 0 inputs or outputs are not known yet."""
        self._count.setText(str(len(hidden)))
        full, empty = len(hidden) >= MAX_HIDDEN_LAYERS, not hidden
        why = self.tr("{0} hidden layers are the most: deeper networks cannot be shown.").format(MAX_HIDDEN_LAYERS)
        self.more.setEnabled(not full)
        self.more.setToolTip(tip(why) if full else self._tips[1])
        self.fewer.setEnabled(not empty)
        self.fewer.setToolTip(
            tip(self.tr("There is no hidden layer left: a linear model.")) if empty else self._tips[0]
        )
        if self.row.show_layers(inputs, hidden, outputs):
            chain_tabs(self)

    def columns(self) -> list[UnitsColumn]:
        """One column a hidden layer."""
        return self.row.columns

    def _fit(self) -> None:
        self.about.setContentsMargins(theme.px(6), 0, 0, 0)
        self._count.setFixedWidth(theme.px(20))


class _Row(QWidget):
    """Inputs, a column for every hidden layer, outputs, and lines between them."""

    unitsChanged = Signal(int, int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[UnitsColumn] = []
        self._inputs, self._outputs = _End(self.tr("in")), _End(self.tr("out"))
        self._inputs.setToolTip(tip(self.tr("Inputs of the network: switch transformed ones on above.")))
        self._outputs.setToolTip(tip(self.tr("Outputs: one for two classes or a value, else one a class.")))
        self._box = QHBoxLayout(self)
        self._box.addWidget(self._inputs)
        self._box.addWidget(self._outputs)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._resize)
        self._resize()

    def show_layers(self, inputs: int, hidden: tuple[int, ...], outputs: int) -> bool:
        """Show other layers; tell whether there are more or fewer columns than before."""
        before = len(self.columns)
        while len(self.columns) > len(hidden):
            column = self.columns.pop()
            self._box.removeWidget(column)
            column.hide()
            column.deleteLater()
        while len(self.columns) < len(hidden):
            self._add_column()
        for column, units in zip(self.columns, hidden, strict=True):
            column.show_value(units)
        self._inputs.show_value(inputs)
        self._outputs.show_value(outputs)
        if before != len(hidden):
            self._resize()
        return before != len(hidden)

    def inputs(self) -> int:
        """The number of inputs shown."""
        return self._inputs.count

    def outputs(self) -> int:
        """The number of outputs shown."""
        return self._outputs.count

    def _add_column(self) -> None:
        layer = len(self.columns)
        column = UnitsColumn(layer)
        column.changed.connect(lambda units, final: self.unitsChanged.emit(layer, units, final))
        self.columns.append(column)
        self._box.insertWidget(layer + 1, column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()

    def _resize(self) -> None:
        """Spread the columns from edge to edge, as wide as there is room for."""
        widgets = [self._inputs, *self.columns, self._outputs]
        links, width = len(widgets) - 1, self.width()
        wide = min(theme.px(WIDE), max(theme.px(NARROW), (width - links * theme.px(_LINK)) // len(widgets)))
        for widget in widgets:
            widget.setFixedWidth(wide)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(max(1, (width - wide * len(widgets)) // links))
        self.setFixedHeight(theme.px(HEIGHT))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setPen(QPen(look.color("border"), float(theme.px(1))))
        widgets = [self._inputs, *self.columns, self._outputs]
        middle = self.height() / 2.0
        for before, after in pairwise(widgets):
            painter.drawLine(QPointF(before.geometry().right() + 1, middle), QPointF(after.x(), middle))
        if not self.columns:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        words = self.tr("a linear model")
        painter.setFont(theme.font(12))
        left, right = self._inputs.geometry().right(), self._outputs.x()
        area = QRect(left, 0, right - left, self.height() // 2 - theme.px(2))
        painter.setPen(theme.current().color("muted"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), words)


class _End(QWidget):
    """Inputs or outputs: their number is decided elsewhere."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption, self.count = caption, 0
        theme.manager().changed.connect(self._resize)
        self._resize()

    def show_value(self, count: int) -> None:
        """Show a number, 0 as unknown."""
        if count == self.count:
            return
        self.count = count
        self.setAccessibleName(f"{self._caption}: {count}")
        self.update()

    def _resize(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, radius = theme.px(26), theme.px(6)
        box = QRect(0, (self.height() - side) // 2, self.width(), side)
        painter.setPen(QPen(look.color("grid"), 1.0))
        painter.setBrush(look.color("hover"))
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(look.color("muted"))
        painter.setFont(theme.font(13, QFont.Weight.Medium))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(self.count) if self.count else "?")
        painter.setFont(theme.font(11))
        below = QRect(0, box.bottom(), self.width(), self.height() - box.bottom())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self._caption)
