"""How the landscape looks: its plane, colours, heights, contour lines, arrows. A panel for a popup of the toolbar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QGridLayout, QLabel, QSizePolicy, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.render.colors import COLOR_MAPS, ColorMap, color_table
from landscape_gui.ui import icons, theme
from landscape_gui.ui.panels.fields import ParamRow
from landscape_gui.ui.panels.layout import Column, Line, Words, chain_tabs
from landscape_gui.ui.panels.plane_part import PlanePart
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Choice, Segmented, tip

WIDTH = 360
STRIP = 158
"""Width of a strip of colours."""
_EYE = 12


class AppearancePanel(Column):
    """Shows and changes the view of ``store``'s experiment; every change can be undone."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(gap=6, margins=(12, 12, 12, 12), parent=parent)
        self._store = store
        self.plane = PlanePart(store)
        self.maps = ColorMapList()
        self.height_scale = Segmented(self._height_choices())
        self.contours = ParamRow(self._contours_param(), store.experiment.view.contours)
        self.spacing = Segmented(self._spacing_choices())
        self.boxes = {field: _box(text, words) for field, text, words in self._switches()}
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        self.add(self.plane)
        self._add_group(self.tr("Colours"), self.maps, _Legend(self.tr("safe for colour-blind viewers")))
        self._add_group(self.tr("Heights"), self.height_scale)
        self._add_group(self.tr("Contour lines"), self.contours)
        self.add(self.spacing)
        scale, *marks = self.boxes.values()
        self._add_group(self.tr("Show"), scale, _pair(*marks[:2]), _pair(*marks[2:]))
        chain_tabs(self)
        theme.manager().changed.connect(self._fit)
        self._fit()

    def _add_group(self, title: str, *widgets: QWidget) -> None:
        heading = Words(title, size=11)
        self.add(heading)
        for widget in widgets:
            self.add(widget)

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(WIDTH))

    def _height_choices(self) -> list[Choice]:
        return [
            Choice(
                "auto", self.tr("Auto"), tooltip=self.tr("The plainest scale under which more than one wall is seen.")
            ),
            Choice(
                "linear",
                self.tr("Linear"),
                tooltip=self.tr("Heights as they are: true, but high walls hide the floor."),
            ),
            Choice(
                "log", self.tr("Log"), tooltip=self.tr("Stretches the low parts: the floor of a valley gets its shape.")
            ),
            Choice(
                "rank",
                self.tr("Rank"),
                tooltip=self.tr("Equal areas get equal shares of the colours, whatever the heights."),
            ),
        ]

    def _spacing_choices(self) -> list[Choice]:
        return [
            Choice(
                "auto", self.tr("Auto"), tooltip=self.tr("Lines at even distances of the heights as they are shown.")
            ),
            Choice(
                "linear",
                self.tr("Linear"),
                tooltip=self.tr("Equal steps of the value: close lines mean a steep slope."),
            ),
            Choice("log", self.tr("Log"), tooltip=self.tr("Lines grow closer towards the lowest value.")),
        ]

    def _contours_param(self) -> Param:
        words = self.tr("Number of lines of equal height; a gradient always stands at right angles to them.")
        return Param("contours", self.tr("number"), 20, 0, 100, description=words, soft=(0, 60), integer=True)

    def _switches(self) -> list[tuple[str, str, str]]:
        return [
            (
                "equal_scale",
                self.tr("Same scale on both axes"),
                self.tr("Circles stay circles, so that the gradient is seen at right angles to the contour lines."),
            ),
            ("minima", self.tr("Known minima"), self.tr("Mark where the lowest points are known to be.")),
            (
                "gradient_arrows",
                self.tr("Arrows: gradient"),
                self.tr("Downhill direction at each head, as the optimizer sees it."),
            ),
            ("velocity_arrows", self.tr("Arrows: velocity"), self.tr("What momentum remembers of earlier gradients.")),
            (
                "step_arrows",
                self.tr("Arrows: step"),
                self.tr("The step that is really taken, often not along the gradient."),
            ),
        ]

    def _connect(self) -> None:
        store = self._store
        self.maps.chosen.connect(lambda key: store.change_view(self.tr("Colour map"), colormap=key))
        self.height_scale.chosen.connect(lambda key: store.change_view(self.tr("Height scale"), height=key))
        self.contours.changed.connect(self._set_contours)
        self.spacing.chosen.connect(lambda key: store.change_view(self.tr("Contour spacing"), contour_spacing=key))
        for field, box in self.boxes.items():
            box.clicked.connect(lambda on, field=field, box=box: store.change_view(box.text(), **{field: on}))
        store.changed.connect(self.refresh)

    def _set_contours(self, value: float, final: bool) -> None:
        self._store.change_view(self.tr("Number of contour lines"), "contours", final, contours=int(value))

    def refresh(self) -> None:
        """Show the store's view."""
        view = self._store.experiment.view
        self.maps.setValue(view.colormap)
        self.height_scale.setValue(view.height)
        self.spacing.setValue(view.contour_spacing)
        self.contours.show_value(view.contours)
        for field, box in self.boxes.items():
            box.setChecked(getattr(view, field))


