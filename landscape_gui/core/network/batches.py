"""Which training examples each step sees, and the random numbers of a run, readable again from any place.

The rule, the same everywhere: ``random = numpy.random.RandomState(seed)``; the order of epoch 0, 1, 2, … is the next
``random.permutation(n)``. Batches are cut from that order one after another; the last one of an epoch may be short.
Without shuffling every epoch has the data's own order. Gradient noise comes from ``RandomState([seed, 1])``.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Reader = TypeVar("Reader", bound="Stream")

MARKS = 128
DRAWN = 1 << 18
"""Most numbers drawn ahead for one call of the loop: 2 MB of orders or noise."""

UNLIMITED = 1 << 40
"""More steps than any run has."""

BLOCK = 1 << 16
"""Numbers drawn at a time while finding the way back to a place."""


class Stream:
    """Items 0, 1, 2, … drawn one after another; any of them can be had again from marks left on the way."""

    def __init__(self, width: int, dtype: type[np.generic]) -> None:
        self.width = width
        self._next = 0
        self._last = np.empty((0, width), dtype)
        self._spacing = 1
        self._marks: dict[int, Any] = {0: self._state()}

    def _state(self) -> Any:
        """The generator's state, not shared with it."""
        raise NotImplementedError

    def _restore(self, state: Any) -> None:
        raise NotImplementedError

    def _draw(self, count: int) -> NDArray[Any]:
        """The next ``count`` items (count, width)."""
        raise NotImplementedError

    def items(self, begin: int, count: int) -> NDArray[Any]:
        """Items ``begin`` to ``begin + count`` (count, width); reading on, or from the last item on, is cheap."""
        if count and self._last.size and begin == self._next - 1:
            return np.concatenate([self._last, self.items(begin + 1, count - 1)]) if count > 1 else self._last.copy()
        if begin != self._next:
            self._seek(begin)
        drawn = self._draw(count)
        self._next += count
        self._last = drawn[-1:].copy()
        self._mark()
        return drawn

    def _seek(self, begin: int) -> None:
        nearest = max(place for place in self._marks if place <= begin)
        self._restore(self._marks[nearest])
        while nearest < begin:
            count = min(begin - nearest, max(1, BLOCK // self.width))
            self._draw(count)
            nearest += count
        self._next = begin

    def _mark(self) -> None:
        if self._next - max(self._marks) < self._spacing:
            return
        self._marks[self._next] = self._state()
        if len(self._marks) > MARKS:
            self._marks = {place: self._marks[place] for place in sorted(self._marks)[::2]}
            self._spacing *= 2

    def twin(self: Reader) -> Reader:
        """An independent reader of the same items."""
        other = copy.copy(self)
        other._marks = dict(self._marks)
        other._seek(0)
        other._last = self._last[:0]
        return other


class Orders(Stream):
    """Item e is the order (n,) of the examples in epoch e."""

    def __init__(self, examples: int, shuffle: bool, seed: int) -> None:
        self.shuffle = shuffle
        _, words, place, *_ = np.random.RandomState(seed).get_state()
        self._words = np.append(words, np.uint32(place)).astype(np.uint32)
        super().__init__(examples, np.int64)

    def _state(self) -> Any:
        return self._words.copy()

    def _restore(self, state: Any) -> None:
        self._words = state.copy()

    def _draw(self, count: int) -> Indices:
        if not self.shuffle:
            return np.tile(np.arange(self.width, dtype=np.int64), (count, 1))
        from landscape_gui.core.network.shuffling import permute

        orders = np.empty((count, self.width), dtype=np.int64)
        permute(self._words, orders)
        return orders


class Noise(Stream):
    """Item t is the normal noise (d,) added to the gradient of step t."""

    def __init__(self, dimension: int, scale: float, seed: int) -> None:
        self.scale = scale
        self._random = np.random.RandomState([seed, 1])
        super().__init__(dimension, np.float64)

    def _state(self) -> Any:
        return self._random.get_state()

    def _restore(self, state: Any) -> None:
        self._random = np.random.RandomState()
        self._random.set_state(state)

    def _draw(self, count: int) -> Array:
        return self._random.standard_normal((count, self.width)) * self.scale


@dataclass(frozen=True, slots=True)
class Plan:
    """How the examples are dealt out to the steps.

    Attributes:
        examples: number of training examples n.
        batch: examples of one batch.
        accumulate: batches of which one step takes the mean gradient: together the larger batch of one step.
    """

    examples: int
    batch: int
    accumulate: int = 1

    @property
    def share(self) -> int:
        """Examples of one step, fewer at the end of an epoch."""
        return min(self.examples, self.batch * self.accumulate)

    @property
    def per_epoch(self) -> int:
        """Steps of an epoch."""
        return -(-self.examples // self.share)

    @property
    def whole(self) -> bool:
        """Whether every step sees all examples at once, in their own order."""
        return self.batch >= self.examples

    def epoch(self, step: int) -> int:
        """Epoch the data of ``step`` belong to, from 0."""
        return step // self.per_epoch

    def of(self, step: int, orders: Orders) -> Indices:
        """Numbers (m,) of the examples ``step`` sees."""
        if self.whole:
            return np.arange(self.examples, dtype=np.int64)
        begin = step % self.per_epoch * self.share
        order: Indices = orders.items(self.epoch(step), 1)[0, begin : begin + self.share]
        return order


class Feed:
    """What the loop is fed with, step by step: orders of the examples and gradient noise."""

    def __init__(self, plan: Plan, shuffle: bool, dimension: int, noise: float, seed: int) -> None:
        self.plan, self.dimension = plan, dimension
        self.orders = Orders(plan.examples, shuffle, seed)
        self.noise = Noise(dimension, noise, seed)

    def limit(self, step: int) -> int:
        """Most steps after ``step`` one call of the loop may take, so that little is drawn ahead."""
        limits = [UNLIMITED]
        if not self.plan.whole:
            epochs = max(1, DRAWN // self.plan.examples)
            limits.append(epochs * self.plan.per_epoch - (step + 1) % self.plan.per_epoch)
        if self.noise.scale > 0.0:
            limits.append(max(1, DRAWN // self.dimension))
        return min(limits)

    def noise_of(self, begin: int, count: int) -> Array:
        """Gradient noise (count, d) of the steps after ``begin``, or no rows."""
        return self.noise.items(begin + 1, count) if self.noise.scale > 0.0 else np.empty((0, self.dimension))

    def orders_of(self, begin: int, count: int) -> tuple[Indices, Indices]:
        """Orders of the epochs the ``count`` steps after ``begin`` lie in, and how the loop cuts them up."""
        plan = self.plan
        first, last = plan.epoch(begin + 1), plan.epoch(begin + count)
        whole = np.empty((0, plan.examples), dtype=np.int64)
        orders = whole if plan.whole else self.orders.items(first, last - first + 1)
        return orders, np.array([plan.share, plan.batch, first], dtype=np.int64)

    def twin(self) -> Feed:
        """An independent feed of the same numbers."""
        other = copy.copy(self)
        other.orders, other.noise = self.orders.twin(), self.noise.twin()
        return other
