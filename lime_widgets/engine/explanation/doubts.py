"""Doubts: the reasons not to believe an explanation, and when each arises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.fit import Fits

DoubtName = Literal["constant", "few_samples", "penalty", "low_score", "gap", "sign", "range", "separated"]


@dataclass(frozen=True)
class Doubt:
    """One reason not to believe an explanation, and what to do about it.

    Attributes
    ----------
    name : DoubtName
        Short name for code.
    sentence : str
        The text for the reader.
    """

    name: DoubtName
    sentence: str


# Half width of the 95 % interval in standard errors.
Z_95 = 1.96

# The place of a doubt is its bit in the masks of `doubts`.
DOUBTS = (
    Doubt(
        "constant",
        "The model gives the same answer everywhere in this neighborhood, so there is nothing to explain. "
        "Widen the kernel, sample further out, or choose another fill or mask for removed parts.",
    ),
    Doubt(
        "few_samples",
        "The effective sample size is too small for this many features. Widen the kernel, use more "
        "samples or fewer features.",
    ),
    Doubt(
        "penalty",
        "The penalty, not the data, decides these weights: it pulls them to 0. Widen the kernel or lower the penalty.",
    ),
    Doubt(
        "low_score",
        "The surrogate explains little of the model's variation here (R² below 0.25). Its weights say "
        "little about the model.",
    ),
    Doubt(
        "gap",
        "At the instance the surrogate is far from the model's answer. Narrow the kernel, or use more features.",
    ),
    Doubt(
        "sign",
        "Even the sign of the strongest weight is uncertain: its 95 % interval contains 0. Use more samples.",
    ),
    Doubt(
        "range",
        "At the instance the surrogate predicts a value outside 0 to 1: a straight line overshoots where the "
        "model is nearly certain. Believe the signs and the order of the weights, not their sizes.",
    ),
    Doubt(
        "separated",
        "These weights grow without bound, because a line separates high answers from low ones here. Believe "
        "the signs, not the sizes; raise the penalty, or widen the kernel.",
    ),
)


def bit_of(name: DoubtName) -> int:
    """Give the bit of a doubt in the masks of `doubts`, by its name."""
    return next(bit for bit, doubt in enumerate(DOUBTS) if doubt.name == name)


def sentences(mask: int) -> tuple[str, ...]:
    """Give the texts of the doubts in a mask."""
    return tuple(doubt.sentence for bit, doubt in enumerate(DOUBTS) if mask >> bit & 1)


def doubts(
    fits: Fits,
    ess: NDArray[np.float64],
    y: NDArray[np.float64],
    unit: float = 1.0,
    *,
    output_kind: str = "value",
    exact: bool = False,
) -> NDArray[np.int32]:
    """Find the doubts at each kernel width.

    Parameters
    ----------
    fits : Fits
        The surrogate at T widths.
    ess : ndarray of shape (T,)
        Effective sample sizes.
    y : ndarray of shape (n,)
        The black box's answers that were fitted; the first is the instance's.
    unit : float, default 1.0
        What they were divided by.
    output_kind : {"probability", "value", "score"}, default "value"
        The kind of the black box's answers.
    exact : bool, default False
        Whether the samples are the complete list of perturbations.

    Returns
    -------
    ndarray of int32 of shape (T,)
        Bit i is set where ``DOUBTS[i]`` arises.

    Notes
    -----
    The thresholds are conventions: fewer than three effective samples per coefficient; a penalty that
    takes more than half of the coefficients' freedom (in an exact explanation, half of one
    coefficient's); an R² below 0.25; a gap at the instance above a quarter of the range of the answers; a
    95 % interval of the strongest weight that contains 0; a predicted probability more than 0.05 outside
    0 to 1. Weights count as growing without bound if they still change after
    `lime_widgets.engine.surrogate.newton.MOST_STEPS` steps of Newton's method.
    """
    shown = (fits.features >= 0).sum(axis=1)
    model_prediction, spread = float(y[0]), float(np.ptp(y))
    # Answers that lie far above their spread, such as prices, differ in their last digits and are not constant.
    constant = ~(fits.deviation > max(1e-9 * spread, 1e-13 * abs(model_prediction)))
    # With few effective samples these are the reason why nothing varies.
    few = ess < 3 * (shown + 1)
    # With few features the penalty may decide the sum of the weights, although most of their freedom is left.
    pulled = (fits.retained < 0.5) | (exact & (shown * (1 - fits.retained) > 0.5))
    constant = np.full_like(few, fill_value=True) if spread == 0 else constant & ~few
    with np.errstate(invalid="ignore", over="ignore"):
        arises = [
            constant,
            few,
            pulled,
            fits.score < 0.25,
            # A narrower kernel does not help where few samples or the penalty cause the gap.
            (np.abs(model_prediction - fits.at_instance) > 0.25 * spread) & ~(exact & (few | pulled)),
            np.abs(fits.coef[:, 0]) < Z_95 * fits.stderr[:, 0],
            (output_kind == "probability") & (np.abs(fits.at_instance * unit - 0.5) > 0.55),
            fits.separated,
        ]
    mask = np.zeros(len(ess), dtype=np.int32)
    for bit, where in enumerate(arises):
        # With nothing to explain, the other doubts would only repeat that.
        mask |= np.where(where & (~constant if bit else True), np.int32(1 << bit), np.int32(0))
    return mask
