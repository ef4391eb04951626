"""Every command of the window, once: words, shortcut, icon and tooltip."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

_Key = QKeySequence.StandardKey


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``method`` is the name of the method of ``Commands`` it calls."""

    key: str
    text: str
    method: str
    shortcut: str | QKeySequence.StandardKey = ""
    icon: str = ""
    tip: str = ""


def commands() -> tuple[Command, ...]:
    """All commands, in the user's language."""
    return (*_files(), *_problems(), *_playback(), *_layouts(), *_looks(), *_pages())


def _files() -> tuple[Command, ...]:
    """Files and pictures."""
    return (
        Command("new", _tr("&New"), "new", _Key.New, "new",
                _tr("Begin again with the race in two wells; can be undone.")),
        Command("open", _tr("&Open…"), "open", _Key.Open, "open",
                _tr("Open an experiment, or a table as data; dropping the file on the window does the same.")),
        Command("save", _tr("&Save"), "save", _Key.Save, "save",
                _tr("Save the experiment, so that it can be shown again exactly as it is.")),
        Command("save_as", _tr("Save &as…"), "save_as", "Ctrl+Shift+S", "save-as",
                _tr("Save the experiment under another name.")),
        Command("export", _tr("&Export picture…"), "export_picture", "Ctrl+E", "export",
                _tr("Save the current picture as a PNG for slides and papers.")),
        Command("copy_picture", _tr("&Copy picture"), "copy_picture", "Ctrl+Shift+C", "copy",
                _tr("Copy the current picture to the clipboard.")),
        Command("quit", _tr("&Quit"), "quit", _Key.Quit),
    )  # fmt: skip


def _problems() -> tuple[Command, ...]:
    """What the optimizers race over."""
    return (
        Command("problem_surface", _tr("&Surface"), "choose_surface", "F5", "",
                _tr("Race over a landscape from the catalogue.")),
        Command("problem_formula", _tr("&Formula"), "choose_formula", "F6", "",
                _tr("Race over a landscape you type.")),
        Command("problem_network", _tr("&Network"), "choose_network", "F7", "",
                _tr("Train a small network on its own landscape.")),
    )  # fmt: skip


def _playback() -> tuple[Command, ...]:
    """Going through the run."""
    return (
        Command("play", _tr("&Play or pause"), "toggle_play", "Space", "play",
                _tr("Let the optimizers run, or stop them where they are.")),
        Command("forward", _tr("Step &forward"), "step_forward", "Right", "step-forward",
                _tr("One step of every optimizer.")),
        Command("back", _tr("Step &back"), "step_back", "Left", "step-back", _tr("Exactly back to the step before.")),
        Command("first", _tr("To the &start"), "to_start", "Home", "jump-start"),
        Command("last", _tr("To the &end"), "to_end", "End", "jump-end"),
        Command("faster", _tr("F&aster"), "faster", "]"),
        Command("slower", _tr("S&lower"), "slower", "["),
        Command("stop", _tr("S&top computing"), "stop_or_go_on", "", "",
                _tr("Stop a long run and keep what is computed, or let it go on from there (Esc stops).")),
        Command("loop", _tr("L&oop"), "toggle_loop", "L", "loop", _tr("Begin again at the end.")),
    )  # fmt: skip


def _layouts() -> tuple[Command, ...]:
    """What the middle of the window shows."""
    return (
        Command("layout_landscape", _tr("&2-D landscape"), "show_landscape", "Ctrl+1", "view-2d",
                _tr("The landscape from above, with contour lines.")),
        Command("layout_surface3d", _tr("&3-D surface"), "show_surface", "Ctrl+2", "view-3d",
                _tr("The landscape as a surface that can be turned.")),
        Command("layout_both", _tr("&Both side by side"), "show_both", "Ctrl+3", "view-both",
                _tr("Map and surface side by side, showing the same run.")),
        Command("reset_view", _tr("&Reset view"), "reset_view", "Ctrl+0", "fit",
                _tr("The whole domain, and the first direction of view.")),
    )  # fmt: skip


def _looks() -> tuple[Command, ...]:
    """Colours, sizes and panels."""
    return (
        Command("theme", _tr("Light or &dark"), "toggle_theme", "Ctrl+T", "theme",
                _tr("Switch between the light and the dark look.")),
        Command("larger", _tr("&Larger text"), "larger", _Key.ZoomIn, "",
                _tr("Larger text and controls, up to 200 % for projectors.")),
        Command("smaller", _tr("&Smaller text"), "smaller", _Key.ZoomOut),
        Command("reset_docks", _tr("Reset &panels"), "reset_docks", "", "",
                _tr("Put all panels back where they were at the first start.")),
        Command("fullscreen", _tr("&Full screen"), "toggle_fullscreen", "F11", "fullscreen"),
    )  # fmt: skip


def _pages() -> tuple[Command, ...]:
    """The help menu."""
    return (
        Command("shortcuts", _tr("&Keyboard and mouse"), "show_shortcuts", "F1", "help",
                _tr("All keys and mouse actions on one page.")),
        Command("about", _tr("&About"), "show_about", "", "info"),
    )  # fmt: skip
