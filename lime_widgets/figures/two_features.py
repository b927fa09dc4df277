"""Figure of two features: from the black box to the local surrogate in four panels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures import published
from lime_widgets.figures.figure import PublishedFigure
from lime_widgets.study import Study
from lime_widgets.widgets.plots.kernel_width import KernelWidthView
from lime_widgets.widgets.plots.plane import PlaneView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray

_CAPTION = (
    "A: predictions of a random forest of two features, dark 1 and light 0. B: an instance (yellow) and samples from "
    "a normal distribution. C: samples near the instance have larger weights. D: a logistic surrogate is fitted to the "
    "weighted samples; the signs are its predictions, the line is its boundary. After Molnar, Interpretable Machine "
    "Learning, chapter LIME. Drag the instance, or draw other samples with another seed. The weights below the plane "
    "are for one standard deviation more of each feature."
)


class PlaneFigure(PublishedFigure):
    """Figure of two features in four panels. `plane` makes it.

    Attributes
    ----------
    counts : tuple of three int
        Numbers of training rows of class 0 with the label 0, of class 0 with the label flipped to 1 by
        the noise, and of class 1: 20,000 in total.
    """

    counts: tuple[int, int, int]

    @property
    def table(self) -> pd.DataFrame:
        """Numbers that the figure shows, as one row.

        Returns
        -------
        DataFrame
            Columns ``intercept``, ``x1``, ``x2`` (the surrogate's coefficients, for features in their
            original units), ``boundary_intercept`` and ``boundary_slope`` (the surrogate's boundary
            x2 = intercept + slope·x1), ``local_prediction`` and ``ess`` (effective sample size).

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        study = self.open_study
        explanation = study.explanation
        coef = np.zeros(2)
        coef[explanation.features] = explanation.coef
        training = study.explainer.table
        coef /= training.scales
        intercept = explanation.intercept - coef @ training.means
        # On the boundary the surrogate predicts 0.5: a logistic one has log-odds 0 there, a linear one the value 0.5.
        level = 0.0 if explanation.surrogate == "logistic" else 0.5
        with np.errstate(divide="ignore", invalid="ignore"):
            boundary = (level - intercept) / coef[1], -coef[0] / coef[1]
        return pd.DataFrame(
            {
                "intercept": [intercept],
                "x1": [coef[0]],
                "x2": [coef[1]],
                "boundary_intercept": [boundary[0]],
                "boundary_slope": [boundary[1]],
                "local_prediction": [explanation.local_prediction],
                "ess": [explanation.ess],
            }
        )

    def _judge(self) -> str:
        study, row = self.open_study, self.table.iloc[0]
        model = float(study.explanation.model_prediction)
        line = (
            f"x2 = {row['boundary_intercept']:.2f} {'−' if row['boundary_slope'] < 0 else '+'} "
            f"{abs(row['boundary_slope']):.2f}·x1"
        )
        share = self._agreement()
        return (
            f"At the instance the model says {model:.2f} and the surrogate {row['local_prediction']:.2f}. Its boundary "
            f"is {line}; it is on the model's side over {100 * share:.0f} % of the plane."
        )

    def _agreement(self) -> float:
        """Give the share of the plane over which the surrogate is on the model's side of ½."""
        across, up = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 1, 40))
        places = np.column_stack([across.ravel(), up.ravel()])
        return float(np.mean((forest().predict_proba(places)[:, 1] >= 0.5) == (self._surrogate(places) >= 0.5)))

    def _surrogate(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        row = self.table.iloc[0]
        values = row["intercept"] + places @ row[["x1", "x2"]].to_numpy(dtype=float)
        return np.asarray(sigmoid(values) if self.open_study.explanation.surrogate == "logistic" else values)

    def _draw(self, drawing: Drawing) -> None:
        study = self.open_study
        across, up = np.linspace(-2, 2, 100), np.linspace(-2, 1, 100)
        places = np.stack(np.meshgrid(across, up), axis=-1)
        surface = forest().predict_proba(places.reshape(-1, 2))[:, 1].reshape(100, 100)
        above = self._surrogate(places.reshape(-1, 2)).reshape(100, 100) >= 0.5
        samples = published.plane_samples(study.random_state)
        neighborhood = study.neighborhood
        weights = kernel_weights(neighborhood.distances[1:], study.kernel_width, study.kernel)[0]
        instance = np.asarray(study.instance, dtype=float)
        for place, (panel, ax) in enumerate(
            zip("ABCD", drawing.subplots(2, 2, sharex=True, sharey=True).flat, strict=True)
        ):
            ax.imshow(surface, origin="lower", extent=(-2, 2, -2, 1), aspect="auto", cmap="Blues", vmin=0, vmax=1)
            if place in (1, 2):
                sizes = 4 if place == 1 else 40 * weights / weights.max()
                ax.scatter(*samples.T, s=sizes, color="black", linewidths=0)
            if place == 3:
                ax.contourf(across, up, above, levels=[-0.5, 0.5, 1.5], colors=["#c2560a", "#2369b0"], alpha=0.25)
                ax.contour(across, up, above, levels=[0.5], colors="black", linewidths=1.5)
            if place > 0:
                ax.plot(*instance, "o", color="#ffd21f", markeredgecolor="black", markersize=9)
            ax.set(title=panel, xlim=(-2, 2), ylim=(-2, 1))


def plane(*, probabilities: bool = False, panel: str = "D", **parameters: Any) -> PlaneFigure:
    """Make the interactive figure that shows the steps of LIME for two features.

    The 20,000 training rows are the rows that R draws with seed 1. R's generator also draws the
    samples; the study's ``random_state`` is its seed. The forest is scikit-learn's and not R's, so the
    fit is close to the published one but not equal.

    Parameters
    ----------
    probabilities : bool, default False
        Whether the forest predicts the share of its trees that vote for class 1. By default, it
        predicts the class, as in the article.
    panel : {"A", "B", "C", "D", "all"}, default "D"
        The panel to show.
    **parameters
        Parameters of the `Study` that replace the published ones, such as ``random_state=7``.

    Returns
    -------
    PlaneFigure
        ``table`` holds the numbers that are drawn, ``counts`` the sizes of the classes, ``study`` the
        parameters.

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapter on LIME.
    """
    data = published.two_classes()
    explainer = TabularExplainer(data.X, discretizer=None, samples=published.plane_samples, feature_names=["x1", "x2"])
    black_box = forest()

    def classes(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.eye(2)[black_box.predict_proba(rows).argmax(axis=1)]

    study = Study(
        BlackBox(black_box.predict_proba if probabilities else classes, output_names=("0", "1"), votes=True),
        published.PLANE_INSTANCE,
        explainer,
        **{
            "distance": "sqeuclidean",
            "surrogate": "logistic",
            "alpha": 0.0,
            "kernel_width": published.PLANE_KERNEL_WIDTH,
            "random_state": published.PLANE_SAMPLE_SEED,
            "output": 1,
        }
        | parameters,
    )
    study.wait()
    figure = PlaneFigure(study, [PlaneView(study, panel=panel), KernelWidthView(study)], _CAPTION)
    figure.counts = data.counts
    return figure


@cache
def forest() -> Any:
    """Fit the black box once; this takes a few seconds."""
    from sklearn.ensemble import RandomForestClassifier

    data = published.two_classes()
    return RandomForestClassifier(n_estimators=100, random_state=1).fit(data.X, data.noisy)
