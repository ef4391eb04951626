"""A short formula that may change with every step: typeset at once, shrunk where its room is narrow."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.ui import mathline, mathtext, theme

LEAST_SHARE = 0.6
"""The smallest a formula becomes, as a share of its size, before its end is cut off."""


class MathLine(QWidget):
    r"""Shows ``latex``, as far as ``mathline`` knows it.

    Names in \textcolor are roles of the theme, or those given in ``set_latex``.

    Args:
        latex: the formula.
        size: size of its font in pixels at scale 1.
        role: role of the theme that colours it.
    """

    def __init__(self, latex: str = "", size: float = 17.0, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex, self._size, self._role = latex, size, role
        self._colors: Mapping[str, QColor] = {}
        self._box: mathline.Box | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)
        self.setAccessibleName(mathtext.plain_text(latex))

    def latex(self) -> str:
        """Return the formula."""
        return self._latex

    def set_latex(self, latex: str, colors: Mapping[str, QColor] | None = None) -> None:
        """Show another formula; ``colors`` go before the roles of the theme."""
        if latex == self._latex and (colors or {}) == self._colors:
            return
        self._latex, self._colors, self._box = latex, colors or {}, None
        self.setAccessibleName(mathtext.plain_text(latex))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        box = self._laid_out()
        return QSize(round(box.width) + 2, round(box.ascent + box.descent) + theme.px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self._laid_out()
        share = min(1.0, max(LEAST_SHARE, (self.width() - 2) / max(1.0, box.width)))
        height = (box.ascent + box.descent) * share
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.current().color(self._role))
            painter.translate(0.0, (self.height() - height) / 2.0)
            painter.scale(share, share)
            box.paint(painter, QPointF(0.0, box.ascent))
        finally:
            painter.end()

    def _laid_out(self) -> mathline.Box:
        if self._box is None:
            look = theme.current()
            roles = {role: look.color(role) for role in ("text", "muted", "accent")}
            self._box = mathline.typeset(self._latex, self._size * theme.manager().scale, {**roles, **self._colors})
        return self._box

    def _restyle(self) -> None:
        self._box = None
        self.updateGeometry()
        self.update()
