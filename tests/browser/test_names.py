"""Names that are too long for their place keep both ends."""

import pytest
from browser.explorer_page import ExplorerPage
from browser.lab_page import notebook_of

CELL = """
import numpy as np, pandas as pd, lime_widgets as lw
rng = np.random.default_rng(0)
columns = ["worst concave points of the first measurement", "worst concave points of the second measurement", "age"]
table = pd.DataFrame(rng.normal(size=(200, 3)), columns=columns)
explorer = lw.explore(lambda X: X.to_numpy() @ [3.0, -2.0, 1.0], table.iloc[0], table, n_samples=256)
study = explorer.study
explorer
"""

# Of each name: what is drawn of its beginning and its end, in pixels, and whether the end is wholly in its place.
PARTS = """(root) => [...root.querySelectorAll('.lw-row .lw-column')].map((node) => {
    const box = (part) => part.getBoundingClientRect();
    const [begin, end] = ['.lw-short-begin', '.lw-short-end'].map((each) => node.querySelector(each));
    if (end === null) return [node.textContent, null, null, null];
    const inside = box(end).right <= box(node).right + 0.5 && box(end).left >= box(begin).right - 0.5;
    return [node.textContent, begin.clientWidth < begin.scrollWidth, box(begin).width > 24, inside];
})"""


@pytest.mark.parametrize("width", [640, 1000])
def test_names_lose_their_middle(lab, width):
    lab.open(notebook_of(CELL))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    lab.resize(width)
    lab.page.wait_for_timeout(250)
    names = page.output.evaluate(PARTS)
    assert {name: parts for name, *parts in names} == {
        "worst concave points of the first measurement": [True, True, True],
        "worst concave points of the second measurement": [True, True, True],
        "age": [None, None, None],
    }
    # A screen reader, a search on the page and a copy take it as one name, whatever is drawn.
    row = page.output.locator(".lw-row").filter(has_text="first measurement").aria_snapshot()
    assert "text: worst concave points of the first measurement " in row
