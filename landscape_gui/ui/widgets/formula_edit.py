"""Entry of a formula: gentle colours, the place of an error underlined, its sentence below."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QCompleter, QLabel, QListView, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from landscape_gui.colors import mix
from landscape_gui.ui import theme
from landscape_gui.ui.widgets.fonts import FontKeeper
from landscape_gui.ui.widgets.timers import once

TYPING_PAUSE = 60
"""Milliseconds without a key after which the text counts as edited."""
MOST_LINES = 6
_COMPLETE_FROM = 2

_PARTS = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<function>[A-Za-z_]\w*(?=\s*\())|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<operator>[-+*/^=;,()]+)"
)


class FormulaEdit(QWidget):
    """A plain text field of one to six lines. Enter commits, Shift+Enter starts a new line."""

    edited = Signal(str)
    """The text, shortly after the last key."""
    committed = Signal(str)
    """The text, at Enter or when the focus leaves after an edit."""

    def __init__(self, text: str = "", functions: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = text
        self._committed = text
        self._editor = _Editor(self)
        FontKeeper(self._editor, theme.FONT_PIXELS, code=True)
        self._editor.setPlainText(text)
        self._highlighter = _Highlighter(self._editor.document())
        self._message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._message.setProperty("role", "error")
        self._message.hide()
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._editor)
        self._layout.addWidget(self._message)
        self._timer = once(self, self._tell, TYPING_PAUSE)
        self._editor.textChanged.connect(self._text_changed)
        self._editor.committed.connect(self._commit)
        self.set_functions(functions)
        self.setFocusProxy(self._editor)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the text as it stands."""
        return self._editor.toPlainText()

    def setText(self, text: str) -> None:  # noqa: N802 - as Qt's own fields call it
        """Show another text without emitting anything; an error mark is taken away."""
        if text == self.text():
            return
        self._last = self._committed = text
        self._editor.setPlainText(text)
        self._timer.stop()
        self.clear_error()

    def set_functions(self, names: Sequence[str]) -> None:
        """Offer these names while typing."""
        self._editor.set_names(names)

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802 - as Qt's own fields call it
        """Show ``text`` quietly while the field is empty."""
        self._editor.setPlaceholderText(text)

    def set_hint(self, text: str) -> None:
        """Say ``text`` under the mouse while there is no error to be told."""
        self._editor.set_hint(text)

    def set_error(self, line: int, column: int, length: int, message: str) -> None:
        """Underline ``length`` characters from ``column`` (0-based) of ``line`` (1-based), and say why below."""
        self._editor.mark(line, column, length, message)
        self._message.setText(message)
        self._message.show()

    def clear_error(self) -> None:
        """Take the mark and its sentence away."""
        self._editor.unmark()
        self._message.hide()

    def error(self) -> str:
        """Return the sentence shown below, empty if there is none."""
        return self._message.text() if not self._message.isHidden() else ""

    def editor(self) -> QPlainTextEdit:
        """Return the text widget itself."""
        return self._editor

    def _text_changed(self) -> None:
        if self.text() != self._last:
            self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        if self.text() != self._last:
            self._last = self.text()
            self.edited.emit(self._last)

    def _commit(self) -> None:
        self._tell()
        if self.text() != self._committed:
            self._committed = self.text()
            self.committed.emit(self._committed)

    def _restyle(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(4))
        self._editor.fit()
        self._highlighter.restyle()
        self._editor.remark()


class _Editor(QPlainTextEdit):
    """The text itself: grows with its lines, underlines an error, completes names of functions."""

    committed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._error: tuple[int, int, int] | None = None
        self._hint = ""
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self._completer = QCompleter(self)
        self._completer.setWidget(self)
        self._completer.setModel(QStringListModel(self))
        self._popup = QListView()
        self._popup.setProperty("role", "popup")
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._complete)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not source.hasUrls() and super().canInsertFromMimeData(source)  # files are for the window

    def set_names(self, names: Sequence[str]) -> None:
        model = self._completer.model()
        if isinstance(model, QStringListModel):
            model.setStringList(sorted(names))

    def fit(self) -> None:
        """Take the height of the text, one to ``MOST_LINES`` lines."""
        lines = max(1, round(self.document().size().height()))
        block = self.document().firstBlock()
        line = self.blockBoundingRect(block).height() / max(1, block.lineCount())
        side, upright = theme.px(6), theme.px(5)
        self.setViewportMargins(side, upright, 0, upright)
        self.setFixedHeight(math.ceil(min(lines, MOST_LINES) * line) + 2 * (upright + theme.px(1)))
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def mark(self, line: int, column: int, length: int, message: str) -> None:
        self._error = (line, column, length)
        self.setToolTip(message)
        self.setProperty("invalid", True)
        self.remark()

    def set_hint(self, text: str) -> None:
        self._hint = text
        if self._error is None:
            self.setToolTip(text)

    def unmark(self) -> None:
        self._error = None
        self.setToolTip(self._hint)
        self.setProperty("invalid", False)
        self.remark()

    def remark(self) -> None:
        """Draw the mark, or none, in the colours of the theme."""
        self.style().unpolish(self)
        self.style().polish(self)
        marks = [] if self._error is None else [self._selection(*self._error)]
        self.setExtraSelections(marks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._popup.isVisible() and event.key() in (*keys, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            event.ignore()
        elif event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.committed.emit()
        else:
            if event.key() in keys:
                self.insertPlainText("\n")
            else:
                super().keyPressEvent(event)
            self._offer(typed=event.text().isalnum())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._popup.isVisible():
            self.committed.emit()

    def _selection(self, line: int, column: int, length: int) -> QTextEdit.ExtraSelection:
        """The wavy underline; at the end of a line the last character carries it."""
        block = self.document().findBlockByNumber(min(line, self.blockCount()) - 1)
        start = max(0, min(column, block.length() - 2))
        end = max(start, min(column + length, block.length() - 1))
        end = max(end, min(start + 1, block.length() - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + start)
        cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(theme.current().color("error"))
        style.setBackground(theme.current().color("error", 0.16))
        mark.cursor, mark.format = cursor, style
        return mark

    def _word(self) -> QTextCursor:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        return cursor

    def _offer(self, *, typed: bool) -> None:
        prefix = self._word().selectedText() if typed else ""
        self._completer.setCompletionPrefix(prefix)
        fits = self._completer.completionCount()
        if len(prefix) < _COMPLETE_FROM or not fits or (fits == 1 and self._completer.currentCompletion() == prefix):
            self._popup.hide()
            return
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        area = self.cursorRect()
        area.setWidth(theme.px(140))
        self._completer.complete(area)

    def _complete(self, name: str) -> None:
        cursor = self._word()
        cursor.insertText(f"{name}()")
        cursor.movePosition(QTextCursor.MoveOperation.Left)
        self.setTextCursor(cursor)


class _Highlighter(QSyntaxHighlighter):
    """Colours numbers, functions and operators; names stay as they are."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}

    def restyle(self) -> None:
        """Take the colours of the theme in force."""
        look = theme.current()
        colors = {
            "number": mix(look.text, look.accent, 0.75),
            "function": mix(look.text, look.warning, 0.75),
            "operator": look.muted,
        }
        for part, color in colors.items():
            style = QTextCharFormat()
            style.setForeground(QColor(color))
            self._formats[part] = style
        self._formats["function"].setFontWeight(QFont.Weight.Medium)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for found in _PARTS.finditer(text):
            style = self._formats.get(found.lastgroup or "")
            if style is not None:
                self.setFormat(found.start(), found.end() - found.start(), style)
