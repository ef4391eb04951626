"""The small parts the window is made of. A file a widget."""

from __future__ import annotations

from landscape_gui.ui.widgets.banner import Banner
from landscape_gui.ui.widgets.borrowing_field import BorrowingField
from landscape_gui.ui.widgets.chooser import Chooser
from landscape_gui.ui.widgets.chooser_popup import Entry
from landscape_gui.ui.widgets.color_dot import ColorDot
from landscape_gui.ui.widgets.elided_box import ElidedBox
from landscape_gui.ui.widgets.elided_label import ElidedLabel
from landscape_gui.ui.widgets.formula_edit import FormulaEdit
from landscape_gui.ui.widgets.math_view import MathView
from landscape_gui.ui.widgets.number_field import NumberField
from landscape_gui.ui.widgets.number_row import NumberRow
from landscape_gui.ui.widgets.number_slider import NumberSlider
from landscape_gui.ui.widgets.numeric import NumberScale, exact, parse, shown
from landscape_gui.ui.widgets.scrub_label import ScrubLabel
from landscape_gui.ui.widgets.section import Section
from landscape_gui.ui.widgets.segmented import Choice, Segmented
from landscape_gui.ui.widgets.spinner import Spinner
from landscape_gui.ui.widgets.tips import WheelGuard, tip

__all__ = [
    "Banner",
    "BorrowingField",
    "Choice",
    "Chooser",
    "ColorDot",
    "ElidedBox",
    "ElidedLabel",
    "Entry",
    "FormulaEdit",
    "MathView",
    "NumberField",
    "NumberRow",
    "NumberScale",
    "NumberSlider",
    "ScrubLabel",
    "Section",
    "Segmented",
    "Spinner",
    "WheelGuard",
    "exact",
    "parse",
    "shown",
    "tip",
]
