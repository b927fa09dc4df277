"""How often good and bad explanations are graded good, fair and poor, by the kind of data.

Run as ``python benchmarks/accuracy/grades.py [instances]``. It needs the packages of the extra ``examples``. An
explanation is good if its contributions rank the features as changing one at a time does (Spearman's correlation above
0.8), bad below 0.5. For a table, the effect of a value is the model's answer less the mean of its answers with 100
values of the column in its place; for a text or an image it is the answer less that without the part. The script
writes the table in docs/doubts.md.
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from masks_explained import both_regions, few_regions, picture
from scipy.stats import spearmanr
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine, make_classification, make_friedman1
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import (
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeClassifier

import lime_widgets as lw
from lime_widgets.datasets import load_movie_reviews, load_sms_spam
from lime_widgets.engine.sampling.masks import Masks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets import Explanation

GOOD, BAD = 0.8, 0.5
DOCS = Path(__file__).parents[2] / "docs" / "doubts.md"
BEGIN, END = "<!-- rates -->\n", "<!-- end of rates -->\n"


def table_models() -> Iterator[tuple[str, NDArray[Any], Any]]:
    wine, cancer, diabetes = (load(return_X_y=True) for load in (load_wine, load_breast_cancer, load_diabetes))
    made = make_classification(600, 12, n_informative=6, random_state=0)
    friedman = make_friedman1(600, 10, random_state=0)
    for name, (X, y), model in (
        ("breast cancer, forest", cancer, RandomForestClassifier(50, random_state=0)),
        ("breast cancer, logistic", cancer, make_pipeline(StandardScaler(), LogisticRegression(C=0.1))),
        ("breast cancer, boosted", cancer, HistGradientBoostingClassifier(random_state=0)),
        ("wine, forest", wine, RandomForestClassifier(50, random_state=0)),
        ("wine, neighbors", wine, make_pipeline(StandardScaler(), KNeighborsClassifier(15))),
        ("wine, logistic", wine, make_pipeline(StandardScaler(), LogisticRegression())),
        ("diabetes, linear", diabetes, Ridge(0.1)),
        ("diabetes, boosted", diabetes, GradientBoostingRegressor(random_state=0)),
        ("diabetes, network", diabetes, make_pipeline(StandardScaler(), MLPRegressor(max_iter=1500, random_state=0))),
        ("friedman, boosted", friedman, HistGradientBoostingRegressor(random_state=0)),
        ("friedman, support vectors", friedman, make_pipeline(StandardScaler(), SVR(C=10))),
        ("made, forest", made, RandomForestClassifier(50, random_state=0)),
        ("made, network", made, make_pipeline(StandardScaler(), MLPClassifier((30,), max_iter=500, random_state=0))),
        ("made, neighbors", made, make_pipeline(StandardScaler(), KNeighborsClassifier(9))),
        ("made, tree", made, DecisionTreeClassifier(random_state=0)),
    ):
        yield name, X, model.fit(X, y)


def agreement(explanation: Explanation, effects: NDArray[np.float64]) -> float:
    """Rank correlation of the contributions with the effects of the same features."""
    own = effects[explanation.features]
    if len(own) < 3 or np.ptp(own) == 0 or np.ptp(explanation.contributions) == 0:
        return 0.0
    return float(spearmanr(explanation.contributions, own)[0])


def of_tables(instances: int) -> Iterator[tuple[str, float, str]]:
    rng = np.random.default_rng(0)
    for _, X, model in table_models():
        answer = (
            model.predict_proba if hasattr(model, "predict_proba") else lambda rows, m=model: m.predict(rows)[:, None]
        )
        explainer = lw.TabularExplainer(X, sampling="table")
        for row in rng.choice(len(X), instances, replace=False):
            x = X[row]
            neighborhood = explainer.sample(model, x)
            output = neighborhood.resolve_output(None)
            draws = X[rng.choice(len(X), 100)]
            columns = np.arange(len(x))
            changed = [answer(np.where(columns == place, draws, x))[:, output].mean() for place in columns]
            effects = answer(x[None])[0, output] - np.array(changed)
            numbers = neighborhood.yardstick.unbinned(neighborhood)
            for kind, each in (("tables, quartiles", neighborhood), ("tables, no bins", numbers)):
                explanation = each.explain()
                yield kind, agreement(explanation, effects), explanation.grade


def of_texts(instances: int) -> Iterator[tuple[str, float, str]]:
    reviews, messages = load_movie_reviews().sample(6000, random_state=0), load_sms_spam()
    vectors = {"min_df": 2, "sublinear_tf": True}
    models = [
        (reviews, make_pipeline(TfidfVectorizer(**vectors), LogisticRegression(C=10))),
        (messages, make_pipeline(TfidfVectorizer(**vectors), LogisticRegression(C=10))),
        (
            reviews,
            make_pipeline(
                TfidfVectorizer(**vectors), TruncatedSVD(50, random_state=0), MLPClassifier((32,), random_state=0)
            ),
        ),
        (messages, make_pipeline(TfidfVectorizer(**vectors), RandomForestClassifier(50, random_state=0))),
    ]
    for data, model in models:
        model.fit(data["text"], data["label"])
        short = data[data["text"].str.len().between(40, 300)]
        for text in short["text"].sample(instances, random_state=1):
            neighborhood = lw.TextExplainer().sample(model, text, n_samples=2048)
            explanation = neighborhood.explain()
            p = neighborhood.Z.shape[1]
            perturbation = lw.TextExplainer().perturb(text, random_state=0, design="sobol")
            without = model.predict_proba(list(perturbation.restore(~np.eye(p, dtype=bool))))[:, explanation.output]
            yield "texts", agreement(explanation, explanation.model_prediction - without), explanation.grade


def of_images(instances: int) -> Iterator[tuple[str, float, str]]:
    for image in range(instances):
        for p in (20, 60):
            for answer in (few_regions(p, image), both_regions(p, image), picture(p, image)):
                masks = Masks(p, random_state=image, removal="binomial")
                Z = masks.rows(0, 1024).astype(float)
                neighborhood = lw.Neighborhood(
                    Z,
                    answer(Z),
                    1 - np.sqrt(Z.mean(axis=1)),
                    default_kernel_width=0.25,
                    default_n_features=p,
                    clusters=masks.clusters(1024),
                )
                explanation = neighborhood.explain()
                effects = answer(np.ones((1, p)))[0] - answer(1.0 - np.eye(p))
                yield "images", agreement(explanation, effects), explanation.grade


def main() -> None:
    warnings.simplefilter("ignore")
    instances = int(sys.argv[1]) if len(sys.argv) > 1 else 14
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for source in (of_tables, of_texts, of_images):
        for kind, rank, grade in source(instances):
            found[kind].append((rank, grade))
            found["all"].append((rank, grade))
    head = "| kind of data | explanations | good ones: good | fair | poor | bad ones: good | fair | poor |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for kind in [*(kind for kind in found if kind != "all"), "all"]:
        cells = [kind, f"{len(found[kind]):,}"]
        for chosen in (lambda rank: rank > GOOD, lambda rank: rank < BAD):
            graded = [grade for rank, grade in found[kind] if chosen(rank)]
            cells += [f"{np.mean([each == grade for each in graded]):.0%}" if graded else "–" for grade in GRADES]
            cells[-3] += f" of {len(graded)}"
        lines.append("| " + " | ".join(cells) + " |")
    rates = "\n".join(lines) + "\n"
    print(rates)
    if DOCS.exists():
        before, rest = DOCS.read_text(encoding="utf-8").split(BEGIN)
        DOCS.write_text(before + BEGIN + rates + END + rest.split(END)[1], encoding="utf-8")


GRADES = ("good", "fair", "poor")

if __name__ == "__main__":
    main()
