"""A card over the drawing of a graph: over its lower part where the panel is narrow, beside it where there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.headbutton import head_button
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.math_line import MathLine

BESIDE, ROOMY = 720, 340
"""Width of the drawing, at scale 1, from which the card stands beside it; height below which it may also cover what is
under the drawing."""
WIDTH, LEAST, KEPT, MARGIN = 340, 180, 72, 8
"""Width of a card beside the drawing, its least height below it, what of the drawing then stays in sight; margins."""
LEAST_SHARE, LARGEST_SHARE = 0.2, 0.92
"""Of the drawing's height that a card below it takes at least and at most."""


class GraphSheet(QWidget):
    """A card with a title, a page that scrolls, and a button to close it.

    Args:
        over: what it stands over; under: what is below that, in the same widget.

    Signals:
        closed: by the user. covered: which part of the drawing it covers; empty where it is hidden.
        editAsked: the button beside the title.
    """

    closed = Signal()
    covered = Signal(QRectF)
    editAsked = Signal()

    def __init__(self, themes: ThemeManager, over: QWidget, under: QWidget) -> None:
        super().__init__(over)
        self._themes, self._over, self._under = themes, over, under
        self._page: QWidget | None = None
        self._shares: dict[QWidget, float] = {}
        self._actions: dict[QWidget, QWidget] = {}
        self._dragged: tuple[int, float] | None = None
        self.title, self.about = MathLine(size=16.0), ElidedLabel(role="muted")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.edit = head_button(themes, "edit", self.tr("Change this value (Enter, or a double click on its node)"))
        self.edit.clicked.connect(lambda checked=False: self.editAsked.emit())
        close = head_button(themes, "close", self.tr("Close (Esc)"))
        close.clicked.connect(lambda checked=False: self.close_by_user())
        self.close_button = close
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.edit)
        head.addWidget(close)
        self._head = head
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(head)
        self._layout.addWidget(self.area, 1)
        self.setMouseTracking(True)
        for widget in (over, under):
            widget.installEventFilter(self)
        themes.changed.connect(self._resize)
        self.hide()
        self._resize()

    def add_page(self, page: QWidget, share: float, action: QWidget | None = None) -> None:
        """Make a page known: which share of the drawing's height it takes at first, and a button beside its title."""
        self._shares[page] = share
        if action is not None:
            self._actions[page] = action
            action.hide()
            self._head.insertWidget(self._head.indexOf(self.edit), action)

    def show_page(self, page: QWidget, title: str, about: str, *, editable: bool = False) -> None:
        """Show a page that is known; ``title`` is LaTeX, ``about`` plain words."""
        self.title.set_latex(title)
        self.title.setVisible(bool(title))
        self.about.setText(about)
        self.edit.setVisible(editable)
        self.setAccessibleName(about)
        other = page is not self._page
        if other:
            self.area.takeWidget()
            self._page = page
            self.area.setWidget(page)
            page.setAutoFillBackground(False)
            page.show()
            self.area.verticalScrollBar().setValue(0)
            for known, action in self._actions.items():
                action.setVisible(known is page)
        if self.isHidden():
            self.setParent(self._over.parentWidget())
            self.show()
            self.raise_()
            self._place()
        elif other:
            self._place()

    def page(self) -> QWidget | None:
        """Return the page that is shown, None while the card is hidden."""
        return None if self.isHidden() else self._page

    def put_away(self) -> None:
        """Hide it, without telling."""
        if not self.isHidden():
            inside = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            self.hide()
            if inside:
                self._over.setFocus(Qt.FocusReason.OtherFocusReason)
            self.covered.emit(QRectF())

    def close_by_user(self) -> None:
        """Hide it, and tell."""
        self.put_away()
        self.closed.emit()

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside what is drawn rather than below it."""
        return self._over.width() >= self._themes.px(BESIDE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moves = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        if watched in (self._over, self._under) and event.type() in moves and not self.isHidden():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_by_user()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._on_edge(event.position().toPoint()):
            self._dragged = event.globalPosition().toPoint().y(), self._share()
        event.accept()  # what lies under it is not meant

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            edge = self._on_edge(event.position().toPoint())
            self.setCursor(Qt.CursorShape.SizeVerCursor if edge else Qt.CursorShape.ArrowCursor)
            return
        begin, share = self._dragged
        moved = (begin - event.globalPosition().toPoint().y()) / max(1, self._over.height())
        if self._page is not None:
            self._shares[self._page] = min(max(share + moved, LEAST_SHARE), LARGEST_SHARE)
        self._place()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, radius = self._themes.theme, float(self._themes.px(6))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("border"), 1.0))
            painter.setBrush(look.color("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            if not self.is_beside:
                wide = float(self._themes.px(28))
                painter.setPen(QPen(look.color("faint"), 2.0 * self._themes.scale))
                middle = self.width() / 2.0
                painter.drawLine(QPoint(round(middle - wide / 2), 5), QPoint(round(middle + wide / 2), 5))

    def _on_edge(self, at: QPoint) -> bool:
        return not self.is_beside and at.y() <= self._themes.px(9)

    def area_for(self, page: QWidget) -> QRect:
        """Return where the card would be with a page, in what it stands over."""
        px, over = self._themes.px, self._over.rect()
        margin = px(MARGIN)
        room = QRect(over)
        if self.is_beside:
            inner = room.adjusted(margin, margin, -margin, -margin)
            return QRect(inner.right() + 1 - px(WIDTH), inner.top(), px(WIDTH), inner.height())
        if over.height() < px(ROOMY) and not self._under.isHidden():
            room.setBottom(over.bottom() + self._under.height())
        inner = room.adjusted(margin, margin, -margin, -margin)
        height = max(round(self._shares[page] * room.height()), px(LEAST))
        height = min(height, max(room.height() - px(KEPT), px(LEAST)), inner.height())
        return QRect(inner.left(), inner.bottom() + 1 - height, inner.width(), height)

    def _share(self) -> float:
        return self._shares[self._page] if self._page is not None else LEAST_SHARE

    def _place(self) -> None:
        if self._page is not None:
            area = self.area_for(self._page)
            self.setGeometry(area.translated(self._over.pos()))
            self.covered.emit(QRectF(area))

    def _resize(self) -> None:
        px = self._themes.px
        self._layout.setContentsMargins(px(10), px(8), px(4), px(6))
        self._layout.setSpacing(px(2))
        if not self.isHidden():
            self._place()
