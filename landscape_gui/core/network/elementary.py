"""exp, tanh and their kin without branches and library calls, so that loops over them become vector instructions.

Each is within a few units in the last place of its twin in ``core.operations``, NaN stays NaN, and e^x is infinite from
709.4 on and 0, not denormal, below −708.7. The functions may be contracted but not reassociated.
"""

from __future__ import annotations

import math
from typing import Any

from numba import types
from numba.extending import intrinsic

from landscape_gui.core.compiling import njit
from landscape_gui.core.normal import DENOMINATOR as D
from landscape_gui.core.normal import NEVER
from landscape_gui.core.normal import NUMERATOR as N
from landscape_gui.core.operations import LEAKY_SLOPE

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROUNDING = 6755399441055744.0
"""1.5 · 2^52: adding it leaves the nearest whole number in the lowest bits."""
ONE_BITS = 0x3FF0000000000000
LAST_EXP, FIRST_EXP = 710.0, -709.3
"""Here the exponent, written into its bits, becomes that of infinity, or of zero."""
SATURATION = 18.75
UPPER_HALF = ~((1 << 27) - 1)
"""Keeps so many bits of a float64 that its square is exact."""
NORMAL = 1.0 / math.sqrt(2.0 * math.pi)
HALF_OCTAVE = math.sqrt(2.0) - 1.0

compiled = njit(error_model="numpy", fastmath={"contract"})
inlined = njit(error_model="numpy", fastmath={"contract"}, inline="always")
"""For what the compiler finds too long to put into a loop by itself, and so would not make vector instructions of."""


@intrinsic
def bits_of(_context: Any, number: Any) -> Any:
    """The bits of a float64 as an int64."""

    def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.int64))

    return types.int64(types.float64), build


@intrinsic
def float_of(_context: Any, bits: Any) -> Any:
    """The float64 with the bits of an int64."""

    def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float64))

    return types.float64(types.int64), build


@compiled
def exp(x: float) -> float:
    """e^x: x = k ln 2 + r, a polynomial in r (interpolated at Chebyshev's points), and k put into the exponent."""
    x = LAST_EXP if x > LAST_EXP else x
    x = FIRST_EXP if x < FIRST_EXP else x
    shifted = x * LOG2_E + ROUNDING
    k = shifted - ROUNDING
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = 2.511025517665414e-08
    p = p * r + 2.763264569777423e-07
    p = p * r + 2.7557240271538036e-06
    p = p * r + 2.480148546595937e-05
    p = p * r + 0.00019841269890780595
    p = p * r + 0.0013888888952327655
    p = p * r + 0.008333333333319173
    p = p * r + 0.04166666666648808
    p = p * r + 0.16666666666666682
    p = p * r + 0.5000000000000019
    p = (p * r) * r + r + 1.0
    return p * float_of((bits_of(shifted) << 52) + ONE_BITS)  # type: ignore[call-arg]


@compiled
def log1p_unit(u: float) -> float:
    """ln(1 + u) for 0 ≤ u ≤ 1, by the series of atanh as in fdlibm's log."""
    upper = u > HALF_OCTAVE
    f = 0.5 * (u - 1.0) if upper else u
    s = f / (2.0 + f)
    z = s * s
    r = 1.479819860511658591e-01
    r = r * z + 1.531383769920937332e-01
    r = r * z + 1.818357216161805012e-01
    r = r * z + 2.222219843214978396e-01
    r = r * z + 2.857142874366239149e-01
    r = r * z + 3.999999999940941908e-01
    r = r * z + 6.666666666666735130e-01
    half_square = 0.5 * f * f
    result = f - (half_square - s * (half_square + r * z))
    return result + (LN2_HIGH + LN2_LOW) if upper else result


@compiled
def tanh(x: float) -> float:
    """A minimax rational x P(u) / Q(u), u = x², relative error below 1e-15; pairs of terms keep the chains short."""
    x = SATURATION if x > SATURATION else x
    x = -SATURATION if x < -SATURATION else x
    u = x * x
    u2 = u * u
    u4 = u2 * u2
    p0 = (9.381953409857237e-05 * u + 0.005980453469697148) * u2 + (0.15184373655316524 * u + 1.0)
    p4 = (3.125203404738134e-15 * u + 4.225367815269998e-12) * u2 + (2.4600511043138407e-09 * u + 6.861612590614473e-07)
    p = ((2.6058336138289337e-23 * u + 7.632807278638022e-19) * u4 + p4) * u4 + p0
    q0 = (0.000829400883661985 * u + 0.03437281009853111) * u2 + (0.48517706988649795 * u + 1.0)
    q4 = (1.2910984449665056e-13 * u + 1.1225918676547036e-10) * u2 + (
        4.490493074706608e-08 * u + 8.782567062221271e-06
    )
    q = ((6.442900511091114e-21 * u + 5.769558007240707e-17) * u4 + q4) * u4 + q0
    return x * p / q


