"""A typeset formula in the colour of text, crisp at any size. It is rendered in another thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.ui import mathtext, theme


class _Typesetter(QObject):
    """Renders formulas one after the other beside the GUI thread."""

    ready = Signal(str, bytes)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typeset")
        self._asked: set[str] = set()

    def ask(self, latex: str) -> None:
        """Render a formula; ``ready`` follows unless it cannot be read."""
        if latex not in self._asked:
            self._asked.add(latex)
            self._pool.submit(self._work, latex)

    def _work(self, latex: str) -> None:
        svg = mathtext.formula_svg(latex)
        if svg is not None:
            self.ready.emit(latex, svg)


@lru_cache(maxsize=1)
def typesetter() -> _Typesetter:
    """Return the typesetter all views share."""
    return _Typesetter()


class MathView(QWidget):
    """Shows ``latex``; plain characters until it is typeset. Wider than its room it shrinks.

    Args:
        latex: the formula.
        size: size of its font in pixels at scale 1.
        role: role of the theme that colours it.
    """

    def __init__(self, latex: str = "", size: float = 16.0, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._role = role
        self._latex = ""
        self._renderer: QSvgRenderer | None = None
        self._picture = QPixmap()
        self._painted: tuple[object, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        typesetter().ready.connect(self._ready, Qt.ConnectionType.QueuedConnection)
        theme.manager().changed.connect(self.updateGeometry)
        self.set_latex(latex)

    def latex(self) -> str:
        """Return the formula."""
        return self._latex

    def set_latex(self, latex: str) -> None:
        """Show another formula."""
        if latex == self._latex:
            return
        self._latex = latex
        self._renderer = None
        self.setAccessibleName(mathtext.plain_text(latex))
        svg = mathtext.cached_svg(latex) if latex else b""
        if svg:
            self._show(svg)
        elif svg is None:
            typesetter().ask(latex)
        self.updateGeometry()
        self.update()

    def is_typeset(self) -> bool:
        """Tell whether the formula stands typeset."""
        return self._renderer is not None

    def baseline(self) -> int:
        """Return how far below its top the baseline of the formula is, at the size it wants to have."""
        height = self.sizeHint().height()
        if self._renderer is None:
            return (height + self.fontMetrics().ascent() - self.fontMetrics().descent()) // 2
        box = self._renderer.viewBoxF()
        return round((height - box.height() * self._factor()) / 2.0 - box.top() * self._factor())

    def sizeHint(self) -> QSize:
        if self._renderer is None:
            width = self.fontMetrics().horizontalAdvance(mathtext.plain_text(self._latex))
            return QSize(width, theme.px(28) if self._latex else 0)
        box = self._renderer.viewBoxF()
        width, height = (round(side * self._factor()) for side in (box.width(), box.height()))
        return QSize(width + 1, max(theme.px(28), height + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = theme.current().color(self._role if self.isEnabled() else "faint")
        if self._renderer is None:
            painter.setPen(theme.current().color("muted"))
            area, words = self.rect(), mathtext.plain_text(self._latex)
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
            return
        box = self._renderer.viewBoxF()
        factor = min(self._factor(), self.width() / box.width())
        width, height = box.width() * factor, box.height() * factor
        picture = self._tinted(width, height, color, self.devicePixelRatioF())
        painter.drawPixmap(0, round((self.height() - height) / 2.0), picture)

    def _factor(self) -> float:
        return theme.px(self._size) / mathtext.SIZE

    def _ready(self, latex: str, svg: bytes) -> None:
        if latex == self._latex and self._renderer is None:
            self._show(svg)
            self.updateGeometry()
            self.update()

    def _show(self, svg: bytes) -> None:
        self._renderer = QSvgRenderer(QByteArray(svg))
        self._painted = ()

    def _tinted(self, width: float, height: float, color: QColor, ratio: float) -> QPixmap:
        """Return the formula in one colour; the last picture is kept."""
        wanted = (round(width * ratio), round(height * ratio), color.name(), ratio)
        if wanted != self._painted and self._renderer is not None:
            picture = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            self._renderer.render(painter, QRectF(picture.rect()))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(picture.rect(), color)
            painter.end()
            picture.setDevicePixelRatio(ratio)
            self._picture, self._painted = picture, wanted
        return self._picture
