"""What a lane keeps for every parameter at one step, for problems of many parameters: found, ordered, summed up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.simulate import Run

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

FEW = 6
"""Parameters up to which each has columns of its own beside the others; more are listed below each other."""
VALUE, GRADIENT, RATE = "value", "gradient", "effective rate"
"""Quantities every parameter has, beside the slots of its optimizer."""

_ENTRY = re.compile(r"(\w+)\[[\d,]+\]")


@dataclass(frozen=True, slots=True)
class Tensor:
    """Parameters that belong together, as the weights W1 do: their name and where they are among all."""

    name: str
    start: int
    stop: int

    @property
    def indices(self) -> Indices:
        """(stop − start,) the places of its entries."""
        return np.arange(self.start, self.stop)


def tensors_of(names: Sequence[str]) -> tuple[Tensor, ...]:
    """The tensors whose entries have these ``names``, in their order; none where a name is not that of an entry."""
    found: list[Tensor] = []
    for place, name in enumerate(names):
        match = _ENTRY.fullmatch(name)
        if match is None:
            return ()
        if found and found[-1].name == match[1]:
            found[-1] = Tensor(match[1], found[-1].start, place + 1)
        else:
            found.append(Tensor(match[1], place, place + 1))
    return tuple(found)


def found(texts: Sequence[str], search: str, among: Indices) -> Indices:
    """Those of ``among`` that every word of ``search`` fits, upper or lower case.

    ``texts`` are names in small letters, each with words about it. A word fits where it is a part of the name, or where
    one of the words about it begins with it. Several words that stand together somewhere as they are written, as in
    "to unit 3", are looked for together: the numbers in names count from 0.
    """
    words = search.lower().split()
    if not words:
        return among
    together = [place for place in among.tolist() if f" {' '.join(words)}" in texts[place]]
    if len(words) > 1 and together:
        return np.array(together, dtype=np.intp)
    fitting = [place for place in among.tolist() if all(_fits(texts[place], word) for word in words)]
    return np.array(fitting, dtype=np.intp)


def _fits(text: str, word: str) -> bool:
    name, _, about = text.partition(" ")
    return word in name or about.startswith(word) or f" {word}" in about


class ParameterTable:
    """The numbers of all parameters at ``row`` of a run; columns are read when they are asked for.

    Attributes:
        quantities: names of the columns: the value, the gradient, the slots, the effective rate where there is one.
    """

    def __init__(self, run: Run, row: int) -> None:
        self.run, self.row = run, row
        rate = (RATE,) if run.optimizer.effective_rate else ()
        self.quantities: tuple[str, ...] = (VALUE, GRADIENT, *run.state, *rate)

    @property
    def count(self) -> int:
        """Number of parameters."""
        return int(self.run.positions.shape[1])

    def column(self, quantity: str) -> Array:
        """(d,) one quantity of all parameters; NaN where it is not defined."""
        return self._rates if quantity == RATE else self._columns[quantity]

    def cells(self, place: int) -> tuple[float | None, ...]:
        """All quantities of one parameter; None where one is not defined."""
        numbers: list[float | None] = [float(column[place]) for column in self._columns.values()]
        if RATE in self.quantities:
            rates = self.run.effective_rates(self.row, (place,))
            numbers.append(None if rates is None else float(rates[0]))
        return tuple(numbers)

    def sizes(self, tensor: Tensor) -> tuple[float | None, ...]:
        """The root mean square of every quantity over the entries of ``tensor``: as large as a typical entry."""
        columns = [self.column(quantity)[tensor.start : tensor.stop] for quantity in self.quantities]
        sizes = [float(np.sqrt(np.mean(column * column))) for column in columns]
        return tuple(None if np.isnan(size) else size for size in sizes)

    def ordered(self, places: Indices, quantity: str) -> Indices:
        """``places`` by the size of a quantity, largest first, equal ones as they were; "" leaves the order alone."""
        if not quantity:
            return places
        sizes = np.abs(self.column(quantity)[places])
        order = np.argsort(-np.nan_to_num(sizes, nan=-1.0), kind="stable")
        return places[order]

    @cached_property
    def _columns(self) -> dict[str, Array]:
        run, row = self.run, self.row
        own = {name: values[row] for name, values in run.state.items()}
        return {VALUE: run.positions[row], GRADIENT: run.gradients[row], **own}

    @cached_property
    def _rates(self) -> Array:
        rates = self.run.effective_rates(self.row)
        return np.full(self.count, np.nan) if rates is None else rates
