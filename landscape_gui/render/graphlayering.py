"""First step of a layered drawing: which column each node stands in, and dummies where an edge passes a column.

Longest-path layering puts every node as far left as it can stand. Then nodes move right where that shortens more edges
than it stretches: so constants and parameters stand just before their first user, and with them all that only they
feed. Sugiyama, Tagawa & Toda 1981; the weighing follows the idea of Gansner et al. 1993.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[int, int, int]
"""Source, target, and which input of the target it is (0 for the first)."""

ROUNDS = 8
"""Most times all nodes are asked whether they would rather stand further right; three are usual."""


@dataclass(slots=True)
class Layered:
    """A graph whose edges join neighbouring layers only. Vertices are its ``count`` nodes, then the dummies.

    Attributes:
        layers: vertices of each layer from top to bottom, left layer first.
        before, after: the neighbours of each vertex in the layers left and right of it, one entry an edge.
        chains: of each edge its source, its dummies, its target.
        edge_of: of each dummy (by its number less ``count``) the edge it belongs to.
        leaves: nodes without inputs that were free to move to their users.
    """

    count: int
    layers: list[list[int]]
    before: list[list[int]]
    after: list[list[int]]
    chains: list[list[int]]
    edge_of: list[int]
    leaves: frozenset[int]

    def is_dummy(self, vertex: int) -> bool:
        """Whether ``vertex`` is a place an edge passes, no node."""
        return vertex >= self.count

    def positions(self) -> list[int]:
        """Place of each vertex in its layer, 0 at the top."""
        found = [0] * len(self.before)
        for layer in self.layers:
            for place, vertex in enumerate(layer):
                found[vertex] = place
        return found


def layered(
    count: int,
    edges: Sequence[Edge],
    left: Collection[int] = (),
    right: Collection[int] = (),
    staggered: bool = False,
) -> Layered:
    """Layers of the graph of ``count`` nodes, with a dummy in each layer an edge passes.

    Args:
        left: nodes without inputs that stay in the first layer. right: nodes without users that go to the last one.
        staggered: whether nodes that depend on ``left`` stand as late as is no loss. Otherwise they stand early, and
            what belongs to one layer of a network stands in one column.

    Raises:
        ValueError: where the edges form a cycle or name a node that does not exist.
    """
    inputs: list[list[int]] = [[] for _ in range(count)]
    users: list[list[int]] = [[] for _ in range(count)]
    for source, target, _ in edges:
        if not (0 <= source < count and 0 <= target < count):
            raise ValueError(f"An edge from {source} to {target} leads out of the graph of {count} nodes.")
        inputs[target].append(source)
        users[source].append(target)
    order = _evaluation_order(inputs, users)
    early = frozenset() if staggered else _fed_by(order, inputs, left)
    levels = _levels(order, inputs, users, frozenset(left), frozenset(right), early)
    leaves = frozenset(v for v in range(count) if not inputs[v] and v not in left)
    return _with_dummies(count, edges, levels, leaves)


def _evaluation_order(inputs: list[list[int]], users: list[list[int]]) -> list[int]:
    """All nodes, each after its inputs."""
    missing = [len(sources) for sources in inputs]
    order = [v for v, number in enumerate(missing) if number == 0]
    for v in order:  # grows while it is read
        for user in users[v]:
            missing[user] -= 1
            if missing[user] == 0:
                order.append(user)
    if len(order) < len(inputs):
        raise ValueError("A computational graph has no cycles; this one has.")
    return order


def _fed_by(order: list[int], inputs: list[list[int]], left: Collection[int]) -> frozenset[int]:
    """All nodes whose values depend on those at the ``left``."""
    fed = set(left)
    for v in order:
        if not fed.isdisjoint(inputs[v]):
            fed.add(v)
    return frozenset(fed)


def _levels(
    order: list[int],
    inputs: list[list[int]],
    users: list[list[int]],
    left: frozenset[int],
    right: frozenset[int],
    early: frozenset[int],
) -> list[int]:
    """Layer number of each node."""
    levels = [0] * len(order)
    for v in order:
        levels[v] = max((levels[i] + 1 for i in inputs[v]), default=0)
    last = max(levels, default=0)
    for v in order:
        if not users[v] and v in right and v not in left:
            levels[v] = last
    moves = _Moves(levels, inputs, users, [bool(users[v]) and v not in left for v in range(len(order))], order)
    for _ in range(ROUNDS):
        before = list(levels)
        for v in reversed(order):
            moves.to_right(v, worth=1 if v in early else 0)
        if levels == before:
            break
    occupied = {level: k for k, level in enumerate(sorted(set(levels)))}
    return [occupied[level] for level in levels]


class _Moves:
    """Moves nodes to the right, with those of their inputs that had better come along.

    A node with more users than inputs makes edges shorter by moving; ``balance`` is that difference.
    """

    def __init__(
        self, levels: list[int], inputs: list[list[int]], users: list[list[int]], free: list[bool], order: list[int]
    ) -> None:
        self.levels, self.inputs, self.users, self.free = levels, inputs, users, free
        self.balance = [len(after) - len(before) for after, before in zip(users, inputs, strict=True)]
        self.rank = [0] * len(order)
        for place, v in enumerate(order):
            self.rank[v] = place

    def to_right(self, v: int, worth: int) -> None:
        """Move ``v`` as far as its users let it, if all edges together get shorter by ``worth`` for each step."""
        if not self.free[v] or self._held(v, ()):
            return
        group = self._company(v)
        if sum([self.balance[u] for u in group]) >= worth:
            way = min(self.levels[user] - self.levels[u] for u in group for user in self.users[u] if user not in group)
            for u in group:
                self.levels[u] += way - 1

    def _held(self, v: int, group: Collection[int]) -> bool:
        """Whether a user outside ``group`` stands right behind ``v``."""
        return any(self.levels[user] == self.levels[v] + 1 for user in self.users[v] if user not in group)

    def _company(self, v: int) -> set[int]:
        """``v`` and what comes along: of the inputs that only it holds back those that gain by it."""
        found, group = [v], {v}
        for u in found:  # grows while it is read
            for i in self.inputs[u]:
                if i not in group and self.free[i] and not self._held(i, group):
                    group.add(i)
                    found.append(i)
        found.sort(key=self.rank.__getitem__)
        gain: dict[int, int] = {}
        for u in found:
            gain[u] = self.balance[u] + sum([gain.pop(i) for i in set(self.inputs[u]) if gain.get(i, 0) > 0])
        group -= {u for u in gain if u != v}
        for u in reversed(found):
            if u != v and (group.isdisjoint(self.users[u]) or self._held(u, group)):
                group.discard(u)
        return group


def _with_dummies(count: int, edges: Sequence[Edge], levels: list[int], leaves: frozenset[int]) -> Layered:
    layers: list[list[int]] = [[] for _ in range(max(levels, default=-1) + 1)]
    for v, level in enumerate(levels):
        layers[level].append(v)
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    chains, edge_of = [], []
    for number, (source, target, _) in enumerate(edges):
        chain = [source]
        for level in range(levels[source] + 1, levels[target]):
            dummy = len(before)
            before.append([])
            after.append([])
            edge_of.append(number)
            layers[level].append(dummy)
            chain.append(dummy)
        chain.append(target)
        chains.append(chain)
        for u, v in pairwise(chain):
            after[u].append(v)
            before[v].append(u)
    return Layered(count, layers, before, after, chains, edge_of, leaves)
