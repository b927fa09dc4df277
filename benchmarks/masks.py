"""How much coefficients vary from seed to seed under several ways to draw masks, at equal numbers of samples.

Run as ``python benchmarks/masks.py [seeds] [texts] [parts ...]``. Every number is a ratio: the variance over seeds with
independent masks, averaged over the coefficients, by that with the design of the column; 2 means that as much is known
from half of the samples. Geometric means over the texts; of 40 seeds and 3 texts the ratios are good to about a tenth.

- sizes: numbers of parts from a Sobol sequence, subsets independent
- balanced: as sizes, subsets dealt from shuffled packs, so that each part is taken away equally often
- mirrored: as sizes, every mask followed by its opposite
- ordered: a Sobol point in p + 1 dimensions gives the number, and the order in which parts are taken away
- sobol: what the package does
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from lime_widgets.datasets import load_sms_spam
from lime_widgets.engine.masks import Masks, fits_all
from lime_widgets.engine.sampling import unit_points

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Callable[[np.ndarray], np.ndarray]

KERNEL_WIDTH = 25.0
PARTS = (10, 14, 20, 30, 50, 64, 110, 200)
SAMPLES = (500, 1000, 5000)


# Designs


def independent(n: int, p: int, seed: int) -> np.ndarray:
    return Masks(p, random_state=seed, design="independent").rows(0, n)


def sobol(n: int, p: int, seed: int) -> np.ndarray:
    return Masks(p, random_state=seed).rows(0, n)


def _without(keys: np.ndarray, points: np.ndarray) -> np.ndarray:
    p = keys.shape[1]
    n_removed = (points * p).astype(int) + 1
    return keys.argsort(axis=1).argsort(axis=1) >= n_removed[:, None]


def sizes(n: int, p: int, seed: int) -> np.ndarray:
    return _without(np.random.default_rng(seed).random((n, p)), unit_points(0, n, 1, random_state=seed)[:, 0])


def balanced(n: int, p: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    kept = np.ones((n, p), dtype=bool)
    pack = rng.permutation(p)
    for row, point in zip(kept, unit_points(0, n, 1, random_state=seed)[:, 0], strict=True):
        taken, pack = np.split(pack, [int(point * p) + 1])
        lacking = int(point * p) + 1 - len(taken)
        if not len(pack):
            pack = rng.permutation(p)
            pack = np.concatenate([pack[~np.isin(pack, taken)], pack[np.isin(pack, taken)]])
        row[taken] = False
        row[pack[:lacking]] = False
        pack = pack[lacking:]
    return kept


def mirrored(n: int, p: int, seed: int) -> np.ndarray:
    kept = sizes(n // 2 + 1, p, seed)
    opposite = np.where(kept.any(axis=1, keepdims=True), ~kept, kept)  # nothing is the opposite of the text itself
    return np.stack([kept, opposite], axis=1).reshape(-1, p)[:n]


def ordered(n: int, p: int, seed: int) -> np.ndarray:
    points = unit_points(0, n, p + 1, random_state=seed)
    return _without(points[:, 1:], points[:, 0])


DESIGNS = (sizes, balanced, mirrored, ordered, sobol)


# What is explained


def additive(p: int, text: int) -> Answer:
    """A logistic model of single words, a few of them heavy."""
    rng = np.random.default_rng(text)
    weights = rng.standard_t(3, p)
    weights *= 3 / np.linalg.norm(weights)
    intercept = rng.normal() - weights.sum()
    return lambda Z: expit(Z @ weights + intercept)


def interacting(p: int, text: int) -> Answer:
    """A logistic model of words and of pairs of them."""
    rng = np.random.default_rng(text)
    weights = rng.standard_t(3, p)
    weights *= 2.5 / np.linalg.norm(weights)
    one = rng.integers(p, size=3 * p)
    other = (one + rng.integers(1, p, size=3 * p)) % p
    pairs = rng.normal(size=3 * p)
    pairs *= 3 / np.linalg.norm(pairs)
    intercept = rng.normal() - weights.sum() - pairs.sum()
    return lambda Z: expit(Z @ weights + (Z[:, one] * Z[:, other]) @ pairs + intercept)


def spam_filter() -> Callable[[int, int], Answer]:
    """TF-IDF and logistic regression on SMS messages, or on several of them run together where p words are many."""
    messages = load_sms_spam()
    vectorizer = TfidfVectorizer()
    X = vectorizer.fit_transform(messages["text"])
    model = LogisticRegression(C=10).fit(X, messages["label"] == "spam")

    def message(p: int, text: int) -> Answer:
        rng = np.random.default_rng(text)
        found: dict[int, None] = {}
        spam = np.flatnonzero(messages["label"] == ("ham" if text % 2 else "spam"))
        while len(found) < p:
            found |= dict.fromkeys(X[rng.choice(spam)].indices.tolist())
        words = list(found)[:p]
        idf = vectorizer.idf_[words]
        weights = idf * model.coef_[0, words]

        def answer(Z: np.ndarray) -> np.ndarray:
            lengths = np.sqrt(Z @ idf**2)
            return expit(Z @ weights / np.where(lengths, lengths, 1) + model.intercept_[0])

        # What the formula says is what the pipeline says.
        names = vectorizer.get_feature_names_out()[words]
        some = independent(20, p, 0).astype(float)
        texts = [" ".join(names[row > 0]) for row in some]
        np.testing.assert_allclose(answer(some), model.predict_proba(vectorizer.transform(texts))[:, 1])
        return answer

    return message


# The fit: ridge with a penalty of 1


def coefficients(Z: np.ndarray, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
    distances = 100 * (1 - np.sqrt(Z.mean(axis=1)))
    weights = np.exp(-(distances**2) / (2 * KERNEL_WIDTH**2))
    z = Z[:, columns]
    z = z - weights @ z / weights.sum()
    gram = (z.T * weights) @ z + np.eye(len(columns))
    return np.linalg.solve(gram, (z.T * weights) @ (y - weights @ y / weights.sum()))


def mean_variance(masks: list[np.ndarray], answers: list[np.ndarray], columns: np.ndarray) -> float:
    found = [coefficients(Z, y, columns) for Z, y in zip(masks, answers, strict=True)]
    return float(np.var(found, axis=0, ddof=1).mean())


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:]]
    n_seeds, n_texts = given[0] if given else 40, given[1] if given[1:] else 3
    responses = {"additive": additive, "pairs": interacting, "SMS": spam_filter()}
    names = [design.__name__ for design in DESIGNS]
    print(f"{'':10}{'p':>5}{'n':>6}  {'columns':8}" + "".join(f"{name:>10}" for name in names))
    for p in given[2:] or PARTS:
        for n in (n for n in SAMPLES if not fits_all(p, n)):
            masks = {
                design.__name__: [design(n, p, seed) for seed in range(n_seeds)] for design in (independent, *DESIGNS)
            }
            for drawn in masks.values():
                for Z in drawn:
                    Z[0] = True
            masks = {name: [Z.astype(float) for Z in drawn] for name, drawn in masks.items()}
            for response, make in responses.items():
                ratios: dict[str, list[list[float]]] = {}
                for text in range(n_texts):
                    answer = make(p, text)
                    answers = {name: [answer(Z) for Z in drawn] for name, drawn in masks.items()}
                    every = np.arange(p)
                    mean = np.mean(list(map(coefficients, masks["sobol"], answers["sobol"], [every] * n_seeds)), axis=0)
                    chosen = {"all": every} | ({"K = 10": np.argsort(-np.abs(mean))[:10]} if p > 10 else {})
                    for selection, columns in chosen.items():
                        variance = {name: mean_variance(masks[name], answers[name], columns) for name in masks}
                        ratios.setdefault(selection, []).append(
                            [variance["independent"] / variance[name] for name in names]
                        )
                for selection, found in ratios.items():
                    means = np.exp(np.log(found).mean(axis=0))
                    print(
                        f"{response:10}{p:5}{n:6}  {selection:8}" + "".join(f"{ratio:10.2f}" for ratio in means),
                        flush=True,
                    )


if __name__ == "__main__":
    main()
