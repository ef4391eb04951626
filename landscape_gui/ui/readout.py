"""What is under the mouse: coordinates, value and gradient, in the toolbar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from landscape_gui.core.errors import LandscapeError
from landscape_gui.numbers import short
from landscape_gui.scene import Scene
from landscape_gui.ui import theme


class Readout(QLabel):
    """One line of numbers for a point of the problem; full precision in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip(self.tr("Coordinates, value and gradient under the mouse."))
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.font())
        self.setContentsMargins(theme.px(8), 0, theme.px(8), 0)

    def show_scene(self, scene: Scene) -> None:
        """Take values from the problem of ``scene`` from now on."""
        self._scene = scene

    def show_point(self, point: tuple[float, ...] | None) -> None:
        """Show ``point`` (d,) with value and gradient; nothing for None."""
        if point is None or self._scene is None or len(point) != self._scene.problem.dimension:
            self.clear()
            return
        problem = self._scene.problem
        try:
            value, gradient = problem.value_and_gradient(point)
        except LandscapeError:
            self.clear()
            return
        names = problem.variables
        height = "f" if self._scene.network is None else self.tr("loss")
        places = [f"{name} {short(x)}" for name, x in zip(names, point, strict=True)]
        slopes = ", ".join(short(g) for g in gradient)
        self.setText("   ".join([*places, f"{height} {short(value)}", f"∇{height} ({slopes})"]))
        self.setToolTip(
            "\n".join(
                [
                    *(f"{n} = {x!r}" for n, x in zip(names, point, strict=True)),
                    f"{height} = {value!r}",
                    f"∇{height} = {gradient.tolist()}",
                ]
            )
        )
