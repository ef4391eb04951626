"""Which plane through many parameters the landscape shows, and of a network whether loss or accuracy."""

from __future__ import annotations

import random

from msgspec.structs import replace
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStackedWidget, QWidget

from landscape_gui import planeedits
from landscape_gui.core.descriptors import MAX_SEED
from landscape_gui.core.errors import LandscapeError
from landscape_gui.core.optimizers import OPTIMIZERS
from landscape_gui.experiment import Experiment, ParameterPlane, Plane, PointsPlane, RandomPlane
from landscape_gui.experimentfile import AnyProblem, problem_of
from landscape_gui.networks import DataNetwork
from landscape_gui.scene import lane_looks, missing_ends
from landscape_gui.ui import theme
from landscape_gui.ui.panels.fields import update_field
from landscape_gui.ui.panels.layout import Column, Line, Words, icon_button
from landscape_gui.ui.panels.plane_pictures import kind_picture, lane_picture, parameter_picture
from landscape_gui.ui.parameterwords import parameter_entries
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Choice, Chooser, Entry, NumberField, NumberScale, ScrubLabel, Segmented, tip
from landscape_gui.unitnames import parameter_link


class PlanePart(Column):
    """Shows and changes plane and surface of ``store``'s view; hidden where there is nothing to choose."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(gap=6, parent=parent)
        self._store = store
        self._problem: AnyProblem | None = None
        self._named: tuple[str, ...] = ()
        self._last: dict[str, tuple[Plane, Experiment]] = {}
        self.kinds = Chooser(thumbnail=kind_picture, placeholder=self.tr("Search planes"))
        self.parameters = tuple(Chooser((), self._parameter_picture, self.tr("Search, e.g. W1")) for _ in range(2))
        self.seed = NumberField(
            self.tr("seed"), 0.0, NumberScale(0, MAX_SEED, (0, 100), integer=True), description=self._seed_words()
        )
        self.dice = icon_button("dice", self.tr("Two other random directions: what stays the same can be trusted."))
        self.lane = Chooser(placeholder=self.tr("Search optimizers"))
        self.ends = tuple(Chooser(placeholder=self.tr("Search optimizers")) for _ in range(2))
        self.told = Words(size=11)
        self.note = Words(role="warning", size=11)
        self.surface = Segmented(self._surfaces())
        self.live = QCheckBox(self.tr("Follow the selected lane while playing"))
        self.live.setToolTip(
            tip(self.tr("The landscape is computed anew around the lane's own parameters: there it is true."))
        )
        self.pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._build()
        self._explain()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        self.plane = Column(gap=6)
        self.plane.add(Words(self.tr("Plane through the parameters"), size=11))
        self.plane.add(self.kinds)
        # Names of lanes need the whole width.
        rows: dict[str, list[QWidget]] = {
            planeedits.PARAMETERS: [Line(*self.parameters), self.told],
            planeedits.RANDOM: [self.lane, Line(ScrubLabel(self.tr("seed"), self.seed), self.seed, self.dice)],
            planeedits.POINTS: list(self.ends),
        }
        for kind, words in self._sentences().items():
            page = Column(gap=4)
            page.add(Words(words, size=11))
            for row in rows.get(kind, ()):
                page.add(row)
            page.add_stretch()
            self.pages[kind] = page
            self._stack.addWidget(page)
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.plane.add(self._stack)
        self.plane.add(self.note)
        self.plane.add(self.live)
        self.heights = Column(gap=6)
        self.heights.add(Words(self.tr("Surface"), size=11))
        self.heights.add(self.surface)
        self.add(self.plane)
        self.add(self.heights)

    def _connect(self) -> None:
        store = self._store
        self.kinds.chosen.connect(self._choose_kind)
        for place, chooser in enumerate(self.parameters):
            chooser.chosen.connect(lambda name, place=place: self._choose_parameter(place, name))
        for place, chooser in enumerate(self.ends):
            chooser.chosen.connect(lambda key, place=place: self._choose_end(place, int(key)))
        self.lane.chosen.connect(lambda key: self._random(self.tr("Plane around another end"), lane=int(key)))
        self.seed.valueChanged.connect(lambda value: self._seed(value, final=False))
        self.seed.committed.connect(lambda value: self._seed(value, final=True))
        self.dice.clicked.connect(lambda: self._seed(random.randrange(10_000), final=True))
        self.surface.chosen.connect(self._choose_surface)
        self.live.toggled.connect(self._follow)
        store.changed.connect(self.refresh)
        theme.manager().changed.connect(self._repaint_pictures)

    # ---- what can be chosen

    def _labels(self) -> dict[str, tuple[str, str]]:
        """Name and one line of each kind of plane."""
        return {
            planeedits.SLICE: (
                self.tr("Slice: the first two variables"),
                self.tr("All further variables stay where the start has them."),
            ),
            planeedits.PRINCIPAL: (
                self.tr("Main directions of the paths"),
                self.tr("The plane that comes nearest to all paths together."),
            ),
            planeedits.PARAMETERS: (
                self.tr("Two parameters"),
                self.tr("Two of them move, all others stay where they are at the end of the first active optimizer."),
            ),
            planeedits.RANDOM: (
                self.tr("Random directions"),
                self.tr("How sharp or flat it is around the end of a lane."),
            ),
            planeedits.POINTS: (
                self.tr("Start and two ends"),
                self.tr("What lies between the places where two lanes end."),
            ),
        }

    def _sentences(self) -> dict[str, str]:
        """What a kind of plane is good for, and what to beware of."""
        return {
            planeedits.SLICE: self.tr(
                "The formula with all variables but two held fixed: exact on the slice, blind beside it."
            ),
            planeedits.PRINCIPAL: self.tr(
                "Keeps most of how far the paths spread. That flatters: even a random walk looks flat this way, so "
                "watch the share of movement that is shown."
            ),
            planeedits.PARAMETERS: self.tr("Across and up; paths move in all other parameters too, unseen."),
            planeedits.RANDOM: self.tr(
                "Scaled unit by unit, so that networks can be compared. Paths hardly move along random directions."
            ),
            planeedits.POINTS: self.tr("Two lanes: is there a ridge between where they end, or one wide valley?"),
        }

    def _seed_words(self) -> str:
        return self.tr("The same seed gives the same two directions.")

    def _surfaces(self) -> list[Choice]:
        return [
            Choice("loss", self.tr("Loss"), tooltip=tip(self.tr("What training descends: smooth, so slopes tell."))),
            Choice(
                "accuracy",
                self.tr("Accuracy"),
                tooltip=tip(
                    self.tr("The share of examples put in the right class: terraces, flat almost everywhere."),
                    self.tr("Its gradient is 0 there, which is why a loss is trained instead."),
                ),
            ),
        ]

    # ---- showing

    def refresh(self) -> None:
        """Show the store's view."""
        experiment = self._store.experiment
        try:
            self._problem = problem_of(experiment)
        except LandscapeError:
            self._problem = None
        problem = self._problem
        several = problem is not None and problem.dimension >= planeedits.FEWEST
        classes = isinstance(problem, DataNetwork) and bool(problem.prepared.data.classes)
        self.plane.setVisible(several)
        self.heights.setVisible(classes)
        self.setVisible(several or classes)
        self.surface.setValue(experiment.view.surface)
        self.live.setVisible(isinstance(problem, DataNetwork))
        self.live.setChecked(experiment.view.live)
        if several and self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._problem is not None and self._problem.dimension >= planeedits.FEWEST:
            self._fill()

    def _fill(self) -> None:
        """Offer what the problem and the lanes have, and show what holds."""
        experiment, labels = self._store.experiment, self._labels()
        kind, plane = planeedits.kind_of(experiment), experiment.view.plane
        if plane is not None:
            self._last[kind] = plane, experiment
        self.kinds.set_entries([Entry(key, *labels[key]) for key in planeedits.kinds(experiment)])
        self.kinds.setValue(kind)
        self._fill_parameters()
        self._fill_lanes()
        self._stack.setCurrentWidget(self.pages[kind])
        if isinstance(plane, ParameterPlane):
            for chooser, name in zip(self.parameters, (plane.first, plane.second), strict=True):
                chooser.setValue(name, name)
            self._tell_links(plane)
        if isinstance(plane, RandomPlane):
            update_field(self.seed, plane.seed)
            self._show_lane(self.lane, plane.lane)
        if isinstance(plane, PointsPlane):
            self._show_lane(self.ends[0], plane.first)
            self._show_lane(self.ends[1], plane.second)
        self.note.say("" if plane is None else missing_ends(plane, lane_looks(experiment)))
        self._explain()

    def _tell_links(self, plane: ParameterPlane) -> None:
        """Say of the parameters of a network between which units they are."""
        problem = self._problem
        first = second = ""
        if isinstance(problem, DataNetwork):
            first, second = parameter_link(problem, plane.first), parameter_link(problem, plane.second)
        words = self.tr("Across {first}, up {second}")
        self.told.say(words.format(first=first, second=second) if first and second else "")

    def _show_lane(self, chooser: Chooser, lane: int) -> None:
        chooser.setValue(str(lane), self.tr("lane {number}, removed").format(number=lane + 1))

    def _explain(self) -> None:
        """Say what a chooser is for where its entry says nothing about itself."""
        words = {
            self.kinds: self.tr("Which plane through all parameters the landscape shows."),
            self.parameters[0]: self.tr("The parameter that changes from left to right."),
            self.parameters[1]: self.tr("The parameter that changes upwards."),
            self.lane: self.tr("The directions go out from where this lane ends."),
            self.ends[0]: self.tr("The plane goes through the start and the end of this lane."),
            self.ends[1]: self.tr("The plane goes through the end of this lane, too."),
        }
        for chooser, sentence in words.items():
            chooser.setAccessibleDescription(sentence)
            chooser.setToolTip(tip(sentence, chooser.toolTip()))

    def _fill_parameters(self) -> None:
        problem = self._problem
        assert problem is not None
        names = problem.variables
        if names == self._named:
            return
        self._named = names
        entries = parameter_entries(problem)
        for chooser in self.parameters:
            chooser.forget_pictures()
            chooser.set_entries(entries)

    def _fill_lanes(self) -> None:
        looks = lane_looks(self._store.experiment)
        off = self.tr("Switched off: it has no end to go through.")
        entries = [
            Entry(
                str(look.index), look.label, OPTIMIZERS[look.lane.optimizer].description if look.lane.enabled else off
            )
            for look in looks
        ]
        for chooser in (self.lane, *self.ends):
            chooser.set_entries(entries)
            for look in looks:
                chooser.set_thumbnail(str(look.index), lane_picture(look))

    def _repaint_pictures(self) -> None:
        """Pictures have colours of the theme."""
        for chooser in (self.kinds, *self.parameters):
            chooser.forget_pictures()

    def _parameter_picture(self, name: str) -> QPixmap | None:
        problem = self._problem
        if not isinstance(problem, DataNetwork) or name not in self._named:
            return None
        return parameter_picture(problem.architecture, name)

    # ---- changing

    def _choose_kind(self, kind: str) -> None:
        experiment, problem = self._store.experiment, self._problem
        if problem is None or kind == planeedits.kind_of(experiment):
            return
        plane = planeedits.recalled(*self._last[kind], experiment) if kind in self._last else None
        if plane is None or not planeedits.fits(experiment, problem, plane):
            plane = planeedits.first_plane(experiment, problem, kind)
        self._change(self.tr("Plane: {kind}").format(kind=self._labels()[kind][0]), plane)

    def _choose_parameter(self, place: int, name: str) -> None:
        plane = self._store.experiment.view.plane
        if isinstance(plane, ParameterPlane):
            self._change(
                self.tr("Plane through {name}").format(name=name), planeedits.with_parameter(plane, place, name)
            )

    def _choose_end(self, place: int, lane: int) -> None:
        plane = self._store.experiment.view.plane
        if isinstance(plane, PointsPlane):
            self._change(self.tr("Plane through another end"), planeedits.with_end(plane, place, lane))

    def _seed(self, value: float, *, final: bool) -> None:
        self._random(self.tr("Seed of the plane"), final=final, seed=int(value))

    def _random(self, label: str, final: bool = True, **fields: int) -> None:
        plane = self._store.experiment.view.plane
        if isinstance(plane, RandomPlane):
            self._change(label, replace(plane, **fields), "plane seed" if "seed" in fields else "", final)

    def _change(self, label: str, plane: Plane | None, merge: str = "", final: bool = True) -> None:
        self._store.change(label, planeedits.with_plane(self._store.experiment, plane), merge, final)

    def _follow(self, live: bool) -> None:
        if live != self._store.experiment.view.live:
            words = self.tr("Follow the lane") if live else self.tr("Show the whole plane")
            self._store.change_view(words, live=live)

    def _choose_surface(self, surface: str) -> None:
        words = {"loss": self.tr("Show the loss"), "accuracy": self.tr("Show the accuracy")}
        self._store.change_view(words[surface], surface=surface)
