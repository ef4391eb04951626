"""What a user's hands do: they click, type, drag, turn the wheel and let files fall."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from landscape_gui.ui.widgets import NumberField, NumberRow, NumberSlider

LEFT, NOTHING = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
BARE = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget) -> None:
    """Click a widget as a user does; a check box on its box."""
    at = QPoint(8, widget.height() // 2) if isinstance(widget, QCheckBox) else widget.rect().center()
    QTest.mouseClick(widget, LEFT, pos=at)


def type_number(field: NumberField, text: str) -> None:
    """Type into a field as a user does, ending with Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def slider_of(row: NumberRow) -> NumberSlider:
    """The slider of a row."""
    slider = row.findChild(NumberSlider)
    assert slider is not None
    return slider


def drag(row: NumberRow, by: int) -> None:
    """Drag the handle of a row's slider sideways, in several moves."""
    slider = slider_of(row)
    x = round(9 + (slider.width() - 18) * row.field().number_scale().to_unit(row.value()))
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(x, y))
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(slider, QPoint(round(x + part * by), y))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(x + by, y))


def move(
    widget: QWidget, place: QPoint | QPointF, held: Qt.MouseButton = NOTHING, keys: Qt.KeyboardModifier = BARE
) -> None:
    """Move the mouse over a widget, whether it is on a screen or not."""
    where = QPointF(place)
    event = QMouseEvent(QEvent.Type.MouseMove, where, widget.mapToGlobal(where), NOTHING, held, keys)
    QApplication.sendEvent(widget, event)


def wheel(widget: QWidget, place: QPoint | QPointF, turned: int, keys: Qt.KeyboardModifier = BARE) -> bool:
    """Turn the wheel by ``turned`` eighths of a degree, 120 a notch; tell whether it was used."""
    where, none = QPointF(place), Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(where, widget.mapToGlobal(where), QPoint(), QPoint(0, turned), NOTHING, keys, none, False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def roll(widget: QWidget, turned: int, place: QPoint | None = None) -> None:
    """Turn a real wheel over a widget on the screen, its middle unless said otherwise: what it leaves goes further up.

    Events a program sends itself, as ``wheel`` does, end where they are sent to.
    """
    window = widget.window()
    where = widget.mapTo(window, widget.rect().center() if place is None else place)
    QTest.wheelEvent(window.windowHandle(), QPointF(where), QPoint(0, turned))


def drop(widget: QWidget, *files: Path) -> bool:
    """Drag files over a visible widget and let them fall there; tell whether anything took them."""
    window = widget.window()
    place = widget.mapTo(window, widget.visibleRegion().boundingRect().center())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(place, copy, mime, LEFT, BARE)
    QApplication.sendEvent(window.windowHandle(), entering)
    if not entering.isAccepted():
        QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())
        return False
    falling = QDropEvent(QPointF(place), copy, mime, LEFT, BARE)
    QApplication.sendEvent(window.windowHandle(), falling)
    return falling.isAccepted()
