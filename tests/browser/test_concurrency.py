"""A model that is slow or breaks: the notebook goes on, and the explorer says how it stands."""

from browser.explorer_page import TABLE, ExplorerPage, bars_of
from browser.lab_page import notebook_of

# Answers a batch each time the gate is opened for one, and keeps what it was asked.
GATED = """
permits, asked = threading.Semaphore(4), []

def gated(X):
    asked.append((len(X), round(float(X["temp"].iloc[0]), 2)))
    permits.acquire()
    return classes(X)

model = lw.BlackBox(gated, batch_size=128, output_names=["good", "fair", "poor"], repeat=False)
explorer = lw.explore(model, row, table, n_samples=512)
study = explorer.study
study.flipping = False  # every call of the model is counted
explorer
"""

BREAKS = """
asked, broken = [], [7]

def breaks(X):
    asked.append(len(X))
    if len(asked) in broken:
        raise ConnectionError("the model's server is away")
    return classes(X)

model = lw.BlackBox(breaks, batch_size=128, output_names=["good", "fair", "poor"])
explorer = lw.explore(model, row, table, n_samples=512)
study = explorer.study
study.flipping = False  # every call of the model is counted
explorer
"""

PICKY = """
def picky(X):
    if X["temp"].iloc[0] < 5:  # the first row is the one that is explained
        raise ValueError("too cold")
    return classes(X)

explorer = lw.explore(picky, row.to_dict() | {"temp": 1.0}, table, n_samples=256)
study = explorer.study
study.flipping = False  # every call of the model is counted
explorer
"""


def test_while_a_slow_model_runs_the_notebook_is_free_and_only_the_newest_question_counts(lab):
    lab.open(notebook_of(TABLE, GATED))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    first = page.assert_follows()
    lab.kernel("asked.clear()")

    # More samples: one batch of the eight that are lacking is on its way, and stays there.
    page.control("n_samples").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowRight")
    page.button("cancel").wait_for()
    assert page.summary.locator(".lw-progress").get_attribute("aria-valuenow") in {"25", "50"}
    assert page.kernel("6 * 7") == 42  # another cell runs at once
    assert page.kernel("study.status") == "sampling"
    assert page.drawn()["rows"] == first["rows"]

    # A fit needs no model, and does not wait for one.
    page.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowLeft")
    page.wait_for_kernel("study.explanation.kernel_width == study.kernel_width < study.default_kernel_width")

    # A batch goes through: progress, and a picture of the rows so far.
    page.wait_for_kernel("len(asked)", 1)
    lab.kernel("permits.release()")
    page.wait_for_kernel("len(study.neighborhood)", 640)
    page.summary.locator(".lw-fidelity").get_by_text("the 640 samples").wait_for(state="attached")
    page.wait_for_kernel("len(asked)", 2)

    # Cancelled: within one batch nothing is asked any more.
    page.button("cancel").click()
    page.button("resume").wait_for()
    assert "Stopped at" in page.summary.locator(".lw-state").text_content()
    assert page.summary.get_attribute("data-status") == "cancelled"
    lab.kernel("permits.release()")
    page.wait_for_kernel("study._runtime.worker.thread is None")
    assert page.kernel("len(asked)") == 2

    # Continued: only what is lacking is asked.
    page.button("resume").click()
    lab.kernel("for _ in range(20): permits.release()")
    page.wait_for_kernel("study.status", "ready")
    assert page.kernel("sum(n for n, _ in asked)") == 2048 - 512
    page.assert_follows()

    # A second change does not queue behind the first: of the row that was left only what is on its way is asked.
    lab.kernel("while permits.acquire(blocking=False): pass\nasked.clear()")
    for value in ("24", "26", "28"):
        page.editor("temp").fill(value)
        lab.page.keyboard.press("Enter")
        page.wait_for_kernel("study.explainer.table.row(study.instance)['temp']", float(value))
    page.wait_for_kernel("len(asked)", 1)
    lab.kernel("for _ in range(40): permits.release()")
    page.wait_for_kernel("study.status", "ready")
    rows = page.kernel("asked")
    assert [temperature for _, temperature in rows if temperature in {24.0, 26.0, 28.0}] == [24.0, 28.0]
    assert sum(n for n, _ in rows) == 1 + 1
    assert page.assert_follows()["values"]["temp"] == "28"


def test_a_model_that_breaks_says_so_and_recovers_with_the_next_change(lab):
    lab.open(notebook_of(TABLE, BREAKS))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    page.assert_follows()

    # The third batch of the next question raises.
    page.button("redraw").click()
    page.summary.locator(".lw-error").wait_for()
    drawn = page.drawn()
    assert "the model's server is away" in drawn["error"]
    assert drawn["error"].endswith("The last good explanation is shown.")
    assert drawn["status"] == "failed"
    assert "lw-failed" in page.bars.get_attribute("class")
    assert page.bars.locator(".lw-plot").first.evaluate("(node) => getComputedStyle(node).filter") == "grayscale(1)"
    assert len(drawn["rows"]) == 6
    assert page.button("cancel").is_hidden()
    # What is shown is what the kernel holds: the two batches that were answered.
    assert [row["feature"] for row in drawn["rows"]] == [bar["feature"] for bar in bars_of(page.explanation())]
    assert page.editor("temp").is_enabled()

    page.button("redraw").click()
    page.wait_for_kernel("study.status", "ready")
    drawn = page.assert_follows()
    assert drawn["error"] == ""
    assert "lw-failed" not in page.bars.get_attribute("class")


def test_a_model_that_never_answered_leaves_the_row_to_be_changed(lab):
    lab.open(notebook_of(TABLE, PICKY))
    lab.run_all()
    page = ExplorerPage(lab)
    page.summary.locator(".lw-error").wait_for()
    assert "too cold" in page.drawn()["error"]
    assert page.bars.locator(".lw-empty").text_content() == "There is no explanation yet."

    page.editor("temp").fill("12")
    lab.page.keyboard.press("Enter")
    page.wait_for_kernel("study.status", "ready")
    page.assert_follows()
