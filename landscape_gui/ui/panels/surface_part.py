"""The problem panel while a surface of the catalogue is chosen: list, formula, what it teaches, coefficients."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from landscape_gui import edits
from landscape_gui.core.descriptors import Param
from landscape_gui.core.surfaces import SURFACES
from landscape_gui.experiment import SurfaceProblem
from landscape_gui.ui.panels import thumbnails
from landscape_gui.ui.panels.fields import ParamRow, words_of
from landscape_gui.ui.panels.layout import Column, Words, chain_tabs
from landscape_gui.ui.store import Store
from landscape_gui.ui.widgets import Chooser, Entry

_PREFIX = "surface:"


class SurfacePart(Column):
    """Chooses a surface. ``fit`` tells whether learning rates follow."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._store = store
        self.fit = True
        self.chooser = Chooser(
            [Entry(s.key, s.label, s.description, s.kind) for s in SURFACES.values()],
            self._ask_thumbnail,
            self.tr("Search surfaces, e.g. ravine"),
        )
        self.description = Words(role="", size=12)
        self.formula = Words(code=True, size=12)
        self.coefficients = Column(gap=4)
        self.source = Words(size=11)
        self.rows: dict[str, ParamRow] = {}
        self._shown = ""
        for widget in (self.chooser, self.description, self.coefficients, self.formula, self.source):
            self.add(widget)
        self.chooser.chosen.connect(self._choose)
        thumbnails.painter().ready.connect(self._thumbnail_ready, Qt.ConnectionType.QueuedConnection)

    def refresh(self, problem: SurfaceProblem) -> None:
        """Show ``problem`` without changing anything."""
        entry = SURFACES[problem.key]
        if problem.key != self._shown:
            self._shown = problem.key
            self.chooser.setValue(entry.key)
            self.description.say(entry.description)
            self.formula.say(entry.formula)
            self.source.say(entry.source)
            self._build_rows(entry.coefficients)
        for param in entry.coefficients:
            self.rows[param.key].show_value(problem.coefficients.get(param.key, param.default))

    def _build_rows(self, params: tuple[Param, ...]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}
        for param in params:
            row = ParamRow(param)
            row.changed.connect(lambda value, final, param=param: self._set(param, value, final))
            self.rows[param.key] = row
            self.coefficients.add(row)
        self.coefficients.setVisible(bool(params))
        chain_tabs(self)

    def _choose(self, key: str) -> None:
        changed = edits.with_surface(self._store.experiment, key, self.fit)
        self._store.change(self.tr("Surface {0}").format(SURFACES[key].label), changed)

    def _set(self, param: Param, value: float, final: bool) -> None:
        changed = edits.with_coefficient(self._store.experiment, param.key, value)
        self._store.change(words_of(param), changed, merge=f"coefficient {param.key}", final=final)

    def _ask_thumbnail(self, key: str) -> None:
        thumbnails.painter().ask(_PREFIX + key, SURFACES[key])

    def _thumbnail_ready(self, name: str, image: QImage) -> None:
        if name.startswith(_PREFIX):
            self.chooser.set_thumbnail(name.removeprefix(_PREFIX), image)
