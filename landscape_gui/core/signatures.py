"""The only place where the types of compiled kernels are spelled."""

from __future__ import annotations

from numba import float64, int64, types, void

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
