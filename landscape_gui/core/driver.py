"""The compiled loop over steps that answers at once for any pair of objective and optimizer (first-class functions).

It never raises: it returns a status code, the last step taken and the next row. Its twin with everything inlined is
generated in ``core.fused`` and gives the same bits.
"""

from __future__ import annotations

import math

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel
from landscape_gui.core.endings import (
    BAD_GRADIENT,
    BAD_LOSS,
    BAD_PARAMETER,
    CLIP_EPS,
    FAR,
    FLAT,
    LOW,
    RADIUS,
    RUNNING,
    STILL,
)


@kernel(signatures.DRIVE)
def drive(  # type: ignore[no-untyped-def]
    objective,
    advance,
    theta,
    gradient,
    loss,
    slots,
    clock,
    factors,
    hyper,
    coefficients,
    rates,
    noise,
    limits,
    begin,
    every,
    row,
    positions,
    losses,
    gradients,
    slot_rows,
    factor_rows,
):
    """Take ``rates.size`` steps from step ``begin``; see ``signatures.DRIVE`` for the arguments.

    On entry ``loss`` and ``gradient`` (after noise and clipping) belong to ``theta``. Row ``row`` is rewritten at every
    step and left behind at every ``every``-th one, so that the last step is always on record.
    """
    d = theta.size
    old = theta.copy()
    waited = begin % every
    for k in range(rates.size):
        hyper[0] = rates[k]
        step = begin + k + 1
        for i in range(d):
            old[i] = theta[i]
        advance(theta, gradient, slots, clock, factors, hyper, float(step))
        change = 0.0
        for i in range(d):
            if not abs(theta[i]) <= RADIUS:
                return FAR if math.isfinite(theta[i]) else BAD_PARAMETER, step, row
            change += (theta[i] - old[i]) * (theta[i] - old[i])
        loss[0] = objective(theta, coefficients, gradient)
        if not math.isfinite(loss[0]):
            return BAD_LOSS, step, row
        for i in range(d):
            if noise.shape[0] > 0:
                gradient[i] += noise[k, i]
            if not math.isfinite(gradient[i]):
                return BAD_GRADIENT, step, row
        norm2 = 0.0
        if limits[0] >= 0.0 or limits[1] >= 0.0:
            for i in range(d):
                norm2 += gradient[i] * gradient[i]
            if limits[0] >= 0.0:
                scale = limits[0] / (math.sqrt(norm2) + CLIP_EPS)
                if scale < 1.0:
                    for i in range(d):
                        gradient[i] *= scale
        if waited == 0:
            row += 1
        waited += 1
        if waited == every:
            waited = 0
        losses[row] = loss[0]
        for i in range(d):
            positions[row, i] = theta[i]
            gradients[row, i] = gradient[i]
            for s in range(slots.shape[0]):
                slot_rows[row, s, i] = slots[s, i]
        for f in range(factors.size):
            factor_rows[row, f] = factors[f]
        if limits[1] >= 0.0 and math.sqrt(norm2) <= limits[1]:
            return FLAT, step, row
        if limits[2] >= 0.0 and math.sqrt(change) <= limits[2]:
            return STILL, step, row
        if loss[0] <= limits[3]:
            return LOW, step, row
    return RUNNING, begin + rates.size, row


@kernel(signatures.EVALUATE)
def evaluate(objective, points, coefficients, values):  # type: ignore[no-untyped-def]
    """Write the objective's value at each of ``points`` (n, d) into ``values`` (n,)."""
    gradient = points[0].copy()
    for k in range(values.size):
        values[k] = objective(points[k], coefficients, gradient)
