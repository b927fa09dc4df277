"""How often the 95 % intervals of weights contain the weights, and how wide they are, over neighborhoods drawn anew.

Run as ``python benchmarks/accuracy/intervals.py [seeds] [kind ...]``. It needs the packages of the extra ``examples``.
Each case is explained with many seeds; the mean of a weight over them stands for the weight itself. Coverage is the
share of seeds whose interval contains it, the least over the weights and their mean; the width is that of the interval
over 1.96 standard deviations of the weight over the seeds, the ideal.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from masks_explained import both_regions, few_regions, picture
from scipy.special import expit
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline

import lime_widgets as lw
from lime_widgets.datasets import load_bike_task, load_imagenet_classifier, load_movie_reviews, load_photo
from lime_widgets.engine.sampling.masks import Masks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Makes the neighborhood of a seed.
    Draw = Callable[[int], lw.Neighborhood]


def tables() -> Iterator[tuple[str, Draw]]:
    cancer, malignant = load_breast_cancer(return_X_y=True)
    progress, score = load_diabetes(return_X_y=True)
    bike, classes = load_bike_task()
    models = {
        "bike, forest": (bike, lw_forest(bike, classes)),
        "breast cancer, forest": (cancer, RandomForestClassifier(50, random_state=0, n_jobs=1).fit(cancer, malignant)),
        "diabetes, boosted": (progress, GradientBoostingRegressor(random_state=0).fit(progress, score)),
        "diabetes, forest": (progress, RandomForestRegressor(50, random_state=0).fit(progress, score)),
    }
    for name, (X, model) in models.items():
        x = X.iloc[0] if hasattr(X, "iloc") else X[0]
        for discretizer, shown in (("quartile", "bins"), (None, "numbers")):
            for sampling in ("independent", "table"):
                explainer = lw.TabularExplainer(X, discretizer=discretizer, sampling=sampling)
                if sampling == "table" and discretizer is not None:
                    continue
                what = f"{name}, {shown}{', from the table' if sampling == 'table' else ''}"
                yield what, lambda seed, e=explainer, m=model, x=x: e.sample(m, x, random_state=seed)
                if name == "diabetes, boosted":
                    yield (
                        f"{what}, independent draws",
                        lambda seed, e=explainer, m=model, x=x: e.sample(m, x, random_state=seed, design="independent"),
                    )


def lw_forest(bike, classes):  # noqa: ANN001, ANN201
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder

    text = [name for name in bike if bike[name].dtype.kind not in "fiub"]
    encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), text), remainder="passthrough")
    return make_pipeline(encode, RandomForestClassifier(50, random_state=0)).fit(bike, classes)


def texts() -> Iterator[tuple[str, Draw]]:
    reviews = load_movie_reviews().sample(6000, random_state=0)
    linear = make_pipeline(TfidfVectorizer(min_df=2), LogisticRegression(C=10)).fit(reviews["text"], reviews["label"])
    embedding = make_pipeline(
        TfidfVectorizer(min_df=2, sublinear_tf=True),
        TruncatedSVD(50, random_state=0),
        MLPClassifier((32,), max_iter=30, random_state=0),
    )
    embedding.fit(reviews["text"], reviews["label"])
    short = reviews[reviews["source"] == "rotten_tomatoes"]["text"]
    chosen = [next(text for text in short if n <= len(set(text.split())) < n + 4) for n in (14, 30)]
    long = next(text for text in reviews[reviews["source"] == "imdb"]["text"] if 70 <= len(set(text.split())) < 100)
    for model, name in ((linear, "TF-IDF"), (embedding, "embedding")):
        for text in (*chosen, long):
            explainer = lw.TextExplainer()
            p = len(explainer.perturb(text, random_state=0, design="sobol").feature_names)
            yield (
                f"reviews, {name}, {p} words",
                lambda seed, m=model, x=text: lw.TextExplainer().sample(m, x, random_state=seed),
            )


def masks(p: int, answer: Callable[[np.ndarray], np.ndarray], n: int = 1024) -> Draw:
    def draw(seed: int) -> lw.Neighborhood:
        sequence = Masks(p, random_state=seed, removal="binomial")
        Z = sequence.rows(0, n).astype(float)
        distances = 1 - np.sqrt(Z.mean(axis=1))
        return lw.Neighborhood(
            Z, answer(Z), distances, default_kernel_width=0.25, default_n_features=p, clusters=sequence.clusters(n)
        )

    return draw


def steep(p: int) -> Callable[[np.ndarray], np.ndarray]:
    weights = np.random.default_rng(p).normal(size=p)
    weights *= 6 / np.linalg.norm(weights)
    return lambda Z: expit((Z - 0.5) @ weights)


def images() -> Iterator[tuple[str, Draw]]:
    for p in (50, 100):
        yield f"steep logistic, {p} parts", masks(p, steep(p))
        yield f"five regions, {p} parts", masks(p, few_regions(p, 0))
        yield f"pairs of regions, {p} parts", masks(p, both_regions(p, 0))
        yield f"network on pixels, {p} parts", masks(p, picture(p, 0))


def photographs() -> Iterator[tuple[str, Draw]]:
    network = load_imagenet_classifier()
    explainer = lw.ImageExplainer(segmentation="slic")
    photo = load_photo("half and half")
    p = len(explainer.perturb(photo, random_state=0, design="sobol").feature_names)
    yield f"EfficientNet, {p} superpixels", lambda seed: explainer.sample(network, photo, random_state=seed)


KINDS = {"tables": tables, "texts": texts, "images": images, "photographs": photographs}


def measured(draw: Draw, seeds: int) -> tuple[float, float, float, float, float]:
    """Give mean and least coverage, mean and largest width, and the mean leave-one-out R²."""
    first = draw(0).explain(output=None)
    columns = np.sort(first.features)
    coef, interval, scores = [], [], []
    for seed in range(seeds):
        neighborhood = draw(1000 + seed)
        # The same features for every seed, at the same distances: an interval is conditional on the selection.
        chosen = replace(
            neighborhood,
            Z=np.ascontiguousarray(neighborhood.Z[:, columns]),
            feature_names=tuple(neighborhood.feature_names[place] for place in columns),
            origin=lw.Neighborhood.origin,
        )
        explanation = chosen.explain(output=first.output, feature_selection="none")
        order = np.argsort(explanation.features)
        coef.append(explanation.coef[order])
        interval.append(explanation.interval[order])
        scores.append(explanation.loo_score)
    weights, half = np.array(coef), np.array(interval)
    covered = (np.abs(weights - weights.mean(axis=0)) <= half).mean(axis=0)
    width = half.mean(axis=0) / (1.96 * weights.std(axis=0, ddof=1))
    return covered.mean(), covered.min(), width.mean(), width.max(), float(np.mean(scores))


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{seeds} seeds{'':42} coverage: mean   least   width: mean   most      R²")
    for kind in sys.argv[2:] or KINDS:
        for name, draw in KINDS[kind]():
            mean, least, width, most, score = measured(draw, seeds)
            print(f"{name:56}{mean:9.1%}{least:8.1%}{width:14.2f}{most:7.2f}{score:8.2f}", flush=True)


if __name__ == "__main__":
    main()
