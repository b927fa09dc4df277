"""How long a sweep of 200 kernel widths with standard errors takes, in fits of scikit-learn's `Ridge`, in one run.

Run as ``python benchmarks/sweep.py [rounds]``. The neighborhood is one of 5,000 samples of 30 features. Contenders
take turns, so that what else the machine does meets all of them alike. Below each table stands how far the sweep is
from fitting each width alone.
"""

from __future__ import annotations

import sys
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import Ridge
from speed import N_SAMPLES, ROW, X, cheap_model, show, take_turns

from lime_widgets.engine.surrogate.options import SURROGATES
from lime_widgets.engine.tabular.explainer import TabularExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.explanation.neighborhood import Neighborhood

N_WIDTHS = 200
MOST_FITS = 40


def farthest_from_alone(near: Neighborhood, widths: np.ndarray, **asked: Any) -> float:
    """Largest difference of a number of the sweep from that of its width fitted alone, as a share of 1 + its size."""
    sweep, farthest = near.sweep(widths, **asked), 0.0
    for width, together in zip(widths, sweep, strict=True):
        alone = near.explain(kernel_width=width, **asked)
        if not np.array_equal(together.features, alone.features):
            return np.inf
        for name in ("coef", "stderr", "intercept", "score", "ess", "local_prediction"):
            one, other = np.atleast_1d(getattr(together, name)), np.atleast_1d(getattr(alone, name))
            farthest = max(farthest, float(np.max(np.abs(one - other) / (1 + np.abs(other)), initial=0.0)))
    return farthest


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"{N_SAMPLES:,} samples of {X.shape[1]} features, {N_WIDTHS} widths with errors; {rounds} rounds in turns.")
    most = 0.0
    for discretizer in (None, "quartile"):
        near = TabularExplainer(X, discretizer=discretizer).sample(cheap_model, X[ROW], n_samples=N_SAMPLES)
        widths = near.default_kernel_width * np.geomspace(1 / 16, 16, N_WIDTHS)
        weights = np.exp(-(near.distances**2) / (2 * near.default_kernel_width**2))
        contenders: dict[str, Callable[[], Any]] = {
            "one sklearn Ridge.fit": partial(Ridge(alpha=1.0).fit, near.Z, near.y[:, 1], sample_weight=weights)
        }
        farthest = 0.0
        for surrogate, n_features in product(SURROGATES, (5, 10, X.shape[1])):
            asked = {"output": 1, "n_features": n_features, "surrogate": surrogate}
            contenders[f"sweep, {surrogate}, {n_features} features"] = partial(near.sweep, widths, **asked)
            farthest = max(farthest, farthest_from_alone(near, widths, **asked))
        times = take_turns(contenders, rounds)
        kind = "quartile bins" if discretizer else "continuous"
        show(f"Sweep of {N_WIDTHS} widths, {kind} (ratio: fits of Ridge)", times, times_faster=False)
        print(f"Farthest from fitting each width alone: {farthest:.1e}")
        least = times["one sklearn Ridge.fit"][0]
        most = max(most, *(times[name][0] / least for name in times if "ridge," in name))
    print(f"\nThe dearest sweep of the ridge is worth {most:.1f} fits of Ridge; wanted are {MOST_FITS} at most.")
