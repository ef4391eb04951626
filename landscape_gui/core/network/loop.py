"""The compiled loop that trains networks: ``core.driver``'s loop with batches, checkpoints and looks at all data.

It is compiled once for every network and optimizer, which are first-class functions: beside a batch kernel specialised
on the sizes the calls do not show. It never raises: it returns a status code, the last step taken and the last row.
"""

from __future__ import annotations

import math

import numpy as np

from landscape_gui.core import signatures
from landscape_gui.core.compiling import kernel, njit
from landscape_gui.core.endings import (
    BAD_GRADIENT,
    BAD_LOSS,
    BAD_PARAMETER,
    CLASSIFIED,
    CLIP_EPS,
    FAR,
    FLAT,
    LOW,
    PATIENCE,
    RADIUS,
    RUNNING,
    STILL,
)
from landscape_gui.core.network.architecture import STEP

LARGEST = np.finfo(np.float64).max


@njit(error_model="numpy")
def _place(theta):  # type: ignore[no-untyped-def]
    """Status code of the parameters after an update; counting, unlike leaving early, runs on several at once."""
    outside = 0
    for i in range(theta.size):
        outside += 0 if abs(theta[i]) <= RADIUS else 1
    if outside == 0:
        return RUNNING
    for i in range(theta.size):
        if not abs(theta[i]) <= RADIUS:
            return FAR if math.isfinite(theta[i]) else BAD_PARAMETER
    return RUNNING


@njit(error_model="numpy")
def _distance2(theta, old):  # type: ignore[no-untyped-def]
    """Square of the distance between two points."""
    total = 0.0
    for i in range(theta.size):
        total += (theta[i] - old[i]) * (theta[i] - old[i])
    return total


@njit(error_model="numpy")
def _settle(gradient, noise, k, limits):  # type: ignore[no-untyped-def]
    """Add row ``k`` of the noise to the gradient and clip it; return a status code and the squared norm before that."""
    if noise.shape[0] > 0:
        for i in range(gradient.size):
            gradient[i] += noise[k, i]
    outside = 0
    for i in range(gradient.size):
        outside += 0 if abs(gradient[i]) <= LARGEST else 1
    if outside > 0:
        return BAD_GRADIENT, 0.0
    norm2 = 0.0
    if limits[0] >= 0.0 or limits[1] >= 0.0:
        for i in range(gradient.size):
            norm2 += gradient[i] * gradient[i]
        if limits[0] >= 0.0:
            scale = limits[0] / (math.sqrt(norm2) + CLIP_EPS)
            if scale < 1.0:
                for i in range(gradient.size):
                    gradient[i] *= scale
    return RUNNING, norm2


@njit(error_model="numpy", inline="always")
def _keep(vector, rows, row):  # type: ignore[no-untyped-def]
    """Write ``vector`` into a row; a slice would take longer to compile."""
    line = rows[row]
    for i in range(vector.size):
        line[i] = vector[i]


@njit(error_model="numpy")
def _room(inputs, targets, columns):  # type: ignore[no-untyped-def]
    """Memory for the inputs and targets of a batch."""
    return np.empty((inputs.shape[0], columns)), np.empty((targets.shape[0], columns))


@njit(error_model="numpy")
def _ended(limits, norm2, change, loss, step):  # type: ignore[no-untyped-def]
    """Code of the stopping rule that holds after ``step``, or RUNNING; the start has not changed from anything."""
    if limits[1] >= 0.0 and math.sqrt(norm2) <= limits[1]:
        return FLAT
    if limits[2] >= 0.0 and step > 0 and math.sqrt(change) <= limits[2]:
        return STILL
    return LOW if loss <= limits[3] else RUNNING


@njit(error_model="numpy")
def _pick(source, chosen, room):  # type: ignore[no-untyped-def]
    """Lay the ``chosen`` columns of ``source`` into ``room``."""
    for r in range(source.shape[0]):
        line, into = source[r], room[r]
        for q in range(into.size):
            # An unsigned index spares the check for negative ones.
            into[q] = line[np.uintp(chosen[q])]


@njit(error_model="numpy", inline="always")
def _one(batch, plan, theta, inputs, targets, chosen, x, t, penalties, training, gradient, statistics):  # type: ignore[no-untyped-def]
    """Return the loss over the batch of ``chosen`` examples, laid into ``x`` and ``t``, with its gradient."""
    _pick(inputs, chosen, x)
    _pick(targets, chosen, t)
    return batch(plan, theta, x, t, penalties, training, gradient, statistics)


@njit(error_model="numpy")
def _several(  # type: ignore[no-untyped-def]
    batch, plan, theta, inputs, targets, chosen, whole, short, penalties, training, gradient, partial, statistics
):
    """Return the mean loss over ``chosen`` examples, batch by batch, with its gradient; ``training`` counts on."""
    size, value = whole[0].shape[1], 0.0
    for begin in range(0, chosen.size, size):
        x, t = whole if chosen.size - begin >= size else short
        weight = x.shape[1] / chosen.size
        value += weight * _one(
            batch, plan, theta, inputs, targets, chosen[begin:], x, t, penalties, training, partial, statistics
        )
        for i in range(theta.size):
            gradient[i] = (gradient[i] if begin > 0 else 0.0) + weight * partial[i]
        training[STEP] += 1.0
    return value


