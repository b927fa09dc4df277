"""Figure of two features: from the black box to the local surrogate in four panels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures import published
from lime_widgets.figures.figure import PublishedFigure
from lime_widgets.study import Study
from lime_widgets.widgets.plots.kernel_width import KernelWidthView
from lime_widgets.widgets.plots.plane import PlaneView

if TYPE_CHECKING:
    import pandas as pd
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
    forest = _forest()

    def classes(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.eye(2)[forest.predict_proba(rows).argmax(axis=1)]

    study = Study(
        BlackBox(forest.predict_proba if probabilities else classes, output_names=("0", "1"), votes=True),
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
def _forest() -> Any:
    """Fit the black box once; this takes a few seconds."""
    from sklearn.ensemble import RandomForestClassifier

    data = published.two_classes()
    return RandomForestClassifier(n_estimators=100, random_state=1).fit(data.X, data.noisy)
