"""From the description of a network problem to the network with its data, ready for training."""

from __future__ import annotations

from functools import cached_property, lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from landscape_gui.core.descriptors import MAX_SEED, Point
from landscape_gui.core.errors import LandscapeError, NetworkError
from landscape_gui.core.network.architecture import Architecture
from landscape_gui.core.network.datasets import (
    DATASETS,
    Data,
    Preparation,
    Prepared,
    Table,
    generate,
    own_curve,
    own_points,
    prepare,
    read_table,
)
from landscape_gui.core.network.decisionline import SIZES, DecisionLine, LineArchitecture
from landscape_gui.core.network.lineminimum import LineMinimum, line_minimum
from landscape_gui.core.network.network import Network
from landscape_gui.core.network.trainingrun import TrainingRun
from landscape_gui.core.simulate import Run
from landscape_gui.experiment import (
    CatalogueData,
    DataPreparation,
    DataSource,
    NetworkProblem,
    OwnCurve,
    OwnPoints,
    TableData,
)

Array = NDArray[np.float64]
ENOUGH = 20
"""Points of two classes of which any share can be set aside."""


class DataNetwork(Network):
    """A network on the training share of its data.

    Attributes:
        description: what it was built from.
        prepared: all data, in its own units and as the network takes it, and which rows are set aside.
        validation: inputs (i, m) and targets (rows, m) of the rows set aside, one column an example; m may be 0.
    """

    def __init__(self, description: NetworkProblem, prepared: Prepared) -> None:
        self.description, self.prepared = description, prepared
        self._starts: dict[int, Point] = {}
        architecture = architecture_of(description, prepared)
        targets, rows = prepared.targets(architecture.loss), prepared.split
        super().__init__(architecture, prepared.inputs[rows.training], targets[rows.training])
        aside = prepared.inputs[rows.validation], targets[rows.validation]
        self.validation: tuple[Array, Array] = (np.ascontiguousarray(aside[0].T), np.ascontiguousarray(aside[1].T))

    @property
    def text(self) -> str:
        """What stands for a formula."""
        return self.label

    @property
    def coefficients(self) -> dict[str, float]:
        """A network has none."""
        return {}

    @property
    def surface(self) -> None:
        """A network is no entry of the catalogue of surfaces."""
        return

    def start_of_lane(self, index: int) -> Point:
        """(d,) where lane ``index`` starts, unless the experiment says otherwise."""
        description = self.description
        seed = description.seed if description.same_weights else (description.seed + index) % (MAX_SEED + 1)
        if seed not in self._starts:  # views ask in every frame
            drawn = self.initial_parameters(description.initialiser, seed, description.bias)
            self._starts[seed] = tuple(drawn.tolist())
        return self._starts[seed]

    def records_whole_losses(self, run: Run) -> bool:
        """Whether a run's losses are those over all data, nothing being random in its training."""
        whole = not isinstance(run, TrainingRun) or run.steps_per_epoch == 1
        plain = self.architecture.dropout == 0.0 and self.architecture.input_noise == 0.0
        return whole and plain and not self.architecture.batch_norm

    @property
    def start(self) -> Point:
        """(d,) where lanes start unless the experiment says otherwise."""
        return self.start_of_lane(0)


class DataLine(DecisionLine, DataNetwork):
    """A decision line on the training share of its data."""

    @cached_property
    def minimum(self) -> LineMinimum | None:
        """Where its loss is least, as far as that is known."""
        return line_minimum(self)


def architecture_of(description: NetworkProblem, prepared: Prepared) -> Architecture:
    """The architecture a description means for its data; raises LandscapeError where there is none."""
    data, loss = prepared.data, description.loss or prepared.data.loss
    if description.form == "line":
        check_line(prepared.data, prepared.names)
        return LineArchitecture(
            SIZES, (), loss, l1=description.l1, l2=description.l2, input_noise=description.input_noise,
            above=description.above,
        )  # fmt: skip
    return Architecture(
        (len(prepared.features), *description.hidden, data.outputs_for(loss)),
        activations_of(description), loss, description.output_activation, description.skip,
        description.l1, description.l2, description.dropout, description.input_noise, description.batch_norm,
    )  # fmt: skip


