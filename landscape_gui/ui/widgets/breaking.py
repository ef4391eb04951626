"""Words so long that a line has no room for them may be broken anywhere. No Qt in here."""

from __future__ import annotations

import re

LONGEST = 24
"""Characters of a word that stay together."""
HERE = "\N{ZERO WIDTH SPACE}"
"""Where a line may end without anything to be seen there."""
_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")


def breakable(text: str) -> str:
    """``text`` with places to break its longest words: a formula without spaces, a name of 200 letters."""
    return _LONG.sub(lambda word: HERE.join(_parts(word[0])), text)


def _parts(word: str) -> list[str]:
    return [word[start : start + LONGEST // 2] for start in range(0, len(word), LONGEST // 2)]
