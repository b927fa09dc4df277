"""Each kind of surrogate beside scikit-learn's own fit, on real data: differences, times, and widths of a sweep.

For every data set one row is explained by every kind of surrogate, at the default kernel width. Printed are the largest
difference of the predictions from scikit-learn's fit to the same arrays and weights, the time of one explanation, and
how many kernel widths a study's sweep has and how long it takes.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import BayesianRidge, Lasso, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

import lime_widgets as lw
from lime_widgets.engine.explanation.kernel import kernel_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


def data_sets() -> Iterator[tuple[str, Callable[[pd.DataFrame], NDArray[np.float64]], pd.DataFrame]]:
    """Give names, models and tables."""
    for name, load in (("wine", load_wine), ("breast cancer", load_breast_cancer), ("diabetes", load_diabetes)):
        data = load()
        table = pd.DataFrame(data.data, columns=data.feature_names)
        kind = RandomForestRegressor if name == "diabetes" else RandomForestClassifier
        model = kind(50, random_state=0).fit(table.to_numpy(), data.target)
        answer = model.predict if name == "diabetes" else model.predict_proba
        yield name, lambda rows, answer=answer: answer(rows.to_numpy()), table


def kinds(total: float, variance: float) -> Iterator[tuple[Any, Any, str]]:
    """Give surrogates, and scikit-learn's estimators that are the same; `total` is the sum of the weights."""
    yield "ridge", Ridge(alpha=1.0), "sample_weight"
    yield "lasso", Lasso(alpha=1.0 / (2 * total), tol=1e-15, max_iter=1_000_000), "sample_weight"
    rate = 1e-6 * variance  # the hyperpriors are of answers in units of their standard deviation
    yield "bayesian", BayesianRidge(tol=1e-14, max_iter=100_000, alpha_2=rate, lambda_2=rate), "sample_weight"
    yield "tree", DecisionTreeRegressor(max_depth=3, random_state=0), "sample_weight"
    boosted = GradientBoostingRegressor(n_estimators=20, random_state=0)
    yield boosted, boosted, "sample_weight"
    pipeline = make_pipeline(StandardScaler(), Ridge())
    yield pipeline, pipeline, "ridge__sample_weight"


def main() -> None:
    """Print a line for each data set, representation and surrogate."""
    print(f"{'data':14} {'features':9} {'surrogate':12} {'difference':>10} {'one fit':>9} {'widths':>7} {'sweep':>8}")
    for name, model, table in data_sets():
        for bins in ("quartile", None):
            explainer = lw.TabularExplainer(table, discretizer=bins)
            study = lw.Study(model, table.iloc[0], explainer)
            study.wait()
            near = study.neighborhood
            weights = kernel_weights(near.distances, near.default_kernel_width)[0]
            output = near.resolve_output(None)
            variance = float(np.cov(near.y[:, output], aweights=weights, ddof=0))
            for surrogate, theirs, parameter in kinds(weights.sum(), variance):
                began = time.perf_counter()
                ours = near.explain(surrogate=surrogate)
                seconds = time.perf_counter() - began
                columns = np.sort(near.explain().features) if ours.surrogate in {"lasso", "tree"} else None
                columns = np.sort(ours.features) if columns is None else columns
                fitted = theirs.fit(near.Z[:, columns], near.y[:, output], **{parameter: weights})
                difference = np.abs(fitted.predict(near.Z[:, columns]) - ours.predict(near.Z)).max()
                study.update(surrogate="ridge")
                study.sweeping = True
                began = time.perf_counter()
                study.surrogate = surrogate
                study.wait()
                swept = time.perf_counter() - began
                study.sweeping = False
                told = surrogate if isinstance(surrogate, str) else type(surrogate).__name__[:12]
                kind = "bins" if bins else "numbers"
                print(
                    f"{name:14} {kind:9} {told:12} {difference:10.1e} {1e3 * seconds:6.0f} ms {len(study.sweep):7d} "
                    f"{swept:6.2f} s"
                )


if __name__ == "__main__":
    main()
