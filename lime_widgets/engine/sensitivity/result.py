"""The result: one explanation beside those of neighbors of its instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lime_widgets.engine.sensitivity import drawing, words
from lime_widgets.engine.stability import agreement

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation

NumberKind = Literal["weight", "contribution"]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """An explanation beside those of m neighbors of its instance, made with the same seed and options.

    `lime_widgets.sensitivity` makes it. An explanation φ is the vector of all p features' numbers, 0 for a feature
    that is not selected. Maxima over some neighbors are lower bounds of those over all of them.

    Attributes
    ----------
    explanation : Explanation
        Of the instance x.
    runs : tuple of m Explanation
        Of its neighbors x′.
    neighbors : tuple of m instances
        The neighbors, as the explainer takes them.
    names : tuple of m str
        What each neighbor is, such as ``'without "good"'``.
    distance : ndarray of shape (m,)
        ‖x′ − x‖, Euclidean: of a table row over its numbers in standard deviations of the training table; of a text
        the number of removed features, 1; of an image over all channels of all pixels, in shares of the range from
        black to white.
    kind : {"weight", "contribution"}
        What φ holds.
    data_kind : {"table row", "text", "image"}
    radius : float or None
        How far the neighbors may be; None for a text.
    features : tuple of m ndarray of int, or empty
        The instance's feature that each feature of a neighbor is, −1 for none. Empty where all have the same.
    binned : bool
        Whether numbers of a table row are explained by their bins.
    n_model_calls : int
        The number of model evaluations that the neighbors took.
    """

    explanation: Explanation = field(repr=False)
    runs: tuple[Explanation, ...] = field(repr=False)
    neighbors: tuple[Any, ...] = field(repr=False)
    names: tuple[str, ...]
    distance: NDArray[np.float64]
    kind: NumberKind
    data_kind: str
    radius: float | None
    features: tuple[NDArray[np.intp], ...] = field(default=(), repr=False)
    binned: bool = False
    n_model_calls: int = 0

    # ---- arrays over the neighbors -----------------------------------------------------------------------

    @cached_property
    def own_values(self) -> NDArray[np.float64]:
        """φ(x), the explanation of the instance, (p,); 0 where a feature is not selected."""
        values = np.zeros(len(self.explanation.feature_names))
        values[self.explanation.features] = self._numbers(self.explanation)
        return values

    @cached_property
    def neighbor_values(self) -> NDArray[np.float64]:
        """φ(x′), the explanation of each neighbor, (m, p); NaN for a unit that the neighbor does not have."""
        values = np.full((len(self.runs), len(self.own_values)), np.nan)
        for place, (row, run) in enumerate(zip(values, self.runs, strict=True)):
            own = self._own_features(place)
            row[own[own >= 0]] = 0.0
            selected = own[run.features]
            row[selected[selected >= 0]] = self._numbers(run)[selected >= 0]
        return values

    @property
    def change(self) -> NDArray[np.float64]:
        """‖φ(x′) − φ(x)‖, (m,): Euclidean, over the features that the neighbor has too."""
        return np.asarray(np.sqrt(np.nansum(np.square(self.neighbor_values - self.own_values), axis=1)))

    @property
    def model_change(self) -> NDArray[np.float64]:
        """|f(x′) − f(x)|, (m,): how far the model's own answer moves, for the explained output."""
        answers = np.array([run.model_prediction for run in self.runs])
        return np.abs(answers - self.explanation.model_prediction)

    @property
    def ratio(self) -> NDArray[np.float64]:
        """‖φ(x′) − φ(x)‖ / ‖x′ − x‖, (m,)."""
        return self.change / self.distance

    @cached_property
    def sampling_error(self) -> NDArray[np.float64]:
        """The change that other samples alone would make, (m,), from the standard errors of the weights.

        0 for rows and images, whose samples are the same or moved along with them, and where the model was asked about
        every perturbation. A long text without a word has samples of its own.
        """
        errors = np.zeros(len(self.runs))
        p, own = len(self.own_values), self.explanation
        for place, run in enumerate(self.runs):
            if len(run.feature_names) == p or (run.exact and own.exact):
                continue
            squares = np.zeros(p)
            squares[own.features] = np.square(np.nan_to_num(own.stderr))
            features = self._own_features(place)
            shared = features[run.features] >= 0
            squares[features[run.features][shared]] += np.square(np.nan_to_num(run.stderr))[shared]
            errors[place] = np.sqrt(squares[features[features >= 0]].sum())
        return errors

    def jaccard(self, k: int | None = None) -> NDArray[np.float64]:
        """Compute the Jaccard index of the top k features of x and of each x′, (m,); by default `k`.

        Over the features that both have. 1 means that the top features are the same.
        """
        k = self.k if k is None else k
        indices = []
        for values in self.neighbor_values:
            both = np.array([np.where(np.isnan(values), np.nan, self.own_values), values])
            indices.append(agreement.jaccard(agreement.ranked(np.where(both == 0, np.nan, both)), k))
        return np.array(indices)

    # ---- numbers of the whole ----------------------------------------------------------------------------

    @property
    def max_sensitivity(self) -> float:
        """The largest `change`: max ‖φ(x′) − φ(x)‖ (Yeh et al. 2019, SENS_MAX, section 3)."""
        return float(self.change.max())

    @property
    def relative(self) -> float:
        """`max_sensitivity` divided by ‖φ(x)‖; NaN where all weights are 0."""
        norm = float(np.linalg.norm(self.own_values))
        return self.max_sensitivity / norm if norm > 0 else float("nan")

    @property
    def lipschitz(self) -> float:
        """The local Lipschitz estimate: the largest `ratio` (Alvarez-Melis and Jaakkola 2018)."""
        return float(self.ratio.max())

    @property
    def worst(self) -> int:
        """The place of the neighbor with the largest change."""
        return int(self.change.argmax())

    @property
    def driver(self) -> int:
        """The feature that changes most at `worst`."""
        return int(np.nanargmax(np.abs(self.neighbor_values[self.worst] - self.own_values)))

    @property
    def changes_bin(self) -> bool:
        """Whether `driver`, a column of a table, lies in another bin at `worst`."""
        names = (each.feature_names for each in (self.explanation, self.runs[self.worst]))
        return self.binned and len({each[self.driver] for each in names}) > 1

    @property
    def k(self) -> int:
        """The number of top features that are compared by default: 5, or fewer where there would be no other."""
        return max(1, min(5, int((self.own_values != 0).sum()), len(self.own_values) - 1))

    def feature_name(self, feature: int) -> str:
        """Give the name of a feature that holds for every neighbor: the column of a row, whatever its bin."""
        return (self.explanation.origin.columns or self.explanation.feature_names)[feature]

    # ---- words, tables and pictures ----------------------------------------------------------------------

    @property
    def headline(self) -> str:
        """The result in words: how far the explanation moves, how far the model's answer moves there, the top k."""
        return words.headline(self)

    @property
    def sentences(self) -> tuple[tuple[str, str, str], ...]:
        """The numbers of the whole: the name of each, its value and what it says, as texts."""
        return words.sentences(self)

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each neighbor, the largest change first.

        Returns
        -------
        DataFrame of shape (m, 7)
            ``neighbor``, its place in `neighbors`; ``name``; ``distance``; ``change``; ``ratio``; ``model_change``;
            ``jaccard`` of the top `k`.
        """
        import pandas as pd

        frame = pd.DataFrame(
            {
                "neighbor": np.arange(len(self.runs)),
                "name": self.names,
                "distance": self.distance,
                "change": self.change,
                "ratio": self.ratio,
                "model_change": self.model_change,
                "jaccard": self.jaccard(),
            }
        )
        return frame.sort_values("change", ascending=False, kind="stable", ignore_index=True)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the change of the explanation against the distance of each neighbor, for print.

        Colors show how far the model's own answer moves, and a line the local Lipschitz estimate. Where all neighbors
        are about equally far, the model's change is horizontal instead.

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

    def _numbers(self, run: Explanation) -> NDArray[np.float64]:
        return run.coef if self.kind == "weight" else run.contributions

    def _own_features(self, place: int) -> NDArray[np.intp]:
        """Give the instance's feature that each feature of a neighbor is, −1 for none."""
        return self.features[place] if self.features else np.arange(len(self.own_values))
