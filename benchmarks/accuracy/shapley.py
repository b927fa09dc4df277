"""The error and the time of Shapley values, beside `shap.KernelExplainer` at equal numbers of model calls.

Run as ``python benchmarks/accuracy/shapley.py [seeds]``. It needs ``pip install shap``, which is no dependency of this
package, and the packages of the extra ``examples``. Both explain the same instances in one run, in turns. Errors are
root mean squares over features and seeds, against exact values: from the complete list of coalitions (tables, texts,
images), or known in closed form (products of three parts). The time is the median of whole explanations with the
model, the best of them in brackets. Coverage is the share of our 95 % intervals that contain the exact value.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shap
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import lime_widgets as lw
from lime_widgets.datasets import load_sms_spam

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


class Case(NamedTuple):
    """One instance: the exact values, and two ways to explain it with a number of model calls and a seed."""

    name: str
    exact: NDArray[np.float64]
    ours: Callable[[int, int], lw.Explanation]
    theirs: Callable[[int, int], NDArray[np.float64]]
    calls: tuple[int, ...]


def in_order(explanation: lw.Explanation, name: str = "coef") -> NDArray[np.float64]:
    values = np.zeros(len(explanation.feature_names))
    values[explanation.features] = getattr(explanation, name)
    return values


def by_shap(answer: Callable[[Any], Any], background: Any, x: Any, n_masks: int, seed: int) -> NDArray[np.float64]:
    np.random.seed(seed)  # noqa: NPY002  the only seed that shap knows
    explainer = shap.KernelExplainer(answer, background)
    return np.asarray(explainer.shap_values(x, nsamples=n_masks, l1_reg=False, silent=True), float).ravel()


def tables() -> Iterator[Case]:
    for load, n_columns in ((load_wine, 13), (load_breast_cancer, 12)):
        X, y = load(return_X_y=True)
        X = X[:, :n_columns]
        forest = RandomForestClassifier(30, random_state=0).fit(X, y)
        linear = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
        name = load.__name__.removeprefix("load_")
        for label, model, n_rows in (("forest", forest, 1), ("logistic", linear, 1), ("logistic", linear, 30)):
            yield of_table(f"{name}, {label}, {n_rows} background row{'s' * (n_rows > 1)}", model, X, n_rows)


def of_table(name: str, model: Any, X: NDArray[np.float64], n_rows: int) -> Case:
    x, background, p = X[7], X[:: len(X) // n_rows][:n_rows], X.shape[1]
    fixed = lw.TabularExplainer(X, sampling="coalitions", background=background)

    def ours(calls: int, seed: int) -> lw.Explanation:
        return fixed.explain(model, x, output=0, kernel="shapley", n_samples=calls, n_features=p, random_state=seed)

    def theirs(calls: int, seed: int) -> NDArray[np.float64]:
        return by_shap(lambda rows: model.predict_proba(rows)[:, 0], background, x, calls // n_rows, seed)

    return Case(name, in_order(ours(1 + 2**p * n_rows, 0)), ours, theirs, (500, 2000) if n_rows == 1 else (3000, 15000))


def texts() -> Iterator[Case]:
    comments, classes = (list(each) for each in load_sms_spam(return_X_y=True))
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=50)).fit(comments, classes)
    sizes = {14: 0, 16: 0}
    for comment in comments:
        if not 10 < len(comment.split()) < 24:
            continue
        perturbation = lw.TextExplainer().perturb(comment)
        p = len(perturbation.feature_names)
        if sizes.get(p, 1):
            continue
        sizes[p] = 1
        yield of_text(f"SMS, {p} words", model, comment, perturbation, p)


def of_text(name: str, model: Any, comment: str, perturbation: Any, p: int) -> Case:
    def ours(calls: int, seed: int) -> lw.Explanation:
        return lw.TextExplainer().explain(
            model, comment, output=1, kernel="shapley", n_samples=calls, n_features=p, random_state=seed
        )

    def answer(masks: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(model.predict_proba(perturbation.restore(masks > 0))[:, 1])

    def theirs(calls: int, seed: int) -> NDArray[np.float64]:
        return by_shap(answer, np.zeros((1, p)), np.ones(p), calls, seed)

    return Case(name, in_order(ours(2**p, 0)), ours, theirs, (500, 2000))


def images() -> Iterator[Case]:
    digits, classes = load_digits(return_X_y=True)
    network = MLPClassifier((32,), random_state=0, max_iter=500).fit(digits[:1000] / 16, classes[:1000])
    for place in (1003, 1010):
        image = digits[place].reshape(8, 8) / 16
        yield of_image(f"digit {classes[place]}, 16 superpixels", network, image)


def of_image(name: str, network: Any, image: NDArray[np.float64]) -> Case:
    explainer = lw.ImageExplainer("grid", segmentation_options={"size": 2}, fill=0)
    parts = explainer.segment(image)
    p, output = int(parts.max()) + 1, int(network.predict(image.reshape(1, -1))[0])

    def model(batch: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(network.predict_proba(np.reshape(batch, (len(batch), -1))))

    def ours(calls: int, seed: int) -> lw.Explanation:
        return explainer.explain(model, image, output=output, kernel="shapley", n_samples=calls, random_state=seed)

    def theirs(calls: int, seed: int) -> NDArray[np.float64]:
        return by_shap(
            lambda masks: model(np.where(masks[:, parts] > 0, image, 0))[:, output],
            np.zeros((1, p)),
            np.ones(p),
            calls,
            seed,
        )

    return Case(name, in_order(ours(2**p, 0)), ours, theirs, (500, 2000))


def products() -> Iterator[Case]:
    """Give sums of products of three parts, each of which gets a third: exact for any number of parts."""
    for p in (30, 60, 120, 250):
        rng = np.random.default_rng(p)
        triples = np.array([rng.choice(p, 3, replace=False) for _ in range(4 * p)])
        sizes = rng.normal(size=len(triples)) / np.sqrt(p)
        exact = np.bincount(triples.ravel(), np.repeat(sizes / 3, 3), p)
        yield of_products(f"products of three, {p} parts", triples, sizes, exact)


def of_products(name: str, triples: Any, sizes: Any, exact: NDArray[np.float64]) -> Case:
    p = len(exact)

    def answer(masks: NDArray[np.float64]) -> NDArray[np.float64]:
        kept = np.reshape(masks, (len(masks), -1)) > 0
        return np.asarray((kept[:, triples[:, 0]] & kept[:, triples[:, 1]] & kept[:, triples[:, 2]]) @ sizes)

    # An image of p pixels, each a superpixel: the model sees the mask.
    image, explainer = np.ones((1, p)), lw.ImageExplainer(np.arange(p)[None], fill=0)

    def ours(calls: int, seed: int) -> lw.Explanation:
        return explainer.explain(answer, image, kernel="shapley", n_samples=calls, random_state=seed)

    def theirs(calls: int, seed: int) -> NDArray[np.float64]:
        return by_shap(answer, np.zeros((1, p)), np.ones(p), calls, seed)

    return Case(name, exact, ours, theirs, (1000, 4000))


def compare(case: Case, calls: int, seeds: int) -> None:
    errors: dict[str, list[float]] = {"ours": [], "shap": []}
    seconds: dict[str, list[float]] = {"ours": [], "shap": []}
    inside: list[bool] = []
    for seed in range(seeds):
        began = time.perf_counter()
        explanation = case.ours(calls, seed)
        between = time.perf_counter()
        theirs = case.theirs(calls, seed)
        seconds["ours"].append(between - began)
        seconds["shap"].append(time.perf_counter() - between)
        ours = in_order(explanation)
        halves = in_order(explanation, "interval")
        known = np.isfinite(halves)  # not where too few samples carry weight
        inside += (np.abs(ours - case.exact)[known] <= halves[known] + 1e-12).tolist()
        for name, values in (("ours", ours), ("shap", theirs)):
            errors[name].append(float(np.square(values - case.exact).mean()))
    own, other = (float(np.sqrt(np.mean(errors[name]))) for name in ("ours", "shap"))
    times = "  ".join(f"{np.median(each) * 1e3:6.0f} ({min(each) * 1e3:.0f})" for each in seconds.values())
    ratio = f"{other / own:6.2f}" if max(own, other) > 1e-12 else "  both 0"
    coverage = np.mean(inside) if inside else np.nan
    errors_of_both = f"{own:8.2g}  {other:8.2g}  {ratio:>8}"
    print(f"{case.name:44} {calls:6,}  {errors_of_both}  {coverage:8.3f}   {times}", flush=True)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"{'case':44} {'calls':>6}  {'ours':>8}  {'shap':>8}  {'ratio':>8}  {'coverage':>8}   ms ours, shap")
    for cases in (tables(), texts(), images(), products()):
        for case in cases:
            for calls in case.calls:
                compare(case, calls, seeds)


if __name__ == "__main__":
    main()
