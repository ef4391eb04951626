"""Files that belong to the program, such as icons and the style sheet: the one way to them.

In the checkout they lie in ``resources`` beside the package; an installed package holds them inside it.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
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
    installed = files("landscape_gui").joinpath("resources")
    root = installed if installed.is_dir() else Path(__file__).resolve().parents[1] / "resources"
    return root.joinpath(*parts)
