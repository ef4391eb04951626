"""numpy's ``RandomState.permutation``, compiled: the Mersenne Twister and the shuffle of Fisher and Yates."""

from __future__ import annotations

import numpy as np

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel, njit

WORDS = 624
"""Length of the Mersenne Twister's state."""

AHEAD = 397
"""Distance of the words it mixes."""


@njit(error_model="numpy")
def _twist(upper, lower, far):  # type: ignore[no-untyped-def]
    """The next word in a place, from the words in it, after it and 397 after it."""
    mixed = (upper & np.uint32(0x80000000)) | (lower & np.uint32(0x7FFFFFFF))
    return np.uint32(far ^ (mixed >> np.uint32(1)) ^ ((mixed & np.uint32(1)) * np.uint32(0x9908B0DF)))


@njit(error_model="numpy")
def _refill(state):  # type: ignore[no-untyped-def]
    """Replace the words of the Mersenne Twister by its next ones."""
    for i in range(WORDS - AHEAD):
        state[i] = _twist(state[i], state[i + 1], state[i + AHEAD])
    for i in range(WORDS - AHEAD, WORDS - 1):
        state[i] = _twist(state[i], state[i + 1], state[i + AHEAD - WORDS])
    state[WORDS - 1] = _twist(state[WORDS - 1], state[0], state[AHEAD - 1])


@njit(error_model="numpy")
def _temper(state, words):  # type: ignore[no-untyped-def]
    """What the generator hands out, from its words."""
    for i in range(WORDS):
        word = state[i]
        word ^= word >> np.uint32(11)
        word ^= (word << np.uint32(7)) & np.uint32(0x9D2C5680)
        word ^= (word << np.uint32(15)) & np.uint32(0xEFC60000)
        words[i] = word ^ (word >> np.uint32(18))


@kernel(signatures.PERMUTE)
def permute(state, orders):  # type: ignore[no-untyped-def]
    """Write into each row of ``orders`` (epochs, n) the next ``numpy.random.RandomState.permutation(n)``.

    ``state`` (625,) is the generator's words and the place of the next one, moved on. It is numpy's own algorithm: its
    stream is promised never to change, and from Python one permutation costs as much as two steps of training.
    """
    n = orders.shape[1]
    place = np.int64(state[WORDS])
    words = np.empty(WORDS, dtype=np.uint32)
    _temper(state, words)
    for epoch in range(orders.shape[0]):
        order = orders[epoch]
        for i in range(n):
            order[i] = i
        mask = 1
        while mask < n - 1:
            mask = 2 * mask + 1
        for i in range(n - 1, 0, -1):
            if i <= mask >> 1:
                mask >>= 1
            j = i + 1
            while j > i:
                if place == WORDS:
                    _refill(state)
                    _temper(state, words)
                    place = 0
                j = np.int64(words[place]) & mask
                place += 1
            order[i], order[j] = order[j], order[i]
    state[WORDS] = place
