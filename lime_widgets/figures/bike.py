"""Figure of two days of bike rentals: columns as numbers against bins and categories."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import ToggleButtons

from lime_widgets.datasets.bike import load_bike_task
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures.figure import Titled
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

DAYS = ("2011-01-08", "2011-10-22")
# The published explanation has two features.
N_FEATURES = 2
_REPRESENTATIONS = {"numbers as they are": None, "numbers in bins": "quartile"}

_CAPTION = (
    "A random forest says whether more bikes are rented than the trend predicts. Two days are explained: a cold one in "
    "winter, and a mild one in fall. A category reads at once: “weather = GOOD”. A number needs its value and the "
    "direction of its weight: press the other button to cut numbers into bins, which read like categories. After "
    "Molnar, Interpretable Machine Learning, chapter LIME."
)


class BikeFigure(Titled):
    """Figure of two days of bike rentals. `bike` makes it.

    Attributes
    ----------
    representation : ToggleButtons
        Whether numbers are features as they are or in bins; the rows are the same.
    """

    def __init__(self, studies: dict[str, Study]) -> None:
        self.representation = ToggleButtons(
            options=_REPRESENTATIONS, description="Columns", style={"button_width": "auto"}
        )
        self._days = tuple(studies)
        views = [[BarsView(study)] for study in studies.values()]
        super().__init__(tuple(studies.values()), views, _CAPTION, above=[self.representation])
        self.representation.observe(self._change, "value")

    @property
    def table(self) -> pd.DataFrame:
        """The published explanation of both days: two features, effects in shares of probability.

        The samples are the days themselves, weighted by 1 − Gower's distance; the surrogate is the lasso with two
        features (the last of its path), as ``LocalModel`` of R's package iml fits it. An effect is weight × value.

        Returns
        -------
        DataFrame
            Columns ``day``, ``actual`` (the forest's probability of "above"), ``local`` (the surrogate's), ``feature``,
            ``value``, ``weight`` and ``effect``; two rows for each day.
        """
        import pandas as pd

        return pd.concat([_published(day) for day in DAYS], ignore_index=True)

    def _title_of(self, place: int) -> str:
        explanation = self.studies[place].explanation
        return (
            f"{self._days[place]}: above the trend with {100 * explanation.model_prediction:.0f} %. {explanation.why}"
        )

    def _judge(self) -> str:
        said = []
        for day, study in zip(DAYS, self.studies, strict=True):
            explanation = study.explanation
            name, size = max(explanation.as_list("contribution"), key=lambda pair: abs(pair[1]))
            said.append(
                f"{day}: above the trend with {100 * explanation.model_prediction:.0f} %, first {name} ({size:+.2f})"
            )
        return "; ".join(said) + "."

    def _change(self, change: Any) -> None:
        for study in self.studies:
            study.discretizer = change.new

    def _draw(self, drawing: Drawing) -> None:
        for day, study, ax in zip(DAYS, self.studies, drawing.subplots(1, 2), strict=True):
            pairs = study.explanation.as_list("contribution")[::-1]
            colors = ["#2369b0" if size > 0 else "#c2560a" for _, size in pairs]
            ax.barh([name for name, _ in pairs], [size for _, size in pairs], color=colors)
            ax.axvline(0.0, color="0.3", linewidth=0.8)
            ax.set_title(f"{day}: {study.explanation.model_prediction:.2f}", fontsize="small")
            ax.tick_params(axis="y", labelsize="small")


def bike(**parameters: Any) -> BikeFigure:
    """Make the interactive figure of two days of bike rentals.

    The forest is scikit-learn's and not R's, so the numbers in ``table`` are close to the published ones but not equal.

    Parameters
    ----------
    **parameters
        Parameters of both studies, such as ``n_features=4``.

    Returns
    -------
    BikeFigure
        ``table`` holds the published explanation, ``studies`` the two explanations on the screen.

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapter on LIME. The data: H. Fanaee-T and J. Gama (2013), "Event
    labeling combining ensemble detectors and background knowledge", Progress in Artificial Intelligence 2.
    """
    X, _ = load_bike_task()
    explainer = TabularExplainer(X, discretizer=None, sampling="table")
    studies = {
        day: Study(
            BlackBox(forest()),
            X.loc[day],
            explainer,
            **{"output": "above", "n_features": 6, "n_samples": 2048} | parameters,
        )
        for day in DAYS
    }
    for study in studies.values():
        study.wait()
    return BikeFigure(studies)


@cache
def forest() -> Any:
    """Fit the black box once."""
    return fit_forest(*load_bike_task())


def fit_forest(X: pd.DataFrame, y: pd.Series) -> Any:
    """Fit a random forest of 100 trees to a table with categories."""
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    codes = make_column_transformer((OrdinalEncoder(), _categories(X)), remainder="passthrough")
    return make_pipeline(codes, RandomForestClassifier(100, random_state=2)).fit(X, y)


def _categories(X: pd.DataFrame) -> list[str]:
    return [str(name) for name in X if X[name].dtype.kind not in "fi"]


def _published(day: str) -> pd.DataFrame:
    """Fit the published surrogate of one day."""
    import pandas as pd
    from sklearn.linear_model import lasso_path

    X, _ = load_bike_task()
    row, categories = dict(X.loc[day]), _categories(X)
    answers = forest().predict_proba(X)[:, 0]
    distances = np.zeros(len(X))
    features: dict[str, Any] = {}
    for name in X:
        if name in categories:
            same = (X[name] == row[name]).to_numpy()
            distances += ~same
            features[f"{name} = {row[name]}"] = same.astype(float)
        else:
            values = X[name].to_numpy(dtype=float)
            distances += np.abs(values - float(row[name])) / (values.max() - values.min())
            features[str(name)] = values
    weights = 1.0 - distances / X.shape[1]
    weights /= weights.sum()
    Z = np.column_stack(list(features.values()))
    here = np.array([1.0 if " = " in name else float(row[name]) for name in features])
    # The lasso of standardized features: mean and deviation are weighted.
    means = weights @ Z
    deviations = np.sqrt(weights @ (Z - means) ** 2)
    roots = np.sqrt(weights * len(X))
    scaled, centered = (Z - means) / deviations * roots[:, None], (answers - weights @ answers) * roots
    # The path of R's package glmnet: 100 penalties down to a ten-thousandth of the largest.
    largest = np.abs(scaled.T @ centered).max() / len(X)
    _, path, _ = lasso_path(scaled, centered, alphas=largest * np.logspace(0, -4, 100))
    last = np.flatnonzero((path != 0).sum(axis=0) == N_FEATURES)[-1]
    coef = path[:, last] / deviations
    local = float(weights @ answers - means @ coef + here @ coef)
    on = np.flatnonzero(coef)
    names = list(features)
    return pd.DataFrame(
        {
            "day": day,
            "actual": float(forest().predict_proba(X.loc[[day]])[0, 0]),
            "local": local,
            "feature": [names[j] for j in on],
            "value": here[on],
            "weight": coef[on],
            "effect": coef[on] * here[on],
        }
    )
