"""What lanes are called where they have no name of their own."""

from __future__ import annotations

from collections import Counter

from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, Lane, NetworkProblem


def lane_names(experiment: Experiment) -> tuple[str, ...]:
    """Return the name of each lane: its own, or its optimizer's, with a number where that is there already.

    Lanes that differ in nothing but the number of examples they see in a step are told apart by that.
    """
    batches = [_batch_words(experiment, lane) for lane in experiment.lanes]
    kinds = [_kind(lane) for lane in experiment.lanes]
    told: dict[object, set[str]] = {}
    for lane, kind, words in zip(experiment.lanes, kinds, batches, strict=True):
        if not lane.name:
            told.setdefault(kind, set()).add(words)
    used: Counter[str] = Counter()
    names = []
    for lane, kind, words in zip(experiment.lanes, kinds, batches, strict=True):
        own = OPTIMIZERS[lane.optimizer].label
        if len(told.get(kind, ())) > 1 and not lane.name:
            own = f"{own}, {words}"
        used[own] += 1
        names.append(lane.name or (own if used[own] == 1 else f"{own} {used[own]}"))
    return tuple(names)


def in_short(name: str) -> str:
    """Return the name of a lane with its optimizer in short: "GD 2" for "Gradient descent 2"."""
    for optimizer in OPTIMIZERS.values():
        rest = name.removeprefix(optimizer.label)
        if optimizer.short and rest != name and rest[:1] in ("", " ", ","):
            return optimizer.short + rest
    return name


def _batch_words(experiment: Experiment, lane: Lane) -> str:
    """How many examples a lane sees in a step; "" where there are no examples."""
    if not isinstance(experiment.problem, NetworkProblem):
        return ""
    size = lane.batch_size or experiment.problem.training.batch_size
    return "full batch" if size is None else f"batch {size}"


def _kind(lane: Lane) -> object:
    """What makes a lane's run apart from its examples."""
    return lane.optimizer, tuple(sorted(lane.hyperparameters.items())), lane.schedule, lane.start
