"""The optimizers, one module each, found by looking into this package: a new optimizer is a new file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.errors import CatalogueError, OptimizerError


def discover(path: Iterable[str], package: str) -> Mapping[str, Optimizer]:
    """Return the optimizers of all modules in ``path``, a package's search path, by key and in order of publication.

    Modules whose name starts with an underscore are helpers and are passed over.

    Raises:
        CatalogueError: a module has no ``OPTIMIZER``, or its key is taken.
    """
    found: dict[str, Optimizer] = {}
    for module in iter_modules(path):
        if module.name.startswith("_"):
            continue
        entry = getattr(import_module(f"{package}.{module.name}"), "OPTIMIZER", None)
        if not isinstance(entry, Optimizer):
            raise CatalogueError(f"The module {package}.{module.name} defines no OPTIMIZER; give it one.")
        if entry.key in found:
            raise CatalogueError(f"Duplicate optimizer {entry.key!r} in {package}.{module.name}; give it another key.")
        found[entry.key] = entry
    return MappingProxyType({entry.key: entry for entry in sorted(found.values(), key=_published)})


def _published(entry: Optimizer) -> tuple[int, str]:
    """Sort by the first year named in the source, then by key; without a year an entry comes last."""
    year = re.search(r"\d{4}", entry.source)
    return (int(year.group()) if year else 9999, entry.key)


OPTIMIZERS: Mapping[str, Optimizer] = discover(__path__, __name__)
"""All optimizers by key, oldest first."""


def optimizer(key: str) -> Optimizer:
    """Return the optimizer ``key``, or raise OptimizerError listing the keys there are."""
    if key not in OPTIMIZERS:
        raise OptimizerError(f"There is no optimizer {key!r}; choose one of {', '.join(OPTIMIZERS)}.")
    return OPTIMIZERS[key]
