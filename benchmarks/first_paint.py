"""Measure the time from running a cell to the first bars of an explorer, and of a second one.

The study is complete before the cell runs: what is timed is the way to the page. The time starts in the browser when
the cell runs. Each round loads the page again, so that the front end is loaded again too.

Run as ``python benchmarks/first_paint.py [rounds]``. The default is 7.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from latency import LabPage, notebook_of, report, running_chromium, running_jupyter

SET_UP = """
import numpy as np, lime_widgets as lw
X = np.random.default_rng(0).uniform(-2, 2, (400, 12))
study = lw.Study(lambda rows: 1 / (1 + np.exp(-rows[:, :3] @ [1.0, -2.0, 0.5])), X[0], lw.TabularExplainer(X))
study.sweeping = True
study.wait()
lw.TabularExplorer  # do the imports of the first use
"""
_RUN = """async (cell) => {
    const { content } = window.__notebook;
    content.activeCellIndex = cell;
    const began = performance.now();
    const known = document.querySelectorAll('.lw-bars .lw-row').length;
    window.__painted = null;
    const look = () => {
        if (document.querySelectorAll('.lw-bars .lw-row').length > known) window.__painted = performance.now() - began;
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def main() -> None:
    """Measure, and print a table in milliseconds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    first, second = [], []
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        for _ in range(rounds):
            context = chromium.new_context(viewport={"width": 1400, "height": 1000})
            page = LabPage(context.new_page(), server)
            page.open(notebook_of(SET_UP, "lw.TabularExplorer(study)", "lw.TabularExplorer(study)"))
            page.kernel(SET_UP)
            page.page.wait_for_timeout(1000)
            for cell, times in ((1, first), (2, second)):
                page.page.evaluate(_RUN, cell)
                page.wait_until("() => window.__painted !== null")
                times.append(page.page.evaluate("() => window.__painted"))
                page.page.wait_for_timeout(1000)
            page.close()
            page.assert_clean()
            context.close()
    print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")
    report("first explorer of a page", first)
    report("second explorer", second)


if __name__ == "__main__":
    main()
