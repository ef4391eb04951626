"""The engine: newest wins, long runs stream, errors are delivered, and the GUI thread stays free."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from landscape_gui.core.errors import FormulaError
from landscape_gui.experiment import Experiment, FormulaProblem, Lane, SurfaceProblem, first_experiment
from landscape_gui.ui.engine import Engine

replace = msgspec.structs.replace


@pytest.fixture
def engine(qapp: object) -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def test_an_answer_comes_with_its_scene(engine: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.sceneReady) as signal:
        engine.submit(first_experiment())
    assert signal.args[0].experiment == first_experiment()


def test_only_the_newest_answer_counts(engine: Engine, qtbot: QtBot) -> None:
    seen: list[int] = []
    engine.sceneReady.connect(lambda scene: seen.append(scene.experiment.steps))
    last = 0
    for last in range(200, 260):
        engine.submit(replace(first_experiment(), steps=last))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == last)
    assert seen.count(last) == 1
    assert len(seen) < 60


def test_a_long_run_streams_and_is_dropped_when_no_longer_wanted(engine: Engine, qtbot: QtBot) -> None:
    partial: list[object] = []
    engine.sceneReady.connect(lambda scene: partial.append(scene) if not scene.complete else None)
    engine.submit(Experiment(SurfaceProblem("himmelblau"), (Lane("adam"),) * 6, steps=10_000_000))
    qtbot.waitUntil(lambda: len(partial) >= 2)
    with qtbot.waitSignal(engine.sceneReady, check_params_cb=lambda scene: scene.complete):
        engine.submit(first_experiment())


def test_errors_are_delivered_and_the_next_answer_comes(engine: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.failed) as signal:
        engine.submit(Experiment(FormulaProblem("x^2 +")))
    assert isinstance(signal.args[0], FormulaError)
    with qtbot.waitSignal(engine.sceneReady):
        engine.submit(first_experiment())


def test_closing_in_the_middle_is_clean(qapp: object, qtbot: QtBot) -> None:
    engine = Engine()
    engine.submit(Experiment(SurfaceProblem("himmelblau"), (Lane("adam"),) * 6, steps=10_000_000))
    qtbot.wait(20)
    engine.close()
    seen: list[object] = []
    engine.sceneReady.connect(seen.append)
    qtbot.wait(50)
    assert not seen
