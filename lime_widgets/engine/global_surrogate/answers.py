"""The model's answers for training rows, and the surrogates of the whole model that are fitted to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.global_surrogate.all_bins import all_bins_score
from lime_widgets.engine.global_surrogate.comparison import GlobalComparison, compared
from lime_widgets.engine.global_surrogate.placeless import placeless
from lime_widgets.engine.global_surrogate.sharing import additive_part
from lime_widgets.engine.surrogate.kinds.estimators import is_estimator
from lime_widgets.engine.surrogate.newton import sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.result import Explanation

HELD_OUT = 4
"""One row in this number is held out of the fit."""
PENALTY_SHARE = 0.01
"""The penalty of the whole model's surrogate beside a local one, as a share of the local one's.

A penalty makes columns that vary together share their weights; the samples around an instance have no such columns.
"""
# Shares of a class nearer 0 or 1 have no log-odds to speak of.
_LEAST_SHARE = 0.01
# Surrogates of the whole model for local ones of these kinds; for others it is of the same kind.
_LINEAR = {"lasso": "ridge", "bayesian": "ridge"}


class Whole(NamedTuple):
    """A surrogate of the whole model at an instance, to be put beside the local one.

    Attributes
    ----------
    explanation : Explanation
    score : float
        R² on the rows held out.
    moved : ndarray of shape (p,), or None
        How far the penalty, and columns that vary together, move the weight of each feature; None where the surrogate
        is no weighted sum.
    fidelity : float
        The R² that decides whether there is something to compare with: the score, or that of all bins and categories
        of every column where they do better.
    """

    explanation: Explanation
    score: float
    moved: NDArray[np.float64] | None
    fidelity: float


@dataclass(frozen=True, eq=False)
class GlobalAnswers:
    """The model's answers for training rows; one in `HELD_OUT` of them is held out of the fit.

    Attributes
    ----------
    codes : ndarray of shape (m, C)
    y : ndarray of shape (m, k)
    output_names : tuple of k str
    output_kind : str
    """

    codes: NDArray[np.float64]
    y: NDArray[np.float64]
    output_names: tuple[str, ...]
    output_kind: str

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """Whether each row is held out of the fit, (m,)."""
        return np.asarray(np.arange(len(self.codes)) % HELD_OUT == HELD_OUT - 1)

    def explain(
        self, explainer: Any, x: Any, output: int, answer: float, *, surrogate: Any = "ridge", **options: Any
    ) -> tuple[Explanation, float]:
        """Fit one surrogate to the whole model, in the representation of an instance.

        Parameters
        ----------
        explainer : TabularExplainer
        x : instance
        output : int
        answer : float
            The model's answer for the instance.
        surrogate, **options
            As for `Neighborhood.explain`.

        Returns
        -------
        explanation : Explanation
            All rows weigh the same, and the instance is none of them.
        score : float
            R² on the rows held out; NaN where the output does not vary there.
        """
        perturbation, held_out = explainer.perturb(x), self.held_out
        rows = np.vstack([perturbation.codes, self.codes[~held_out]])
        Z = perturbation.represent(rows)
        y = self.y[:, output]
        counts = np.ones(len(Z))
        counts[0] = 0.0
        neighborhood = Neighborhood(
            Z,
            np.append(answer, y[~held_out]),
            np.zeros(len(Z)),  # as near as each other, so that a kernel of any width gives each the weight 1
            perturbation.feature_names,
            output_names=(self.output_names[output],),
            output_kind=self.output_kind,
            counts=counts,
            origin=perturbation.origin,
        )
        p = Z.shape[1]
        explanation = neighborhood.explain(surrogate=surrogate, n_features=p, feature_selection="none", **options)
        missed = y[held_out] - explanation.predict(perturbation.represent(self.codes[held_out]))
        spread = np.square(y[held_out] - y[held_out].mean()).sum()
        score = 1.0 - float(np.square(missed).sum() / spread) if spread > 0 else float("nan")
        return replace(explanation, output=output), score

    def whole(self, local: Explanation, explainer: Any, x: Any, *, surrogate: Any = "ridge", **options: Any) -> Whole:
        """Fit the surrogate of the whole model that goes beside a local explanation.

        Parameters
        ----------
        local : Explanation
        explainer : TabularExplainer
        x : instance
        surrogate, **options
            As for `Neighborhood.explain`.
        """
        place = local.output
        explanation, score = self.explain(explainer, x, place, local.model_prediction, surrogate=surrogate, **options)
        if explanation.surrogate == "tree" or explanation.fitted is not None:
            return Whole(explanation, score, None, score)
        perturbation = explainer.perturb(x)
        of_all = all_bins_score(perturbation, self.codes, self.y[:, place], self.held_out)
        y, in_log_odds = self.y[:, place], explanation.surrogate == "logistic"
        if in_log_odds:
            shares = np.clip(y, _LEAST_SHARE, 1 - _LEAST_SHARE)
            y = np.log(shares / (1 - shares))
        sums, weights = additive_part(
            perturbation.represent(self.codes),
            self.codes,
            perturbation.source_columns,
            [column.is_categorical for column in explainer.table.columns],
            y,
        )
        answers = np.array(self.y, dtype=np.float64)
        answers[:, place] = sigmoid(sums) if in_log_odds else sums
        answer = float(np.clip(local.model_prediction, 0, 1)) if in_log_odds else local.model_prediction
        of_sums, _ = replace(self, y=answers).explain(explainer, x, place, answer, surrogate=surrogate, **options)
        moved = -weights
        moved[of_sums.features] += of_sums.coef
        return Whole(explanation, score, moved, float(np.fmax(score, of_all)))

    def beside(
        self,
        local: Explanation,
        explainer: Any,
        x: Any,
        *,
        neighborhood: Neighborhood | None = None,
        kernel: Kernel = "exponential",
        surrogate: Any = None,
        **options: Any,
    ) -> GlobalComparison:
        """Compare a local explanation of an instance with the surrogate of the whole model; see `GlobalSurrogate`."""
        if surrogate is None:
            surrogate = whole_kind(local)
        if surrogate in ("ridge", "logistic"):
            options.setdefault("alpha", PENALTY_SHARE)
        whole = self.whole(local, explainer, x, surrogate=surrogate, **options)
        if local.feature_names != whole.explanation.feature_names:
            raise problem(
                "global.other_features", local=local.feature_names[0], whole=whole.explanation.feature_names[0]
            )
        samples = None
        if neighborhood is not None and local.method == "lime":
            samples = placeless(local, neighborhood, kernel, surrogate=surrogate, **options)
        n_held_out = len(self.codes) // HELD_OUT
        n_fitted = len(self.codes) - n_held_out
        return compared(local, *whole[:2], n_fitted, n_held_out, whole.moved, fidelity=whole.fidelity, samples=samples)


def whole_kind(local: Explanation, surrogate: Any = None) -> Any:
    """Give the surrogate of the whole model that goes with a local one, an estimator if that is known."""
    if local.surrogate == "estimator":
        return surrogate if is_estimator(surrogate) else getattr(local.fitted, "unfitted", "ridge")
    return _LINEAR.get(local.surrogate, local.surrogate)
