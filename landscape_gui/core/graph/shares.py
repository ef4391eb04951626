"""What one example has in the gradient of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape_gui.core.graph.levels import levels_of, network_graph
from landscape_gui.core.graph.passes import penalty_slopes
from landscape_gui.core.graph.stepgraph import NEURONS, SCALARS

if TYPE_CHECKING:
    from landscape_gui.core.network.network import Network

Array = NDArray[np.float64]


def example_share(
    network: Network, theta: ArrayLike, example: int, seen: ArrayLike, statistics: Array | None = None
) -> Array:
    """(d,) what ``example`` adds to the mean gradient over the examples ``seen``, penalties left out.

    It is the gradient of its own loss over their number, or 0 where it is not among them. The shares of all of ``seen``
    and ``penalty_gradient`` add up to the gradient of a step, without dropout, noise and clipping. With batch norm they
    do so only for fixed ``statistics``: in training an example also acts through the batch's mean and variance.

    Args:
        seen: (m,) numbers of the examples of a step, as from ``TrainingRun.examples``.
        statistics: batch norm's, held fixed; those over all of the data unless given.

    Raises:
        NetworkError: the parameters or the example do not fit.
    """
    level = NEURONS if NEURONS in levels_of(network) else SCALARS
    graph = network_graph(network, theta, level, example, statistics)
    numbers = np.asarray(seen)
    own = np.array(list(graph.gradient.values())) - penalty_gradient(network, theta)
    share: Array = own * (np.count_nonzero(numbers == example) / max(1, numbers.size))
    return share


def penalty_gradient(network: Network, theta: ArrayLike) -> Array:
    """(d,) derivative of the penalties by each parameter: λ₂ w + λ₁ sign w for weights, 0 for the others."""
    point = network.check_point(theta)
    weights = np.array([name.partition("[")[0].rstrip("0123456789") in {"W", "w"} for name in network.parameter_names])
    return np.where(weights, penalty_slopes(network.architecture, point), 0.0)
