"""What is said at each step through a computational graph: a title, a sentence, and the formula with its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.core.graph import Arithmetic, BackwardStep, ForwardStep, GraphNode, StepGraph, TangentStep, Value
from landscape_gui.core.graph.captions import name_latex
from landscape_gui.core.graph.records import ALONG, INSIDE, OUTER, SHARE, SUMMED, TRANSPOSED
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE, Moment, SeedStep, UpdateStep, Walk
from landscape_gui.numbers import MINUS, short
from landscape_gui.scene.graphs import Subject

LONGEST = 9
"""Characters of a label beyond which a node is called by its number in formulas."""
SATURATED = 0.05
"""Local derivative of an activation below which it hardly lets anything through."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is said of a step: title, sentence, and formulas in LaTeX, one a line."""

    title: str
    sentence: str
    formulas: tuple[str, ...] = ()


class GraphWords(QObject):
    """Words about one subject and the walk through its graph."""

    def __init__(self, subject: Subject, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.subject, self.walk = subject, walk
        self.graph: StepGraph = subject.graph

    def story(self, moment: Moment) -> Story:
        """What is said after the step that led to ``moment``."""
        step = moment.step
        if step is None:
            return self._beginning()
        title = self._title(moment)
        if isinstance(step, ForwardStep):
            return Story(title, self._forward_sentence(step), tuple(self._line(step, line) for line in step.lines))
        if isinstance(step, TangentStep):
            return Story(title, self._tangent_sentence(step), (self._tangent_formula(step),))
        if isinstance(step, SeedStep):
            name = self.name(self.graph.nodes[step.node])
            sentence = self.tr("The backward pass begins at the output: changing it by 1 changes it by 1.")
            return Story(title, sentence, (rf"\frac{{\partial {name}}}{{\partial {name}}} = {_ink('gradient', '1')}",))
        if isinstance(step, BackwardStep):
            return Story(title, self._backward_sentence(step), (self._backward_formula(step),))
        return Story(title, self._update_sentence(step))

    def name(self, node: GraphNode) -> str:
        """What a node is called in a formula, in LaTeX."""
        return name_in_formulas(self.graph, node)

    def _title(self, moment: Moment) -> str:
        phase = moment.phase
        words = {FORWARD: self.tr("Forward"), BACKWARD: self.tr("Backward"), UPDATE: self.tr("Update")}
        return self.tr("{phase}, step {number} of {count}").format(
            phase=words[phase.key], number=moment.cursor - phase.first, count=phase.last - phase.first
        )

    def _beginning(self) -> Story:
        subject = self.subject
        if subject.lane is not None:
            where = self.tr("{lane} after {step} steps.").format(lane=subject.lane.label, step=f"{subject.step:,}")
        elif subject.step:
            where = self.tr("After {step} updates.").format(step=f"{subject.step:,}")
        else:
            where = ""
        ask = self.tr("Inputs and parameters are known. Step forward to compute one node after the other.")
        return Story(subject.title, f"{where} {ask}".strip())

    def _forward_sentence(self, step: ForwardStep) -> str:
        node = self.graph.nodes[step.node]
        known = {
            "add": self.tr("Add the inputs."),
            "sub": self.tr("Subtract the second input from the first."),
            "mul": self.tr("Multiply the inputs."),
            "div": self.tr("Divide the first input by the second."),
            "neg": self.tr("Change the sign."),
            "pow": self.tr("Raise to the power."),
            "sigmoid": self.tr("The sigmoid squeezes any number between 0 and 1."),
            "tanh": self.tr("The hyperbolic tangent squeezes any number between −1 and 1."),
            "relu": self.tr("ReLU lets positive numbers through and makes all others 0."),
            "leaky_relu": self.tr("Leaky ReLU lets positive numbers through and a hundredth of all others."),
            "exp": self.tr("The exponential function."),
            "log": self.tr("The natural logarithm."),
            "neuron": self.tr("A neuron: the weighted sum of its inputs and its bias, then its activation."),
            "affine": self.tr("All weighted sums of the layer at once: matrix times vector, plus the biases."),
            "mean": self.tr("The mean over all examples."),
        }
        if node.operation in known:
            return known[node.operation]
        if node.index == self.graph.output and node.name == "loss":
            return self.tr("The loss says how far the output is from its target.")
        return self.tr("Apply {operation} to the input.").format(operation=node.symbol or node.operation)

    def _tangent_sentence(self, step: TangentStep) -> str:
        seed = self.graph.nodes[self.graph.index(self.walk.seed or "")]
        if step.tangent == 0.0 and not any(step.tangents):
            return self.tr("This does not depend on {seed}: its tangent is 0.").format(seed=seed.label)
        return self.tr("How fast this changes with {seed}: local derivatives times the inputs' own tangents.").format(
            seed=seed.label
        )

    def _backward_sentence(self, step: BackwardStep) -> str:
        if step.kind == INSIDE:
            return self.tr("Through the activation: the adjoint times its slope gives δ, the derivative by the sum z.")
        if step.kind == SHARE:
            return self.tr("The derivative by {name} is δ times what it multiplies.").format(name=step.name)
        words = self._rule(step)
        if np.any(np.asarray(step.before) != 0.0):
            words += " " + self.tr(
                "Another path has brought {before} already; where paths meet, gradients add."
            ).format(before=spoken(step.before))
        return words

    def _rule(self, step: BackwardStep) -> str:
        target, source = self.graph.nodes[step.target], self.graph.nodes[step.source]
        operation, first = target.operation, step.place == 0
        if operation == "neuron":
            return self.tr("Back along the weight: δ of the neuron times the weight of this connection.")
        if operation == "affine":
            return self._layer_rule(step)
        if operation == "mul":
            other = self.graph.nodes[target.inputs[1 - step.place]]
            return self.tr("Multiplication passes the gradient on times the other factor, {other}.").format(
                other=_called(other)
            )
        if operation in {"sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "silu"}:
            return self._activation_rule(operation, step)
        known = {
            ("add", True): self.tr("Addition passes the gradient on unchanged."),
            ("add", False): self.tr("Addition passes the gradient on unchanged."),
            ("sub", True): self.tr("Subtraction passes the gradient on unchanged to what it subtracts from."),
            ("sub", False): self.tr("Subtraction passes the gradient with the opposite sign to what is subtracted."),
            ("div", True): self.tr("Division passes the gradient on divided by the denominator."),
            ("div", False): self.tr("A larger denominator makes the quotient smaller: the derivative is −(a/b)/b."),
            ("neg", True): self.tr("A minus sign turns the gradient round."),
            ("pow", True): self.tr("The power rule: n times the base to the power n − 1."),
            ("pow", False): self.tr("By the exponent, a power changes by itself times the logarithm of its base."),
            ("exp", True): self.tr("The exponential function is its own derivative."),
            ("log", True): self.tr("The derivative of the logarithm is 1 over its input."),
            ("sqrt", True): self.tr("The derivative of a root is 1 over twice the root."),
            ("sin", True): self.tr("The derivative of the sine is the cosine."),
            ("cos", True): self.tr("The derivative of the cosine is minus the sine."),
            ("abs", True): self.tr("The derivative of |x| is the sign of x."),
            ("mean", True): self.tr("Each example has its share in the mean: 1 over their number."),
        }
        if operation in {"min", "max"}:
            takes = float(step.local) > 0.5
            if takes:
                return self.tr("This input is the one taken, so all of the gradient goes to it.")
            return self.tr("This input is not the one taken: a small change of it changes nothing.")
        if (operation, first) in known:
            return known[operation, first]
        if target.name == "loss":
            return self.tr("How the loss changes with {source}.").format(source=source.label)
        return self.tr("The gradient from above times the local derivative of {operation}.").format(
            operation=target.symbol or target.operation
        )

    def _layer_rule(self, step: BackwardStep) -> str:
        if step.product == OUTER:
            return self.tr("The gradient of the weights is the outer product of what comes back and what went in.")
        if step.product == TRANSPOSED:
            return self.tr("Back through the layer: the transposed weights times what comes back.")
        if step.product == SUMMED:
            return self.tr("Each bias receives the sum over all examples.")
        return self.tr("The biases receive the gradient unchanged.")

    def _activation_rule(self, operation: str, step: BackwardStep) -> str:
        local = np.abs(np.asarray(step.local))
        if operation == "relu" and local.ndim == 0:
            if float(local) == 0.0:
                return self.tr("ReLU is off here: its slope is 0, and the gradient ends.")
            return self.tr("ReLU is on here: its slope is 1, and the gradient passes unchanged.")
        known = {
            "sigmoid": self.tr("The slope of the sigmoid is σ(1 − σ), at most ¼."),
            "tanh": self.tr("The slope of tanh is 1 − tanh², at most 1."),
        }
        words = known.get(operation, self.tr("The gradient from above times the slope of the activation."))
        if operation in {"sigmoid", "tanh"} and local.size and float(local.max()) < SATURATED:
            words += " " + self.tr("Here it is saturated: hardly any gradient gets through.")
        return words

    def _update_sentence(self, step: UpdateStep) -> str:
        update = self.subject.update
        assert update is not None, "a walk with updates has an update"
        if step.end - step.first > 1:
            return self.tr("{optimizer} updates all {count} parameters.").format(
                optimizer=update.optimizer.label, count=f"{step.end - step.first:,}"
            )
        return self.tr("{optimizer} updates {name}.").format(
            optimizer=update.optimizer.label, name=update.names[step.first]
        )

    def _line(self, step: ForwardStep, line: Arithmetic) -> str:
        node = self.graph.nodes[step.node]
        left = name_latex(line.name) if line.name and line.name != node.name else self.name(node)
        calculation = filled(line)
        result = _ink("value", written(line.result))
        return f"{left} = {calculation} = {result}" if calculation else f"{left} = {result}"

    def _tangent_formula(self, step: TangentStep) -> str:
        node = self.graph.nodes[step.node]
        left = rf"\frac{{\partial {self.name(node)}}}{{\partial {name_latex(self.walk.seed or '')}}}"
        return f"{left} = {filled(step.arithmetic)} = {_ink('gradient', written(step.tangent))}"

    def _backward_formula(self, step: BackwardStep) -> str:
        target, source = self.graph.nodes[step.target], self.graph.nodes[step.source]
        top, above = self.name(self.graph.nodes[self.graph.output]), self.name(target)
        if step.kind == ALONG:
            below = self.name(source)
        else:
            below = rf"z_{{{target.label}}}" if step.kind == INSIDE else name_latex(step.name)
        if step.kind == SHARE or (step.kind == ALONG and target.operation == "neuron"):
            upstream, local = r"\delta", ""
        else:
            upstream = rf"\frac{{\partial {top}}}{{\partial {above}}}"
            local = rf"\frac{{\partial {above}}}{{\partial {below}}}"
        left = rf"\frac{{\partial {top}}}{{\partial {below}}}"
        along = rf"{_ink('gradient', upstream)} \cdot {_ink('local', local)}" if local else ""
        numbers = self._numbers(step)
        if np.any(np.asarray(step.before) != 0.0) and np.ndim(step.before) == 0:
            numbers = f"{_ink('gradient', written(step.before))} + {numbers}"
        parts = [left, along, numbers, _ink("gradient", written(step.after))]
        return " = ".join(part for part in parts if part)

    def _numbers(self, step: BackwardStep) -> str:
        upstream, local = _ink("gradient", written(step.upstream)), _ink("local", _factor(step.local))
        if step.product == TRANSPOSED:
            return rf"{local}^{{\top}} \, {upstream}"
        if step.product == OUTER:
            return rf"{upstream} \, {local}^{{\top}}"
        return rf"{upstream} \cdot {local}"


def name_in_formulas(graph: StepGraph, node: GraphNode) -> str:
    """What a node is called in formulas, in LaTeX: its name or a short caption, else v and its number."""
    if node.index == graph.output and not node.name:
        return "L"
    return node.caption if node.name or len(node.label) <= LONGEST else f"v_{{{node.index}}}"


def written(value: Value) -> str:
    """A number, or a small array, as it stands in a formula; of a large array its shape."""
    if np.ndim(value) == 0:
        mantissa, e, exponent = short(float(value)).partition("e")
        return rf"{mantissa} \cdot 10^{{{exponent}}}" if e else mantissa
    array = np.asarray(value)
    if array.ndim == 1 and array.size <= 4:
        return "(" + r",\, ".join(short(float(entry), 3) for entry in array) + ")"
    return "[" + " × ".join(map(str, array.shape)) + "]"


def spoken(value: Value) -> str:
    """A number as it stands in a sentence; of an array its shape."""
    return short(float(value)) if np.ndim(value) == 0 else f"({'×'.join(map(str, np.shape(value)))})"


def filled(line: Arithmetic) -> str:
    """A calculation with its numbers in LaTeX, negative ones in parentheses where they are not the first."""
    if not line.template or line.template == "{0}":
        return ""
    parts = []
    for place, operand in enumerate(line.operands):
        text = written(operand)
        alone = line.template.startswith(f"{{{place}}}") or f"({{{place}}})" in line.template
        power = f"{{{place}}}^" in line.template or f"{{{place}}}²" in line.template
        parts.append("{" + (text if not text.startswith(MINUS) or (alone and not power) else f"({text})") + "}")
    upright = re.sub(r"[A-Za-z_]{2,}", lambda word: rf"\mathrm{{{{{word[0]}}}}}", line.template)
    return upright.format(*parts)


def _factor(value: Value) -> str:
    text = written(value)
    return f"({text})" if text.startswith(MINUS) else text


def _ink(role: str, latex: str) -> str:
    return rf"\textcolor{{{role}}}{{{latex}}}"


def _called(node: GraphNode) -> str:
    """A node by its name with its value, as in "b = 2"."""
    value = spoken(node.value)
    return value if node.kind == "constant" else f"{node.label} = {value}"
