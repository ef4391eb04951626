"""What the network view says of a decision line: its weights and bias are −w, 1 and −b."""

from __future__ import annotations

from dataclasses import replace

from landscape_gui.core.network.decisionline import DecisionLine
from landscape_gui.networks import DataNetwork
from landscape_gui.ui.views.network.anatomy import Parameter
from landscape_gui.ui.views.network.moment import Moment
from landscape_gui.ui.views.network.words import Card, NetworkWords

SLOPE, FIXED, INTERCEPT = range(3)
"""Places of the weights and the bias of the network a line is."""


class LineWords(NetworkWords):
    """Names and sentences about one decision line as the network it is."""

    @property
    def _sign(self) -> int:
        """What slope and intercept are multiplied by to become weight and bias."""
        assert isinstance(self.network, DecisionLine)
        return -self.network.architecture.sign

    def parameter(self, parameter: Parameter) -> str:
        minus = "\N{MINUS SIGN}"
        if parameter.index == FIXED:
            return "1" if self._sign < 0 else f"{minus}1"
        name = "w" if parameter.index == SLOPE else "b"
        return f"{minus}{name}" if self._sign < 0 else name

    def link(self, parameter: Parameter) -> str:
        return self.parameter(parameter)

    def is_fixed(self, parameter: Parameter) -> bool:
        return parameter.index == FIXED

    def edited(self, parameter: Parameter, value: float) -> tuple[str, float]:
        return ("w" if parameter.index == SLOPE else "b"), self._sign * value

    def about(self, parameter: Parameter) -> str:
        if parameter.index == FIXED:
            return self.tr("fixed weight from {source}").format(source=self.network.prepared.names[1])
        return super().about(parameter)

    def parameter_card(self, parameter: Parameter, moment: Moment, by_mouse: bool) -> Card:
        card = super().parameter_card(parameter, moment, by_mouse)
        if not self.is_fixed(parameter):
            return card
        return replace(card, rows=card.rows[:1], hint=self.tr("Nothing changes it."))


def words_of(network: DataNetwork) -> NetworkWords:
    """Names and sentences that suit ``network``."""
    return LineWords(network) if isinstance(network, DecisionLine) else NetworkWords(network)
