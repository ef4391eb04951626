"""The batch size of one lane: its own, or that of all others."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal

from landscape_gui.core.descriptors import Param
from landscape_gui.core.network.batches import Plan
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.ui import theme
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.layout import Words
from landscape_gui.ui.widgets import BorrowingField


class BatchRow(ParamRow):
    """A row for the number of examples in each step of a lane; hidden where no network is trained."""

    sizeChanged = Signal(object, bool)
    """The lane's own batch size, None for that of all lanes; and whether that is final."""

    def __init__(self) -> None:
        self._shown: tuple[int, int | None] = (2, None)
        self._color: str | None = None
        self._own = BorrowingField(self._param(), self._words())
        super().__init__(self._param(), field=self._own)
        self.row.tab_to_number()
        self.about = Words(size=11)
        self.add(self.about)
        self.changed.connect(self._announce)

    def show_size(self, size: int | None, problem: AnyProblem | None) -> None:
        """Show the lane's own batch size, or the one it shares with the others that learn ``problem``."""
        self.setVisible(isinstance(problem, DataNetwork))
        if not isinstance(problem, DataNetwork):
            return
        shown = problem.x.shape[1], problem.description.training.batch_size
        if shown != self._shown:
            self._shown = shown
            self._own.lend(self._param(), self._words())
        self._own.show_own(size)
        self.row.follow()
        self._tint()
        self.about.say("" if size is None else self._epoch(size, problem))

    def _epoch(self, size: int, problem: DataNetwork) -> str:
        """How many steps go through all examples."""
        steps = Plan(problem.x.shape[1], size, problem.description.training.accumulate).per_epoch
        if steps == 1:
            return self.tr("All training examples in every step.")
        return self.tr("{0} steps an epoch, once through all examples.").format(f"{steps:,}")

    def set_color(self, color: str | None) -> None:
        self._color = color
        self._tint()

    def _tint(self) -> None:
        """Only a number of the lane's own has the lane's colour."""
        super().set_color(theme.current().faint if self._own.own() is None else self._color)

    def _announce(self, _value: float, final: bool) -> None:
        own = self._own.own()
        self._tint()
        self.sizeChanged.emit(None if own is None else int(own), final)

    def _param(self) -> Param:
        examples, shared = self._shown
        words = QCoreApplication.translate(
            "BatchRow",
            "Examples in each step of this optimizer: one makes its path restless, four times as many halve the noise. "
            "Left empty, it takes as many as the others.",
        )
        most = max(1, examples)
        label = QCoreApplication.translate("BatchRow", "batch size")
        soft = (1.0, float(max(2, most)))
        default = most if shared is None else min(shared, most)
        return Param("batch_size", label, default, 1, most, True, words, soft, integer=True)

    def _words(self) -> str:
        """What stands in the field in grey."""
        examples, shared = self._shown
        whole = shared is None or shared >= examples
        return QCoreApplication.translate("BatchRow", "all") if whole else ""
