"""A parser whose mistakes are one line, and command lines on which numbers and formulas may begin with a minus sign."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from landscape_gui.cli.console import UsageError

_VALUE_BEGINS_WITH_MINUS = re.compile(r"-(?![oh]$)[^-].*", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError, shows its help as it was written, and knows no abbreviations."""

    def __init__(self, command: str, description: str, usage: str, examples: str) -> None:
        super().__init__(
            prog=f"landscape-gui {command}".strip(),
            description=description,
            usage=usage,
            epilog=f"examples:\n{examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Read ``arguments``; raises UsageError, or SystemExit(0) once help has been shown."""
        return self.parse_args(joined(arguments))

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with argparse's message and where help is."""
        raise UsageError(f"{message.rstrip('.')}. See {self.prog} --help.")


def joined(arguments: Sequence[str]) -> list[str]:
    """Join "--start" "-1,1" to "--start=-1,1", for every long option: argparse would take "-1,1" for an option."""
    result: list[str] = []
    for argument in arguments:
        follows_option = bool(result) and re.fullmatch(r"--[a-z][a-z-]*", result[-1]) is not None
        if follows_option and _VALUE_BEGINS_WITH_MINUS.fullmatch(argument):
            result[-1] += f"={argument}"
        else:
            result.append(argument)
    return result
