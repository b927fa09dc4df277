"""When an explanation should not be believed: what each doubt means and when it arises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.fit import Fits


@dataclass(frozen=True)
class Doubt:
    """One reason not to believe an explanation, and what to do about it.

    Attributes
    ----------
    name : str
        Short name, for code.
    sentence : str
        What a reader is told.
    """

    name: str
    sentence: str


# A doubt's place is its bit in the mask that `doubts` gives.
DOUBTS = (
    Doubt(
        "constant",
        "The model answers the same all over this neighborhood, so there is nothing to explain "
        "here. Widen the kernel, sample further out, or let something else stand for what is taken away.",
    ),
    Doubt(
        "few_samples",
        "Hardly any samples carry weight, too few for this many features. Widen the kernel, ask "
        "for more samples or show fewer features.",
    ),
    Doubt(
        "penalty",
        "The penalty, not the data, decides these weights: they are pulled to 0. Widen the "
        "kernel or lower the penalty.",
    ),
    Doubt(
        "low_score",
        "The surrogate follows little of what the model does around here (R² below 0.25). Its "
        "weights say little about the model.",
    ),
    Doubt(
        "gap",
        "At the instance itself the surrogate is far from the model's answer. Narrow the kernel, or use more "
        "features if there are any.",
    ),
    Doubt(
        "sign",
        "Even the strongest weight may be of either sign: its 95 % interval contains 0. Ask for more samples.",
    ),
    Doubt(
        "range",
        "At the instance the surrogate lies outside 0 and 1, where no probability can: a straight line overshoots "
        "where the model is nearly certain. Believe signs and order rather than sizes.",
    ),
    Doubt(
        "separated",
        "These weights grow without bound, because a line parts the high answers from the low ones around here. "
        "Believe signs rather than sizes, raise the penalty, or widen the kernel.",
    ),
)


def doubts(
    fits: Fits,
    ess: NDArray[np.float64],
    model_prediction: float,
    spread: float,
    *,
    output_kind: str = "value",
    exact: bool = False,
) -> NDArray[np.int32]:
    """Which doubts arise at each kernel width.

    Parameters
    ----------
    fits : Fits
        The surrogate at T widths.
    ess : ndarray of shape (T,)
        Effective sample sizes.
    model_prediction : float
        The black box's own answer for the instance.
    spread : float
        Range of the black box's answers over the samples, largest less smallest.
    output_kind : {"probability", "value", "score"}, default "value"
        What the black box answers with.
    exact : bool, default False
        Whether the samples are all that there are.

    Returns
    -------
    ndarray of int32 of shape (T,)
        Bit i is set where ``DOUBTS[i]`` arises.

    Notes
    -----
    The thresholds are conventions: three effective samples a coefficient, a penalty that
    takes more than half of the coefficients' freedom (in an exact explanation: half of one
    coefficient's), an R² below 0.25, a gap at the
    instance above a quarter of the answers' range, a 95 % interval around the strongest
    weight that contains 0, and a probability that is missed by more than 0.05 to the outside.
    Weights are taken to grow without bound where `lime_widgets.engine.surrogate.newton.MOST_STEPS` steps
    of Newton's method have not brought them to rest.
    """
    shown = (fits.features >= 0).sum(axis=1)
    constant = ~(fits.deviation > 1e-9 * max(spread, abs(model_prediction), 1e-12))
    # Where hardly anything carries weight, that is the reason why nothing varies.
    few = ess < 3 * (shown + 1)
    # Of a few units the sum of the weights may hang on the penalty alone, though most of their freedom is left.
    pulled = (fits.retained < 0.5) | (exact & (shown * (1 - fits.retained) > 0.5))
    constant = np.full_like(few, fill_value=True) if spread == 0 else constant & ~few
    with np.errstate(invalid="ignore"):
        arises = [
            constant,
            few,
            pulled,
            fits.score < 0.25,
            # What few samples or the penalty explain is not for a narrower kernel to mend.
            (np.abs(model_prediction - fits.at_instance) > 0.25 * spread) & ~(exact & (few | pulled)),
            np.abs(fits.coef[:, 0]) < 1.96 * fits.stderr[:, 0],
            (output_kind == "probability") & (np.abs(fits.at_instance - 0.5) > 0.55),
            fits.separated,
        ]
    mask = np.zeros(len(ess), dtype=np.int32)
    for bit, where in enumerate(arises):
        # With nothing to explain, the other doubts only repeat that.
        mask |= np.where(where & (~constant if bit else True), np.int32(1 << bit), np.int32(0))
    return mask
