"""How much coefficients vary from seed to seed under several ways to draw masks, at equal numbers of samples.

Run as ``python benchmarks/accuracy/masks.py [texts | images | photograph] [seeds] [instances] [parts ...]``. Every
number is a ratio: the variance over seeds with independent masks, averaged over the coefficients, by that with the
design of the column; 2 means that as much is known from half of the samples. Geometric means over the instances; of 40
seeds and 3 instances the ratios are good to about a tenth. What is explained, and how, is in ``masks_explained.py``. A
photograph is shown to a network for ImageNet, at some 3 ms a sample: a few seeds take minutes.

Of texts, where the number of parts taken away is uniform:

- sizes: numbers of parts from a Sobol sequence, subsets independent
- balanced: as sizes, subsets dealt from shuffled packs, so that each part is taken away equally often
- mirrored: as sizes, every mask followed by its opposite
- ordered: a Sobol point in p + 1 dimensions gives the number, and the order in which parts are taken away
- sobol: what the package does

Of images, where each part is taken away with probability 1/2:

- opposites: every mask followed by its opposite
- points: a part is taken away where its coordinate of a Sobol point is above 1/2; coordinates dealt at random
- hadamard: columns of Hadamard matrices, the least that have enough of them, each followed by its opposite
- sobol: what the package does
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from masks_explained import coefficients, explained
from scipy.linalg import hadamard

from lime_widgets.engine.sampling.designs import unit_points
from lime_widgets.engine.sampling.masks import Masks, fits_all

if TYPE_CHECKING:
    from masks_explained import Answer

PARTS = {"texts": (10, 14, 20, 30, 50, 64, 110, 200), "images": (10, 20, 30, 60, 100, 200, 300), "photograph": (60,)}
SAMPLES = {"texts": (500, 1000, 5000), "images": (256, 1000, 4096), "photograph": (256, 1000)}


# Designs of texts


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


# Designs of images


def image_independent(n: int, p: int, seed: int) -> np.ndarray:
    return Masks(p, random_state=seed, design="independent", removal="binomial").rows(0, n)


def image_sobol(n: int, p: int, seed: int) -> np.ndarray:
    return Masks(p, random_state=seed, removal="binomial").rows(0, n)


def opposites(n: int, p: int, seed: int) -> np.ndarray:
    kept = np.random.default_rng(seed).random((n // 2 + 1, p)) < 0.5
    return np.stack([kept, ~kept], axis=1).reshape(-1, p)[:n]


def points(n: int, p: int, seed: int) -> np.ndarray:
    return (unit_points(0, n, p, random_state=seed) < 0.5)[:, np.random.default_rng(seed).permutation(p)]


def hadamard_blocks(n: int, p: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    order = 2 ** p.bit_length()
    matrix = hadamard(order, dtype=np.int8)
    blocks: list[np.ndarray] = []
    while 2 * order * len(blocks) < n:
        columns = rng.choice(np.arange(1, order), p, replace=False)
        kept = rng.permutation(matrix)[:, columns] * rng.choice([-1, 1], p) > 0
        blocks.append(np.stack([kept, ~kept], axis=1).reshape(-1, p))
    return np.concatenate(blocks)[:n]


DESIGNS = {
    "texts": {
        "independent": independent,
        "sizes": sizes,
        "balanced": balanced,
        "mirrored": mirrored,
        "ordered": ordered,
        "sobol": sobol,
    },
    "images": {
        "independent": image_independent,
        "opposites": opposites,
        "points": points,
        "hadamard": hadamard_blocks,
        "sobol": image_sobol,
    },
}
DESIGNS["photograph"] = {name: DESIGNS["images"][name] for name in ("independent", "opposites", "sobol")}


def mean_variance(masks: list[np.ndarray], answers: list[np.ndarray], kind: str, columns: np.ndarray) -> float:
    found = [coefficients(Z, y, kind, columns) for Z, y in zip(masks, answers, strict=True)]
    return float(np.var(found, axis=0, ddof=1).mean())


def ratios_of(kind: str, masks: dict[str, list[np.ndarray]], answer: Answer) -> dict[str, list[float]]:
    """By how much each design lowers the variance, of all coefficients and of the ten largest."""
    answers = {name: [answer(Z) for Z in drawn] for name, drawn in masks.items()}
    p = masks["sobol"][0].shape[1]
    chosen = {"all": np.arange(p)}
    if p > 10:
        found = [coefficients(Z, y, kind, chosen["all"]) for Z, y in zip(masks["sobol"], answers["sobol"], strict=True)]
        chosen["K = 10"] = np.argsort(-np.abs(np.mean(found, axis=0)))[:10]
    ratios = {}
    for selection, columns in chosen.items():
        variance = {name: mean_variance(masks[name], answers[name], kind, columns) for name in masks}
        ratios[selection] = [variance["independent"] / variance[name] for name in masks if name != "independent"]
    return ratios


def main() -> None:
    arguments = sys.argv[1:]
    kind = arguments.pop(0) if arguments and arguments[0] in DESIGNS else "texts"
    given = [int(argument) for argument in arguments]
    n_seeds, n_instances = given[0] if given else 40, given[1] if given[1:] else 3
    designs = DESIGNS[kind]
    responses = explained(kind)
    print(f"{'':10}{'p':>5}{'n':>6}  {'columns':8}" + "".join(f"{name:>10}" for name in list(designs)[1:]))
    for p in given[2:] or PARTS[kind]:
        for n in (n for n in SAMPLES[kind] if not fits_all(p, n)):
            masks: dict[str, list[np.ndarray]] = {}
            for name, design in designs.items():
                masks[name] = [design(n, p, seed).astype(float) for seed in range(n_seeds)]
                for Z in masks[name]:
                    Z[0] = 1.0
            for response, make in responses.items():
                found = [ratios_of(kind, masks, make(p, instance)) for instance in range(n_instances)]
                for selection in found[0]:
                    means = np.exp(np.mean([np.log(ratios[selection]) for ratios in found], axis=0))
                    print(
                        f"{response:10}{p:5}{n:6}  {selection:8}" + "".join(f"{ratio:10.2f}" for ratio in means),
                        flush=True,
                    )


if __name__ == "__main__":
    main()
