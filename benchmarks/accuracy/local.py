"""How much coefficients vary from seed to seed: samples drawn from the kernel beside weighted ones, at equal calls.

Run as ``python benchmarks/accuracy/local.py [tables or masks] [seeds]``. Coefficients of all features are fitted at the
default kernel width and at parts of it. For each, the table gives the effective sample sizes; the variance over seeds
with weighting divided by that with local sampling, at the default penalty and with hardly any ("free": both have one
limit then); the first for weighting of random points or masks; the ratio of the mean squared errors about the limit (a
penalty pulls weighted coefficients away from it where few samples weigh); and the median distance of the two means in
standard errors, with hardly any penalty. A last table gives the share of rows off the data for each way to draw them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.tabular.draws.drawn_rows import SAMPLINGS
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.perturbation.explainer import Explainer

HEAD = f"{'':34}{'width':>7}{'ess':>7}{'local':>7}{'variance':>10}{'free':>8}{'random':>8}{'error':>8}{'z':>6}"


def compare(
    name: str, make: Callable[[str, float | None], Explainer], model: Any, x: Any, width: float, n: int, seeds: int
) -> None:
    """Print one line: weighting beside local sampling, at one kernel width."""

    def fitted(local: bool, seed: int, n_samples: int = n, design: str = "sobol") -> list[Any]:
        """Give the coefficients with a penalty of 1, and with hardly any, and the effective sample size."""
        sampled = make("local", width) if local else make(usual, None)
        neighborhood = sampled.sample(model, x, n_samples=n_samples, random_state=seed, design=design)
        # The instance is a sample too, which counts for more where few samples weigh: the limit is without it.
        alone = neighborhood.counted(np.append(0.0, np.ones(len(neighborhood) - 1)), exact=False)
        options = {"kernel_width": width, "feature_selection": "none"}
        explained = [neighborhood.explain(**options), alone.explain(**options, alpha=1e-6)]
        return [*(each.coef[np.argsort(each.features)] for each in explained), explained[0].ess]

    usual = "uniform" if make("local", width).data_kind != "table row" else "independent"
    weighted, random, local = (
        list(zip(*(fitted(local, seed, design=design) for seed in range(seeds)), strict=True))
        for local, design in ((False, "sobol"), (False, "independent"), (True, "sobol"))
    )
    limit = np.mean([fitted(local=True, seed=1_000 + seed, n_samples=8 * n)[1] for seed in range(4)], axis=0)

    def variance(coefficients: Any) -> float:
        return float(np.var(coefficients, axis=0, ddof=1).sum())

    means = np.mean(weighted[1], axis=0) - np.mean(local[1], axis=0)
    errors = np.sqrt((np.var(weighted[1], axis=0, ddof=1) + np.var(local[1], axis=0, ddof=1)) / seeds)
    print(
        f"{name:34}{width:7.3g}{np.mean(weighted[2]):7.0f}{np.mean(local[2]):7.0f}"
        f"{variance(weighted[0]) / variance(local[0]):10.2f}{variance(weighted[1]) / variance(local[1]):8.2f}"
        f"{variance(random[0]) / variance(local[0]):8.2f}"
        f"{np.square(weighted[0] - limit).sum() / np.square(local[0] - limit).sum():8.1f}"
        f"{np.median(np.abs(means) / errors):6.2f}",
        flush=True,
    )


def tables(seeds: int) -> None:
    print("Tables, 4,096 samples\n" + HEAD)
    for name, load, forest in (
        ("wine", load_wine, RandomForestClassifier),
        ("breast cancer", load_breast_cancer, RandomForestClassifier),
        ("diabetes", load_diabetes, RandomForestRegressor),
    ):
        X, y = load(return_X_y=True)
        models = {"forest": forest(50, random_state=0).fit(X, y)}
        if forest is RandomForestClassifier:
            models["network"] = make_pipeline(
                StandardScaler(), MLPClassifier((20,), alpha=1.0, max_iter=2000, random_state=0)
            ).fit(X, y)
        default = 0.75 * np.sqrt(X.shape[1])
        for kind, model in models.items():
            for discretizer in ("quartile", None):
                for part in (1.0, 0.5):
                    compare(
                        f"{name}, {kind}, {discretizer or 'no bins'}",
                        lambda sampling, width, X=X, discretizer=discretizer: TabularExplainer(
                            X, discretizer=discretizer, sampling=sampling, local_width=width
                        ),
                        model,
                        X[5],
                        part * default,
                        4096,
                        seeds,
                    )
    off_data()


def off_data() -> None:
    print("\nShare of samples off the data\n" + " " * 16 + "".join(f"{sampling:>13}" for sampling in SAMPLINGS))
    for name, load in (("wine", load_wine), ("breast cancer", load_breast_cancer), ("diabetes", load_diabetes)):
        X = load(return_X_y=True)[0]
        shares = [
            TabularExplainer(X, sampling=sampling).sample(lambda rows: rows[:, 0], X[5]).origin.off_data
            for sampling in SAMPLINGS
        ]
        print(f"{name:16}" + "".join(f"{share or 0:13.1%}" for share in shares))


def masks(seeds: int) -> None:
    print("Texts, 1,000 samples\n" + HEAD)
    for p in (14, 30, 60):
        rng = np.random.default_rng(p)
        slopes = rng.normal(size=p) * (rng.random(p) < 0.4)
        pairs = rng.integers(0, p, (3, 2))
        text = " ".join(f"w{i}" for i in range(p))

        def words(texts: list[str], p: int = p, slopes: np.ndarray = slopes) -> np.ndarray:
            kept = np.array([[f"w{i}" in each for i in range(p)] for each in map(set, map(str.split, texts))])
            return 1.0 / (1.0 + np.exp(-(kept @ slopes)))

        def joint(texts: list[str], p: int = p, slopes: np.ndarray = slopes, pairs: np.ndarray = pairs) -> np.ndarray:
            kept = np.array([[f"w{i}" in each for i in range(p)] for each in map(set, map(str.split, texts))])
            return 1.0 / (1.0 + np.exp(2.0 - kept @ slopes - 3.0 * sum(kept[:, a] * kept[:, b] for a, b in pairs)))

        for name, model in (("words", words), ("pairs of words", joint)):
            for width in (25.0, 12.5, 6.25, 3.125):
                compare(
                    f"{p} words, {name}",
                    lambda sampling, width: TextExplainer(sampling=sampling, local_width=width),
                    model,
                    text,
                    width,
                    1000,
                    seeds,
                )
    print("Images, 1,000 samples\n" + HEAD)
    for side in (4, 6, 8):
        rng = np.random.default_rng(side)
        picture = rng.uniform(0.5, 1.0, size=(side, side))
        into, out_of = rng.normal(size=(side * side, 12)) * 3.0 / side, rng.normal(size=12)

        def network(images: np.ndarray, into: np.ndarray = into, out_of: np.ndarray = out_of) -> np.ndarray:
            return 1.0 / (1.0 + np.exp(-np.maximum(images.reshape(len(images), -1) @ into - 0.5, 0.0) @ out_of))

        for width in (0.25, 0.125, 0.0625, 0.03125):
            compare(
                f"{side * side} superpixels, network",
                lambda sampling, width: ImageExplainer(
                    "grid", segmentation_options={"size": 1}, fill=0, sampling=sampling, local_width=width
                ),
                network,
                picture,
                width,
                1000,
                seeds,
            )


def main() -> None:
    chosen = sys.argv[1] if len(sys.argv) > 1 else "tables"
    {"tables": tables, "masks": masks}[chosen](int(sys.argv[2]) if len(sys.argv) > 2 else 20)


if __name__ == "__main__":
    main()
