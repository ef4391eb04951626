"""Files other programs read: tables from a suffix to the function that writes it. No Qt in here.

A format is a row. ``runs.FORMATS`` holds the formats of recorded paths. ``formats.PICTURES`` holds those of pictures,
which Qt paints, and which are therefore entered by ``ui.pictures``.
"""
