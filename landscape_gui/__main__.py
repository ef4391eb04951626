"""``python -m landscape_gui`` is the command ``landscape-gui``."""

from __future__ import annotations

import sys

from landscape_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
