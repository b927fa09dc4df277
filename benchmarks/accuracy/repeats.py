"""The spread of 20 repeats of an explanation against the interval that one run predicts, on three kinds of data.

Run as ``python benchmarks/accuracy/repeats.py [repeats] [kind ...]``. It needs the packages of the extra ``examples``.
For each instance it prints the numbers of `lime_widgets.stability`. A ratio of spread and standard error below 1 says
that the errors are too large, above 1 that they are too small; 95 % of the intervals should hold the mean.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import lime_widgets as lw
from lime_widgets.datasets import load_bike_task, load_imagenet_classifier, load_movie_reviews, load_photo

if TYPE_CHECKING:
    from collections.abc import Iterator


def tables() -> Iterator[tuple[str, Any, Any, Any]]:
    for name, load in (("wine", load_wine), ("breast cancer", load_breast_cancer)):
        X, y = load(return_X_y=True)
        model = RandomForestClassifier(100, random_state=0).fit(X, y)
        for place in (0, len(X) // 2, len(X) - 1):
            yield f"{name}, row {place}", lw.TabularExplainer(X), model, X[place]
    X, y = load_bike_task()
    text = [name for name in X if X[name].dtype.kind not in "fiub"]
    encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), text), remainder="passthrough")
    model = make_pipeline(encode, RandomForestClassifier(100, random_state=0)).fit(X, y)
    for place in (0, len(X) // 2, len(X) - 1):
        yield f"bike, row {place}", lw.TabularExplainer(X), model, X.iloc[place]


def texts() -> Iterator[tuple[str, Any, Any, Any]]:
    reviews = load_movie_reviews().sample(6000, random_state=0)
    model = make_pipeline(TfidfVectorizer(min_df=2), LogisticRegression(C=10)).fit(reviews["text"], reviews["label"])
    for low, high, source in ((18, 22, "rotten_tomatoes"), (30, 34, "rotten_tomatoes"), (70, 100, "imdb")):
        of_source = reviews[reviews["source"] == source]["text"]
        text = next(text for text in of_source if low <= len(set(text.split())) < high)
        yield f"review, {len(set(text.split()))} words", lw.TextExplainer(), model, text


def images() -> Iterator[tuple[str, Any, Any, Any]]:
    explainer, photo = lw.ImageExplainer(segmentation="slic"), load_photo("half and half")
    p = len(explainer.perturb(photo, random_state=0, design="sobol").feature_names)
    yield f"photograph, {p} superpixels", explainer, load_imagenet_classifier(), photo


KINDS = {"tables": tables, "texts": texts, "images": images}


def main() -> None:
    n_repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    head = "spread/predicted  inside  top 5: Jaccard   VSI  CSI    tau  flips    calls  seconds"
    print(f"{n_repeats} repeats".ljust(34) + head)
    for kind in sys.argv[2:] or KINDS:
        for name, explainer, model, x in KINDS[kind]():
            began = time.perf_counter()
            made = lw.stability(explainer, model, x, n_repeats=n_repeats)
            seconds = time.perf_counter() - began
            print(
                f"{name:33}{made.spread_ratio:17.2f}{made.inside:8.0%}{made.jaccard():16.2f}{made.vsi:6.0f}{made.csi:5.0f}"
                f"{made.kendall_tau:7.2f}{made.sign_flip_rate:7.1%}{made.n_model_calls:9,}{seconds:9.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
