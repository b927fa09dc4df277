"""The result at one kernel width: an explanation."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import one_of, problem, shortened
from lime_widgets.engine.explanation.drawing import bars
from lime_widgets.engine.explanation.kinds.tree import Tree
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.surrogate.newton import sigmoid

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.explanation.doubts import Grade, Method
    from lime_widgets.engine.explanation.reasons import Reason
    from lime_widgets.engine.surrogate.kinds.raw_fits import LocalModel


# What `to_dict` leaves out.
_NOT_SAID = frozenset({"feature_names", "origin", "reasons", "fitted"})


@dataclass(frozen=True)
class Explanation:
    """A local surrogate at one kernel width: the weights for and against one output.

    Attributes
    ----------
    features : ndarray of int of shape (K,)
        Columns of the interpretable representation, largest |coefficient| first.
    coef, stderr : ndarray of shape (K,)
        Their coefficients in that order, and the standard errors (NaN where they were not computed, or
        where too few samples carry weight). For a logistic surrogate these and the intercept are in log-odds. For a
        Bayesian ridge the errors are the posterior's standard deviations. For a tree, and an estimator that is not
        linear, the coefficients are the contributions, without errors (NaN).
    interval : ndarray of shape (K,)
        Half widths of the 95 % intervals of the coefficients; NaN where the standard error is.
    contributions : ndarray of shape (K,)
        Coefficient times the instance's value of the feature: what this value adds. The intercept and all
        contributions add up to `local_prediction`, or to its log-odds for a logistic surrogate. For a tree: the
        changes of the value along the instance's path, by the split's feature; the intercept is the root's value.
        For an estimator that is not linear: its Shapley values, from its answer with every selected feature off, or
        at its training mean (0 where none is known), to its answer for the instance; the intercept is the former.
    intercept : float
    feature_names : tuple of str
        Names of all p interpretable features; ``feature_names[features[0]]`` is the first's.
    score, loo_score : float
        Weighted R² in sample, as `lime` has it, and with each sample left out of the fit that predicts it,
        which is what R² is about on fresh samples; NaN where the output does not vary.
    folds : int
        0, or for a tree or an estimator the number of folds of the cross-validation that stands in the place of
        leaving each sample out.
    local_prediction, model_prediction : float
        The surrogate's and the black box's answer for the instance.
    fidelity : float
        The R² that the grade judges: `loo_score`, or for on/off features of a table the R² of a fit on all
        bins and categories of every column. NaN where too few samples carry weight for the latter.
    shrinkage : float
        The share of the coefficients' freedom that the penalty takes, 0 to 1.
    ess : float
        Effective sample size, (Σw)²/Σw².
    n_samples : int
        Number of samples, the instance among them.
    kernel_width : float
    output : int
        The explained column of the black box's answers.
    output_name : str
    output_kind : {"probability", "value", "score"}
        The kind of the black box's answers.
    grade : {"good", "fair", "poor"}
        How far the explanation can be believed; `doubts` says why.
    doubts : tuple of str
        Reasons not to believe the explanation as it stands; empty if there are none.
    reasons : tuple of Reason
        Those of the doubts that the fit shows, with their names and what would help.
    why : str
        One sentence that names the features that decide the answer, of those whose sign is certain.
    exact : bool
        Whether the model evaluated all perturbations, so that there is no sampling error.
    surrogate : {"ridge", "lasso", "bayesian", "logistic", "tree", "estimator"}
        The kind of surrogate.
    method : {"lime", "shapley"}
        Whether the weights are LIME's or Shapley values, which have no kernel width.
    rest : float
        Of Shapley values: the sum of those that are not shown, so that the intercept, the contributions and the rest
        add up to `model_prediction`. Else 0.
    fitted : Tree, LocalModel or None
        The surrogate where it is no weighted sum of the features: a tree, or the fitted copy of an estimator.
    origin : Origin
        What the features are of.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    interval: NDArray[np.float64]
    contributions: NDArray[np.float64]
    intercept: float
    feature_names: tuple[str, ...]
    score: float
    loo_score: float
    fidelity: float
    shrinkage: float
    local_prediction: float
    model_prediction: float
    ess: float
    n_samples: int
    kernel_width: float
    output: int
    output_name: str
    output_kind: str = "value"
    grade: Grade = "good"
    doubts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    why: str = ""
    exact: bool = False
    surrogate: str = "ridge"
    method: Method = "lime"
    rest: float = 0.0
    fitted: LocalModel | None = field(default=None, repr=False)
    folds: int = 0
    origin: Origin = field(default=Origin(), repr=False)

    @property
    def tree(self) -> Tree | None:
        """The tree where the surrogate is one, with its splits in words; else None."""
        return self.fitted if isinstance(self.fitted, Tree) else None

    @property
    def contribution_intervals(self) -> NDArray[np.float64]:
        """Half widths of the 95 % intervals of the contributions, (K,): those of the weights times |z₀|."""
        sizes = np.divide(self.contributions, self.coef, out=np.ones_like(self.coef), where=self.coef != 0)
        return np.asarray(self.interval * np.abs(sizes))

    def predict(self, Z: ArrayLike) -> NDArray[np.float64]:
        """Give the surrogate's answers: the intercept plus the weighted sum of the selected features.

        For a logistic surrogate this sum is the log-odds, and `predict` returns probabilities. Shapley values that
        are not shown are added as for the instance. A tree or an estimator answers by itself.

        Parameters
        ----------
        Z : array_like of shape (..., p)
            Rows of the interpretable representation.

        Returns
        -------
        ndarray of shape (...)

        Raises
        ------
        LimeError
            If a row does not have p finite numbers.
        """
        p = len(self.feature_names)
        try:
            rows = np.asarray(Z, np.float64)
        except (TypeError, ValueError):
            rows = np.empty(())
        if rows.ndim < 1 or rows.shape[-1] != p or not np.isfinite(rows).all():
            raise problem("rows.invalid", rows=shortened(repr(Z), 60), columns=p)
        if self.fitted is not None:
            return np.asarray(self.fitted.predict(rows.reshape(-1, p)).reshape(rows.shape[:-1]))
        linear = np.asarray(self.intercept + self.rest + rows[..., self.features] @ self.coef)
        return sigmoid(linear) if self.surrogate == "logistic" else linear

    def as_list(self, kind: str = "weight") -> list[tuple[str, float]]:
        """Give pairs of feature name and number, largest |weight| first.

        Parameters
        ----------
        kind : {"weight", "contribution"}, default "weight"
            The weights, as `lime` gives them, or the contributions.

        Raises
        ------
        LimeError
            If the kind is another.
        """
        kinds = {"weight": self.coef, "contribution": self.contributions}
        numbers = kinds[one_of(kind, tuple(kinds), "number_kind.unknown")]
        return [
            (self.feature_names[feature], float(number)) for feature, number in zip(self.features, numbers, strict=True)
        ]

    def as_map(self) -> dict[int, list[tuple[int, float]]]:
        """Map the index of the explained output to its pairs of feature index and weight."""
        return {
            self.output: [
                (int(feature), float(weight)) for feature, weight in zip(self.features, self.coef, strict=True)
            ]
        }

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each feature, for one explanation or to be stacked with others.

        Returns
        -------
        DataFrame of shape (K, 8)
            ``feature``, its place; ``name``; ``column``, what it is of, the same for every instance; ``value``, the
            instance's value there; ``contribution``; ``weight`` with its ``stderr`` and ``interval``, the half width
            of its 95 % interval.

        Examples
        --------
        >>> import numpy as np, pandas as pd
        >>> from lime_widgets import TabularExplainer
        >>> X = pd.DataFrame({"a": np.arange(50.0), "b": 1.0})
        >>> explainer = TabularExplainer(X)
        >>> frames = [explainer.explain(lambda rows: rows["a"], row).to_frame() for _, row in X[:50:10].iterrows()]
        >>> pd.concat(frames).groupby("column")["weight"].count().to_dict()
        {'a': 5, 'b': 5}
        """
        import pandas as pd

        origin = self.origin
        columns, values = origin.columns or self.feature_names, origin.values  # noqa: PD011  no pandas object
        return pd.DataFrame(
            {
                "feature": self.features,
                "name": [self.feature_names[feature] for feature in self.features],
                "column": [columns[feature] for feature in self.features],
                "value": pd.Series([values[feature] if values else None for feature in self.features], dtype=object),
                "contribution": self.contributions,
                "weight": self.coef,
                "stderr": self.stderr,
                "interval": self.interval,
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain Python objects that ``json.dumps`` takes; NaN becomes None."""
        values = {each.name: _plain(getattr(self, each.name)) for each in fields(self) if each.name not in _NOT_SAID}
        tree = {} if self.tree is None else {"tree": self.tree.to_list()}
        return values | tree | {"names": [name for name, _ in self.as_list()]}

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the contributions as horizontal bars with 95 % intervals, for print.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return bars.plot(self, ax)

    def _repr_html_(self) -> str:
        return bars.html(self)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
