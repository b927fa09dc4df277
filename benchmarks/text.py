"""Compare the time and memory of a whole explanation of a text with `lime` 0.2.0.1.

Run as ``python benchmarks/text.py [rounds]``. Both run in turn, so that other load on the machine affects both
equally. The memory is the peak of numpy and Python during one explanation.
"""

from __future__ import annotations

import sys
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from lime.lime_text import LimeTextExplainer
from speed import show, take_turns

from lime_widgets.engine.text.explainer import TextExplainer

if TYPE_CHECKING:
    from collections.abc import Callable

# Distinct words, samples, features, and the target for the speed relative to lime.
CASES = [(110, 5000, 5, 15), (110, 5000, 8, 5), (2000, 1000, 8, 3)]


def cheap_model(texts: list[str]) -> np.ndarray:
    """Compute probabilities from the lengths of the texts, which takes almost no time."""
    probability = 1 / (1 + np.exp(-np.array([len(text) for text in texts]) / 1000 + 0.3))
    return np.column_stack([1 - probability, probability])


def peak(run: Callable[[], object]) -> float:
    """Return the peak memory in megabytes."""
    tracemalloc.start()
    run()
    megabytes = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return megabytes


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for n_words, n_samples, n_features, target in CASES:
        text = " ".join(f"word{i}" for i in range(n_words))
        theirs, ours = LimeTextExplainer(random_state=0), TextExplainer()
        contenders = {
            "lime": partial(theirs.explain_instance, text, cheap_model, num_features=n_features, num_samples=n_samples),
            "lime_widgets": partial(
                ours.explain, cheap_model, text, output=1, n_features=n_features, n_samples=n_samples
            ),
        }
        title = (
            f"{n_words:,} distinct words, {n_samples:,} samples, {n_features} features (times faster, target {target})"
        )
        show(title, take_turns(contenders, rounds), times_faster=True)
        for name, run in contenders.items():
            print(f"{name:42}{peak(run):9.1f} MB at most")
