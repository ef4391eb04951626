"""Planes through the parameters of networks: loss and accuracy against the network evaluated point by point."""

from __future__ import annotations

import numpy as np
import pytest

from landscape_gui.core.maps.planebuilders import principal_directions, random_directions, through_parameters
from landscape_gui.core.maps.planes import Array, Plane
from landscape_gui.core.maps.progressive import complete_grid, refine
from landscape_gui.core.maps.projection import project
from landscape_gui.core.network.architecture import architecture
from landscape_gui.core.network.network import Network

REGION = ((-1.5, 1.0), (-1.0, 2.0))


def network(sizes: tuple[int, ...] = (2, 5, 4, 1), loss: str = "binary_cross_entropy", l2: float = 0.1) -> Network:
    """A network on 33 points of two classes."""
    random = np.random.RandomState(3)
    inputs = random.standard_normal((33, sizes[0]))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    return Network(architecture(sizes, "tanh", loss, l2=l2), inputs, targets)


def descent(net: Network, steps: int = 40, seed: int = 0) -> Array:
    """A path of gradient descent."""
    path = [net.initial_parameters(seed=seed)]
    for _ in range(steps):
        path.append(path[-1] - 0.5 * net.value_and_gradient(path[-1])[1])
    return np.array(path)


def planes(net: Network) -> list[Plane]:
    """One of each kind that a network is shown on."""
    theta = net.initial_parameters(seed=1)
    return [
        through_parameters(net, theta, "W2[1,0]", "b1[0]"),
        random_directions(net, theta, seed=2),
        principal_directions([descent(net), descent(net, seed=1)]),
    ]


def test_random_directions_know_the_units() -> None:
    net = network()
    theta = net.initial_parameters(seed=5, bias=0.3)
    plane = random_directions(net, theta, seed=6)
    names = list(net.variables)
    for layer, (inputs, units) in enumerate(((2, 5), (5, 4), (4, 1)), start=1):
        for unit in range(units):
            owned = [names.index(f"W{layer}[{unit},{i}]") for i in range(inputs)] + [names.index(f"b{layer}[{unit}]")]
            for direction in (plane.d1, plane.d2):
                assert np.linalg.norm(direction[owned]) == pytest.approx(np.linalg.norm(theta[owned]), rel=1e-12)


@pytest.mark.parametrize("kind", range(3))
def test_loss_and_accuracy_are_those_of_the_network(kind: int) -> None:
    net = network()
    plane = planes(net)[kind]
    grid = complete_grid(net, plane, REGION, 9, 9, threads=2)
    assert grid.accuracy is not None
    for i, y in enumerate(grid.loss.ys):
        for j, x in enumerate(grid.loss.xs):
            theta = plane.point(x, y)
            assert grid.loss.values[i, j] == pytest.approx(net.value_and_gradient(theta)[0], rel=1e-12)
            right = (net.predict(theta, net.inputs) > 0.5) == (net.targets > 0.5)
            assert grid.accuracy.values[i, j] == pytest.approx(right.mean(), rel=1e-12)


def test_classes_and_numbers() -> None:
    several = network((2, 4, 3), "cross_entropy")
    assert complete_grid(several, planes_of_random(several), REGION, 9, 9).accuracy is not None
    random = np.random.RandomState(0)
    inputs = random.standard_normal((20, 1))
    numbers = Network(architecture((1, 4, 1), "relu", "mse"), inputs, np.sin(inputs))
    assert complete_grid(numbers, planes_of_random(numbers), REGION, 9, 9).accuracy is None


def planes_of_random(net: Network) -> Plane:
    """Random directions at the default start."""
    return random_directions(net, net.start)


def test_the_same_picture_whatever_the_number_of_threads() -> None:
    net = network()
    plane = planes_of_random(net)
    one, two = (list(refine(net, plane, REGION, 65, 65, threads=threads)) for threads in (1, 2))
    np.testing.assert_array_equal(one[-1].loss.values, two[-1].loss.values)
    np.testing.assert_array_equal(one[0].loss.values, one[-1].loss.values[:: one[0].stride, :: one[0].stride])


def test_the_head_of_a_path_has_its_true_loss() -> None:
    net = network()
    path = descent(net)
    plane = principal_directions([path])
    seen = project(plane, path, net)
    assert seen.losses[-1] == pytest.approx(net.value_and_gradient(path[-1])[0], rel=1e-12)
    on_plane = plane.point(*seen.coordinates[-1])
    assert seen.plane_losses[-1] == pytest.approx(net.value_and_gradient(on_plane)[0], rel=1e-12)
    assert seen.distances[-1] == pytest.approx(np.linalg.norm(path[-1] - on_plane), rel=1e-9)
    assert 0.9 < seen.spread.fraction <= 1.0
