"""Computational graphs with values, to be drawn and stepped: forward, backward, and by tangents."""

from __future__ import annotations

from landscape_gui.core.graph.records import (
    Arithmetic,
    BackwardState,
    BackwardStep,
    ForwardStep,
    GraphEdge,
    GraphNode,
    NeuronNode,
    Parameter,
    Path,
    PathProducts,
    TangentStep,
    Trouble,
    Value,
)
from landscape_gui.core.graph.stepgraph import StepGraph
from landscape_gui.core.graph.tape import Tape

__all__ = [
    "Arithmetic",
    "BackwardState",
    "BackwardStep",
    "ForwardStep",
    "GraphEdge",
    "GraphNode",
    "NeuronNode",
    "Parameter",
    "Path",
    "PathProducts",
    "StepGraph",
    "TangentStep",
    "Tape",
    "Trouble",
    "Value",
]
