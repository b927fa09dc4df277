"""How much coefficients vary from seed to seed: Sobol points beside independent draws, at equal calls of the model.

Run as ``python benchmarks/accuracy/variance.py [seeds] [rows]``. A forest on the breast cancer table is explained at
several of its rows, 1,024 samples and 24 seeds each; the variance over seeds is averaged over all 30 coefficients.
"""

from __future__ import annotations

import sys

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

from lime_widgets.engine.tabular.explainer import TabularExplainer

N_SAMPLES = 1024


def mean_variance(explainer: TabularExplainer, forest: RandomForestClassifier, x: np.ndarray, **asked: str) -> float:
    """Variance over seeds of each coefficient, averaged over the features."""
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
    coefficients = []
    for seed in seeds:
        explanation = explainer.explain(
            forest, x, n_samples=N_SAMPLES, random_state=seed, output=1, feature_selection="none", **asked
        )
        coefficients.append(explanation.coef[np.argsort(explanation.features)])
    return float(np.var(coefficients, axis=0, ddof=1).mean())


def summary(ratios: list[float]) -> str:
    return f"{np.exp(np.mean(np.log(ratios))):12.2f}×  (geometric mean; smallest {min(ratios):.2f}×)"


def main() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    forest = RandomForestClassifier(100, random_state=0).fit(X, y)
    n_rows = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    print(f"Breast cancer, random forest, {N_SAMPLES:,} samples, all 30 coefficients, default kernel width")
    print(f"{'':16}{'row':>5}{'independent':>14}{'sobol':>14}{'times lower':>13}")
    for name, discretizer in (("continuous", None), ("quartile bins", "quartile")):
        explainer = TabularExplainer(X, discretizer=discretizer)
        ratios = []
        for row in range(n_rows):
            independent, sobol = (
                mean_variance(explainer, forest, X[row], design=design) for design in ("independent", "sobol")
            )
            ratios.append(independent / sobol)
            print(f"{name:16}{row:5}{independent:14.3e}{sobol:14.3e}{ratios[-1]:12.2f}×")
        print(f"{name:16}{'all':>5}{'':28}{summary(ratios)}")


if __name__ == "__main__":
    main()
