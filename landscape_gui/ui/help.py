"""The pages of the help menu, in a window of their own beside the main one."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from landscape_gui.ui import theme
from landscape_gui.ui.commandlist import commands


def _tr(text: str) -> str:
    return QCoreApplication.translate("Help", text)


def shortcuts_text() -> str:
    """All shortcuts and mouse actions as HTML."""
    keys = [
        (QKeySequence(c.shortcut).toString(QKeySequence.SequenceFormat.NativeText), c.text.replace("&", ""))
        for c in commands()
    ]
    keys += [
        (_tr("Ctrl+Z"), _tr("Take back the last change")),
        (_tr("Ctrl+Shift+Z"), _tr("Do it again")),
        (_tr("Esc"), _tr("Stop a long run and keep what is computed; in a field, take back what was typed")),
        (_tr("Tab"), _tr("To the next control; arrows change it")),
        (_tr("Enter, Shift+Enter in the formula"), _tr("Take it, start a new line")),
        (_tr("Enter, Delete, F2 on an optimizer"), _tr("Switch it on or off, remove it, rename it")),
        (_tr("← → and ↑ ↓ on an optimizer"), _tr("To its buttons, to the other optimizers")),
        (_tr("← at the begin of a number"), _tr("To its slider")),
        (_tr("Shift+arrows on the map"), _tr("Move the start")),
        (_tr("Shift+arrows, Ctrl+← → on the data"), _tr("Move the line, turn it")),
        (_tr("Ctrl+arrows, + − 0 on a picture"), _tr("Move or turn it, zoom, show all of it")),
        (_tr("Ctrl+Shift+arrows on the 3-D surface"), _tr("Move the landscape under it")),
        (_tr("Ctrl+G"), _tr("The computational graph: open it, go to it, close it")),
        (_tr(". and ,"), _tr("One step through the graph, one step back")),
        (_tr("Arrows in the graph"), _tr("From node to node along the edges; F2 changes a value")),
        (_tr("+ − 0 in the graph"), _tr("Larger, smaller, fit; 0 again shows all of it")),
    ]
    mouse = [
        (_tr("Click or drag on the landscape"), _tr("Set the start of all optimizers")),
        (_tr("Drag a ring"), _tr("Move that start")),
        (_tr("Right click"), _tr("Give one optimizer its own start, and more")),
        (_tr("Wheel"), _tr("Zoom at the mouse")),
        (_tr("Right or middle button, drag"), _tr("Move the landscape, on the map or under the 3-D surface")),
        (_tr("Drag the 3-D surface"), _tr("Turn it; with Shift zoom")),
        (_tr("Double click on the 3-D surface"), _tr("Back to the first view, of all of it")),
        (_tr("Drag the line in the data, or its end"), _tr("Move it, turn it: its mark on the landscape follows")),
        (_tr("Drag the name of a number"), _tr("Change it; Shift is finer")),
        (_tr("Double click on a slider or its name"), _tr("Back to the default; a learning rate to what suits here")),
        (_tr("Click on the curves"), _tr("Go to that step")),
        (_tr("Click a node of the graph"), _tr("See its value, its derivatives and where they come from")),
        (_tr("Rest on an edge of the graph"), _tr("See its local derivative")),
        (_tr("Drag or turn the wheel in the graph"), _tr("Move it, zoom at the mouse; a double click fits it")),
    ]
    return _table(_tr("Keyboard"), [row for row in keys if row[0]]) + _table(_tr("Mouse"), mouse)


def about_text(version: str) -> str:
    """Name, version, purpose and licence as HTML."""
    purpose = _tr("See how optimizers move over a landscape, step by step. Every number on screen can be trusted.")
    return f"<h2>Landscape {escape(version)}</h2><p>{purpose}</p><p>{_tr('Free software under the MIT licence.')}</p>"


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td style='padding:2px 16px 2px 0'><b>{escape(a)}</b></td><td>{escape(b)}</td></tr>" for a, b in rows
    )
    return f"<h3>{escape(title)}</h3><table>{cells}</table>"


def show_page(parent: QWidget, title: str, text: str) -> None:
    """Show ``text`` (HTML) in a window that does not block the main one."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    page = QTextBrowser()
    page.setFrameShape(QTextBrowser.Shape.NoFrame)
    page.setHtml(text)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    dialog.resize(theme.px(520), theme.px(600))
    dialog.show()
