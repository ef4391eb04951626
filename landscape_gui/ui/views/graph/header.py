"""Above the graph: what it is of, how finely it is drawn, and which way derivatives are followed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from landscape_gui.core.descriptors import Param
from landscape_gui.core.graph.examples import EXAMPLES
from landscape_gui.core.graph.records import INPUT, PARAMETER
from landscape_gui.core.graph.stepgraph import LAYERS, NEURONS, SCALARS
from landscape_gui.experiment import GraphExample, GraphFormula, GraphView
from landscape_gui.scene import Scene
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui import icons
from landscape_gui.ui.theme import ThemeManager
from landscape_gui.ui.views.graph.headerrows import HeaderRows
from landscape_gui.ui.views.graph.pages import CHECK, PREDICT, STEPS
from landscape_gui.ui.widgets.chooser import Chooser
from landscape_gui.ui.widgets.chooser_popup import Entry
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.segmented import Choice, Segmented
from landscape_gui.ui.widgets.tips import tip

PROBLEM, FORMULA = "", "="
"""Keys of the chooser for what is on screen, and for a typed expression; all others are worked examples."""
FIRST_FORMULA = "z = w*x + b\ny = sigmoid(z)\n0.5*(y - t)^2"
MEAN, ONE = "mean", "one"
REVERSE, FORWARD = "reverse", "forward"


class GraphHeader(QWidget):
    """Controls of ``GraphView``.

    Signals:
        changed: fields of ``GraphView`` the user changes, and words for the undo list.
    """

    changed = Signal(dict, str)

    def __init__(self, themes: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._room = 0
        self._seeds: tuple[str, ...] = ()
        self._shown: tuple[Scene, Subject | None] | None = None
        self._source: GraphExample | GraphFormula | None = None
        self._make_source()
        self._make_switches()
        self._make_output()
        self._make_restore()
        self._make_rate()
        parts = (
            self.detail,
            self.mode,
            self.scope,
            self.example,
            self.seed,
            self.output,
            self._rate_part,
            self.restore,
        )
        self._lines = HeaderRows(themes, self.source, self.pages, parts, self.mode)
        self.setLayout(self._lines)
        themes.changed.connect(self._resize)
        self._resize()

    def _make_source(self) -> None:
        self.source = Chooser(self._entries(), placeholder=self.tr("Search worked examples"))
        self.source.setToolTip(tip(self.tr("What the graph is of: the problem itself, a worked example, or your own.")))
        self.source.chosen.connect(self._source_chosen)
        self.seed = Chooser(placeholder=self.tr("Search inputs"))
        self.seed.setToolTip(tip(self.tr("The input whose tangent is followed forward.")))
        self.seed.chosen.connect(lambda key: self.changed.emit({"seed": key}, self.tr("Input")))

    def _make_switches(self) -> None:
        self.pages = Segmented(
            [
                Choice(STEPS, self.tr("Steps"), tooltip=self.tr("Walk through the graph step by step.")),
                Choice(PREDICT, self.tr("Predict"), tooltip=self.tr("Say each number before the program does.")),
                Choice(CHECK, self.tr("Check"), tooltip=self.tr("Compare the gradient with finite differences.")),
            ]
        )
        self.detail = Segmented(
            [
                Choice(SCALARS, self.tr("Operations")),
                Choice(NEURONS, self.tr("Neurons")),
                Choice(LAYERS, self.tr("Layers"), tooltip=self.tr("Vectors and matrices, as programs compute it.")),
            ]
        )
        self.detail.chosen.connect(self._detail_chosen)
        self.mode = Segmented([Choice(REVERSE, self.tr("Reverse")), Choice(FORWARD, self.tr("Forward"))])
        self.mode.chosen.connect(lambda key: self.changed.emit({"mode": key}, self.tr("Mode")))
        self.scope = Segmented(
            [
                Choice(ONE, self.tr("Example"), tooltip=self.tr("One example; click one in the data to choose it.")),
                Choice(MEAN, self.tr("All"), tooltip=self.tr("The mean over all training examples, layer by layer.")),
            ]
        )
        self.scope.chosen.connect(lambda key: self.changed.emit({"batch": key == MEAN}, self.tr("Scope")))
        self.scope.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.example = NumberField.of(self._example_param(1))
        self.example.hug()
        self.example.committed.connect(lambda value: self._example_chosen(int(value)))

    def _make_rate(self) -> None:
        self.rate = NumberField.of(self._rate_param(0.1))
        self.rate.committed.connect(lambda value: self.changed.emit({"rate": value}, self.tr("Learning rate")))
        label = QLabel("η")
        label.setToolTip(tip(self.tr("Learning rate of the updates.")))
        self._rate_part = QWidget()
        self._rate_row = QHBoxLayout(self._rate_part)
        self._rate_row.setContentsMargins(0, 0, 0, 0)
        for piece in (label, self.rate):
            self._rate_row.addWidget(piece)

    def show_page(self, page: str) -> None:
        """Show which page of the panel is chosen, and only what means something there."""
        self.pages.setValue(page)
        if self._shown is not None:
            self.show_subject(*self._shown)

    def _make_output(self) -> None:
        self.output = Chooser(placeholder=self.tr("Search outputs"))
        self.output.setToolTip(tip(self.tr("Which of the results is derived; reverse mode takes a pass for each.")))
        self.output.chosen.connect(self._output_chosen)
        self._outputs: tuple[str, ...] = ()

    def _make_restore(self) -> None:
        self.restore = QToolButton()
        self.restore.setAutoRaise(True)
        self.restore.setIcon(icons.icon("reset"))
        self.restore.setToolTip(tip(self.tr("Back to the values it begins with: no edits, no updates.")))
        self.restore.setAccessibleName(self.tr("Back to the first values"))
        self.restore.clicked.connect(lambda checked=False: self._restore())

    def show_subject(self, scene: Scene, subject: Subject | None) -> None:
        """Show what holds."""
        self._shown = (scene, subject)
        steps = self.pages.value() != CHECK
        wanted = scene.experiment.view.graph
        self._source = wanted.source
        self.source.setValue(source_key(wanted.source))
        details = subject.details if subject is not None else (SCALARS,)
        level = subject.graph.level if subject is not None else SCALARS
        of_network = scene.network is not None and wanted.source is None and subject is not None
        self._show_details(details, level, wanted)
        tangents = wanted.mode == FORWARD and level == SCALARS
        self.scope.setVisible(of_network and LAYERS in details and not tangents)  # a mean has derivatives backward only
        self.scope.setValue(MEAN if wanted.batch else ONE)
        self._give_place(self.example, of_network, not wanted.batch)
        if scene.network is not None:
            count = scene.network.x.shape[1]
            self.example.set_param(self._example_param(count))
            self.example.setValue(min(wanted.example, count - 1) + 1)
        self._show_mode(steps, level == SCALARS, wanted)
        self._show_seeds(subject, wanted)
        self._show_outputs(subject)
        self.restore.setVisible(subject is not None and _is_edited(subject))
        updates = steps and (level != SCALARS or wanted.mode == REVERSE)
        apart = updates and wanted.source is not None and subject is not None and subject.update is not None
        self._rate_part.setVisible(apart)
        if apart and subject is not None and subject.update is not None:
            self.rate.setValue(subject.update.hyperparameters["lr"])
        self._lines.arrange(self._room)

    @staticmethod
    def _give_place(control: QWidget, known: bool, shown: bool) -> None:
        """Show a control, or leave its place empty where it is only for now that it means nothing.

        So the others do not move under the mouse.
        """
        policy = control.sizePolicy()
        policy.setRetainSizeWhenHidden(known)
        control.setSizePolicy(policy)
        control.setVisible(known and shown)

    def _show_details(self, details: Sequence[str], level: str, wanted: GraphView) -> None:
        """How finely the graph can be drawn; a mean over all examples has layers only, and leaving them ends it."""
        self.detail.setVisible(len(details) > 1)
        self.detail.setValue(level)
        told = {
            SCALARS: self.tr("One node an operation: nothing is hidden."),
            NEURONS: self.tr("One node a neuron: weights are the edges."),
        }
        back = self.tr("Goes back to one example: the mean over all of them is derived layer by layer.")
        for key, words in told.items():
            self.detail.button(key).setToolTip(tip(words, back) if wanted.batch else words)

    def _show_mode(self, steps: bool, scalars: bool, wanted: GraphView) -> None:
        """Which way derivatives are followed: a choice for single operations; elsewhere it is said why it is none."""
        self._give_place(self.mode, True, steps)
        self.mode.setEnabled(scalars)
        self.mode.setValue(wanted.mode if scalars else REVERSE)
        told = {
            REVERSE: self.tr("One pass back gives all derivatives."),
            FORWARD: self.tr("One pass forward for each input: tangents."),
        }
        only = self.tr("Neurons and layers are derived backward; choose Operations to follow a tangent forward.")
        for key, words in told.items():
            self.mode.button(key).setToolTip(words if scalars else tip(words, only))

    def _show_seeds(self, subject: Subject | None, wanted: GraphView) -> None:
        shown = subject is not None and wanted.mode == FORWARD and subject.graph.level == SCALARS
        self.seed.setVisible(shown and self.pages.value() != CHECK)
        if subject is None or not shown:
            return
        nodes = [node for node in subject.graph.nodes if node.kind in (PARAMETER, INPUT)]
        names = tuple(node.name for node in nodes)
        if names != self._seeds:
            self._seeds = names
            self.seed.set_entries([Entry(name, f"∂/∂{name}") for name in names])
        self.seed.setValue(wanted.seed if wanted.seed in names else names[0] if names else "")

    def rows(self) -> int:
        """Return in how many rows the controls stand."""
        return self._lines.rows

    def set_room(self, width: int) -> None:
        """Arrange the controls for so many pixels, whether or not a scroll bar takes some of more than these.

        Else the bar, which comes with another row and takes its room, could come and go for ever.
        """
        self._room = width
        self._lines.arrange(width)

    def _show_outputs(self, subject: Subject | None) -> None:
        outputs = subject.example.outputs if subject is not None and subject.example is not None else ()
        self.output.setVisible(len(outputs) > 1)
        if subject is None or not outputs:
            return
        if outputs != self._outputs:
            self._outputs = outputs
            self.output.set_entries([Entry(name, self.tr("of {name}").format(name=name)) for name in outputs])
        self.output.setValue(subject.graph.nodes[subject.graph.output].name)

    def _output_chosen(self, name: str) -> None:
        if isinstance(self._source, GraphExample):
            self.changed.emit({"source": replace(self._source, output=name)}, self.tr("Output"))

    def _restore(self) -> None:
        """Take edits and updates back; what is on screen keeps its parameters and its coefficients."""
        fields: dict[str, object] = {"values": {}}
        if isinstance(self._source, GraphExample):
            fields = {"source": replace(self._source, values={}, updates=0)}
        elif isinstance(self._source, GraphFormula):
            fields = {"source": replace(self._source, updates=0)}
        self.changed.emit(fields, self.tr("First values"))

    def _entries(self) -> Sequence[Entry]:
        own = self.tr("The problem")
        examples = self.tr("Worked examples")
        return [
            Entry(PROBLEM, self.tr("On screen"), self.tr("The selected lane at the play position."), own),
            Entry(FORMULA, self.tr("Your own expression"), self.tr("Type any formula, with any names."), own),
            *(Entry(key, entry.label, entry.description, examples) for key, entry in EXAMPLES.items()),
        ]

    def _detail_chosen(self, key: str) -> None:
        """Draw another level; a mean over all examples stays one where layers are chosen again."""
        fields: dict[str, object] = {"detail": key} if key == LAYERS else {"detail": key, "batch": False}
        self.changed.emit(fields, self.tr("Detail"))

    def _source_chosen(self, key: str) -> None:
        source: GraphExample | GraphFormula | None = None
        if key == FORMULA:
            source = GraphFormula(FIRST_FORMULA, {"w": 0.5, "x": 2.0, "b": -0.5, "t": 1.0}, ("x", "t"))
        elif key != PROBLEM:
            source = GraphExample(key)
        self.changed.emit({"source": source, "rate": None, "seed": ""}, self.tr("Graph"))

    def _example_chosen(self, number: int) -> None:
        self.changed.emit({"example": number - 1, "values": {}}, self.tr("Example"))

    def _example_param(self, count: int) -> Param:
        return Param(
            "example", self.tr("example"), 1.0, 1.0, float(max(1, count)), integer=True,
            description=self.tr("Which of the training examples is shown; click one in the data to choose it."),
        )  # fmt: skip

    def _rate_param(self, default: float) -> Param:
        return Param(
            "rate", self.tr("learning rate η"), default, 1e-6, 1e6, log=True, soft=(1e-3, 10.0),
            description=self.tr("Each update subtracts the rate times the derivative."),
        )  # fmt: skip

    def _resize(self) -> None:
        px = self._themes.px
        self._rate_row.setSpacing(px(6))
        self.rate.setFixedWidth(px(60))
        self.seed.setFixedWidth(px(86))
        self.output.setFixedWidth(px(76))
        self.restore.setFixedSize(px(28), px(28))
        self._lines.arrange(self._room)


def _is_edited(subject: Subject) -> bool:
    """Whether there are edits or updates that can be taken back here."""
    if subject.source is None:
        return bool(subject.changed & subject.data)
    return bool(subject.changed) or subject.step > 0


def source_key(source: GraphExample | GraphFormula | None) -> str:
    """The chooser's key of a source."""
    if isinstance(source, GraphExample):
        return source.key
    return PROBLEM if source is None else FORMULA
