"""Table rows: the interpretable representation of a training table's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.remembered import Remembered
from lime_widgets.engine.tabular import discretizer as discretizers
from lime_widgets.engine.tabular.columns import edge_texts
from lime_widgets.engine.tabular.drawn_rows import DrawnRows
from lime_widgets.engine.tabular.given_rows import GivenRows
from lime_widgets.engine.tabular.table import TrainingTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.tabular.discretizer import Discretizer
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation

# What functions drew as samples, coded, for the last few seeds: a row is perturbed anew each time that it is edited.
_redrawn = Remembered[NDArray[np.float64]](8)


class TabularExplainer(Explainer):
    """Perturbs rows of a table the way its training table is distributed.

    A numeric column that is cut into bins is represented by "in the instance's bin or not",
    a categorical one by "the instance's category or not", and a numeric column left as it is
    by its standardized value or its own. A column with missing values has "missing" as a category of its
    own; where the column is left as it is, that is one more on/off feature.

    Parameters
    ----------
    X_train : DataFrame or array_like of shape (n, C)
        Training table: at least two rows. What the model is given is made of the same: a
        DataFrame with these columns and dtypes, or an array.
    categorical_features : "auto" or sequence of (int or str), default "auto"
        Places or names of the categorical columns. ``"auto"`` finds them from the dtypes: text,
        category and boolean columns are categorical, numbers are not.
    discretizer : {"quartile", "decile", "entropy"}, None or mapping, default "quartile"
        Where numeric columns are cut. ``"entropy"`` needs `labels`; None leaves numbers as
        they are; a mapping of column names gives edges (columns not named: quartiles) or None.
    sample_around_instance : bool, default False
        Where samples lie. By default around the data: cut and categorical columns are drawn
        from the training table's own values, numbers left as they are from a normal
        distribution with the column's mean and standard deviation. If true, around the
        instance, in every column: numbers from a normal distribution with the instance's value
        as its mean, categories as the instance's with probability ½ and from the training
        table else.
    standardize : bool, default True
        Whether numbers left as they are, are represented in standard deviations of the training table from its mean,
        so that columns of any unit count for alike in a distance. If false, by their own values: weights are then
        per unit of the column.
    samples : DataFrame, array_like of shape (m, C) or callable, optional
        Rows that are the neighborhood, in their order, in place of random ones; the training table is still what
        bins, deviations and ranges are of. The instance itself is asked about and takes no part in the fit. A
        callable is given the seed and returns such a table. All of the rows are taken where `n_samples` is not given
        or larger; `sample_around_instance` and the design play no part.
    labels : array_like of shape (n,), optional
        Classes or values of the training rows, for ``discretizer="entropy"``.
    feature_names : sequence of C str, optional
        Names of the columns; by default the DataFrame's, or ``"feature 0"`` onwards.

    Raises
    ------
    LimeError
        If the table has fewer than two rows, no columns, or columns that cannot be used, or an
        argument does not fit it.

    Notes
    -----
    Each column takes one coordinate of a random point and turns it into a value through the
    column's quantile function, so that a low-discrepancy sequence stays one. `lime` draws a bin
    and then a normal value truncated to it; here the values within a bin are the training
    table's own, so whole numbers stay whole and nothing falls outside of what was seen.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> explainer = TabularExplainer(X, feature_names=["a", "b"])
    >>> explanation = explainer.explain(lambda X: 3 * X[:, 0], X[0], n_samples=256)
    >>> explanation.as_list()[0][0].split()[-3]
    'a'
    """

    distances: ClassVar[tuple[str, ...]] = TABLE_DISTANCES

    def __init__(
        self,
        X_train: Any,
        *,
        categorical_features: Literal["auto"] | Sequence[int | str] = "auto",
        discretizer: Discretizer = "quartile",
        sample_around_instance: bool = False,
        standardize: bool = True,
        samples: Any = None,
        labels: ArrayLike | None = None,
        feature_names: Sequence[str] | None = None,
    ) -> None:
        self.table = TrainingTable(X_train, categorical_features, feature_names)
        self._labels = discretizers.check_labels(labels, len(self.table))
        # A table is coded once, what a function returns whenever it is called.
        self._samples = samples if samples is None or callable(samples) else self._coded(samples)
        if samples is not None:
            self.default_n_samples = len(self._given(0))
        self.discretizer: Discretizer = None
        self.sample_around_instance = False
        self.standardize = True
        self._set(discretizer=discretizer, sample_around_instance=sample_around_instance, standardize=standardize)

    def _set(self, *, discretizer: Discretizer, sample_around_instance: bool, standardize: bool) -> None:
        self.edges = discretizers.edges(discretizer, self.table.columns, self.table.codes, self._labels)
        self._edge_texts = tuple(
            [] if cuts is None else edge_texts(cuts, column.decimals)
            for column, cuts in zip(self.table.columns, self.edges, strict=True)
        )
        self.discretizer = discretizer
        self.sample_around_instance = bool(sample_around_instance)
        self.standardize = bool(standardize)

    def _given(self, random_state: int) -> NDArray[np.float64]:
        """The rows that are to be the neighborhood, coded: (m, C)."""
        samples = self._samples
        if not callable(samples):
            return np.asarray(samples)
        return _redrawn.get((self.table, samples, random_state), lambda: self._coded(samples(random_state)))

    def _coded(self, samples: Any) -> NDArray[np.float64]:
        codes = self.table.encode_rows(samples)
        if len(codes) < 2:
            raise problem(
                f"The table of samples has {len(codes)} row{'' if len(codes) == 1 else 's'}.",
                expected="at least two",
                mend="Pass the rows that the surrogate is to be fitted to, or leave samples out to have them drawn.",
            )
        return codes

    @property
    def has_labels(self) -> bool:
        """Whether ``discretizer="entropy"`` can be asked for."""
        return self._labels is not None

    def replace(self, **changes: Any) -> Self:
        """The same training table and samples with another `discretizer`, `sample_around_instance` or `standardize`.

        Raises
        ------
        LimeError
            If a value is not one of those that the constructor takes.
        """
        settings = {
            "discretizer": self.discretizer,
            "sample_around_instance": self.sample_around_instance,
            "standardize": self.standardize,
        }
        unknown = changes.keys() - settings.keys()
        if unknown:
            raise problem(
                f"{', '.join(sorted(unknown))} cannot be replaced.",
                expected="some of " + ", ".join(settings),
                mend="Build a new explainer for another table.",
            )
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._set(**(settings | changes))
        return other

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> TabularPerturbation:
        """Check a row and set up the sequence of its perturbations.

        Parameters
        ----------
        x : Series, mapping, one-row DataFrame, or array_like of shape (C,)
            The instance; names are matched where it has them.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        TabularPerturbation

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that cannot stand
            in its column.
        """
        codes, standardize = self.table.encode(x), self.standardize
        if self._samples is not None:
            return GivenRows(
                self.table,
                codes,
                self.edges,
                self._edge_texts,
                standardize=standardize,
                samples=self._given(random_state),
                redrawn=callable(self._samples),
            )
        return DrawnRows(
            self.table,
            codes,
            self.edges,
            self._edge_texts,
            standardize=standardize,
            sample_around_instance=self.sample_around_instance,
            random_state=random_state,
            design=design,
        )
