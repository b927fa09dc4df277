"""A surrogate of the whole model: one surrogate fitted to the model's answers for rows of the training table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.checks import find_output
from lime_widgets.engine.explanation.kinds.options import options_of
from lime_widgets.engine.global_surrogate.answers import GlobalAnswers
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.names import check_names
from lime_widgets.engine.tabular.explainer import TabularExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.global_surrogate.comparison import GlobalComparison

DEFAULT_N_ROWS = 1024
"""The number of training rows that the model is asked about, or all where there are fewer."""
FEWEST_ROWS = 8


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

    def compare(
        self,
        explanation: Explanation,
        x: Any,
        *,
        neighborhood: Neighborhood | None = None,
        kernel: Kernel = "exponential",
        surrogate: Any = None,
        **options: Any,
    ) -> GlobalComparison:
        """Put the surrogate of the whole model beside a local explanation; the model is not asked.

        Parameters
        ----------
        explanation : Explanation
            Of this instance, by this explainer.
        x : instance
        neighborhood : Neighborhood, optional
            The samples of the explanation. Without them, a difference that comes from how samples and training rows
            are drawn is taken for one of the place.
        kernel : str or callable, default "exponential"
            That of the explanation.
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
        return self.answers.beside(
            explanation, self.explainer, x, neighborhood=neighborhood, kernel=kernel, surrogate=surrogate, **options
        )


def _check(name: str, taker: Callable[..., Any], options: dict[str, Any]) -> None:
    """Check the options of a method: all features are in the fit, and no kernel weighs the rows."""
    check_names(f"GlobalSurrogate.{name}", options, (*options_of(taker), "alpha"))
