"""The test surfaces, one row each: formula text and what a reader should know about it.

Value, gradient, Hessian, thumbnail and steppable graph all come from the formula, so adding a surface is adding a row
to ``_ROWS``. Minimizers without a closed form were found by Newton's method with 40 digits and are rounded to float64.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from landscape_gui.core.descriptors import SURFACE_KINDS, Interval, Param, Surface
from landscape_gui.core.errors import CatalogueError

_PI = 3.141592653589793

_SURVEY = "Jamil & Yang 2013, A literature survey of benchmark functions for global optimization problems"
_MISHRA = "Mishra 2006, Some new test functions for global optimization"
_DIXON_SZEGO = "Dixon & Szegő 1978, Towards Global Optimisation 2"
_OWN = "Drawn for this program"


def _square(half_width: float) -> tuple[Interval, Interval]:
    """Return the domain [-half_width, half_width] in both variables."""
    return ((-half_width, half_width), (-half_width, half_width))


_CONVEX = (
    Surface(
        "sphere",
        "Sphere",
        "x^2 + y^2",
        domain=_square(2.0),
        start=(-1.6, 1.2),
        kind="convex",
        description="The easiest bowl: every gradient points straight at the minimum, so only the step size matters.",
        source="De Jong 1975, An analysis of the behavior of a class of genetic adaptive systems",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "scaled_bowl",
        "Badly scaled bowl",
        "t = pi * angle / 180\nu = cos(t)*x + sin(t)*y\nv = cos(t)*y - sin(t)*x\n(u^2 + condition * v^2) / 2",
        domain=_square(2.0),
        start=(-1.7, 0.6),
        kind="convex",
        description="Turn the long axis away from the coordinate axes, and the per-axis step sizes of AdaGrad, "
        "RMSProp and Adam lose their advantage over plain gradient descent.",
        source="Goh 2017, Why momentum really works",
        minima=((0.0, 0.0),),
        coefficients=(
            Param(
                "condition",
                "condition κ",
                100.0,
                low=1.0,
                high=1e6,
                log=True,
                soft=(1.0, 1000.0),
                description="Ratio of the largest to the smallest curvature; gradient descent needs about κ steps for "
                "what takes momentum √κ.",
            ),
            Param(
                "angle",
                "long axis (degrees)",
                30.0,
                low=-90.0,
                high=90.0,
                description="At 0 the valley lies along x and adaptive methods straighten it out; at 45 they cannot "
                "tell the steep direction from the flat one.",
            ),
        ),
        height="log",
    ),
    Surface(
        "booth",
        "Booth",
        "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
        domain=_square(10.0),
        start=(-8.5, 2.0),
        kind="convex",
        description="A slanted quadratic bowl: the two unknowns of a small linear system have to be adjusted together.",
        source=_SURVEY,
        minima=((1.0, 3.0),),
        height="log",
    ),
    Surface(
        "matyas",
        "Matyas",
        "0.26*(x^2 + y^2) - 0.48*x*y",
        domain=_square(10.0),
        start=(-9.0, 3.0),
        kind="convex",
        description="A diagonal trough with an almost level floor: it is reached at once, then progress along it dies "
        "away.",
        source=_SURVEY,
        minima=((0.0, 0.0),),
        height="log",
    ),
    Surface(
        "zakharov",
        "Zakharov",
        "s = x/2 + y\nx^2 + y^2 + s^2 + s^4",
        domain=_square(5.0),
        start=(-4.0, -3.0),
        kind="convex",
        description="Convex, yet the walls grow with the fourth power: a rate that suits the floor explodes on the "
        "rim.",
        source=_SURVEY,
        minima=((0.0, 0.0),),
        height="log",
    ),
)

_RAVINES = (
    Surface(
        "ravine",
        "Ravine",
        "(x^2 + k*y^2) / 2",
        domain=_square(2.0),
        start=(-1.8, 0.7),
        kind="ravine",
        description="A steep and a flat axis: gradient descent zig-zags across the ravine while momentum averages the "
        "zig-zag away and runs along it.",
        source="Sutton 1986, Two problems with backpropagation and other steepest-descent learning procedures",
        minima=((0.0, 0.0),),
        coefficients=(
            Param(
                "k",
                "steepness k",
                25.0,
                low=1.0,
                high=1e6,
                log=True,
                soft=(1.0, 1000.0),
                description="Curvature across the ravine, 1 along it: learning rates above 2/k make gradient descent "
                "diverge.",
            ),
        ),
    ),
    Surface(
        "narrow_ravine",
        "Deep narrow ravine",
        "0.1*((x - 1)^2 + (y - 1)^2) - 2*exp(-(x - y)^2 / (2*width^2))",
        domain=_square(2.0),
        start=(-1.7, -0.9),
        kind="ravine",
        description="A slot cut into a gentle plain: falling in takes a few steps, walking along its floor takes "
        "hundreds, and one rate cannot suit both.",
        source=_OWN,
        minima=((1.0, 1.0),),
        coefficients=(
            Param(
                "width",
                "ravine width",
                0.2,
                low=0.02,
                high=2.0,
                log=True,
                description="A narrower slot has steeper walls, so the largest stable learning rate shrinks with the "
                "square of the width.",
            ),
        ),
    ),
    Surface(
        "two_ravines",
        "Two ravines",
        "(y^2 - 1 - 0.4*x)^2 + tilt*y + 0.1*(x - 1)^2",
        domain=((-4.0, 3.0), (-2.0, 2.0)),
        start=(-2.6, 1.6),
        kind="ravine",
        description="One valley forks into two: a small difference at the fork decides which ravine, and which "
        "minimum, an optimizer ends in.",
        source=_OWN,
        height="log",
        minima=((1.1232933801386267, -1.216610330833216),),
        local_minima=((0.8691925482966988, 1.1467236617393286),),
        coefficients=(
            Param(
                "tilt",
                "ravine tilt",
                0.15,
                low=-2.0,
                high=2.0,
                soft=(-0.5, 0.5),
                description="How much deeper one ravine is than the other; at 0 they are mirror images.",
            ),
        ),
    ),
    Surface(
        "rosenbrock",
        "Rosenbrock",
        "(a - x)^2 + b*(y - x^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        start=(-1.5, 2.0),
        kind="ravine",
        description="The classic curved valley: finding it is easy, following its bend to the minimum is not.",
        source="Rosenbrock 1960, An automatic method for finding the greatest or least value of a function",
        minima=((1.0, 1.0),),
        coefficients=(
            Param(
                "a",
                "minimum a",
                1.0,
                low=-10.0,
                high=10.0,
                soft=(-1.4, 1.4),
                description="The minimum lies at (a, a²) on the valley floor y = x².",
            ),
            Param(
                "b",
                "wall steepness b",
                100.0,
                low=0.01,
                high=1e6,
                log=True,
                soft=(1.0, 1000.0),
                description="Larger values narrow the valley and force smaller learning rates.",
            ),
        ),
        height="log",
    ),
    Surface(
        "dixon_price",
        "Dixon–Price",
        "(x - 1)^2 + 2*(2*y^2 - x)^2",
        domain=((-2.0, 3.0), (-2.0, 2.0)),
        start=(-1.6, 0.2),
        kind="ravine",
        description="A valley bent like a horseshoe with one minimum on each arm: the sign of y at the start decides, "
        "unless momentum carries a path across.",
        source="Dixon & Price 1989, Truncated Newton method for sparse unconstrained optimization",
        minima=((1.0, 0.7071067811865476), (1.0, -0.7071067811865476)),
        height="log",
    ),
)

_SADDLES = (
    Surface(
        "saddle",
        "Saddle",
        "x^2 - y^2",
        domain=_square(2.0),
        start=(-1.6, 0.01),
        kind="saddle",
        description="Down one way, up the other: gradient descent first settles on the saddle point and leaves it "
        "only because y did not start at exactly 0.",
        source="Dauphin et al. 2014, Identifying and attacking the saddle point problem",
    ),
    Surface(
        "monkey_saddle",
        "Monkey saddle",
        "x^3 - 3*x*y^2",
        domain=_square(2.0),
        start=(1.2, 0.1),
        kind="saddle",
        description="Three ways down, one for each leg and one for the tail; at the centre even the curvature "
        "vanishes, so the escape is slower than from an ordinary saddle.",
        source="Hilbert & Cohn-Vossen 1932, Anschauliche Geometrie",
    ),
    Surface(
        "lecture_quadratic",
        "Partial derivatives",
        "3*x^2 + x*y - 1",
        domain=_square(2.0),
        start=(1.2, -0.6),
        kind="saddle",
        description="Hold one variable fixed and look at the cut: the partial derivatives are 6x + y and x.",
        source="An exercise of introductory lectures on neural networks",
    ),
    Surface(
        "double_well",
        "Saddle between two wells",
        "0.5*x^2 + 0.25*y^4 - 0.5*y^2",
        domain=_square(2.0),
        start=(-1.7, 0.005),
        kind="saddle",
        description="A saddle one can leave: the loss curve shows a long shelf near the saddle point, then a second "
        "fall.",
        source="Nesterov 2004, Introductory Lectures on Convex Optimization",
        minima=((0.0, 1.0), (0.0, -1.0)),
    ),
)

_PLATEAUS = (
    Surface(
        "plateau_well",
        "Plateau with a well",
        "1 - exp(-((x - 0.5)^2 + (y + 0.4)^2) / (2*width^2))",
        domain=_square(2.0),
        start=(-0.9, 1.0),
        kind="plateau",
        description="Almost no slope out on the plateau: gradient descent stands still, while methods that divide by "
        "the size of the gradient keep walking.",
        source=_OWN,
        minima=((0.5, -0.4),),
        coefficients=(
            Param(
                "width",
                "well width",
                0.5,
                low=0.05,
                high=5.0,
                log=True,
                soft=(0.2, 2.0),
                description="A narrower well leaves a flatter plateau around it.",
            ),
        ),
    ),
    Surface(
        "terraces",
        "Terraces",
        "u = x + 0.3*sin(2*y)\ntanh(sharpness*(u + 0.9)) + tanh(sharpness*(u - 0.6)) + 0.05*(u + 1.5)^2 + 0.1*y^2",
        domain=((-3.0, 2.0), (-2.0, 2.0)),
        start=(1.5, 1.4),
        kind="plateau",
        description="Flat steps with steep edges between them: loss that stands still does not mean training is over.",
        source=_OWN,
        minima=((-1.632110889245911, 0.0),),
        coefficients=(
            Param(
                "sharpness",
                "edge sharpness",
                5.0,
                low=0.5,
                high=50.0,
                log=True,
                soft=(1.0, 20.0),
                description="Sharper edges make the terraces flatter and the gradient at each edge larger.",
            ),
        ),
    ),
    Surface(
        "cliff",
        "Cliff",
        "0.1*(x + 1)^2 + 0.1*y^2 + 2*sigmoid(steepness*x)",
        domain=((-4.0, 3.0), (-2.5, 2.5)),
        start=(2.2, 1.4),
        kind="plateau",
        description="At the edge the gradient explodes and one step throws the parameters far away; clipping the "
        "gradient cures it.",
        source="Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks",
        minima=((-1.000000412227324, 0.0),),
        coefficients=(
            Param(
                "steepness",
                "cliff steepness",
                20.0,
                low=1.0,
                high=1000.0,
                log=True,
                soft=(2.0, 200.0),
                description="The gradient in the face of the cliff is half of this number.",
            ),
        ),
    ),
    Surface(
        "dying_relu",
        "Dying ReLU",
        "(relu(-w + b)^2 + (relu(w + b) - 1)^2 + (relu(2*w + b) - 2)^2) / 3",
        domain=((-1.5, 2.5), (-2.0, 2.0)),
        start=(-0.6, 1.5),
        kind="plateau",
        description="One ReLU neuron relu(w·x + b) fitted to three points: in the flat corner it outputs 0 for all of "
        "them, its gradient is exactly 0, and no first-order method gets out.",
        source="Lu et al. 2020, Dying ReLU and initialization",
        minima=((1.0, 0.0),),
    ),
    Surface(
        "beale",
        "Beale",
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        domain=_square(4.5),
        start=(1.0, 1.5),
        kind="plateau",
        description="A wide flat middle between enormous corners: step sizes safe in a corner hardly move on the flat.",
        source="Beale 1958, On an iterative method for finding a local minimum of a function of more than one variable",
        minima=((3.0, 0.5),),
        height="log",
    ),
    Surface(
        "easom",
        "Easom",
        "-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))",
        domain=((-1.0, 7.0), (-1.0, 7.0)),
        start=(4.6, 1.7),
        kind="plateau",
        description="A needle in a plain: away from the narrow well the gradient is so small that it says almost "
        "nothing.",
        source="Easom 1990, A survey of global optimization techniques",
        minima=((_PI, _PI),),
    ),
)

_MANY_MINIMA = (
    Surface(
        "dupont_two_wells",
        "Two wells",
        "x^2 + y^2 - a*exp(-((x - 1)^2 + y^2)/c) - b*exp(-((x + 1)^2 + y^2)/d)",
        domain=_square(2.0),
        start=(0.6, 1.2),
        kind="many minima",
        description="Two wells of unequal depth in one bowl: from the same start different optimizers end in "
        "different wells.",
        source="Dupont 2018, Optimization algorithms visualization",
        minima=((-0.9363006340109187, 0.0),),
        local_minima=((0.905317899160115, 0.0),),
        coefficients=(
            Param(
                "a",
                "right depth a",
                2.0,
                low=0.0,
                high=20.0,
                soft=(0.0, 5.0),
                description="Make the right well the deeper one and see which optimizers change their mind.",
            ),
            Param(
                "b",
                "left depth b",
                3.0,
                low=0.0,
                high=20.0,
                soft=(0.0, 5.0),
                description="At 0 the left well is gone and only the bowl and the right well remain.",
            ),
            Param(
                "c",
                "right width c",
                0.2,
                low=0.01,
                high=10.0,
                log=True,
                soft=(0.02, 2.0),
                description="A wide well catches paths from far away, a narrow one is easily jumped over.",
            ),
            Param(
                "d",
                "left width d",
                0.2,
                low=0.01,
                high=10.0,
                log=True,
                soft=(0.02, 2.0),
                description="A wide well catches paths from far away, a narrow one is easily jumped over.",
            ),
        ),
    ),
    Surface(
        "three_wells",
        "Three wells",
        "0.1*(x^2 + y^2)"
        " - a*exp(-((x - 1.1)^2 + (y - 0.7)^2)/0.3)"
        " - b*exp(-((x + 1.1)^2 + (y - 0.7)^2)/0.3)"
        " - c*exp(-(x^2 + (y + 1.2)^2)/0.3)",
        domain=_square(2.0),
        start=(0.13, 0.13),
        kind="many minima",
        description="Start near the middle, where the three basins meet: a small change of start, rate or optimizer "
        "picks another well.",
        source=_OWN,
        minima=((-3.571529447884768e-08, -1.182247340278729),),
        local_minima=((-1.0783846552852976, 0.686244674040389), (1.0678090064831187, 0.6795147416393852)),
        coefficients=(
            Param(
                "a",
                "right depth a",
                1.0,
                low=0.0,
                high=20.0,
                soft=(0.0, 3.0),
                description="Depth of the well at the upper right.",
            ),
            Param(
                "b",
                "left depth b",
                1.5,
                low=0.0,
                high=20.0,
                soft=(0.0, 3.0),
                description="Depth of the well at the upper left.",
            ),
            Param(
                "c",
                "lower depth c",
                2.0,
                low=0.0,
                high=20.0,
                soft=(0.0, 3.0),
                description="Depth of the well at the bottom, the deepest unless you change it.",
            ),
        ),
    ),
    Surface(
        "hills",
        "Hills",
        "0.25*((x - 1.2)^2 + (y - 1.2)^2)"
        " + height*(exp(-((x - 0.15)^2 + (y - 0.1)^2)/0.3)"
        " + exp(-((x + 0.6)^2 + (y - 0.75)^2)/0.3)"
        " + exp(-((x - 0.7)^2 + (y + 0.6)^2)/0.3))",
        domain=_square(2.0),
        start=(-1.6, -1.4),
        kind="many minima",
        description="A row of hills blocks the way down: gradient descent rests in front of it, momentum is carried "
        "over the pass.",
        source=_OWN,
        minima=((1.2060672448373992, 1.2063115710598422),),
        local_minima=((-0.4879821425057436, -0.1792527883345921),),
        coefficients=(
            Param(
                "height",
                "hill height",
                1.0,
                low=-10.0,
                high=10.0,
                soft=(-2.0, 3.0),
                description="At 0 only the bowl is left; below 0 the hills become hollows.",
            ),
        ),
    ),
    Surface(
        "himmelblau",
        "Himmelblau",
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        domain=_square(6.0),
        start=(0.5, -0.5),
        kind="many minima",
        description="Four equally good minima: where a path ends depends on the start and on the optimizer.",
        source="Himmelblau 1972, Applied Nonlinear Programming",
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.28318599128617),
            (3.584428340330492, -1.848126526964404),
        ),
        height="log",
    ),
    Surface(
        "three_hump_camel",
        "Three-hump camel",
        "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
        domain=_square(2.5),
        start=(1.8, 2.0),
        kind="many minima",
        description="A good minimum in the middle and a lesser one on either side: momentum may roll through the side "
        "well.",
        source=_SURVEY,
        minima=((0.0, 0.0),),
        local_minima=((-1.7475523458302888, 0.8737761729151444), (1.7475523458302888, -0.8737761729151444)),
        height="log",
    ),
    Surface(
        "six_hump_camel",
        "Six-hump camel",
        "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2",
        domain=((-2.0, 2.0), (-1.2, 1.2)),
        start=(1.6, 0.9),
        kind="many minima",
        description="Six minima at three heights: two are best, and a point mirrored through the centre is just as "
        "good.",
        source=_DIXON_SZEGO,
        minima=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
        local_minima=(
            (1.703606714969981, -0.7960835686726251),
            (-1.703606714969981, 0.7960835686726251),
            (1.6071047529201972, 0.5686514548841314),
            (-1.6071047529201972, -0.5686514548841314),
        ),
        height="log",
    ),
    Surface(
        "goldstein_price",
        "Goldstein–Price",
        "(1 + (x + y + 1)^2 * (19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))"
        " * (30 + (2*x - 3*y)^2 * (18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
        domain=_square(2.0),
        start=(-1.2, 0.6),
        kind="many minima",
        description="Heights from 3 to a million in one small square: only a logarithmic scale shows the valleys, and "
        "a constant learning rate must be tiny to survive the walls.",
        source="Goldstein & Price 1971, On descent from local minima",
        minima=((0.0, -1.0),),
        local_minima=((-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
        height="log",
    ),
    Surface(
        "styblinski_tang",
        "Styblinski–Tang",
        "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y) / 2",
        domain=_square(5.0),
        start=(0.35, 0.25),
        kind="many minima",
        description="Each variable chooses one of two wells by itself, which makes four minima of three depths.",
        source="Styblinski & Tang 1990, Experiments in nonconvex optimization",
        minima=((-2.903534027771177, -2.903534027771177),),
        local_minima=(
            (-2.903534027771177, 2.746802770990837),
            (2.746802770990837, -2.903534027771177),
            (2.746802770990837, 2.746802770990837),
        ),
    ),
    Surface(
        "mccormick",
        "McCormick",
        "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
        domain=((-1.5, 4.0), (-3.0, 4.0)),
        start=(3.4, 3.2),
        kind="many minima",
        description="A valley with waves in its floor: the first hollow that is met is not the deepest.",
        source=_SURVEY,
        minima=((-0.5471975511965976, -1.5471975511965976),),
        local_minima=((2.5943951023931957, 1.5943951023931955),),
        height="log",
    ),
    Surface(
        "branin",
        "Branin",
        "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
        domain=((-5.0, 10.0), (0.0, 15.0)),
        start=(5.9, 13.3),
        kind="many minima",
        description="Three equally deep minima along one bent valley, with low passes between them.",
        source="Branin 1972, Widely convergent method for finding multiple solutions of simultaneous nonlinear "
        "equations",
        minima=((-_PI, 12.275), (_PI, 2.275), (9.42477796076938, 2.475)),
        height="log",
    ),
    Surface(
        "rastrigin",
        "Rastrigin",
        "2*A + x^2 - A*cos(2*pi*x) + y^2 - A*cos(2*pi*y)",
        domain=_square(5.12),
        start=(-3.4, 2.7),
        kind="many minima",
        description="A bowl full of equal dents, about a hundred of them: every local method stops in a dent near its "
        "start.",
        source="Rastrigin 1974, Systems of Extremal Control",
        minima=((0.0, 0.0),),
        coefficients=(
            Param(
                "A",
                "dent depth A",
                10.0,
                low=0.0,
                high=100.0,
                soft=(0.0, 20.0),
                description="At 0 the plain bowl is left; watch at which depth each optimizer starts to get stuck.",
            ),
        ),
    ),
    Surface(
        "ackley",
        "Ackley",
        "-20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
        domain=_square(5.0),
        start=(-3.4, 2.6),
        kind="many minima",
        description="A rippled funnel around a sharp centre: noise or momentum must carry a path over the ripples.",
        source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "griewank",
        "Griewank",
        "(x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2)) + 1",
        domain=_square(10.0),
        start=(-4.6, 5.6),
        kind="many minima",
        description="A regular pattern of dents on a bowl so shallow that, seen from close by, all dents look alike.",
        source="Griewank 1981, Generalized descent for global optimization",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "levy13",
        "Lévy N. 13",
        "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)",
        domain=_square(10.0),
        start=(-6.0, 7.0),
        kind="many minima",
        description="Ribs run across the bowl in both directions: the large shape leads home, the small shape holds "
        "on.",
        source="Lévy & Montalvo 1985, The tunneling algorithm for the global minimization of functions",
        minima=((1.0, 1.0),),
    ),
    Surface(
        "bohachevsky",
        "Bohachevsky",
        "x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
        domain=_square(1.5),
        start=(-1.3, 1.2),
        kind="many minima",
        description="A bowl with regular dents: steps shorter than a dent end in the first one, longer ones cross it.",
        source="Bohachevsky, Johnson & Stein 1986, Generalized simulated annealing for function optimization",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "schaffer2",
        "Schaffer N. 2",
        "0.5 + (sin(x^2 - y^2)^2 - 0.5) / (1 + 0.001*(x^2 + y^2))^2",
        domain=_square(10.0),
        start=(-3.0, 2.0),
        kind="many minima",
        description="Ripples that narrow outwards: the same learning rate is smooth going near the centre and chaos "
        "far out.",
        source=_MISHRA,
        minima=((0.0, 0.0),),
    ),
    Surface(
        "schaffer4",
        "Schaffer N. 4",
        "0.5 + (cos(sin(x^2 - y^2))^2 - 0.5) / (1 + 0.001*(x^2 + y^2))^2",
        domain=_square(3.5),
        start=(-2.4, 2.9),
        kind="many minima",
        description="Bands of valleys that are almost equally deep: the best four points differ from the rest by "
        "thousandths.",
        source=_MISHRA,
        minima=(
            (0.0, 1.2531318314637332),
            (0.0, -1.2531318314637332),
            (1.2531318314637332, 0.0),
            (-1.2531318314637332, 0.0),
        ),
    ),
    Surface(
        "drop_wave",
        "Drop wave",
        "r2 = x^2 + y^2\n-(1 + cos(12*sqrt(r2))) / (r2/2 + 2)",
        domain=_square(2.0),
        start=(-1.4, 0.9),
        kind="many minima",
        description="Circular ripples around a drop: each ring is a valley, and the way inwards leads over every "
        "crest.",
        source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "cross_in_tray",
        "Cross in tray",
        "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1",
        domain=_square(10.0),
        start=(-3.5, 5.0),
        kind="many minima",
        description="Sharp ridges part the plane into trays: a path can leave its tray only by a jump.",
        source=_MISHRA,
        minima=(
            (1.3494066171539107, 1.3494066171539107),
            (1.3494066171539107, -1.3494066171539107),
            (-1.3494066171539107, 1.3494066171539107),
            (-1.3494066171539107, -1.3494066171539107),
        ),
    ),
    Surface(
        "holder_table",
        "Hölder table",
        "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))",
        domain=_square(10.0),
        start=(6.7, 8.2),
        kind="many minima",
        description="A table on four legs: the four deepest wells hide in the corners, far from the gentle centre.",
        source=_MISHRA,
        minima=(
            (8.055023475736563, 9.664590019241272),
            (8.055023475736563, -9.664590019241272),
            (-8.055023475736563, 9.664590019241272),
            (-8.055023475736563, -9.664590019241272),
        ),
    ),
    Surface(
        "eggholder",
        "Eggholder",
        "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - y - 47)))",
        domain=_square(512.0),
        start=(-150.0, 100.0),
        kind="many minima",
        description="Some two hundred wells, and the best point of the square lies on its very edge, where the slope "
        "still leads out: no stationary point, no help for a local method.",
        source="Whitley et al. 1996, Evaluating evolutionary algorithms",
        minima=((512.0, 404.2318051137578),),
    ),
    Surface(
        "schwefel",
        "Schwefel",
        "837.9657745448678 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
        domain=_square(500.0),
        start=(-100.0, 150.0),
        kind="many minima",
        description="The second-best wells lie far from the best one, towards other corners: what looks like progress "
        "may lead the wrong way.",
        source="Schwefel 1981, Numerical Optimization of Computer Models",
        minima=((420.96874635998205, 420.96874635998205),),
    ),
    Surface(
        "michalewicz",
        "Michalewicz",
        "-sin(x)*sin(x^2/pi)^20 - sin(y)*sin(2*y^2/pi)^20",
        domain=((0.0, _PI), (0.0, _PI)),
        start=(1.7, 0.6),
        kind="many minima",
        description="Narrow canyons in a level plain, deepest where two cross: on the plain the gradient is all but 0.",
        source="Michalewicz 1992, Genetic Algorithms + Data Structures = Evolution Programs",
        minima=((2.2029055201726093, 1.5707963267948966),),
        local_minima=((2.2029055201726093, 2.7115714838430143),),
    ),
    Surface(
        "double_well_1d",
        "Double well (one variable)",
        "x^4 - 2*x^2 + tilt*x",
        domain=((-1.8, 1.8),),
        start=(1.7,),
        kind="many minima",
        description="Two wells on one curve: gradient descent stays in the nearer one, momentum can roll over the "
        "hump.",
        source="Strogatz 1994, Nonlinear Dynamics and Chaos",
        minima=((-1.0355787140888537,),),
        local_minima=((0.9601495555191055,),),
        coefficients=(
            Param(
                "tilt",
                "curve tilt",
                0.3,
                low=-5.0,
                high=5.0,
                soft=(-2.0, 2.0),
                description="Beyond about 1.54 either way the shallower well disappears.",
            ),
        ),
    ),
    Surface(
        "wavy_parabola_1d",
        "Wavy parabola (one variable)",
        "x^2/4 + amplitude*(1 - cos(4*x))",
        domain=((-5.0, 5.0),),
        start=(4.5,),
        kind="many minima",
        description="A parabola with ripples: a large learning rate sees only the parabola, a small one only the "
        "ripples.",
        source=_OWN,
        minima=((0.0,),),
        local_minima=((-1.4762933824127598,), (1.4762933824127598,), (-2.9355827768714513,), (2.9355827768714513,)),
        coefficients=(
            Param(
                "amplitude",
                "ripple height",
                0.5,
                low=0.0,
                high=10.0,
                soft=(0.0, 2.0),
                description="At 0 the plain parabola is left; larger ripples trap earlier.",
            ),
        ),
    ),
)

_NON_SMOOTH = (
    Surface(
        "l1_bowl",
        "Sum of absolute values",
        "abs(x) + abs(y)",
        domain=_square(2.0),
        start=(-1.7, 1.15),
        kind="non-smooth",
        description="The slope stays 1 right up to the edge at 0: steps of constant length hop to and fro across it, "
        "and only a decaying rate settles.",
        source="Shor 1985, Minimization Methods for Non-Differentiable Functions",
        minima=((0.0, 0.0),),
    ),
    Surface(
        "bukin6",
        "Bukin N. 6",
        "100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)",
        domain=((-15.0, -5.0), (-3.0, 3.0)),
        start=(-6.0, 1.8),
        kind="non-smooth",
        description="A valley with an edge for a floor: the gradient grows without bound towards it and points across "
        "it, not along it.",
        source="Bukin 1997, New minimization strategies for non-smooth functions",
        minima=((-10.0, 1.0),),
    ),
    Surface(
        "abs_1d",
        "Absolute value (one variable)",
        "abs(x)",
        domain=((-2.0, 2.0),),
        start=(1.75,),
        kind="non-smooth",
        description="The gradient says which side, never how far: steps keep their full length and overshoot for ever.",
        source="Shor 1985, Minimization Methods for Non-Differentiable Functions",
        minima=((0.0,),),
    ),
)


def _catalogue(rows: Iterable[Surface]) -> Mapping[str, Surface]:
    """Return the rows by key, read-only; raise CatalogueError for a key given twice or a kind that does not exist."""
    found: dict[str, Surface] = {}
    for row in rows:
        if row.key in found:
            raise CatalogueError(f"The surface key {row.key!r} is used twice; every row needs a key of its own.")
        if row.kind not in SURFACE_KINDS:
            raise CatalogueError(
                f"Surface {row.key!r} is of kind {row.kind!r}; valid kinds: {', '.join(SURFACE_KINDS)}."
            )
        found[row.key] = row
    return MappingProxyType(found)


SURFACES: Mapping[str, Surface] = _catalogue((*_CONVEX, *_RAVINES, *_SADDLES, *_PLATEAUS, *_MANY_MINIMA, *_NON_SMOOTH))
"""Every test surface by its key, grouped by kind, from easy to hard."""


def surface_entry(key: str) -> Surface:
    """Return the row of a surface; raise CatalogueError naming close matches, or all keys where nothing is close."""
    if key in SURFACES:
        return SURFACES[key]
    close = difflib.get_close_matches(key, SURFACES, n=3)
    if close:
        raise CatalogueError(f"There is no surface {key!r}; did you mean {' or '.join(map(repr, close))}?")
    raise CatalogueError(f"There is no surface {key!r}; valid keys: {', '.join(SURFACES)}.")
