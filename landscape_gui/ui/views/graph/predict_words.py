"""Words of predict mode: questions, hints, what is said of answers, and the summary."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from landscape_gui.arithmetic import calculation, written
from landscape_gui.core.expression import print_node
from landscape_gui.core.graph import Arithmetic, GraphNode
from landscape_gui.core.graph.predict import (
    COARSE,
    FIRST,
    FLIPPED,
    HINTED,
    LATER,
    NEAR,
    RIGHT,
    ROUNDED,
    RULE,
    SHOWN,
    SKIPPED,
    TENS,
    UNREADABLE,
    Score,
    Verdict,
)
from landscape_gui.core.graph.predict import (
    NUMBERS as FORMULA,
)
from landscape_gui.core.graph.questions import (
    ALONE,
    CHANGE,
    DELTA,
    GRADIENT,
    LOCAL,
    MOVE,
    OWN,
    PARAMETER_SHARE,
    SEED,
    SIGN,
    SUM,
    TANGENT,
    UPDATED,
    UPHILL,
    UPSTREAM,
    VALUE,
    Question,
)
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.operations import ATOM, OPERATIONS
from landscape_gui.core.terms import Node
from landscape_gui.numbers import short
from landscape_gui.ui.views.graph.words import GraphWords

LONGEST = 22
"""Characters of a label beyond which a question speaks of what is marked in the drawing."""


class PredictWords(QObject):
    """Words about the questions of one walk.

    Args:
        words: what is said of the walk's steps; the first hint is the rule it tells.
    """

    def __init__(self, words: GraphWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words, self._graph, self._walk = words, words.graph, words.walk

    def question(self, question: Question) -> str:
        """The question in one sentence."""
        if question.kind == UPDATED:
            return self.tr("What is {name} after the update?").format(name=question.name)
        node, target = self._graph.nodes[question.node], self._graph.nodes[question.target]
        if question.shape is not None:
            return self._of_shape(question, node, target)
        place = f"[{', '.join(map(str, question.entry))}]" if question.entry else ""
        if question.kind == VALUE:
            return self._of_value(node, place)
        if question.kind == SEED:
            return self.tr("The backward pass begins at the output. What is its derivative by itself?")
        if question.kind == TANGENT:
            return self.tr("How fast does {node} change with {seed}: what is ∂{node}/∂{seed}?").format(
                node=node.label, seed=self._walk.seed or ""
            )
        if question.kind == DELTA:
            return self.tr("What is δ of {node}: what reached it × the slope of its activation?").format(
                node=node.label
            )
        if question.kind == PARAMETER_SHARE:
            return self.tr("What reaches {name}: δ × what it multiplies?").format(name=question.name)
        return self._of_gradient(question, node.label + place, target)

    def given_formula(self, question: Question) -> str:
        """The formula whose value is asked for, where the question says it; else ""."""
        return self.expression(self._graph.nodes[question.node]) if question.kind == VALUE else ""

    def givens(self, question: Question) -> str:
        """Numbers the question needs that do not stand in the drawing: entries of arrays, and those of an update."""
        if question.written is not None:
            made, known = question.written, set[str]()
            found: dict[str, float] = {}
            for line in (*made.shared, *made.own):
                found |= {s: v for s, v in zip(line.symbols, line.operands, strict=True) if s not in known}
                known.add(line.symbol)
            first = [symbol for symbol in ("θ", "g", "η") if symbol in found]
            ordered = dict.fromkeys([*first, *found])
            return ", ".join(f"{symbol} = {short(found[symbol])}" for symbol in ordered)
        if not question.entry or not question.calculations:
            return ""
        operands = [float(one) for one in question.calculations[-1].operands]
        if question.kind == GRADIENT:
            return self._given_products(question, operands)
        node = self._graph.nodes[question.node]
        names = [self._graph.nodes[i].label for i in node.inputs]
        place = question.entry[0]
        if node.operation == "affine":
            row, column = _vector(operands[:-1:2]), _vector(operands[1:-1:2])
            return f"{names[0]}[{place}] = {row}, {names[1]} = {column}, {names[2]}[{place}] = {short(operands[-1])}"
        if node.operation in LOSSES:
            return ""
        pairs = zip(names, operands, strict=False)
        return ", ".join(f"{name}[{place}] = {short(value)}" for name, value in pairs)

    def hint(self, question: Question, level: int, cursor: int) -> str:
        """Hint number ``level``: the rule in words, the formula with its numbers, the answer."""
        if level == RULE:
            return self._rule(question, cursor)
        if level == FORMULA:
            return self._formula(question)
        return self.tr("The answer is {answer}. Enter goes on.").format(answer=self.answer(question))

    def answer(self, question: Question) -> str:
        """The answer as it stands on screen."""
        return "×".join(map(str, question.shape)) if question.shape is not None else short(question.answer)

    def verdict(self, verdict: Verdict, question: Question) -> str:
        """What is said of an answer."""
        answer = self.answer(question)
        if verdict.outcome == UNREADABLE:
            return verdict.sentence
        if verdict.outcome == RIGHT:
            return self.tr("Right: {answer}.").format(answer=answer)
        if verdict.outcome == ROUNDED:
            return self.tr("Close enough, only rounded differently: with all digits it is {answer}.").format(
                answer=answer
            )
        if verdict.outcome == COARSE:
            return self.tr("Right as far as it goes; please give at least 3 digits.")
        return f"{self.tr('Not yet.')} {self._mistake(verdict.mistake, question)}".strip()

    def score(self, score: Score) -> str:
        """The score in a few words, without what is 0."""
        counts = {
            FIRST: self.tr("{count} at once"),
            LATER: self.tr("{count} later"),
            HINTED: self.tr("{count} with a hint"),
            SHOWN: self.tr("{count} shown"),
            SKIPPED: self.tr("{count} skipped"),
        }
        return " · ".join(
            text.format(count=score.count(outcome)) for outcome, text in counts.items() if score.count(outcome)
        )

    def summary(self, score: Score) -> str:
        """What is said at the end of a walk."""
        total, found = score.count(), score.count(FIRST, LATER, HINTED)
        if not total:
            return self.tr("The walk is done. Begin once more, and predict its numbers.")
        told = self.tr("The walk is done. You found {found} of {total} numbers: {score}.").format(
            found=found, total=total, score=self.score(score)
        )
        if score.count(FIRST) == total:
            return f"{told} {self.tr('Every one at once: you could do without this program.')}"
        if found >= 0.8 * total:
            return f"{told} {self.tr('Well done.')}"
        return f"{told} {self.tr('Once more, and it will be more of them.')}"

    def _of_value(self, node: GraphNode, place: str) -> str:
        if node.operation == "neuron":
            return self.tr("What does {node} pass on: {activation} of its weighted sum and bias?").format(
                node=node.label, activation=node.symbol
            )
        if node.operation in LOSSES:
            label = LOSSES[node.operation].label
            return self.tr("What is the loss{place}, the {label}?").format(
                label=label[0].lower() + label[1:], place=place
            )
        expression = self.expression(node)
        if not node.name:
            return self.tr("What is {expression}?").format(expression=expression)
        if place:
            return self.tr("What is {name}{place} of {name} = {expression}?").format(
                name=node.name, place=place, expression=expression
            )
        return self.tr("What is {name} = {expression}?").format(name=node.name, expression=expression)

    def _of_shape(self, question: Question, node: GraphNode, target: GraphNode) -> str:
        if question.kind == VALUE:
            return self.tr("Which shape has {name} = {expression}?").format(
                name=node.label, expression=self.expression(node)
            )
        return self.tr("Which shape has the gradient that reaches {node} through {target}?").format(
            node=node.label, target=target.label
        )

    def _of_gradient(self, question: Question, source: str, target: GraphNode) -> str:
        before, through = short(question.before), target.name or target.label
        marked = max(len(source), len(through)) > LONGEST
        if question.before != 0.0:
            if marked:
                told = self.tr("{before} has arrived already. What is it with what the marked edge brings?")
            else:
                told = self.tr("{before} has reached {node} already. What is it with what comes through {target}?")
        elif marked:
            told = self.tr("What passes back along the marked edge: upstream × local?")
        else:
            told = self.tr("What reaches {node} through {target}: upstream × local?")
        return told.format(before=before, node=source, target=through)

    def _given_products(self, question: Question, operands: Sequence[float]) -> str:
        count = len(operands) // 2 * 2
        first, second = _vector(operands[:count:2]), _vector(operands[1:count:2])
        told = self.tr("upstream {upstream}, local {local}").format(upstream=first, local=second)
        if len(operands) > count:
            told += self.tr(", there already {before}").format(before=short(operands[-1]))
        return told

    def _rule(self, question: Question, cursor: int) -> str:
        if question.written is not None:
            lines = (*question.written.shared, *question.written.own)
            return "\n".join(f"{line.symbol} = {line.formula}" for line in lines)
        told = self._words.story(self._walk.moment(cursor + 1)).sentence
        if question.shape is None:
            return told
        if question.kind == GRADIENT:
            return f"{told} {self.tr('A gradient has the shape of what it belongs to.')}"
        return f"{told} {self.tr('A product has the rows of its first factor and the columns of its second.')}"

    def _formula(self, question: Question) -> str:
        """Every line with its numbers, the last one without its result."""
        lines: list[Arithmetic] = list(question.calculations)
        if question.written is not None:
            shared = question.written.shared
            lines = [Arithmetic(one.template, one.operands, one.result, one.symbol) for one in shared] + lines
        if not lines:
            return self.tr("∂L/∂L = ?")
        told = [f"{line.name} = {written(line)}" if line.name else written(line) for line in lines[:-1]]
        last = lines[-1]
        told.append(f"{last.name + ' = ' if last.name else ''}{calculation(last)} = ?")
        return "\n".join(told)

    def _mistake(self, mistake: str, question: Question) -> str:
        known = {
            SIGN: self.tr("The size is right; the sign is the other one."),
            ALONE: self.tr("That is what this path brings; {before} is there already, and paths add."),
            UPSTREAM: self.tr("That comes from above; it is still to be multiplied by the local derivative."),
            LOCAL: self.tr("That is the local derivative; multiply it by what comes from above."),
            OWN: self.tr("A factor receives the gradient times the other factor, not times itself."),
            SUM: self.tr("That is the weighted sum; the activation comes after it."),
            UPHILL: self.tr("That is a step up the slope; descent goes against the gradient."),
            CHANGE: self.tr("That is the step alone; add it to the old value."),
            MOVE: self.tr("That is the step alone; subtract it from the old value."),
            NEAR: self.tr("You are near: look at the last digits."),
            TENS: self.tr("The digits are right; look at the decimal point."),
            FLIPPED: self.tr("The sides are right; rows come first, then columns."),
        }
        return known.get(mistake, self.tr("Try again, or take a hint.")).format(before=short(question.before))

    def expression(self, node: GraphNode) -> str:
        """What a node computes, by the names of what it takes."""
        labels = [self._graph.nodes[i].label for i in node.inputs]
        if node.operation == "affine":
            return f"{labels[0]}·{labels[1]} + {labels[2]}"
        if node.operation not in OPERATIONS:
            return f"{node.symbol or node.operation}({', '.join(labels)})"
        if not node.name:
            return node.label
        nodes = [self._graph.nodes[i] for i in node.inputs]
        inputs = [(one.label, ATOM if one.name or not one.inputs else _precedence(one)) for one in nodes]
        return print_node(Node(node.operation, node.inputs), inputs)[0]


def _precedence(node: GraphNode) -> int:
    return OPERATIONS[node.operation].precedence if node.operation in OPERATIONS else ATOM


def _vector(values: Sequence[float]) -> str:
    if len(values) == 1:
        return short(values[0])
    return f"({', '.join(short(value) for value in values)})"
