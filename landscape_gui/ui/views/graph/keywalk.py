"""The way of the keyboard through the drawing of a graph: from node to node along its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from landscape_gui.core.graph.records import CONSTANT, INPUT
from landscape_gui.ui.keyboard import ARROWS
from landscape_gui.ui.views.graph.zoombuttons import CLOSER

if TYPE_CHECKING:
    from landscape_gui.ui.views.graph.canvas import GraphCanvas

ZOOMS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0)
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class KeyboardWalk:
    """Knows where the keyboard is, and does what its keys mean on ``canvas``."""

    def __init__(self, canvas: GraphCanvas) -> None:
        self._canvas = canvas
        self._piece: int | None = None
        self._by_keyboard = False

    @property
    def piece(self) -> int | None:
        """The piece of the drawing it is at, None for none."""
        return self._piece

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if event.key() in ZOOMS:
            return True
        others = (*ARROWS, *ENTERS, Qt.Key.Key_Escape)
        return self._canvas.marks().focused is not None and event.key() in others

    def press(self, key: Qt.Key) -> None:
        """Do what a key means that is taken."""
        canvas = self._canvas
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            canvas.viewport.zoom_by(CLOSER)
        elif key == Qt.Key.Key_Minus:
            canvas.viewport.zoom_by(1.0 / CLOSER)
        elif key == Qt.Key.Key_0:
            canvas.viewport.fit_or_whole()
        elif key == Qt.Key.Key_Escape:
            self.stand(None)
        elif key in ENTERS:
            focused = canvas.marks().focused
            if focused is not None:
                canvas.nodeActivated.emit(focused)
        else:
            self._go(key)

    def take(self) -> None:
        """From now on the focus is there by the keyboard."""
        self._by_keyboard = True

    def enter(self, event: QFocusEvent) -> None:
        """The focus has come."""
        by_keyboard = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
                       Qt.FocusReason.ShortcutFocusReason)  # fmt: skip
        self._by_keyboard = self._by_keyboard or event.reason() in by_keyboard
        self.begin()

    def leave(self, event: QFocusEvent) -> None:
        """The focus is gone."""
        if event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            return  # the keyboard comes back to where it was
        self._by_keyboard = False
        self._canvas.mark(focused=None)
        self._piece = None

    def stand(self, node: int | None) -> None:
        """A click has put it at a node, from where arrows lead on; with None nowhere, and arrows are the playback's."""
        canvas, shapes = self._canvas, self._canvas.shapes()
        canvas.mark(focused=None, chosen=node)
        canvas.nodeClicked.emit(-1 if node is None else node)  # who hears of it knows a click by nothing focused
        pieces = shapes.pieces_of(node) if node is not None and shapes is not None else ()
        self._piece = pieces[0] if pieces else None
        if pieces and canvas.hasFocus():
            canvas.mark(focused=node)

    def forget(self) -> None:
        """There is another drawing: begin anew where the keyboard is in use."""
        self._piece = None

    def begin(self) -> None:
        """Go to the node that was chosen last; else to the first of these in sight: output, step, an input."""
        if self._by_keyboard and self._canvas.marks().focused is None:
            self._go_first()

    def _go(self, key: Qt.Key) -> None:
        """Go along an edge to the left or right, or to the neighbour above or below."""
        shapes, here = self._canvas.shapes(), self._piece
        if shapes is None or here is None:
            return
        there = shapes.neighbour(here, *ARROWS[key])
        if there is not None:
            self._go_to_piece(there)

    def _go_first(self) -> None:
        canvas = self._canvas
        shapes, graph, moment = canvas.shapes(), canvas.graph, canvas.moment
        if graph is None or moment is None or shapes is None:
            return
        chosen = canvas.marks().chosen
        if chosen is not None:
            self._go_to(chosen)
            return
        room, to_widget = canvas.viewport.room(), canvas.camera.to_widget
        seen = [shape.node for shape in shapes.pieces if room.contains(to_widget(shape.extent))]
        leaves = [shape for shape in shapes.pieces if not graph.nodes[shape.node].inputs]
        leaves.sort(key=lambda shape: self._order(shape.node, shape.box))
        wanted = (graph.output, *moment.nodes, *(shape.node for shape in leaves))
        node = next((node for node in wanted if node in seen), None)
        self._go_to(graph.output if node is None else node, bring=node is None)

    def _order(self, node: int, box: QRectF) -> tuple[bool, int, bool, float]:
        """Orders leaves by where one begins to read: on the left, data before parameters, from above; no constants."""
        graph = self._canvas.graph
        kind = graph.nodes[node].kind if graph is not None else INPUT
        return kind == CONSTANT, round(box.center().x()), kind != INPUT, box.top()

    def _go_to(self, node: int, bring: bool = True) -> None:
        shapes = self._canvas.shapes()
        pieces = shapes.pieces_of(node) if shapes is not None else ()
        if pieces:
            self._go_to_piece(pieces[0], bring)

    def _go_to_piece(self, piece: int, bring: bool = True) -> None:
        shapes = self._canvas.shapes()
        assert shapes is not None, "a drawing has pieces"
        self._piece = piece
        shape = shapes.pieces[piece]
        self._canvas.mark(focused=shape.node, chosen=shape.node)
        if bring:
            self._canvas.viewport.bring(shape.extent)
        self._canvas.nodeClicked.emit(shape.node)
