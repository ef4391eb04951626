"""A line over the landscape that says how much of the paths its plane shows; a click tells what it hides of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget

from landscape_gui.core.maps.planes import PARAMETERS, PCA
from landscape_gui.networks import DataNetwork
from landscape_gui.numbers import short
from landscape_gui.scene import Scene
from landscape_gui.scene.rise import Rise, rise_of
from landscape_gui.ui import icons
from landscape_gui.ui.lanestyle import cut_name, draw_marker
from landscape_gui.ui.parameterwords import about_parameter
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.landscape.plane_values import Hidden, hidden, movement, percent
from landscape_gui.ui.widgets.tips import tip

MOST = 10
"""Most lanes with a line of their own."""
_SIZE, _LINE, _PAD, _MARKER, _CHEVRON, _APART = 11, 17, 8, 8, 12, 14
_WIDEST, _NAME = "8.888e\N{MINUS SIGN}88", 130
_MARGIN = 8
_CHOICES = ((0, 1, 2, 3), (1, 2, 3), (1, 2))
"""Columns that are shown, most of them that have room; what is compared, true and on the plane, always is."""
_ALIGN = Qt.AlignmentFlag
EXPLAINED = 6
"""Most lanes beneath which there is room to say what the shares mean."""
_READABLE, _LONGEST = 165, 430
"""Pixels at scale 1 that a column of words has at least, and at most where it stands beside the table."""
_WORDY = 0.7
"""Share of the height there is up to which notes are shown; the tip tells the same."""
_LEAST = 3
"""Lanes that are listed however low the picture is."""
_WRAP = int(_ALIGN.AlignLeft | _ALIGN.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How an open readout is laid out: lanes that are listed, where its notes are if anywhere, and its size."""

    rows: int
    notes: QRectF | None
    width: float
    height: float


