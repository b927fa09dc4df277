"""How far weights differ from those of `lime` because values are drawn otherwise, with 65,536 samples of each.

Run as ``python benchmarks/accuracy/lime_differences.py [rows]``. `lime` draws a bin and then a truncated normal value
in it; here the values of a bin are those of the table. Both are fitted by the same ridge on the same on/off features.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np
from grades import table_models
from lime.lime_tabular import LimeTabularExplainer

import lime_widgets as lw

N = 65_536


def main() -> None:
    warnings.simplefilter("ignore")
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rng = np.random.default_rng(0)
    print(f"{'':28}mean and largest difference of a weight, as a share of the largest weight; R² lime, ours")
    for name, X, model in table_models():
        theirs = LimeTabularExplainer(X, discretize_continuous=True, random_state=0)
        ours = lw.TabularExplainer(X)
        answer = (
            model.predict_proba if hasattr(model, "predict_proba") else lambda rows, m=model: m.predict(rows)[:, None]
        )
        differences, scores = [], []
        for row in rng.choice(len(X), n_rows, replace=False):
            near = ours.sample(model, X[row], n_samples=N)
            explained = near.explain(feature_selection="none")
            bins, values = theirs._LimeTabularExplainer__data_inverse(X[row], N)  # noqa: SLF001  lime's own
            Z = (bins == bins[0]).astype(float)
            as_lime = lw.Neighborhood(
                Z,
                answer(values)[:, explained.output],
                np.linalg.norm(Z - 1, axis=1),
                default_kernel_width=near.default_kernel_width,
            ).explain(feature_selection="none")
            one, other = (each.coef[np.argsort(each.features)] for each in (as_lime, explained))
            differences.append(np.abs(one - other) / np.abs(one).max())
            scores.append((as_lime.score, explained.score))
        far = np.array(differences)
        limes, own = np.mean(scores, axis=0)
        print(f"{name:28}{far.mean():8.1%}{far.max():8.1%}{limes:10.2f}{own:7.2f}", flush=True)


if __name__ == "__main__":
    main()
