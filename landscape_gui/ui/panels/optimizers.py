"""The optimizer panel: a card for every lane, and more optimizers to add."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget

from landscape_gui import edits, laneplaces
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import MAX_LANES
from landscape_gui.experimentfile import AnyProblem, problem_of
from landscape_gui.lanestyle import LaneStyle
from landscape_gui.scene import LaneRun, Scene, lane_looks, start_of
from landscape_gui.ui import icons, theme
from landscape_gui.ui.keyboard import lay_keyboard_down
from landscape_gui.ui.lanestyle import draw_marker
from landscape_gui.ui.panels.lanes.card import LaneCard
from landscape_gui.ui.panels.lanes.card_tabs import next_stop
from landscape_gui.ui.panels.lanes.commands import LaneCommands
from landscape_gui.ui.panels.layout import MINIMUM_WIDTH, PREFERRED_WIDTH, Column, Line, Page, Words, chain_tabs
from landscape_gui.ui.panels.look_popup import LookPopup
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Entry, tip
from landscape_gui.ui.widgets.chooser_popup import ChooserPopup
from landscape_gui.ui.widgets.timers import once

PAUSE = 80
"""Milliseconds a problem must stay before it is asked which rates suit it: not at every move of a coefficient."""


class OptimizerPanel(QWidget):
    """Shows and changes the lanes of ``store``'s experiment; every change can be undone."""

    laneSelected = Signal(int)
    """The user clicked the card of this lane."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.commands = LaneCommands(store, self)
        self._selected: LaneCard | None = None
        self._problem: AnyProblem | None = None
        self._fitted: tuple[object, ...] = ()
        self._fitting = once(self, self._mark_rates, PAUSE)
        self.cards: list[LaneCard] = []
        self.page = Page(gap=4, side=6, ends=4)
        self.empty = Words(self.tr("No optimizer yet — add one."), size=13)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.full = Words()
        self.add_button = QPushButton(self.tr("Add optimizer"))
        self.fit_button = QPushButton(self.tr("Fit rates"))
        self.popup = ChooserPopup(self._marker, self.tr("Search optimizers"), self)
        self._build()
        store.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.add_button.setIcon(icons.icon("plus", "accent"))
        self.add_button.setToolTip(
            tip(self.tr("Let another optimizer race; the same one twice compares two settings."))
        )
        self.fit_button.setToolTip(
            tip(self.tr("Give every optimizer a learning rate that suits this landscape; none is good everywhere."))
        )
        for button in (self.add_button, self.fit_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.popup.set_entries([Entry(o.key, o.label, o.description) for o in OPTIMIZERS.values()])
        self.popup.chosen.connect(self._add)
        self.add_button.clicked.connect(self._open_popup)
        self.fit_button.clicked.connect(self.commands.fit_rates)
        self._list = Column(gap=4)
        self.page.column.add(self.empty, 1)
        self.page.column.add(self._list)
        self.page.column.add(self.full)
        self.page.column.add_stretch()
        buttons = Line(gap=8)
        buttons.add(self.add_button, 1)
        buttons.add(self.fit_button)
        self._foot = Column(margins=(12, 8, 12, 8))
        self._foot.add(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.page, 1)
        layout.addWidget(self._foot)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(PREFERRED_WIDTH), theme.px(340))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(MINIMUM_WIDTH), theme.px(140))

    def content_height(self) -> int:
        """Height at which nothing has to be scrolled."""
        return self.page.content_height() + self._foot.sizeHint().height()

    def refresh(self) -> None:
        """Show the store's lanes; cards whose lane stays are kept, open or not."""
        experiment = self._store.experiment
        try:
            self._problem = problem_of(experiment)
        except LandscapeError:
            self._problem = None
        looks = lane_looks(experiment)
        cards = self._matched(looks)
        moved = cards != self.cards
        for place, (card, look) in enumerate(zip(cards, looks, strict=True)):
            if moved:
                self._list.insert(place, card)
            card.refresh(look, self._problem)
            card.show()
        self.cards = cards
        if moved:
            self._chain()
        self.empty.setVisible(not cards)
        self._list.setVisible(bool(cards))
        room = len(cards) < MAX_LANES
        self.add_button.setEnabled(room)
        self.fit_button.setEnabled(bool(cards))
        self.full.say("" if room else self.tr("{0} optimizers race, more cannot be told apart.").format(MAX_LANES))
        self._highlight()
        if not self._fitted:
            self._mark_rates()
        elif moved or self._fitted != (experiment.problem, experiment.title):
            self._fitting.start()

    def _chain(self) -> None:
        """Let Tab go through the cards and then to the buttons below them."""
        chain_tabs(self._list, self.add_button, self.fit_button)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._chain()  # alone in a window, all orders are the same circle to Qt, and it keeps the old one

    def _mark_rates(self) -> None:
        """Mark at every card the rate that suits the problem."""
        experiment = self._store.experiment
        self._fitted = (experiment.problem, experiment.title)
        usual = edits.usual_rates(experiment)
        for card in self.cards:
            card.set_usual_rate(usual.get(card.look.lane.optimizer))

    def _matched(self, looks: tuple[LaneRun, ...]) -> list[LaneCard]:
        """A card for every lane: the one that showed this very lane, else one of the same optimizer, else a new one.

        Edits of other lanes leave a lane's look alone, so by its look it is known again.
        """
        free = list(self.cards)
        found: dict[int, LaneCard] = {}
        for alike in (laneplaces.looks_alike, laneplaces.in_place, _same_optimizer):
            for look in looks:
                match = next((card for card in free if look.index not in found and alike(card.look, look)), None)
                if match is not None:
                    found[look.index] = match
                    free.remove(match)
        for card in free:
            card.hide()
            card.deleteLater()
            if card is self._selected:
                self._selected = None
        return [found.get(look.index) or self._new_card(look) for look in looks]

    def _new_card(self, look: LaneRun) -> LaneCard:
        card, commands = LaneCard(look), self.commands
        card.selected.connect(lambda: self._select_by_user(card.index))
        card.switched.connect(lambda on: commands.switch(card.index, on))
        card.renamed.connect(lambda name: commands.rename(card.index, name))
        card.removeAsked.connect(lambda: self._remove(card.index))
        card.header.neighbourAsked.connect(lambda by: self._go_to_neighbour(card, by))
        card.menuAsked.connect(lambda: self._open_menu(card))
        card.lookAsked.connect(lambda: self._open_look(card))
        card.rateChanged.connect(lambda value, final: commands.set_hyperparameter(card.index, "lr", value, final))
        card.header.opener.toggled.connect(lambda is_open: self.page.bring_into_sight(card) if is_open else None)
        card.detailsMade.connect(lambda: self._connect_details(card))
        return card

    def _go_to_neighbour(self, card: LaneCard, by: int) -> None:
        place = card.index + by
        if 0 <= place < len(self.cards):
            self.cards[place].header.focus_place(card.header.place())
            self.page.bring_into_sight(self.cards[place])

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - the name Qt gives it
        focus = QApplication.focusWidget()
        stop = None if focus is None else next_stop(self.cards, focus, next)
        if stop is None:
            return super().focusNextPrevChild(next)
        stop.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return True

    def _connect_details(self, card: LaneCard) -> None:
        details, commands = card.details, self.commands
        assert details is not None
        details.hyperparameterChanged.connect(
            lambda key, value, final: commands.set_hyperparameter(card.index, key, value, final)
        )
        details.scheduleChanged.connect(
            lambda schedule, field, final: commands.set_schedule(card.index, schedule, field, final)
        )
        details.batchChanged.connect(lambda size, final: commands.set_batch_size(card.index, size, final))
        details.startChanged.connect(lambda point, final: commands.set_start(card.index, point, final))
        card.refresh(card.look, self._problem)
        self._chain()

    def show_scene(self, scene: Scene) -> None:
        """Show what became of every lane."""
        problem = scene.problem
        nowhere = isinstance(problem, Problem) and not problem.is_defined(problem.start)
        said = {finding.about for finding in scene.common_findings()}
        for card in self.cards:
            if nowhere:
                card.say("", "muted")  # the formula says so
            elif card.index < len(scene.lanes) and scene.lanes[card.index].lane.optimizer == card.look.lane.optimizer:
                card.show_run(scene.lanes[card.index], said)

    def select(self, index: int) -> None:
        """Highlight the card of a lane and bring it into sight, without emitting anything."""
        self._selected = self.cards[index] if 0 <= index < len(self.cards) else None
        self._highlight()
        if self._selected is not None:
            self.page.bring_into_sight(self._selected)

    def _highlight(self) -> None:
        for card in self.cards:
            card.set_highlighted(card is self._selected)

    def _select_by_user(self, index: int) -> None:
        self._selected = self.cards[index]
        self._highlight()
        self.laneSelected.emit(index)

    def _add(self, key: str) -> None:
        if len(self.cards) < MAX_LANES:
            self.commands.add(key)
            self.select(len(self.cards) - 1)

    def _remove(self, index: int) -> None:
        self.commands.remove(index)
        if self.cards and self.isVisible():
            self.cards[min(index, len(self.cards) - 1)].header.setFocus()

    def _move(self, index: int, by: int) -> None:
        self.commands.move(index, by)
        self.page.bring_into_sight(self.cards[index + by])

    def _open_popup(self) -> None:
        lay_keyboard_down(self.add_button)
        corner = self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + theme.px(4)))
        self.popup.open_at(corner, self.add_button.width(), "")

    def _open_look(self, card: LaneCard) -> None:
        look = card.look
        lay_keyboard_down(card.header.dot)
        popup = LookPopup(LaneStyle(look.color, look.marker, look.dash), self)
        popup.chosen.connect(lambda style: self.commands.set_look(card.index, style))
        popup.open_at(card.header.dot.mapToGlobal(QPoint(0, card.header.dot.height() + theme.px(4))))

    def menu_of(self, card: LaneCard) -> QMenu:
        """The menu of a card."""
        index, experiment = card.index, self._store.experiment
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        self._entry(menu, "duplicate", self.tr("Duplicate"), partial(self.commands.duplicate, index)).setEnabled(
            len(self.cards) < MAX_LANES
        )
        self._entry(menu, "edit", self.tr("Rename"), card.header.begin_rename)
        self._entry(menu, "reset", self.tr("Reset to defaults"), partial(self.commands.reset, index))
        plain = self._entry(menu, "", self.tr("Optimizer's default rate"), partial(self.commands.default_rate, index))
        plain.setToolTip(tip(self.tr("The rate of the textbooks, whatever the problem; it may crawl or diverge here.")))
        own = self._entry(menu, "", self.tr("Own start"), partial(self._toggle_start, card))
        own.setCheckable(True)
        own.setChecked(experiment.lanes[index].start is not None)
        menu.addSeparator()
        self._entry(menu, "chevron-up", self.tr("Move up"), partial(self._move, index, -1)).setEnabled(index > 0)
        down = self._entry(menu, "chevron-down", self.tr("Move down"), partial(self._move, index, 1))
        down.setEnabled(index < len(self.cards) - 1)
        menu.addSeparator()
        self._entry(menu, "trash", self.tr("Remove"), partial(self._remove, index))
        return menu

    def _entry(self, menu: QMenu, icon: str, text: str, slot: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        if icon:
            action.setIcon(icons.icon(icon, "muted"))
        action.triggered.connect(lambda checked=False: slot())
        return action

    def _open_menu(self, card: LaneCard) -> None:
        button = card.header.menu
        self.menu_of(card).popup(button.mapToGlobal(QPoint(0, button.height())))

    def _toggle_start(self, card: LaneCard) -> None:
        experiment = self._store.experiment
        if self._problem is None:
            return
        own = experiment.lanes[card.index].start is None
        self.commands.set_start(card.index, start_of(experiment, self._problem) if own else None, True)
        if own:
            card.set_open(True)

    def _marker(self, key: str) -> QPixmap:
        """The marker of an optimizer on a clear ground, for the list."""
        descriptor, side = OPTIMIZERS[key], 80
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        center = picture.rect().toRectF().center()
        draw_marker(painter, descriptor.marker, center, 32.0, descriptor.color)
        painter.end()
        return picture


def _same_optimizer(one: LaneRun, other: LaneRun) -> bool:
    return one.lane.optimizer == other.lane.optimizer
