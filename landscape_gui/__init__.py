"""Watch optimizers race over a landscape: the public interface. Nothing is loaded before it is used, and never Qt."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from landscape_gui.core.errors import (
    CatalogueError,
    DataError,
    ExperimentError,
    ExportError,
    FormulaError,
    GraphError,
    LandscapeError,
    NetworkError,
    OptimizerError,
    ProblemError,
)

if TYPE_CHECKING:
    from landscape_gui.api import (
        datasets,
        decision_line,
        formula,
        network,
        optimize,
        optimizers,
        surface,
        surfaces,
        trace,
    )

__version__ = "0.1.0"
_LAZY = ("datasets", "decision_line", "formula", "network", "optimize", "optimizers", "surface", "surfaces", "trace")

__all__ = [
    "CatalogueError",
    "DataError",
    "ExperimentError",
    "ExportError",
    "FormulaError",
    "GraphError",
    "LandscapeError",
    "NetworkError",
    "OptimizerError",
    "ProblemError",
    "datasets",
    "decision_line",
    "formula",
    "network",
    "optimize",
    "optimizers",
    "surface",
    "surfaces",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module("landscape_gui.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
