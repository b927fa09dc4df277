"""A surrogate of the whole model: one surrogate fitted to the model's answers for rows of the training table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.checks import find_output
from lime_widgets.engine.explanation.kinds.options import options_of
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.global_surrogate.comparison import GlobalComparison, compared
from lime_widgets.engine.global_surrogate.sharing import additive_part
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.names import check_names
from lime_widgets.engine.surrogate.kinds.estimators import is_estimator
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.tabular.explainer import TabularExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation

DEFAULT_N_ROWS = 1024
"""The number of training rows that the model is asked about, or all where there are fewer."""
HELD_OUT = 4
"""One row in this number is held out of the fit."""
FEWEST_ROWS = 8
PENALTY_SHARE = 0.01
"""The penalty of the whole model's surrogate beside a local one, as a share of the local one's.

A penalty makes columns that vary together share their weights; the samples around an instance have no such columns.
"""
# Shares of a class nearer 0 or 1 have no log-odds to speak of.
_LEAST_SHARE = 0.01
# Surrogates of the whole model for local ones of these kinds; for others it is of the same kind.
_LINEAR = {"lasso": "ridge", "bayesian": "ridge"}


def training_rows(explainer: Any, n_rows: int = DEFAULT_N_ROWS, random_state: int = 0) -> NDArray[np.float64]:
    """Draw rows of the training table without replacement: coded, (m, C).

    Raises
    ------
    LimeError
        If the explainer has no training table, or the table has fewer than `FEWEST_ROWS` rows.
    """
    if not isinstance(explainer, TabularExplainer):
        raise problem("global.no_table", kind=explainer.data_kind)
    if not isinstance(n_rows, int | np.integer) or isinstance(n_rows, bool) or n_rows < FEWEST_ROWS:
        raise problem("global.n_rows", n_rows=n_rows, least=FEWEST_ROWS)
    codes = explainer.table.codes
    if len(codes) < FEWEST_ROWS:
        raise problem("global.few_rows", n=len(codes), least=FEWEST_ROWS)
    order = np.random.default_rng(random_state).permutation(len(codes))[:n_rows]
    return np.asarray(codes[order])


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
    """

    explanation: Explanation
    score: float
    moved: NDArray[np.float64] | None


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
        perturbation = explainer.perturb(x)
        held_out = np.arange(len(self.codes)) % HELD_OUT == HELD_OUT - 1
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
            return Whole(explanation, score, None)
        perturbation = explainer.perturb(x)
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
        return Whole(explanation, score, moved)

    def beside(
        self, local: Explanation, explainer: Any, x: Any, *, surrogate: Any = None, **options: Any
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
        n_held_out = len(self.codes) // HELD_OUT
        return compared(local, *whole[:2], len(self.codes) - n_held_out, n_held_out, whole.moved)


def whole_kind(local: Explanation, surrogate: Any = None) -> Any:
    """Give the surrogate of the whole model that goes with a local one, an estimator if that is known."""
    if local.surrogate == "estimator":
        return surrogate if is_estimator(surrogate) else getattr(local.fitted, "unfitted", "ridge")
    return _LINEAR.get(local.surrogate, local.surrogate)


class GlobalSurrogate:
    """One surrogate of the whole model, fitted to its answers for training rows.

    Parameters
    ----------
    model : estimator, callable or BlackBox
    explainer : TabularExplainer
        Its training table gives the rows, and its bins the representation.
    n_rows : int, default 1024
        The number of training rows that the model is asked about, drawn without replacement; all where there are
        fewer. One in four is held out of the fit.
    random_state : int, default 0

    Attributes
    ----------
    answers : GlobalAnswers
    n_model_calls : int
        The number of rows that the model was asked about.

    Raises
    ------
    LimeError
        If the explainer is of texts or images, which have no training table, or the table has too few rows.
    ModelError
        If the model raises an exception or returns unusable answers.

    Notes
    -----
    The features are those of a local explanation, such as "temp ≤ 7.8": 1 for the rows of the training table that are
    in the instance's bin, 0 for others. So a weight means the same in both: what changes is where the surrogate is
    fitted. For an instance in other bins the surrogate is fitted anew, to the same answers.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets import GlobalSurrogate, TabularExplainer
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> explainer = TabularExplainer(X, discretizer=None, feature_names=["a", "b"])
    >>> whole = GlobalSurrogate(lambda X: X[:, 0] - 2 * X[:, 1], explainer)
    >>> explanation, score = whole.explain(X[0], alpha=0.0)
    >>> explanation.as_list()[0][0], round(score, 6), whole.n_model_calls
    ('b', 1.0, 501)
    """

    def __init__(self, model: Any, explainer: Any, *, n_rows: int = DEFAULT_N_ROWS, random_state: int = 0) -> None:
        codes = training_rows(explainer, n_rows, random_state)
        self.explainer = explainer
        self._black_box = model if isinstance(model, BlackBox) else BlackBox(model)
        y = self._black_box.predict(explainer.table.decode(codes))
        names = tuple(self._black_box.output_names or ())
        self.answers = GlobalAnswers(codes, y, names, self._black_box.output_kind or "value")
        self.n_model_calls = len(codes)

    def explain(
        self, x: Any, *, output: int | str | None = None, surrogate: Any = "ridge", **options: Any
    ) -> tuple[Explanation, float]:
        """Fit the surrogate of the whole model in the representation of an instance; the model is asked about it.

        Parameters
        ----------
        x : instance
        output : int or str, optional
            Its place or name; by default the class that the model predicts for the instance, or the only output.
        surrogate : {"ridge", "tree", ...} or estimator, default "ridge"
        **options
            `alpha`, `max_depth` and the like, as for `Neighborhood.explain`.

        Returns
        -------
        explanation : Explanation
        score : float
            R² on the rows held out.

        Raises
        ------
        LimeError
            If there is no such output or option.
        """
        _check("explain", GlobalSurrogate.explain, options)
        table = self.explainer.table
        answer = self._black_box.predict(table.decode(table.encode(x)[None]))[0]
        self.n_model_calls += 1
        if output is None:
            place = int(np.argmax(answer)) if self.answers.output_kind != "value" else 0
        else:
            place = int(find_output(output, self.answers.output_names))
        return self.answers.explain(self.explainer, x, place, float(answer[place]), surrogate=surrogate, **options)

    def compare(self, explanation: Explanation, x: Any, *, surrogate: Any = None, **options: Any) -> GlobalComparison:
        """Put the surrogate of the whole model beside a local explanation; the model is not asked.

        Parameters
        ----------
        explanation : Explanation
            Of this instance, by this explainer.
        x : instance
        surrogate : {"ridge", "tree", ...} or estimator, optional
            By default of the explanation's kind; a ridge for a lasso, a Bayesian ridge and a linear estimator.
        **options
            `alpha`, `max_depth` and the like, as for `Neighborhood.explain`. The default of `alpha` is 0.01, so that
            columns that vary together hardly share their weights.

        Returns
        -------
        GlobalComparison

        Raises
        ------
        LimeError
            If the explanation has other features than the explainer makes of the row, or there is no such option.
        """
        _check("compare", GlobalSurrogate.compare, options)
        return self.answers.beside(explanation, self.explainer, x, surrogate=surrogate, **options)


def _check(name: str, taker: Callable[..., Any], options: dict[str, Any]) -> None:
    """Check the options of a method: all features are in the fit, and no kernel weighs the rows."""
    check_names(f"GlobalSurrogate.{name}", options, (*options_of(taker), "alpha"))
