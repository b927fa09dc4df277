"""The automatic kernel width: the widest at which the surrogate still follows the model, samples left out included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.doubts import bit_of

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.sweep import Sweep

DEFAULT_TARGET = 0.9
# Leave-one-out R² is that on fresh samples to .03 or so: a width that gains less on the default gains nothing. The best
# of many widths is likely one whose R² came out too high, and most with few samples: with so many for each coefficient
# every width chosen was better than the default on fresh samples (``benchmarks/accuracy/left_out.py``).
GAIN = 0.05
SAMPLES_PER_COEFFICIENT = 10.0
# With these doubts R² means nothing: nothing varies, or a plane fits the few effective samples exactly.
_MEANINGLESS = 1 << bit_of("constant") | 1 << bit_of("few_samples")


@dataclass(frozen=True)
class Choice:
    """A kernel width of a sweep.

    Attributes
    ----------
    index : int
        Its place in the sweep.
    met : bool
        Whether the surrogate reaches the target there.
    """

    index: int
    met: bool


def widest(sweep: Sweep, target: float = DEFAULT_TARGET, *, default: float | None = None) -> Choice:
    """Choose the largest kernel width whose leave-one-out R² reaches the target.

    A wide kernel makes an explanation stable; a narrow one lets the surrogate follow the model. OptiLIME
    (Visani, Bagli, Chesani 2020, "OptiLIME: Optimized LIME explanations for diagnostic computer algorithms",
    section 4) sets a target R̃ and maximizes R² up to R̃ and 2R̃ − R² above it. The maximum lies where R²
    equals R̃. Where R² falls with the width, that is the largest width with R² ≥ R̃. On a grid of widths we
    take this largest width, because R² need not fall everywhere. R² in sample would favor narrow kernels, whose
    few samples a plane fits whatever the model is; so we take that of samples left out of the fit.

    Parameters
    ----------
    sweep : Sweep
        With the widths in any order.
    target : float, default 0.9
        The target R̃ for leave-one-out R², above 0 and up to 1.
    default : float, optional
        The default kernel width, one of the sweep.

    Returns
    -------
    Choice
        Only widths at which the answers vary and the effective sample size suffices are considered. If none of
        them reaches the target, the default, or the width with the highest R² among those with ten effective
        samples for each coefficient whose R² is more than 0.05 higher than at the default; if there are none, the
        widest.

    Raises
    ------
    LimeError
        If the target is out of its range.
    """
    target = check_target(target)
    widths = sweep.kernel_width
    usable = (sweep.doubts & _MEANINGLESS == 0) & np.isfinite(sweep.loo_score)
    score = np.where(usable, sweep.loo_score, -np.inf)
    # A rounding error does not miss the target: for a linear model R² is 1 up to the last digit.
    met = score >= target - _ROUNDING
    if met.any():
        return Choice(int(np.argmax(np.where(met, widths, -np.inf))), met=True)
    if usable.any():
        usual = None if default is None else sweep.index(default)
        if usual is not None and usable[usual]:
            many = sweep.ess >= SAMPLES_PER_COEFFICIENT * ((sweep.features >= 0).sum(axis=1) + 1)
            score = np.where(many & (sweep.loo_score > score[usual] + GAIN) & usable, score, -np.inf)
            if np.isneginf(score).all():
                return Choice(usual, met=False)
        return Choice(int(np.lexsort((widths, score))[-1]), met=False)
    return Choice(int(np.argmax(widths)), met=False)


_ROUNDING = 1e-9


def check_target(target: float) -> float:
    """Check the target for R².

    Raises
    ------
    LimeError
        If it is not a number above 0 and up to 1.
    """
    number = isinstance(target, int | float | np.number) and not isinstance(target, bool)
    if number and 0 < target <= 1:
        return float(target)
    raise problem("target.invalid", target=target, default=DEFAULT_TARGET)
