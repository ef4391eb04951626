"""The worked examples of backpropagation and automatic differentiation, one row each, from easy to hard.

Where the numbers of a printed example are known, they are its own; the captions say it right where a well-known slide
has a slip: ∂L/∂ŷ of ½(ŷ − y)² is ŷ − y, the derivative by a weight keeps the factor of its input, and error terms
o(1 − o)(t − o) belong to ½(t − o)².
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from landscape_gui.core.errors import CatalogueError
from landscape_gui.core.graph.example import TANGENTS, Example, NetworkForm
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE

_LECTURE = "Lecture example"
_OWN = "Made for this program"

_OPERATIONS = (
    Example(
        "graph-linear",
        "A linear expression",
        "A formula becomes a graph of single operations: values run forward through it, derivatives backward.",
        "L = 2*w + 3*b + 4",
        {"w": 5.0, "b": 4.0},
        captions=(
            "Forward, each operation takes the values of its inputs: 2·5 = 10, 3·4 = 12, together 22, and 26 in all.",
            "Backward, the output starts with ∂L/∂L = 1, and both additions pass this 1 on unchanged.",
            "A product passes it on times the other factor: ∂L/∂w = 2 and ∂L/∂b = 3, whatever w and b are.",
        ),
        manual={"w": "2", "b": "3"},
        source=_LECTURE,
    ),
    Example(
        "graph-multiply",
        "Multiplication switches gradients",
        "Each factor of a product receives the gradient from above times the value of the other factor.",
        "o = a*b\nf = 5*o",
        {"a": 3.0, "b": 2.0},
        captions=(
            "Forward: a·b = 6, and five times that is 30.",
            "The product o receives 5 from above.",
            "It hands 5·b = 10 to a and 5·a = 15 to b: the values change places, so the smaller factor gets more.",
        ),
        manual={"a": "5*b", "b": "5*a"},
        source=_LECTURE,
    ),
    Example(
        "graph-add",
        "Addition hands out the gradient",
        "Both terms of a sum receive the very gradient that the sum receives.",
        "o = a + b\nf = 5*o",
        {"a": 3.0, "b": 2.0},
        captions=(
            "Forward: a + b = 5, and five times that is 25.",
            "The sum receives 5 from above. Its local derivatives are 1 and 1.",
            "So a and b both get 5: an addition distributes what it is given, whatever its values.",
        ),
        manual={"a": "5", "b": "5"},
        source=_LECTURE,
    ),
    Example(
        "partial-derivatives",
        "Partial derivatives",
        "Each partial derivative is the slope along one axis, the other variable held fixed.",
        "L = 3*w1^2 + w1*w2 - 1",
        {"w1": 0.5, "w2": -1.5},
        captions=(
            "w1 is used twice, by the square and by the product: two ways lead from it to L.",
            "The square brings 6·w1 = 3 and the product w2 = −1.5; where ways meet, contributions add up to 1.5.",
            "Only the product uses w2, so ∂L/∂w2 = w1 = 0.5: the gradient is (6·w1 + w2, w1).",
        ),
        manual={"w1": "6*w1 + w2", "w2": "w1"},
        source=_LECTURE,
    ),
    Example(
        "gradient-tape",
        "The recipe of the gradient tape",
        "Start with 1 at the output, visit the operations backward, multiply local by upstream, add where paths meet.",
        "p = a*b\nq = p + a\nL = p*q",
        {"a": 2.0, "b": 3.0},
        captions=(
            "Forward, every operation is written down with its values, as on a tape: p = 6, q = 8, L = 48.",
            "Backward, the tape is read from its end. Before p may pass anything on, both of its users must have "
            "spoken: L brings q = 8, q brings 6, together 14.",
            "The same at a: q brings 6 and p brings 14·3 = 42, so ∂L/∂a = 48. One pass has found every derivative.",
        ),
        manual={"a": "b*(p + q) + p", "b": "a*(p + q)"},
        source=_OWN,
    ),
)

_NEURONS = (
    Example(
        "graph-neuron",
        "One sigmoid neuron",
        "The sigmoid's derivative needs nothing but its own output: σ′ = σ·(1 − σ).",
        "z = w*x + b\ny = sigmoid(z)",
        {"w": 0.7, "b": -0.3},
        inputs={"x": 1.5},
        captions=(
            "Forward: the weighted input z = 0.75, squashed to y = 0.6792.",
            "Backward through the sigmoid: y·(1 − y) = 0.2179. It is never more than a quarter.",
            "The bias gets 0.2179 as it stands, the weight gets it times its input x = 1.5.",
        ),
        manual={"w": "y*(1 - y)*x", "b": "y*(1 - y)"},
        source=_LECTURE,
    ),
    Example(
        "chain-1-1-1",
        "A chain of two neurons",
        "With one unit a layer, every derivative is one product along a chain.",
        "a0 = w0*x + b0\nz0 = sigmoid(a0)\na1 = w1*z0 + b1\nyhat = a1\nL = 0.5*(yhat - y)^2",
        {"w0": 0.6, "b0": -0.2, "w1": 1.4, "b1": 0.1},
        inputs={"x": 0.8},
        targets={"y": 0.5},
        captions=(
            "Forward: x is weighted, squashed, weighted again; the prediction ŷ = a1 is compared with y.",
            "The loss ½(ŷ − y)² has the derivative ŷ − y = 0.3974: positive where the prediction is too high.",
            "Each step back multiplies one factor on: by the weight w1, by σ′, by the input x.",
            "∂L/∂w0 = (ŷ − y)·w1·z0·(1 − z0)·x = 0.1091: the chain rule is this product.",
        ),
        manual={
            "w0": "(yhat - y)*w1*z0*(1 - z0)*x",
            "b0": "(yhat - y)*w1*z0*(1 - z0)",
            "w1": "(yhat - y)*z0",
            "b1": "yhat - y",
        },
        network=NetworkForm(
            (1, 1, 1), "sigmoid", "linear", "half_mse", ("w0", "b0", "w1", "b1"), inputs=("x",), targets=("y",)
        ),
        source=_LECTURE,
    ),
    Example(
        "skip-connection",
        "A skip connection",
        "A second way around a layer: its gradient is added, and does not shrink on the way.",
        "a0 = w0*x + b0\nz0 = sigmoid(a0)\na1 = w1*z0 + b1\nf1 = tanh(a1)\nyhat = f1 + z0\nL = 0.5*(yhat - y)^2",
        {"w0": 0.6, "b0": -0.2, "w1": 1.4, "b1": 0.1},
        inputs={"x": 0.8},
        targets={"y": 0.5},
        captions=(
            "z0 is used twice: by the layer tanh(w1·z0 + b1), and by the way around it.",
            "The way around brings ŷ − y = 0.7846 as it stands. The way through the layer brings only 0.5368.",
            "At z0 both add up to 1.3214. Were the layer saturated, the gradient would still arrive around it.",
        ),
        manual={
            "w0": "(yhat - y)*((1 - f1^2)*w1 + 1)*z0*(1 - z0)*x",
            "b0": "(yhat - y)*((1 - f1^2)*w1 + 1)*z0*(1 - z0)",
            "w1": "(yhat - y)*(1 - f1^2)*z0",
            "b1": "(yhat - y)*(1 - f1^2)",
        },
        source=_LECTURE,
    ),
)

_HIDDEN_ERROR = "(u1{j}*(y1 - t1) + u2{j}*(y2 - t2))*(1 - h{j}^2)"
"""Error term of hidden unit {j} of the network of ``vectorised-backprop``."""

_NETWORKS = (
    Example(
        "two-layer-bce",
        "Two layers and cross-entropy",
        "Sigmoid and binary cross-entropy together leave the simplest error term there is: h − y.",
        "z1 = x1*w11 + x2*w21 + b1\na1 = sigmoid(z1)\nz2 = x1*w12 + x2*w22 + b2\na2 = sigmoid(z2)\n"
        "s = a1*u1 + a2*u2 + c\nh = sigmoid(s)\nL = -(y*ln(h) + (1 - y)*ln(1 - h))",
        {"w11": 0.3, "w12": -0.4, "w21": 0.8, "w22": 0.2, "b1": 0.15, "b2": -0.1, "u1": 0.7, "u2": -1.2, "c": 0.05},
        inputs={"x1": 1.0, "x2": -0.5},
        targets={"y": 1.0},
        captions=(
            "The network gives the probability h = 0.4959 to the class that is the true one.",
            "The loss alone is steep: ∂L/∂h = (h − y)/(h·(1 − h)) = −2.0166.",
            "The sigmoid's h·(1 − h) cancels the denominator: at s just h − y = −0.5041 is left.",
            "From there every weight of the last layer gets the error term times the activation that enters it.",
        ),
        manual={
            "u1": "(h - y)*a1",
            "u2": "(h - y)*a2",
            "c": "h - y",
            "w11": "(h - y)*u1*a1*(1 - a1)*x1",
            "w21": "(h - y)*u1*a1*(1 - a1)*x2",
            "b1": "(h - y)*u1*a1*(1 - a1)",
            "w12": "(h - y)*u2*a2*(1 - a2)*x1",
            "w22": "(h - y)*u2*a2*(1 - a2)*x2",
            "b2": "(h - y)*u2*a2*(1 - a2)",
        },
        network=NetworkForm(
            (2, 2, 1),
            "sigmoid",
            "linear",
            "binary_cross_entropy",
            ("w11", "w21", "w12", "w22", "b1", "b2", "u1", "u2", "c"),
            inputs=("x1", "x2"),
            targets=("y",),
        ),
        source=_LECTURE,
    ),
    Example(
        "network-3-2-1",
        "A 3-2-1 network, one update",
        "Forward, backward and update of every weight and bias of a small network, number by number.",
        "i4 = w14*x1 + w24*x2 + w34*x3 + b4\no4 = sigmoid(i4)\ni5 = w15*x1 + w25*x2 + w35*x3 + b5\no5 = sigmoid(i5)\n"
        "i6 = w46*o4 + w56*o5 + b6\no6 = sigmoid(i6)\nE = 0.5*(t - o6)^2",
        {
            "w14": 0.2,
            "w24": 0.4,
            "w34": -0.5,
            "w15": -0.3,
            "w25": 0.1,
            "w35": 0.2,
            "w46": -0.3,
            "w56": -0.2,
            "b4": -0.4,
            "b5": 0.2,
            "b6": 0.1,
        },
        inputs={"x1": 1.0, "x2": 0.0, "x3": 1.0},
        targets={"t": 1.0},
        rate=0.9,
        captions=(
            "Will a student pass, by assignments, readings and lectures done? The network says 0.474; yes would be 1.",
            "The error ½(t − o6)² makes the output unit's error term o6·(1 − o6)·(o6 − t) = −0.1312.",
            "A hidden unit gets it times its outgoing weight and its own o·(1 − o); unit 4 ends up with 0.0087.",
            "A weight's derivative is the error term of the unit it enters times the output of the unit it leaves. "
            "w24 and w25 leave x2 = 0, so they do not move at all.",
            "Update with rate 0.9: old − 0.9 × derivative, for all eleven numbers at once.",
        ),
        manual={
            "w46": "(o6 - t)*o6*(1 - o6)*o4",
            "w56": "(o6 - t)*o6*(1 - o6)*o5",
            "b6": "(o6 - t)*o6*(1 - o6)",
            "w14": "(o6 - t)*o6*(1 - o6)*w46*o4*(1 - o4)*x1",
            "w24": "(o6 - t)*o6*(1 - o6)*w46*o4*(1 - o4)*x2",
            "w34": "(o6 - t)*o6*(1 - o6)*w46*o4*(1 - o4)*x3",
            "b4": "(o6 - t)*o6*(1 - o6)*w46*o4*(1 - o4)",
            "w15": "(o6 - t)*o6*(1 - o6)*w56*o5*(1 - o5)*x1",
            "w25": "(o6 - t)*o6*(1 - o6)*w56*o5*(1 - o5)*x2",
            "w35": "(o6 - t)*o6*(1 - o6)*w56*o5*(1 - o5)*x3",
            "b5": "(o6 - t)*o6*(1 - o6)*w56*o5*(1 - o5)",
        },
        network=NetworkForm(
            (3, 2, 1),
            "sigmoid",
            "sigmoid",
            "half_mse",
            ("w14", "w24", "w34", "w15", "w25", "w35", "b4", "b5", "w46", "w56", "b6"),
            inputs=("x1", "x2", "x3"),
            targets=("t",),
        ),
        source="Han, Kamber & Pei, Data Mining: the classic 3-2-1 example",
        phases=(FORWARD, BACKWARD, BACKWARD, BACKWARD, UPDATE),
    ),
    Example(
        "network-2-2-2",
        "A 2-2-2 network with two outputs",
        "Two errors flow back through the same hidden units, and their shares add up.",
        "n1 = w1*i1 + w2*i2 + b1\nh1 = sigmoid(n1)\nn2 = w3*i1 + w4*i2 + b1\nh2 = sigmoid(n2)\n"
        "n3 = w5*h1 + w6*h2 + b2\no1 = sigmoid(n3)\nn4 = w7*h1 + w8*h2 + b2\no2 = sigmoid(n4)\n"
        "E1 = 0.5*(t1 - o1)^2\nE2 = 0.5*(t2 - o2)^2\nE = E1 + E2",
        {"w1": 0.15, "w2": 0.2, "w3": 0.25, "w4": 0.3, "w5": 0.4, "w6": 0.45, "w7": 0.5, "w8": 0.55},
        inputs={"i1": 0.05, "i2": 0.1, "b1": 0.35, "b2": 0.6},
        targets={"t1": 0.01, "t2": 0.99},
        rate=0.5,
        captions=(
            "Two units a layer; those of a layer share one bias, which this example keeps fixed.",
            "The first output is far too high, 0.7514 for 0.01; the second a little too low, 0.7729 for 0.99.",
            "h1 hears from both: the first error wants it lower, the second a little higher, and 0.03635 is left.",
            "One update with rate 0.5 takes the error from 0.2984 to 0.2910.",
        ),
        manual={
            "w5": "(o1 - t1)*o1*(1 - o1)*h1",
            "w6": "(o1 - t1)*o1*(1 - o1)*h2",
            "w7": "(o2 - t2)*o2*(1 - o2)*h1",
            "w8": "(o2 - t2)*o2*(1 - o2)*h2",
            "w1": "((o1 - t1)*o1*(1 - o1)*w5 + (o2 - t2)*o2*(1 - o2)*w7)*h1*(1 - h1)*i1",
            "w2": "((o1 - t1)*o1*(1 - o1)*w5 + (o2 - t2)*o2*(1 - o2)*w7)*h1*(1 - h1)*i2",
            "w3": "((o1 - t1)*o1*(1 - o1)*w6 + (o2 - t2)*o2*(1 - o2)*w8)*h2*(1 - h2)*i1",
            "w4": "((o1 - t1)*o1*(1 - o1)*w6 + (o2 - t2)*o2*(1 - o2)*w8)*h2*(1 - h2)*i2",
        },
        network=NetworkForm(
            (2, 2, 2),
            "sigmoid",
            "sigmoid",
            "half_mse",
            ("w1", "w2", "w3", "w4", "b1", "b1", "w5", "w6", "w7", "w8", "b2", "b2"),
            inputs=("i1", "i2"),
            targets=("t1", "t2"),
        ),
        source="Mazur 2015, A step by step backpropagation example",
        phases=(FORWARD, FORWARD, BACKWARD, UPDATE),
    ),
    Example(
        "vectorised-backprop",
        "Backpropagation in matrices",
        "The same numbers layer by layer: transposed weights carry errors back, outer products make weight gradients.",
        "z1 = w11*x1 + w12*x2 + b1\nh1 = tanh(z1)\nz2 = w21*x1 + w22*x2 + b2\nh2 = tanh(z2)\n"
        "z3 = w31*x1 + w32*x2 + b3\nh3 = tanh(z3)\ny1 = u11*h1 + u12*h2 + u13*h3 + c1\n"
        "y2 = u21*h1 + u22*h2 + u23*h3 + c2\nL = 0.5*((y1 - t1)^2 + (y2 - t2)^2)",
        {
            "w11": 0.5,
            "w12": -0.3,
            "w21": -0.8,
            "w22": 0.4,
            "w31": 0.2,
            "w32": 0.9,
            "b1": 0.1,
            "b2": 0.0,
            "b3": -0.2,
            "u11": 0.7,
            "u12": -0.5,
            "u13": 0.3,
            "u21": -0.4,
            "u22": 0.6,
            "u23": 0.8,
            "c1": 0.0,
            "c2": 0.1,
        },
        inputs={"x1": 1.0, "x2": -0.5},
        targets={"t1": 0.5, "t2": -0.5},
        captions=(
            "Seen as scalars this is a graph of dozens of nodes. Seen as layers it is x → z → h → y → L.",
            "The output layer's error is the vector y − t. Its outer product with h is the whole gradient of U.",
            "Uᵀ·(y − t) takes the error back to h; times 1 − h², entry by entry, it becomes that of z.",
            "Times xᵀ it is the gradient of W: one matrix product each, and every entry as in the scalar graph.",
        ),
        manual={
            **{f"u{k}{j}": f"(y{k} - t{k})*h{j}" for k in (1, 2) for j in (1, 2, 3)},
            **{f"c{k}": f"y{k} - t{k}" for k in (1, 2)},
            **{f"w{j}{i}": f"{_HIDDEN_ERROR.format(j=j)}*x{i}" for j in (1, 2, 3) for i in (1, 2)},
            **{f"b{j}": _HIDDEN_ERROR.format(j=j) for j in (1, 2, 3)},
        },
        network=NetworkForm(
            (2, 3, 2),
            "tanh",
            "linear",
            "half_mse",
            (
                "w11",
                "w12",
                "w21",
                "w22",
                "w31",
                "w32",
                "b1",
                "b2",
                "b3",
                "u11",
                "u12",
                "u13",
                "u21",
                "u22",
                "u23",
                "c1",
                "c2",
            ),
            inputs=("x1", "x2"),
            targets=("t1", "t2"),
        ),
        source=_OWN,
    ),
)

_MODES = (
    Example(
        "autodiff-modes",
        "Forward mode and reverse mode",
        "Forward mode takes one pass for each input, reverse mode one pass back for all of them.",
        "v1 = x1/x2\nv2 = exp(v1)\nv3 = v2 + v1\nv4 = ln(x2)\nv5 = v1 - v4\nf = v3*v5",
        {"x1": 0.5, "x2": 1.0},
        captions=(
            "Values first: v1 = 0.5, v2 = 1.6487, v3 = 2.1487, v4 = 0, v5 = 0.5, f = 1.0744.",
            "Forward mode follows what one input does: seeded with 1 at x1, tangents run along with the values, and "
            "∂f/∂x1 = 3.4731 comes out at the end. For x2 it all starts again.",
            "Reverse mode starts at f. v5 gets v3 = 2.1487, so v4, which is subtracted, gets −2.1487; v1 collects from "
            "three users.",
            "One pass back gives both derivatives, 3.4731 and −3.8853. With a million inputs that is the difference.",
        ),
        manual={"x1": "(exp(v1) + 1)/x2*v5 + v3/x2", "x2": "-x1/x2^2*((exp(v1) + 1)*v5 + v3) - v3/x2"},
        source=_LECTURE,
        phases=(FORWARD, TANGENTS, BACKWARD, BACKWARD),
    ),
    Example(
        "several-outputs",
        "Several functions of the same inputs",
        "The more outputs there are, the more passes reverse mode needs; forward mode counts inputs instead.",
        "p = x1*x2\nq = exp(x3)\nf1 = p + q\nf2 = p*q",
        {"x1": 1.5, "x2": -2.0, "x3": 0.5},
        captions=(
            "One graph, three inputs, two results: p and q are shared by both.",
            "Reverse mode takes one pass back from f1 and one from f2: each gives a whole row of the Jacobian matrix.",
            "Forward mode takes one pass for each of x1, x2, x3: each gives a whole column.",
            "A loss is one number for a million weights. That is why networks are trained in reverse.",
        ),
        manual={"x1": "x2*q", "x2": "x1*q", "x3": "p*q"},
        outputs=("f1", "f2"),
        source=_OWN,
        phases=(FORWARD, BACKWARD, TANGENTS, BACKWARD),
    ),
    Example(
        "four-ways",
        "Four ways to a derivative",
        "By hand, by finite differences, by symbols, automatically: what each costs, and how exact it is.",
        "l1 = r1*x*(1 - x)\nl2 = r2*l1*(1 - l1)\nl3 = r3*l2*(1 - l2)",
        {"x": 0.3, "r1": 3.2, "r2": 2.9, "r3": 3.6},
        captions=(
            "The logistic map three times over: short to write, but x occurs eight times once all is put in.",
            "By hand it takes a page and care. Finite differences need one more evaluation for each parameter, and "
            "lose half of the digits.",
            "Symbols stay exact, but written out the derivative is several times as long as the formula: it swells.",
            "Automatic differentiation shares every intermediate result: exact, at the price of a few evaluations.",
        ),
        manual={
            "x": "r3*(1 - 2*l2)*r2*(1 - 2*l1)*r1*(1 - 2*x)",
            "r1": "r3*(1 - 2*l2)*r2*(1 - 2*l1)*x*(1 - x)",
            "r2": "r3*(1 - 2*l2)*l1*(1 - l1)",
            "r3": "l2*(1 - l2)",
        },
        source="After Baydin et al. 2018, Automatic differentiation in machine learning: a survey",
    ),
)

_DEPTH = 8
_CHAIN_WEIGHTS = {f"w{k}": weight for k, weight in enumerate((1.2, 0.8, 1.1, 0.9, 1.0, 1.1, 0.9, 1.0), start=1)}


def _chain(layer: str) -> str:
    """Lines of ``_DEPTH`` layers, each ``layer`` with {w} its weight and {h} what enters it, and a squared error."""
    lines = [f"h{k} = " + layer.format(w=f"w{k}", h=f"h{k - 1}" if k > 1 else "x") for k in range(1, _DEPTH + 1)]
    return "\n".join([*lines, f"L = 0.5*(h{_DEPTH} - y)^2"])


_DEEP = (
    Example(
        "vanishing",
        "Vanishing gradients",
        "Through eight sigmoids the gradient shrinks at every layer, until the first weights hardly learn.",
        _chain("sigmoid({w}*{h})"),
        _CHAIN_WEIGHTS,
        inputs={"x": 0.5},
        targets={"y": 0.0},
        captions=(
            "Each layer is one sigmoid neuron. Its derivative σ·(1 − σ) is never more than a quarter.",
            "So every layer divides the gradient by four or more: watch the adjoints fall from the right to the left.",
            "The first weight gets about a fifty-thousandth of what the last one gets: depth made it deaf.",
        ),
        source=_OWN,
    ),
    Example(
        "vanishing-skip",
        "Vanishing gradients: skip connections help",
        "The same chain with a way around each layer: the gradient arrives whole.",
        _chain("{h} + sigmoid({w}*{h})"),
        _CHAIN_WEIGHTS,
        inputs={"x": 0.5},
        targets={"y": 0.0},
        captions=(
            "Each layer adds its sigmoid to what it was given.",
            "The derivative of a layer by its input is now 1 + w·σ′: the 1 is the way around.",
            "Products of such factors do not vanish: every h has an adjoint at least as large as the output's.",
        ),
        source="After He et al. 2016, Deep residual learning for image recognition",
    ),
    Example(
        "vanishing-relu",
        "Vanishing gradients: ReLU helps",
        "The same chain with ReLU: where a unit is active, its derivative is 1.",
        _chain("relu({w}*{h})"),
        _CHAIN_WEIGHTS,
        inputs={"x": 0.5},
        targets={"y": 0.0},
        captions=(
            "An active ReLU passes the gradient on as it stands; only the weights scale it.",
            "With weights near 1 the adjoints keep their size over all eight layers.",
            "Set one weight below 0 and its unit dies: from there on to the left every gradient is exactly 0.",
        ),
        source="After Glorot, Bordes & Bengio 2011, Deep sparse rectifier neural networks",
    ),
)


def _catalogue(rows: Iterable[Example]) -> Mapping[str, Example]:
    """Return the rows by key, read-only; raise CatalogueError for a key given twice."""
    found: dict[str, Example] = {}
    for row in rows:
        if row.key in found:
            raise CatalogueError(f"The example key {row.key!r} is used twice; every row needs a key of its own.")
        found[row.key] = row
    return MappingProxyType(found)


EXAMPLES: Mapping[str, Example] = _catalogue((*_OPERATIONS, *_NEURONS, *_NETWORKS, *_MODES, *_DEEP))
"""Every worked example by its key."""


def example_entry(key: str) -> Example:
    """Return an example; raise CatalogueError naming close matches, or all keys where nothing is close."""
    if key in EXAMPLES:
        return EXAMPLES[key]
    close = difflib.get_close_matches(key, EXAMPLES, n=3)
    if close:
        raise CatalogueError(f"There is no example {key!r}; did you mean {' or '.join(map(repr, close))}?")
    raise CatalogueError(f"There is no example {key!r}; valid keys: {', '.join(EXAMPLES)}.")
