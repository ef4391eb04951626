"""How the compiled loops over steps end: status codes and the bounds behind them, for loops and for sentences."""

from __future__ import annotations

RUNNING, FLAT, STILL, LOW, PATIENCE, CLASSIFIED = range(6)
"""Not ended; stopping rules: the gradient's norm, the change, the loss; and of trainings: no better for too long, few
enough misclassified."""

BAD_LOSS, BAD_PARAMETER, FAR, BAD_GRADIENT = range(10, 14)
FIRST_DIVERGED = BAD_LOSS
"""From here on the path left the numbers."""

RADIUS = 1e12
"""Size of a parameter beyond which a run counts as diverged."""

CLIP_EPS = 1e-6
"""Added to the norm when clipping, as torch.nn.utils.clip_grad_norm_ does."""
