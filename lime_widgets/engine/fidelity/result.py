"""The result: how faithful one explanation is, and the function that measures it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import one_of
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity import drawing
from lime_widgets.engine.fidelity.by_features import ByFeatures, by_features
from lime_widgets.engine.fidelity.residuals import Residuals, running
from lime_widgets.engine.fidelity.scores import Scores, Surrogates, right_sides, scores_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.fidelity.removal import Removal

FRAMES = ("measures", "n_features", "kernel_width", "removal")
PLOTS = ("n_features", "kernel_width", "residuals", "removal")


@dataclass(frozen=True, eq=False)
class ByWidth:
    """Fidelity at T kernel widths, with the explanation's number of features.

    Attributes
    ----------
    kernel_width, score, loo_score, gap, right_side : ndarray of shape (T,)
        In sample; the gap is the distance of the surrogate from the model at the instance.
    fresh, fresh_stderr, fresh_right_side, fresh_ess : ndarray of shape (T,)
        On fresh samples; NaN without any.
    """

    kernel_width: NDArray[np.float64]
    score: NDArray[np.float64]
    loo_score: NDArray[np.float64]
    gap: NDArray[np.float64]
    right_side: NDArray[np.float64]
    fresh: NDArray[np.float64]
    fresh_stderr: NDArray[np.float64]
    fresh_right_side: NDArray[np.float64]
    fresh_ess: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fidelity:
    """How well a surrogate follows the model: where it was fitted, and where it was not.

    `Study.fidelity` gives it.

    Attributes
    ----------
    explanation : Explanation
        The surrogate that is judged, with `score`, `loo_score`, `local_prediction` and `model_prediction`. Of Shapley
        values all measures judge the sum of all of them, whatever number is shown.
    gap : float
        The distance of the surrogate from the model at the instance: the absolute value of f(x) − g(x).
    right_side : float
        Share of the weight on samples that the surrogate puts on the model's side of the class boundary: .5 with two
        classes, the strongest rival's answer with more. On fresh samples where there are any; NaN for a regression.
    infidelity : float
        Mean squared error of the changes that the weights predict, Σ w ((f(x) − f(z)) − βᵀ(x − z))²/Σ w (Yeh et al.
        2019, "On the (in)fidelity and sensitivity of explanations", definition 2.1). The perturbations are the samples,
        fresh ones where there are any. NaN for a logistic surrogate, whose weights are no differences.
    fresh : float
        Weighted R² on samples that had no part in the fit; NaN without any.
    fresh_stderr : float
        Its standard error.
    fresh_ess : float
        The effective sample size of the fresh samples; 0 without any.
    n_fresh : int
        How many there are.
    by_width : ByWidth
        The same over kernel widths.
    by_n_features : ByFeatures
        The same over numbers of features.
    residuals : Residuals
        Of the samples that the surrogate was fitted to.
    removal : Removal or None
        Deletion and insertion curves; None until the model was asked.
    removal_is_current : bool
        Whether they have the order of this explanation; False after a change of the width, say, that changed the order.
    n_model_calls : int
        How many model evaluations the fresh samples and the curves took.
    """

    explanation: Explanation = field(repr=False)
    gap: float
    right_side: float
    infidelity: float
    fresh: float
    fresh_stderr: float
    fresh_ess: float
    n_fresh: int
    by_width: ByWidth = field(repr=False)
    by_n_features: ByFeatures = field(repr=False)
    residuals: Residuals = field(repr=False)
    removal: Removal | None = field(default=None, repr=False)
    removal_is_current: bool = True
    n_model_calls: int = 0

    @property
    def sentence(self) -> str:
        """The most important of it in words."""
        return drawing.headline(self)

    def to_frame(self, what: str = "measures") -> pd.DataFrame:
        """Give the numbers as a DataFrame.

        Parameters
        ----------
        what : {"measures", "n_features", "kernel_width", "removal"}, default "measures"
            ``"measures"`` has a row for each measure, with its value and what it says; the others have a row for each
            number of features, each kernel width, or each step of the removal.

        Raises
        ------
        LimeError
            If there is no such table.
        """
        import pandas as pd

        one_of(what, FRAMES, "fidelity.frame")
        if what == "measures":
            rows = drawing.measures(self)
            return pd.DataFrame(rows, columns=["measure", "value", "meaning"]).set_index("measure")
        parts = {"n_features": self.by_n_features, "kernel_width": self.by_width}
        if what in parts:
            return pd.DataFrame(vars(parts[what])).set_index(what)
        names = ("share", "deletion", "insertion", "random")
        curves = self.removal
        values = {name: [] if curves is None else getattr(curves, name) for name in names}
        return pd.DataFrame(values, dtype=np.float64).set_index("share")

    def plot(self, what: str = "n_features", ax: Axes | None = None) -> Axes:
        """Draw one of the curves, for print.

        Parameters
        ----------
        what : {"n_features", "kernel_width", "residuals", "removal"}, default "n_features"
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        LimeError
            If there is no such curve, or the model has not been asked for it.
        ImportError
            If matplotlib is not installed.
        """
        return drawing.plot(self, one_of(what, PLOTS, "fidelity.plot"), ax)

    def __str__(self) -> str:
        return drawing.plain(self)

    def _repr_html_(self) -> str:
        return drawing.html(self)


def fidelity_of(
    samples: Any,
    sweep: Any,
    explanation: Explanation,
    *,
    fresh: Any = None,
    removal: Removal | None = None,
    removal_is_current: bool = True,
    n_model_calls: int = 0,
    **options: Any,
) -> Fidelity:
    """Measure an explanation; the model is not called.

    Parameters
    ----------
    samples : Neighborhood
        What the explanation was fitted to.
    sweep : Sweep
        Explanations of the same samples with the same parameters, at some widths.
    explanation : Explanation
    fresh : Neighborhood, optional
        Samples that had no part in the fit. Its first row, the instance, has the count 0.
    removal : Removal, optional
    removal_is_current : bool, default True
    n_model_calls : int, default 0
    **options
        ``n_features``, ``feature_selection``, ``alpha``, ``kernel``, ``surrogate`` and the parameters that only some
        surrogates have, of the explanation.
    """
    width, output, kernel = explanation.kernel_width, explanation.output, options["kernel"]
    judged = with_all(samples, explanation)
    if kernel == SHAPLEY:
        every: dict[str, Any] = {"n_features": samples.Z.shape[1], "kernel": kernel, "with_stderr": False}
        sweep = samples.sweep(sweep.kernel_width, output=output, **every)
    surrogate = Surrogates.of_one(judged)
    here = scores_of(samples if fresh is None else fresh, surrogate, np.array([width]), output, kernel)
    counts = samples.counts
    weights = samples.weights([width], kernel)[0]
    residual = samples.y[:, output] - judged.predict(samples.Z)
    nan = float("nan")
    return Fidelity(
        explanation=explanation,
        gap=abs(explanation.model_prediction - explanation.local_prediction),
        right_side=float(here.right_side[0]),
        infidelity=infidelity(samples if fresh is None else fresh, judged, kernel),
        fresh=nan if fresh is None else float(here.score[0]),
        fresh_stderr=nan if fresh is None else float(here.stderr[0]),
        fresh_ess=0.0 if fresh is None else float(here.ess[0]),
        n_fresh=0 if fresh is None else here.n_samples,
        by_width=by_width(samples, sweep, fresh, kernel),
        by_n_features=by_features(samples, fresh, width=width, output=output, **options),
        residuals=Residuals(
            samples.distances,
            residual,
            weights if counts is None else weights * counts,
            *running(samples.distances, residual, counts),
        ),
        removal=removal,
        removal_is_current=removal_is_current,
        n_model_calls=n_model_calls,
    )


def with_all(samples: Any, explanation: Explanation) -> Explanation:
    """Give an explanation with all features where those that are not shown belong to the fit: of Shapley values.

    Its `predict` is what fidelity judges. Other explanations stay as they are.
    """
    p = samples.Z.shape[1]
    if explanation.method != SHAPLEY or len(explanation.features) == p:
        return explanation
    chosen: dict[str, Any] = {"output": explanation.output, "kernel": SHAPLEY, "with_stderr": False}
    every: Explanation = samples.sweep([explanation.kernel_width], n_features=p, **chosen)[0]
    return every


def infidelity(samples: Any, explanation: Explanation, kernel: Any) -> float:
    """Compute the mean squared error of predicted changes; see `Fidelity`."""
    if explanation.surrogate == "logistic":
        return float("nan")
    counts = samples.counts
    weights = samples.weights([explanation.kernel_width], kernel)[0]
    weights = weights if counts is None else weights * counts
    gap = explanation.model_prediction - explanation.local_prediction
    residual = samples.y[:, explanation.output] - explanation.predict(samples.Z)
    total = weights.sum()
    with np.errstate(over="ignore"):
        return float(weights @ np.square(residual - gap) / total) if total > 0 else float("nan")


def by_width(samples: Any, sweep: Any, fresh: Any, kernel: Any) -> ByWidth:
    """Measure the explanations of a sweep; the model is not called."""
    surrogates, widths = Surrogates.of(sweep), np.asarray(sweep.kernel_width)
    nothing = np.full(len(widths), np.nan)
    outside = Scores(nothing, nothing, nothing, nothing, 0)
    if fresh is not None:
        outside = scores_of(fresh, surrogates, widths, sweep.output, kernel)
    return ByWidth(
        kernel_width=widths,
        score=np.asarray(sweep.score),
        loo_score=np.asarray(sweep.loo_score),
        gap=np.abs(sweep.model_prediction - sweep.local_prediction),
        right_side=right_sides(samples, surrogates, widths, sweep.output, kernel),
        fresh=outside.score,
        fresh_stderr=outside.stderr,
        fresh_right_side=outside.right_side,
        fresh_ess=outside.ess,
    )
