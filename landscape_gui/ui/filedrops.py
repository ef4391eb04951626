"""Files that fall onto the window, or onto a panel beside it, wherever they do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrops(QObject):
    """Takes the files that none of the controls they fall on takes."""

    dropped = Signal(object)
    """The ``Path`` of the first file, after the drop is over."""

    def watch(self, widget: QWidget) -> None:
        """Take files that fall onto ``widget`` or what is in it."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in {QEvent.Type.DragEnter, QEvent.Type.Drop}:
            return False
        path = _first_file(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            # Afterwards, so that the program the file comes from need not wait until it is read.
            QTimer.singleShot(0, self, lambda: self.dropped.emit(path))
        return True


def _first_file(data: QMimeData) -> Path | None:
    """The first file of what is dragged; None where that is no file of this machine."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
