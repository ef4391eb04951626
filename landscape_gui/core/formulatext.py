"""Formula text as typed and as Python reads it, with places mapped back, and syntax errors in plain words."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable

from landscape_gui.core.errors import FormulaError
from landscape_gui.core.operations import FUNCTION_NAMES

MAX_LENGTH = 10_000
_SIGNS = {"^": "**", "−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "²": "**2", "³": "**3", "π": "pi", "\t": " "}
_MISSING_SIGN = re.compile(r"(?<![\w.])(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*([A-Za-z_(])|\)\s*[\w(]")

_TWO_SIGNS = re.compile(r"[-+*/^−–·×÷]\s*[*/^·×÷]")
"""A sign followed by one that cannot begin a value; Python's own power, **, looks like that too."""


class SourceText:
    """The text as typed (``original``) and translated for Python (``python``); every place can be mapped back."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise FormulaError(f"The formula has {len(text):,} characters; at most {MAX_LENGTH:,} can be read.")
        self.original = text
        self.lines = text.splitlines() or [""]
        translated = [_translate(line) for line in self.lines]
        self.python_lines = [python for python, _ in translated]
        self._columns = [columns for _, columns in translated]
        self.python = "\n".join(self.python_lines)

    def column(self, line: int, python_column: int) -> int:
        """Column as typed for a column of Python's text (both 0-based; ``line`` 1-based)."""
        columns = self._columns[min(line, len(self._columns)) - 1]
        return columns[min(max(python_column, 0), len(columns) - 1)]

    def _from_bytes(self, line: int, offset: int) -> int:
        text = self.python_lines[line - 1]
        return self.column(line, len(text.encode()[:offset].decode(errors="ignore")))

    def place(self, node: ast.AST) -> tuple[int, int, int]:
        """Line (1-based), column (0-based) and length of a syntax node in the text as typed."""
        line, end_line = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        begin = self._from_bytes(line, getattr(node, "col_offset", 0))
        end = self._from_bytes(line, node.end_col_offset) if line == end_line else len(self.lines[line - 1])  # type: ignore[attr-defined]
        return line, begin, max(1, end - begin)

    def text_of(self, node: ast.AST) -> str:
        """The characters of a syntax node as typed, cut to a readable length."""
        line, begin, length = self.place(node)
        text = self.lines[line - 1][begin : begin + length]
        return text if len(text) <= 30 else text[:29] + "…"


def _translate(line: str) -> tuple[str, list[int]]:
    """Python's text for a typed line, and for each of its characters (and the end) the typed column."""
    indent = len(line) - len(line.lstrip())
    python: list[str] = []
    columns: list[int] = []
    for column, character in enumerate(line[indent:], start=indent):
        piece = _SIGNS.get(character, character)
        python.append(piece)
        columns.extend([column] * len(piece))
    return "".join(python), [*columns, len(line)]


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence with the closest of the ``known`` names, or all of them."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else f"Known are {', '.join(known)}."


def explain_syntax(source: SourceText, error: SyntaxError) -> FormulaError:
    """Python's syntax error in words a student understands, at the place as typed."""
    line = min(error.lineno or 1, len(source.lines))
    column = source.column(line, (error.offset or 1) - 1)
    text = source.lines[line - 1]
    for opening, closing in (("(", ")"), (")", "(")):
        if source.original.count(opening) > source.original.count(closing):
            place = text.rfind(opening) if opening == ")" else text.find(opening)
            return FormulaError(f"A parenthesis has no partner: one {closing} is missing.", line, max(place, 0))
    if "=" in text and error.msg and "assign" in error.msg:
        return FormulaError(
            "A formula has no = in it, except to name a part, as in z = x*y; to use an equation, write left − right.",
            line, text.index("="),
        )  # fmt: skip
    missing = next((m for m in _MISSING_SIGN.finditer(text) if not _is_function_call(text, m)), None)
    if missing is not None:
        what = missing.group().strip()
        return FormulaError(
            f"A sign is missing in {what}; write a product with *, as in 2*x.", line, missing.start(), len(what)
        )
    word = re.search(r"([A-Za-z]\w*)\s+$", text[:column])
    if word and word.group(1) in FUNCTION_NAMES:
        name = word.group(1)
        return FormulaError(
            f"{name} is a function; give it a value in parentheses, as in {name}(x).", line, word.start(), len(name)
        )
    if "too many nested" in (error.msg or ""):
        return FormulaError(
            "The formula is nested too deep; write parts of it as name = expression lines.", line, column
        )
    signs = next((m for m in _TWO_SIGNS.finditer(text) if m.group() != "**"), None)
    if signs is not None and signs.end() - 1 <= column:
        column = signs.end() - 1
        return FormulaError(
            f"The formula cannot be read at {text[column]!r}, which follows another sign; a number, a name or a "
            "function must stand between them.", line, column,
        )  # fmt: skip
    if column >= len(text.rstrip()):
        return FormulaError(
            "The formula ends too early; a number, a name or a function must follow.", line, max(len(text) - 1, 0)
        )
    return FormulaError(
        f"The formula cannot be read at {text[column]!r}; a sign or a value may be missing before it.", line, column
    )


def _is_function_call(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a missing sign is a number's exponent, as in 1e5."""
    return bool(re.fullmatch(r"\d+\.?\d*[eE]", match.group())) and text[match.end() : match.end() + 1] in "+-0123456789"
