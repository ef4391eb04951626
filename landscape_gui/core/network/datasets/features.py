"""Transformed inputs φ(x): what a linear model may be given so that it draws curved boundaries all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from landscape_gui.core.errors import DataError
from landscape_gui.core.network.datasets.data import Array

MOST_INPUTS_COMBINED = 4
"""With more inputs than this only themselves and their squares are offered; products and sines would be too many."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One transformed input.

    Attributes:
        key: the formula of it, in x, or x and y, or x1, x2, … : "x^2", "x1*x3", "sin(y)".
        columns: the inputs it is the product of; one twice for a square.
        sine: whether it is the sine of that.
    """

    key: str
    columns: tuple[int, ...]
    sine: bool = False

    @property
    def plain(self) -> bool:
        """Whether this is an input as it stands."""
        return len(self.columns) == 1 and not self.sine

    def label(self, names: Sequence[str]) -> str:
        """Return words for the screen, made of the inputs' names: "x²", "xy", "sin(age)", "(x in cm)²"."""
        first, *rest = (names[column] for column in self.columns)
        if self.sine:
            return f"sin {first}" if len(first) == 1 else f"sin({first})"
        if not rest:
            return first
        if len(set(self.columns)) == 1:
            return f"{_closed(first)}{'²³'[len(rest) - 1]}"
        factors = [_closed(name) for name in (first, *rest)]
        return ("" if max(map(len, factors)) == 1 else " · ").join(factors)

    def values(self, points: Array) -> Array:
        """Return (m,) of this feature at points (m, i)."""
        product = points[:, list(self.columns)].prod(axis=1)
        return np.sin(product) if self.sine else product


def available(inputs: int) -> tuple[Feature, ...]:
    """Return what can be made of so many inputs: themselves first, then squares, cubes of one, products, sines."""
    names = variables(inputs)
    columns = range(inputs)
    features = [Feature(names[c], (c,)) for c in columns]
    features += [Feature(f"{names[c]}^2", (c, c)) for c in columns]
    if inputs == 1:
        features.append(Feature(f"{names[0]}^3", (0, 0, 0)))
    if inputs <= MOST_INPUTS_COMBINED:
        features += [Feature(f"{names[a]}*{names[b]}", (a, b)) for a, b in combinations(columns, 2)]
        features += [Feature(f"sin({names[c]})", (c,), sine=True) for c in columns]
    return tuple(features)


def variables(inputs: int) -> tuple[str, ...]:
    """Return what the inputs are called in keys: x, or x and y, or x1, x2, and so on."""
    return ("x", "y")[:inputs] if inputs <= 2 else tuple(f"x{c + 1}" for c in range(inputs))


def chosen(keys: Sequence[str], inputs: int) -> tuple[Feature, ...]:
    """Return the features of these keys in the order they are offered; no keys mean the inputs as they stand.

    Raises:
        DataError: a key that cannot be made of so many inputs, or one given twice.
    """
    offered = {feature.key: feature for feature in available(inputs)}
    for key in keys:
        if key not in offered:
            raise DataError(f"There is no transformed input {key!r} here; choose from {', '.join(offered)}.")
    if len(set(keys)) < len(keys):
        raise DataError(f"A transformed input is named twice in {', '.join(keys)}; name each once.")
    return tuple(feature for key, feature in offered.items() if key in keys or (not keys and feature.plain))


def transformed(features: Sequence[Feature], points: Array) -> Array:
    """Return φ of points (m, i) as (m, features)."""
    return np.stack([feature.values(points) for feature in features], axis=1)


def _closed(name: str) -> str:
    """The name in brackets where a power or a dot would seem to belong to a part of it."""
    return name if name.isalnum() else f"({name})"
