"""How long a whole explanation of an image takes, and how much memory, beside `lime` 0.2.0.1 in one run.

Run as ``python benchmarks/image.py [rounds]``. Contenders take turns, so that what else the machine does meets all
of them alike. The superpixels are given to both. Memory is the most that numpy and Python held at a time while one
explanation was made, beside what one batch of images of each takes.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np
from lime import lime_image
from skimage import data
from skimage.segmentation import quickshift
from skimage.transform import resize
from speed import show, take_turns
from text import peak

from lime_widgets.engine.image.explainer import ImageExplainer

N_SAMPLES = 1000
FASTER, MEGABYTES = 4, 50  # wanted: so many times as fast, and so much memory beside a batch at the most


def cheap_model(images: np.ndarray) -> np.ndarray:
    """Probabilities from one of a hundred pixels: next to no work."""
    probability = 1 / (1 + np.exp(-images[:, ::10, ::10].mean(axis=(1, 2, 3)) / 255))
    return np.column_stack([1 - probability, probability])


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    lime_image.tqdm = lambda rows: rows  # its progress bar cannot be turned off, and takes time
    photograph = resize(data.coffee(), (224, 224))
    for dtype, picture in {"uint8": np.rint(255 * photograph).astype(np.uint8), "float64": photograph}.items():
        labels = quickshift(picture, kernel_size=4, max_dist=200, ratio=0.2)
        theirs, ours = lime_image.LimeImageExplainer(random_state=0), ImageExplainer(labels)
        contenders = {
            "lime": partial(
                theirs.explain_instance,
                picture,
                cheap_model,
                labels=(1,),
                top_labels=None,
                num_samples=N_SAMPLES,
                segmentation_fn=lambda _, labels=labels: labels,
            ),
            "lime_widgets": partial(ours.explain, cheap_model, picture, output=1, n_samples=N_SAMPLES),
        }
        title = (
            f"{dtype}, 224 × 224, {labels.max() + 1} superpixels given, {N_SAMPLES:,} samples "
            f"(times faster, {FASTER} wanted)"
        )
        show(title, take_turns(contenders, rounds), times_faster=True)
        batches = {"lime": 10, "lime_widgets": ours.perturb(picture).batch_size}
        for name, run in contenders.items():
            batch = batches[name] * picture.nbytes / 2**20
            print(
                f"{name:42}{peak(run):9.1f} MB at most, {batch:.1f} a batch of {batches[name]} images"
                + (f" (at most {batch + MEGABYTES:.1f} wanted)" if name == "lime_widgets" else "")
            )
