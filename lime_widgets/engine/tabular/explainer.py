"""The explainer of table rows: how a training table's columns are binned, and where samples come from."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np

from lime_widgets.engine.cache import last_results
from lime_widgets.engine.errors import one_of, problem, shortened
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES
from lime_widgets.engine.explanation.kinds.options import check_options
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.sampling.local import check_local_width
from lime_widgets.engine.tabular import discretizer as discretizers
from lime_widgets.engine.tabular.coalitions.background import read_background
from lime_widgets.engine.tabular.coalitions.rows import CoalitionRows
from lime_widgets.engine.tabular.draws.choice import drawn_rows
from lime_widgets.engine.tabular.draws.drawn_rows import SAMPLINGS, Sampling
from lime_widgets.engine.tabular.neighbors import rows_near
from lime_widgets.engine.tabular.supplied_rows import SuppliedRows
from lime_widgets.engine.tabular.table import TrainingTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.perturbation.neighbors import Neighbors
    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.tabular.discretizer import Discretizer
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation

# Coded samples from the user's functions, for the last few seeds. Editing a row creates a new perturbation each time.
_samples_by_seed = last_results(8)


class TabularExplainer(Explainer):
    """Perturbs table rows according to the distribution of a training table.

    A binned numeric column becomes the feature "in the instance's bin or not", and a categorical column
    becomes "equal to the instance's category or not". An unbinned numeric column is a numeric feature, in
    standard deviations from the mean or in its own unit. A column with missing values has "missing" as an
    additional category; for an unbinned column, "missing" is an additional on/off feature.

    Parameters
    ----------
    X_train : DataFrame or array_like of shape (n, C)
        Training table with at least two rows. The model receives the same type: a DataFrame with these
        columns and dtypes, or an array.
    categorical_features : "auto" or sequence of (int or str), default "auto"
        Positions or names of the categorical columns. ``"auto"`` decides by dtype: text, category and
        boolean columns are categorical, numbers are not.
    discretizer : {"auto", "quartile", "decile", "entropy"}, None or mapping, default "quartile"
        How numeric columns are binned. ``"auto"`` takes quartiles where the surrogate explains about as much with
        them as without, and no bins elsewhere; then no column is drawn as LIME draws it, and ``"independent"``
        means ``"table"``. ``"entropy"`` needs `labels`; None leaves numbers unbinned. A
        mapping gives inner edges, or None, by column name; columns that it does not name use quartiles.
    sampling : str, default "independent"
        How rows are drawn.

        - ``"independent"``, ``"table"``, ``"normal"``: each column on its own. The first is LIME's pairing: a binned
          column is drawn from the training table's values, an unbinned column from a normal distribution with the
          column's mean and standard deviation. ``"table"`` draws every column from the table's values, and
          ``"normal"`` every numeric column from a normal distribution: then bins are only a way to represent the
          same rows. Categories come from the table.
        - ``"gaussian"``, ``"copula"``: with the table's correlations. Numbers are normal, or the table's own
          quantiles; categories and missing values come from thresholds of correlated normals; see
          `lime_widgets.engine.tabular.draws.latent`.
        - ``"nearest"``: rows of the table, the nearer the more often, slightly moved; see
          `lime_widgets.engine.tabular.draws.nearest_rows`. It takes no `sample_around_instance`.
        - ``"local"``: from LIME's distribution times the kernel (GLIME, Tan et al. 2023). All samples lie where the
          kernel looks and have the same weight at the width `local_width`; at other widths they keep the same limit,
          and the effective sample size says where they stop serving. With ``discretizer="auto"`` there are no bins,
          because local samples fall into few of them.
        - ``"coalitions"``: the instance's values in some columns, and the others from a row of the table: each column
          is a feature that is on or off, as ``kernel="shapley"`` needs it. Bins have no effect, and it takes no
          `sample_around_instance`.
    sample_around_instance : bool, default False
        The center of the samples. If false, samples follow the training table, as `sampling` says. If true,
        every column is centered on the instance: numbers are drawn from a normal distribution with the instance's
        value as its mean; categories equal the instance's with probability ½ and are drawn from the training table
        otherwise.
    standardize : bool, default True
        Whether unbinned columns are measured in standard deviations of the training table from its mean,
        so that all columns count equally in a distance. If false, they keep their own unit, and their
        weights are per unit of the column.
    local_width : float, optional
        How near the samples are for ``"nearest"`` and ``"local"``: the width of an exponential kernel of the Euclidean
        distance. The default is the default kernel width.
    samples : DataFrame, array_like of shape (m, C) or callable, optional
        Rows to use as the neighborhood, in this order, instead of random ones. The training table still
        determines bins, standard deviations and ranges. The model is also asked about the instance, which
        is not part of the fit. A callable receives the seed and returns such a table. All rows are used
        unless `n_samples` is smaller. The design has no effect, and no way to draw rows may be given too.
    background : int, row or table, optional
        For ``sampling="coalitions"``: the rows that absent values come from. Each mask is asked with all of them, so
        that n samples are n / B masks. A number takes that number of rows of the training table, at even distances. By
        default each sample has a training row of its own, drawn at random. A study also uses it after a switch to
        Shapley values; `sample` and `explain` refuse it with another `sampling`.
    labels : array_like of shape (n,), optional
        Classes or values of the training rows, for ``discretizer="entropy"``.
    feature_names : sequence of C str, optional
        Column names. The default is the DataFrame's names, or ``"feature 0"``, ``"feature 1"``, ...

    Raises
    ------
    LimeError
        If the table has fewer than two rows, no columns or unusable columns, or an argument does not fit it.

    Notes
    -----
    Each column converts one coordinate of a random point to a value with the column's quantile function,
    which keeps a low-discrepancy sequence evenly spread. `lime` instead draws a bin and then a truncated
    normal value in it. Here the values in a bin are the training table's own, so whole numbers stay whole
    and no value lies outside the observed range.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> explainer = TabularExplainer(X, feature_names=["a", "b"])
    >>> explanation = explainer.explain(lambda X: 3 * X[:, 0], X[0], n_samples=256)
    >>> explanation.as_list()[0][0].split()[-3]
    'a'
    """

    data_kind: ClassVar[str] = "table row"
    settings: ClassVar[tuple[str, ...]] = (
        "discretizer",
        "sampling",
        "sample_around_instance",
        "standardize",
        "local_width",
        "background",
    )
    settings_of_sampling: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "background": ("coalitions",),
        "local_width": ("local", "nearest"),
        "sample_around_instance": tuple(each for each in SAMPLINGS if each not in {"coalitions", "nearest"}),
    }
    metrics: ClassVar[tuple[str, ...]] = TABLE_DISTANCES

    def __init__(
        self,
        X_train: Any,
        *,
        categorical_features: Literal["auto"] | Sequence[int | str] = "auto",
        discretizer: Discretizer = "quartile",
        sampling: Sampling = "independent",
        sample_around_instance: bool = False,
        standardize: bool = True,
        local_width: float | None = None,
        samples: Any = None,
        background: Any = None,
        labels: ArrayLike | None = None,
        feature_names: Sequence[str] | None = None,
    ) -> None:
        self.table = TrainingTable(X_train, categorical_features, feature_names)
        self._labels = discretizers.check_labels(labels, len(self.table))
        # A table is coded here, once; the table that a function returns is coded after each call.
        self._samples = samples if samples is None or callable(samples) else self._coded(samples)
        if samples is not None:
            self.default_n_samples = len(self._supplied(0))
        self.discretizer: Discretizer = None
        self.sampling: Sampling = "independent"
        self.sample_around_instance = False
        self.standardize = True
        self.local_width: float | None = None
        self.background: Any = None
        self.remarks: tuple[str, ...] = ()
        self._set(discretizer, sampling, sample_around_instance, standardize, local_width, background)

    def _set(
        self,
        discretizer: Discretizer,
        sampling: Sampling,
        sample_around_instance: bool,
        standardize: bool,
        local_width: float | None,
        background: Any,
    ) -> None:
        self.sampling = one_of(sampling, SAMPLINGS, "sampling.unknown")
        if discretizer == "auto" and sampling == "local":
            discretizer = None
        elif discretizer == "auto" and sampling == "independent":
            self.sampling = "table"
        self.edges = discretizers.edges(discretizer, self.table.columns, self.table.codes, self._labels)
        self._edge_texts = tuple(
            [] if inner_edges is None else column.edge_texts(inner_edges)
            for column, inner_edges in zip(self.table.columns, self.edges, strict=True)
        )
        self.discretizer = discretizer
        self.sample_around_instance = _switch("sample_around_instance", sample_around_instance)
        self.standardize = _switch("standardize", standardize)
        self.local_width = check_local_width(local_width)
        self.background, self._background = background, read_background(self.table, background)
        if self.sampling == "coalitions" and self._samples is not None:
            raise problem("coalitions.samples")

    def _supplied(self, random_state: int) -> NDArray[np.float64]:
        """Give the user's samples, coded: (m, C)."""
        samples = self._samples
        if not callable(samples):
            return np.asarray(samples)
        return np.asarray(
            _samples_by_seed((self.table, samples, random_state), lambda: self._coded(samples(random_state)))
        )

    def _coded(self, samples: Any) -> NDArray[np.float64]:
        codes = self.table.encode_rows(samples)
        if len(codes) < 2:
            raise problem("table.too_few_samples", n=len(codes))
        return codes

    def check_settings(self) -> None:
        """Check that samples drawn now depend on every setting that was given; see `Explainer.check_settings`."""
        if self._samples is not None:
            # The first two are what it is when nothing was said.
            drawn = {} if self.sampling in {"independent", "table"} else {"sampling": self.sampling}
            given = drawn | {name: getattr(self, name) for name in self.settings_of_sampling}
            for name, value in given.items():
                if not (value is None or value is False):
                    raise problem("setting.unused_by_samples", name=name, value=shortened(repr(value), 40))
        super().check_settings()

    @property
    def has_labels(self) -> bool:
        """Whether the explainer has labels, which ``discretizer="entropy"`` needs."""
        return self._labels is not None

    def _with(self, changes: dict[str, Any]) -> Self:
        # A shallow copy shares the coded training table and the coded samples, which take long to make.
        other = copy(self)
        other.remarks = ()
        other._set(*(changes.get(name, getattr(self, name)) for name in self.settings))  # noqa: SLF001  same class
        return other

    def check_kernel(self, kernel: object) -> None:
        """Check that rows are drawn as a kernel needs them; see `Explainer.check_kernel`."""
        if kernel == "shapley" and self.sampling != "coalitions":
            raise problem("shapley.sampling")

    def sample(self, model: Any, x: Any, **options: Any) -> Neighborhood:
        """Perturb a row and ask the model about every perturbation; see `Explainer.sample`."""
        check_options("TabularExplainer.sample", options, Explainer.sample)
        neighborhood = super().sample(model, x, **options)
        settled = self.settled(neighborhood)
        if settled is None:
            return neighborhood
        yardstick = neighborhood.yardstick
        if settled.discretizer is None and yardstick is not None and yardstick.unbinned is not None:
            neighborhood = yardstick.unbinned(neighborhood)
        return replace(neighborhood, origin=replace(neighborhood.origin, remarks=settled.remarks))

    @property
    def is_settled(self) -> bool:
        """Whether the bins are decided; see `Explainer.is_settled`."""
        return self.discretizer != "auto" or self.sampling == "coalitions"

    def settled(self, neighborhood: Neighborhood) -> Self | None:
        """Decide for or against bins if that is left to us; see `Explainer.settled`."""
        if self.is_settled:
            return None
        yardstick = neighborhood.yardstick
        bins, remark = (True, "") if yardstick is None else yardstick.prefers_bins(neighborhood)
        chosen = self.replace(discretizer="quartile" if bins else None)
        chosen.remarks = (remark,) if remark else ()
        return chosen

    def check(self, x: Any) -> None:
        """Check that a row can be explained.

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that its column cannot hold.
        """
        self.table.encode(x)

    def neighbors(self, x: Any, n: int, *, radius: float | None = None, random_state: int = 0) -> Neighbors:
        """Draw rows like this one; see `lime_widgets.engine.tabular.neighbors.rows_near`."""
        return rows_near(self, x, n, radius, random_state)

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> TabularPerturbation:
        """Check a row and create the sequence of its perturbations.

        Parameters
        ----------
        x : Series, mapping, one-row DataFrame, or array_like of shape (C,)
            The instance. Names are matched if it has them.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        TabularPerturbation

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that its column cannot hold.
        """
        codes = self.table.encode(x)
        if self.sampling == "coalitions":
            return CoalitionRows(self.table, codes, self._background, random_state=random_state, design=design)
        perturbation = self._rows_around(codes, random_state, design)
        if any(inner_edges is not None for inner_edges in self.edges):
            without = self.replace(discretizer=None)
            perturbation.without_bins = lambda: without._rows_around(codes, random_state, design)  # noqa: SLF001
        perturbation.remarks = self.remarks
        return perturbation

    def _rows_around(self, codes: NDArray[np.float64], random_state: int, design: Design) -> TabularPerturbation:
        standardize = self.standardize
        if self._samples is not None:
            return SuppliedRows(
                self.table,
                codes,
                self.edges,
                self._edge_texts,
                standardize=standardize,
                samples=self._supplied(random_state),
                depends_on_seed=callable(self._samples),
            )
        return drawn_rows(
            self.table,
            codes,
            self.edges,
            self._edge_texts,
            sampling=self.sampling,
            around=self.sample_around_instance,
            width=self.local_width,
            standardize=standardize,
            random_state=random_state,
            design=design,
        )


def _switch(name: str, value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise problem("switch.invalid", name=name, value=shortened(repr(value), 40))
