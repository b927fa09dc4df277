"""Grades beside R² on fresh samples, and deletion and insertion areas, on tables, texts and images.

Run as ``python benchmarks/accuracy/fidelity.py [instances]``. It needs the packages of the extra ``examples``. Each
explanation has the default parameters; fresh samples are as many as a study asks for. Explanations with fewer than
three effective samples for each weight are left out. "Order" says how often the areas under the deletion and the
insertion curve are better than in random order; "judged" is the R² that the grade is from.
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
from grades import table_models
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import lime_widgets as lw
from lime_widgets.datasets import load_sms_spam

if TYPE_CHECKING:
    from collections.abc import Iterator


def studies(instances: int) -> Iterator[tuple[str, Any]]:
    rng = np.random.default_rng(0)
    for _, X, model in table_models():
        for row in rng.choice(len(X), instances, replace=False):
            for kind, discretizer in (("tables, quartiles", "quartile"), ("tables, no bins", None)):
                explainer = lw.TabularExplainer(X, discretizer=discretizer, sampling="table")
                yield kind, lw.Study(lw.BlackBox(model, repeat=False), X[row], explainer)
    messages = load_sms_spam()
    vectors = TfidfVectorizer(min_df=2, sublinear_tf=True)
    model = make_pipeline(vectors, LogisticRegression(C=10)).fit(messages.text, messages.label)
    long = [text for text in messages.text if 15 < len(text.split()) < 60]
    for place in rng.choice(len(long), 6 * instances, replace=False):
        yield "texts", lw.Study(lw.BlackBox(model, repeat=False), long[place], lw.TextExplainer())
    for seed in range(3 * instances):
        picture = np.random.default_rng(seed).random((8, 8, 3)).repeat(8, 0).repeat(8, 1)
        weights = np.random.default_rng(seed + 1).normal(size=(64, 64, 3)) / 400

        def glow(images: Any, weights: Any = weights) -> Any:
            score = (images * weights).sum(axis=(1, 2, 3)) + 6 * images[:, :24, :24].mean(axis=(1, 2, 3)) ** 2 - 1.5
            return np.column_stack([1 / (1 + np.exp(score)), 1 / (1 + np.exp(-score))])

        explainer = lw.ImageExplainer(segmentation="grid", segmentation_options={"size": 10}, fill="#808080")
        yield "images", lw.Study(lw.BlackBox(glow, repeat=False), picture, explainer)


def main(instances: int = 4) -> None:
    """Print the tables."""
    warnings.simplefilter("ignore")
    found: dict[str, list[tuple[str, float, float, float, float, bool, bool]]] = defaultdict(list)
    for kind, study in studies(instances):
        study.wait()
        study.check_fidelity()
        study.wait()
        fidelity = study.fidelity
        explanation, removal = fidelity.explanation, fidelity.removal
        if not np.isfinite(fidelity.fresh) or explanation.ess < 3 * (1 + len(explanation.features)):
            continue
        found[kind].append(
            (
                explanation.grade,
                fidelity.fresh,
                fidelity.fresh_stderr,
                explanation.loo_score,
                explanation.fidelity,
                removal.deletion_area < removal.random_area,
                removal.insertion_area > removal.random_area,
            )
        )
    print(
        "kind, grade: number | fresh R² 10 %, median, 90 % | fresh − left out: mean, largest, within 2 errors | order"
    )
    for kind, rows in found.items():
        for grade in ("good", "fair", "poor"):
            some = [row[1:] for row in rows if row[0] == grade]
            if not some:
                continue
            fresh, error, left_out, judged, gone, come = map(np.array, zip(*some, strict=True))
            low, middle, high = np.quantile(fresh, [0.1, 0.5, 0.9])
            apart = fresh - left_out
            within = np.mean(np.abs(apart) < 2 * error)
            print(
                f"{kind}, {grade}: {len(some):3d} | {low:6.2f} {middle:6.2f} {high:6.2f} | {apart.mean():+.3f} "
                f"{np.abs(apart).max():.3f} | {within:.0%} | deletion {gone.mean():.0%} insertion {come.mean():.0%} "
                f"| judged R² {np.median(judged):.2f}"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
