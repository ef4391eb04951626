"""What opens at the drawing of a graph: the inspector of a node, the editor of a value, and the update below it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtWidgets import QApplication, QToolTip

from landscape_gui.core.descriptors import Param
from landscape_gui.core.graph import GraphNode
from landscape_gui.core.graph.records import CONSTANT
from landscape_gui.core.graph.walk import UPDATE, Moment
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.canvas import GraphCanvas
from landscape_gui.ui.views.graph.foot import GraphFoot
from landscape_gui.ui.views.graph.headbutton import head_button
from landscape_gui.ui.views.graph.inspector import GraphInspector
from landscape_gui.ui.views.graph.sheet import GraphSheet
from landscape_gui.ui.views.graph.words import GraphWords
from landscape_gui.ui.views.number_editor import NumberEditor
from landscape_gui.ui.widgets.timers import once

LARGEST = 1e300
"""Largest value that can be typed where no lane has to start from it."""
LEAST_ROOM = 52
"""Height of a free part of the drawing into which the editor of a value fits."""
REACH = 2.0
"""What a slider covers at least to both sides of 0."""


class GraphCards(QObject):
    """Opens and closes what lies over ``canvas`` and below it, and keeps it in step with the graph.

    Args:
        canvas: the drawing; foot: what is below it, which a card may cover where there is little room.

    Signals:
        valueEdited: name, as the graph calls it, its new value, and whether that is final.
        stepAsked: the optimizer should take the step that is shown.
        checkAsked: index of a node whose derivative should be compared with differences.
    """

    valueEdited = Signal(str, float, bool)
    stepAsked = Signal()
    checkAsked = Signal(int)

    def __init__(self, themes: ThemeManager, canvas: GraphCanvas, foot: GraphFoot) -> None:
        super().__init__(canvas)
        self._themes, self._canvas, self._foot = themes, canvas, foot
        self._words: GraphWords | None = None
        self._moment: Moment | None = None
        self._name, self._node, self._node_edited = "", -1, -1
        self._dismissed = self._concealed = False
        self.inspector, self.update = GraphInspector(themes), foot.update_page
        self.sheet, self.editor = GraphSheet(themes, canvas, foot), NumberEditor(themes, canvas)
        self._later = once(self, lambda: self.inspect(self._node), 0)
        words = self.tr("Check this derivative against finite differences")
        self.check = head_button(themes, "check", words)
        self.check.clicked.connect(lambda checked=False: self.checkAsked.emit(self._node))
        self.sheet.add_page(self.inspector, 0.5, self.check)
        canvas.nodeClicked.connect(self._clicked)
        canvas.nodeActivated.connect(self._activated)
        canvas.moved.connect(self._follow)
        self.sheet.covered.connect(canvas.viewport.set_cover)
        self.sheet.closed.connect(self._sheet_closed)
        foot.panel.closed.connect(self._close_update)
        self.sheet.editAsked.connect(self._edit_inspected)
        self.inspector.pathPointed.connect(canvas.mark_path)
        self.inspector.editAsked.connect(self.edit)
        self.update.editAsked.connect(self.edit)
        self.update.stepAsked.connect(self.stepAsked)
        self.editor.edited.connect(self._edited)
        self.editor.closed.connect(self._editor_closed)

    def show_graph(self, words: GraphWords | None, moment: Moment | None) -> None:
        """Show another graph, or the same one with other values."""
        before, self._words = self._words, words
        kept = words is not None and before is not None and _alike(before.subject, words.subject)
        if not kept:
            self.editor.close_editor()
            if self.sheet.page() is self.inspector:
                self.close()
        if moment is not None:
            self.show_moment(moment)
        else:
            self._foot.put_update_away()
        if words is not None and self.editor.isVisible():
            self.editor.follow(words.subject.value(self._name))

    def show_moment(self, moment: Moment) -> None:
        """Show another moment of the same walk."""
        self._moment = moment
        if moment.phase.key != UPDATE:
            self._dismissed = False
        if self.sheet.page() is self.inspector:
            self._show_inspector()
        update = self._words.update if self._words is not None else None
        told = moment.phase.key == UPDATE and moment.step is not None and not (self._dismissed or self._concealed)
        if update is not None and told:
            self._foot.show_update(update, moment)
        else:
            self._foot.put_update_away()

    def set_concealed(self, concealed: bool) -> None:
        """Give no number away that the walk has not come to."""
        self._concealed = concealed
        self.inspector.set_concealed(concealed)

    def inspect(self, node: int) -> None:
        """Open the inspector of a node, and bring the node into sight."""
        self._inspect(node)
        self._canvas.bring(node)

    def _inspect(self, node: int) -> None:
        self._later.stop()
        self._node = node
        self._canvas.choose(node)
        self._show_inspector()

    def edit(self, name: str) -> None:
        """Open the editor of a value, at its node."""
        words = self._words
        if words is None:
            return
        if name not in words.subject.editable:  # an example's own name for what its network calls otherwise
            name = next((shown for shown, kept in words.subject.editable.items() if kept == name), name)
        node = _node_of(words, name)
        if node < 0 or name not in words.subject.editable:
            return
        self._name, self._node_edited = name, node
        value = words.subject.value(name)
        self._canvas.bring(node)
        self.editor.open(self._param(words.subject, name, value), value, *self._room())

    def close(self) -> bool:
        """Close what is on top; tells whether there was anything."""
        if self.editor.isVisible():
            self.editor.close_editor()
            return True
        if self.sheet.page() is not None:
            self.sheet.close_by_user()
        elif self._foot.shows_update:
            self._close_update()
        else:
            return False
        return True

    def _param(self, subject: Subject, name: str, value: float) -> Param:
        """How a value can be changed: its bounds, what a slider covers, and what it returns to."""
        usual = subject.usual.get(subject.editable[name], value)
        if name in subject.limits:
            return subject.limits[name]
        largest = LARGEST if subject.source is not None or name in subject.data else 1e6
        soft = max(REACH, 1.25 * abs(value), 1.25 * abs(usual))
        return Param(name, name, usual, -largest, largest, description=self._about(subject, name), soft=(-soft, soft))

    def _about(self, subject: Subject, name: str) -> str:
        if name in subject.data and subject.source is None:
            words = self.tr("What if {name} were another number? The data stay as they are.")
        elif subject.source is None:
            words = self.tr("{name}: all optimizers start anew from here with this value.")
        else:
            words = self.tr("{name}: everything in the graph follows.")
        return words.format(name=name)

    def _clicked(self, node: int) -> None:
        self.editor.close_editor()
        by_keyboard = self._canvas.marks().focused is not None
        if node < 0:
            if self.sheet.page() is self.inspector:
                self.sheet.close_by_user()
        elif by_keyboard:
            if self.sheet.page() is self.inspector:
                self.inspect(node)
        elif self.sheet.page() is self.inspector or not self._would_hide(node):
            self._inspect(node)
        else:
            # The card would lie where the node is, and what is a double click would not reach it.
            self._node = node
            self._later.start(QApplication.doubleClickInterval())

    def _would_hide(self, node: int) -> bool:
        return QRectF(self.sheet.area_for(self.inspector)).intersects(self._canvas.place_of(node))

    def _activated(self, node: int) -> None:
        self._later.stop()
        words = self._words
        if words is None:
            return
        self.inspect(node)
        known = words.graph.nodes[node]
        if not known.inputs and known.name in words.subject.editable:
            self.edit(known.name)
        elif known.kind == CONSTANT:
            at = self._canvas.mapToGlobal(self._canvas.place_of(node).bottomLeft().toPoint())
            QToolTip.showText(at, self.tr("A constant of the formula: it is changed there."), self._canvas)

    def _edit_inspected(self) -> None:
        node = self.inspector.node()
        if node is not None:
            self.edit(node.name)

    def _show_inspector(self) -> None:
        words = self._words
        if words is None or self._node >= len(words.graph.nodes):
            return
        self.inspector.show_node(words, self._moment, self._node)
        node = words.graph.nodes[self._node]
        editable = not node.inputs and node.name in words.subject.editable
        self.sheet.show_page(self.inspector, *self.inspector.title(), editable=editable)
        self.check.setVisible(node.kind != CONSTANT and not self._concealed)

    def _close_update(self) -> None:
        """By the user: it stays away until the next one."""
        self._dismissed = True
        self._foot.put_update_away()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sheet_closed(self) -> None:
        """By the user: the node is no longer chosen."""
        self._canvas.mark_path(())
        self._canvas.choose(None)

    def _edited(self, value: float, final: bool) -> None:
        self.valueEdited.emit(self._name, value, final)

    def _editor_closed(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _room(self) -> tuple[QRectF, QRectF]:
        """Where the edited node is, and where the editor may stand."""
        edge, bounds = float(self._themes.px(4)), self._canvas.viewport.free_area()
        if bounds.height() < self._themes.px(LEAST_ROOM):
            bounds = QRectF(self._canvas.rect())
        return self._canvas.place_of(self._node_edited), bounds.adjusted(edge, edge, -edge, -edge)

    def _follow(self) -> None:
        """The drawing has moved: so does the editor."""
        if self.editor.isVisible() and not self.editor.is_dragged():
            self.editor.move_to(*self._room())


def _alike(one: Subject, other: Subject) -> bool:
    """Whether nodes of two subjects mean the same."""
    first, second = one.graph, other.graph
    return first.level == second.level and [node.name for node in first.nodes] == [node.name for node in second.nodes]


def _node_of(words: GraphWords, name: str) -> int:
    """The node that is called so, or has a parameter or an entry of that name; −1 for none."""

    def has(node: GraphNode) -> bool:
        own = any(parameter.name == name for parameter in getattr(node, "parameters", ()))
        return own or node.name == name or (bool(node.shape) and node.name == name.partition("[")[0])

    return next((node.index for node in words.graph.nodes if has(node)), -1)
