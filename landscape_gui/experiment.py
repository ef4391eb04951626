"""An experiment is a value: everything that decides what is computed and shown, and its strict, versioned JSON file.

Undo, saving, exporting and reproducing all work on this one immutable structure. The play position is not part of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.simulate import MAX_STEPS

VERSION = 1
MAX_LANES = 24
MAX_ROWS = 100_000
"""Most rows one lane records for the screen; a longer run keeps every n-th step."""

MAX_UPDATES = 10_000
"""Most steps of gradient descent in the graph of a worked example or a typed expression."""

MAX_TABLE = 2_000_000
"""Most characters of a CSV file an experiment may hold."""

Interval = tuple[float, float]
HeightScale = Literal["auto", "linear", "log", "rank"]
Layout = Literal["both", "landscape", "surface3d"]
ScheduleKind = Literal["constant", "step", "exponential", "cosine", "inverse_time", "warmup"]


class Frozen(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """Base of every part of an experiment: immutable, compared by value, unknown fields refused."""


class SurfaceProblem(Frozen, frozen=True, tag="surface"):
    """A surface of the catalogue; ``coefficients`` and ``domain`` only where they differ from the catalogue's."""

    key: str
    coefficients: dict[str, float] = {}
    domain: tuple[Interval, ...] | None = None


class FormulaProblem(Frozen, frozen=True, tag="formula"):
    """A typed formula; ``domain`` has one interval a variable, None meaning (-2, 2) each."""

    text: str
    domain: tuple[Interval, ...] | None = None


class CatalogueData(Frozen, frozen=True, tag="dataset"):
    """A data set of the catalogue; None means the catalogue's own number of points and amount of noise."""

    key: str
    points: int | None = None
    noise: float | None = None
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0


class OwnPoints(Frozen, frozen=True, tag="points"):
    """Points clicked into a plot: x, y and the number of their class."""

    points: tuple[tuple[float, float, int], ...] = ()


class OwnCurve(Frozen, frozen=True, tag="curve"):
    """Points of a curve clicked into a plot: x and the value to be predicted."""

    points: tuple[tuple[float, float], ...] = ()


class TableData(Frozen, frozen=True, tag="table"):
    """A CSV file with everything in it, so that the experiment can be opened elsewhere; ``name`` is what it was called.

    ``target`` and ``inputs`` are names of columns: None means the last one, and all others.
    """

    name: str
    text: Annotated[str, Meta(max_length=MAX_TABLE)]
    target: str | None = None
    inputs: tuple[str, ...] | None = None
    kind: Literal["classification", "regression"] | None = None


DataSource = CatalogueData | OwnPoints | OwnCurve | TableData


class DataPreparation(Frozen, frozen=True):
    """What is done to data before it is learnt from; see ``core.network.datasets.Preparation``."""

    features: tuple[str, ...] = ()
    standardise: bool = False
    standardise_target: bool = False
    validation: Annotated[float, Meta(ge=0.0, le=0.9)] = 0.0
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0


class Training(Frozen, frozen=True):
    """How every lane goes through the data, and when it stops; see ``core.network.training``.

    ``batch_size`` None means all examples at once. A lane may have a batch size of its own.
    """

    batch_size: Annotated[int, Meta(ge=1)] | None = None
    shuffle: bool = True
    accumulate: Annotated[int, Meta(ge=1, le=1000)] = 1
    epochs: Annotated[int, Meta(ge=1, le=MAX_STEPS)] | None = None
    patience: Annotated[int, Meta(ge=1, le=MAX_STEPS)] | None = None
    error: Annotated[float, Meta(ge=0.0, le=1.0)] | None = None


