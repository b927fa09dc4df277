"""The figure of two features: from the black box to the local surrogate in four panels."""

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
    "A: what a random forest of two features says, dark 1 and light 0. B: an instance (yellow) and samples from a "
    "normal distribution. C: samples near the instance weigh more. D: the signs are what a logistic surrogate, fitted "
    "to the weighted samples, says, and the line is its boundary. After Molnar, Interpretable Machine Learning, "
    "chapter LIME. Drag the instance; draw other samples with another seed. Below the plane the weights are those of "
    "standardized features, for one standard deviation more."
)


class PlaneFigure(PublishedFigure):
    """Two features explained in four panels; `plane` makes it.

    Attributes
    ----------
    counts : tuple of three int
        How many of the 20,000 training rows are clean 0, flipped to 0 by the noise, and 1.
    """

    counts: tuple[int, int, int]

    @property
    def table(self) -> pd.DataFrame:
        """What the figure shows, as one row.

        Returns
        -------
        DataFrame
            Columns ``intercept``, ``x1``, ``x2`` (the surrogate's coefficients, of the features in
            their own units), ``boundary_intercept`` and ``boundary_slope`` (its boundary
            x2 = intercept + slope·x1), ``local_prediction`` and ``ess``.
        """
        import pandas as pd

        study = self.study
        explanation = study.explanation
        coef = np.zeros(2)
        coef[explanation.features] = explanation.coef
        training = study.explainer.table
        coef /= training.scales
        intercept = explanation.intercept - coef @ training.means
        # A logistic surrogate says P = .5 where its log-odds are 0, a linear one where it is .5 itself.
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
    """How LIME goes about it, in the plane: the article's figure of two features, live.

    The 20,000 training rows are those that R draws with seed 1; the samples, too, are drawn with
    R's generator, with the study's ``random_state`` as its seed. The forest is scikit-learn's and not R's,
    so that the fit is near the published one and not the same.

    Parameters
    ----------
    probabilities : bool, default False
        Whether the forest answers with the share of its trees that vote for class 1; by default
        it answers with the class, as in the article.
    panel : {"A", "B", "C", "D", "all"}, default "D"
        Which panel is shown.
    **parameters
        Parameters of the `Study`, in place of the published ones, such as ``random_state=7``.

    Returns
    -------
    PlaneFigure
        Its ``table`` holds the numbers that are drawn, ``counts`` those of the training rows, its
        ``study`` the parameters.

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
    """The black box; fitting it takes a few seconds, once."""
    from sklearn.ensemble import RandomForestClassifier

    data = published.two_classes()
    return RandomForestClassifier(n_estimators=100, random_state=1).fit(data.X, data.noisy)
