"""How often two runs that sampled until they were settled have the same top 5, and how many samples they took.

Run as ``python benchmarks/accuracy/settled.py [seeds] [rows] [case ...]``. Each row of each data set is explained with
every seed. The pairs are those of seeds that both settled, of one row; a fixed number of samples is measured beside it.
"""

from __future__ import annotations

import sys
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import lime_widgets as lw
from lime_widgets.datasets import load_bike_task

if TYPE_CHECKING:
    from collections.abc import Iterator

K = 5
BUDGET = 16_384
# Further keywords of each case; the first is what an explorer does.
CASES: dict[str, dict[str, Any]] = {
    "forward": {},
    "ten": {"n_features": 10},
    "independent": {"design": "independent"},
    "narrow": {"narrow": 0.5},
    "numbers": {"discretizer": None, "n_features": 10},
}


def tables() -> Iterator[tuple[str, Any, Any]]:
    for name, load in (("wine", load_wine), ("breast cancer", load_breast_cancer)):
        X, y = load(return_X_y=True)
        yield name, X, RandomForestClassifier(100, random_state=0).fit(X, y)
    X, y = load_bike_task()
    text = [name for name in X if X[name].dtype.kind not in "fiub"]
    encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), text), remainder="passthrough")
    yield "bike", X, make_pipeline(encode, RandomForestClassifier(100, random_state=0)).fit(X, y)


def same(sets: list[frozenset[int]]) -> tuple[int, int]:
    pairs = list(combinations(sets, 2))
    return sum(one == other for one, other in pairs), len(pairs)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    n_rows = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    print(f"{seeds} seeds, {n_rows} rows, top {K}, up to {BUDGET:,} samples")
    print(f"{'':30}  settled  same top {K} in pairs   below 5,000   median n   at 1,024 without test: same")
    for case in sys.argv[3:] or CASES:
        for name, X, model in tables():
            measure(f"{name}, {case}", X, model, dict(CASES[case]), seeds, n_rows)


def measure(name: str, X: Any, model: Any, options: dict[str, Any], seeds: int, n_rows: int) -> None:
    explainer = lw.TabularExplainer(X, discretizer=options.pop("discretizer", "quartile"))
    narrow = options.pop("narrow", None)
    if narrow:
        options["kernel_width"] = narrow * 0.75 * X.shape[1] ** 0.5
    used, agreed, pairs, alike, fixed_pairs, n_runs = [], 0, 0, 0, 0, 0
    for place in np.linspace(0, len(X) - 1, n_rows).astype(int):
        x = X.iloc[place] if hasattr(X, "iloc") else X[place]
        settled, fixed = [], []
        for seed in range(seeds):
            made = lw.explain_until_settled(explainer, model, x, k=K, budget=BUDGET, random_state=seed, **options)
            n_runs += 1
            if made.settled:
                settled.append(frozenset(made.explanation.features[:K].tolist()))
                used.append(made.n_samples)
            fixed.append(frozenset(made.looks[min(1, len(made.looks) - 1)].features.tolist()))
        more, of = same(settled)
        agreed, pairs = agreed + more, pairs + of
        more, of = same(fixed)
        alike, fixed_pairs = alike + more, fixed_pairs + of
    below = np.mean(np.array(used) < 5000) if used else np.nan
    median = np.median(used) if used else np.nan
    print(
        f"{name:30}{len(used) / n_runs:9.0%}{agreed / max(pairs, 1):14.1%} of {pairs:5}{below:14.0%}{median:11,.0f}"
        f"{alike / fixed_pairs:18.0%}",
        flush=True,
    )


if __name__ == "__main__":
    main()
