"""What is said at each step through a computational graph: a title, a sentence, and the formula with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject

from landscape_gui.arithmetic import number, raised
from landscape_gui.core.graph import BackwardStep, ForwardStep, GraphNode, StepGraph, TangentStep
from landscape_gui.core.graph.records import ALONG, INPUT, PARAMETER
from landscape_gui.core.graph.stepgraph import SCALARS
from landscape_gui.core.graph.walk import BACKWARD, FORWARD, UPDATE, Moment, SeedStep, UpdateStep, Walk
from landscape_gui.networks import DataNetwork
from landscape_gui.scene.graphs import Subject
from landscape_gui.ui.views.graph.formulas import GraphFormulas
from landscape_gui.ui.views.graph.sentences import GraphSentences
from landscape_gui.ui.views.graph.updatewords import UpdateWords
from landscape_gui.unitnames import quantity_link


@dataclass(frozen=True, slots=True)
class Story:
    """What is said of a step: title, sentence, and formulas in LaTeX, one a line."""

    title: str
    sentence: str
    formulas: tuple[str, ...] = ()


class GraphWords(QObject):
    """Words about one subject and the walk through its graph."""

    def __init__(self, subject: Subject, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.subject, self.walk = subject, walk
        self.graph: StepGraph = subject.graph
        self.formulas = GraphFormulas(self.graph, walk.seed or "")
        self.sentences = GraphSentences(self.graph)
        self.update = UpdateWords(subject, subject.update) if subject.update is not None else None

    def story(self, moment: Moment) -> Story:
        """What is said after the step that led to ``moment``."""
        step = moment.step
        if step is None:
            return self._beginning()
        title = self._title(moment)
        formulas: tuple[str, ...]
        if isinstance(step, ForwardStep):
            node = self.graph.nodes[step.node]
            sentence, formulas = f"{self.sentences.forward(node)} {self._of_loss(node)}", self.formulas.forward(step)
            sentence = sentence.rstrip()
        elif isinstance(step, TangentStep):
            sentence, formulas = self._tangent_sentence(step), self.formulas.tangent(step)
        elif isinstance(step, SeedStep):
            sentence = self.tr("The backward pass begins at the output: changing it by 1 changes it by 1.")
            formulas = self.formulas.seeded(step)
        elif isinstance(step, BackwardStep):
            sentence, formulas = self._backward_sentence(step), self.formulas.backward(step)
        else:
            return self._update_story(title, step, moment)
        if moment.cursor == moment.phase.last:
            sentence = " ".join(part for part in (sentence, self._end_of(moment.phase.key)) if part)
        return Story(title, sentence, formulas)

    def name(self, node: GraphNode) -> str:
        """What a node is called in a formula, in LaTeX: its name or a short caption, else v and its number."""
        return self.formulas.name(node)

    def phase(self, key: str) -> str:
        """The name of a phase."""
        known = {FORWARD: self.tr("Forward"), BACKWARD: self.tr("Backward"), UPDATE: self.tr("Update")}
        return known[key]

    def _title(self, moment: Moment) -> str:
        phase = moment.phase
        title = self.tr("{phase}, step {number} of {count}").format(
            phase=self.phase(phase.key), number=moment.cursor - phase.first, count=phase.last - phase.first
        )
        called = self._called(moment)
        if called:
            title = self.tr("{title}: {unit}").format(title=title, unit=called)
        place, count = self._share(moment.step)
        if count > 1:
            joint = "," if called else ":"
            return self.tr("{title}{joint} share {place} of {count}").format(
                title=title, joint=joint, place=place, count=count
            )
        return title

    def _share(self, step: object) -> tuple[int, int]:
        """Which of the shares of a node's gradient a step brings, and how many there are."""
        if not isinstance(step, BackwardStep) or step.kind != ALONG:
            return 0, 0
        edges = sorted(self.graph.edges_from(step.source), key=lambda edge: (-edge.target, edge.place))
        places = [(edge.target, edge.place) for edge in edges]
        return places.index((step.target, step.place)) + 1, len(places)

    def _beginning(self) -> Story:
        subject = self.subject
        where = ""
        if subject.lane is not None:
            known = self.tr("{lane} after 1 step.") if subject.step == 1 else self.tr("{lane} after {step} steps.")
            where = known.format(lane=subject.lane.label, step=f"{subject.step:,}")
        elif subject.step:
            where = self.tr("After {step} updates.").format(step=f"{subject.step:,}")
        ask = self.tr("Inputs and parameters are known. Step forward to compute one node after the other.")
        if self.walk.seed is not None:
            ask = self.tr("Values and tangents go forward together. {passes}").format(passes=self._passes())
        return Story(raised(subject.title), " ".join(part for part in (where, ask, self._naming()) if part))

    def _naming(self) -> str:
        """How the names of a network's inputs and units here and in the other panels belong together."""
        network = self.subject.problem
        if not isinstance(network, DataNetwork):
            return ""
        inputs = [node for node in self.graph.nodes if node.name.startswith("x[")]
        units = [node for node in self.graph.nodes if node.name.startswith("h1[")]
        pairs = [
            self.tr("{here} is {there}").format(here=node.name, there=quantity_link(network, node.name))
            for node in (*inputs[:2], *units[:1])
        ]
        return self.tr("Formulas count from 0: {pairs}.").format(pairs=", ".join(pairs)) if pairs else ""

    def _called(self, moment: Moment) -> str:
        """What the other panels call the node or the parameter that a step is about; "" for nothing else."""
        network, step = self.subject.problem, moment.step
        if not isinstance(network, DataNetwork) or not moment.nodes:
            return ""
        own = step.name if isinstance(step, BackwardStep) else ""
        return quantity_link(network, own or self.graph.nodes[moment.nodes[0]].name)

    def _of_loss(self, node: GraphNode) -> str:
        """What an operation is for that belongs to a loss written out in operations."""
        network = self.subject.problem
        if not isinstance(network, DataNetwork) or self.graph.level != SCALARS or node.name:
            return ""
        if node.operation != "softplus" or network.architecture.loss != "binary_cross_entropy":
            return ""
        return self.tr("It begins the binary cross-entropy, which contains the sigmoid of the output.")

    def _passes(self) -> str:
        """Which mode needs how many passes."""
        inputs, outputs = len(self._inputs()), max(1, len(self.subject.example.outputs if self.subject.example else ()))
        each = self.tr("Forward mode needs one pass for each of the {count} inputs;").format(count=f"{inputs:,}")
        if inputs == 1:
            each = self.tr("With one input, forward mode needs one pass;")
        if outputs == 1:
            return each + " " + self.tr("reverse mode needs one pass back for all of them.")
        return (
            each
            + " "
            + self.tr("reverse mode needs one pass back for each of the {count} outputs.").format(count=f"{outputs:,}")
        )

    def _inputs(self) -> list[GraphNode]:
        return [node for node in self.graph.nodes if node.kind in (PARAMETER, INPUT)]

    def _end_of(self, phase: str) -> str:
        """What a pass has come to."""
        if self.walk.seed is not None:
            return self.tr("So this pass has found one derivative, the one by {seed}.").format(seed=self.walk.seed)
        if phase == FORWARD:
            return self.tr("The forward pass is done.")
        outputs = self.subject.example.outputs if self.subject.example is not None else ()
        if len(outputs) > 1:
            return self.tr("One pass back has found every derivative of this output; each other one needs its own.")
        return self.tr("One pass back has found every derivative.")

    def _tangent_sentence(self, step: TangentStep) -> str:
        seed = self.graph.nodes[self.graph.index(self.walk.seed or "")]
        if step.tangent == 0.0 and not any(step.tangents):
            return self.tr("This does not depend on {seed}: its tangent is 0.").format(seed=seed.label)
        return self.tr("How fast this changes with {seed}: local derivatives times the inputs' own tangents.").format(
            seed=seed.label
        )

    def _backward_sentence(self, step: BackwardStep) -> str:
        words = self.sentences.backward(step)
        if not np.any(np.asarray(step.before) != 0.0):
            return words
        if np.ndim(step.before):
            return words + " " + self.tr("Another path has brought its share already; where paths meet, gradients add.")
        return (
            words
            + " "
            + self.tr("Another path has brought {before} already; where paths meet, gradients add.").format(
                before=number(step.before)
            )
        )

    def _update_story(self, title: str, step: UpdateStep, moment: Moment) -> Story:
        assert self.update is not None, "a walk with updates has an update"
        if self.update.update.waits:
            return Story(title, self.update.gradient())
        if not self.update.update.is_known:
            return Story(title, self.update.follows())
        last = self.update.follows() if moment.cursor == moment.phase.last else ""
        if step.end - step.first > 1:
            return Story(title, f"{self.update.all_moved()} {last}".strip())
        new = self.update.own(step.first)[-1][0]
        return Story(title, f"{self.update.moved(step.first)} {last}".strip(), (new,))
