"""Short formulas typeset at once: letters, numbers, fractions, roots, indices. For words that change with every step.

``mathtext`` sets all of LaTeX but takes 30 to 120 ms a formula, which is fine for what stays on screen. What is written
here is a line of boxes in the same font, laid out and painted in well under a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen

SCRIPT, LEAST = 0.7, 8.0
"""Size of indices and exponents, and the least size of any letter in pixels."""

_COMMANDS = {
    "cdot": "·", "times": "×", "partial": "∂", "ldots": "…", "infty": "∞", "le": "≤", "ge": "≥", "sum": "∑",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "odot": "⊙", "top": "⊤", "Delta": "Δ",
    "leftarrow": "←", "rightarrow": "→", "quad": "\N{EM SPACE}", ",": "\N{THIN SPACE}", " ": " ", "_": "_", "{": "{",
    "}": "}", "left": "", "right": "",
}  # fmt: skip
_UPRIGHT = ("mathrm", "operatorname", "text")
_WORDS = re.compile(rf"\\(?:{'|'.join(_UPRIGHT)}){{[^{{}}\\]*}}")
"""Words set upright, whose spaces count."""
_TOKEN = re.compile(r"\\([A-Za-z]+|.)\s?|([{}^_])|(\s+)|([0-9]+(?:[.,][0-9]+)*)|(.)")
_SPACED = frozenset("=+−·×<>≤≥←→⊙")
_SIGNS = frozenset("+−")
_ITALIC_H = "\N{PLANCK CONSTANT}"


@dataclass(frozen=True, slots=True)
class Box:
    """A laid out piece: width, height above and depth below the baseline, and how it is painted there."""

    width: float
    ascent: float
    descent: float
    paint: Callable[[QPainter, QPointF], None]


def typeset(latex: str, size: float, colors: Mapping[str, QColor] | None = None) -> Box:
    r"""Lay ``latex`` out at a font size in pixels. It is painted with the painter's pen.

    Known are letters, numbers, \frac, \sqrt, \hat, indices, exponents, parentheses, \mathrm, \textcolor{name}{…} and
    the signs in ``_COMMANDS``; anything else stands there as its name.

    Args:
        colors: what the names in \textcolor mean; others change nothing.
    """
    return _Setter(latex, colors).row(size) if colors else _uncoloured(latex, size)


def stacked(upper: Box, lower: Box) -> Box:
    """Two pieces one above the other, centred."""
    width, drop = max(upper.width, lower.width), upper.descent + lower.ascent

    def paint(painter: QPainter, at: QPointF) -> None:
        upper.paint(painter, at + QPointF((width - upper.width) / 2.0, 0.0))
        lower.paint(painter, at + QPointF((width - lower.width) / 2.0, drop))

    return Box(width, upper.ascent, drop + lower.descent, paint)


@lru_cache(maxsize=2048)
def _uncoloured(latex: str, size: float) -> Box:
    """A formula in the painter's colour alone; names of nodes recur in every graph."""
    return _Setter(latex, {}).row(size)


def parted(latex: str, signs: Sequence[str] = ("=", r"\rightarrow", r"\leftarrow")) -> list[str]:
    r"""Return the pieces into which a long formula may be broken: before its signs, but not inside a group."""
    cuts, depth = [0], 0
    for place, sign in enumerate(latex):
        depth += (sign in "{(") - (sign in "})")
        if depth == 0 and place and latex.startswith(tuple(signs), place):
            cuts.append(place)
    return [latex[begin:end].strip() for begin, end in zip(cuts, [*cuts[1:], len(latex)], strict=True)]


@lru_cache(maxsize=1)
def family() -> str:
    """Return the family of the font for formulas; a serif one where it cannot be loaded."""
    found = find_spec("ziamath")  # importing it for the place of its font alone would take 0.3 s
    folder = Path(found.origin).parent if found is not None and found.origin else Path()
    number = QFontDatabase.addApplicationFont(str(folder / "fonts" / "STIXTwoMath-Regular.ttf"))
    return QFontDatabase.applicationFontFamilies(number)[0] if number >= 0 else "serif"


