"""Files that are installed with the program: icons, style sheet, lessons. Read them with ``importlib.resources``."""
