"""One sentence for each step through a computational graph: what an operation does, how it hands gradients on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.arithmetic import number
from landscape_gui.core.graph import BackwardStep, GraphNode, NeuronNode, StepGraph
from landscape_gui.core.graph.records import CONSTANT, INSIDE, OUTER, SHARE, SUMMED, TRANSPOSED
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES

SATURATED = 0.05
"""Local derivative of an activation below which it hardly lets anything through."""
_SQUASHING = frozenset({"sigmoid", "tanh", "erf", "atan"})


SQUASHING_LOSSES = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
"""Losses that apply the activation of the output themselves, and which one."""


def squashed_by_loss(graph: StepGraph, node: GraphNode) -> str:
    """The activation that the loss applies to a node, an output of the network; "" for none."""
    if node.operation not in {"neuron", "affine"}:
        return ""
    users = [graph.nodes[edge.target].operation for edge in graph.edges_from(node.index)]
    return next((SQUASHING_LOSSES[user] for user in users if user in SQUASHING_LOSSES), "")


class GraphSentences(QObject):
    """Sentences about one graph."""

    def __init__(self, graph: StepGraph, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.graph = graph

    def forward(self, node: GraphNode) -> str:
        """What a node computes."""
        if node.operation == "pow" and self._exponent(node) == 2.0:
            return self.tr("Square the input.")
        if node.operation in LOSSES:
            return " ".join(part for part in (LOSSES[node.operation].description, self._inside_loss(node)) if part)
        words = self.operations().get(node.operation, "")
        squashing = squashed_by_loss(self.graph, node)
        if squashing:
            words += " " + self.tr("Its {function} is part of the loss.").format(function=squashing)
        if node.shape and node.operation in self._activations():
            words += " " + self.tr("It takes each entry on its own.")
        return words or self.tr("Apply {operation} to the input.").format(operation=node.symbol or node.operation)

    def _inside_loss(self, node: GraphNode) -> str:
        """Which activation of the output a loss contains."""
        if node.operation not in SQUASHING_LOSSES:
            return ""
        return self.tr("It contains the {function} of the output, so it takes the sum z itself.").format(
            function=SQUASHING_LOSSES[node.operation]
        )

    def operations(self) -> dict[str, str]:
        """What each operation does."""
        return self._arithmetic() | self._functions() | self._activations() | self._of_networks()

    def backward(self, step: BackwardStep) -> str:
        """How a gradient goes on along an edge, into a neuron, or to a parameter of its own."""
        target = self.graph.nodes[step.target]
        if step.kind == INSIDE:
            return self._inside(target, step)
        if step.kind == SHARE:
            return self._share(target, step)
        if isinstance(target, NeuronNode):
            return self._into_neuron(target, step)
        if target.operation == "affine":
            return self._affine(step)
        if target.operation in LOSSES:
            return self._loss(target, step)
        if target.operation in self._activations():
            return self._activation(target.operation, step)
        special = self._special(target, step)
        return special or self.rules(step.place).get(target.operation) or self._unknown(target)

    def rules(self, place: int) -> dict[str, str]:
        """How each operation hands a gradient on to its input number ``place``."""
        first = self._first_rules() if place == 0 else {}
        return self._rules_of_both() | first | (self._second_rules() if place else {})

    def _unknown(self, target: GraphNode) -> str:
        return self.tr("The gradient from above times the local derivative of {operation}.").format(
            operation=target.symbol or target.operation
        )

    def _special(self, target: GraphNode, step: BackwardStep) -> str:
        """What depends on the numbers; "" where nothing does."""
        operation = target.operation
        if operation == "mul":
            other = self.graph.nodes[target.inputs[1 - step.place]]
            return self.tr("Multiplication passes the gradient on times the other factor, {other}.").format(
                other=_called(other)
            )
        if operation == "pow" and step.place == 0 and self._exponent(target) == 2.0:
            return self.tr("The derivative of a square is twice its base.")
        if operation in ("min", "max"):
            return self._choice(float(step.local))
        if operation == "scale" and step.place == 2:
            return self.tr("The shift β receives the gradient unchanged.")
        if operation == "abs" and float(step.local) == 0.0:
            return self.tr("The input is 0, where |x| has its kink: its slope there counts as 0.")
        return ""

    def _choice(self, local: float) -> str:
        """Of min and max."""
        if local == 0.5:
            return self.tr("Both inputs are equal: each gets half of the gradient.")
        if local > 0.5:
            return self.tr("This input is the one taken, so all of the gradient goes to it.")
        return self.tr("This input is not the one taken: a small change of it changes nothing.")

    def _arithmetic(self) -> dict[str, str]:
        return {
            "add": self.tr("Add the inputs."),
            "sub": self.tr("Subtract the second input from the first."),
            "mul": self.tr("Multiply the inputs."),
            "div": self.tr("Divide the first input by the second."),
            "neg": self.tr("Change the sign."),
            "pow": self.tr("Raise the first input to the power of the second."),
            "abs": self.tr("The absolute value: the size without the sign."),
            "min": self.tr("Take the smaller input."),
            "max": self.tr("Take the larger input."),
            "sign": self.tr("The sign: 1, −1, or 0 at zero."),
            "step": self.tr("The step function: 1 for positive inputs, else 0."),
            "greater": self.tr("Compare: 1 where the first input is greater, 0 where it is smaller, ½ where equal."),
            "sqrt_slope": self.tr("The slope of a square root: 1 over twice the root."),
            "elu_slope": self.tr("The slope of ELU: 1 for positive inputs, else eˣ."),
            "pow_log": self.tr("A power times the logarithm of its base."),
        }

    def _functions(self) -> dict[str, str]:
        return {
            "sin": self.tr("The sine: a wave between −1 and 1."),
            "cos": self.tr("The cosine: the sine a quarter turn ahead."),
            "tan": self.tr("The tangent: sine over cosine, without limit where the cosine is 0."),
            "sinh": self.tr("The hyperbolic sine: half of eˣ − e⁻ˣ."),
            "cosh": self.tr("The hyperbolic cosine: half of eˣ + e⁻ˣ, never below 1."),
            "exp": self.tr("e to the power of the input: always positive, and it grows as fast as it is large."),
            "log": self.tr("The natural logarithm: the power to which e has to be raised."),
            "sqrt": self.tr("The square root."),
            "erf": self.tr("The error function: the area under a bell curve, from −1 to 1."),
            "atan": self.tr("The arctangent squeezes any number between −π/2 and π/2."),
        }

    def _activations(self) -> dict[str, str]:
        return {
            "sigmoid": self.tr("The sigmoid squeezes any number between 0 and 1."),
            "tanh": self.tr("The hyperbolic tangent squeezes any number between −1 and 1."),
            "relu": self.tr("ReLU lets positive numbers through and makes all others 0."),
            "leaky_relu": self.tr("Leaky ReLU lets positive numbers through and a hundredth of all others."),
            "elu": self.tr("ELU lets positive numbers through and bends all others smoothly towards −1."),
            "softplus": self.tr("Softplus, ln(1 + eˣ), is a smooth ReLU."),
            "gelu": self.tr("GELU: the input times the chance that a normal number is smaller."),
            "silu": self.tr("SiLU: the input times its own sigmoid."),
        }

    def _of_networks(self) -> dict[str, str]:
        return {
            "neuron": self.tr("A neuron: the weighted sum of its inputs and its bias, then its activation."),
            "affine": self.tr("All weighted sums of the layer at once: matrix times vector, plus the biases."),
            "normalise": self.tr("Batch norm: subtract each unit's mean, divide by its standard deviation."),
            "scale": self.tr("Batch norm gives every unit a scale γ and a shift β of its own."),
            "mean": self.tr("The mean over all examples."),
            "penalty": self.tr("The penalty: the larger the weights, the more it costs."),
        }

    def _rules_of_both(self) -> dict[str, str]:
        jump = self.tr("Flat but for its jump: its slope is 0, so no gradient comes through.")
        return {
            "add": self.tr("Addition passes the gradient on unchanged."),
            "mul": self.tr("Multiplication passes the gradient on times the other factor."),
            "min": self.tr("The gradient goes to the input that is taken."),
            "max": self.tr("The gradient goes to the input that is taken."),
            "sign": jump,
            "step": jump,
            "greater": jump,
            "penalty": self.tr("Each weight receives the slope of its own penalty: large weights are pulled back."),
        }

    def _first_rules(self) -> dict[str, str]:
        return {
            "sub": self.tr("Subtraction passes the gradient on unchanged to what it subtracts from."),
            "div": self.tr("Division passes the gradient on divided by the denominator."),
            "neg": self.tr("A minus sign turns the gradient round."),
            "pow": self.tr("The power rule: the exponent times the base to a power one lower."),
            "abs": self.tr("The derivative of |x| is the sign of x."),
            "sin": self.tr("The derivative of the sine is the cosine."),
            "cos": self.tr("The derivative of the cosine is minus the sine."),
            "tan": self.tr("The derivative of the tangent is 1 + tan², never less than 1."),
            "sinh": self.tr("The derivative of the hyperbolic sine is the hyperbolic cosine."),
            "cosh": self.tr("The derivative of the hyperbolic cosine is the hyperbolic sine."),
            "exp": self.tr("The exponential function is its own derivative."),
            "log": self.tr("The derivative of the logarithm is 1 over its input: steep near 0."),
            "sqrt": self.tr("The derivative of a root is 1 over twice the root: steep near 0."),
            "erf": self.tr("The derivative of the error function is a bell curve."),
            "atan": self.tr("The derivative of the arctangent is 1/(1 + x²): far out it hardly changes."),
            "sqrt_slope": self.tr("Through the slope of a root: minus twice its square."),
            "elu_slope": self.tr("Through the slope of ELU: itself for negative inputs, else 0."),
            "pow_log": self.tr("Through a power times a logarithm: both change with the base."),
            "mean": self.tr("Each example has its share in the mean: 1 over their number."),
            "normalise": self.tr("Through batch norm, its statistics held fixed: divided by the standard deviation."),
            "scale": self.tr("The scale γ receives the gradient times the normalised sum that it multiplies."),
        }

    def _second_rules(self) -> dict[str, str]:
        return {
            "sub": self.tr("Subtraction turns the gradient round for what is subtracted."),
            "div": self.tr("A larger denominator makes the quotient smaller: the derivative is −(a/b)/b."),
            "pow": self.tr("By its exponent a power changes by itself times the logarithm of its base."),
            "pow_log": self.tr("By the exponent it changes by itself times the logarithm of the base."),
            "scale": self.tr("Through batch norm's scale: the gradient times γ."),
        }

    def _activation(self, operation: str, step: BackwardStep) -> str:
        """Through an activation, of one number or of a layer."""
        local = np.abs(np.asarray(step.local, dtype=np.float64))
        if operation == "relu":
            return self._relu(local)
        words = self.slopes()[operation]
        if operation in _SQUASHING and local.size and float(local.max()) < SATURATED:
            words += " " + self.tr("Here it is saturated: hardly any gradient gets through.")
        return words

    def slopes(self) -> dict[str, str]:
        """The slope of each activation."""
        return {
            "sigmoid": self.tr("The slope of the sigmoid is σ(1 − σ), at most ¼."),
            "tanh": self.tr("The slope of tanh is 1 − tanh², at most 1."),
            "relu": self.tr("The slope of ReLU is 1 where it is on, else 0."),
            "leaky_relu": self.tr("The slope of leaky ReLU is 1 for positive inputs, else 0.01: never nothing."),
            "elu": self.tr("The slope of ELU is 1 for positive inputs, else eˣ."),
            "softplus": self.tr("The slope of softplus is the sigmoid."),
            "gelu": self.tr("The slope of GELU is near 1 for large inputs, near 0 for very negative ones."),
            "silu": self.tr("The slope of SiLU is σ(x)·(1 + x·(1 − σ(x))): near 1 for large inputs."),
        }

    def _relu(self, local: np.ndarray) -> str:
        if local.ndim:
            on, count = int(np.count_nonzero(local)), local.size
            return self.tr(
                "ReLU is on for {on} of {count} entries: these pass the gradient, the others end it."
            ).format(on=f"{on:,}", count=f"{count:,}")
        if float(local) == 0.0:
            return self.tr("ReLU is off here: its slope is 0, and the gradient ends.")
        return self.tr("ReLU is on here: its slope is 1, and the gradient passes unchanged.")

    def _inside(self, target: GraphNode, step: BackwardStep) -> str:
        """From a neuron's output to its sum."""
        assert isinstance(target, NeuronNode)
        operation = ACTIVATIONS[target.activation].operation
        words = self.tr("Through the activation: the adjoint times its slope gives δ, the derivative by the sum z.")
        if not operation:
            return self.tr("This neuron passes its sum on as it is, so δ, the derivative by the sum z, is its adjoint.")
        return f"{words} {self._activation(operation, step)}"

    def _into_neuron(self, target: NeuronNode, step: BackwardStep) -> str:
        edge = self.graph.edges_into(target.index)[step.place]
        if edge.gate is None:
            return self.tr("Around the neuron: the skip connection passes the gradient on unchanged.")
        return self.tr("Back along the weight: δ of the neuron times the weight of this connection.")

    def _share(self, target: GraphNode, step: BackwardStep) -> str:
        """To a parameter that belongs to a neuron."""
        if not isinstance(target, NeuronNode):
            return self.tr("The penalty has a share of its own in the derivative by {name}.").format(name=step.name)
        if step.place >= 0:
            source = self.graph.nodes[step.source]
            return self.tr("The derivative by the weight {name} is δ times what it multiplies, {source}.").format(
                name=step.name, source=_called(source)
            )
        kind = step.name.partition("[")[0].rstrip("0123456789")
        known = {
            "gamma": self.tr("The derivative by the scale {name} is δ times the normalised sum that it multiplies."),
            "beta": self.tr("The derivative by the shift {name} is δ: it is added at the end."),
        }
        bias = self.tr("The derivative by the bias {name} is δ: a bias is a weight on a constant 1.")
        if step.local != 1.0 and kind not in known:
            bias = self.tr("The derivative by the bias {name} is δ times what batch norm multiplies it by.")
        return known.get(kind, bias).format(name=step.name)

    def _affine(self, step: BackwardStep) -> str:
        if step.product == OUTER:
            return self.tr("The gradient of the weights is the outer product of what comes back and what went in.")
        if step.product == TRANSPOSED:
            return self.tr("Back through the layer: the transposed weights times what comes back.")
        if step.product == SUMMED:
            return self.tr("Each bias receives the sum over all examples.")
        return self.tr("The biases receive the gradient unchanged.")

    def _loss(self, target: GraphNode, step: BackwardStep) -> str:
        source, entry = self.graph.nodes[step.source], LOSSES[target.operation]
        if source.name.startswith("t"):
            return self.tr(
                "How the loss changes with the target {source}, which is data: nothing is learned here."
            ).format(source=source.label)
        return self.tr("How the {loss} changes with the output {source}.").format(
            loss=entry.label.lower(), source=source.label
        )

    def _exponent(self, node: GraphNode) -> float | None:
        exponent = self.graph.nodes[node.inputs[1]]
        return float(exponent.value) if exponent.kind == CONSTANT else None


def _called(node: GraphNode) -> str:
    """A node by its name with its value, as in "b = 2"; a constant by its value, an array by its name."""
    if node.shape:
        return node.label
    told = number(node.value)
    return told if node.kind == CONSTANT else f"{node.label} = {told}"
