"""The inspector of a node, by mouse and keyboard in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from landscape_gui.core.expression import parse
from landscape_gui.core.graph import BackwardStep, NeuronNode, Tape
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.gradientcheck import AGREES
from landscape_gui.core.graph.walk import Walk
from landscape_gui.core.network.losses import LOSSES
from landscape_gui.experiment import CatalogueData, GraphExample, GraphFormula, NetworkProblem
from landscape_gui.experiment import GraphView as Wanted
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui.mathtext import plain_text
from landscape_gui.ui.views.graph.facts import NodeFacts
from landscape_gui.ui.views.graph.pages import CHECK, PREDICT
from landscape_gui.ui.views.graph.predict import PredictBar
from landscape_gui.ui.views.graph.view import GraphView
from landscape_gui.ui.views.graph.words import GraphWords
from landscape_gui.ui.window import MainWindow
from tests.gui.graphs import click_node, opened, show
from tests.gui.hands import LEFT, click, move
from tests.gui.windows import settle


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> GraphView:
    """The graph of a small network, at its beginning."""
    view = opened(window, qtbot)
    show(window, GraphExample("network-2-2-2"))
    return view


def lines(view: GraphView) -> list[str]:
    """What the inspector says, line by line."""
    return view.cards.inspector.lines.text().split("\n")


def facts(graph: Tape, cursor: int | None = None, concealed: bool = False) -> dict[str, list[str]]:
    """What is said of every named node."""
    subject = Subject(graph, "", None, None, 0, frozenset(), {}, {}, frozenset(), ("scalars",), None)
    walk = Walk(graph)
    told = NodeFacts(GraphWords(subject, walk), concealed=concealed)
    moment = walk.moment(walk.length if cursor is None else cursor)
    return {
        node.name or node.label: [
            plain_text(e.latex) if e.latex else e.heading or e.words for e in told.entries(node, moment)
        ]
        for node in graph.nodes
    }


def test_a_click_on_a_node_tells_all_about_it(view: GraphView, qtbot: QtBot) -> None:
    click_node(view, qtbot, "h1")
    assert view.cards.inspector.title() == ("h_{1}", "operation")
    told = lines(view)
    assert told[:2] == ["h_1 = 0.5933", "∂E/∂h_1 = 0.03635"]
    assert "h_1 = σ(n_1) = σ(0.3775) = 0.5933" in told
    assert "∂h_1/∂n_1 = h_1 ·(1 - h_1) = 0.5933 · (1 − 0.5933) = 0.2413" in told
    assert "2 paths to the output: their products add up" in told
    assert "∂E/∂h_1 = 0.0554 + (−0.01905) = 0.03635" in told
    ways = [line for line in told if line.startswith("h_1 → ")]
    assert len(ways) == 2 and ways[0].startswith("h_1 → × → + → n_3 → o_1 → − → x^2 → E_1 → E: ")
    assert ways[0].endswith("= 0.0554")


def test_numbers_are_copied_with_all_digits(view: GraphView, qtbot: QtBot) -> None:
    click_node(view, qtbot, "h1")
    panel = view.cards.inspector.lines
    QTest.mouseDClick(panel, LEFT, pos=panel.area_of(0).center().toPoint())
    assert view.subject is not None
    node = view.subject.graph.nodes[view.subject.graph.index("h1")]
    assert float(QGuiApplication.clipboard().text()) == node.value
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel, Qt.Key.Key_Down)
    QTest.keyClick(panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(QGuiApplication.clipboard().text()) == node.adjoint


def test_a_path_is_marked_in_the_graph_while_it_is_pointed_at(view: GraphView, qtbot: QtBot) -> None:
    click_node(view, qtbot, "h1")
    panel = view.cards.inspector.lines
    number = next(k for k, entry in enumerate(panel.entries()) if len(entry.tag) > 2)
    view.cards.sheet.area.verticalScrollBar().setValue(view.cards.sheet.area.verticalScrollBar().maximum())
    move(panel, panel.area_of(number).center())
    assert view.canvas.marks().path == panel.entries()[number].tag
    move(panel, QPoint(2, 1))
    assert view.canvas.marks().path == ()


def test_escape_and_the_button_close_the_inspector(view: GraphView, qtbot: QtBot) -> None:
    click_node(view, qtbot, "h1")
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.cards.sheet.page() is None and view.canvas.marks().chosen is None
    click_node(view, qtbot, "h1")
    view.cards.inspector.lines.setFocus()
    QTest.keyClick(view.cards.inspector.lines, Qt.Key.Key_Escape)
    assert view.cards.sheet.page() is None
    click_node(view, qtbot, "h1")
    click(view.cards.sheet.close_button)
    assert view.cards.sheet.page() is None


def test_the_inspector_never_hides_its_node(view: GraphView, qtbot: QtBot) -> None:
    for name in ("i1", "w7", "h2", "E"):
        click_node(view, qtbot, name)
        assert view.subject is not None
        node = view.canvas.place_of(view.subject.graph.index(name))
        assert not node.intersects(view.cards.sheet.area_for(view.cards.inspector).toRectF())
        view.cards.close()


def test_by_keyboard_enter_opens_the_inspector_and_arrows_take_it_along(view: GraphView) -> None:
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)  # from an input, whose value Enter would edit
    assert view.cards.sheet.page() is None, "walking through the graph alone opens nothing"
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    assert view.cards.sheet.page() is view.cards.inspector
    before = view.cards.inspector.title()
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.cards.inspector.title() != before


def test_stepping_and_other_values_keep_the_inspector_up_to_date(
    window: MainWindow, view: GraphView, qtbot: QtBot
) -> None:
    click_node(view, qtbot, "h1")
    show(window, GraphExample("network-2-2-2", {"i1": 2.0}))
    assert lines(view)[0] != "h_1 = 0.5933" and view.cards.inspector.node() is not None
    show(window, GraphExample("graph-add"))
    assert view.cards.sheet.page() is None, "another graph has other nodes"


def test_what_the_walk_has_not_come_to_is_kept_back_while_predicting(view: GraphView, qtbot: QtBot) -> None:
    click(view.header.pages.button("predict"))
    assert isinstance(view.pages.predict, PredictBar)
    click_node(view, qtbot, "h1")
    assert "Not computed yet: step forward, and its numbers appear here." in lines(view)
    assert not any("0.59" in line for line in lines(view))
    click(view.header.pages.button("steps"))
    assert lines(view)[0] == "h_1 = 0.5933"


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_node_of_every_example_can_be_inspected(qapp: object, key: str) -> None:
    graph = EXAMPLES[key].tape()
    for concealed in (False, True):
        for cursor in (0, Walk(graph).length // 2, Walk(graph).length):
            told = facts(graph, cursor, concealed=concealed)
            assert all(lines and all(lines) for lines in told.values())


def test_numbers_that_are_not_finite_are_told_as_they_are(qapp: object) -> None:
    told = facts(Tape(parse("q = a/(a - b)\nlog(q) + exp(1000*a)"), {"a": 1.0, "b": 1.0}))
    assert told["q"][0] == "q = ∞"
    assert any("∞" in line for line in told["a"])


def test_many_paths_are_counted_and_the_first_are_listed(qapp: object) -> None:
    text = "\n".join(["v0 = a"] + [f"v{k} = v{k - 1} + sin(v{k - 1})" for k in range(1, 60)])
    told = facts(Tape(parse(text), {"a": 0.1}))["a"]
    heading = next(line for line in told if "paths" in line)
    assert heading == "5.7 · 10^17 paths to the output; the first 20"
    assert sum(line.startswith("a → ") for line in told) == 20
    few = facts(Tape(parse("a*a + a"), {"a": 3.0}))["a"]
    assert "3 paths to the output: their products add up" in few, "a·a is used twice"
    assert few[-1] == "∂L/∂a = 3 + 3 + 1 = 7"


def test_a_neuron_shows_its_weights_and_a_layer_its_matrix(window: MainWindow, qtbot: QtBot) -> None:
    problem = NetworkProblem(CatalogueData("xor", 20), hidden=(3,))
    window.store.replace("network", problem=problem, start=())
    settle(qtbot, window)
    view = opened(window, qtbot)
    show(window, detail="neurons")
    view.cards.inspect(view.subject.graph.index("h1[1]") if view.subject is not None else 0)
    told, table = lines(view), view.cards.inspector.values
    assert any(line.startswith("δ^(1)_1 = ∂L/∂z^(1)_1 = ") for line in told)
    assert any(line.startswith("f′(z^(1)_1) = ") for line in told)
    assert table.isVisible() and table.rowAt(0) == 0
    graph = view.subject.graph if view.subject is not None else None
    assert graph is not None
    assert [table.value(k, 2) for k in range(3)] == [graph.gradient[n] for n in ("W1[1,0]", "W1[1,1]", "b1[1]")]
    show(window, detail="layers")
    assert view.subject is not None
    node = view.subject.graph.nodes[view.subject.graph.index("W1")]
    view.cards.inspect(node.index)
    assert view.cards.inspector.title() == ("W_{1}", "parameter, 3×2")
    values, gradients = view.cards.inspector.values, view.cards.inspector.gradients
    assert [[values.value(i, j) for j in range(2)] for i in range(3)] == node.value.tolist()  # type: ignore[union-attr]
    assert [[gradients.value(i, j) for j in range(2)] for i in range(3)] == node.adjoint.tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize("detail", ["neurons", "layers"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_node_of_networks_can_be_inspected(qapp: object, loss: str, detail: str) -> None:
    from tests.scene.test_graphs import scene_of, seen

    data = {"numbers": "sine", "0 or 1": "xor", "class numbers": "blobs"}[LOSSES[loss].targets]
    problem = NetworkProblem(CatalogueData(data, 12), hidden=(2, 2), skip=True, batch_norm=True, l2=0.1, loss=loss)
    scene = scene_of(problem, steps=2, graph=Wanted(detail=detail))  # type: ignore[arg-type]
    for batch in (False, True):
        subject = seen(scene, batch=batch)
        walk = Walk(subject.graph, None, 3)
        told = NodeFacts(GraphWords(subject, walk))
        for node in subject.graph.nodes:
            entries = told.entries(node, walk.moment(walk.length))
            assert entries and all(entry.latex or entry.heading or entry.words for entry in entries)
            assert told.kind(node)


def test_the_inspector_of_a_typed_expression(window: MainWindow, qtbot: QtBot) -> None:
    view = opened(window, qtbot)
    show(window, GraphFormula("w*x", {"w": 2.0, "x": 3.0}, ("x",)))
    click_node(view, qtbot, "w")
    told = lines(view)
    assert told[:2] == ["w = 2", "∂L/∂w = 3"]
    assert told[-2:] == ["Its next update", "w ← w - η· g = 2 − 0.1·3 = 1.7"] or told[-1].endswith("= 1.7")
    click_node(view, qtbot, "x")
    assert view.cards.inspector.title()[1] == "data"


def test_from_the_inspector_a_derivative_is_checked(view: GraphView, qtbot: QtBot) -> None:
    click_node(view, qtbot, "h1")
    click(view.cards.check)
    assert view.pages.page == CHECK and not view.cards.sheet.isVisible()
    page = view.pages.check
    qtbot.waitUntil(lambda: page.gradient.chosen == "h1" and page.gradient.check("h1") is not None)
    check = page.gradient.check("h1")
    assert check is not None and check.verdict == AGREES
    view.pages.choose(PREDICT)
    view.cards.inspect(0)
    assert not view.cards.check.isVisible()


def test_what_is_not_known_yet_is_said_to_be_so(qapp: object) -> None:
    """w takes part twice: its derivative is complete only after both shares."""
    graph = Tape(parse("p = w*x\nq = w + p\nq^2"), {"w": 2.0, "x": 3.0})
    walk = Walk(graph)
    assert any(line.startswith("Not known yet at this step") for line in facts(graph, 0)["p"])
    assert not any("Not known yet" in line for line in facts(graph, 0)["w"]), "inputs are given"
    told = [line for line in facts(graph, 0)["w"] if "Its derivative is not known yet" in line]
    assert told and told[0].endswith("This is what it will find."), "what is told is that of the end"
    shares = [
        cursor
        for cursor, step in enumerate(walk.steps, 1)
        if isinstance(step, BackwardStep) and graph.nodes[step.source].name == "w"
    ]
    assert len(shares) == 2
    assert any("not complete yet" in line for line in facts(graph, shares[0])["w"])
    for name, told in facts(graph, walk.length).items():
        assert not any("yet" in line for line in told), name


def test_while_it_is_asked_for_no_step_ahead_is_told(qapp: object) -> None:
    graph = Tape(parse("p = w*x\nq = w + p\nq^2"), {"w": 2.0, "x": 3.0})
    walk = Walk(graph)
    first = next(
        cursor
        for cursor, step in enumerate(walk.steps, 1)
        if isinstance(step, BackwardStep) and graph.nodes[step.source].name == "w"
    )
    told = facts(graph, first, concealed=True)["w"]
    assert told[1] == "∂L/∂w = 16", "the share that has come"
    assert not any("64" in line or "→" in line for line in told)
    before = next(k for k, step in enumerate(walk.steps) if isinstance(step, BackwardStep))
    assert not any("∂L/∂q" in line for line in facts(graph, before, concealed=True)["q^2"])
    assert any("∂L/∂q" in line for line in facts(graph, before + 1, concealed=True)["q^2"])
    assert any("→" in line for line in facts(graph, walk.length, concealed=True)["w"])


def test_a_neuron_gives_none_of_its_derivatives_away(window: MainWindow, qtbot: QtBot) -> None:
    problem = NetworkProblem(CatalogueData("xor", 20), hidden=(3,))
    window.store.replace("network", problem=problem, start=())
    settle(qtbot, window)
    view = opened(window, qtbot)
    show(window, detail="neurons")
    assert view.walk is not None and view.words is not None
    neuron = next(node for node in view.words.graph.nodes if isinstance(node, NeuronNode))
    forward = view.walk.phases[0].last
    inspector = view.cards.inspector
    inspector.set_concealed(True)
    inspector.show_node(view.words, view.walk.moment(forward), neuron.index)
    assert not any("δ" in entry for entry in inspector.lines.text().split("\n"))
    names = [parameter.name for parameter in neuron.parameters]
    assert [inspector.values.value(row, 2) for row in range(len(names))] == [None] * len(names)
    one = next(k for k, s in enumerate(view.walk.steps, 1) if isinstance(s, BackwardStep) and s.name == names[0])
    inspector.show_node(view.words, view.walk.moment(one), neuron.index)
    shown = [inspector.values.value(row, 2) for row in range(len(names))]
    assert shown[0] == neuron.parameters[0].gradient and None in shown[1:]
