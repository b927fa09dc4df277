"""Measure the time from a change of a control to the repainted image, in JupyterLab and Chromium.

The images have 224×224 and 1024×768 pixels, 300 superpixels, 1,024 samples and five classes.

Run as ``python benchmarks/image_latency.py [changes [rest]]``. The defaults are 200 changes of each control, and a
pause of 0.1 s after each change is seen.
"""

from __future__ import annotations

import sys

from latency import choose, key, opened, report

SET_UP = """
import numpy as np
import lime_widgets as lw
from skimage import data
from skimage.transform import resize

height, width = {shape}
image = (resize(data.coffee(), (height, width), anti_aliasing=True) * 255).astype(np.uint8)
# A grid of 15 × 20 superpixels for both sizes.
rows, columns = np.arange(height) * 15 // height, np.arange(width) * 20 // width
labels = rows[:, None] * 20 + columns
weights = np.random.default_rng(0).normal(size=(300, 5)) * np.linspace(0.02, 0.3, 300)[:, None]
places = [(int((r + 0.5) * height / 15), int((c + 0.5) * width / 20)) for r in range(15) for c in range(20)]
at = tuple(np.array(places).T)

def model(images):
    scores = np.exp(0.004 * images[:, at[0], at[1]].mean(axis=2) @ weights)
    return scores / scores.sum(axis=1, keepdims=True)

explorer = lw.explore(lw.BlackBox(model, output_names=list("abcde")), image, segmentation=labels, fill="#808080")
study = explorer.study
explorer
"""

_IMAGE = "document.querySelector('.lw-image').dataset"
WIDTH = f"() => {_IMAGE}.stale === 'false' ? {_IMAGE}.kernelWidth + {_IMAGE}.painted : ''"
PAINTED = f"() => {_IMAGE}.painted"
SHOWN = f"() => {_IMAGE}.shown"
OPACITY = "() => getComputedStyle(document.querySelector('.lw-image .lw-overlay')).opacity"
OUTPUT = f"() => {_IMAGE}.output"


def main() -> None:
    """Measure, and print tables in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rest = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    for shape in ((224, 224), (768, 1024)):
        with opened(SET_UP.replace("{shape}", str(shape))) as page:
            page.kernel("study.wait()")
            features = page.kernel("print(len(study.feature_names), len(study.neighborhood), len(study.sweep))")
            print(f"{shape[1]} × {shape[0]} pixels; superpixels, samples and widths: {features}")
            print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")
            calls = int(page.kernel("print(study.n_model_calls)"))

            page.page.locator('[data-parameter="kernel_width"]').focus()
            keys = [("ArrowLeft", "ArrowRight")[i // 30 % 2] for i in range(times)]
            report("kernel width, real keys", page.key_latency(keys, WIDTH, rest=rest))
            for name, label, run, read in (
                ("kernel_width", "kernel width, dragged", 30, WIDTH),
                ("min_weight", "threshold", 8, SHOWN),
                ("opacity", "opacity", 8, PAINTED),
            ):
                page.page.wait_for_timeout(500)
                change = key(name, "field.stepUp()", "field.stepDown()", run)
                report(label, page.latency(change, read, times=times, rest=rest))
            page.page.wait_for_timeout(500)
            report("class", page.latency(choose("output", ["a", "b"]), OUTPUT, times=times, rest=rest))
            page.page.wait_for_timeout(500)
            page.kernel("study.update(min_weight=0, n_features=40)")
            page.page.wait_for_timeout(2000)
            change = key("n_features", "field.stepDown()", "field.stepUp()", 8)
            report("features", page.latency(change, SHOWN, times=times, rest=rest))
            images = int(page.kernel("print(study.n_model_calls)")) - calls
            print(f"images evaluated by the model meanwhile: {images}\n")


if __name__ == "__main__":
    main()
