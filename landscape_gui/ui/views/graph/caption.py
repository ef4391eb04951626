"""What a worked example wants to be seen, one caption at a time, as it fits what the walk has come to."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from landscape_gui.core.graph.example import TANGENTS, Example
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, Moment, Walk
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui.theme import ThemeManager

SIZE = 12.5
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class GraphCaption(QWidget):
    """A caption beside a bar in the accent colour; its height is that of the longest, so that nothing jumps."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._all: tuple[str, ...] = ()
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self.updateGeometry)
        self.hide()

    def text(self) -> str:
        """Return the caption that is shown."""
        return self._text

    def show_moment(self, subject: Subject | None, walk: Walk | None, moment: Moment | None) -> None:
        """Show what fits a moment; nothing apart from worked examples."""
        example = subject.example if subject is not None else None
        self.setVisible(example is not None)
        if example is None or subject is None or walk is None or moment is None:
            self._all, self._text = (), ""
            return
        note = ""
        if subject.changed or subject.step:
            note = " " + self.tr("(Its numbers are those at the beginning.)")
        captions = tuple(caption + note for caption in example.captions)
        if captions != self._all:
            self._all = captions
            self.updateGeometry()
        self._text = caption_at(example, walk, moment) + note
        self.setAccessibleName(self._text)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics, room = QFontMetrics(self._themes.font(SIZE)), QRect(0, 0, self._room(width).width(), 10_000)
        heights = [metrics.boundingRect(room, _WRAP, text).height() for text in self._all]
        return max(heights, default=0) + self._themes.px(8)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._themes.px(240))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(120), self._themes.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, px = self._themes.theme, self._themes.px
        with QPainter(self) as painter:
            painter.fillRect(QRect(px(12), px(4), px(3), self.height() - px(8)), look.color("accent"))
            painter.setFont(self._themes.font(SIZE))
            painter.setPen(look.color("text"))
            painter.drawText(self._room(self.width()), _WRAP, self._text)

    def _room(self, width: int) -> QRect:
        px = self._themes.px
        return QRect(px(22), px(4), max(1, width - px(34)), max(1, self.height() - px(8)))


def caption_at(example: Example, walk: Walk, moment: Moment) -> str:
    """The caption that fits a moment: those about its phase take turns over the steps of the phase."""
    phase = moment.phase
    captions = example.captions_of(TANGENTS) if walk.seed is not None else example.captions_of(phase.key)
    if not captions:
        captions = example.captions_of(FORWARD if walk.seed is not None else BACKWARD)[-1:] or example.captions
    done = (moment.cursor - phase.first) / max(1, phase.last - phase.first)
    return captions[min(int(done * len(captions)), len(captions) - 1)]
