"""Slope and intercept of a decision line under its picture: two sliders that follow it and move it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.number_row import NumberRow

Floats = NDArray[np.float64]
FARTHEST = 1e9
NAME_WIDTH = 12
"""Width of the names at scale 1: each is one letter."""
ROOMY = 460
"""Width at scale 1 from which there is room for the exact numbers too; the formula in the picture tells them anyway."""


class DataSliders(QWidget):
    """A slider for w and one for b; they reach as far as the landscape is shown."""

    edited = Signal(object, bool)
    """Parameters (2,), and whether they are final."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._network: DataNetwork | None = None
        self.rows: tuple[NumberRow, ...] = ()
        self._line = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self._resize)
        self._resize()

    def show_line(self, network: DataNetwork | None, theta: Floats | None) -> None:
        """Follow the line at ``theta`` (w, b), unless it is in the hand; offer nothing where there is no line."""
        if isinstance(network, DecisionLine) and theta is not None and np.isfinite(theta).all():
            self._fit(network)
            for row, value in zip(self.rows, theta.tolist(), strict=True):
                if row.value() != value and not row.is_dragged():
                    row.setValue(value)
        else:
            self._network = None

    @property
    def offers(self) -> bool:
        """Whether there is a line to be moved."""
        return self._network is not None

    def is_dragged(self) -> bool:
        """Whether a slider, or its name, is in the hand."""
        return any(row.is_dragged() for row in self.rows)

    def _fit(self, network: DataNetwork) -> None:
        if network is self._network:
            return
        self._network = network
        params = [self._param(network, place) for place in range(network.dimension)]
        if not self.rows:
            self.rows = tuple(NumberRow(param, label_width=NAME_WIDTH, caption=param.key) for param in params)
            for row in self.rows:
                row.changed.connect(lambda _, final: self._emit(final))
                self._line.addWidget(row, 1)
            self._show_fields()
        for row, param in zip(self.rows, params, strict=True):
            row.set_param(param)

    def _param(self, network: DataNetwork, place: int) -> Param:
        labels = (self.tr("slope w"), self.tr("intercept b"))
        words = (
            self.tr("How steep the line is; all optimizers set out from the line as it is left."),
            self.tr("Where the line crosses x = 0; all optimizers set out from the line as it is left."),
        )
        key, default, soft = network.variables[place], network.start[place], network.domain[place]
        return Param(key, labels[place], default, -FARTHEST, FARTHEST, description=words[place], soft=soft)

    def _emit(self, final: bool) -> None:
        self.edited.emit(np.array([row.value() for row in self.rows]), final)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_fields()

    def _show_fields(self) -> None:
        roomy = self.width() >= self._themes.px(ROOMY)
        for row in self.rows:
            row.field().setVisible(roomy)

    def _resize(self) -> None:
        px = self._themes.px
        self._line.setContentsMargins(px(10), 0, px(10), px(4))
        self._line.setSpacing(px(14))
        self._show_fields()
