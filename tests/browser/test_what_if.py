"""The row beside the bars: another value is another question to the model."""

import pytest
from browser.explorer_page import TABLE, ExplorerPage
from browser.lab_page import notebook_of

EXPLORE = "explorer = lw.explore(classes, row, table, n_samples=512)"


def test_another_value_asks_the_model_again_and_restore_takes_it_back(jupyter):
    cell = f"{EXPLORE}; study = explorer.study; study.flipping = False; explorer"
    jupyter.open(notebook_of(TABLE, cell))
    jupyter.run_all()
    page = ExplorerPage(jupyter)
    page.wait_for_answer()
    first = page.assert_follows()
    assert page.button("reset_row").is_hidden()

    page.editor("temp").fill("29.5")
    jupyter.page.keyboard.press("Enter")
    page.wait_for_kernel("study.explainer.table.row(study.instance)['temp']", 29.5)
    warmer = page.assert_follows()
    assert page.explanation()["row"]["temp"] == "29.5"
    assert warmer["choices"] != first["choices"]
    assert [row["weight"] for row in warmer["rows"]] != [row["weight"] for row in first["rows"]]
    assert "lw-changed" in page.editor("temp").locator("..").get_attribute("class")
    assert page.kernel("study.n_model_calls") == 513 + 1  # the samples are the same: only the row is asked about

    page.editor("weather").select_option("RAIN" if first["values"]["weather"] != "RAIN" else "GOOD")
    page.wait_for_kernel("study.n_model_calls", 515)
    wetter = page.assert_follows()
    assert wetter["choices"] != warmer["choices"]
    assert any(row["name"] == f"weather = {wetter['values']['weather']}" for row in wetter["rows"])
    page.editor("weather").select_option("missing")
    page.wait_for_kernel("study.n_model_calls", 516)
    assert any(row["name"] == "weather is missing" for row in page.assert_follows()["rows"])

    page.button("reset_row").click()
    page.wait_for_kernel("study.n_model_calls", 517)
    back = page.assert_follows()
    for what in ("choices", "values", "fidelity"):
        assert back[what] == first[what]
    assert [row["weight"] for row in back["rows"]] == [row["weight"] for row in first["rows"]]
    assert page.button("reset_row").is_hidden()


def test_a_bad_value_becomes_a_sentence_and_the_last_picture_stays(lab):
    cell = f"{EXPLORE}; study = explorer.study; study.flipping = False; explorer"
    lab.open(notebook_of(TABLE, cell))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    first = page.assert_follows()

    # A fraction where the table holds whole numbers.
    page.editor("visitors").fill("20.5")
    lab.page.keyboard.press("Enter")
    page.summary.locator(".lw-notice").wait_for()
    said = page.drawn()["notice"]
    assert "'visitors'" in said
    assert "20.5" in said
    assert said.endswith(".")
    page.bars.locator(".lw-row").first.hover()
    page.bars.locator(".lw-row").nth(1).hover()
    page.wait_for_kernel("study.highlight", first["rows"][1]["feature"])
    assert page.drawn()["notice"] == said
    lab.wait_until(
        "([field, value]) => field.value === value",
        arg=[page.editor("visitors").element_handle(), first["values"]["visitors"]],
    )

    # A missing value where the table misses none: the field itself says so, and turns back when it is left.
    page.editor("temp").fill("")
    lab.page.keyboard.press("Enter")
    assert page.editor("temp").get_attribute("aria-invalid") == "true"
    page.editor("hum").focus()
    assert page.editor("temp").input_value() == first["values"]["temp"]

    # A number that no number field takes for one.
    page.editor("hum").press("Control+a")
    lab.page.keyboard.type("1e")
    lab.page.keyboard.press("Enter")
    assert page.editor("hum").get_attribute("aria-invalid") == "true"
    lab.page.keyboard.press("Escape")
    assert page.editor("hum").input_value() == first["values"]["hum"]

    # A parameter out of its range is said beside the control, and never sent.
    page.control("alpha").fill("-3")
    assert page.output.locator(".lw-wrong:visible").text_content() == "Expected a number, at least 0."
    page.editor("temp").focus()
    assert page.kernel("study.alpha") == 1.0
    assert page.control("alpha").get_attribute("aria-invalid") == "true" or page.control("alpha").input_value() == "1"

    # What the browser could only send by mistake, the kernel refuses in the same place.
    lab.page.evaluate(
        """(field) => {
            field.append(new Option('SNOW', 'SNOW', true, true));
            field.dispatchEvent(new Event('change', { bubbles: true }));
        }""",
        page.editor("weather").element_handle(),
    )
    lab.wait_until(
        "(node) => node.textContent.includes('SNOW')", arg=page.summary.locator(".lw-notice").element_handle()
    )
    last = page.assert_follows()
    for what in ("choices", "values", "rows"):
        assert last[what] == first[what]
    assert page.kernel("study.n_model_calls") == 513

    # The next thing that works takes the sentence away.
    page.control("n_features").focus()
    lab.page.keyboard.press("ArrowDown")
    page.wait_for_kernel("study.n_features", 5)
    assert page.assert_follows()["notice"] == ""


