"""What is said of examples in words: how many are right, and all that is known of one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.numbers import short
from landscape_gui.ui.views.data.picture import Picture

Flags = NDArray[np.bool_]
MOST_INPUTS = 8
"""Most inputs of one example that are listed."""


class Words(QObject):
    """Turns answers into sentences and lists of facts."""

    def forms(self, picture: Picture) -> list[str]:
        """Lines with places for ``values`` on how the network does, longest first; none where it says nothing."""
        examples, tested = picture.examples, not picture.examples.trained.all()
        if picture.answers is None:
            return []
        if not examples.classes:
            if not tested:
                return [self.tr("mean squared error {a}"), self.tr("squared error {a}"), self.tr("error {a}")]
            return [
                self.tr("mean squared error: training {a} · test {b}"),
                self.tr("squared error {a} · test {b}"),
                self.tr("error {a} · test {b}"),
            ]
        if not tested:
            return [self.tr("{a} of {b} wrong, {c} % right"), self.tr("{c} % right")]
        return [
            self.tr("training: {a} of {b} wrong, {c} % right · test: {d} of {e} wrong, {f} % right"),
            self.tr("{a} of {b} wrong, {c} % right · test {d} of {e}, {f} %"),
            self.tr("{c} % right · test {f} %"),
        ]

    def values(self, picture: Picture) -> dict[str, str]:
        """What stands in the places of ``forms``."""
        answers, learnt = picture.answers, picture.examples.trained
        assert answers is not None
        if not picture.examples.classes:
            return {"a": short(self._mean_square(picture, learnt)), "b": short(self._mean_square(picture, ~learnt))}
        return dict(zip("abcdef", (*_counts(answers.wrong[learnt]), *_counts(answers.wrong[~learnt])), strict=True))

    def widest(self, picture: Picture) -> dict[str, str]:
        """The widest values there may be, so that the layout does not jump with the numbers."""
        if not picture.examples.classes:
            return {"a": "0.0001234", "b": "0.0001234"}
        learnt, tested = (f"{int(rows.sum()):,}" for rows in (picture.examples.trained, ~picture.examples.trained))
        return {"a": learnt, "b": learnt, "c": "99.9", "d": tested, "e": tested, "f": "99.9"}

    def brief(self, picture: Picture) -> str:
        """The same in a word, of the training examples."""
        answers, examples = picture.answers, picture.examples
        if answers is None or not examples.trained.any():
            return ""
        if examples.classes:
            return self._right(picture).format(share=_percent(1.0 - answers.wrong[examples.trained].mean()))
        return self.tr("error {value}").format(value=short(self._mean_square(picture, examples.trained), 3))

    def ended(self, step: int) -> str:
        """In place of ``brief`` where a lane has diverged and this is the last step it has come to."""
        return self.tr("diverged: step {0}").format(f"{step:,}")

    def widest_brief(self, picture: Picture) -> str:
        """About the longest ``brief`` there may be, so that the layout does not jump with the numbers."""
        if picture.examples.classes:
            return self._right(picture).format(share="99.9")
        return self.tr("error {value}").format(value="0.0123")

    def _right(self, picture: Picture) -> str:
        """In how few words the share of right answers is told, and of which examples where there are two kinds."""
        return self.tr("{share} % right") if picture.examples.trained.all() else self.tr("training {share} %")

    def facts(self, picture: Picture, row: int) -> tuple[str, list[tuple[str, str]]]:
        """Title and facts, name and value, on one example."""
        examples, answers = picture.examples, picture.answers
        number = int(examples.numbers[row])
        title = self.tr("training example {number}").format(number=number + 1) if number >= 0 else ""
        title = title or self.tr("test example, not learnt from")
        values = zip(examples.names[:MOST_INPUTS], examples.inputs[row].tolist(), strict=False)
        facts = [(name, short(value)) for name, value in values]
        if (left_out := len(examples.names) - MOST_INPUTS) > 0:
            facts.append((self.tr("and {count} more").format(count=left_out), ""))
        target = float(examples.targets[row])
        facts.append((examples.target_name, examples.classes[int(target)] if examples.classes else short(target)))
        if answers is not None:
            facts.append((self.tr("prediction"), self._prediction(picture, row)))
            facts.append((self.tr("loss"), short(float(answers.losses[row]))))
        return title, facts

    def formulas(self, picture: Picture) -> list[str]:
        """The score of a decision line at its present slope and intercept, longest form first; none without a line."""
        network, theta = picture.network, picture.theta
        if not isinstance(network, DecisionLine) or theta is None:
            return []
        w, b = theta.tolist()
        minus = "\N{MINUS SIGN}"
        names = dict.fromkeys((network.prepared.names, ("x", "y")))
        slope, rest = short(w), f"{'+' if b >= 0.0 else minus} {short(abs(b))}"
        return [f"s = {y} {minus} ({slope}·{x} {rest})" for x, y in names]

    def _mean_square(self, picture: Picture, rows: Flags) -> float:
        """Of the differences in the data's own units."""
        assert picture.answers is not None
        with np.errstate(over="ignore", invalid="ignore"):
            errors = picture.answers.outputs[rows, 0] - picture.examples.targets[rows]
            return float((errors**2).mean()) if len(errors) else np.nan

    def _prediction(self, picture: Picture, row: int) -> str:
        answers, network = picture.answers, picture.network
        assert answers is not None and network is not None
        outputs, classes = answers.outputs[row], picture.examples.classes
        if not classes:
            return short(float(outputs[0]))
        chosen = int(answers.chosen[row])
        name = classes[chosen] if chosen < len(classes) else str(chosen + 1)
        if network.architecture.loss == "hinge":
            score = float(outputs[chosen if len(outputs) > 1 else 0])
            return self.tr("{name}, score {value}").format(name=name, value=short(score))
        value = float(outputs[chosen]) if len(outputs) > 1 else float(outputs[0] if chosen else 1.0 - outputs[0])
        return self.tr("{name}, {value}").format(name=name, value=short(value))


def _counts(wrong: Flags) -> tuple[str, str, str]:
    """How many are wrong, of how many, and the percentage that is right."""
    count = len(wrong)
    return f"{int(wrong.sum()):,}", f"{count:,}", _percent(1.0 - float(wrong.mean()) if count else 1.0)


def _percent(share: float) -> str:
    """A share as a percentage; never 100 where something is wrong."""
    text = f"{100.0 * share:.1f}".removesuffix(".0")
    return "99.9" if text == "100" and share < 1.0 else text
