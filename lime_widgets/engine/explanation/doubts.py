"""Doubts: the reasons not to believe an explanation as it stands, when each arises, and the grade that they make.

`lime_widgets.engine.explanation.reasons` says them in words, with what would help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.fit import Fits

DoubtName = Literal[
    "constant",
    "few_samples",
    "penalty",
    "low_score",
    "middling",
    "shrunk",
    "gap",
    "sign",
    "range",
    "separated",
    "other_output",
]
# The place of a doubt is its bit in the masks of `doubts`, and its place among others on screen.
DOUBTS: tuple[DoubtName, ...] = get_args(DoubtName)

Grade = Literal["good", "fair", "poor"]
GRADES: tuple[Grade, ...] = get_args(Grade)
# With one of these an explanation is poor; with any other it is fair.
POOR: frozenset[DoubtName] = frozenset({"constant", "few_samples", "penalty", "low_score"})

SAMPLES_PER_COEFFICIENT = 3.0
"""With fewer effective samples for each coefficient and the intercept, they are too few."""
MOST_TAKEN, SOME_TAKEN = 0.5, 0.1
"""A penalty that takes more of the coefficients' freedom decides them; one that takes some of it is worth saying."""
LARGEST_GAP = 0.25
"""The largest distance of the surrogate from the model at the instance, as a share of the range of the answers."""
FARTHEST_OUTSIDE = 0.05
"""How far a predicted probability may lie outside of 0 to 1."""


class Thresholds(NamedTuple):
    """The R² below which a surrogate is poor, and below which it is fair."""

    poor: float
    fair: float


# LIME's weights, or Shapley values.
Method = Literal["lime", "shapley"]
Representation = Literal["bins", "numbers", "parts"]
# What R² says depends on what the features are: see `doubts`.
THRESHOLDS: dict[Representation, Thresholds] = {
    "bins": Thresholds(0.5, 0.65),
    "numbers": Thresholds(0.45, 0.6),
    "parts": Thresholds(0.25, 0.5),
}


def bit_of(name: DoubtName) -> int:
    """Give the bit of a doubt in the masks of `doubts`, by its name."""
    return DOUBTS.index(name)


def names_of(mask: int) -> tuple[DoubtName, ...]:
    """Give the names of the doubts in a mask."""
    return tuple(name for bit, name in enumerate(DOUBTS) if mask >> bit & 1)


def grades(masks: NDArray[np.int32]) -> NDArray[np.int8]:
    """Give the grade of each explanation from its doubts: 0 good, 1 fair, 2 poor, as in `GRADES`."""
    poor = sum(1 << bit_of(name) for name in POOR)
    return np.where(masks & poor, 2, np.where(masks, 1, 0)).astype(np.int8)


