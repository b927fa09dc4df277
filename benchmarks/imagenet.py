"""How much time an explanation adds to that of a real network: EfficientNet-lite0 on a photograph, 1,000 samples.

Run as ``python benchmarks/imagenet.py [rounds]``; it needs the packages of the extra ``examples``. The network alone is
asked again for the very batches that a first explanation sent it. It and the explanations take turns, so that what
else the machine does meets all of them alike. Each round explains a photograph that differs in one pixel, so that
its superpixels are found anew.
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
    """The network, with every batch that it was asked about kept."""

    classes_ = NETWORK.classes_

    def __init__(self) -> None:
        self.batches: list[NDArray[Any]] = []

    def predict_proba(self, images: NDArray[Any]) -> NDArray[Any]:
        """Answer, and keep a copy of what was asked."""
        self.batches.append(images.copy())
        return NETWORK.predict_proba(images)


def photos() -> Iterator[NDArray[Any]]:
    for number in count():
        photo = load_photo("half and half")
        photo[0, 0] = number % 256, number // 256, 0
        yield photo


def studied(photo: NDArray[Any], model: Any = NETWORK) -> float:
    """Explain a photograph by a study without a front end; seconds until its first explanation."""
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
    print(f"\n{'Images at once':42}{'min ms':>9}{'median ms':>11}   an image")
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
        f"{sum(sizes):,} images in {len(sizes)} batches of at most {max(sizes)} (ratio: of the network alone; "
        "1.15 wanted)",
        times,
        times_faster=False,
    )
    least, middle = min(firsts[1:]), np.median(firsts[1:])
    print(f"\nStudy, to the first explanation: min {least:.2f} s, median {middle:.2f} s (1 wanted)")


def halves() -> None:
    """Where the positive weight lies, each superpixel's split by its pixels."""
    photo, explainer = load_photo("half and half"), lw.ImageExplainer()
    labels = explainer.segment(photo)
    neighborhood = explainer.sample(NETWORK, photo, n_samples=N_SAMPLES)
    n = neighborhood.Z.shape[1]
    left = np.bincount(labels[:, :112].ravel(), minlength=n) / np.bincount(labels.ravel(), minlength=n)
    print(f"\nHalf a cat, half a cup, {n} superpixels: share of the positive weight in the label's half (0.8 wanted)")
    for output, share in (("Egyptian cat", left), ("espresso", 1 - left)):
        explanation = neighborhood.explain(output=output)
        positive = np.maximum(explanation.coef, 0)
        print(f"{output:42}{(positive * share[explanation.features]).sum() / positive.sum():9.3f}")


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    milliseconds_an_image(4 * rounds)
    whole_explanations(rounds)
    halves()
