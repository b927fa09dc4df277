"""The kernel width chosen by what it is to achieve: the widest at which the surrogate still follows the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.doubts import DOUBTS

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.result import Sweep

DEFAULT_TARGET = 0.9
# Where these doubts arise, R² says nothing: nothing varies, or fewer samples are seen than a plane goes through.
_MEANINGLESS = sum(1 << bit for bit, doubt in enumerate(DOUBTS) if doubt.name in {"constant", "few_samples"})


@dataclass(frozen=True)
class Choice:
    """A kernel width of a sweep.

    Attributes
    ----------
    index : int
        Where it stands in the sweep.
    met : bool
        Whether the surrogate reaches the target there.
    """

    index: int
    met: bool


def widest(sweep: Sweep, target: float = DEFAULT_TARGET) -> Choice:
    """Choose the largest kernel width at which the surrogate still follows the model as closely as wanted.

    A wide kernel makes an explanation stable, a narrow one lets the surrogate follow the model. OptiLIME
    (Visani, Bagli, Chesani 2020, "OptiLIME: Optimized LIME explanations for diagnostic computer algorithms",
    section 4) settles it by an adherence that is wanted, R̃: R² up to R̃ and 2R̃ − R² above it is largest
    where R² equals R̃, and where R² falls with the width that is the largest width with R² ≥ R̃. Of a grid
    of widths we take the latter, because R² need not fall all the way.

    Parameters
    ----------
    sweep : Sweep
        In any order of the widths.
    target : float, default 0.9
        The weighted R² that is wanted, R̃, above 0 and up to 1.

    Returns
    -------
    Choice
        Among the widths at which the fit means anything: something varies there, and there are samples
        enough. Where none of them reaches the target, the one of the highest R²; where none means
        anything, the widest.

    Raises
    ------
    LimeError
        If the target is none.
    """
    target = check_target(target)
    widths = sweep.kernel_width
    usable = (sweep.doubts & _MEANINGLESS == 0) & np.isfinite(sweep.score)
    score = np.where(usable, sweep.score, -np.inf)
    # What falls short by rounding alone is met: of an exactly linear model R² is 1 but for the last digit.
    met = score >= target - _ROUNDING
    if met.any():
        return Choice(int(np.argmax(np.where(met, widths, -np.inf))), met=True)
    if usable.any():
        return Choice(int(np.lexsort((widths, score))[-1]), met=False)
    return Choice(int(np.argmax(widths)), met=False)


_ROUNDING = 1e-9


def check_target(target: float) -> float:
    """Give the target back, or say why no surrogate can reach it.

    Raises
    ------
    LimeError
        If it is not a number above 0 and up to 1.
    """
    number = isinstance(target, int | float | np.number) and not isinstance(target, bool)
    if number and 0 < target <= 1:
        return float(target)
    raise problem(
        f"The target for R² is {target!r}.",
        expected="a number above 0 and up to 1",
        mend=f"Leave it out to get {DEFAULT_TARGET}.",
    )
