"""All data sets by key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from landscape_gui.core.errors import CatalogueError
from landscape_gui.core.network.datasets import classification, regression, stories
from landscape_gui.core.network.datasets.data import Data
from landscape_gui.core.network.datasets.descriptor import Dataset


def catalogue(rows: Iterable[Dataset]) -> Mapping[str, Dataset]:
    """Return the rows by key, read-only; raise CatalogueError for a key given twice."""
    found: dict[str, Dataset] = {}
    for row in rows:
        if row.key in found:
            raise CatalogueError(f"The data set key {row.key!r} is used twice; every row needs a key of its own.")
        found[row.key] = row
    return MappingProxyType(found)


DATASETS: Mapping[str, Dataset] = catalogue((*classification.DATASETS, *stories.DATASETS, *regression.DATASETS))
"""Every data set by its key: classes first, then values, each from easy to hard."""


def dataset(key: str) -> Dataset:
    """Return the data set ``key``; raise CatalogueError naming close matches, or all keys where nothing is close."""
    if key in DATASETS:
        return DATASETS[key]
    close = difflib.get_close_matches(str(key), DATASETS, n=3)
    if close:
        raise CatalogueError(f"There is no data set {key!r}; did you mean {' or '.join(map(repr, close))}?")
    raise CatalogueError(f"There is no data set {key!r}; valid keys: {', '.join(DATASETS)}.")


def generate(key: str, points: int | None = None, noise: float | None = None, seed: int = 0) -> Data:
    """Make the data set ``key``; its own number of points and noise where they are not given.

    Raises:
        CatalogueError: an unknown key.
        DataError: a number of points, a noise or a seed out of bounds.
    """
    return dataset(key).generate(points, noise, seed)
