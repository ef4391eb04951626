"""What is wrong with a file, in words for people: which part of which lane, and what it must be."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from landscape_gui.core.optimizers import OPTIMIZERS

_KINDS = {
    "float": "a number", "int": "a whole number", "str": "text", "bool": "true or false", "null": "null",
    "array": "a list", "object": "an object",
}  # fmt: skip
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_MISTYPED = re.compile(r"Expected `([a-z |]+)`, got `([a-z]+)`")
_UNKNOWN_KEY = "..."
"""How the reader calls a key of a mapping in the place of an error."""


def explained(error: msgspec.ValidationError, data: bytes) -> str:
    """An error of the reader of ``data`` with its place first: ``experiment.steps must be a whole number, not text.``

    Hyper-parameters are named, and so is their lane.
    """
    message, _, path = str(error).partition(" - at `$")
    mistyped = _MISTYPED.fullmatch(message)
    place, lane = _place(path.rstrip("`"), _read(data), mistyped.group(2) if mistyped else "")
    whose = f" of {lane}" if lane else ""
    if mistyped is not None:
        wanted = " or ".join(_KINDS.get(kind, kind) for kind in mistyped.group(1).split(" | "))
        return f"{place}{whose} must be {wanted}, not {_KINDS.get(mistyped.group(2), mistyped.group(2))}."
    plain = message.replace("`", "").rstrip(".")
    return f"{place}{whose}: {plain[:1].lower()}{plain[1:]}."


def _read(data: bytes) -> Any:
    """The file as lists and dictionaries, None where it is damaged behind the error."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _place(path: str, document: Any, found: str) -> tuple[str, str]:
    """The path with the keys it leaves out, and the name of the lane it leads through; ``found`` is the wrong type."""
    place, lane, part = "", "", document
    for name, index in _STEP.findall(path):
        key: Any = int(index) if index.isdigit() else name or _missing(part, found)
        if isinstance(key, int):
            place += f"[{key}]"
        else:
            place += f".{key}" if place else str(key)
        part = _inside(part, key)
        if re.fullmatch(r"experiment\.lanes\[\d+\]", place):
            lane = _lane_name(part)
    return place or "the document", lane


def _inside(part: Any, key: Any) -> Any:
    try:
        return part[key]
    except (KeyError, IndexError, TypeError):
        return None


def _missing(part: Any, found: str) -> str:
    """The key of a mapping whose value is of the type ``found``."""
    items = part.items() if isinstance(part, dict) else ()
    return next((key for key, value in items if _type(value) == found), _UNKNOWN_KEY)


def _type(value: Any) -> str:
    """How the reader calls the type of a value."""
    names = {type(None): "null", list: "array", dict: "object"}
    return names.get(type(value), type(value).__name__)


def _lane_name(lane: Any) -> str:
    """What the lane is called on screen, "" where that cannot be told."""
    if not isinstance(lane, dict):
        return ""
    name, optimizer = lane.get("name"), OPTIMIZERS.get(str(lane.get("optimizer")))
    return str(name) if isinstance(name, str) and name else optimizer.label if optimizer else ""
