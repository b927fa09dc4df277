"""Figure of a global surrogate against local ones: where they agree, and where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lime_widgets.datasets.bike import load_bike_task
from lime_widgets.engine.errors import one_of
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures import published
from lime_widgets.figures.bike import forest as forest_of_bikes
from lime_widgets.figures.figure import Titled
from lime_widgets.figures.two_features import forest as forest_of_two
from lime_widgets.study import Study
from lime_widgets.widgets.plots.curve import CurveView
from lime_widgets.widgets.plots.plane import PlaneView
from lime_widgets.widgets.views.bars import BarsView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

Subject = Literal["curve", "plane", "bike"]
SUBJECTS = ("curve", "plane", "bike")
# A kernel as wide as this weighs all samples alike: the surrogate is the global one.
GLOBAL_WIDTH = 1e4
# An effect that is smaller than this share of the larger one counts as none.
_NONE = 0.1

_CAPTIONS = {
    "curve": "One line for the whole curve (width 10,000) against local lines at three places of the same model.",
    "plane": "One boundary for the whole plane against local boundaries at three places of the same forest.",
    "bike": "One set of weights for all days against local weights for three days of the same forest.",
}


class GlobalVsLocalFigure(Titled):
    """Figure of a global surrogate against local ones. `global_vs_local` makes it."""

    def __init__(self, subject: Subject, studies: dict[str, Study]) -> None:
        self._names = tuple(studies)
        make: Any = {"curve": _curve, "plane": _plane, "bike": BarsView}[subject]
        views = [[make(study)] for study in studies.values()]
        super().__init__(tuple(studies.values()), views, _CAPTIONS[subject], basis=380 if subject == "bike" else 240)

    @property
    def table(self) -> pd.DataFrame:
        """The weights of the local surrogates beside those of the global one.

        Returns
        -------
        DataFrame
            Columns ``instance``, ``feature``, ``local`` and ``global`` (the weights), ``agree`` (whether both have the
            same sign, or both are nearly 0), ``local_score`` and ``global_score`` (R² on the samples as they are
            weighted).

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        self.open_study  # noqa: B018  it tells that the figure is closed
        frames = []
        for name, study in zip(self._names, self.studies, strict=True):
            near, whole = _weights(study, study.kernel_width), _weights(study, GLOBAL_WIDTH)
            local, wide = (np.array([each[0].get(feature, 0.0) for feature in whole[0]]) for each in (near, whole))
            small = _NONE * max(np.abs(local).max(), np.abs(wide).max())
            nothing = (np.abs(local) <= small) & (np.abs(wide) <= small)
            frames.append(
                pd.DataFrame(
                    {
                        "instance": name,
                        "feature": list(whole[0]),
                        "local": local,
                        "global": wide,
                        "agree": nothing | ((np.sign(local) == np.sign(wide)) & (np.abs(local) > small)),
                        "local_score": near[1],
                        "global_score": whole[1],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    def _title_of(self, place: int) -> str:
        table = self.table
        rows = table[table["instance"] == self._names[place]]
        return f"{self._names[place]}: local R² {rows['local_score'].iloc[0]:.2f}, " + (
            "the same directions as the global surrogate" if rows["agree"].all() else "not the global directions"
        )

    def _judge(self) -> str:
        table = self.table
        agreeing = int(table.groupby("instance")["agree"].all().sum())
        score = float(table["global_score"].mean())
        return (
            f"The global surrogate (R² {score:.2f}) and the local ones agree on every direction at {agreeing} of "
            f"{len(self.studies)} places: one explanation for all of them would mislead at the others."
            if agreeing < len(self.studies)
            else f"The global surrogate (R² {score:.2f}) and the local ones agree on every direction here."
        )

    def _draw(self, drawing: Drawing) -> None:
        table = self.table
        for name, ax in zip(self._names, drawing.subplots(1, len(self._names), sharey=True), strict=True):
            rows = table[table["instance"] == name]
            places = np.arange(len(rows))
            ax.barh(places + 0.2, rows["global"], height=0.35, color="0.6", label="global")
            ax.barh(places - 0.2, rows["local"], height=0.35, color="#2369b0", label="local")
            ax.axvline(0.0, color="0.3", linewidth=0.8)
            ax.set_yticks(places, rows["feature"], fontsize="small", parse_math=False)
            ax.set_title(name, fontsize="small", parse_math=False)
        ax.legend(fontsize="small")


def _weights(study: Study, width: float) -> tuple[dict[str, float], float]:
    neighborhood = study.neighborhood
    found = neighborhood.explain(
        output=study.explanation.output,
        kernel_width=width,
        n_features=len(neighborhood.feature_names),
        alpha=study.alpha,
        surrogate=study.surrogate,
        kernel=study.kernel,
    )
    order = np.argsort(found.features)
    names = neighborhood.origin.columns or neighborhood.feature_names
    weights = {
        str(names[feature]): float(size) for feature, size in zip(found.features[order], found.coef[order], strict=True)
    }
    return weights, float(found.score)


def _curve(study: Study) -> CurveView:
    study.compared_widths = (study.kernel_width, GLOBAL_WIDTH)
    return CurveView(study)


def _plane(study: Study) -> PlaneView:
    return PlaneView(study, panel="D")


def global_vs_local(on: Subject = "curve", **parameters: Any) -> GlobalVsLocalFigure:
    """Make the interactive figure of a global surrogate against local ones at three instances.

    Both are fitted to the same samples; the global one weighs all of them alike.

    Parameters
    ----------
    on : {"curve", "plane", "bike"}, default "curve"
        The model of one feature, the forest of two features, or the bike rentals.
    **parameters
        Parameters of the three studies, such as ``kernel_width=0.5``.

    Returns
    -------
    GlobalVsLocalFigure

    Raises
    ------
    LimeError
        If `on` is another value.

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapters on global and on local surrogate models.
    """
    one_of(on, SUBJECTS, "subject.unknown")
    studies = {"curve": _curves, "plane": _planes, "bike": _days}[on](parameters)
    for study in studies.values():
        study.wait()
    return GlobalVsLocalFigure(on, studies)


def _curves(parameters: dict[str, Any]) -> dict[str, Study]:
    data = published.bumpy()
    points = data.x[:, None]
    explainer = TabularExplainer(points, discretizer=None, standardize=False, samples=points, feature_names=["x"])
    model = BlackBox(lambda rows: data.function(rows[:, 0]), output_names=("f(x)",))
    settings = {"alpha": 0.0, "kernel_width": 0.5} | parameters
    return {
        f"x = {place:g}".replace("-", "−"): Study(model, [place], explainer, **settings) for place in (-4.0, 0.0, 4.0)
    }


def _planes(parameters: dict[str, Any]) -> dict[str, Study]:
    data = published.two_classes()
    explainer = TabularExplainer(data.X, discretizer=None, samples=published.plane_samples, feature_names=["x1", "x2"])
    model = BlackBox(forest_of_two().predict_proba, output_names=("0", "1"), votes=True)
    settings = {
        "alpha": 0.0,
        "kernel_width": 0.4,
        "random_state": published.PLANE_SAMPLE_SEED,
        "output": 1,
    } | parameters
    places = ((-1.0, -0.5), (0.0, 0.9), (1.0, -0.5))
    return {f"({u:g}, {v:g})".replace("-", "−"): Study(model, (u, v), explainer, **settings) for u, v in places}


def _days(parameters: dict[str, Any]) -> dict[str, Study]:
    X, _ = load_bike_task()
    explainer = TabularExplainer(X, discretizer=None, sampling="table")
    model = BlackBox(forest_of_bikes())
    settings = {"output": "above", "n_features": 11, "n_samples": 2048, "kernel_width": 1.0} | parameters
    return {day: Study(model, X.loc[day], explainer, **settings) for day in ("2011-01-08", "2011-10-22", "2012-07-07")}