def doubts(
    fits: Fits,
    ess: NDArray[np.float64],
    interval: NDArray[np.float64],
    fidelity: NDArray[np.float64],
    y: NDArray[np.float64],
    unit: float = 1.0,
    *,
    representation: Representation = "numbers",
    output_kind: str = "value",
    exact: bool = False,
    method: Method = "lime",
    n_fitted: int | None = None,
    other_output: bool = False,
) -> NDArray[np.int32]:
    """Find the doubts at each kernel width.

    Parameters
    ----------
    fits : Fits
        The surrogate at T widths.
    ess : ndarray of shape (T,)
        Effective sample sizes.
    interval : ndarray of shape (T, K)
        Half widths of the coefficients' 95 % intervals.
    fidelity : ndarray of shape (T,)
        The R² that is judged: leave-one-out R², or for on/off features of a table that of a fit on all bins and
        categories of every column.
    y : ndarray of shape (n,)
        The black box's answers that were fitted; the first is the instance's.
    unit : float, default 1.0
        What they were divided by.
    representation : {"bins", "numbers", "parts"}, default "numbers"
        What the features are: whether a number lies in the instance's bin, a number itself, or a part of a text or
        an image that is there or not.
    output_kind : {"probability", "value", "score"}, default "value"
        The kind of the black box's answers.
    exact : bool, default False
        Whether the samples are the complete list of perturbations.
    method : {"lime", "shapley"}, default "lime"
        Shapley values hold at the instance whatever R² is: a low one says that features act together, which makes
        them fair, not poor.
    n_fitted : int, optional
        The number of fitted features, where not all of them are shown.
    other_output : bool, default False
        Whether the prior is an explanation of an output with another name.

    Returns
    -------
    ndarray of int32 of shape (T,)
        Bit i is set where ``DOUBTS[i]`` arises.

    Notes
    -----
    The thresholds of R² were measured: an explanation is good if its contributions rank features as changing one
    value at a time does (rank correlation above 0.8), and bad below 0.5; docs/doubts.md has the rates at which good
    and bad ones are graded poor (``benchmarks/accuracy/grades.py``). A feature that says whether a number lies in the
    instance's bin cannot follow the model outside of this bin, so the R² of such features is low also where their
    weights are right; a fit on all bins does not have this limit. Texts and images have a lower threshold, because
    their features are all there is: no other representation would explain more.

    The other thresholds are conventions: `SAMPLES_PER_COEFFICIENT`, `MOST_TAKEN` (in an exact explanation, half of
    one coefficient), `SOME_TAKEN`, `LARGEST_GAP`, `FARTHEST_OUTSIDE`, and a 95 % interval of the strongest weight
    that contains 0. Weights count as growing without bound if they still change after
    `lime_widgets.engine.surrogate.newton.MOST_STEPS` steps of Newton's method.
    """
    is_shapley = method == "shapley"
    shown = (fits.features >= 0).sum(axis=1)
    model_prediction, spread = float(y[0]), float(np.ptp(y))
    # Answers that lie far above their spread, such as prices, differ in their last digits and are not constant.
    constant = ~(fits.deviation > max(1e-9 * spread, 1e-13 * abs(model_prediction)))
    # With few effective samples these are the reason why nothing varies.
    few = ess < SAMPLES_PER_COEFFICIENT * ((shown if n_fitted is None else n_fitted) + 1)
    few &= not (is_shapley and exact)  # each mask once, whatever it weighs
    # With few features the penalty may decide the sum of the weights, although most of their freedom is left.
    taken = 1.0 - fits.retained
    pulled = (taken > MOST_TAKEN) | (exact & (shown * taken > MOST_TAKEN))
    constant = np.full_like(few, fill_value=True) if spread == 0 else constant & ~few
    poor, fair = THRESHOLDS[representation]
    # The surrogate that is shown does worse than a constant would, whatever a fit on all bins does.
    with np.errstate(invalid="ignore"):
        low = (fidelity < poor) | (fits.score < 0) | (fits.loo_score < 0 if not exact else False)
    with np.errstate(invalid="ignore", over="ignore"):
        arises: dict[DoubtName, NDArray[np.bool_]] = {
            "constant": constant,
            "few_samples": few,
            "penalty": pulled,
            "low_score": low & (not is_shapley),
            "middling": (~low | is_shapley) & (fidelity < fair),
            "shrunk": (taken > SOME_TAKEN) & ~pulled,
            # A narrower kernel does not help where few samples or the penalty cause the gap.
            "gap": (np.abs(model_prediction - fits.at_instance) > LARGEST_GAP * spread) & ~(exact & (few | pulled)),
            "sign": np.abs(fits.coef[:, 0]) < interval[:, 0],
            "range": (output_kind == "probability") & (np.abs(fits.at_instance * unit - 0.5) > 0.5 + FARTHEST_OUTSIDE),
            "separated": fits.separated,
            "other_output": np.full(len(ess), other_output),
        }
    mask = np.zeros(len(ess), dtype=np.int32)
    for bit, name in enumerate(DOUBTS):
        # With nothing to explain, the other doubts would only repeat that.
        where = arises[name] if name == "constant" else arises[name] & ~constant
        mask |= np.where(where, np.int32(1 << bit), np.int32(0))
    return mask
