"""``landscape-gui render``: the pictures of the window, painted into a file without a window or a screen."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from landscape_gui.cli import experiments, values
from landscape_gui.cli.application import PLATFORMS_WITHOUT_DISPLAY, missing_qt, platform_name
from landscape_gui.cli.console import UsageError, complain, say
from landscape_gui.cli.experiments import Add
from landscape_gui.cli.options import Parser
from landscape_gui.cli.running import check_output, check_start
from landscape_gui.experiment import Experiment
from landscape_gui.export import formats
from landscape_gui.scene import Scene, complete_scene

SIZE = (1600, 1000)
VIEWS = ("all", "landscape", "surface3d", "curves", "graph")
THEMES = ("light", "dark", "print")

USAGE = """landscape-gui render (--surface KEY | --formula TEXT | --experiment FILE) -o FILE.png
                            [--view all|landscape|surface3d|curves|graph] [--size 1920x1080] [--dpi 300]
                            [--frame N|last] [--theme light|dark|print]
                            [--optimizer KEY[:NAME=NUMBER,…]] … [--start X,Y] [--steps N] [further settings]"""
EXAMPLES = """\
  landscape-gui render --surface himmelblau -o himmelblau.png
  landscape-gui render --surface rosenbrock --view surface3d --theme dark --size 1920x1080 -o slide.png
  landscape-gui render --formula "x^2 + 10*y^2" --optimizer gd:lr=0.09 --start -1.5,1 --frame 20 -o zigzag.png
  landscape-gui render --experiment race.json --size 2000x1400 --dpi 300 -o figure.png

With --dpi the picture is made for paper: that density is stored in the file, and text is at least 7 points high and
lines as much thicker, as far as a picture of that size has room for them. The file also holds the experiment itself."""


def parser() -> Parser:
    """The options of ``render``."""
    result = Parser("render", "Draw a picture into a file; this needs no screen.", USAGE, EXAMPLES)
    experiments.add_options(result)
    add: Add = result.add_argument_group("the picture").add_argument
    add("-o", "--output", type=values.path, metavar="FILE", required=True, help="where to write it: a .png file")
    add("--view", choices=VIEWS, default="all", metavar="VIEW", help="%(choices)s (default all)")
    add("--size", type=values.size, default=SIZE, metavar="WxH", help="in pixels (default 1600x1000)")
    add("--dpi", type=values.whole(30, 2400), metavar="N", help="for paper: dots per inch; text and lines grow to fit")
    add("--frame", type=values.frame, metavar="N|last", help="the step that is shown (default last)")
    add("--theme", choices=THEMES, default="light", metavar="THEME", help="%(choices)s (default light)")
    return result


def command(arguments: Namespace) -> int:
    """Compute the runs, paint them, write the file."""
    use_no_screen()
    try:
        from landscape_gui.ui import pictures
    except ImportError as error:
        complain(missing_qt(error))
        return 1
    path: Path = check_output(arguments.output, formats.PICTURES)
    scene = _scene(arguments)
    width, height = arguments.size
    image = pictures.picture(
        scene, arguments.view, width, height, position=arguments.frame, theme=pictures.THEMES[arguments.theme],
        scale=pictures.suitable_scale(width, height, arguments.dpi),
    )  # fmt: skip
    pictures.save_picture(image, path, arguments.dpi, scene.experiment)
    say(f"Wrote {path}.")
    return 0


def _scene(arguments: Namespace) -> Scene:
    """The scene that is shown, with all runs complete."""
    experiment, problem = experiments.experiment(arguments)
    if arguments.view == "surface3d" and problem.dimension == 1:
        raise UsageError("A function of one variable has no 3-D picture; choose --view all, landscape or curves.")
    _check_frame(arguments.frame, experiment)
    scene = complete_scene(experiment)
    if arguments.experiment is None or arguments.start is not None:
        for lane in scene.shown:
            if lane.run is not None:
                check_start(lane.run)
    return scene


def _check_frame(frame: int | None, experiment: Experiment) -> None:
    if frame is not None and frame > experiment.steps:
        raise UsageError(f"There is no step {frame:,}; give --frame 0 to {experiment.steps}, last, or more --steps.")


def use_no_screen() -> None:
    """Let Qt paint without a screen, unless it was told how to; other systems than Linux always have one."""
    if sys.platform == "linux" and platform_name(os.environ) not in PLATFORMS_WITHOUT_DISPLAY:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
