"""Pictures without a screen or a graphics driver: numpy arrays in, images out, the same pixels everywhere.

Images are arrays (height, width, 4) uint8 in the byte order of Qt's ``Format_ARGB32_Premultiplied`` on little-endian
machines (blue, green, red, alpha; colours already multiplied by alpha), unless a docstring says otherwise.
"""
