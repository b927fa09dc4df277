"""Reasons: each doubt in words, with the numbers behind it and what would help, as far as that was computed.

The functions take a `Sweep`, whose methods call them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.doubts import (
    LARGEST_GAP,
    SAMPLES_PER_COEFFICIENT,
    THRESHOLDS,
    DoubtName,
    bit_of,
    names_of,
)
from lime_widgets.engine.explanation.drawing.bars import apart
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


# A change that raises R² by less is not worth an advice: leave-one-out R² is right to .025 or so.
WORTHWHILE = 0.05
_AS_GOOD = 0.02
# Fewer widths are no sweep, and advise nothing.
_FEWEST_WIDTHS = 8
_MOST_SAMPLES = 65_536


@dataclass(frozen=True)
class Advice:
    """A change of one parameter that would help.

    Attributes
    ----------
    label : str
        What to do, in a few words.
    parameter : str
        The parameter's name.
    value : object
        Its new value.
    """

    label: str
    parameter: str
    value: Any


@dataclass(frozen=True)
class Reason:
    """One reason not to believe an explanation as it stands.

    Attributes
    ----------
    name : DoubtName
        Short name for code.
    sentence : str
        The text for the reader, with the numbers.
    advice : Advice or None
    """

    name: DoubtName
    sentence: str
    advice: Advice | None = None


def reasons(sweep: Any, index: int) -> tuple[Reason, ...]:
    """Give the reasons for doubt at one of the kernel widths of a sweep."""
    surrogate, model = apart(float(sweep.local_prediction[index]), sweep.model_prediction)
    numbers = {
        "score": _r2(float(sweep.loo_score[index])),
        "fidelity": _r2(float(sweep.fidelity[index])),
        "samples": f"{sweep.ess[index]:,.0f}",
        "taken": _share(float(sweep.shrinkage[index])),
        "surrogate": surrogate,
        "model": model,
    }
    return tuple(
        replace(reason, sentence=reason.sentence.format(**numbers)) for reason in unfilled_reasons(sweep, index)
    )


def unfilled_reasons(sweep: Any, index: int) -> tuple[Reason, ...]:
    """Give the reasons for doubt with the names of numbers in place of numbers that change with the width.

    ``{score}`` and ``{fidelity}`` are R², ``{samples}`` is the effective sample size, ``{taken}`` the share that the
    penalty takes; ``{surrogate}`` and ``{model}`` are the answers for the instance. So the sentences of a whole sweep
    are few, and a view fills in the numbers that it has anyway.
    """
    said = _SAID | _SAID_OF_SHAPLEY if sweep.method == "shapley" else _SAID
    return tuple(Reason(name, *said[name](sweep, index)) for name in names_of(int(sweep.doubts[index])))


_Said = tuple[str, "Advice | None"]


def _constant(sweep: Any, index: int) -> _Said:
    del sweep, index
    return say("doubt.constant"), None


def _few_samples(sweep: Any, index: int) -> _Said:
    shown = int((sweep.features[index] >= 0).sum())
    needed = SAMPLES_PER_COEFFICIENT * (shown + 1)
    said = say("doubt.few", features=say("doubt.features", n=shown), needed=f"{needed:,.0f}")
    if sweep.origin.can_be_drawn_at(float(sweep.kernel_width[index])):
        return say("doubt.few_local", said=said), Advice(say("advice.local"), "sampling", "local")
    wider = _widths(sweep, ~_has(sweep, "few_samples") & (sweep.kernel_width > sweep.kernel_width[index]))
    if len(wider):
        width = float(wider.min())
        return say("doubt.few_width", said=said, width=f"{width:.3g}"), _width(width)
    n = _power_of_two(sweep.n_samples * needed / max(float(sweep.ess[index]), 1.0))
    if n <= _MOST_SAMPLES and not sweep.exact:
        return say("doubt.few_samples", said=said, n=int(n)), _samples(int(n))
    return say("doubt.few_else", said=said), None


def _penalty(sweep: Any, index: int) -> _Said:
    if sweep.believed:
        return say("doubt.prior_believed"), Advice(say("advice.prior_precision"), "prior_precision", None)
    if sweep.surrogate == "bayesian":
        return say("doubt.prior"), None
    return say("doubt.penalty"), _lower_penalty(sweep, float(sweep.shrinkage[index]))


def _shrunk(sweep: Any, index: int) -> _Said:
    if sweep.surrogate == "bayesian":
        return say("doubt.prior_some"), None
    return say("doubt.shrunk"), _lower_penalty(sweep, float(sweep.shrinkage[index]))


def _lower_penalty(sweep: Any, share: float) -> Advice | None:
    if sweep.surrogate == "lasso":  # how much less it would take is not known: it leaves whole features out
        lower = float(f"{sweep.alpha / 10:.0e}")
        return Advice(say("advice.penalty", value=f"{lower:g}"), "alpha", lower)
    # The share grows at most in proportion to the penalty.
    lower = float(f"{sweep.alpha * 0.05 * (1 - share) / share:.0e}")
    # Where a hundredth is still too much, samples are lacking, not freedom.
    advised = sweep.alpha / 100 <= lower < sweep.alpha
    return Advice(say("advice.penalty", value=f"{lower:g}"), "alpha", lower) if advised else None


def _low_score(sweep: Any, index: int) -> _Said:
    if _is_sum_of_bins(sweep):
        without = _better_without_bins(sweep, index)
        if without is not None:
            return say("doubt.coarse", without=_r2(without)), _no_bins()
        worse = sweep.fidelity[index] >= THRESHOLDS["bins"].poor
        said = say("doubt.worse" if worse else "doubt.no_sum")
    else:
        said = say("doubt.low")
    return _with_better_width(sweep, index, say("doubt.low_end", said=said))


def _is_sum_of_bins(sweep: Any) -> bool:
    """Whether R² of all bins is judged: a tree, and an estimator, is judged by its own."""
    return bool(sweep.representation == "bins" and sweep.surrogate not in {"tree", "estimator"})


def _no_bins() -> Advice:
    return Advice(say("advice.no_bins"), "discretizer", None)


def _better_without_bins(sweep: Any, index: int) -> float | None:
    """Give R² without bins where that is worth an advice."""
    without = float(sweep.without_bins(index))
    return without if without >= max(THRESHOLDS["numbers"].poor, sweep.loo_score[index] + WORTHWHILE) else None


def _middling(sweep: Any, index: int) -> _Said:
    said = say("doubt.middling_bins" if _is_sum_of_bins(sweep) else "doubt.middling")
    return _with_better_width(sweep, index, said)


def _with_better_width(sweep: Any, index: int, said: str) -> _Said:
    usable = ~_has(sweep, "few_samples", "constant", "penalty") & np.isfinite(sweep.fidelity)
    best = sweep.fidelity[usable].max(initial=-np.inf)
    if len(sweep) < _FEWEST_WIDTHS or not best >= sweep.fidelity[index] + WORTHWHILE:
        return said, None
    # Of widths that do as well, the one that changes least.
    near = np.flatnonzero(usable & (sweep.fidelity >= best - _AS_GOOD))
    place = near[np.argmin(np.abs(np.log(sweep.kernel_width[near] / sweep.kernel_width[index])))]
    width, reached = float(sweep.kernel_width[place]), float(sweep.fidelity[place])
    return say("doubt.better_width", said=said, width=f"{width:.3g}", reached=_r2(reached)), _width(width)


def _gap(sweep: Any, index: int) -> _Said:
    said = say("doubt.gap")
    without = _better_without_bins(sweep, index) if _is_sum_of_bins(sweep) else None
    if without is not None:
        return say("doubt.gap_coarse", said=said, without=_r2(without)), _no_bins()
    closer = ~_has(sweep, "gap", "few_samples", "constant", "penalty") & (
        sweep.kernel_width < sweep.kernel_width[index]
    )
    widths = _widths(sweep, closer)
    if len(widths):
        width = float(widths.max())
        near = {"width": f"{width:.3g}", "within": _percent(LARGEST_GAP)}
        return say("doubt.gap_width", said=said, **near), _width(width)
    return say("doubt.gap_else", said=said), None


def _sign(sweep: Any, index: int) -> _Said:
    said = say("doubt.sign")
    weight, interval = abs(float(sweep.coef[index, 0])), float(sweep.interval[index, 0])
    # A weight of nearly 0 needs more samples than a number can say.
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        n = _power_of_two(float(sweep.n_samples * np.square(1.2 * interval / np.float64(weight))))
    if np.isfinite(n) and n <= _MOST_SAMPLES:
        return say("doubt.sign_samples", said=said, n=int(n)), _samples(int(n))
    return say("doubt.sign_else", said=said), None


def _range(sweep: Any, index: int) -> _Said:
    del sweep, index
    return say("doubt.range"), Advice(say("advice.logistic"), "surrogate", "logistic")


def _separated(sweep: Any, index: int) -> _Said:
    del sweep, index
    return say("doubt.separated"), None


def _other_output(sweep: Any, index: int) -> _Said:
    del sweep, index
    return say("doubt.other_output"), None


_SAID: dict[DoubtName, Callable[[Any, int], _Said]] = {
    "constant": _constant,
    "few_samples": _few_samples,
    "penalty": _penalty,
    "low_score": _low_score,
    "middling": _middling,
    "shrunk": _shrunk,
    "gap": _gap,
    "sign": _sign,
    "range": _range,
    "separated": _separated,
    "other_output": _other_output,
}


def _nothing_to_divide(sweep: Any, index: int) -> _Said:
    del sweep, index
    return say("doubt.constant_shapley"), None


def _few_coalitions(sweep: Any, index: int) -> _Said:
    p = len(sweep.feature_names)
    needed = SAMPLES_PER_COEFFICIENT * (p + 1)
    said = say("doubt.few_shapley", features=say("doubt.features", n=p), needed=f"{needed:,.0f}")
    n = _power_of_two(sweep.n_samples * needed / max(float(sweep.ess[index]), 1.0))
    if n <= _MOST_SAMPLES:
        return say("doubt.few_samples", said=said, n=int(n)), _samples(int(n))
    return said, None


def _acting_together(sweep: Any, index: int) -> _Said:
    del index
    return say("doubt.joint" if sweep.origin.part else "doubt.joint_rows"), None


# Shapley values have no kernel width to change, and are right at the instance whatever R² is.
_SAID_OF_SHAPLEY: dict[DoubtName, Callable[[Any, int], _Said]] = {
    "constant": _nothing_to_divide,
    "few_samples": _few_coalitions,
    "middling": _acting_together,
}


def _has(sweep: Any, *names: DoubtName) -> NDArray[np.bool_]:
    """Tell at which widths one of these doubts arises."""
    mask = sum(1 << bit_of(name) for name in names)
    return np.asarray(sweep.doubts & mask != 0)


def _widths(sweep: Any, where: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give some of the widths of a sweep, none if it has too few."""
    return sweep.kernel_width[where] if len(sweep) >= _FEWEST_WIDTHS else np.empty(0)


def _width(width: float) -> Advice:
    return Advice(say("advice.width", value=f"{width:.3g}"), "kernel_width", width)


def _samples(n: int) -> Advice:
    return Advice(say("advice.samples", n=n), "n_samples", n)


def _power_of_two(n: float) -> float:
    return float("inf") if not np.isfinite(n) or n > 2**40 else int(2 ** np.ceil(np.log2(max(n, 2.0))))


def _share(share: float) -> str:
    return say("doubt.all") if share > 0.995 else _percent(share)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _r2(score: float) -> str:
    """Write an R², 2 digits; a fit worse than a constant is written as below 0.

    Examples
    --------
    >>> _r2(0.514), _r2(-0.3), _r2(-0.001)
    ('0.51', 'below 0', '0.00')
    """
    if np.isnan(score):
        return say("doubt.undefined")
    return say("doubt.below_zero") if score < -0.005 else f"{abs(score):.2f}"
