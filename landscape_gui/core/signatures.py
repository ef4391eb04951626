"""The only place where the types of compiled kernels are spelled."""

from __future__ import annotations

from numba import float64, int64, types, uint32, void

VECTOR = float64[::1]
MATRIX = float64[:, ::1]
CUBE = float64[:, :, ::1]

OBJECTIVE = float64(VECTOR, VECTOR, VECTOR)
"""(theta (d,), coefficients (c,), gradient out (d,)) -> loss"""
HESSIAN = void(VECTOR, VECTOR, MATRIX)
"""(theta (d,), coefficients (c,), hessian out (d, d))"""
ADVANCE = void(VECTOR, VECTOR, MATRIX, VECTOR, VECTOR, VECTOR, float64)
"""(theta in/out (d,), gradient (d,), slots in/out (s, d), clock in/out, factors out, hyper-parameters, step from 1)"""
EVALUATE = void(types.FunctionType(OBJECTIVE), MATRIX, VECTOR, VECTOR)
"""(objective, points (n, d), coefficients, values out (n,))"""

_DRIVE_REST = (
    VECTOR,  # theta, in and out
    VECTOR,  # gradient at theta, in and out
    VECTOR,  # loss at theta, in and out, one number
    MATRIX,  # slots, in and out
    VECTOR,  # clock, in and out
    VECTOR,  # factors, in and out
    VECTOR,  # hyper-parameters
    VECTOR,  # coefficients
    VECTOR,  # learning rate of each step of this chunk
    MATRIX,  # gradient noise of each step of this chunk, or no rows
    VECTOR,  # limits: clip norm, gradient norm, change, loss (negative or -inf: off)
    int64,  # number of the step this chunk begins at
    int64,  # record every so many steps
    int64,  # next row to write
    MATRIX,  # rows out: positions
    VECTOR,  # rows out: losses
    MATRIX,  # rows out: gradients
    CUBE,  # rows out: slots
    MATRIX,  # rows out: factors
)
RESULT = types.UniTuple(int64, 3)
"""(status code, last step taken, next row)"""
DRIVE = RESULT(types.FunctionType(OBJECTIVE), types.FunctionType(ADVANCE), *_DRIVE_REST)
FUSED_DRIVE = RESULT(*_DRIVE_REST)

PLAN = int64[::1]
"""What the generic kernels of networks read, from ``Architecture.plan``; the specialised ones ignore it."""
BATCH = float64(PLAN, VECTOR, MATRIX, MATRIX, VECTOR, VECTOR, VECTOR, VECTOR)
"""(plan, theta (d,), inputs (i, n), targets (rows, n), penalties [l1, l2], training, gradient out (d,), statistics
in/out) -> mean loss over the n examples + penalties. All data is feature-major: one column an example.

``training`` = [form, seed, step, dropout share, input noise]. Form 0: evaluation, batch norm uses ``statistics``.
Form 1: training, with dropout, noise and batch norm over this batch, whose mean and variance move ``statistics`` by a
tenth. Form 2: as 1, but without dropout and noise, and ``statistics`` become exactly those of this batch.
"""
FORWARD = void(PLAN, VECTOR, MATRIX, VECTOR, MATRIX)
"""(plan, theta (d,), inputs (i, n), statistics, predictions out (outputs, n)), in evaluation form"""
ACTIVATE = void(int64, VECTOR, VECTOR)
"""(number of the activation, pre-activations (n,), activated out (n,))"""
MEASURE = void(PLAN, VECTOR, MATRIX, MATRIX, VECTOR, VECTOR)
"""(plan, theta (d,), inputs (i, n), targets (rows, n), statistics, out [mean loss without penalties, accuracy])"""
PLANE = void(
    types.FunctionType(MEASURE),
    PLAN,
    VECTOR,  # origin (d,)
    VECTOR,  # first direction (d,)
    VECTOR,  # second direction (d,)
    VECTOR,  # coordinates along the first (m,)
    VECTOR,  # coordinates along the second (m,)
    MATRIX,  # inputs (i, n)
    MATRIX,  # targets (rows, n)
    VECTOR,  # penalties
    VECTOR,  # statistics
    VECTOR,  # losses with penalties out (m,)
    VECTOR,  # accuracies out (m,), NaN where there is none
)
POINTS = void(types.FunctionType(MEASURE), PLAN, MATRIX, MATRIX, MATRIX, VECTOR, VECTOR, VECTOR, VECTOR)
"""(measure, plan, points (m, d), inputs, targets, penalties, statistics, losses with penalties out, accuracies out)"""

INDICES = int64[:, ::1]
PERMUTE = void(uint32[::1], INDICES)
"""(state of a Mersenne Twister in/out (625,), permutations out (epochs, n))"""
TRAIN = RESULT(
    types.FunctionType(BATCH),
    types.FunctionType(MEASURE),
    types.FunctionType(ADVANCE),
    PLAN,
    *_DRIVE_REST[:7],  # theta to hyper-parameters
    VECTOR,  # batch norm's statistics, in and out
    *_DRIVE_REST[8:],  # rates to rows of factors
    MATRIX,  # rows out: clock
    MATRIX,  # rows out: statistics
    MATRIX,  # inputs (i, n)
    MATRIX,  # targets (rows, n)
    INDICES,  # orders of the examples (epochs, n), or no rows where every step sees all of them
    PLAN,  # examples of one step, of one batch, number of the first epoch in the orders
    VECTOR,  # penalties
    VECTOR,  # training, see BATCH
    MATRIX,  # validation inputs (i, m), or no columns
    MATRIX,  # validation targets (rows, m)
    int64,  # record loss and accuracy on both data sets every so many steps
    VECTOR,  # stopping rules: patience (0: off), share of misclassified (negative: off), steps between their looks
    VECTOR,  # state of these looks, in and out: best loss, its step, looks since
    MATRIX,  # rows out: loss and accuracy on the training data, then on the validation data
)
"""As DRIVE for networks trained in batches. Begun at step -1, it arrives at step 0 without an update."""
