"""Hyper-parameters that several optimizers share, so that a name has the same meaning and bounds everywhere."""

from __future__ import annotations

from landscape_gui.core.descriptors import Interval, Param


def learning_rate(default: float, soft: Interval = (1e-4, 1.0)) -> Param:
    """Return the learning rate η; ``soft`` is what its slider covers."""
    return Param(
        "lr",
        "learning rate η",
        default,
        low=1e-12,
        high=1e6,
        log=True,
        soft=soft,
        description="Length of a step: too small crawls, too large oscillates and then diverges.",
    )


def momentum(default: float) -> Param:
    """Return the momentum μ, the share of the velocity that survives a step."""
    return Param(
        "momentum",
        "momentum μ",
        default,
        low=0.0,
        high=1.0,
        soft=(0.0, 0.999),
        description="Share of the velocity that survives a step: more of it crosses small bumps but overshoots.",
    )


def rho(default: float) -> Param:
    """Return the decay rate ρ of a running average of squared gradients."""
    return Param(
        "rho",
        "averaging ρ",
        default,
        low=0.0,
        high=1.0,
        soft=(0.5, 0.999),
        description="Memory for squared gradients, about 1/(1 − ρ) steps long: shorter reacts faster but is noisier.",
    )


def beta1(default: float) -> Param:
    """Return the decay rate β₁ of the averaged gradient."""
    return Param(
        "beta1",
        "first moment β₁",
        default,
        low=0.0,
        high=0.999999,
        soft=(0.0, 0.999),
        description="Memory for the direction, about 1/(1 − β₁) steps long: it works like momentum.",
    )


def beta2(default: float, description: str = "") -> Param:
    """Return the decay rate β₂ of the averaged squared gradient, or of what ``description`` says."""
    return Param(
        "beta2",
        "second moment β₂",
        default,
        low=0.0,
        high=0.999999,
        soft=(0.5, 0.9999),
        description=description
        or "Memory for the size of gradients, about 1/(1 − β₂) steps long: it sets the scale of each axis.",
    )


def epsilon(default: float) -> Param:
    """Return ε; 0 is valid and divides by zero where a gradient vanishes."""
    return Param(
        "eps",
        "safeguard ε",
        default,
        low=0.0,
        high=1e3,
        log=True,
        soft=(1e-12, 1.0),
        description="Keeps the division finite where gradients vanish; a large value switches the scaling off.",
    )


def weight_decay(default: float = 0.0, decoupled: bool = False) -> Param:
    """Return the weight decay λ, added to the gradient or, when ``decoupled``, shrinking the parameters directly."""
    return Param(
        "weight_decay",
        "weight decay λ",
        default,
        low=0.0,
        high=1e3,
        soft=(0.0, 1.0),
        description=(
            "Shrinks the parameters by ηλ of their size every step, apart from the gradient."
            if decoupled
            else "Adds λθ to the gradient, which pulls the parameters towards zero."
        ),
    )
