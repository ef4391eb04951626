"""Labels and LaTeX of nodes."""

from __future__ import annotations

import pytest

import landscape_gui as lg
from landscape_gui.core.graph.captions import name_latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("w", "w"),
        ("w1", "w_{1}"),
        ("w_14", "w_{14}"),
        ("W1[0,2]", "W^{(1)}_{0,2}"),
        ("x[3]", "x_{3}"),
        ("gamma2[1]", r"\gamma^{(2)}_{1}"),
        ("yhat", r"\hat{y}"),
        ("pi", r"\pi"),
        ("loss", r"\mathrm{loss}"),
        ("σ", "σ"),
        ("my_rate", r"\mathrm{my\_rate}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    assert name_latex(name) == latex


def test_operations() -> None:
    tape = lg.trace(
        "a = (x - 1)/(y + 2); exp(-x^2) + a*(x + y)^3 - sqrt(y - (x - 1)) + leaky_relu(x)*min(x, y)", x=0.5, y=2
    )
    captions = {node.label: node.caption for node in tape.nodes}
    assert captions["a"] == "a"
    assert captions["exp(−x^2)"] == "e^{-{x}^{2}}"
    assert captions["a·(x + y)^3"] == r"a \cdot {\left(x + y\right)}^{3}"
    assert captions["sqrt(y − (x − 1))"] == r"\sqrt{y - \left(x - 1\right)}"
    assert (
        captions["leaky_relu(x)·min(x, y)"] == r"\operatorname{leaky\_relu}\left(x\right) \cdot \min\left(x,\, y\right)"
    )
    quotient = lg.trace("(x - 1)/(y + 2)", x=1, y=1).nodes[-1]
    assert (quotient.label, quotient.caption) == ("(x − 1) / (y + 2)", r"\frac{x - 1}{y + 2}")


def test_numbers() -> None:
    labels = {node.label: node.caption for node in lg.trace("1e-7*x + 250000*pi - 3", x=1).nodes if not node.inputs}
    assert labels == {"1e−07": "10^{-7}", "x": "x", "250000": "250000", "pi": r"\pi", "3": "3"}


def test_powers_of_ten_keep_together() -> None:
    captions = [node.caption for node in lg.trace("x^2.5e-7 + 1e-9*x + (3e8)^x", x=1).nodes if node.inputs]
    assert captions[:3] == [
        r"{x}^{2.5 \cdot 10^{-7}}",
        r"10^{-9} \cdot x",
        r"{x}^{2.5 \cdot 10^{-7}} + 10^{-9} \cdot x",
    ]
    assert lg.trace("(3e18)^x", x=1).nodes[-1].caption == r"{\left(3 \cdot 10^{18}\right)}^{x}"


def test_labels_do_not_grow_with_depth() -> None:
    tape = lg.trace("+".join(f"sin(x{i})*{i}" for i in range(1, 40)), **{f"x{i}": 1.0 for i in range(1, 40)})
    assert tape.nodes[-1].label == "… + sin(x38)·38 + sin(x39)·39"
    assert max(len(node.label) for node in tape.nodes) < 80
    assert max(len(node.caption) for node in tape.nodes) < 200
