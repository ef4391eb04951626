"""An experiment is a value: everything that decides what is computed and shown, and its strict, versioned JSON file.

Undo, saving, exporting and reproducing all work on this one immutable structure. The play position is not part of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from landscape_gui.core.simulate import MAX_STEPS

VERSION = 1
MAX_LANES = 24
MAX_ROWS = 100_000
"""Most rows one lane records for the screen; a longer run keeps every n-th step."""

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


Problem = SurfaceProblem | FormulaProblem


class Schedule(Frozen, frozen=True):
    """Learning-rate schedule; ``period`` in steps (0: the schedule's own share of the run), ``rate`` its strength."""

    kind: ScheduleKind = "constant"
    period: Annotated[int, Meta(ge=0, le=MAX_STEPS)] = 0
    rate: Annotated[float, Meta(ge=0.0, le=1e6)] | None = None


class Lane(Frozen, frozen=True):
    """One optimizer taking part: its key, the hyper-parameters that are not at their defaults, its look and start."""

    optimizer: str
    hyperparameters: dict[str, float] = {}
    name: str = ""
    color: str = ""
    marker: str = ""
    dash: str = ""
    enabled: bool = True
    start: tuple[float, ...] | None = None
    schedule: Schedule = Schedule()


class Camera(Frozen, frozen=True):
    """Direction of view of the 3-D picture: degrees around and above, distance factor."""

    azimuth: float = -60.0
    elevation: Annotated[float, Meta(ge=-89.0, le=89.0)] = 35.0
    zoom: Annotated[float, Meta(ge=0.2, le=8.0)] = 1.0


class View(Frozen, frozen=True):
    """How the experiment is shown.

    Attributes:
        region: visible part of the 2-D plane, None for the whole domain.
        contours: number of contour lines; ``contour_spacing`` their levels' spacing ("auto" follows ``height``).
        height: scale of heights in colours and in 3-D.
        equal_scale: the same length for a unit on both axes of the map, where their spans are comparable.
        gradient_arrows, velocity_arrows, step_arrows: arrows at each head.
        curve: what the curves show; ``log_values`` and ``log_steps`` their axes.
        speed: playback speed, 1 is 30 steps a second.
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
    camera: Camera = Camera()
    curve: Literal["loss", "gradient_norm"] = "loss"
    log_values: bool = True
    log_steps: bool = False
    speed: Annotated[float, Meta(ge=0.1, le=100.0)] = 1.0
    loop: bool = True


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
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
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
