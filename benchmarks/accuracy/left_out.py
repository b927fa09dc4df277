"""Leave-one-out R² beside R² on fresh samples, the automatic kernel width by it, and automatic bins.

Run as ``python benchmarks/accuracy/left_out.py [rows]``. Each model of ``grades.py`` is explained at some rows. Fresh
samples are those of another seed, as many and with the same kernel. Widths count where samples suffice.
"""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

import numpy as np
from grades import table_models

import lime_widgets as lw
from lime_widgets.engine.explanation.doubts import bit_of
from lime_widgets.engine.explanation.kernel import sample_weights

if TYPE_CHECKING:
    from lime_widgets import Explanation, Neighborhood

TARGET = 0.9
FRESH_SEEDS = (101, 102, 103, 104)


def fresh_score(explanation: Explanation, fresh: list[Neighborhood]) -> float:
    """R² of the surrogate on samples that it was not fitted to."""
    squares, spread = 0.0, 0.0
    for each in fresh:
        y = each.y[1:, explanation.output]
        weights = sample_weights(each.distances[1:], np.array([explanation.kernel_width]), "exponential", None)[0]
        squares += weights @ (y - explanation.predict(each.Z[1:])) ** 2
        spread += weights @ (y - np.average(y, weights=weights)) ** 2
    return float(1 - squares / spread)


def main() -> None:
    warnings.simplefilter("ignore")
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    rng = np.random.default_rng(0)
    off: dict[str, list[float]] = {"left out": [], "left out, ten effective samples a coefficient": [], "in sample": []}
    worse, n_unmet, chosen_bins = [], 0, []
    print(f"{'':28}{'R² off, left out':>18}{'in sample':>11}   bins: {'quartiles':>9}{'none':>7}{'auto':>7}")
    for name, X, model in table_models():
        errors: list[list[float]] = [[], []]
        bins = []
        for row in rng.choice(len(X), n_rows, replace=False):
            scores = []
            for discretizer in ("quartile", None, "auto"):
                explainer = lw.TabularExplainer(X, discretizer=discretizer, sampling="table")
                near = explainer.sample(model, X[row])
                scores.append(near.explain().loo_score)
                if discretizer == "auto":
                    continue
                fresh = [explainer.sample(model, X[row], random_state=seed) for seed in FRESH_SEEDS]
                sweep = near.sweep(near.default_kernel_width * np.exp2(np.arange(-3, 3.25, 0.25)))
                usable = np.flatnonzero(sweep.doubts & (1 << bit_of("few_samples") | 1 << bit_of("constant")) == 0)
                for place in usable:
                    true = fresh_score(sweep[int(place)], fresh)
                    errors[0].append(abs(sweep.loo_score[place] - true))
                    if sweep.ess[place] >= 10 * (1 + (sweep.features[place] >= 0).sum()):
                        off["left out, ten effective samples a coefficient"].append(errors[0][-1])
                    errors[1].append(abs(sweep.score[place] - true))
                width = near.widest(TARGET)
                if near.explain(kernel_width=width).loo_score < TARGET - 1e-9:
                    n_unmet += 1
                    at_default, at_chosen = (
                        fresh_score(near.explain(kernel_width=each), fresh) for each in (None, width)
                    )
                    worse.append(at_default - at_chosen)
            bins.append(scores)
        off["left out"] += errors[0]
        off["in sample"] += errors[1]
        quartiles, none, auto = np.median(bins, axis=0)
        chosen_bins.append(auto - max(quartiles, none))
        print(
            f"{name:28}{np.mean(errors[0]):18.3f}{np.mean(errors[1]):11.3f}{'':9}{quartiles:9.2f}{none:7.2f}{auto:7.2f}",
            flush=True,
        )
    for name, each in off.items():
        print(f"{name}: mean {np.mean(each):.3f}, 95 % below {np.quantile(each, 0.95):.3f}, largest {max(each):.3f}")
    print(
        f"Target {TARGET} not reached: {n_unmet} times; R² on fresh samples at the default less that at the width "
        f"chosen: largest {max(worse):.3f}, mean {np.mean(worse):.3f}"
    )
    print(f"Automatic bins less the better of the two: lowest {min(chosen_bins):.3f}")


if __name__ == "__main__":
    main()