@lru_cache(maxsize=64)
def _font(size: float) -> tuple[QFont, QFontMetricsF]:
    font = QFont(family())
    font.setPixelSize(max(round(LEAST), round(size)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # else shrunk letters would be too wide
    return font, QFontMetricsF(font)


class _Setter:
    """Reads tokens from left to right and puts boxes together."""

    def __init__(self, latex: str, colors: Mapping[str, QColor]) -> None:
        self._colors = colors
        self._tokens: list[tuple[str, str]] = list(_tokens(latex))
        self._at = 0

    def row(self, size: float, closing: str = "") -> Box:
        """Everything up to the end, or up to the brace that closes a group."""
        boxes: list[Box] = []
        before = ""
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            self._at += 1
            if kind == "brace" and text == closing:
                break
            if kind == "script":
                base = boxes.pop() if boxes else _glyphs("", size)
                boxes.append(self._scripts(base, text, size))
            elif kind == "sign" and text in _SIGNS and (not boxes or before in _SPACED or before in "(["):
                boxes.append(_glyphs(text, size))  # of a number, not between two
            else:
                boxes.append(self._piece(kind, text, size))
            before = text
        return _beside(boxes)

    def _piece(self, kind: str, text: str, size: float) -> Box:
        if kind == "brace":
            return self.row(size, "}") if text == "{" else _glyphs("", size)
        if kind == "command":
            return self._command(text, size)
        if kind == "letter":
            return _glyphs(_italic(text), size)
        return _sign(text, size)

    def _command(self, name: str, size: float) -> Box:
        if name == "frac":
            small = size * 0.9
            return _fraction(self._group(small), self._group(small), size)
        if name == "sqrt":
            return _root(self._group(size), size)
        if name == "hat":
            return _hatted(self._group(size), size)
        if name in _UPRIGHT:
            return _glyphs(self._words(), size)
        if name == "textcolor":
            color = self._colors.get(self._words())
            inner = self._group(size)
            return inner if color is None else _colored(inner, color)
        return _sign(_italic(_COMMANDS[name]) if name in _COMMANDS else name, size)

    def _group(self, size: float) -> Box:
        """The next token, or the next group in braces."""
        if self._at >= len(self._tokens):
            return _glyphs("", size)
        kind, text = self._tokens[self._at]
        self._at += 1
        return self._piece(kind, text, size)

    def _words(self) -> str:
        """The next group as plain words."""
        words = []
        if self._at < len(self._tokens) and self._tokens[self._at] == ("brace", "{"):
            self._at += 1
            while self._at < len(self._tokens) and self._tokens[self._at] != ("brace", "}"):
                kind, text = self._tokens[self._at]
                words.append(_COMMANDS.get(text, text) if kind == "command" else text)
                self._at += 1
            self._at += 1
        return "".join(words)

    def _scripts(self, base: Box, first: str, size: float) -> Box:
        found = {first: self._group(size * SCRIPT)}
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "script":
            second = self._tokens[self._at][1]
            if second not in found:
                self._at += 1
                found[second] = self._group(size * SCRIPT)
        return _scripted(base, found.get("_"), found.get("^"), size)


def _tokens(latex: str) -> Iterator[tuple[str, str]]:
    latex = _WORDS.sub(lambda words: words[0].replace(" ", r"\ "), latex)
    for match in _TOKEN.finditer(latex):
        command, special, space, number, other = match.groups()
        if command is not None:
            yield "command", command
        elif special is not None:
            yield ("script" if special in "^_" else "brace"), special
        elif number is not None:
            yield "number", number
        elif other is not None:
            yield ("letter" if _italic(other) != other else "sign"), other.replace("-", "−")
        elif space is not None and len(space) > 1:
            yield "sign", "\N{EN SPACE}"


def _italic(letter: str) -> str:
    """Return the letter among the mathematical italic ones; what is no letter of these alphabets as it is."""
    if letter == "h":
        return _ITALIC_H
    if "α" <= letter <= "ω":
        return chr(0x1D6FC + ord(letter) - ord("α"))
    if not (letter.isascii() and letter.isalpha()):
        return letter
    first, base = (0x1D434, "A") if letter.isupper() else (0x1D44E, "a")
    return chr(first + ord(letter) - ord(base))


@lru_cache(maxsize=4096)
def _glyphs(text: str, size: float) -> Box:
    font, metrics = _font(size)

    def paint(painter: QPainter, at: QPointF) -> None:
        painter.setFont(font)
        painter.drawText(at, text)

    # Line spacing of a font for formulas is that of its largest integrals; letters need less.
    return Box(metrics.horizontalAdvance(text), 0.78 * size, 0.24 * size, paint)


def _sign(text: str, size: float) -> Box:
    inner = _glyphs(text, size)
    if text not in _SPACED:
        return inner
    gap = 0.22 * size
    return _padded(inner, gap, gap)


def _padded(inner: Box, left: float, right: float) -> Box:
    def paint(painter: QPainter, at: QPointF) -> None:
        inner.paint(painter, at + QPointF(left, 0.0))

    return Box(inner.width + left + right, inner.ascent, inner.descent, paint)


def _colored(inner: Box, color: QColor) -> Box:
    def paint(painter: QPainter, at: QPointF) -> None:
        pen = painter.pen()
        painter.setPen(color)
        inner.paint(painter, at)
        painter.setPen(pen)

    return Box(inner.width, inner.ascent, inner.descent, paint)


def _beside(boxes: Sequence[Box]) -> Box:
    def paint(painter: QPainter, at: QPointF) -> None:
        x = at.x()
        for box in boxes:
            box.paint(painter, QPointF(x, at.y()))
            x += box.width

    width = sum(box.width for box in boxes)
    ascent = max((box.ascent for box in boxes), default=0.0)
    return Box(width, ascent, max((box.descent for box in boxes), default=0.0), paint)


def _fraction(top: Box, bottom: Box, size: float) -> Box:
    axis, gap, side = 0.27 * size, 0.14 * size, 0.1 * size
    width = max(top.width, bottom.width) + 2.0 * side

    def paint(painter: QPainter, at: QPointF) -> None:
        y = at.y() - axis
        _bar(painter, QRectF(at.x() + 0.5 * side, y, width - side, 0.0), size)
        top.paint(painter, QPointF(at.x() + (width - top.width) / 2.0, y - gap - top.descent))
        bottom.paint(painter, QPointF(at.x() + (width - bottom.width) / 2.0, y + gap + bottom.ascent))

    ascent = axis + gap + top.ascent + top.descent
    return _padded(Box(width, ascent, gap + bottom.ascent + bottom.descent - axis, paint), 0.06 * size, 0.06 * size)


def _root(inner: Box, size: float) -> Box:
    tick, gap = 0.5 * size, 0.12 * size
    ascent = inner.ascent + gap

    def paint(painter: QPainter, at: QPointF) -> None:
        left, top = at.x(), at.y() - ascent
        bottom, middle = at.y() + inner.descent, at.y() - 0.3 * size
        corners = [(0.1, middle), (0.22, middle - 0.08 * size), (0.36, bottom), (0.5, top)]
        points = [QPointF(left + share * size, y) for share, y in corners]
        painter.save()
        painter.setPen(_line(painter, size))
        painter.drawPolyline([*points, QPointF(left + tick + inner.width + 0.08 * size, top)])
        painter.restore()
        inner.paint(painter, QPointF(left + tick + 0.04 * size, at.y()))

    return Box(inner.width + tick + 0.12 * size, ascent + 0.05 * size, inner.descent, paint)


def _hatted(inner: Box, size: float) -> Box:
    def paint(painter: QPainter, at: QPointF) -> None:
        inner.paint(painter, at)
        middle, top = at.x() + 0.55 * inner.width, at.y() - 0.72 * size
        wing = 0.14 * size
        painter.save()
        painter.setPen(_line(painter, size))
        painter.drawPolyline(
            [QPointF(middle - wing, top + wing), QPointF(middle, top), QPointF(middle + wing, top + wing)]
        )
        painter.restore()

    return Box(inner.width, max(inner.ascent, 0.85 * size), inner.descent, paint)


def _scripted(base: Box, below: Box | None, above: Box | None, size: float) -> Box:
    drop, rise, slant = 0.22 * size, 0.38 * size, 0.06 * size

    def paint(painter: QPainter, at: QPointF) -> None:
        base.paint(painter, at)
        if below is not None:
            below.paint(painter, at + QPointF(base.width, drop))
        if above is not None:
            above.paint(painter, at + QPointF(base.width + slant, -rise))

    widths = [below.width if below is not None else 0.0, above.width + slant if above is not None else 0.0]
    width = base.width + max(widths) + 0.06 * size
    ascent = max(base.ascent, rise + above.ascent) if above is not None else base.ascent
    descent = max(base.descent, drop + below.descent) if below is not None else base.descent
    return Box(width, ascent, descent, paint)


def _line(painter: QPainter, size: float) -> QPen:
    return QPen(QColor(painter.pen().color()), max(1.0, 0.06 * size))


def _bar(painter: QPainter, line: QRectF, size: float) -> None:
    painter.save()
    painter.setPen(_line(painter, size))
    painter.drawLine(line.topLeft(), line.topRight())
    painter.restore()
