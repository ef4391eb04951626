"""What a user asks of a lane, as changes of the store with the names the undo menu shows."""

from __future__ import annotations

from PySide6.QtCore import QObject

from landscape_gui import edits, networkedits
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, Schedule
from landscape_gui.lanestyle import LaneStyle
from landscape_gui.scene import lane_looks
from landscape_gui.ui.panels.fields import words_of
from landscape_gui.ui.store import Store


class LaneCommands(QObject):
    """Changes ``store``'s lanes; ``index`` is always the lane's place in the experiment."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store

    @property
    def experiment(self) -> Experiment:
        """The store's experiment."""
        return self._store.experiment

    def label(self, index: int) -> str:
        """The name of a lane on screen."""
        return lane_looks(self.experiment)[index].label

    def add(self, key: str) -> None:
        """Let another optimizer take part."""
        self._store.change(self.tr("Add {0}").format(OPTIMIZERS[key].label), edits.add_lane(self.experiment, key))

    def fit_rates(self) -> None:
        """Give every lane the rate that suits the problem, in the opening race its own."""
        self._store.change(self.tr("Fit learning rates"), edits.fit_rates(self.experiment))

    def set_hyperparameter(self, index: int, key: str, value: float, final: bool) -> None:
        """Set one number of a lane."""
        parameters = OPTIMIZERS[self.experiment.lanes[index].optimizer].parameters
        words = words_of(next(parameter for parameter in parameters if parameter.key == key))
        label = self.tr("{0} of {1}").format(words, self.label(index))
        changed = edits.with_hyperparameter(self.experiment, index, key, value)
        self._store.change(label, changed, merge=f"lane {index} {key}", final=final)

    def default_rate(self, index: int) -> None:
        """Give a lane the learning rate its optimizer has without knowing the problem."""
        rate = OPTIMIZERS[self.experiment.lanes[index].optimizer].defaults["lr"]
        self.set_hyperparameter(index, "lr", rate, final=True)

    def set_schedule(self, index: int, schedule: Schedule, field: str, final: bool) -> None:
        """Set the schedule of a lane, of which ``field`` changed."""
        label = self.tr("Schedule of {0}").format(self.label(index))
        self._store.change_lane(index, label, merge=f"lane {index} schedule {field}", final=final, schedule=schedule)

    def set_batch_size(self, index: int, size: int | None, final: bool) -> None:
        """Give a lane a batch size of its own, or None for that of all lanes."""
        label = self.tr("Batch size of {0}").format(self.label(index))
        changed = networkedits.with_lane_batch(self.experiment, index, size)
        self._store.change(label, changed, merge=f"lane {index} batch", final=final)

    def set_start(self, index: int, point: tuple[float, ...] | None, final: bool) -> None:
        """Give a lane a start of its own, or None for the shared one."""
        label = self.tr("Start of {0}").format(self.label(index))
        changed = edits.with_lane_start(self.experiment, index, point)
        self._store.change(label, changed, merge=f"start {index}", final=final)

    def set_look(self, index: int, style: LaneStyle) -> None:
        """Give a lane another colour, marker or dash."""
        label = self.tr("Look of {0}").format(self.label(index))
        self._store.change_lane(index, label, color=style.color, marker=style.marker, dash=style.dash)

    def switch(self, index: int, on: bool) -> None:
        """Let a lane take part or rest."""
        words = self.tr("Switch on {0}") if on else self.tr("Switch off {0}")
        self._store.change_lane(index, words.format(self.label(index)), enabled=on)

    def rename(self, index: int, name: str) -> None:
        """Call a lane ``name``; its optimizer's own name or none means no name of its own."""
        own = OPTIMIZERS[self.experiment.lanes[index].optimizer].label
        label = self.tr("Rename {0}").format(self.label(index))
        self._store.change_lane(index, label, name="" if name == own else name)

    def duplicate(self, index: int) -> None:
        """Add a copy of a lane."""
        self._change(self.tr("Duplicate {0}"), index, edits.duplicate_lane(self.experiment, index))

    def reset(self, index: int) -> None:
        """Return a lane to its optimizer's defaults at a rate that suits the problem."""
        self._change(self.tr("Reset {0}"), index, edits.reset_lane(self.experiment, index))

    def move(self, index: int, by: int) -> None:
        """Move a lane up (−1) or down (1)."""
        self._change(self.tr("Move {0}"), index, edits.move_lane(self.experiment, index, by))

    def remove(self, index: int) -> None:
        """Take a lane out."""
        self._change(self.tr("Remove {0}"), index, edits.remove_lane(self.experiment, index))

    def _change(self, words: str, index: int, changed: Experiment) -> None:
        self._store.change(words.format(self.label(index)), changed)
