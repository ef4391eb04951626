"""Loops of generated code: which layers, and which units of a layer, share one instead of being written out.

Code that is short compiles soon; code that is written out runs fast. Units are written out four at a time, and whole
tiles of four, like layers that are like the one before them, share a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from landscape_gui.core.network.architecture import Architecture, Layer

BLOCK = 64
"""Columns of a block, which then stays in the fastest cache."""

TILE, LONGEST = 4, 16
"""Units written out together, and the most inputs summed in one loop: with more, compilers give up on vector
instructions."""

Lines = list[str]


@dataclass(frozen=True)
class Run:
    """A layer, or ``repeat`` of them, each like the layer before it, with evenly spaced rows and parameters.

    Attributes:
        layer: the first of them.
    """

    layer: Layer
    repeat: int = 1

    @property
    def at(self) -> str:
        """Code to add to offsets in the parameters."""
        return " + run_at" if self.repeat > 1 else ""

    @property
    def shift(self) -> str:
        """Code for the place in scratch memory."""
        return "run_shift" if self.repeat > 1 else ""

    def loop(self, body: Sequence[str], backwards: bool = False) -> Lines:
        """``body`` for each of the layers."""
        if self.repeat == 1:
            return list(body)
        span = f"{self.repeat - 1}, -1, -1" if backwards else f"{self.repeat}"
        places = [f"run_at = run * {self.layer.end - self.layer.weights}"]
        places += [f"run_shift = np.uintp(run * {self.layer.units * BLOCK})"]
        return [f"for run in range({span}):", *indent(places), *indent(body)]


def runs(architecture: Architecture) -> list[Run]:
    """All layers in order: the first of equal hidden layers alone, those after it in one loop."""
    found: list[Run] = []
    kinds = [(layer.inputs, layer.units, layer.activation, layer.skip) for layer in architecture.layers]
    for k, layer in enumerate(architecture.layers):
        alike = k > 0 and kinds[k] == kinds[k - 1] and layer.number <= architecture.hidden
        follows = alike and k > 1 and kinds[k - 1] == kinds[k - 2]
        if follows:
            found[-1] = Run(found[-1].layer, found[-1].repeat + 1)
        else:
            found.append(Run(layer))
    return found


@dataclass(frozen=True)
class Tile:
    """Up to four units written out; ``repeat`` times in a loop over ``name`` where there are several such tiles.

    Attributes:
        each: numbers of the units within the tile.
    """

    name: str
    each: range
    repeat: int = 1

    @property
    def at(self) -> str:
        """Code to add for the number of its first unit."""
        return self.at_times(1)

    @property
    def shift(self) -> str:
        """Code for its place in scratch memory."""
        return f"{self.name}_shift" if self.repeat > 1 else ""

    def at_times(self, stride: int) -> str:
        """Code to add for ``stride`` parameters a unit."""
        return f" + {self.name}_at * {stride}" if self.repeat > 1 else ""

    def loop(self, body: Sequence[str]) -> Lines:
        """``body`` for each of the tiles."""
        if self.repeat == 1:
            return list(body)
        head = [f"for {self.name}_at in range(0, {self.repeat * TILE}, {TILE}):"]
        return [*head, f"    {self.name}_shift = np.uintp({self.name}_at * {BLOCK})", *indent(body)]


def tiles(name: str, count: int) -> list[Tile]:
    """Whole tiles as one loop, then what is left."""
    whole, left = divmod(count, TILE)
    if whole <= 1:
        return [Tile(name, range(begin, min(begin + TILE, count))) for begin in range(0, count, TILE)]
    rest = [Tile(name, range(whole * TILE, count))] if left else []
    return [Tile(name, range(TILE), whole), *rest]


def parts(count: int) -> list[range]:
    """Up to ``LONGEST`` numbers at a time."""
    return [range(begin, min(begin + LONGEST, count)) for begin in range(0, count, LONGEST)]


def indent(lines: Sequence[str], by: int = 1) -> Lines:
    """``lines`` as the body of what stands before them."""
    return ["    " * by + line for line in lines]
