"""``landscape-gui list``: what there is to choose from, as a table or as JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from landscape_gui.cli.console import say, table
from landscape_gui.core.descriptors import Optimizer, Param, Surface

if TYPE_CHECKING:
    from landscape_gui.core.network.datasets import Dataset

Rows = list[dict[str, object]]


def surfaces() -> Rows:
    """Every surface with all it says of itself."""
    from landscape_gui.core.surfaces import SURFACES

    return [_surface(surface) for surface in SURFACES.values()]


def optimizers() -> Rows:
    """Every optimizer with all it says of itself."""
    from landscape_gui.core.optimizers import OPTIMIZERS

    return [_optimizer(optimizer) for optimizer in OPTIMIZERS.values()]


def datasets() -> Rows:
    """Every data set with all it says of itself."""
    from landscape_gui.core.network.datasets import DATASETS

    return [_dataset(dataset) for dataset in DATASETS.values()]


CATALOGUES: dict[str, tuple[Callable[[], Rows], tuple[str, ...]]] = {
    "surfaces": (surfaces, ("key", "label", "kind", "description")),
    "optimizers": (optimizers, ("key", "label", "hyperparameters", "description")),
    "datasets": (datasets, ("key", "label", "kind", "description")),
}
"""What can be listed: its rows, and the columns of its table."""


def command(arguments: Namespace) -> int:
    """List one catalogue."""
    read, columns = CATALOGUES[arguments.what]
    rows = read()
    if arguments.json:
        say(json.dumps(rows, indent=2))
    else:
        say(table([column.upper() for column in columns], [[_cell(row[column]) for column in columns] for row in rows]))
    return 0


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(f"{entry['key']}={entry['default']:g}" for entry in value)
    return str(value)


def _surface(surface: Surface) -> dict[str, object]:
    return {
        "key": surface.key,
        "label": surface.label,
        "description": surface.description,
        "kind": surface.kind,
        "formula": surface.formula,
        "domain": surface.domain,
        "start": surface.start,
        "minima": surface.minima,
        "local_minima": surface.local_minima,
        "coefficients": [_param(coefficient) for coefficient in surface.coefficients],
        "source": surface.source,
    }


def _optimizer(optimizer: Optimizer) -> dict[str, object]:
    return {
        "key": optimizer.key,
        "label": optimizer.label,
        "description": optimizer.description,
        "formula": optimizer.formula,
        "hyperparameters": [_param(parameter) for parameter in optimizer.parameters],
        "state": optimizer.slots,
        "color": optimizer.color,
        "marker": optimizer.marker,
        "dash": optimizer.dash,
        "source": optimizer.source,
    }


def _dataset(dataset: Dataset) -> dict[str, object]:
    return {
        "key": dataset.key,
        "label": dataset.label,
        "description": dataset.description,
        "kind": dataset.kind,
        "inputs": dataset.inputs,
        "target": dataset.target,
        "classes": dataset.classes,
        "outputs": dataset.outputs,
        "loss": dataset.loss,
        "domain": dataset.domain,
        "features": dataset.features,
        "parameters": [_param(dataset.points), _param(dataset.noise)],
        "source": dataset.source,
    }


def _param(param: Param) -> dict[str, object]:
    return {
        "key": param.key,
        "label": param.label,
        "description": param.description,
        "default": param.default,
        "low": param.low,
        "high": param.high,
        "log": param.log,
    }