class PlaneReadout(QAbstractButton):
    """Shows for every lane its distance from the plane, its true height and the plane's, and what share is seen.

    Folded it is one line; it hides where the landscape shows parameters as they are. It knows its size, no wider than
    its parent, and nothing of its place: whoever lays it over a picture moves it, also when it has ``resized``.
    """

    resized = Signal()
    """It takes more or less room than before."""
    planeWanted = Signal()
    """Somebody wants to choose another plane."""

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._scene: Scene | None = None
        self._position = 0.0
        self._picture: float | None = None
        self._most = math.inf
        self._known: tuple[tuple[object, ...], list[Hidden]] = ((), [])
        self._rise: Rise | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.choose = QToolButton(self)
        self.choose.setText(self.tr("Choose another plane…"))
        self.choose.setToolTip(self.tr("Open Appearance, where the plane is chosen."))
        self.choose.setAutoRaise(True)
        self.choose.setCursor(Qt.CursorShape.PointingHandCursor)
        self.choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choose.hide()
        self.choose.clicked.connect(self.planeWanted)
        self.toggled.connect(self._fit)
        themes.changed.connect(self._fit)
        if parent is not None:
            parent.installEventFilter(self)

    def show_scene(self, scene: Scene) -> None:
        """Tell about the lanes of ``scene``."""
        self._scene = scene
        self._rise = _cutting(scene)
        words = self.words()
        self.setAccessibleName(words)
        self.setToolTip(self._explanation(scene))
        if self.parentWidget() is not None:
            # Without a parent it would become a window of its own.
            self.setVisible(bool(words))
        self._fit()

    def set_room(self, width: float | None) -> None:
        """Make the folded line no wider than the picture it lies on; None: than the parent."""
        if width != self._picture:
            self._picture = width
            self._fit()

    def set_height(self, most: float) -> None:
        """Be no higher than ``most`` when open, if that leaves room for some lanes."""
        if most != self._most:
            self._most = most
            self._fit()

    def seek(self, position: float) -> None:
        """Show another play position, in steps."""
        self._position = position
        if self.isChecked():
            self.update()

    def words(self, *, brief: bool = False) -> str:
        """The sentence about all lanes together, "" where there is nothing to say."""
        scene = self._scene
        if scene is None or scene.plane is None or not any(lane.path for lane in scene.shown):
            return ""
        share = movement(scene.shown)
        if not share.total > 0.0:
            return self.tr("nothing moves")
        if brief:
            return self.tr("shows {share}").format(share=percent(share))
        words = self.tr("plane shows {share} of the movement")
        if len(scene.shown) > 1:
            words = self.tr("plane shows {share} of all lanes' movement")
        return words.format(share=percent(share))

    def notes(self) -> str:
        """What the shares mean, of which there are two kinds where the axes tell variances."""
        plane = self._scene.plane if self._scene is not None else None
        if plane is None:
            return ""
        several = len(self._scene.shown) > 1 if self._scene is not None else False
        movement = self.tr("Movement: of the squared lengths of all steps, the part along the plane.")
        if several:
            movement = self.tr(
                "Movement: of the squared lengths of all steps, the part along the plane; above of all lanes together."
            )
        cut = self.tr(
            "\N{UPWARDS ARROW} \N{DOWNWARDS ARROW}: beyond the upright axis of the 3-D picture, cut off at its edge."
        )
        if self._rise is not None:
            movement = f"{movement}\n{cut}"
        if plane.kind != PCA:
            return movement
        variance = self.tr(
            "Variance, at the axes: how far apart all points of the paths lie. Steps that go back and forth add to the "
            "movement but lead nowhere, so the axes may hold much of the variance and little of the movement."
        )
        return f"{movement}\n{variance}"

    def rows(self) -> list[Hidden]:
        """What is told of every lane at the play position."""
        scene = self._scene
        if scene is None:
            return []
        key = (scene, *(lane.run.row(self._position) for lane in scene.shown if lane.run is not None))
        if self._known[0] != key:
            self._known = (key, hidden(scene, self._position))
        return self._known[1]

    def sizeHint(self) -> QSize:
        px = self._themes.px
        if self.isChecked() and self._scene is not None:
            plan = self._plan()
            return QSize(math.ceil(plan.width) + 2 * px(_PAD), math.ceil(plan.height) + 2 * px(4))
        metrics = QFontMetricsF(self._themes.font(_SIZE))
        width = self._words_width(metrics, brief=self._is_brief(metrics))
        return QSize(round(width) + 2 * px(_PAD), px(_LINE) + 2 * px(4))

    def texts(self, row: Hidden) -> list[str]:
        """What is written of a lane: its distance, its true height and the plane's, and its share of movement."""
        times = 100.0 if self._in_percent else 1.0
        numbers = [short(value, fixed=True) for value in (row.distance, times * row.height, times * row.seen)]
        return [numbers[0], self._cut(row.height) + numbers[1], numbers[2], percent(row.movement)]

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        # A painter that outlives an error would take the program with it.
        with QPainter(self) as painter:
            self._paint(painter)

    def _plan(self) -> _Plan:
        """The table as it has room, its notes beside it or else below, or nowhere where they would take too much."""
        px, metrics = self._themes.px, QFontMetricsF(self._themes.font(_SIZE))
        assert self._scene is not None
        shown, line = len(self._scene.shown), px(_LINE)
        most = max(_LEAST, int(min(1e6, self._most - 2 * px(4)) // line) - 2)
        rows = min(shown, MOST, most)
        rows -= rows < shown and rows == most  # the last line tells how many more there are
        words = self._words_width(metrics, brief=self._is_brief(metrics)) + self._choice_width()
        table = max(self._table_width(metrics), words)
        height = float((2 + rows + (rows < shown)) * line)
        if shown <= EXPLAINED and rows == shown:
            gap = px(_APART)
            beside = min(self._room() - table - 2 * gap, px(_LONGEST))
            for x, y, width in ((table + 2 * gap, line + px(3), beside), (0.0, height + px(6), table)):
                area = QRectF(0.0, 0.0, width, 1000.0)
                needed = (
                    metrics.boundingRect(area, _WRAP, self.notes()).height() if width >= px(_READABLE) else math.inf
                )
                whole = max(height, y + needed)
                if width >= px(_READABLE) and whole <= _WORDY * self._most - 2 * px(4):
                    return _Plan(rows, QRectF(x, y, width, needed), max(table, x + width), whole)
        return _Plan(rows, None, table, height)

    def _table_width(self, metrics: QFontMetricsF) -> float:
        return self._name_width(metrics) + sum(self._columns(metrics)[k] for k in self._kept(metrics))

    def _fit(self) -> None:
        size = self.sizeHint()
        if size != self.size():
            self.resize(size)
            self.updateGeometry()
            self.resized.emit()
        self._place_choice()
        self.update()

    def _place_choice(self) -> None:
        """Put the way to other planes beside the words of the open readout, left of what folds it."""
        px = self._themes.px
        self.choose.setFont(self._themes.font(_SIZE))
        self.choose.setFixedSize(max(1, round(self._choice_width())), px(_LINE) + px(3))
        self.choose.move(self.width() - px(_PAD + _CHEVRON + 6) - self.choose.width(), px(3))
        self.choose.setVisible(self.isChecked() and self._choice_width() > 0.0)

    def _choice_width(self) -> float:
        """Pixels of the way to other planes; 0 where it has no room beside the shortest words."""
        metrics = QFontMetricsF(self._themes.font(_SIZE))
        width = metrics.horizontalAdvance(self.choose.text()) + self._themes.px(16)
        return width if self._words_width(metrics, brief=True) + width <= self._room() else 0.0

    def _heads(self) -> list[str]:
        true = self.tr("true accuracy in %") if self._in_percent else self.tr("true loss")
        return [self.tr("off the plane"), true, self.tr("on the plane"), self.tr("movement")]

    @property
    def _in_percent(self) -> bool:
        return self._scene is not None and self._scene.in_percent

    def _columns(self, metrics: QFontMetricsF) -> list[float]:
        """Widths of the columns of numbers, whatever the numbers are."""
        *numbers, last = (metrics.horizontalAdvance(head) for head in self._heads())
        widest = metrics.horizontalAdvance(_WIDEST)  # an arrow before it fits into the space between columns
        return [max(width, widest) + self._themes.px(_APART) for width in numbers] + [last + self._themes.px(_APART)]

    def _kept(self, metrics: QFontMetricsF) -> tuple[int, ...]:
        """Numbers of the columns that have room."""
        columns, room = self._columns(metrics), self._room() - self._longest_name(metrics)
        return next((kept for kept in _CHOICES if sum(columns[k] for k in kept) <= room), _CHOICES[-1])

    def _room(self) -> float:
        """Width there is for what is written."""
        parent, px = self.parentWidget(), self._themes.px
        return math.inf if parent is None else parent.width() - 2.0 * px(_MARGIN + _PAD)

    def _is_brief(self, metrics: QFontMetricsF) -> bool:
        room = self._room()
        if self._picture is not None and not self.isChecked():
            room = min(room, self._picture - 2.0 * self._themes.px(_MARGIN + _PAD))
        if self.isChecked():
            room -= self._choice_width()
        return self._words_width(metrics, brief=False) > room

    def _words_width(self, metrics: QFontMetricsF, *, brief: bool) -> float:
        return metrics.horizontalAdvance(self.words(brief=brief)) + self._themes.px(_CHEVRON + 6)

    def _name_width(self, metrics: QFontMetricsF) -> float:
        """Width of markers and names: names are cut where the numbers have no room beside them."""
        columns = self._columns(metrics)
        room = self._room() - sum(columns[k] for k in self._kept(metrics))
        return max(float(self._themes.px(_MARKER + 6)), min(self._longest_name(metrics), room))

    def _longest_name(self, metrics: QFontMetricsF) -> float:
        lanes = self._scene.shown if self._scene is not None else ()
        widest = max((metrics.horizontalAdvance(lane.label) for lane in lanes), default=0.0)
        return self._themes.px(_MARKER + 6) + min(widest + 1.0, self._themes.px(_NAME))

    def _explanation(self, scene: Scene) -> str:
        plane = scene.plane
        if plane is None:
            return ""
        details = [
            self.tr(
                "Movement shown: of the squared lengths of all steps, the share along the plane; folded of all lanes "
                "together, unfolded also of each. Steps back and forth across it are not seen in it."
            ),
            self.tr(
                "Off the plane: how far the parameters are from the plane's nearest point, where the marker stands."
            ),
            self.tr(
                "True loss is at the parameters, the other one at the marker: where they differ, the path does not run "
                "on this ground."
            ),
        ]
        if plane.kind == PCA:
            details.append(
                self.tr(
                    "The axes tell shares of variance, of all lanes together. Do not trust them alone: even of a "
                    "random walk a plane can hold most of the variance."
                )
            )
        if plane.kind == PARAMETERS and isinstance(scene.problem, DataNetwork):
            across, up = (f"{name}, {about_parameter(scene.problem, name)[0]}" for name in plane.names)
            details.insert(0, self.tr("Across: {across}. Upwards: {up}.").format(across=across, up=up))
        words = self.tr("The picture is a flat cut through {count:,} parameters; the paths run in all of them.")
        return tip(words.format(count=plane.dimension), *details)

    def _paint(self, painter: QPainter) -> None:
        px, look = self._themes.px, self._themes.theme
        words = self.words(brief=self._is_brief(QFontMetricsF(self._themes.font(_SIZE))))
        if not words:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        strong = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(look.color("accent" if self.hasFocus() else "border" if strong else "grid"), 1.0))
        painter.setBrush(look.color("panel", 0.94 if self.isChecked() else 0.85))
        painter.drawRoundedRect(ground, px(6), px(6))
        painter.setFont(self._themes.font(_SIZE))
        line = QRectF(px(_PAD), px(4), self.width() - 2 * px(_PAD), px(_LINE))
        painter.setPen(look.color("text"))
        painter.drawText(line, int(_ALIGN.AlignLeft | _ALIGN.AlignVCenter), words)
        side = px(_CHEVRON)
        name = "chevron-up" if self.isChecked() else "chevron-down"
        picture = icons.pixmap(name, side, "muted", painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(line.right() - side, line.center().y() - side / 2.0), picture)
        if self.isChecked():
            self._paint_table(painter, line)

    def _paint_table(self, painter: QPainter, line: QRectF) -> None:
        px, look, plan = self._themes.px, self._themes.theme, self._plan()
        metrics, rows, top = QFontMetricsF(painter.font()), self.rows(), line.topLeft()
        line = QRectF(line.left(), line.top() + px(_LINE), self._table_width(metrics), line.height())
        kept, columns = self._kept(metrics), self._columns(metrics)
        columns = [columns[k] for k in kept]
        painter.setPen(look.color("muted"))
        heads = self._heads()
        self._paint_figures(painter, line, [heads[k] for k in kept], columns)
        for row in rows[: plan.rows]:
            line.translate(0.0, px(_LINE))
            middle = QPointF(line.left() + px(_MARKER) / 2.0, line.center().y())
            draw_marker(painter, row.lane.marker, middle, float(px(_MARKER)), row.lane.color)
            painter.setPen(look.color("text"))
            room = self._name_width(metrics) - px(_MARKER + 6)
            name = cut_name(metrics, row.lane.label, room)
            area = line.adjusted(px(_MARKER + 6), 0.0, 0.0, 0.0)
            painter.drawText(area, int(_ALIGN.AlignLeft | _ALIGN.AlignVCenter), name)
            texts = self.texts(row)
            self._paint_figures(painter, line, [texts[k] for k in kept], columns)
        if len(rows) > plan.rows:
            line.translate(0.0, px(_LINE))
            painter.setPen(look.color("muted"))
            more = self.tr("and {count} more").format(count=len(rows) - plan.rows)
            painter.drawText(line, int(_ALIGN.AlignLeft | _ALIGN.AlignVCenter), more)
        if plan.notes is not None:
            painter.setPen(look.color("muted"))
            painter.drawText(plan.notes.translated(top), _WRAP, self.notes())

    def _cut(self, height: float) -> str:
        """An arrow before a true height at which the 3-D picture has no room for a marker."""
        beyond = 0 if self._rise is None else int(self._rise.beyond(height))
        return ("", "\N{UPWARDS ARROW}\N{THIN SPACE}", "\N{DOWNWARDS ARROW}\N{THIN SPACE}")[beyond]

    def _paint_figures(self, painter: QPainter, line: QRectF, texts: list[str], columns: list[float]) -> None:
        """Texts that end where their columns do, the last one at the right of ``line``."""
        end = line.right() - sum(columns)
        for text, width in zip(texts, columns, strict=True):
            end += width
            cell = QRectF(line.left(), line.top(), end - line.left(), line.height())
            painter.drawText(cell, int(_ALIGN.AlignRight | _ALIGN.AlignVCenter), text)


def _cutting(scene: Scene) -> Rise | None:
    """The upright axis of the 3-D picture of ``scene``, if it ends before the heights of some lane do."""
    if scene.plane is None or scene.problem.dimension == 2:
        return None
    rise = rise_of(scene)
    return rise if any(rise.beyond(lane.heights).any() for lane in scene.shown) else None
