"""Figure of a model on abstract features: its own weights say nothing to a reader, an explanation does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures.figure import Figure, as_table, everything_about
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.summary import SummaryView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

N_COMPONENTS = 3
INSTANCE = 60  # the row of the table that is explained
_CAPTION = (
    "A logistic regression on three principal components of thirteen measurements of a wine. Its weights belong to the "
    "components, and every component mixes all measurements. The bars below say the same in the measurements that a "
    "reader knows: LIME perturbs what a person can read, whatever the model reads."
)


class AbstractFeaturesFigure(Figure):
    """Figure of a model on principal components. `abstract_features` makes it."""

    def __init__(self, study: Study) -> None:
        panel = everything_about(study)
        self._own = HTML()
        super().__init__([study], [self._own, SummaryView(study), BarsView(study), panel], _CAPTION)
        self._parts += (panel.children[0],)
        title = f"The model's own weights for “{study.explanation.output_name}”, and what each component mixes"
        shown = as_table(self.weights, "+.2f", index=True)
        self._own.value = f"<p style='margin:6px 0 2px'>{title}</p>{shown}"

    @property
    def weights(self) -> pd.DataFrame:
        """The model's own weights.

        Returns
        -------
        DataFrame of shape (3, 14)
            A row for each component: ``weight``, its weight for the explained class, and its loading on each of the 13
            measurements.
        """
        import pandas as pd

        model, X, _ = _wine()
        loadings, classifier = model[1].components_, model[2]
        output = self.open_study.explanation.output
        rows = [f"component {k + 1}" for k in range(N_COMPONENTS)]
        table = pd.DataFrame(loadings, columns=list(X.columns), index=rows)
        table.insert(0, "weight", classifier.coef_[output])
        return table

    @property
    def table(self) -> pd.DataFrame:
        """The explanation in the original columns: ``Explanation.to_frame()``."""
        return self.open_study.explanation.to_frame()

    def _judge(self) -> str:
        explanation = self.open_study.explanation
        share = float(np.mean(np.abs(self.weights.iloc[:, 1:].to_numpy()) > 0.1))
        return (
            f"The model has {N_COMPONENTS} weights, and each mixes {100 * share:.0f} % of the measurements; "
            f"in the measurements: {explanation.why[0].lower()}{explanation.why[1:]}"
        )

    def _draw(self, drawing: Drawing) -> None:
        left, right = drawing.subplots(1, 2, width_ratios=(1, 2))
        weights = self.weights["weight"]
        left.barh(list(weights.index)[::-1], weights.to_numpy()[::-1], color="0.5")
        left.set_title("the model's weights", fontsize="small")
        self.open_study.explanation.plot(ax=right)


def abstract_features(**parameters: Any) -> AbstractFeaturesFigure:
    """Make the interactive figure of a model on principal components, explained in the original columns.

    Parameters
    ----------
    **parameters
        Parameters of the `Study`, such as ``n_features=5``.

    Returns
    -------
    AbstractFeaturesFigure
        ``weights`` holds the model's own weights, ``table`` the explanation.

    References
    ----------
    M. T. Ribeiro, S. Singh and C. Guestrin (2016), "'Why should I trust you?' Explaining the predictions of any
    classifier", KDD, section 3.1: interpretable representations. The data are scikit-learn's wine recognition data.
    """
    model, X, _ = _wine()
    study = Study(
        BlackBox(model),
        X.iloc[INSTANCE],
        TabularExplainer(X, discretizer=None, sampling="table"),
        **{"n_features": 8, "n_samples": 4096} | parameters,
    )
    study.wait()
    return AbstractFeaturesFigure(study)


@cache
def _wine() -> tuple[Any, pd.DataFrame, pd.Series]:
    """Fit the black box once."""
    from sklearn.datasets import load_wine
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    X, y = load_wine(return_X_y=True, as_frame=True)
    names = y.map(dict(enumerate(("cultivar A", "cultivar B", "cultivar C"))))
    model = make_pipeline(StandardScaler(), PCA(N_COMPONENTS), LogisticRegression(max_iter=1000)).fit(X, names)
    return model, X, names
