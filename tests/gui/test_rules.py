"""The typeset update rules."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from landscape_gui.colors import contrast
from landscape_gui.core.descriptors import Optimizer
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, Lane, Schedule, SurfaceProblem, first_experiment
from landscape_gui.scene import Scene, complete_scene
from landscape_gui.ui import mathtext, theme
from landscape_gui.ui.views.tables.rules import READABLE, RulesView, equations, readable, symbol
from tests.gui.making import view_of

EVERY = Experiment(SurfaceProblem("rosenbrock"), tuple(Lane(key) for key in OPTIMIZERS), steps=2)


@pytest.fixture(scope="module")
def every() -> Scene:
    return complete_scene(EVERY)


def make(qtbot: QtBot, shown: Scene, width: int = 900, height: int = 300) -> RulesView:
    view = view_of(qtbot, RulesView(theme.manager()), shown, width, height)
    view.show()
    enabled = {lane.lane.optimizer for lane in shown.lanes if lane.lane.enabled}
    qtbot.waitUntil(lambda: len(view.cards()) == len(enabled))
    return view


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_equations_are_parted_at_their_separators(optimizer: Optimizer) -> None:
    parts = equations(optimizer.formula)
    assert len(parts) == optimizer.formula.count(r"\quad") + 1
    for part in parts:
        assert "quad" not in part
        assert not part.endswith(",")
        assert part.count("{") == part.count("}")


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_hyper_parameter_has_a_symbol_of_its_own(optimizer: Optimizer) -> None:
    symbols = [symbol(parameter) for parameter in optimizer.parameters]
    assert len(set(symbols)) == len(symbols)
    assert all(len(text) <= 2 or text.isascii() for text in symbols)


def test_values_stand_beside_the_name(qtbot: QtBot) -> None:
    lanes = (Lane("adam", {"lr": 0.3}), Lane("momentum"))
    view = make(qtbot, complete_scene(Experiment(SurfaceProblem("rosenbrock"), lanes, steps=2)))
    adam, momentum = view.cards()
    assert [plain(text) for text in adam.texts()] == ["η = 0.3, β₁ = 0.9, β₂ = 0.999, ε = 1e−8"]
    assert plain(momentum.texts()[0]).endswith("τ = 0"), "what the formula names is shown even where it is 0"


def test_two_lanes_of_one_optimizer_share_a_card(qtbot: QtBot) -> None:
    lanes = (
        Lane("adam"),
        Lane("gd"),
        Lane("adam", {"lr": 0.5}, schedule=Schedule("cosine")),
        Lane("lion", enabled=False),
    )
    view = make(qtbot, complete_scene(Experiment(SurfaceProblem("rosenbrock"), lanes, steps=2)))
    assert len(view.cards()) == 2
    texts = view.cards()[0].texts()
    assert len(texts) == 2
    assert plain(texts[1]).startswith("η = 0.5") and texts[1].endswith("Cosine annealing")


def test_a_changed_value_changes_only_words(qtbot: QtBot) -> None:
    first = complete_scene(Experiment(SurfaceProblem("rosenbrock"), (Lane("gd", {"lr": 0.1}),), steps=2))
    second = complete_scene(Experiment(SurfaceProblem("rosenbrock"), (Lane("gd", {"lr": 0.2}),), steps=2))
    view = make(qtbot, first)
    card = view.cards()[0]
    view.show_scene(second)
    assert view.cards() == [card]
    assert plain(card.texts()[0]) == "η = 0.2"


def test_lanes_come_and_go(qtbot: QtBot) -> None:
    view = make(qtbot, complete_scene(first_experiment()))
    assert len(view.cards()) == 5
    view.show_scene(complete_scene(Experiment(SurfaceProblem("rosenbrock"), (), steps=2)))
    assert view.cards() == []
    assert any(label.isVisible() and "appears here" in label.text() for label in view.findChildren(QLabel))


@pytest.mark.parametrize("width", [300, 560, 900])
def test_every_formula_fits(qtbot: QtBot, every: Scene, width: int) -> None:
    for optimizer in OPTIMIZERS.values():
        for latex in equations(optimizer.formula):
            assert mathtext.formula_svg(latex) is not None, latex
    view = make(qtbot, every, width, 400)
    for card in view.cards():
        for equation in card.equations:
            qtbot.waitUntil(equation.is_typeset)
    width = view.viewport().width()
    qtbot.waitUntil(lambda: view.cards()[-1].width() <= width)
    for card in view.cards():
        for equation in card.equations:
            assert equation.width() >= 0.8 * equation.sizeHint().width(), "nothing is shrunk by more than a little"
            assert equation.mapTo(view, equation.rect().bottomRight()).x() <= width


def test_typesetting_happens_beside_the_window(qtbot: QtBot, every: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []
    rendered = mathtext.formula_svg

    def render(latex: str) -> bytes | None:
        threads.append(threading.current_thread())
        return rendered(latex)

    monkeypatch.setattr(mathtext, "cached_svg", lambda latex: None)
    monkeypatch.setattr(mathtext, "formula_svg", render)
    make(qtbot, every)
    assert threading.main_thread() not in threads


def test_a_hidden_view_does_nothing(qtbot: QtBot, every: Scene) -> None:
    view = RulesView(theme.manager())
    qtbot.addWidget(view)
    view.show_scene(every)
    view.seek(1.0)
    assert view.cards() == []


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_names_in_lane_colours_are_readable(look: theme.Theme) -> None:
    for optimizer in OPTIMIZERS.values():
        assert contrast(readable(optimizer.color, look.panel, look.text), look.panel) >= READABLE
    assert readable("#000000", "#ffffff", "#111111") == "#000000", "what is readable stays as it is"
