"""What a model prints stands under the cell that asked it, once."""

from browser.lab_page import notebook_of

SET_UP = """
import time, numpy as np, lime_widgets as lw
X = np.random.default_rng(0).normal(size=(100, 3))

def loud(rows):
    time.sleep(0.2)
    print("asked about", len(rows))
    return rows[:, 0]
"""


def test_prints_of_a_model_stay_under_their_own_cell(lab):
    ask = "explorer = lw.explore(lw.BlackBox(loud, batch_size=32), X[0], X, n_samples=256)\nexplorer"
    lab.open(notebook_of(SET_UP, ask, "print('second')", "print('third')"))
    lab.run_all()
    lab.kernel("explorer.study.wait(30)")
    lab.wait_until(
        "() => [...document.querySelectorAll('.jp-CodeCell')][1]?.textContent.split('asked about').length > 8"
    )
    texts = lab.page.locator(".jp-CodeCell .jp-OutputArea").all_text_contents()

    assert [("asked about" in text) for text in texts[1:4]] == [True, False, False]
    assert texts[1].count("asked about 32") == 8
