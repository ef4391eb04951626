"""The current experiment and its undo list: one of the program's two mutable facts, beside the play position."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from landscape_gui import experimentfile
from landscape_gui.core.errors import ExperimentError
from landscape_gui.experiment import Experiment, first_experiment

UNDO_LIMIT = 500


class _Change(QUndoCommand):
    """From one experiment to the next; changes with the same ``merge`` in a row become one entry.

    Args:
        made_at: play position at which the change was made, where it went back to the start; None where it did not.
    """

    def __init__(self, store: Store, label: str, after: Experiment, merge: str, made_at: float | None) -> None:
        super().__init__(label)
        self.store, self.before, self.after, self.merge = store, store.experiment, after, merge
        self.made_at, self.done = made_at, False

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _Change) or other.merge != self.merge or self.store.settled:
            return False
        self.after = other.after
        self.setText(other.text())
        self.setObsolete(self.after == self.before)
        return True

    def undo(self) -> None:
        self.store.set_current(self.before)
        if self.made_at is not None:
            self.store.returned.emit(self.made_at)

    def redo(self) -> None:
        again, self.done = self.done, True
        self.store.set_current(self.after)
        if again and self.made_at is not None:
            self.store.returned.emit(0.0)


class Store(QObject):
    """Holds the experiment; every change goes through ``change`` and can be undone.

    Attributes:
        lane: index of the selected lane, which is no change of the experiment, but is kept in its file.

    Signals:
        changed: the experiment is another one now.
        fileChanged: the file's path, or whether it has unsaved changes, is another.
        begun: a new experiment was begun, or another one opened; nothing follows from what was done before.
        returned: a change that had gone back to the start is undone, or done again: the play position that belongs to
            the experiment now.
    """

    changed = Signal()
    fileChanged = Signal()
    begun = Signal()
    returned = Signal(float)

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment or first_experiment()
        self._path: Path | None = None
        self.lane = self._experiment.view.lane
        self.settled = True
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(UNDO_LIMIT)
        self.stack.cleanChanged.connect(self.fileChanged)

    @property
    def experiment(self) -> Experiment:
        """The current experiment."""
        return self._experiment

    @property
    def kept(self) -> Experiment:
        """The experiment as it is kept in a file, with the lane that is selected now."""
        return _with_lane(self._experiment, self.lane)

    @property
    def path(self) -> Path | None:
        """The file it was opened from or saved to."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether there are changes since the file was opened or saved."""
        return not self.stack.isClean()

    def change(
        self, label: str, experiment: Experiment, merge: str = "", final: bool = True, made_at: float | None = None
    ) -> None:
        """Make ``experiment`` the current one.

        Args:
            label: what the undo menu calls the change, as in "Learning rate of Adam".
            merge: changes with the same non-empty ``merge`` become one undo entry until one of them is ``final``.
            final: False while a slider or a handle is still being dragged.
            made_at: the play position, where the change goes back to the start; undone, it returns there.
        """
        if experiment == self._experiment:
            self.settled = self.settled or final
            return
        self.stack.push(_Change(self, label, experiment, merge, made_at))
        self.settled = final

    def replace(
        self, label: str, merge: str = "", final: bool = True, made_at: float | None = None, **fields: Any
    ) -> None:
        """``change`` with some fields of the experiment replaced."""
        self.change(label, msgspec.structs.replace(self._experiment, **fields), merge, final, made_at)

    def change_view(self, label: str, merge: str = "", final: bool = True, **fields: Any) -> None:
        """``change`` with some fields of the view replaced."""
        self.replace(label, merge, final, view=msgspec.structs.replace(self._experiment.view, **fields))

    def change_lane(
        self,
        index: int,
        label: str,
        merge: str = "",
        final: bool = True,
        made_at: float | None = None,
        **fields: Any,
    ) -> None:
        """``change`` with some fields of lane ``index`` replaced."""
        lanes = list(self._experiment.lanes)
        lanes[index] = msgspec.structs.replace(lanes[index], **fields)
        self.replace(label, merge, final, made_at, lanes=tuple(lanes))

    def set_current(self, experiment: Experiment) -> None:
        """Used by the undo list only: show ``experiment``."""
        if experiment != self._experiment:
            self._experiment = experiment
            self.changed.emit()

    def resume(self, experiment: Experiment | None, path: Path | None) -> None:
        """Take up an earlier session's experiment, which belongs to the file ``path`` where there is one."""
        if experiment is None:
            return
        self._experiment, self._path, self.lane = experiment, path, experiment.view.lane
        try:
            saved = path is None or _with_lane(experimentfile.load(path), self.lane) == experiment
        except ExperimentError:
            saved = False
        if not saved:
            self.stack.resetClean()

    def new(self) -> None:
        """Begin again with the first experiment; can be undone."""
        self._path = None
        self.change(QCoreApplication.translate("Store", "New experiment"), first_experiment())
        self.stack.resetClean()
        self.lane = 0
        self.begun.emit()
        self.fileChanged.emit()

    def open(self, path: Path) -> None:
        """Open a file, as a change that can be undone; raises ExperimentError, and changes nothing, if invalid."""
        experiment = experimentfile.load(path)
        self.change(QCoreApplication.translate("Store", "Open {0}").format(path.name), experiment)
        self._path, self.lane = path, experiment.view.lane
        self.stack.setClean()
        self.begun.emit()
        self.fileChanged.emit()

    def save(self, path: Path) -> None:
        """Save to a file, whole or not at all; raises ExperimentError."""
        experimentfile.save(self.kept, path)
        self._path = path
        self.stack.setClean()
        self.fileChanged.emit()


def _with_lane(experiment: Experiment, lane: int) -> Experiment:
    """``experiment`` with another lane selected, which is one that it has."""
    chosen = min(lane, max(0, len(experiment.lanes) - 1))
    return msgspec.structs.replace(experiment, view=msgspec.structs.replace(experiment.view, lane=chosen))
