"""The examples on view and a picture of them for every lane, made when they are first wanted."""

from __future__ import annotations

from collections.abc import Iterable

from landscape_gui.networks import DataNetwork
from landscape_gui.scene import LaneRun
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.data.examples import Examples, examples_of, own_examples, understands
from landscape_gui.ui.views.data.field import Pace
from landscape_gui.ui.views.data.own import Own
from landscape_gui.ui.views.data.panel import Panel, picture_for


class Panels:
    """Panels by the indices of their lanes; they live as long as the examples do.

    Attributes:
        examples: what is on view, None where there is nothing.
    """

    def __init__(self, themes: ThemeManager) -> None:
        self._themes = themes
        self._pace = Pace()
        self.examples: Examples | None = None
        self._network: DataNetwork | None = None
        self._own: Own | None = None
        self._panels: dict[int, Panel] = {}

    def make(self, network: DataNetwork | None, own: Own | None) -> bool:
        """Take the examples of ``network``, or the own ones it has not learnt; False where they are the same."""
        if (network, own) == (self._network, self._own):
            return False
        self._network, self._own = network, own
        self._panels.clear()
        self.examples = None
        if own is not None and (network is None or network.description.data != own):
            self.examples = own_examples(own)
        elif network is not None:
            self.examples = examples_of(network)
        return True

    def move(self, own: Own) -> None:
        """Show own points where they are now, with the networks of before."""
        self._own, self.examples = own, own_examples(own)
        for panel in self._panels.values():
            panel.set_examples(self.examples)

    def follow(self, lanes: Iterable[LaneRun]) -> None:
        """Show the same lanes of a newer scene."""
        newer = {lane.index: lane for lane in lanes}
        for panel in self._panels.values():
            if panel.lane is not None:
                panel.lane = newer.get(panel.lane.index, panel.lane)

    def known(self, index: int) -> Panel | None:
        """The picture of a lane, None before it was first shown."""
        return self._panels.get(index)

    def of(self, lane: LaneRun | None) -> Panel:
        """The picture of a lane, None for the examples alone."""
        index = -1 if lane is None else lane.index
        if index not in self._panels:
            assert self.examples is not None
            network = self._network
            if network is not None and not understands(network, self.examples):
                network = None
            picture = picture_for(self._themes, self.examples, network, self._pace)
            self._panels[index] = Panel(self._themes, lane, picture)
        return self._panels[index]
