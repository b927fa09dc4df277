"""Figure of one feature: at three kernel widths the surrogate falls, is level and rises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures import published
from lime_widgets.figures.figure import PublishedFigure
from lime_widgets.study import Study
from lime_widgets.widgets.plots.curve import CurveView
from lime_widgets.widgets.plots.kernel_width import KernelWidthView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

_CAPTION = (
    "A model of one feature (thick curve) is explained at the cross, x = 1.6, by weighted least squares on the 200 "
    "points below the curve, at three kernel widths. With the article's distance the surrogate falls at 0.1, as the "
    "model does there, is level at 0.75 and rises at 2; with the root it rises at 0.75, too. After Molnar, "
    "Interpretable Machine Learning, chapter LIME. Drag the cross or the line at the kernel width, or add more widths."
)


# A line whose slope carries less than this share of the model's standard deviation is level.
_LEVEL = 0.05
# What R² of a line means, from the best.
_MEANINGS = (
    (0.9, "it follows the model"),
    (0.5, "it follows the model in part"),
    (0.1, "it means little"),
    (-np.inf, "it means nothing"),
)


class KernelWidthFigure(PublishedFigure):
    """Figure of one feature, explained at several kernel widths. `kernel_width` makes it."""

    @property
    def table(self) -> pd.DataFrame:
        """Numbers that the figure shows, one row for each kernel width that is drawn.

        Returns
        -------
        DataFrame
            Columns ``kernel_width``, ``intercept``, ``slope``, ``local_prediction``, ``score``
            (weighted R²) and ``ess`` (effective sample size).

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        study = self.open_study
        sweep = study.neighborhood.sweep(
            sorted({study.kernel_width, *study.compared_widths}),
            alpha=study.alpha,
            kernel=study.kernel,
            surrogate=study.surrogate,
        )
        return pd.DataFrame(
            {
                "kernel_width": sweep.kernel_width,
                "intercept": sweep.intercept,
                "slope": sweep.coef[:, 0],
                "local_prediction": sweep.local_prediction,
                "score": sweep.score,
                "ess": sweep.ess,
            }
        )

    def _judge(self) -> str:
        study, data = self.open_study, published.bumpy()
        row = self.table.set_index("kernel_width").loc[study.kernel_width]
        slope, score = float(row["slope"]), float(row["score"])
        steep = abs(slope) * data.x.std() / data.function(data.x).std()
        way = "is level" if steep < _LEVEL else "falls" if slope < 0 else "rises"
        meaning = next(text for least, text in _MEANINGS if score >= least)
        return (
            f"At kernel width {study.kernel_width:.3g} the line {way} (slope {slope:+.2f}), R² {score:.2f}: {meaning}."
        )

    def _draw(self, drawing: Drawing) -> None:
        study, data = self.open_study, published.bumpy()
        along = np.linspace(data.x.min() - 0.3, data.x.max() + 0.3, 400)
        ax = drawing.add_subplot()
        ax.plot(along, data.function(along), color="0.2", linewidth=3, label="model")
        ax.plot(data.x, np.full(len(data.x), data.function(along).min()), "|", color="0.4", markersize=9)
        here = float(np.asarray(study.instance)[0])
        table = self.table
        columns = ("kernel_width", "intercept", "slope", "score")
        for place, (width, intercept, slope, score) in enumerate(table[list(columns)].to_numpy()):
            thick = 2.5 if width == study.kernel_width else 1.3
            label = f"width {width:.3g}: slope {slope:+.2f}, R² {score:.2f}"
            ax.plot(along, intercept + slope * along, color=f"C{place}", linewidth=thick, label=label)
        ax.plot([here], data.function(np.array([here])), "P", color="black", markersize=11, zorder=5)
        low, high = data.function(along).min(), data.function(along).max()
        ax.set(xlabel="x", ylabel="f(x)", ylim=(low - 0.1 * (high - low), high + 0.2 * (high - low)))
        ax.legend(loc="lower right", fontsize="small")


def kernel_width(**parameters: Any) -> KernelWidthFigure:
    """Make the interactive figure that shows how the kernel width decides the explanation.

    The 200 points are the points that R draws with seed 42. No samples are drawn: the surrogate is
    fitted to the points, by least squares without a penalty. The weights are exp(−d²/2σ²) with the
    distance d = Δ², which the article calls Euclidean.

    Parameters
    ----------
    **parameters
        Parameters of the `Study` that replace the published ones, such as ``distance="euclidean"``.

    Returns
    -------
    KernelWidthFigure
        ``table`` holds the numbers that are drawn, ``study`` the parameters.

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapter on LIME.
    """
    study = bumpy_study(**parameters)
    study.wait()
    return KernelWidthFigure(study, [CurveView(study), KernelWidthView(study)], _CAPTION)


def bumpy_study(**parameters: Any) -> Study:
    """Make the study of the figure; `parameters` replace the published ones."""
    data = published.bumpy()
    points = data.x[:, None]
    explainer = TabularExplainer(points, discretizer=None, standardize=False, samples=points, feature_names=["x"])
    return Study(
        BlackBox(lambda rows: data.function(rows[:, 0]), output_names=("f(x)",)),
        [data.instance],
        explainer,
        **{
            "distance": "sqeuclidean",
            "alpha": 0.0,
            "kernel_width": data.widths[1],
            "compared_widths": data.widths,
        }
        | parameters,
    )
