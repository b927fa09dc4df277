"""Running a cell again lets go of the views that it showed before."""

from browser.lab_page import notebook_of

EXPLORE = """
import numpy as np, lime_widgets as lw
X = np.random.default_rng(0).normal(size=(100, 3))
lw.explore(lambda rows: rows[:, 0] - rows[:, 1], X[0], X, n_samples=256)
"""
COUNT = "from ipywidgets.widgets.widget import _instances; print(len(_instances))"


def test_a_cell_that_runs_again_lets_go_of_its_former_explorer(lab):
    lab.open(notebook_of(EXPLORE))
    counts = []
    for _ in range(4):
        lab.run_all()
        lab.wait_for(".lw-summary[data-status='ready']")
        counts.append(int(lab.kernel(COUNT)))

    assert counts[0] == counts[3]
    assert lab.page.locator(".lw-summary").count() == 1


def test_a_view_that_another_cell_shows_stays(lab):
    lab.open(notebook_of(EXPLORE + "first = _ = lw.explore(lambda rows: rows[:, 0], X[0], X)\nfirst", "first"))
    lab.run_all()
    lab.kernel("kept = first")
    lab.run_all()

    assert lab.kernel("print(kept.comm is not None)") == "True"