class NetworkProblem(Frozen, frozen=True, tag="network"):
    """A small network and the data it learns.

    Attributes:
        form: "layers", or "line": the decision line y = w·x + b, whose two parameters are all there is; of what follows
            it takes loss ("hinge" or "binary_cross_entropy"), l1, l2, input_noise, initialiser and seed.
        above: number of the class that belongs above a line and has the label +1, the other one −1.
        hidden: units of each hidden layer; none make a linear model. activation: of all hidden layers, or one for each.
        loss: "" means the one that suits the data; output_activation, skip, l1, l2, dropout, input_noise, batch_norm:
            see ``core.network.architecture``.
        initialiser, bias, seed: see ``core.network.initialisers``; same_weights: all lanes start at the same weights,
            else lane k at those of seed + k.
    """

    data: DataSource = CatalogueData("circles")
    preparation: DataPreparation = DataPreparation()
    form: Literal["layers", "line"] = "layers"
    above: Literal[0, 1] = 1
    hidden: tuple[int, ...] = (4,)
    activation: tuple[str, ...] = ("tanh",)
    loss: str = ""
    output_activation: str = "linear"
    skip: bool = False
    l1: Annotated[float, Meta(ge=0.0, le=1e6)] = 0.0
    l2: Annotated[float, Meta(ge=0.0, le=1e6)] = 0.0
    dropout: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    input_noise: Annotated[float, Meta(ge=0.0, le=1e6)] = 0.0
    batch_norm: bool = False
    initialiser: str = "glorot_uniform"
    bias: float = 0.0
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0
    same_weights: bool = True
    training: Training = Training()

    @property
    def layers(self) -> tuple[int, ...]:
        """Units of the hidden layers there are: of a line, none."""
        return self.hidden if self.form == "layers" else ()


Problem = SurfaceProblem | FormulaProblem | NetworkProblem


class ParameterPlane(Frozen, frozen=True, tag="parameters"):
    """The plane in which two parameters move, all others held where the first lane ends."""

    first: str
    second: str


class RandomPlane(Frozen, frozen=True, tag="random"):
    """Two random directions through the end of lane ``lane``, scaled unit by unit (Li et al. 2018)."""

    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0
    lane: Annotated[int, Meta(ge=0)] = 0


class PrincipalPlane(Frozen, frozen=True, tag="principal"):
    """The two main directions of the paths of all lanes."""


class PointsPlane(Frozen, frozen=True, tag="points"):
    """Through the start of lane ``first`` and the ends of the lanes ``first`` and ``second``."""

    first: Annotated[int, Meta(ge=0)] = 0
    second: Annotated[int, Meta(ge=0)] = 1


Plane = ParameterPlane | RandomPlane | PrincipalPlane | PointsPlane


class Schedule(Frozen, frozen=True):
    """Learning-rate schedule; ``period`` in steps (0: the schedule's own share of the run), ``rate`` its strength."""

    kind: ScheduleKind = "constant"
    period: Annotated[int, Meta(ge=0, le=MAX_STEPS)] = 0
    rate: Annotated[float, Meta(ge=0.0, le=1e6)] | None = None


class Lane(Frozen, frozen=True):
    """One optimizer taking part: its key, the hyper-parameters that are not at their defaults, its look and start.

    ``batch_size`` counts only where a network is trained; None means the experiment's.
    """

    optimizer: str
    hyperparameters: dict[str, float] = {}
    name: str = ""
    color: str = ""
    marker: str = ""
    dash: str = ""
    enabled: bool = True
    start: tuple[float, ...] | None = None
    schedule: Schedule = Schedule()
    batch_size: Annotated[int, Meta(ge=1)] | None = None


class GraphExample(Frozen, frozen=True, tag="example"):
    """A worked example of the catalogue; ``values`` only where they differ from the catalogue's.

    ``updates`` counts the steps of gradient descent its parameters have taken from there. ``output`` is the name of
    one of several results, "" the example's own.
    """

    key: str
    values: dict[str, float] = {}
    updates: Annotated[int, Meta(ge=0, le=MAX_UPDATES)] = 0
    output: str = ""


class GraphFormula(Frozen, frozen=True, tag="formula"):
    """A typed expression with values of its names (1 where none is given); ``fixed`` names are data, not parameters."""

    text: str
    values: dict[str, float] = {}
    fixed: tuple[str, ...] = ()
    updates: Annotated[int, Meta(ge=0, le=MAX_UPDATES)] = 0


class GraphView(Frozen, frozen=True):
    """What the computational graph shows, and how.

    Attributes:
        source: None for the problem itself at the selected lane's parameters.
        rate: learning rate of the updates of an example or a typed expression; None: the example's own, or 0.1.
        example: number of the training example a network is shown for; batch: the mean over all of them instead.
        values: data of that example that were changed by hand, such as "x[0]".
        detail: what a node is; "auto" the finest that is seen at once.
        mode: derivatives backwards by adjoints, or forwards by tangents of the input called ``seed`` ("": the first).
    """

    source: GraphExample | GraphFormula | None = None
    rate: Annotated[float, Meta(gt=0.0, le=1e6)] | None = None
    example: Annotated[int, Meta(ge=0)] = 0
    batch: bool = False
    values: dict[str, float] = {}
    detail: Literal["auto", "scalars", "neurons", "layers"] = "auto"
    mode: Literal["reverse", "forward"] = "reverse"
    seed: str = ""


