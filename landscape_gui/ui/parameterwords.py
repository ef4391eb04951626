"""What each parameter of a network is, in words, for lists that are searched."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from landscape_gui.experimentfile import AnyProblem
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.widgets import Entry

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
    if kind != "W":
        what = {"b": _tr("bias"), "gamma": _tr("batch norm's scale"), "beta": _tr("batch norm's shift")}
        return _tr("{what} of unit {unit}").format(what=what[kind], unit=unit), section
    if layer == 1:
        words = _tr("weight from input {source} to unit {unit}")
        return words.format(source=problem.prepared.names[int(source)], unit=unit), section
    return _tr("weight from unit {source} to unit {unit}").format(source=source, unit=unit), section


def _tr(text: str) -> str:
    return QCoreApplication.translate("Parameters", text)
