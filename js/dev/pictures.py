# ruff: noqa: INP001  a script, beside the pages that show its pictures
"""Make the pictures of the image cases: run with the package's environment, needs scikit-image.

They are written to js/dev/pictures, which is not committed: a PNG of each picture, one with every superpixel hidden,
and the label map as run lengths.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from skimage import data, io, segmentation, transform

OUT = Path(__file__).parent / "pictures"


def hidden(picture: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Fill every superpixel with its mean color."""
    result = picture.copy()
    for label in range(labels.max() + 1):
        here = labels == label
        result[here] = picture[here].mean(axis=0)
    return result


def runs(labels: np.ndarray) -> tuple[list[int], list[int]]:
    """Return the lengths and the values of the runs, row by row."""
    flat = labels.ravel()
    starts = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]])
    return np.diff(np.r_[starts, flat.size]).tolist(), flat[starts].tolist()


def write(name: str, picture: np.ndarray, labels: np.ndarray) -> None:
    """Write one case: two pictures and their label map."""
    labels = np.unique(labels, return_inverse=True)[1].reshape(labels.shape)
    io.imsave(OUT / f"{name}.png", picture, check_contrast=False)
    io.imsave(OUT / f"{name}_hidden.png", hidden(picture, labels), check_contrast=False)
    lengths, values = runs(labels)
    height, width = labels.shape
    about = {"width": width, "height": height, "n": int(labels.max()) + 1, "lengths": lengths, "values": values}
    (OUT / f"{name}.json").write_text(json.dumps(about))


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resize a picture."""
    return np.round(transform.resize(picture, (height, width), anti_aliasing=True) * 255).astype(np.uint8)


def digit() -> np.ndarray:
    """Draw the digit three in 8×8 pixels."""
    rows = ["00777500", "02800860", "00000770", "00078700", "00000870", "01000088", "06800870", "00788700"]
    return np.array([[int(each) * 31 for each in row] for row in rows], dtype=np.uint8)


OUT.mkdir(exist_ok=True)
coffee = data.coffee()
small = resized(coffee[:, 100:500], 224, 224)
write("coffee", small, segmentation.quickshift(small, kernel_size=4, max_dist=200, ratio=0.2))
for n in (20, 40, 60, 84, 120, 200):
    write(f"coffee{n}", small, segmentation.slic(small, n_segments=n, compactness=10, start_label=0))
large = resized(coffee[:, 17:550], 768, 1024)
write("large", large, segmentation.slic(large, n_segments=380, compactness=10, start_label=0))
cat = resized(data.chelsea()[:, 60:360], 224, 224)
both = np.concatenate([cat[:, :112], small[:, 60:172]], axis=1)
write("both", both, segmentation.slic(both, n_segments=70, compactness=10, start_label=0))
write("line", small[:1, :200], np.arange(200)[None] // 10)
write("column", small[:200, :1], np.arange(200)[:, None] // 10)
eight = digit()
write("digit", eight, np.add.outer(4 * (np.arange(8) // 2), np.arange(8) // 2))
