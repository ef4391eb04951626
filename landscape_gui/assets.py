"""Files that belong to the program, such as lessons and icons: the one way to them, from a checkout or installed."""

from __future__ import annotations

import sys
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable


def resource(*parts: str) -> Traversable:
    """Return the file or folder named by its path below the resources, as in ``resource("icons", "play.svg")``.

    Reading what does not exist raises FileNotFoundError. Where a real path is needed, as by Qt, wrap the result in
    ``importlib.resources.as_file``.
    """
    return files("landscape_gui.resources").joinpath(*parts)
