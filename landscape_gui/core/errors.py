"""The user's mistakes: one class per domain, one sentence that names the thing and says what would be valid."""

from __future__ import annotations


class LandscapeError(Exception):
    """Base of every error this package raises on purpose; its text is meant to be shown to the user as it stands."""


class FormulaError(LandscapeError):
    """A formula cannot be read.

    Attributes:
        line: 1-based line of the formula text the error points at.
        column: 0-based column in that line.
        length: number of characters concerned, at least 1.
    """

    def __init__(self, message: str, line: int = 1, column: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.length = max(1, length)


class ProblemError(LandscapeError):
    """A problem, a point, a start or a domain does not fit."""


class NetworkError(ProblemError):
    """A network's architecture, its data or its parameters do not fit."""


class GraphError(LandscapeError):
    """The values of a computational graph do not fit, or lead to a number that is not finite."""


class OptimizerError(LandscapeError):
    """An unknown optimizer or a hyper-parameter out of bounds."""


class DataError(LandscapeError):
    """Data to learn from cannot be read, made or used."""


class CatalogueError(LandscapeError):
    """An unknown or duplicated key of a catalogue."""


class ExperimentError(LandscapeError):
    """An experiment, or its file, is not valid."""


class ExportError(LandscapeError):
    """A picture or a data file cannot be written."""


class PlaneError(LandscapeError):
    """A plane through parameter space cannot be laid as asked."""
