"""The small controls above the curves: what they show, and on which axes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from landscape_gui.experiment import View
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets.segmented import Choice, Segmented
from landscape_gui.ui.widgets.switches import switch
from landscape_gui.ui.widgets.tips import tip


class CurveControls(QWidget):
    """Loss, gradient norm or accuracy, and a switch for each logarithmic axis."""

    changed = Signal(object, str)
    """Changed fields of the experiment's view by name, and words for the undo list."""
    entered = Signal()
    """The mouse has come here, and so is no longer over the curves."""

    def __init__(self, themes: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.curve = Segmented(
            [
                Choice("loss", self.tr("Loss"), tooltip=tip(self.tr("Show the loss: how high each lane stands."))),
                Choice(
                    "gradient_norm",
                    self.tr("Gradient norm"),
                    tooltip=tip(self.tr("Show the length of the gradient: it tends to 0 where a lane comes to rest.")),
                ),
                Choice(
                    "accuracy",
                    self.tr("Accuracy"),
                    tooltip=tip(
                        self.tr(
                            "Show the share of examples put in the right class: a staircase where the loss is smooth."
                        )
                    ),
                ),
            ]
        )
        self.log_values = switch(
            self.tr("log y"), self.tr("Logarithmic values: steady progress by a factor becomes a straight line.")
        )
        self.log_steps = switch(
            self.tr("log x"), self.tr("Logarithmic steps: the first few get as much room as the many after them.")
        )
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._row = QHBoxLayout(self)
        for part in (self.log_values, self.log_steps, self.curve):
            self._row.addWidget(part)
        self.curve.chosen.connect(self._curve_chosen)
        self.log_values.clicked.connect(self._values_switched)
        self.log_steps.clicked.connect(self._steps_switched)
        themes.changed.connect(self._resize)
        self._resize()

    def show_view(self, view: View, curve: str, classes: bool) -> None:
        """Show what holds, without emitting anything: ``curve``, and accuracy as a choice where there are classes."""
        accuracy = self.curve.button("accuracy")
        # The keys that move between choices leave out those that cannot be chosen.
        accuracy.setEnabled(classes)
        accuracy.setVisible(classes)
        self.curve.setValue(curve)
        self.log_values.setVisible(curve != "accuracy")
        self.log_values.setChecked(view.log_values)
        self.log_steps.setChecked(view.log_steps)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    def _curve_chosen(self, curve: str) -> None:
        words = {
            "loss": self.tr("Show the loss"),
            "gradient_norm": self.tr("Show the gradient norm"),
            "accuracy": self.tr("Show the accuracy"),
        }
        self.changed.emit({"curve": curve}, words[curve])

    def _values_switched(self, on: bool) -> None:
        if self.curve.value() == "loss":
            words = self.tr("Logarithmic loss axis") if on else self.tr("Linear loss axis")
        else:
            words = self.tr("Logarithmic gradient axis") if on else self.tr("Linear gradient axis")
        self.changed.emit({"log_values": on}, words)

    def _steps_switched(self, on: bool) -> None:
        words = self.tr("Logarithmic step axis") if on else self.tr("Linear step axis")
        self.changed.emit({"log_steps": on}, words)

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(4))
        for button in (self.log_values, self.log_steps):
            button.setFont(self._themes.font(12))
            button.setFixedHeight(px(24))
        self.curve.setFont(self._themes.font(12))
        self.adjustSize()