FAR = """
import numpy as np, pandas as pd
import lime_widgets as lw
rng = np.random.default_rng(0)
table = pd.DataFrame(rng.exponential(size=(400, 3)), columns=["a", "b", "c"])
row = table.iloc[int(table["a"].argmax())]
explorer = lw.explore(
    lambda rows: rows["a"] - 0.5 * rows["b"], row, table, n_samples=512, discretizer="quartile"
)
study = explorer.study
explorer
"""


def test_the_button_of_a_reason_drops_the_bins_and_the_bars_become_contributions_or_slopes(lab):
    lab.open(notebook_of(FAR))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    page.assert_follows()
    calls = page.kernel("study.n_model_calls")
    badge = page.summary.locator(".lw-badge")
    advice = page.summary.locator("button.lw-advice", has_text="No bins").first

    page.button("more").click()
    advice.click()

    page.wait_for_kernel("study.discretizer is None")
    drawn = page.assert_follows()
    assert page.kernel("study.n_model_calls") == calls
    assert {row["name"] for row in drawn["rows"]} == {"a", "b", "c"}
    assert badge.text_content() == page.explanation()["grade"].capitalize()
    assert page.bars.locator(".lw-head-weight").text_content() == "Contribution"
    assert sum(page.explanation()["contributions"]) + page.kernel("study.explanation.intercept") == pytest.approx(
        page.explanation()["local_prediction"], abs=1e-9
    )
    page.bars.locator(".lw-row").first.hover()
    assert "per standard deviation" in page.bars.locator(".lw-detail").text_content()
    # b is below its mean: more of it lowers the answer, so little of it raises it.
    low = page.kernel("float(row['b']) < float(table['b'].mean())")
    b = page.bars.locator(".lw-row", has_text="b").first
    assert ("lw-for" in b.get_attribute("class")) == low

    page.control("effect").select_option("slope")

    lab.wait_until("() => document.querySelector('.lw-head-weight').textContent === 'Slope'")
    assert "more of it raises it" in page.bars.locator(".lw-sides").text_content()
    assert "lw-against" in page.bars.locator(".lw-row", has_text="b").first.get_attribute("class")
    page.wait_for_kernel("study.effect", "slope")


def test_an_undone_edit_is_gone_from_its_field_at_once_and_the_next_one_counts(lab):
    lab.open(notebook_of(TABLE, f"{EXPLORE}; study = explorer.study; study.flipping = False; explorer"))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    temp = "float(study.explainer.table.row(study.instance)['temp'])"
    first = float(page.kernel(temp))
    page.editor("temp").fill("29.5")
    lab.page.keyboard.press("Enter")
    page.wait_for_kernel(temp, 29.5)
    page.assert_follows()

    page.button("undo").click()

    page.wait_for_kernel(temp, first)
    lab.page.wait_for_timeout(400)
    assert float(page.editor("temp").input_value()) == first
    page.editor("temp").fill("29.5")
    lab.page.keyboard.press("Tab")
    page.wait_for_kernel(temp, 29.5)


def test_a_kernel_that_is_shut_down_is_seen_and_only_what_needs_none_stays_free(lab):
    lab.open(notebook_of(TABLE, f"{EXPLORE}; study = explorer.study; study.flipping = False; explorer"))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    assert page.editor("temp").is_enabled()

    lab.page.evaluate("() => window.__notebook.sessionContext.shutdown()")

    page.summary.locator(".lw-alone").wait_for()
    assert "Not connected to a kernel" in page.summary.locator(".lw-alone").text_content()
    assert page.editor("temp").is_disabled()
    before = page.bars.get_attribute("data-kernel-width")
    page.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowLeft")
    assert page.bars.get_attribute("data-kernel-width") != before
