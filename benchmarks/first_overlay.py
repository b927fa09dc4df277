"""Measure the time from running a cell to the first overlay, and to the complete one, in JupyterLab and Chromium.

The model is EfficientNet-lite0; a cell before loads it. The time starts in the browser when the cell runs, includes the
segmentation, and ends when superpixels are painted.

Run as ``python benchmarks/first_overlay.py [times]``. The default is 5 photographs. It needs the packages of the extra
``examples``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from latency import LabPage, notebook_of, report, running_chromium, running_jupyter

SET_UP = """
import lime_widgets as lw
from lime_widgets.datasets import load_imagenet_classifier, load_photo
model = load_imagenet_classifier()
lw.explore, lw.ImageExplainer().segment(load_photo("china"))  # do the imports of the first use
photos = iter(["coffee", "half and half", "chelsea", "rocket", "astronaut", "flower", "china"] * 10)
"""
EXPLORE = "explorer = lw.explore(model, load_photo(next(photos)), n_samples=1000); explorer"

_RUN = """async () => {
    const { content } = window.__notebook;
    content.activeCellIndex = 1;
    const began = performance.now();
    document.querySelectorAll('.lw-image').forEach((node) => node.classList.add('lw-old'));
    window.__first = window.__whole = null;
    const look = () => {
        const image = document.querySelector('.lw-image:not(.lw-old)');
        const summary = image?.closest('.jp-OutputArea-output').querySelector('.lw-summary');
        if (window.__first === null && Number(image?.dataset.shown) > 0) window.__first = performance.now() - began;
        if (summary?.dataset.status === 'ready' && summary.textContent.includes('of 1,000')) {
            window.__whole = performance.now() - began;
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def main() -> None:
    """Measure, and print a table in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        page = LabPage(chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page(), server)
        page.open(notebook_of(SET_UP, EXPLORE))
        page.run_all()
        page.wait_until("() => Number(document.querySelector('.lw-image')?.dataset.shown) > 0")
        first, whole = [], []
        for _ in range(times):
            page.kernel("explorer.study.wait()")
            page.page.wait_for_timeout(1500)
            page.page.evaluate(_RUN)
            page.wait_until("() => window.__whole !== null", timeout=60)
            first.append(page.page.evaluate("() => window.__first"))
            whole.append(page.page.evaluate("() => window.__whole"))
        print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")
        report("first overlay", first)
        report("all 1,000 samples", whole)
        page.close()
        page.assert_clean()


if __name__ == "__main__":
    main()
