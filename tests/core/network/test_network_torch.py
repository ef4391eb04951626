"""Loss and gradient against PyTorch, in a process of its own: the Python named in TORCH_PYTHON, or this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from landscape_gui.core.network import kernels
from landscape_gui.core.network.activations import ACTIVATIONS
from landscape_gui.core.network.losses import LOSSES
from tests.core.network.making import network

SCRIPT = """
import json, sys, torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {
    "linear": nn.Identity, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "elu": nn.ELU,
    "leaky_relu": nn.LeakyReLU, "softplus": nn.Softplus, "gelu": nn.GELU, "silu": nn.SiLU,
}
LOSSES = {
    "mse": lambda y, t: ((y - t) ** 2).sum(dim=1).mean(),
    "half_mse": lambda y, t: 0.5 * ((y - t) ** 2).sum(dim=1).mean(),
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "cross_entropy": lambda y, t: F.cross_entropy(y, t[:, 0].long()),
    "hinge": lambda y, t: F.relu(1 - (2 * t - 1) * y).mean(),
}


def answer(case):
    layers = []
    for inputs, units in zip(case["sizes"][:-1], case["sizes"][1:]):
        norm = [nn.BatchNorm1d(units)] if case["batch_norm"] else []
        layers += [nn.Linear(inputs, units), *norm, ACTIVATIONS[case["activation"]]()]
    model = nn.Sequential(*layers[: -1 - case["batch_norm"]])
    nn.utils.vector_to_parameters(torch.tensor(case["theta"]), model.parameters())
    loss = LOSSES[case["loss"]](model(torch.tensor(case["inputs"])), torch.tensor(case["targets"]))
    loss.backward()
    gradient = nn.utils.parameters_to_vector([p.grad for p in model.parameters()]).tolist()
    norms = [layer for layer in model if isinstance(layer, nn.BatchNorm1d)]
    statistics = [layer.running_mean.tolist() for layer in norms] + [layer.running_var.tolist() for layer in norms]
    return {"loss": loss.item(), "gradient": gradient, "statistics": sum(statistics, [])}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
"""
KEYS = [(activation, loss, norm) for activation in ACTIVATIONS for loss in LOSSES for norm in (False, True)]
SIZES = (3, 5, 4, 3)


def case(activation: str, loss: str, batch_norm: bool) -> dict[str, Any]:
    """One network with its data and a point, as JSON."""
    net, theta = network(SIZES, activation, loss, n=23, batch_norm=batch_norm)
    described = {"sizes": SIZES, "activation": activation, "loss": loss, "batch_norm": batch_norm}
    return described | {k: v.tolist() for k, v in (("theta", theta), ("inputs", net.inputs), ("targets", net.targets))}


@pytest.fixture(scope="module")
def torchs() -> dict[tuple[str, str, bool], Any]:
    """What torch makes of all cases."""
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode:
        pytest.skip("torch is not installed; TORCH_PYTHON may name a Python that has it")
    text = json.dumps([case(*key) for key in KEYS])
    done = subprocess.run(
        [python, "-W", "ignore", "-c", SCRIPT], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(KEYS, json.loads(done.stdout), strict=True))


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("activation", "loss", "batch_norm"), KEYS)
def test_loss_and_gradient_are_those_of_torch(
    activation: str, loss: str, batch_norm: bool, torchs: dict[tuple[str, str, bool], Any]
) -> None:
    """In training form: torch's batch norm then takes the batch's own moments, and moves its running ones."""
    expected = torchs[activation, loss, batch_norm]
    net, theta = network(SIZES, activation, loss, n=23, batch_norm=batch_norm)
    gradient, statistics = np.empty(net.dimension), net.statistics
    value = kernels.batch(
        net.plan, theta, net.x, net.t, net.penalties, net.architecture.training(), gradient, statistics
    )
    assert value == pytest.approx(expected["loss"], rel=1e-13)
    np.testing.assert_allclose(gradient, expected["gradient"], rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(statistics, expected["statistics"], rtol=1e-13)
