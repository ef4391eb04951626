"""What is said of an update: which gradient it uses, and the optimizer's rule line by line with the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from landscape_gui.arithmetic import latex, latex_number, latex_symbols
from landscape_gui.core.graph import Arithmetic
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.writtenrule import SYMBOLS, Line
from landscape_gui.experimentfile import AnyProblem
from landscape_gui.numbers import exact, short
from landscape_gui.scene.graphs import Subject, Update
from landscape_gui.scene.graphupdates import BATCH_NORM, CLIPPED, DROPOUT, INPUT_NOISE, NOISE, PENALTY
from landscape_gui.ui.views.graph.formulas import ink

_SCRIPTS = {"₁": "_{1}", "₂": "_{2}", "ₜ": "_{t}", "ᵗ": "^{t}", "∞": r"_{\infty}"}


class UpdateWords(QObject):
    """Words about the update of one subject."""

    def __init__(self, subject: Subject, update: Update, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.subject, self.update = subject, update

    @property
    def problem(self) -> AnyProblem | None:
        """The problem whose parameters are updated, None apart from what is on screen."""
        return self.subject.problem

    def shared(self) -> tuple[tuple[str, str], ...]:
        """The lines that are the same for every parameter, in LaTeX, each with its result in all digits."""
        return self._lines(self.update.written(0).shared, "")

    def own(self, index: int) -> tuple[tuple[str, str], ...]:
        """The lines of one parameter, likewise; the last one gives its new value."""
        return self._lines(self.update.written(index).own, self.update.names[index])

    def moved(self, index: int) -> str:
        """What happens to one parameter."""
        name, old, new = self.update.names[index], float(self.update.old[index]), self.update.written(index).theta
        words = self.tr("{optimizer} moves {name} from {old} to {new}.")
        if new == old:
            words = self.tr("{optimizer} leaves {name} at {old}.")
        elif short(new) == short(old):
            words = self.tr("{optimizer} moves {name} from {old} by {change}, which its digits here do not show.")
        return words.format(optimizer=self._who(), name=name, old=short(old), new=short(new), change=short(new - old))

    def all_moved(self) -> str:
        """What happens to all of them at once."""
        return self.tr("{optimizer} moves all {count} parameters at once.").format(
            optimizer=self._who(), count=f"{len(self.update.names):,}"
        )

    def gradient(self) -> str:
        """Which gradient is used, and in what it differs from that of the graph."""
        update = self.update
        if update.waits:
            return self.tr("The run from here is still being computed.")
        if not update.batch:
            parts = [self.tr("It uses the derivatives that the backward pass has found.")]
        else:
            parts = [self._batch(), *self._example()]
        known = {
            PENALTY: self.tr("The penalty on the weights has its share too."),
            DROPOUT: self.tr("Dropout has left out some of the units."),
            INPUT_NOISE: self.tr("Noise has been added to the inputs."),
            BATCH_NORM: self.tr("Batch norm uses mean and variance of the batch: no example has a share of its own."),
            NOISE: self.tr("Noise has been added to this gradient."),
            CLIPPED: self.tr("It was longer than allowed and has been clipped."),
        }
        return " ".join([*parts, *(known[key] for key in update.differs)])

    def follows(self) -> str:
        """What comes after the update, or why nothing does."""
        if not (self.update.waits or self.update.is_known):
            return self.tr("There is no step to take: {reason}").format(
                reason=self.update.ends or self.tr("a derivative is not a finite number here.")
            )
        if self.update.ends:
            return self.tr("No step follows: {reason}").format(reason=self.update.ends)
        if self.subject.lane is not None:
            return self.tr("Step forward once more, and {lane} takes this step, here and on the landscape.").format(
                lane=self.subject.lane.label
            )
        return self.tr("Step forward once more, and the graph begins again at these values.")

    def _who(self) -> str:
        return self.subject.lane.label if self.subject.lane is not None else self.update.optimizer.label

    def _batch(self) -> str:
        batch, total = self.update.batch, self.update.total
        if batch == total:
            return self.tr("It uses the mean gradient over all {count} training examples.").format(count=f"{total:,}")
        return self.tr("It uses the mean gradient over {count} of the {total} training examples.").format(
            count=f"{batch:,}", total=f"{total:,}"
        )

    def _example(self) -> Sequence[str]:
        """What the example that is shown has to do with it."""
        update = self.update
        if self.subject.changed & self.subject.data:
            return [self.tr("The example with your values is not among them: the data stay as they are.")]
        if not update.present:
            return [self.tr("The example that is shown is not among them: it has no share in this step.")]
        if update.share is not None:
            return [self.tr("The share of the example that is shown stands beside it.")]
        return []

    def _lines(self, lines: Sequence[Line], name: str) -> tuple[tuple[str, str], ...]:
        return tuple((self._line(line, name), exact(line.result)) for line in lines)

    def _line(self, line: Line, name: str) -> str:
        left = self._symbol(line.symbol, name)
        symbols = latex_symbols(line.template, [self._symbol(symbol, name) for symbol in line.symbols])
        numbers = latex(Arithmetic(line.template, line.operands, line.result))
        sign = r"\leftarrow" if line.symbol in line.symbols else "="
        result = ink("value", latex_number(line.result))
        return " = ".join(part for part in (f"{left} {sign} {symbols}", numbers, result) if part)

    def _symbol(self, symbol: str, name: str) -> str:
        """A symbol of the rule in LaTeX; the parameter by its own name."""
        if symbol == SYMBOLS["theta"] and name:
            return name_latex(name)
        if symbol == SYMBOLS["gradient"]:
            return ink("gradient", symbol)
        if symbol.startswith("√"):
            return rf"\sqrt{{{self._symbol(symbol[1:], name)}}}"
        return "".join(_SCRIPTS.get(sign, sign) for sign in symbol)
