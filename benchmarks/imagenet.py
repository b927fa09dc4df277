"""Measure how much time an explanation takes in addition to a real network: EfficientNet-lite0 and 1,000 samples.

Run as ``python benchmarks/imagenet.py [rounds]``. It needs the packages of the extra ``examples``. The script records
the batches of one explanation and calls the network alone with them. The network and the explanations run in turn, so
that other load on the machine affects all equally. In each round one pixel of the photograph differs, so that its
superpixels are computed again.
"""

from __future__ import annotations

import sys
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from speed import show, take_turns

import lime_widgets as lw
from lime_widgets.datasets import load_imagenet_classifier, load_photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

N_SAMPLES = 1000
BATCHES = (1, 8, 16, 32, 64)
NETWORK = load_imagenet_classifier()


class Recorder:
    """The network; it records a copy of each batch."""

    classes_ = NETWORK.classes_

    def __init__(self) -> None:
        self.batches: list[NDArray[Any]] = []

    def predict_proba(self, images: NDArray[Any]) -> NDArray[Any]:
        """Return the network's predictions, and record the images."""
        self.batches.append(images.copy())
        return NETWORK.predict_proba(images)


def photos() -> Iterator[NDArray[Any]]:
    for number in count():
        photo = load_photo("half and half")
        photo[0, 0] = number % 256, number // 256, 0
        yield photo


def studied(photo: NDArray[Any], model: Any = NETWORK) -> float:
    """Explain a photograph with a study without views; return the seconds until its first explanation."""
    start, first = perf_counter(), []
    study = lw.Study(model, photo, lw.ImageExplainer(), n_samples=N_SAMPLES)
    study.observe(lambda change: first.append(perf_counter()) if change.new is not None else None, "explanation")
    if study.explanation is not None:
        first.append(perf_counter())
    study.wait()
    if study.error is not None:
        raise RuntimeError(study.error)
    return first[0] - start


def milliseconds_an_image(rounds: int) -> None:
    photo = load_photo("half and half")
    batches = {n: np.repeat(photo[None], n, axis=0) for n in BATCHES}
    times = take_turns({str(n): lambda n=n: NETWORK.predict_proba(batches[n]) for n in BATCHES}, rounds)
    print(f"\n{'Images per run':42}{'min ms':>9}{'median ms':>11}   per image")
    for n, (least, middle) in times.items():
        print(f"{n:42}{least / int(n):9.2f}{middle / int(n):11.2f}")


def whole_explanations(rounds: int) -> None:
    recorder, different = Recorder(), photos()
    studied(next(different), recorder)
    firsts: list[float] = []
    contenders = {
        "the network alone": lambda: [NETWORK.predict_proba(batch) for batch in recorder.batches],
        "explainer": lambda: lw.ImageExplainer().explain(NETWORK, next(different), n_samples=N_SAMPLES),
        "study": lambda: firsts.append(studied(next(different))),
    }
    times = take_turns(contenders, rounds)
    sizes = [len(batch) for batch in recorder.batches]
    show(
        f"{sum(sizes):,} images in {len(sizes)} batches of at most {max(sizes)} (ratio to the network alone; "
        "target 1.15)",
        times,
        times_faster=False,
    )
    least, middle = min(firsts[1:]), np.median(firsts[1:])
    print(f"\nStudy, to the first explanation: min {least:.2f} s, median {middle:.2f} s (target 1)")


def halves() -> None:
    """Print the share of the positive weight in each label's half; superpixels are split by their pixels."""
    photo, explainer = load_photo("half and half"), lw.ImageExplainer()
    labels = explainer.segment(photo)
    neighborhood = explainer.sample(NETWORK, photo, n_samples=N_SAMPLES)
    n = neighborhood.Z.shape[1]
    left = np.bincount(labels[:, :112].ravel(), minlength=n) / np.bincount(labels.ravel(), minlength=n)
    print(f"\nHalf a cat, half a cup, {n} superpixels: share of the positive weight in the label's half (target 0.8)")
    for output, share in (("Egyptian cat", left), ("espresso", 1 - left)):
        explanation = neighborhood.explain(output=output)
        positive = np.maximum(explanation.coef, 0)
        print(f"{output:42}{(positive * share[explanation.features]).sum() / positive.sum():9.3f}")


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    milliseconds_an_image(4 * rounds)
    whole_explanations(rounds)
    halves()
