"""``landscape-gui [FILE]``: the window, or one sentence on why there can be none."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

import landscape_gui
from landscape_gui.cli import values
from landscape_gui.cli.console import UsageError, complain, say
from landscape_gui.cli.options import Parser

WITHOUT_DISPLAY = 'without one "landscape-gui render", "run", "list" and "doctor" work'
NO_DISPLAY = f"There is no display to open a window on; {WITHOUT_DISPLAY}."
PLATFORMS_WITHOUT_DISPLAY = {"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay"}
QT_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""System libraries Qt needs on Linux even without a display: library -> Debian package."""

EXAMPLES = """\
  landscape-gui
  landscape-gui race.json
  landscape-gui render --surface himmelblau -o himmelblau.png"""


def parser(commands: Mapping[str, tuple[object, str]]) -> Parser:
    """The options of the application itself; its help also lists ``commands``."""
    listed = "\n".join(f"  {name:8} {words}" for name, (_, words) in commands.items())
    result = Parser(
        "",
        "Watch optimizers race over a landscape. Without a command this opens the window.",
        f"landscape-gui [FILE]\n       landscape-gui {'|'.join(commands)} …",
        f"{EXAMPLES}\n\ncommands (each has its own --help):\n{listed}",
    )
    result.add_argument("file", nargs="?", type=values.path, metavar="FILE", help="a saved experiment to open")
    result.add_argument("--version", action="version", version=f"landscape-gui {landscape_gui.__version__}")
    result.set_defaults(commands=tuple(commands))
    return result


def command(arguments: Namespace) -> int:
    """Open the window and stay until it is closed."""
    if arguments.file is not None:
        _check_file(arguments.file, arguments.commands)
    return _on_display(lambda: _show(arguments.file))


def try_window() -> int:
    """Open Qt's connection to the screen, say so, and close it again."""
    return _on_display(_tell_display)


def _on_display(carry_out: Callable[[], int]) -> int:
    """What ``carry_out`` returns, or 1 after one sentence where there is no display or Qt cannot be loaded."""
    if not has_display(os.environ):
        complain(NO_DISPLAY)
        return 1
    try:
        return carry_out()
    except ImportError as error:
        complain(missing_qt(error))
        return 1


def _show(path: Path | None) -> int:
    from landscape_gui.ui import app, display

    display.open_display(app.application, _complain_of_display)
    return app.main(path)


def _tell_display() -> int:
    from landscape_gui.ui import display

    application = display.open_display(display.application, _complain_of_display)
    if not display.has_fonts():
        complain(
            'There are no fonts, so words would be empty boxes; "sudo apt-get install fonts-dejavu-core" adds some.'
        )
        return 1
    say(display.description(application))
    return 0


def _complain_of_display(reason: str) -> None:
    complain(f"No window can be opened: {reason}; {WITHOUT_DISPLAY}.")


def _check_file(path: Path, commands: tuple[str, ...]) -> None:
    """Raise UsageError or ExperimentError where ``path`` is no experiment."""
    if not path.exists():
        raise UsageError(f"There is no file {path}, and no such command; commands are {', '.join(commands)}.")
    from landscape_gui import experimentfile

    experimentfile.load(path)


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether Qt has something to show a window on, as far as the environment says."""
    if sys.platform != "linux":
        return True
    displays = ("DISPLAY", "WAYLAND_DISPLAY")
    return platform_name(environment) in PLATFORMS_WITHOUT_DISPLAY or any(environment.get(name) for name in displays)


def platform_name(environment: Mapping[str, str]) -> str:
    """The name of the platform Qt was told to use, "" for none."""
    return re.split(r"[:;]", environment.get("QT_QPA_PLATFORM", ""))[0]


def missing_qt(error: ImportError) -> str:
    """One sentence on what Qt lacks and what installs it; raises ``error`` again where it is not about Qt."""
    library = re.search(r"(lib[\w.+-]+\.so[\w.]*): cannot open", str(error))
    if library is not None:
        packages = " ".join(QT_PACKAGES.values())
        command = f"sudo apt-get install -y --no-install-recommends {packages}"
        return f'Qt cannot be loaded: {library[1]} is missing; on Debian and Ubuntu "{command}" installs what it needs.'
    if (error.name or "").split(".")[0] in {"PySide6", "shiboken6"}:
        return f'Qt cannot be loaded ({error}); "pip install PySide6-Essentials" installs it.'
    raise error