class Camera(Frozen, frozen=True):
    """Direction of view of the 3-D picture: degrees around and above, distance factor."""

    azimuth: float = -60.0
    elevation: Annotated[float, Meta(ge=-89.0, le=89.0)] = 35.0
    zoom: Annotated[float, Meta(ge=0.2, le=8.0)] = 1.0


class View(Frozen, frozen=True):
    """How the experiment is shown.

    Attributes:
        region: visible part of the 2-D plane, None for the whole domain.
        plane: the plane through the parameters that is shown where there are more than two; None: the first two
            variables of a formula, the main directions of a network's paths.
        surface: what the landscape of a network shows.
        live: whether the plane follows the parameters of the first lane while playing.
        contours: number of contour lines; ``contour_spacing`` their levels' spacing ("auto" follows ``height``).
        height: scale of heights in colours and in 3-D.
        equal_scale: the same length for a unit on both axes of the map, where their spans are comparable.
        gradient_arrows, velocity_arrows, step_arrows: arrows at each head.
        curve: what the curves show; ``log_values`` and ``log_steps`` their axes.
        speed: playback speed, 1 is 30 steps a second.
        graph: what the computational graph shows.
        lane: index of the lane whose numbers panels show.
    """

    layout: Layout = "both"
    colormap: str = "viridis"
    height: HeightScale = "auto"
    contours: Annotated[int, Meta(ge=0, le=100)] = 20
    contour_spacing: Literal["auto", "linear", "log"] = "auto"
    equal_scale: bool = True
    minima: bool = True
    gradient_arrows: bool = False
    velocity_arrows: bool = False
    step_arrows: bool = False
    region: tuple[Interval, Interval] | None = None
    plane: Plane | None = None
    surface: Literal["loss", "accuracy"] = "loss"
    live: bool = False
    camera: Camera = Camera()
    curve: Literal["loss", "gradient_norm", "accuracy"] = "loss"
    log_values: bool = True
    log_steps: bool = False
    speed: Annotated[float, Meta(ge=0.1, le=100.0)] = 1.0
    loop: bool = True
    graph: GraphView = GraphView()
    lane: Annotated[int, Meta(ge=0)] = 0


class Stopping(Frozen, frozen=True):
    """Optional stopping rules of every lane; None switches a rule off."""

    gradient_norm: Annotated[float, Meta(ge=0.0)] | None = None
    change: Annotated[float, Meta(ge=0.0)] | None = None
    loss: float | None = None


class Experiment(Frozen, frozen=True):
    """The whole experiment. ``start`` has one coordinate a variable and is shared by every lane without its own."""

    problem: Problem
    lanes: tuple[Lane, ...] = ()
    start: tuple[float, ...] = ()
    steps: Annotated[int, Meta(ge=1, le=MAX_STEPS)] = 500
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 0
    gradient_noise: Annotated[float, Meta(ge=0.0, le=1e6)] = 0.0
    clip_norm: Annotated[float, Meta(gt=0.0)] | None = None
    stopping: Stopping = Stopping()
    view: View = View()
    title: str = ""

    @property
    def record_every(self) -> int:
        """Every how many steps a row is kept, so that no lane holds more than ``MAX_ROWS`` rows."""
        return -(-self.steps // MAX_ROWS)


RACE = ("gd", "momentum", "adagrad", "rmsprop", "adam")
"""The five optimizers of the race, shown at the first start and wherever none are named."""


def first_experiment() -> Experiment:
    """What the first start shows: five optimizers race over two wells of unequal depth and end in different ones."""
    rates = {"gd": 0.02, "momentum": 0.01, "adagrad": 0.3, "rmsprop": 0.02, "adam": 0.05}
    lanes = tuple(Lane(key, {"lr": rates[key]}) for key in RACE)
    return Experiment(
        SurfaceProblem("dupont_two_wells"), lanes, start=(0.75, 1.6), steps=300, title="Race in two wells"
    )
