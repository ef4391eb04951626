"""What each parameter of a network is, in words, for lists that are searched."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.widgets import Entry
from landscape_gui.unitnames import unit_name

_NAME = re.compile(r"(W|b|gamma|beta)(\d+)\[(\d+)(?:,(\d+))?\]")


def parameter_entries(problem: AnyProblem) -> list[Entry]:
    """An entry for every parameter: its name, one line about it, and the layer it belongs to."""
    return [Entry(name, name, *about_parameter(problem, name)) for name in problem.variables]


def about_parameter(problem: AnyProblem, name: str) -> tuple[str, str]:
    """One line about a parameter, and the layer it belongs to; "" where there are no layers."""
    found = _NAME.fullmatch(name)
    if not isinstance(problem, DataNetwork) or found is None:
        return _tr("A variable of the formula."), ""
    kind, layer, unit, source = found[1], int(found[2]), int(found[3]), found[4]
    last = layer == problem.architecture.hidden + 1
    section = _tr("output layer") if last else _tr("layer {layer}").format(layer=layer)
    target = _tr("output {name}") if last else "{name}"
    target = target.format(name=unit_name(problem, layer, unit))
    if kind != "W":
        what = {"b": _tr("bias"), "gamma": _tr("batch norm's scale"), "beta": _tr("batch norm's shift")}
        return _tr("{what} of {unit}").format(what=what[kind], unit=target), section
    start = _tr("input {name}") if layer == 1 else "{name}"
    start = start.format(name=unit_name(problem, layer - 1, int(source)))
    return _tr("weight from {source} to {unit}").format(source=start, unit=target), section


def _tr(text: str) -> str:
    return QCoreApplication.translate("Parameters", text)
