"""What the parts of the network panel share: a column that says what is wrong, and rows of choices, seeds, switches."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.errors import LandscapeError
from landscape_gui.experiment import Experiment
from landscape_gui.ui.panels.fields import update_field
from landscape_gui.ui.panels.layout import Column, Line, Name, Words, icon_button
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import ElidedBox, NumberField, NumberScale, ScrubLabel, tip

NAME_WIDTH = 74
"""Width of the names in front of lists at scale 1: narrower than before sliders, for lists have long words."""
DICE = 10_000
"""Seeds the dice gives are short enough to be read out."""


class Form(Column):
    """A part of the panel: it changes the store's experiment, and says below itself why that is not possible.

    ``fit`` tells whether learning rates follow.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(gap=4, parent=parent)
        self._store = store
        self.fit = True
        self.error = Words(role="error")

    def attempt(
        self, label: str, edit: Callable[[Experiment], Experiment], merge: str = "", final: bool = True
    ) -> bool:
        """Change the experiment; what is wrong is said, nothing changes, and controls return to what holds."""
        try:
            changed = edit(self._store.experiment)
        except LandscapeError as error:
            self.error.say(str(error))
            self.restore()
            return False
        self.error.say("")
        self._store.change(label, changed, merge, final)
        return True

    def restore(self) -> None:
        """Show again what holds, after a choice that is not possible."""


class ChoiceRow(Line):
    """A name and a list of entries of which one holds; tooltips say what each does."""

    chosen = Signal(str)
    """The key the user chose."""

    def __init__(self, name: str, description: str, entries: Iterable[tuple[str, str, str]] = ()) -> None:
        self.label, self.box = Name(name, NAME_WIDTH), ElidedBox()
        super().__init__(self.label)
        self.add(self.box, 1)
        self._description = description
        self._entries: tuple[tuple[str, str, str], ...] = ()
        self.box.setAccessibleName(name)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setPlaceholderText(self.tr("several"))
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemData(place)))
        self.label.setToolTip(tip(description))
        self.set_entries(entries)

    def set_entries(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Offer entries: key, words, and one sentence each."""
        wanted = tuple(entries)
        if wanted == self._entries:
            return
        self._entries = wanted
        self.box.clear()
        for place, (key, label, description) in enumerate(wanted):
            self.box.addItem(label, key)
            self.box.setItemData(place, tip(description), Qt.ItemDataRole.ToolTipRole)

    def show_value(self, key: str) -> None:
        """Choose without emitting anything; an unknown key shows "several"."""
        place = self.box.findData(key)
        if place == self.box.currentIndex() and self.box.toolTip():
            return
        self.box.setCurrentIndex(place)
        about = next((description for known, _, description in self._entries if known == key), "")
        self.box.setToolTip(tip(about, self._description))


class SeedRow(Line):
    """A seed as a number and a dice that throws another one."""

    changed = Signal(int, bool)
    """The seed, and whether it is final."""

    def __init__(self, name: str, description: str, dice: str) -> None:
        self.field = NumberField(name, 0.0, NumberScale(0, MAX_SEED, (0, 100), integer=True), description=description)
        self.dice = icon_button("dice", dice)
        label = ScrubLabel(name, self.field)
        label.setToolTip(tip(description))
        super().__init__(label)
        self.add_stretch()
        self.add(self.dice)
        self.add(self.field)
        self.field.valueChanged.connect(lambda value: self.changed.emit(int(value), False))
        self.field.committed.connect(lambda value: self.changed.emit(int(value), True))
        self.dice.clicked.connect(lambda: self.changed.emit(random.randrange(DICE), True))

    def show_value(self, seed: int) -> None:
        """Show a seed without emitting anything."""
        update_field(self.field, seed)


def check_box(text: str, words: str) -> QCheckBox:
    """A check box with one sentence as tooltip."""
    box = QCheckBox(text)
    box.setToolTip(tip(words))
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box