class ColorMapList(QWidget):
    """All colour maps as strips, two in a row."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips = {entry.key: _Strip(entry) for entry in COLOR_MAPS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        for place, (key, strip) in enumerate(self._strips.items()):
            self._grid.addWidget(strip, place // 2, place % 2)
            strip.clicked.connect(lambda checked=False, key=key: self.chosen.emit(key))

    def setValue(self, key: str) -> None:  # noqa: N802 - as Qt's own widgets call it
        """Show which map is chosen without emitting anything."""
        for name, strip in self._strips.items():
            strip.setChecked(name == key)

    def button(self, key: str) -> QAbstractButton:
        """The button of a map."""
        return self._strips[key]


class _Legend(Line):
    """An eye and what it means."""

    def __init__(self, words: str) -> None:
        self._eye = QLabel()
        super().__init__(self._eye, gap=5)
        self.add(Words(words, size=11), 1)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._eye.setPixmap(icons.pixmap("eye", theme.px(_EYE), "muted", self.devicePixelRatioF()))


class _Strip(QAbstractButton):
    """A strip of colours, its name in one or two lines, and an eye where every kind of colour vision reads it alike."""

    def __init__(self, entry: ColorMap) -> None:
        super().__init__()
        self._entry = entry
        self._image: QImage | None = None
        self.setCheckable(True)
        self.setText(entry.label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        safe = self.tr("Reads the same for every kind of colour vision.") if entry.safe else ""
        self.setToolTip(tip(entry.label, safe))
        theme.manager().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics, room = QFontMetrics(theme.font(11)), theme.px(STRIP) - 9
        if self._entry.safe:
            room -= theme.px(_EYE) + theme.px(4)
        lines = 1 if metrics.horizontalAdvance(self.text()) <= room else 2
        return QSize(theme.px(STRIP), theme.px(12) + 8 + theme.px(3) + lines * metrics.lineSpacing())

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """The store decides which strip is checked."""

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(3.5, 3.5, self.width() - 7.0, float(theme.px(12)))
        shape = QPainterPath()
        shape.addRoundedRect(bar, theme.px(3), theme.px(3))
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(bar, self._picture())
        painter.restore()
        self._paint_words(painter, bar)
        if self.isChecked() or self.hasFocus() or self.underMouse():
            strong = self.isChecked() or self.hasFocus()
            painter.setPen(
                QPen(look.color("accent" if strong else "border"), theme.px(1.5) if self.isChecked() else 1.0)
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), theme.px(5), theme.px(5))

    def _paint_words(self, painter: QPainter, bar: QRectF) -> None:
        look, side, font = theme.current(), theme.px(_EYE), theme.font(11)
        top = bar.bottom() + theme.px(2)
        area = QRectF(bar.left() + 1, top, bar.width() - 2, self.height() - top)
        if self._entry.safe:
            eye = icons.pixmap("eye", side, "muted", self.devicePixelRatioF())
            line = QFontMetrics(font).lineSpacing()
            painter.drawPixmap(int(area.right() - side), int(top + (line - side) / 2), eye)
            area.setRight(area.right() - side - theme.px(4))
        painter.setFont(font)
        painter.setPen(look.color("text" if self.isChecked() else "muted"))
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(flags) | int(Qt.TextFlag.TextWordWrap), self.text())

    def _picture(self) -> QImage:
        if self._image is None:
            row = color_table(self._entry.key)
            self._image = QImage(row.tobytes(), 256, 1, 768, QImage.Format.Format_RGB888).copy()
        return self._image


def _pair(left: QWidget, right: QWidget) -> Line:
    line = Line()
    for widget in (left, right):
        widget.setMinimumWidth(1)
        line.add(widget, 1)
    return line


def _box(text: str, words: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(tip(words))
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box
