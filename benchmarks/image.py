"""Compare the time and memory of a whole explanation of an image with `lime` 0.2.0.1.

Run as ``python benchmarks/image.py [rounds]``. Both run in turn, so that other load on the machine affects both
equally. Both get the same superpixels. The memory is the peak of numpy and Python during one explanation, printed
beside the size of one batch of images.
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
FASTER, MEGABYTES = 4, 50  # targets: speed relative to lime, and peak memory in addition to one batch


def cheap_model(images: np.ndarray) -> np.ndarray:
    """Compute probabilities from every hundredth pixel, which takes almost no time."""
    probability = 1 / (1 + np.exp(-images[:, ::10, ::10].mean(axis=(1, 2, 3)) / 255))
    return np.column_stack([1 - probability, probability])


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    lime_image.tqdm = lambda rows: rows  # lime has no option to turn off its progress bar, which takes time
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
            f"{dtype}, 224 × 224, {labels.max() + 1} superpixels, {N_SAMPLES:,} samples (times faster, target {FASTER})"
        )
        show(title, take_turns(contenders, rounds), times_faster=True)
        batches = {"lime": 10, "lime_widgets": ours.perturb(picture).batch_size}
        for name, run in contenders.items():
            batch = batches[name] * picture.nbytes / 2**20
            print(
                f"{name:42}{peak(run):9.1f} MB peak, {batch:.1f} per batch of {batches[name]} images"
                + (f" (target: at most {batch + MEGABYTES:.1f})" if name == "lime_widgets" else "")
            )
