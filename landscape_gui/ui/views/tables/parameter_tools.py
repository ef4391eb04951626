"""Above a list of parameters: what is sought, which of them are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.widgets import tip

ROOMY, TIGHT = 330, 200
"""Width at scale 1 from which the buttons say in words what is chosen, and below which titles alone give the order."""


class ParameterTools(QWidget):
    """A search field and two buttons with menus; where there is little room, these are icons."""

    searchChanged = Signal()
    amongChosen = Signal(str)
    orderChosen = Signal(str)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setToolTip(tip(self.tr("Only the parameters whose name or description has these words in it.")))
        self.search.setAccessibleName(self.tr("Find a parameter"))
        self.search.textChanged.connect(self.searchChanged)
        self.among = self._button(
            "layers", self.tr("Only the weights or the biases of one layer, or how large those of each layer are.")
        )
        self.order = self._button(
            "order", self.tr("Which parameters stand first; a click on the title of a column orders by it, too.")
        )
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.search, 1)
        self._row.addWidget(self.among)
        self._row.addWidget(self.order)
        themes.changed.connect(self._fit)
        self._fit()

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setIcon(icons.icon(icon, "muted"))
        button.setMenu(QMenu(button))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip(words))
        return button

    def offer_among(self, choices: Sequence[tuple[str, str]], chosen: str, words: str) -> None:
        """Offer parts of the parameters, as (key, words); ``words`` say shortly which of them is shown."""
        _fill(self.among, choices, chosen, words, self.amongChosen.emit)

    def offer_orders(self, choices: Sequence[tuple[str, str]], chosen: str, words: str) -> None:
        """Offer orders, as (key, words); ``words`` say shortly which of them holds."""
        _fill(self.order, choices, chosen, words, self.orderChosen.emit)

    def show_use(self, listed: bool) -> None:
        """Whether single parameters are listed: only these are sought and put in order."""
        sizes = self.tr("Root mean square of the entries")
        self.search.setPlaceholderText(self.tr("Find, e.g. W2 or bias") if listed else sizes)
        self.search.setEnabled(listed)
        self.order.setEnabled(listed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._themes.px
        self._row.setContentsMargins(px(8), px(3), px(8), px(3))
        self._row.setSpacing(px(4))
        styles = Qt.ToolButtonStyle
        for button in (self.among, self.order):
            roomy = self.width() >= px(ROOMY)
            button.setToolButtonStyle(styles.ToolButtonTextOnly if roomy else styles.ToolButtonIconOnly)
        self.order.setVisible(self.width() >= px(TIGHT))
        for widget in (self.search, self.among, self.order):
            widget.setFont(self._themes.font(12))
            widget.setFixedHeight(px(28))
        self.search.setMinimumWidth(px(60))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(130), self._themes.px(34))


def _fill(
    button: QToolButton, choices: Sequence[tuple[str, str]], chosen: str, words: str, tell: Callable[[str], None]
) -> None:
    menu = button.menu()
    menu.clear()
    group = QActionGroup(menu)
    for key, text in choices:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == chosen)
        action.triggered.connect(lambda _=False, key=key: tell(key))
        group.addAction(action)
    button.setText(words)
    button.setAccessibleName(words)
