"""Computes scenes off the GUI thread: the newest experiment wins, older answers are dropped, older work cancelled."""

from __future__ import annotations

import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal

from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.problem import Problem
from landscape_gui.experiment import Experiment

if TYPE_CHECKING:
    from landscape_gui.core.ahead import Compiler
    from landscape_gui.scene import Computation, Scene

WORTHWHILE = 2.0
"""Seconds of training from which it is worth the compiling to be faster the next time."""
NETWORK_PICTURES = ("network", "regions", "stamps")
"""Modules of ``render`` that are needed for networks alone."""
PARTIAL_AFTER = 0.05
"""Seconds between two partial scenes of long runs."""

log = logging.getLogger(__name__)


class Engine(QObject):
    """One worker thread that turns experiments into scenes.

    Signals:
        sceneReady: a ``Scene``; emitted in the GUI thread, also with partial scenes of long runs.
        failed: a ``LandscapeError`` of the newest experiment's problem.
        compiling: name of a module of which a function is being compiled for the next answer.
        busy: True when an answer is outstanding, False when the newest one is complete.
    """

    sceneReady = Signal(object)
    failed = Signal(object)
    compiling = Signal(str)
    busy = Signal(bool)
    _answered = Signal(int, object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticket = self._shown = 0
        self._compiler: Compiler | None = None
        self._wanted: Experiment | None = None
        self._held: Scene | None = None
        self._closing = False
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self._known: Scene | None = None
        self._asked: Experiment | None = None
        self._failed = self._draws_networks = False
        self._computation: Computation | None = None  # the last one, whose lanes may go on in the next
        self._taken = True  # False while a scene waits for the GUI thread, which then needs no further one
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(self, experiment: Experiment, held: Scene | None = None) -> None:
        """Ask for the scene of ``experiment``; whatever was asked before is no longer wanted.

        Lanes that are under way and the same in both go on where they are. ``held`` as of ``Computation``.
        """
        with self._condition:
            self._ticket += 1
            self._wanted = self._asked = experiment
            self._held = held
            self._failed = False
            self._condition.notify()
        if self._thread is None:
            # A daemon, so that a compilation under way never keeps the closed program alive.
            self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
            self._thread.start()
        self.busy.emit(True)

    def restate(self, experiment: Experiment) -> bool:
        """Go on, or rest, as before, but for ``experiment``; False where it asks for another computation."""
        from landscape_gui.scene import same_computation

        if self._asked is None or self._failed or not same_computation(self._asked, experiment):
            return False
        self._asked = experiment
        return True

    def forget(self, experiment: Experiment) -> None:
        """Drop whatever was asked: the answer to ``experiment`` is known already."""
        with self._condition:
            self._ticket += 1
            self._shown, self._wanted = self._ticket, None
            self._asked, self._failed = experiment, False
        self.busy.emit(False)

    def stop(self) -> None:
        """Let lanes that are under way go no further; the scene of what they have recorded comes as the last one."""
        if self._computation is not None:
            self._computation.lanes.halt()

    def go_on(self) -> None:
        """Let lanes that were stopped go on."""
        if self._computation is not None and self._asked is not None:
            self._computation.lanes.resume()
            self.submit(self._asked)

    def close(self) -> None:
        """Cancel everything and end the thread."""
        with self._condition:
            self._closing = True
            self._ticket += 1
            self._condition.notify()
        if self._compiler is not None:
            self._compiler.close()
        self._unwatch()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _work(self) -> None:
        self._prepare()
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._wanted is not None or self._closing)
                if self._closing:
                    return
                ticket, experiment, held, self._wanted = self._ticket, self._wanted, self._held, None
            assert experiment is not None
            self._compute(ticket, experiment, held)

    def _prepare(self) -> None:
        """Load the drawing kernels here, so that the first picture does not hold up the GUI thread."""
        from landscape_gui.core import compiling

        self._unwatch = compiling.watch(self._compiles)
        from landscape_gui.render import jit

        jit.prepare()

    def _prepare_networks(self) -> None:
        """Load what draws networks and their data, too, before the first of them is drawn."""
        if not self._draws_networks:
            from landscape_gui.render import jit

            for name in NETWORK_PICTURES:
                importlib.import_module(f"landscape_gui.render.{name}")
            jit.prepare()
            self._draws_networks = True

    def _compiles(self, module: str) -> None:
        """Tell what keeps the answer; what is compiled in other threads keeps nobody."""
        if threading.current_thread() is self._thread and not self._closing:
            with contextlib.suppress(RuntimeError):
                self.compiling.emit(module)

    def _compute(self, ticket: int, experiment: Experiment, held: Scene | None) -> None:
        from landscape_gui.scene import Computation

        shown, began = 0.0, time.monotonic()
        try:
            before, wanted = self._computation, lambda: self._ticket == ticket
            self._computation = Computation(experiment, wanted, self._known, before, held)
            for scene in self._computation.scenes():
                if scene.network is not None:
                    self._prepare_networks()
                if scene.complete:
                    self._known = self._known if scene.halted else scene
                else:
                    self._speed_up(scene, time.monotonic() - began)
                if scene.complete or (self._taken and time.monotonic() - shown > PARTIAL_AFTER):
                    shown = time.monotonic()
                    self._answer(ticket, scene, scene.complete)
        except LandscapeError as error:
            self._answer(ticket, error, True)
        except Exception as error:
            log.exception("computing failed")
            self._answer(ticket, LandscapeError(f"Computing failed unexpectedly: {error}"), True)

    def _speed_up(self, scene: Scene, seconds: float) -> None:
        """Have compiled what makes the lanes of ``scene`` faster, which have taken so many seconds by now.

        A run goes on with fused loops as soon as they are there; the next training begins with kernels for the network.
        """
        from landscape_gui.core import ahead, fused

        self._compiler = compiler = self._compiler or ahead.Compiler()
        problem = scene.problem
        if not isinstance(problem, Problem):
            if seconds > WORTHWHILE:
                compiler.ask(problem.architecture, lambda: problem.specialised_sources)
        else:
            for lane in scene.shown:
                assert lane.run is not None
                optimizer = lane.run.optimizer
                compiler.ask((problem.graph, optimizer.key), partial(fused.sources, problem.graph, optimizer))

    def _answer(self, ticket: int, answer: object, complete: bool) -> None:
        """Hand an answer over to the GUI thread, unless the window has closed meanwhile."""
        self._taken = False
        with contextlib.suppress(RuntimeError):
            self._answered.emit(ticket, answer, complete)

    def _deliver(self, ticket: int, answer: object, complete: bool) -> None:
        self._taken = True
        newest = ticket == self._ticket
        if ticket < self._shown or self._closing:
            return
        if not isinstance(answer, LandscapeError):
            # Also an answer that has been overtaken meanwhile: while a slider is dragged something must move.
            self._shown = ticket
            scene = cast("Scene", answer)
            self.sceneReady.emit(replace(scene, experiment=self._asked) if newest and self._asked else scene)
        elif newest:
            self._failed = True
            self.failed.emit(answer)
        if complete and newest:
            self.busy.emit(False)
