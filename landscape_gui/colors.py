"""Colours as numbers: contrast by WCAG, and how far apart two colours look, also to people who see fewer of them.

Colours are "#rrggbb" strings.
"""

from __future__ import annotations

import math
from functools import lru_cache

RGB = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1.0, rows applied to linear RGB.
VISIONS: dict[str, tuple[RGB, RGB, RGB]] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def linear_rgb(color: str) -> RGB:
    """Return "#rrggbb" as linear light, each channel in 0..1."""
    red, green, blue = (_linear(channel / 255.0) for channel in rgb(color))
    return red, green, blue


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2, 0 for black to 1 for white."""
    red, green, blue = linear_rgb(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21; text wants 4.5 or more."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, vision: str = "normal") -> float:
    """Return how different two colours look: 100 × their distance in Oklab (Ottosson 2020); about 2 is just seen."""
    first, second = _oklab(one, vision), _oklab(other, vision)
    return 100.0 * math.dist(first, second)


def least_distance(one: str, other: str) -> float:
    """Return the smallest ``distance`` over all kinds of vision in ``VISIONS``."""
    return min(distance(one, other, vision) for vision in VISIONS)


@lru_cache(maxsize=1024)
def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with ``share`` (0..1) of ``other`` laid over it, in display values."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(rgb(one), rgb(other), strict=True))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=512)
def _oklab(color: str, vision: str) -> RGB:
    source = linear_rgb(color)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * channel for weight, channel in zip(row, source, strict=True))))
        for row in VISIONS[vision]
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )
