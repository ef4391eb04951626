"""Small networks with random data and parameters, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.core.network.network import Network

Array = NDArray[np.float64]


def random_targets(random: np.random.RandomState, loss: str, n: int, outputs: int) -> Array:
    """Targets that fit a loss."""
    kind = LOSSES[loss].targets
    if kind == "class numbers":
        return random.randint(0, outputs, (n, 1)).astype(float)
    if kind == "0 or 1":
        return random.randint(0, 2, (n, outputs)).astype(float)
    return random.standard_normal((n, outputs))


def network(
    sizes: Sequence[int], activation: str | Sequence[str], loss: str, n: int = 11, seed: int = 0, **options: object
) -> tuple[Network, Array]:
    """A network of random data and a random point (d,)."""
    random = np.random.RandomState(seed)
    inputs = random.standard_normal((n, sizes[0]))
    targets = random_targets(random, loss, n, sizes[-1])
    net = Network(architecture(sizes, activation, loss, **options), inputs, targets)
    return net, random.uniform(-1.0, 1.0, net.dimension)
