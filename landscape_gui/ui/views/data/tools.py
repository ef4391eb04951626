"""The tools for own points: a button for each class, an eraser, and away with all of them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from landscape_gui.classstyle import class_color, class_marker
from landscape_gui.core.network.datasets.own import CLASS_NAMES
from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.looks import draw_example
from landscape_gui.ui.widgets.tips import tip


class DataTools(QWidget):
    """Chooses what a click into the plot does; it changes no points itself."""

    toolChosen = Signal(str, int)
    """ "add" and the number of the class, or "erase" and 0."""
    cleared = Signal()

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._group = QButtonGroup(self)
        self.classes: list[QToolButton] = []
        self.more = self._button("plus", self.tr("One more class: the network gets one output for each."))
        self.eraser = self._button("close", self.tr("Eraser: click or drag over points. The right button erases too."))
        self.eraser.setCheckable(True)
        self.clear = self._button("trash", self.tr("Take all points away; Undo brings them back."))
        self.count = QLabel()
        self._group.addButton(self.eraser)
        self._row = QHBoxLayout(self)
        for part in (self.more, self.eraser, self.clear):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self.count)
        self.more.clicked.connect(self._add_class)
        self.eraser.clicked.connect(lambda: self.toolChosen.emit("erase", 0))
        self.clear.clicked.connect(self.cleared)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self._resize)
        self._resize()

    def show_points(self, classes: int, count: int) -> None:
        """Offer at least so many ``classes`` (0: points of a curve), and tell how many points there are."""
        self.more.setVisible(classes > 0)
        wanted = max(1, classes)
        if classes == 0 and len(self.classes) > 1:
            self._remove_classes(1)
        while len(self.classes) < wanted:
            self._new_class(curve=classes == 0)
        self._name_first(curve=classes == 0)
        self.more.setEnabled(len(self.classes) < len(CLASS_NAMES))
        words = self.tr("1 point") if count == 1 else self.tr("{count} points").format(count=f"{count:,}")
        self.count.setText(words)
        self.clear.setEnabled(count > 0)
        if self._group.checkedButton() is None:
            self.choose(0)

    def choose(self, number: int) -> None:
        """Take the tool that adds points of a class, as if it was clicked; more classes come where they are needed."""
        while len(self.classes) <= number < len(CLASS_NAMES) and self.more.isVisibleTo(self):
            self._new_class(curve=False)
        if number < len(self.classes):
            self.classes[number].setChecked(True)
            self.toolChosen.emit("add", number)

    def _add_class(self) -> None:
        self.choose(len(self.classes))
        self.more.setEnabled(len(self.classes) < len(CLASS_NAMES))

    def _remove_classes(self, kept: int) -> None:
        for button in self.classes[kept:]:
            self._group.removeButton(button)
            button.deleteLater()
        del self.classes[kept:]

    def _new_class(self, curve: bool) -> None:
        number = len(self.classes)
        button = QToolButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.toolChosen.emit("add", number))
        self._group.addButton(button)
        self.classes.append(button)
        self._row.insertWidget(number, button)
        self._fit(button)
        if number or not curve:
            self._name(number)

    def _name_first(self, curve: bool) -> None:
        if curve:
            words = self.tr("Add points of the curve: click into the plot, drag to move.")
            self.classes[0].setToolTip(tip(words))
            self.classes[0].setAccessibleName(words)
            self.classes[0].setIcon(self._icon(0))
        else:
            self._name(0)

    def _name(self, number: int) -> None:
        words = self.tr("Add points of class {name}: click into the plot, drag to move.").format(
            name=CLASS_NAMES[number]
        )
        button = self.classes[number]
        button.setToolTip(tip(words, self.tr("Key {key}").format(key=(number + 1) % 10)))
        button.setAccessibleName(words)
        button.setIcon(self._icon(number))

    def _icon(self, number: int) -> QIcon:
        side, ratio = self._themes.px(18), self.devicePixelRatioF()
        picture = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        middle = QPointF(side / 2.0, side / 2.0)
        draw_example(painter, class_marker(number), class_color(number), middle, 0.6 * side, self._themes.theme)
        painter.end()
        return QIcon(picture)

    def _button(self, name: str, sentence: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(name))
        button.setToolTip(tip(sentence))
        button.setAccessibleName(sentence)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _fit(self, button: QToolButton) -> None:
        button.setFixedSize(self._themes.px(28), self._themes.px(28))
        button.setIconSize(QSize(self._themes.px(18), self._themes.px(18)))

    def _resize(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(px(6), px(2), px(10), 0)
        self._row.setSpacing(px(2))
        for button in (*self.classes, self.more, self.eraser, self.clear):
            self._fit(button)
        for number, button in enumerate(self.classes):
            button.setIcon(self._icon(number))
        self.count.setFont(self._themes.font(12))
