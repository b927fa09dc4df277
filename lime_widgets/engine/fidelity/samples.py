"""The samples one by one, as points: their distance, the model's answer, the residual, the distance from the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import one_of, problem
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity import samples_drawing
from lime_widgets.engine.fidelity.result import with_all

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation

AGAINST = ("prediction", "residual", "data")


@dataclass(frozen=True, eq=False)
class SamplePoints:
    """The n samples of an explanation as points; the first is the instance.

    `Study.sample_points` makes it.

    Attributes
    ----------
    distance : ndarray of shape (n,)
        From the instance, in the units of the kernel width.
    answer : ndarray of shape (n,)
        The model's answers for the explained output.
    residual : ndarray of shape (n,)
        These less the surrogate's. Of Shapley values the surrogate is the sum of all of them.
    weight : ndarray of shape (n,)
        The kernel's, times the samples that a row represents.
    explanation : Explanation
    off_data : float or None
        The share of the samples beyond the 99 % distance of the training data; None where it is not known.
    beside : DataDistances or None
        How far samples and training rows lie from the training data; None for other data than a table with numbers.
        See `lime_widgets.engine.tabular.draws.off_data.beside_data`.
    """

    distance: NDArray[np.float64]
    answer: NDArray[np.float64]
    residual: NDArray[np.float64]
    weight: NDArray[np.float64]
    explanation: Explanation = field(repr=False)
    off_data: float | None = None
    beside: Any = field(default=None, repr=False)

    def up(self, against: str = "prediction") -> NDArray[np.float64]:
        """Give the vertical positions, (n,).

        Parameters
        ----------
        against : {"prediction", "residual", "data"}, default "prediction"

        Raises
        ------
        LimeError
            If there is no such axis, or no training data with numbers for ``"data"``.
        """
        one_of(against, AGAINST, "against.unknown")
        if against != "data":
            return self.answer if against == "prediction" else self.residual
        if self.beside is None:
            raise problem("samples.no_data")
        return np.asarray(self.beside.samples)

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each sample, the instance first.

        Returns
        -------
        DataFrame of shape (n, 4) or (n, 5)
            ``distance``, ``answer``, ``residual``, ``weight``, and ``from_data`` for a table with numbers.
        """
        import pandas as pd

        columns = {name: getattr(self, name) for name in ("distance", "answer", "residual", "weight")}
        return pd.DataFrame(columns if self.beside is None else columns | {"from_data": self.beside.samples})

    def plot(self, against: str = "prediction", ax: Axes | None = None, *, training: bool = True) -> Axes:
        """Draw the samples against their distance, in the colors of their weights, for print.

        Parameters
        ----------
        against : {"prediction", "residual", "data"}, default "prediction"
            The vertical axis. ``"data"`` is the Mahalanobis distance from the training data, with the training rows
            under the samples and the line within which 99 % of them are.
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.
        training : bool, default True
            Whether the training rows are drawn with ``against="data"``.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        LimeError
            If there is no such axis, or no training data with numbers for ``"data"``.
        ImportError
            If matplotlib is not installed.
        """
        return samples_drawing.plot(self, self.up(against), against, ax, training=training)


def sample_points(
    samples: Any, explanation: Explanation, *, kernel: Any = "exponential", beside: Any = None
) -> SamplePoints:
    """Place the samples of an explanation.

    Parameters
    ----------
    samples : Neighborhood
        What the explanation was fitted to.
    explanation : Explanation
    kernel : str or callable, default "exponential"
        The kernel of the explanation.
    beside : DataDistances, optional
        From `lime_widgets.engine.tabular.draws.off_data.beside_data`.

    Returns
    -------
    SamplePoints
    """
    kernel = SHAPLEY if explanation.method == SHAPLEY else kernel
    weight = samples.weights([explanation.kernel_width], kernel)[0]
    answer = np.asarray(samples.y[:, explanation.output])
    return SamplePoints(
        samples.distances,
        answer,
        answer - with_all(samples, explanation).predict(samples.Z),
        weight if samples.counts is None else weight * samples.counts,
        explanation,
        samples.origin.off_data,
        beside,
    )