def check_line(data: Data, names: tuple[str, ...]) -> None:
    """Raise NetworkError where a line cannot part data: they have not two classes, or not two inputs ``names``."""
    remedy = "or layers in place of the line"
    if not data.classes:
        raise NetworkError(
            f"A line y = w·x + b parts two classes, and {data.target_name} is a number; choose data with two classes, "
            f"{remedy}."
        )
    if len(data.classes) != 2:
        raise NetworkError(
            f"A line y = w·x + b parts two classes; these data have {len(data.classes)}: {', '.join(data.classes)}. "
            f"Choose data with two classes, {remedy}."
        )
    if len(names) != 2:
        have = f"is one, {names[0]}" if len(names) == 1 else f"are {len(names)}: {', '.join(names)}"
        raise NetworkError(f"A line y = w·x + b needs two inputs; there {have}. Choose two, {remedy}.")


def activations_of(description: NetworkProblem) -> tuple[str, ...]:
    """One activation for each hidden layer; raises NetworkError where their number does not fit."""
    given, layers = description.activation, len(description.hidden)
    if len(given) == layers:
        return given
    if len(given) != 1:
        raise NetworkError(
            f"There are {len(given)} activations for {layers} hidden layers; give one for all, or one for each."
        )
    return given * layers


def data_label(source: DataSource) -> str:
    """What a source of data is called on screen."""
    if isinstance(source, CatalogueData):
        return DATASETS[source.key].label
    return source.name if isinstance(source, TableData) else "Own points"


@lru_cache(maxsize=8)
def data_of(source: DataSource) -> Data:
    """The data a description names; raises DataError or CatalogueError."""
    if isinstance(source, CatalogueData):
        return generate(source.key, source.points, source.noise, source.seed)
    if isinstance(source, OwnPoints):
        return own_points(source.points)
    if isinstance(source, OwnCurve):
        return own_curve(source.points)
    assert isinstance(source, TableData)
    return table_of(source).data(source.target, source.inputs, source.kind)


def table_of(source: TableData) -> Table:
    """The table of a description, read once whichever of its columns are chosen; raises DataError."""
    return _table(source.text, source.name)


@lru_cache(maxsize=2)
def _table(text: str, name: str) -> Table:
    return read_table(text, name)


def finished(description: NetworkProblem) -> NetworkProblem:
    """``description``, with other points where drawn ones, too few yet or all alike, keep it from being built.

    With them everything else about the network can be checked; where a point there is cannot be, it is among them.
    """
    source = description.data
    if not isinstance(source, OwnPoints | OwnCurve):
        return description
    try:
        build(description)
    except LandscapeError:
        further = _with_examples(source)
        try:
            data_of(further)
        except LandscapeError:
            return msgspec.structs.replace(description, data=further)
        return msgspec.structs.replace(description, data=_with_examples(type(source)()))
    return description


def _with_examples(source: OwnPoints | OwnCurve) -> OwnPoints | OwnCurve:
    """The points with so many others that they can be learnt and split."""
    if isinstance(source, OwnPoints):
        return OwnPoints((*source.points, *((float(i), float(-i), i % 2) for i in range(ENOUGH))))
    return OwnCurve((*source.points, *((float(i), float(i)) for i in range(ENOUGH))))


@lru_cache(maxsize=8)
def prepared_data(source: DataSource, preparation: DataPreparation) -> Prepared:
    """The data a description names, prepared; raises DataError or CatalogueError."""
    return prepare(data_of(source), Preparation(**msgspec.structs.asdict(preparation)))


@lru_cache(maxsize=8)
def build(description: NetworkProblem) -> DataNetwork:
    """The network of a description, the same object for the same description.

    Raises:
        LandscapeError: data, preparation or architecture is not valid; the sentence says which and what would be.
    """
    kind = DataLine if description.form == "line" else DataNetwork
    network = kind(description, prepared_data(description.data, description.preparation))
    network.start_of_lane(0)
    return network
