"""Whole training loops against PyTorch, in a process of its own: the Python named in TORCH_PYTHON, or this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import landscape_gui as lg
from landscape_gui.core.optimizers import OPTIMIZERS

EXAMPLES, STEPS, BATCH, SEED = 20, 60, 7, 3
RATES = {"gd": 0.5, "momentum": 0.1, "nesterov": 0.1, "adagrad": 0.2, "adadelta": 2.0}

SCRIPT = """
import json, sys
import numpy as np
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, parameters_to_vector, vector_to_parameters

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU}
LOSSES = {
    "binary_cross_entropy": nn.BCEWithLogitsLoss(),
    "cross_entropy": lambda y, t: nn.functional.cross_entropy(y, t[:, 0].long()),
    "mse": lambda y, t: ((y - t) ** 2).sum(dim=1).mean(),
}
SGD, Adam = torch.optim.SGD, torch.optim.Adam
OPTIMIZERS = {
    "gd": lambda p, lr: SGD(p, lr), "momentum": lambda p, lr: SGD(p, lr, momentum=0.9),
    "nesterov": lambda p, lr: SGD(p, lr, momentum=0.9, nesterov=True), "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop, "adadelta": torch.optim.Adadelta, "adam": Adam, "adamw": torch.optim.AdamW,
    "amsgrad": lambda p, lr: Adam(p, lr, amsgrad=True), "nadam": torch.optim.NAdam, "radam": torch.optim.RAdam,
    "adamax": torch.optim.Adamax,
}


def train(case):
    layers = []
    for inputs, units in zip(case["sizes"][:-1], case["sizes"][1:]):
        norm = [nn.BatchNorm1d(units)] if case["batch_norm"] else []
        layers += [nn.Linear(inputs, units), *norm, ACTIVATIONS[case["activation"]]()]
    model = nn.Sequential(*layers[: -1 - case["batch_norm"]])
    vector_to_parameters(torch.tensor(case["start"]), model.parameters())
    inputs, targets = torch.tensor(case["inputs"]), torch.tensor(case["targets"])
    optimizer = OPTIMIZERS[case["optimizer"]](model.parameters(), lr=case["lr"])
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, case["steps"]) if case["cosine"] else None
    loss_of = LOSSES[case["loss"]]
    random, positions, losses = np.random.RandomState(case["seed"]), [], []
    while True:
        order = random.permutation(len(inputs))
        for begin in range(0, len(inputs), case["batch"]):
            chosen = order[begin : begin + case["batch"]]
            optimizer.zero_grad()
            loss = loss_of(model(inputs[chosen]), targets[chosen])
            loss.backward()
            if case["clip"]:
                clip_grad_norm_(model.parameters(), case["clip"])
            positions.append(parameters_to_vector(model.parameters()).tolist())
            losses.append(loss.item())
            if len(losses) > case["steps"]:
                norms = [part for part in model if isinstance(part, nn.BatchNorm1d)]
                moments = [n.running_mean.tolist() for n in norms] + [n.running_var.tolist() for n in norms]
                return {"positions": positions, "losses": losses, "statistics": sum(moments, [])}
            optimizer.step()
            if scheduler:
                scheduler.step()


print(json.dumps([train(case) for case in json.load(sys.stdin)]))
"""


def case(optimizer: str = "adam", activation: str = "tanh", loss: str = "binary_cross_entropy", **more: Any) -> Any:
    sizes = {"binary_cross_entropy": [2, 4, 1], "cross_entropy": [2, 5, 3], "mse": [2, 4, 4, 2]}[loss]
    inputs = np.random.RandomState(0).standard_normal((EXAMPLES, 2))
    targets = {
        "binary_cross_entropy": (inputs[:, :1] * inputs[:, 1:] > 0) * 1.0,
        "cross_entropy": np.digitize(inputs[:, :1], [-0.4, 0.4]) * 1.0,
        "mse": np.sin(2 * inputs),
    }[loss]
    described = {
        "optimizer": optimizer, "activation": activation, "loss": loss, "sizes": sizes,
        "lr": RATES.get(optimizer, 0.02), "inputs": inputs.tolist(), "targets": targets.tolist(),
        "steps": STEPS, "batch": BATCH, "seed": SEED, "clip": 0.0, "cosine": False, "batch_norm": False,
    } | more  # fmt: skip
    start = np.random.RandomState(1).standard_normal(network_of(described).dimension) * 0.6
    return described | {"start": start.tolist()}


def network_of(described: dict[str, Any]) -> Any:
    return lg.network(
        described["sizes"], described["activation"], described["loss"],
        inputs=described["inputs"], targets=described["targets"], batch_norm=described["batch_norm"],
    )  # fmt: skip


CASES: dict[str, Any] = {key: case(key) for key in OPTIMIZERS if key != "lion"} | {
    "relu and classes": case("momentum", "relu", "cross_entropy"),
    "gelu and numbers": case("adam", "gelu", "mse"),
    "silu, one example at a time": case("rmsprop", "silu", "mse", batch=1, lr=0.002),
    "all examples": case("adam", batch=EXAMPLES),
    "schedule and clipping": case("gd", clip=0.3, cosine=True),
    # Biases before batch norm have no gradient but rounding, which Adam would blow up.
    "batch norm": case("gd", "tanh", "mse", batch_norm=True),
}


@pytest.fixture(scope="module")
def torchs() -> dict[str, Any]:
    """What torch makes of all cases."""
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import torch"], capture_output=True, check=False).returncode:
        pytest.skip("torch is not installed; TORCH_PYTHON may name a Python that has it")
    text = json.dumps(list(CASES.values()))
    done = subprocess.run(
        [python, "-W", "ignore", "-c", SCRIPT], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(CASES, json.loads(done.stdout), strict=True))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", CASES)
def test_the_path_is_that_of_torch(name: str, torchs: dict[str, Any]) -> None:
    described = CASES[name]
    run = lg.optimize(
        network_of(described), described["optimizer"], start=described["start"], steps=STEPS, lr=described["lr"],
        batch_size=described["batch"], seed=SEED, clip_norm=described["clip"] or None,
        schedule="cosine" if described["cosine"] else None,
    )  # fmt: skip
    np.testing.assert_allclose(run.losses, torchs[name]["losses"], rtol=1e-9)
    np.testing.assert_allclose(run.positions, torchs[name]["positions"], rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(run.statistics[-1], torchs[name]["statistics"], rtol=1e-9, atol=1e-12)
