"""Scalar helpers that optimizer rules may call; their source is pasted into each generated kernel."""

from __future__ import annotations


def flush(value: float) -> float:
    """Return 0 for a state value so small that it would sink into slow denormal numbers."""
    return 0.0 if -1e-200 < value < 1e-200 else value


def flush_power(value: float) -> float:
    """Return 0 for a decay power beta**t that no longer matters beside 1."""
    return 0.0 if value < 1e-20 else value
