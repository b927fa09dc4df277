"""What ``masks.py`` explains: models as functions of masks, and the coefficients that are fitted to them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import expit
from skimage import data
from skimage.segmentation import slic
from skimage.transform import resize
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lime_widgets.datasets import load_imagenet_classifier, load_photo, load_sms_spam

if TYPE_CHECKING:
    from collections.abc import Callable

    from sklearn.pipeline import Pipeline

    Answer: TypeAlias = Callable[[np.ndarray], np.ndarray]

# Kernel widths, and the unit of distances in which they are.
WIDTHS = {"texts": (25.0, 100.0), "images": (0.25, 1.0), "photograph": (0.25, 1.0)}
PHOTOS = ("coffee", "chelsea", "astronaut", "rocket")
SIDE, SCALE = 16, 12  # the network's pixels to a side, and a picture's to one of these


def explained(kind: str) -> dict[str, Callable[[int, int], Answer]]:
    """What there is to explain of p parts, by name: given p and the number of an instance."""
    if kind == "texts":
        return {"additive": additive, "pairs": interacting, "SMS": spam_filter()}
    if kind == "photograph":
        return {"ImageNet": photograph}
    return {"few": few_regions, "both": both_regions, "pixels": picture}


# The fit: ridge with a penalty of 1


def coefficients(Z: np.ndarray, y: np.ndarray, kind: str, columns: np.ndarray) -> np.ndarray:
    width, unit = WIDTHS[kind]
    distances = unit * (1 - np.sqrt(Z.mean(axis=1)))
    weights = np.exp(-(distances**2) / (2 * width**2))
    z = Z[:, columns]
    z = z - weights @ z / weights.sum()
    gram = (z.T * weights) @ z + np.eye(len(columns))
    return np.linalg.solve(gram, (z.T * weights) @ (y - weights @ y / weights.sum()))


# Texts


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
        some = rng.integers(0, 2, (20, p)).astype(float)
        texts = [" ".join(names[row > 0]) for row in some]
        np.testing.assert_allclose(answer(some), model.predict_proba(vectorizer.transform(texts))[:, 1])
        return answer

    return message


# Images


def few_regions(p: int, image: int) -> Answer:
    """A logistic model that saturates: five regions do it, others a little."""
    rng = np.random.default_rng(image)
    weights = rng.normal(size=p) * 0.5 / np.sqrt(p)
    heavy = rng.choice(p, 5, replace=False)
    weights[heavy] += rng.uniform(1.5, 3.5, 5)
    # Of a picture with every second region gone the model is anything from sure that it is not to undecided.
    intercept = rng.uniform(-2.5, 0.5) - weights.sum() / 2
    return lambda Z: expit(Z @ weights + intercept)


def both_regions(p: int, image: int) -> Answer:
    """A logistic model of four pairs of regions, of which both are needed."""
    rng = np.random.default_rng(image)
    weights = rng.normal(size=p) / np.sqrt(p)
    one, other = rng.permutation(p)[:8].reshape(2, 4)
    together = rng.uniform(1.5, 3.5, 4)
    return lambda Z: expit(Z @ weights + (Z[:, one] * Z[:, other]) @ together - 1.5)


@cache
def network() -> Pipeline:
    """A network of two layers that tells the pixels of four photographs' parts from each other."""
    rng = np.random.default_rng(0)
    pixels, labels = [], []
    for label, name in enumerate(PHOTOS):
        photo = getattr(data, name)()[..., :3] / 255.0
        for _ in range(400):
            side = rng.integers(120, min(photo.shape[:2]))
            top, left = (rng.integers(0, length - side + 1) for length in photo.shape[:2])
            part = resize(photo[top : top + side, left : left + side], (SIDE, SIDE), anti_aliasing=True)
            pixels.append(part.ravel() + rng.normal(scale=0.05, size=part.size))
            labels.append(label)
    model = MLPClassifier((64, 32), alpha=0.01, max_iter=60, random_state=0)
    return make_pipeline(StandardScaler(), model).fit(np.array(pixels), labels)


def picture(p: int, image: int) -> Answer:
    """That network on pictures whose superpixels are off, their mean colors in their place."""
    shown = image % 2
    photo = resize(getattr(data, PHOTOS[shown])()[:300, 100:400, :3] / 255.0, (SIDE * SCALE,) * 2, anti_aliasing=True)
    labels = superpixels(photo, p)
    on, off = np.zeros((2, p, SIDE * SIDE * 3))
    for part in range(p):
        here = (labels == part)[..., None]
        on[part] = smaller(photo * here)
        off[part] = smaller(photo[labels == part].mean(axis=0) * here)
    # To scale a picture down is linear: as good as to compose it first.
    return lambda Z: network().predict_proba(Z @ (on - off) + off.sum(axis=0))[:, shown]


def photograph(p: int, image: int) -> Answer:
    """A network for ImageNet on a photograph of half a cat and half a cup, asked about the one or the other."""
    photo, classifier = load_photo("half and half"), load_imagenet_classifier()
    labels = superpixels(photo / 255, p)
    off = photo.copy()
    for part in range(p):
        off[labels == part] = photo[labels == part].mean(axis=0)
    column = classifier.classes_.tolist().index(("Egyptian cat", "espresso")[image % 2])

    def answer(Z: np.ndarray) -> np.ndarray:
        batches = [Z[start : start + 32] > 0 for start in range(0, len(Z), 32)]
        composed = (np.where(kept[:, labels, None], photo, off) for kept in batches)
        return np.concatenate([classifier.predict_proba(images)[:, column] for images in composed])

    return answer


def superpixels(photo: np.ndarray, p: int) -> np.ndarray:
    """Labels 0 to p - 1: a few more than p superpixels, of which the smallest are given to one beside them."""
    for wanted in range(p, 4 * p + 10):
        labels = slic(photo, n_segments=wanted, compactness=10, start_label=0)
        if labels.max() + 1 >= p:
            break
    while labels.max() + 1 > p:
        least = np.bincount(labels.ravel()).argmin()
        row, column = np.argwhere(labels == least)[0]
        beside = labels[row, column - 1] if column else labels[row - 1, column]
        labels[labels == least] = beside
        labels = np.unique(labels, return_inverse=True)[1].reshape(labels.shape)
    return labels


def smaller(photo: np.ndarray) -> np.ndarray:
    return photo.reshape(SIDE, SCALE, SIDE, SCALE, 3).mean(axis=(1, 3)).ravel()