@njit(error_model="numpy")
def _look(measure, plan, theta, statistics, data, validation, step, every, watch, watched, curves):  # type: ignore[no-untyped-def]
    """Record loss and accuracy on all data where it is time to; return the code of a stopping rule, or RUNNING."""
    line = np.full(4, math.nan)
    measure(plan, theta, data[0], data[1], statistics, line[0:2])
    if validation[0].shape[1] > 0:
        measure(plan, theta, validation[0], validation[1], statistics, line[2:4])
    if step % every == 0:
        _keep(line, curves, step // every)
    if step % int(watch[2]) != 0:
        return RUNNING
    loss = line[2] if validation[0].shape[1] > 0 else line[0]
    if loss < watched[0]:
        watched[0], watched[1], watched[2] = loss, step, 0.0
        _keep(line, watched[3:].reshape((1, 4)), 0)
    else:
        watched[2] += 1.0
    if 1.0 - line[1] <= watch[1]:
        return CLASSIFIED
    if watch[0] > 0.0 and watched[2] >= watch[0]:
        return PATIENCE
    return RUNNING


@kernel(signatures.TRAIN)
def train(  # type: ignore[no-untyped-def]
    batch,
    measure,
    advance,
    plan,
    theta,
    gradient,
    loss,
    slots,
    clock,
    factors,
    hyper,
    statistics,
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
    clock_rows,
    statistic_rows,
    inputs,
    targets,
    orders,
    deal,
    penalties,
    training,
    validation_inputs,
    validation_targets,
    look_every,
    watch,
    watched,
    curves,
):
    """Take ``rates.size`` steps from step ``begin``; see ``signatures.TRAIN`` for the arguments.

    On entry ``gradient`` (after noise and clipping) belongs to ``theta`` and the data of step ``begin``. Row ``row`` is
    rewritten at every step and left behind at every ``every``-th one. A step of several batches takes the mean of
    their gradients, each weighted with its examples; ``training`` counts batches, so that each has its own dropout.
    """
    share, size, first_epoch = deal[0], deal[1], deal[2]
    per_epoch, per_step = -(-inputs.shape[1] // share), -(-share // size)
    whole = _room(inputs, targets, size)
    short = _room(inputs, targets, max(1, inputs.shape[1] % size))
    partial, old = np.empty(theta.size), theta.copy()
    waited, watch_every = begin % every if begin > 0 else 0, int(watch[2])
    for k in range(rates.size):
        step = begin + k + 1
        change = 0.0
        if step > 0:
            hyper[0] = rates[k]
            if limits[2] >= 0.0:
                old[:] = theta
            advance(theta, gradient, slots, clock, factors, hyper, float(step))
            code = _place(theta)
            if code != RUNNING:
                return code, step, row
            if limits[2] >= 0.0:
                change = _distance2(theta, old)
        if orders.shape[0] == 0:
            training[STEP] = step
            value = batch(plan, theta, inputs, targets, penalties, training, gradient, statistics)
        else:
            epoch = step // per_epoch
            low = (step - epoch * per_epoch) * share
            chosen = orders[epoch - first_epoch][low : low + share]
            training[STEP] = step * per_step
            if chosen.size > size:
                value = _several(
                    batch, plan, theta, inputs, targets, chosen, whole, short, penalties, training, gradient, partial,
                    statistics,
                )  # fmt: skip
            elif chosen.size == size:
                value = _one(
                    batch, plan, theta, inputs, targets, chosen, whole[0], whole[1], penalties, training, gradient,
                    statistics,
                )  # fmt: skip
            else:
                value = _one(
                    batch, plan, theta, inputs, targets, chosen, short[0], short[1], penalties, training, gradient,
                    statistics,
                )  # fmt: skip
        loss[0] = value
        if not math.isfinite(value):
            return BAD_LOSS, step, row
        code, norm2 = _settle(gradient, noise, k, limits)
        if code != RUNNING:
            return code, step, row
        if waited == 0:
            row += 1
        waited = (waited + 1) % every
        losses[row] = value
        _keep(theta, positions, row)
        _keep(gradient, gradients, row)
        for s in range(slots.shape[0]):
            _keep(slots[s], slot_rows[row], s)
        _keep(factors, factor_rows, row)
        _keep(clock, clock_rows, row)
        _keep(statistics, statistic_rows, row)
        code = _ended(limits, norm2, change, value, step)
        if code == RUNNING and (step % look_every == 0 or step % watch_every == 0):
            code = _look(
                measure, plan, theta, statistics, (inputs, targets), (validation_inputs, validation_targets),
                step, look_every, watch, watched, curves,
            )  # fmt: skip
        if code != RUNNING:
            return code, step, row
    return RUNNING, begin + rates.size, row
