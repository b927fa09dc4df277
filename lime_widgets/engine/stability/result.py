"""The result of repeats: one explanation, and the same with other seeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.rounding import EQUAL
from lime_widgets.engine.stability import agreement, drawing, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation

# Repeats agree on the first k features where this share of them has the same ones.
AGREED = 0.9


@dataclass(frozen=True, eq=False)
class Stability:
    """An explanation beside repeats of it, which differ in the seed alone.

    `lime_widgets.stability` and `Study.repeat` make it. Its numbers are over all M runs: the explanation itself, run
    0, and its repeats. They are NaN where fewer than two runs can be compared.

    Attributes
    ----------
    runs : tuple of Explanation
        The explanation, and its repeats. A repeat may be graded by its own R² alone, because R² with all bins takes
        longer than the repeat.
    seeds : tuple of int
        The seed of each run.
    exact : bool
        Whether every repeat would be equal, so that none was made: nothing was drawn at random.
    n_model_calls : int
        The number of model evaluations that the repeats took.
    """

    runs: tuple[Explanation, ...] = field(repr=False)
    seeds: tuple[int, ...]
    exact: bool = False
    n_model_calls: int = 0

    def __post_init__(self) -> None:
        names = self.runs[0].feature_names if self.runs else ()
        if not self.runs or any(run.feature_names != names for run in self.runs):
            raise problem("repeats.features", n=len(self.runs))

    @property
    def explanation(self) -> Explanation:
        """The explanation that the repeats are of."""
        return self.runs[0]

    @property
    def n_repeats(self) -> int:
        """The number of repeats, the explanation itself aside."""
        return len(self.runs) - 1

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of all p interpretable features."""
        return self.runs[0].feature_names

    # ---- arrays over the runs ----------------------------------------------------------------------------

    @cached_property
    def coef(self) -> NDArray[np.float64]:
        """The weight of each feature in each run, (M, p); NaN where the run does not select it."""
        return self._over_runs("coef")

    @cached_property
    def stderr(self) -> NDArray[np.float64]:
        """The standard error of each weight, (M, p)."""
        return self._over_runs("stderr")

    @cached_property
    def interval(self) -> NDArray[np.float64]:
        """The half width of each weight's 95 % interval, (M, p)."""
        return self._over_runs("interval")

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """The rank of each feature in each run by |weight|, (M, p): 1 is the largest, 0 is not selected.

        Weights that are equal but for rounding errors keep the order of the columns, which is the same in all runs.
        """
        return agreement.ranked(self.coef)

    def _over_runs(self, name: str) -> NDArray[np.float64]:
        values = np.full((len(self.runs), len(self.feature_names)), np.nan)
        for row, run in zip(values, self.runs, strict=True):
            row[run.features] = getattr(run, name)
        return values

    # ---- numbers of each feature -------------------------------------------------------------------------

    @property
    def selected(self) -> NDArray[np.float64]:
        """The share of the runs that select each feature, (p,)."""
        return np.asarray((self.rank > 0).mean(axis=0))

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean weight of each feature over the runs that select it, (p,)."""
        return agreement.means(self.coef)

    @property
    def spread(self) -> NDArray[np.float64]:
        """The standard deviation of each weight over the runs that select it, (p,)."""
        return agreement.spread(self.coef)

    @property
    def predicted(self) -> NDArray[np.float64]:
        """The standard error that one run alone predicts, (p,): the root mean square of the runs' own."""
        return np.sqrt(agreement.means(np.square(self.stderr)))

    @property
    def predicted_interval(self) -> NDArray[np.float64]:
        """The half width of the 95 % interval that one run alone predicts, (p,)."""
        return np.sqrt(agreement.means(np.square(self.interval)))

    @property
    def sign_flips(self) -> NDArray[np.float64]:
        """The share of pairs of runs in which the signs of each weight differ, (p,)."""
        largest = np.nanmax(np.abs(self.coef), axis=1, keepdims=True, initial=0.0)
        return agreement.sign_flips(np.where(np.abs(self.coef) <= EQUAL * largest, 0.0, self.coef))

    # ---- numbers of the whole ----------------------------------------------------------------------------

    def jaccard(self, k: int | None = None) -> float:
        """Give the mean Jaccard index of the first k features over all pairs of runs, 0 to 1; by default `k`."""
        return agreement.jaccard(self.rank, self.k if k is None else k)

    def agreement(self, k: int | None = None) -> float:
        """Give the share of the repeats whose first k features are the explanation's, in any order; by default `k`."""
        return agreement.agreement(self.rank, self.k if k is None else k)

    @property
    def k(self) -> int:
        """The number of features that are compared by default: 5, or fewer where the choice would have no other."""
        return max(1, min(5, self.most))

    @property
    def most(self) -> int:
        """The largest number of first features that could have been others."""
        return min(len(self.explanation.features), len(self.feature_names) - 1)

    @property
    def agreed(self) -> int:
        """The largest k whose first k features nine of ten repeats share with the explanation; 0 if there is none."""
        return max((k for k in range(1, self.most + 1) if self.agreement(k) >= AGREED), default=0)

    @property
    def ordered(self) -> int:
        """The largest k whose first k features nine of ten repeats share in the same order; 0 if there is none."""
        ranks = range(1, len(self.explanation.features) + 1)
        return max((k for k in ranks if agreement.ordered_agreement(self.rank, k) >= AGREED), default=0)

    @property
    def vsi(self) -> float:
        """The variables stability index, 0 to 100; see `lime_widgets.engine.stability.agreement.vsi`."""
        return agreement.vsi(self.rank)

    @property
    def csi(self) -> float:
        """The coefficients stability index, 0 to 100; see `lime_widgets.engine.stability.agreement.csi`."""
        return agreement.csi(self.coef, self.stderr)

    @property
    def kendall_tau(self) -> float:
        """The mean Kendall τ-b of the ranks over all pairs of runs, −1 to 1."""
        return agreement.kendall_tau(self.rank)

    @property
    def sign_flip_rate(self) -> float:
        """The mean of `sign_flips` over the features that two or more runs select, 0 to 1."""
        flips = self.sign_flips
        return float(np.nanmean(flips)) if np.isfinite(flips).any() else float("nan")

    @property
    def spread_ratio(self) -> float:
        """The spread over the runs divided by the standard error that one run predicts; 1 if the errors are right.

        The root mean square over the features that every run selects; NaN where the errors are 0.
        """
        return agreement.spread_ratio(self.coef, self.predicted)

    @property
    def inside(self) -> float:
        """The share of the runs' own 95 % intervals that contain the mean weight of the runs, 0 to 1.

        Over the features that every run selects; see `lime_widgets.engine.stability.agreement.inside`.
        """
        return agreement.inside(self.coef, self.interval)

    # ---- words, tables and pictures ----------------------------------------------------------------------

    @property
    def headline(self) -> str:
        """Say in one sentence how far the repeats agree."""
        return words.headline(self)

    @property
    def sentences(self) -> tuple[tuple[str, str, str], ...]:
        """The numbers of the whole: the name of each, its value and what it says, as texts."""
        return words.sentences(self)

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each feature that a run selects, the most often selected first.

        Returns
        -------
        DataFrame of shape (q, 9)
            ``feature``, its place; ``name``; ``weight``, in the explanation, NaN where it does not select the feature;
            ``selected``, a share; ``mean``, ``spread`` and ``predicted`` standard error of its weight;
            ``sign_flips``, a share; ``best_rank`` and ``worst_rank`` in the runs that select it.

        Examples
        --------
        >>> import numpy as np
        >>> import lime_widgets as lw
        >>> X = np.random.default_rng(0).normal(size=(200, 3))
        >>> explainer = lw.TabularExplainer(X)
        >>> frame = lw.stability(explainer, lambda X: X[:, 0] - 2 * X[:, 1], X[0], n_repeats=3, n_samples=256).to_frame()
        >>> frame["selected"].tolist()
        [1.0, 1.0, 1.0]
        """  # noqa: E501  an example is one line
        import pandas as pd

        order = self.order
        rank = self.rank[:, order]
        return pd.DataFrame(
            {
                "feature": order,
                "name": [self.feature_names[feature] for feature in order],
                "weight": self.coef[0, order],
                "selected": self.selected[order],
                "mean": self.mean[order],
                "spread": self.spread[order],
                "predicted": self.predicted[order],
                "sign_flips": self.sign_flips[order],
                "best_rank": np.where(rank > 0, rank, rank.max(initial=0)).min(axis=0),
                "worst_rank": rank.max(axis=0),
            }
        )

    @property
    def order(self) -> NDArray[np.intp]:
        """The features that a run selects: the explanation's in its order, then the others, the most frequent first."""
        own = self.explanation.features
        others = np.setdiff1d(np.flatnonzero(self.selected > 0), own)
        by_frequency = np.lexsort((-np.abs(self.mean[others]), -self.selected[others]))
        return np.asarray(np.concatenate([own, others[by_frequency]]), np.intp)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a dot for each run beside each feature, with the interval that one run predicts, for print.

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
        return drawing.plot(self, ax)

    def __str__(self) -> str:
        return words.plain(self)

    def _repr_html_(self) -> str:
        return drawing.html(self)


def stability_of(
    runs: Sequence[Explanation], seeds: Sequence[int] = (), *, exact: bool = False, n_model_calls: int = 0
) -> Stability:
    """Compare runs of one explanation; the first is the one that the others repeat.

    Parameters
    ----------
    runs : sequence of Explanation
        Of the same interpretable features.
    seeds : sequence of int, optional
        By default 0, 1, ...
    exact, n_model_calls
        See `Stability`.

    Raises
    ------
    LimeError
        If there is no run, or the runs have other features.
    """
    return Stability(tuple(runs), tuple(seeds) or tuple(range(len(runs))), exact, n_model_calls)
