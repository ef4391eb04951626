"""What readers call the units and parameters of a network: "x → unit 4" beside "W1[3,0]", as files have it. No Qt here.

Units are counted from 1, as in the diagram of the network, and the numbers in the names of parameters from 0.
"""

from __future__ import annotations

import re

from landscape_gui.networks import DataNetwork

ARROW = "\N{RIGHTWARDS ARROW}"
_NAME = re.compile(r"(W|b|gamma|beta)(\d+)\[(\d+)(?:,(\d+))?\]")
_QUANTITY = re.compile(r"([xthzasn])(\d*)\[(\d+)\]")
_KINDS = {"b": "bias", "gamma": "\N{GREEK SMALL LETTER GAMMA}", "beta": "\N{GREEK SMALL LETTER BETA}"}


def output_names(network: DataNetwork) -> tuple[str, ...]:
    """A name for each output: of its class, or of what is predicted."""
    data, outputs = network.prepared.data, network.architecture.outputs
    if data.classes and outputs == 1:
        return (data.classes[-1],)
    return tuple(data.classes[:outputs]) if data.classes else (data.target_name,) * outputs


def unit_name(network: DataNetwork, layer: int, number: int, *, whole: bool = False) -> str:
    """The name of unit ``number`` (from 0) of ``layer`` (0 the inputs): of an input or output, or "unit 4".

    ``whole``: with the number of its layer, where there are several hidden ones.
    """
    hidden = network.architecture.hidden
    if layer == 0:
        return network.prepared.names[number]
    if layer > hidden:
        return output_names(network)[number]
    return f"unit {number + 1} of layer {layer}" if whole and hidden > 1 else f"unit {number + 1}"


def quantity_link(network: DataNetwork, name: str) -> str:
    """What a quantity of a graph is of: "x" for "x[0]", "unit 4" for "h1[3]", the link of a parameter; else ""."""
    found = _QUANTITY.fullmatch(name)
    if found is None:
        return parameter_link(network, name)
    letter, layer, number = found[1], int(found[2] or 0), int(found[3])
    if letter == "t" or (layer == 0) != (letter == "x"):
        return ""
    return unit_name(network, layer, number, whole=True)


def parameter_link(network: DataNetwork, name: str) -> str:
    """What the parameter called ``name`` belongs to: "x → unit 4", "bias of unit 4"; "" for other names."""
    found = _NAME.fullmatch(name)
    if found is None:
        return ""
    kind, layer, unit, source = found[1], int(found[2]), int(found[3]), found[4]
    target = unit_name(network, layer, unit, whole=True)
    if kind != "W":
        return f"{_KINDS[kind]} of {target}"
    return f"{unit_name(network, layer - 1, int(source))} {ARROW} {target}"
