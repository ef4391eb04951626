"""``landscape-gui doctor``: what is installed, what works, where files are kept."""

from __future__ import annotations

from argparse import Namespace

from landscape_gui.cli import application
from landscape_gui.cli.console import say


def command(arguments: Namespace) -> int:
    """Say how everything stands; 1 where something is broken."""
    if arguments.window:
        return application.try_window()
    from landscape_gui import doctor

    findings = doctor.examine()
    say(doctor.text(findings))
    return 1 if doctor.broken(findings) else 0
