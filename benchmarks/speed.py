"""How long an explanation takes, beside `lime` 0.2.0.1 and one ridge fit of scikit-learn, in one run.

Run as ``python benchmarks/speed.py [rounds]``. Contenders take turns, so that what else the machine does meets all
of them alike; the minimum is the cost itself, the median what was felt.
"""

from __future__ import annotations

import sys
from functools import partial
from itertools import product
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from lime.lime_tabular import LimeTabularExplainer
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import Ridge

from lime_widgets.engine.tabular.explainer import TabularExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

N_SAMPLES = 5000
ROW = 0
X, _ = load_breast_cancer(return_X_y=True)
SLOPES = np.random.default_rng(0).normal(size=X.shape[1]) / X.std(axis=0) / 3


def cheap_model(rows: np.ndarray) -> np.ndarray:
    probability = 1 / (1 + np.exp(-(rows - X.mean(axis=0)) @ SLOPES))
    return np.column_stack([1 - probability, probability])


def take_turns(contenders: dict[str, Callable[[], Any]], rounds: int) -> dict[str, tuple[float, float]]:
    """Minimum and median milliseconds of each contender over so many rounds of all of them, after one to warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for round_ in range(rounds + 1):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            if round_:
                times[name].append(1e3 * (perf_counter() - start))
    return {name: (min(taken), float(np.median(taken))) for name, taken in times.items()}


def show(title: str, times: dict[str, tuple[float, float]], *, times_faster: bool) -> None:
    """Print a table against its first contender: how many times faster than it, or how many of it."""
    print(f"\n{title}\n{'':42}{'min ms':>9}{'median ms':>11}{'ratio min':>11}{'ratio median':>14}")
    least, middle = next(iter(times.values()))
    for name, (minimum, median) in times.items():
        ratios = (least / minimum, middle / median) if times_faster else (minimum / least, median / middle)
        print(f"{name:42}{minimum:9.2f}{median:11.2f}{ratios[0]:10.2f}×{ratios[1]:13.2f}×")


def whole_explanations(rounds: int) -> None:
    for discretizer, n_features in product(("quartile", None), (5, 10)):
        theirs = LimeTabularExplainer(X, discretize_continuous=discretizer is not None, random_state=0)
        ours = TabularExplainer(X, discretizer=discretizer)
        times = take_turns(
            {
                "lime": partial(
                    theirs.explain_instance, X[ROW], cheap_model, num_features=n_features, num_samples=N_SAMPLES
                ),
                "lime_widgets": partial(
                    ours.explain, cheap_model, X[ROW], output=1, n_features=n_features, n_samples=N_SAMPLES
                ),
            },
            rounds,
        )
        kind = "quartile bins" if discretizer else "continuous"
        show(f"Whole explanation, {kind}, {n_features} features (ratio: times faster)", times, times_faster=True)


def changes_of_width(rounds: int) -> None:
    widths = np.geomspace(0.25, 66, 100)
    for discretizer, n_features in product(("quartile", None), (5, 10)):
        near = TabularExplainer(X, discretizer=discretizer).sample(cheap_model, X[ROW], n_samples=N_SAMPLES)
        weights = np.exp(-(near.distances**2) / (2 * 4.0**2))
        asked = {"output": 1, "n_features": n_features}
        times = take_turns(
            {
                "one sklearn Ridge.fit": partial(Ridge().fit, near.Z, near.y[:, 1], sample_weight=weights),
                "another kernel width, with errors": partial(near.explain, kernel_width=4.0, **asked),
                "sweep of 100 widths": partial(near.sweep, widths, with_stderr=False, **asked),
                "sweep of 100 widths, with errors": partial(near.sweep, widths, **asked),
            },
            rounds,
        )
        kind = "quartile bins" if discretizer else "continuous"
        show(f"Neighborhood held, {kind}, {n_features} features (ratio: fits of Ridge)", times, times_faster=False)


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    print(f"Breast cancer, {X.shape[1]} columns, {N_SAMPLES:,} samples, a cheap callable; {rounds} rounds in turns.")
    whole_explanations(max(3, rounds // 4))
    changes_of_width(rounds)
