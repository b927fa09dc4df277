"""How the variance of weights over seeds depends on the number of Sobol points: powers of two beside numbers between.

Run as ``python benchmarks/accuracy/sample_sizes.py [seeds]``. Each number is the variance at n samples over that at
4,096, averaged over the weights, for three rows of each model.
"""

from __future__ import annotations

import sys

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from lime_widgets.engine.tabular.explainer import TabularExplainer

SIZES = (4096, 4500, 5000, 5500, 6000, 6500, 7000, 7500, 8192)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    print(f"{'':36}" + "".join(f"{n:7,}" for n in SIZES))
    for name, (X, y), model in (
        ("diabetes", load_diabetes(return_X_y=True), HistGradientBoostingRegressor(random_state=0)),
        ("breast cancer", load_breast_cancer(return_X_y=True), HistGradientBoostingClassifier(random_state=0)),
    ):
        model.fit(X, y)
        for discretizer in ("quartile", None):
            explainer = TabularExplainer(X, discretizer=discretizer, sampling="table")
            variances = np.zeros(len(SIZES))
            for row in range(3):
                coefs: list[list[np.ndarray]] = [[] for _ in SIZES]
                for seed in range(seeds):
                    neighborhood = explainer.sample(model, X[row], n_samples=max(SIZES), random_state=seed)
                    for held, n in zip(coefs, SIZES, strict=True):
                        found = neighborhood.prefix(n).explain(feature_selection="none")
                        held.append(found.coef[np.argsort(found.features)])
                each = np.array([np.var(held, axis=0, ddof=1).mean() for held in coefs])
                variances += each / each[0] / 3
            shown = f"{name}, {'bins' if discretizer else 'numbers'}"
            print(f"{shown:36}" + "".join(f"{ratio:7.2f}" for ratio in variances), flush=True)


if __name__ == "__main__":
    main()
