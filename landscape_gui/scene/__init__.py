"""What the views show, computed from an experiment alone. The window, the command line and the exports call this."""

from __future__ import annotations

from landscape_gui.scene.compute import Computation, complete_scene, compute
from landscape_gui.scene.formulas import known_minima
from landscape_gui.scene.lanes import course_of, lane_start, restated, same_computation
from landscape_gui.scene.live import live_scene
from landscape_gui.scene.parts import LaneLook, LaneRun, Path, Scene, lane_looks, shown_region, start_of
from landscape_gui.scene.planes import missing_ends
from landscape_gui.scene.section import Section

__all__ = [
    "Computation",
    "LaneLook",
    "LaneRun",
    "Path",
    "Scene",
    "Section",
    "complete_scene",
    "compute",
    "course_of",
    "known_minima",
    "lane_looks",
    "lane_start",
    "live_scene",
    "missing_ends",
    "restated",
    "same_computation",
    "shown_region",
    "start_of",
]
