"""Measure what a view leaves in the page after it is closed: DOM nodes, listeners and heap per round.

A notebook shows a box. In each round the kernel makes a view, puts it into the box, waits until it has drawn, takes it
out and closes it. The slopes are fitted over the rounds, each measured after a forced garbage collection. For the
plotted views the same bqplot figures are measured alone, without our front end.
Run as ``python benchmarks/leaks.py [rounds [views ...]]``. The default is 40 rounds of every view.
"""

from __future__ import annotations

import sys

import latency
import numpy as np

SET_UP = """
import numpy as np, lime_widgets as lw, ipywidgets
from skimage import data
X = np.random.default_rng(0).uniform(-2, 2, (400, 3))
rows = lw.Study(lambda rows: 1 / (1 + np.exp(-rows @ [1.0, -2.0, 0.5])), X[0], lw.TabularExplainer(X), n_samples=256)
text = lw.Study(lambda texts: [float("free" in each) for each in texts], "Are you free tonight?", lw.TextExplainer())
picture = data.coffee()[::4, ::4]
image = lw.Study(lambda pictures: pictures.mean(axis=(1, 2, 3)) / 255, picture, lw.ImageExplainer("grid"), n_samples=64)
for study in (rows, text, image):
    study.wait()
keep = [lw.SummaryView(each) for each in (rows, text, image)]  # so that the models of the studies stay

class Figures(ipywidgets.VBox):
    # The bqplot figures of a view alone, without our front end.
    def __init__(self, view):
        self.view = view
        super().__init__(view._plot.figures)  # they are in the page as its children, as bqplot's users show them

    def close(self):
        self.layout.close()
        super().close()
        self.view.close()

box = ipywidgets.VBox([ipywidgets.Label("ready")])
box.add_class("box")
box
"""
PLOTTED = ("KernelWidthView", "NeighborhoodView", "CurveView", "PlaneView")
VIEWS = {
    "SummaryView": "lw.SummaryView(rows)",
    "ControlsView": "lw.ControlsView(rows)",
    "BarsView": "lw.BarsView(rows)",
    "TextView": "lw.TextView(text)",
    "TableView": "lw.TableView(text)",
    "ImageView": "lw.ImageView(image)",
    **{
        name: call
        for view in PLOTTED
        for name, call in ((view, f"lw.{view}(rows)"), (f"{view}: bqplot", f"Figures(lw.{view}(rows))"))
    },
    "TabularExplorer": "lw.TabularExplorer(rows)",
    "TextExplorer": "lw.TextExplorer(text)",
    "ImageExplorer": "lw.ImageExplorer(image)",
}
WARM_UP = 5


def measure(page: latency.LabPage, name: str, rounds: int) -> None:
    """Open and close one view `rounds` times, and print the slopes."""
    session = page.page.context.new_cdp_session(page.page)
    drawn = ".box .lw-surface" if name in PLOTTED else ".box .svg-figure" if "bqplot" in name else ".box .lw > *"
    ready = f"() => document.querySelector({drawn!r}) !== null && document.querySelector('.box .lw-broken') === null"
    counts = []
    for number in range(WARM_UP + rounds):
        page.kernel(f"view = {VIEWS[name]}; box.children = [view]")
        page.wait_until(ready)
        page.page.wait_for_timeout(250 if "svg" in drawn or "surface" in drawn else 60)
        page.kernel("box.children = []; view.close(); del view")
        page.wait_until("() => document.querySelector('.box').childElementCount === 0")
        if number >= WARM_UP:
            for _ in range(2):
                session.send("HeapProfiler.collectGarbage")
            dom = session.send("Memory.getDOMCounters")
            heap = session.send("Runtime.getHeapUsage")["usedSize"]
            counts.append((dom["nodes"], dom["jsEventListeners"], heap / 1000))
    slopes = np.polyfit(np.arange(rounds), np.array(counts), 1)[0]
    print(f"{name:26}" + "".join(f"{slope:12.1f}" for slope in slopes), flush=True)


def main() -> None:
    """Measure, and print a table of the growth in each round."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    names = sys.argv[2:] or list(VIEWS)
    latency.AT_REST = "() => document.querySelector('.box') !== null"
    with latency.opened(SET_UP) as page:
        print(f"{f'growth per round ({rounds})':26}{'nodes':>12}{'listeners':>12}{'heap, KB':>12}")
        for name in names:
            measure(page, name, rounds)


if __name__ == "__main__":
    main()
