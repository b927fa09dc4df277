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
from lime_widgets.engine.explanation.drawing.bars import number_text

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
    numbers = {
        "score": _r2(float(sweep.loo_score[index])),
        "fidelity": _r2(float(sweep.fidelity[index])),
        "samples": f"{sweep.ess[index]:,.0f}",
        "taken": _share(float(sweep.shrinkage[index])),
        "surrogate": number_text(float(sweep.local_prediction[index])),
        "model": number_text(sweep.model_prediction),
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
    return tuple(Reason(name, *_SAID[name](sweep, index)) for name in names_of(int(sweep.doubts[index])))


_Said = tuple[str, "Advice | None"]


def _constant(sweep: Any, index: int) -> _Said:
    del sweep, index
    return (
        (
            "The model gives the same answer everywhere in this neighborhood, so there is nothing to explain. Widen "
            "the kernel, sample further out, or choose another fill or mask for removed parts."
        ),
        None,
    )


def _few_samples(sweep: Any, index: int) -> _Said:
    shown = int((sweep.features[index] >= 0).sum())
    needed = SAMPLES_PER_COEFFICIENT * (shown + 1)
    said = (
        f"The samples in the kernel's reach count as {{samples}}, too few for {_features(shown)}: {needed:,.0f} are "
        "needed."
    )
    wider = _widths(sweep, ~_has(sweep, "few_samples") & (sweep.kernel_width > sweep.kernel_width[index]))
    if len(wider):
        width = float(wider.min())
        return f"{said} From kernel width {width:.3g} on there are enough.", _width(width)
    n = _power_of_two(sweep.n_samples * needed / max(float(sweep.ess[index]), 1.0))
    if n <= _MOST_SAMPLES and not sweep.exact:
        return f"{said} About {n:,.0f} samples would do.", _samples(int(n))
    return f"{said} Widen the kernel, or use fewer features.", None


def _penalty(sweep: Any, index: int) -> _Said:
    return (
        (
            "The penalty, not the data, decides these weights: it takes {taken} of them. Widen the kernel or lower the "
            "penalty."
        ),
        _lower_penalty(sweep, float(sweep.shrinkage[index])),
    )


def _shrunk(sweep: Any, index: int) -> _Said:
    return (
        "The penalty takes {taken} of these weights: compare them with each other, not with the model's answers.",
        _lower_penalty(sweep, float(sweep.shrinkage[index])),
    )


def _lower_penalty(sweep: Any, share: float) -> Advice | None:
    # The share grows at most in proportion to the penalty.
    lower = float(f"{sweep.alpha * 0.05 * (1 - share) / share:.0e}")
    # Where a hundredth is still too much, samples are lacking, not freedom.
    return Advice(f"Penalty {lower:g}", "alpha", lower) if sweep.alpha / 100 <= lower < sweep.alpha else None


def _low_score(sweep: Any, index: int) -> _Said:
    if sweep.representation == "bins":
        without = _better_without_bins(sweep, index)
        if without is not None:
            return (
                (
                    f"The bins are too coarse here: without bins R² is {_r2(without)}, with all bins of every column "
                    "{fidelity}."
                ),
                _NO_BINS,
            )
        said = "No sum over columns follows the model here: with all bins of every column R² is {fidelity}."
    else:
        said = (
            "The surrogate explains little of the model's variation here: R² is {score} for samples that are left out "
            "of the fit."
        )
    return _with_better_width(sweep, index, f"{said} Its weights say little about the model.")


_NO_BINS = Advice("No bins", "discretizer", None)


def _better_without_bins(sweep: Any, index: int) -> float | None:
    """Give R² without bins where that is worth an advice."""
    without = float(sweep.without_bins(index))
    return without if without >= max(THRESHOLDS["numbers"].poor, sweep.loo_score[index] + WORTHWHILE) else None


def _middling(sweep: Any, index: int) -> _Said:
    what = "All bins of every column explain" if sweep.representation == "bins" else "The surrogate explains"
    said = f"{what} only part of the model's variation here (R² {{fidelity}})."
    return _with_better_width(sweep, index, f"{said} Believe the large weights, not the small ones.")


def _with_better_width(sweep: Any, index: int, said: str) -> _Said:
    usable = ~_has(sweep, "few_samples", "constant", "penalty") & np.isfinite(sweep.fidelity)
    best = sweep.fidelity[usable].max(initial=-np.inf)
    if len(sweep) < _FEWEST_WIDTHS or not best >= sweep.fidelity[index] + WORTHWHILE:
        return said, None
    # Of widths that do as well, the one that changes least.
    near = np.flatnonzero(usable & (sweep.fidelity >= best - _AS_GOOD))
    place = near[np.argmin(np.abs(np.log(sweep.kernel_width[near] / sweep.kernel_width[index])))]
    width, reached = float(sweep.kernel_width[place]), float(sweep.fidelity[place])
    return f"{said} At kernel width {width:.3g} it is {_r2(reached)}.", _width(width)


def _gap(sweep: Any, index: int) -> _Said:
    said = "At the instance the surrogate says {surrogate}, and the model {model}."
    without = _better_without_bins(sweep, index) if sweep.representation == "bins" else None
    if without is not None:
        return f"{said} The bins are coarse: R² is {{score}} with them, and {_r2(without)} without.", _NO_BINS
    closer = ~_has(sweep, "gap", "few_samples", "constant", "penalty") & (
        sweep.kernel_width < sweep.kernel_width[index]
    )
    widths = _widths(sweep, closer)
    if len(widths):
        width = float(widths.max())
        near = f"they agree within {_percent(LARGEST_GAP)} of the range"
        return f"{said} At kernel width {width:.3g} {near}.", _width(width)
    return f"{said} Believe the order of the weights, not their sizes.", None


def _sign(sweep: Any, index: int) -> _Said:
    said = "Even the sign of the strongest weight is uncertain: its 95 % interval contains 0."
    weight, interval = abs(float(sweep.coef[index, 0])), float(sweep.interval[index, 0])
    n = _power_of_two(sweep.n_samples * (1.2 * interval / weight) ** 2) if weight > 0 else np.inf
    if np.isfinite(n) and n <= _MOST_SAMPLES:
        return f"{said} About {n:,.0f} samples would tell it.", _samples(int(n))
    return f"{said} More samples alone will hardly tell it.", None


def _range(sweep: Any, index: int) -> _Said:
    del sweep, index
    return (
        (
            "At the instance the surrogate predicts {surrogate}, outside of 0 to 1: a straight line overshoots where "
            "the model is nearly certain. Believe the signs and the order of the weights, not their sizes."
        ),
        Advice("Logistic surrogate", "surrogate", "logistic"),
    )


def _separated(sweep: Any, index: int) -> _Said:
    del sweep, index
    return (
        (
            "These weights grow without bound, because a line separates high answers from low ones here. Believe the "
            "signs, not the sizes; raise the penalty, or widen the kernel."
        ),
        None,
    )


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
}


def _has(sweep: Any, *names: DoubtName) -> NDArray[np.bool_]:
    """Tell at which widths one of these doubts arises."""
    mask = sum(1 << bit_of(name) for name in names)
    return np.asarray(sweep.doubts & mask != 0)


def _widths(sweep: Any, where: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give some of the widths of a sweep, none if it has too few."""
    return sweep.kernel_width[where] if len(sweep) >= _FEWEST_WIDTHS else np.empty(0)


def _width(width: float) -> Advice:
    return Advice(f"Kernel width {width:.3g}", "kernel_width", width)


def _samples(n: int) -> Advice:
    return Advice(f"{n:,} samples", "n_samples", n)


def _power_of_two(n: float) -> float:
    return float("inf") if not np.isfinite(n) or n > 2**40 else int(2 ** np.ceil(np.log2(max(n, 2.0))))


def _features(count: int) -> str:
    return "1 feature" if count == 1 else f"{count:,} features"


def _share(share: float) -> str:
    return "all" if share > 0.995 else _percent(share)


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
        return "undefined"
    return "below 0" if score < -0.005 else f"{abs(score):.2f}"