@compiled
def tanh_slope(_z: float, h: float) -> float:
    """Slope of tanh where its value is h."""
    return 1.0 - h * h


@compiled
def sigmoid(x: float) -> float:
    """1 / (1 + e^−x)."""
    return 1.0 / (1.0 + exp(-x))


@compiled
def sigmoid_slope(_z: float, h: float) -> float:
    """Slope of the sigmoid where its value is h."""
    return h * (1.0 - h)


@compiled
def relu(x: float) -> float:
    """max(0, x)."""
    return 0.0 if x <= 0.0 else x


@compiled
def relu_slope(z: float, _h: float) -> float:
    """Slope of ReLU, 0 at 0."""
    return 1.0 if z > 0.0 else 0.0


@compiled
def leaky_relu(x: float) -> float:
    """ReLU with a small slope below 0."""
    return x if x > 0.0 else LEAKY_SLOPE * x


@compiled
def leaky_relu_slope(z: float, _h: float) -> float:
    """Slope of leaky ReLU, the small one at 0."""
    return 1.0 if z > 0.0 else LEAKY_SLOPE


@compiled
def elu(x: float) -> float:
    """x above 0, else e^x − 1 as 2 t / (1 − t) with t = tanh(x/2), which is exact near 0 too."""
    t = tanh(0.5 * (x if x < 0.0 else 0.0))
    return x if not x <= 0.0 else 2.0 * t / (1.0 - t)


@compiled
def elu_slope(z: float, h: float) -> float:
    """Slope of ELU where its value is h."""
    return 1.0 if z > 0.0 else h + 1.0


@compiled
def far_exp(x: float) -> float:
    """e^−|x|, from which a binary cross-entropy and its slope both follow."""
    return exp(-abs(x))


@compiled
def softplus_from(x: float, u: float) -> float:
    """Softplus of x where u = e^−|x|."""
    return (x if x > 0.0 else 0.0) + log1p_unit(u)


@compiled
def sigmoid_from(x: float, u: float) -> float:
    """Sigmoid of x where u = e^−|x|."""
    return (1.0 if x > 0.0 else u) / (1.0 + u)


@compiled
def softplus(x: float) -> float:
    """ln(1 + e^x) without overflow."""
    return softplus_from(x, far_exp(x))


@compiled
def softplus_slope(z: float, _h: float) -> float:
    """Slope of softplus: the sigmoid."""
    return sigmoid(z)


@inlined
def normal_chance(x: float) -> tuple[float, float]:
    """The chance that a normal number is smaller than x, as ``core.normal`` has it, and e^(−x²/2)."""
    a = abs(x)
    a = NEVER if a > NEVER else a
    a2 = a * a
    a4 = a2 * a2
    p0 = (N[3] * a + N[2]) * a2 + (N[1] * a + N[0])
    p4 = (N[7] * a + N[6]) * a2 + (N[5] * a + N[4])
    p = ((N[9] * a + N[8]) * a4 + p4) * a4 + p0
    q0 = (D[3] * a + D[2]) * a2 + (D[1] * a + D[0])
    q4 = (D[7] * a + D[6]) * a2 + (D[5] * a + D[4])
    q = ((D[10] * a2 + (D[9] * a + D[8])) * a4 + q4) * a4 + q0
    upper: float = float_of(bits_of(a) & UPPER_HALF)  # type: ignore[call-arg]
    rest = 0.5 * (a - upper) * (a + upper)
    power = exp(-0.5 * upper * upper) * (1.0 - rest + 0.5 * rest * rest)
    beyond = power * p / q
    return beyond if x < 0.0 else 1.0 - beyond, power


@inlined
def gelu(x: float) -> float:
    """x times the chance that a normal number is smaller."""
    chance, _ = normal_chance(x)
    return x * chance


@inlined
def gelu_slope(z: float, _h: float) -> float:
    """Slope of GELU."""
    chance, power = normal_chance(z)
    return chance + z * NORMAL * power


@compiled
def silu(x: float) -> float:
    """x σ(x)."""
    return x / (1.0 + exp(-x))


@compiled
def silu_slope(z: float, _h: float) -> float:
    """Slope of SiLU."""
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))
