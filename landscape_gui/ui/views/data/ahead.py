"""Own points as the hand has them, which the scenes they are learnt in follow some time later. No Qt in here."""

from __future__ import annotations

import time

from landscape_gui.ui.views.data.own import Own

LATE = 0.6
"""Seconds in which a scene of own points from before the last edit may still arrive."""
_REMEMBERED = 20


class OwnAhead:
    """Tells scenes of points that the hand has moved since from those that bring news.

    Attributes:
        source: the own points on view, None where the data are not own points.
        told: whether somebody says which data the experiment has now, so that nothing has to be guessed from scenes.
    """

    def __init__(self) -> None:
        self.source: Own | None = None
        self.told = False
        self._newest: object = None
        self._sent: list[tuple[float, object]] = []

    def edit(self, source: Own) -> None:
        """The hand has changed the points; a scene of them is to come."""
        self.source = self._newest = source
        self._sent = [*self._sent[-_REMEMBERED:], (time.monotonic(), source)]

    def show(self, source: object) -> None:
        """Show the data of a scene, of whatever kind they are."""
        self.source = source if isinstance(source, Own) else None

    def insist(self, source: object) -> None:
        """Show these data, and wait for no scene of any others."""
        self.show(source)
        self.told = False
        self._sent = []

    def expect(self, source: object) -> bool:
        """The experiment has these data now: scenes of any others have been overtaken. False where that is known."""
        if self.told and source == self._newest:
            return False
        self.show(source)
        self.told, self._newest = True, source
        return True

    def outdates(self, source: object, busy: bool) -> bool:
        """Whether a scene of ``source`` has been overtaken by what the hand, ``busy`` or not, has done since."""
        if busy and self.source is not None:
            return True
        if self.told:
            return source != self._newest
        self._sent = [one for one in self._sent if time.monotonic() - one[0] < LATE]
        if self._sent and source != self._sent[-1][1]:
            return any(source == one for _, one in self._sent) or self.source is not None
        self._sent = []
        return False
