"""The command ``landscape-gui``: the application, and what works without a screen. Loads only what a command needs."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import NamedTuple

from landscape_gui.cli.console import complain, sentence, use_any_terminal
from landscape_gui.cli.options import Parser
from landscape_gui.core.errors import ExportError, LandscapeError

DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


class Command(NamedTuple):
    """A command as it is read and carried out."""

    parser: Parser
    carry_out: Callable[[Namespace], int]


def _list() -> Command:
    from landscape_gui.cli import listing

    parser = Parser(
        "list",
        "Show what there is to choose from.",
        f"landscape-gui list {'|'.join(listing.CATALOGUES)} [--json]",
        "  landscape-gui list surfaces\n  landscape-gui list optimizers --json",
    )
    choices = tuple(listing.CATALOGUES)
    parser.add_argument("what", choices=choices, metavar="|".join(choices), help="which list")
    parser.add_argument("--json", action="store_true", help="everything there is to know, for programs")
    return Command(parser, listing.command)


def _run() -> Command:
    from landscape_gui.cli import running

    return Command(running.parser(), running.command)


def _render() -> Command:
    from landscape_gui.cli import rendering

    return Command(rendering.parser(), rendering.command)


def _doctor() -> Command:
    from landscape_gui.cli import examining

    parser = Parser(
        "doctor",
        "Say what is installed, what works and where files are kept. The exit status is 0 unless something is broken.",
        "landscape-gui doctor [--window]",
        "  landscape-gui doctor",
    )
    parser.add_argument("--window", action="store_true", help="only try to open a window, and say how that went")
    return Command(parser, examining.command)


def _application() -> Command:
    from landscape_gui.cli import application

    return Command(application.parser(COMMANDS), application.command)


COMMANDS: dict[str, tuple[Callable[[], Command], str]] = {
    "list": (_list, "the test surfaces, the optimizers or the data sets there are"),
    "run": (_run, "run optimizers; print a summary or save their paths"),
    "render": (_render, "draw a picture into a file, without a screen"),
    "doctor": (_doctor, "what is installed, what works, where files are kept"),
}
"""The commands by name, made only when asked for, and what each is for."""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out the command line ``argv`` (without the program's name; the process's own by default).

    Returns:
        0 done; 1 something failed; 2 bad arguments or input; 130 interrupted. What went wrong is one line on stderr.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Before numpy is imported: where processors are busy, a small product on two threads takes fifty times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    use_any_terminal()
    try:
        status = _carry_out(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return FAILED
    except ExportError as error:
        complain(str(error))
        return FAILED
    except LandscapeError as error:
        complain(sentence(error))
        return WRONG_INPUT
    except MemoryError:
        complain("There is not enough memory for this; ask for fewer steps or a smaller picture.")
        return FAILED
    except OSError as error:
        complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        return FAILED
    except Exception as error:
        complain(f"Something failed that should not have ({type(error).__name__}: {error}); please report it.")
        return FAILED
    return status


def _carry_out(arguments: list[str]) -> int:
    named = bool(arguments) and arguments[0] in COMMANDS
    make, rest = (COMMANDS[arguments[0]][0], arguments[1:]) if named else (_application, arguments)
    parser, carry_out = make()
    try:
        known = parser.parse(rest)
    except SystemExit:  # Help or the version has been shown.
        return DONE
    return carry_out(known)


def _drop_output() -> None:
    """Whoever read the output has gone; what is left of it must not fail again when Python ends."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
