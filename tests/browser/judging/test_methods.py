"""LIME and Shapley values in JupyterLab: one switch between them, what it costs, and what differs."""

import pytest
from browser.explorer_page import ExplorerPage, assert_reads
from browser.image_page import EXPLORE as IMAGE_EXPLORE
from browser.image_page import MODEL as IMAGE_MODEL
from browser.lab_page import notebook_of
from browser.test_explorer import OUTSIDE, OVERFLOWS
from browser.test_first_glance import AXE, FINDINGS

WINE = """
import lime_widgets as lw
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
X, wine = load_wine(return_X_y=True, as_frame=True)
forest = RandomForestClassifier(10, random_state=0).fit(X, wine)
"""
SMS = """
import lime_widgets as lw
from lime_widgets.datasets import load_sms_spam
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
messages, classes = load_sms_spam(return_X_y=True)
spam = make_pipeline(TfidfVectorizer(), LogisticRegression(C=50)).fit(messages, classes)
message = next(text for text in messages[classes == "spam"] if "claim" in text and 15 < len(set(text.split())) < 25)
"""
KINDS = {
    "row": (WINE, "explorer = lw.explore(forest, X.iloc[5], X, n_samples=1024); study = explorer.study; explorer"),
    "text": (SMS, "explorer = lw.explore(spam, message); study = explorer.study; explorer"),
    "image": (
        IMAGE_MODEL,
        IMAGE_EXPLORE,
    ),
}
BARS = """(bars) => [...bars.querySelectorAll('.lw-row')].map((row) => ({
    feature: Number(row.dataset.feature), weight: row.querySelector('.lw-weight').textContent,
    ghost: row.querySelector('.lw-ghost').hidden ? null : row.querySelector('.lw-ghost').getBoundingClientRect().width,
    differs: row.classList.contains('lw-differs') }))"""


def opened(lab, kind):
    lab.open(notebook_of(*KINDS[kind]))
    lab.run_all()
    page = ExplorerPage(lab)
    page.output.locator(".lw-badge").wait_for()
    assert lab.kernel("study.wait(30)") == "True"
    return page


def switched(page, *, to_shapley=True):
    """Press the switch, and wait for the method's explanation."""
    switch = page.output.locator("[role=switch]")
    before = page.kernel("study.n_model_calls")
    switch.click()
    page.wait_for_kernel("bool(study.wait(30)) and study.explanation.method", "shapley" if to_shapley else "lime")
    expected = "true" if to_shapley else "false"
    page.output.locator(f'[role=switch][aria-checked="{expected}"]').wait_for()
    return page.kernel("study.n_model_calls") - before


def assert_shows_shapley_values(page):
    """The width has given way to a sentence, and what is said is what the kernel says."""
    note = page.output.locator(".lw-essentials .lw-width-none")
    note.wait_for()
    assert note.inner_text() == "Shapley values have no kernel width."
    assert page.control("kernel_width").first.is_disabled()
    page.output.locator('.lw-fidelity:has-text("add up to")').wait_for(state="attached")
    said = page.kernel("study.explanation.why")
    page.output.locator(f".lw-reason:has-text({said!r})").wait_for()


def assert_shows_lime(page):
    """The width can be dragged again."""
    page.output.locator(".lw-essentials .lw-width-none").wait_for(state="hidden")
    assert page.control("kernel_width").first.is_enabled()


def compared(page):
    """Ask what differs, and wait for the sentence."""
    ground = "(button) => getComputedStyle(button).backgroundColor"
    plain = page.button("differs").evaluate(ground)
    page.button("differs").click()
    page.wait_for_kernel("study.wait(30) and study.difference is not None")
    page.output.page.mouse.move(0, 0)
    assert page.button("differs").evaluate(ground) != plain
    sentence = page.kernel("study.difference.sentence")
    page.output.locator(f".lw-differs-sentence:has-text({sentence!r})").wait_for()


def assert_outlined(page):
    """Behind each bar is what the other method gives it, to scale, and the largest differences are marked."""
    given = dict(page.kernel("list(study.difference.contributions.items())"))
    marked = set(page.kernel("list(study.difference.marked)"))
    rows = page.bars.evaluate(BARS)
    assert {row["feature"] for row in rows if row["differs"]} == marked
    scale = max((row for row in rows if row["ghost"]), key=lambda row: row["ghost"])
    unit = scale["ghost"] / abs(given[scale["feature"]])
    for row in rows:
        assert (row["ghost"] is None) == (row["feature"] not in given)
        if row["ghost"] is not None:
            assert row["ghost"] == pytest.approx(max(2, abs(given[row["feature"]]) * unit), abs=1.5)


def assert_fits(lab, page):
    """Nothing sticks out at two widths, in both themes, and axe finds nothing."""
    lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    root = page.output.locator(".lw-explorer")
    for dark in (True, False):
        lab.change_theme(dark=dark)
        lab.page.wait_for_timeout(300)
        assert lab.page.evaluate(FINDINGS) == []
        root.evaluate("(node, width) => { node.style.width = width; }", "640px" if dark else "")
        assert root.evaluate(OVERFLOWS) == []
        assert root.evaluate(OUTSIDE) == []
    for target in (page.output.locator("[role=switch]"), page.button("differs")):
        assert target.bounding_box()["height"] >= 24


# Where the controls of the line begin, and what is cut in it.
LINE = """(line) => [...line.querySelectorAll(':scope > fieldset, .lw-ways-bar > button')]
    .filter((node) => node.checkVisibility()).map((node) => Math.round(node.getBoundingClientRect().top))"""
WHOLE = "(head) => head.scrollWidth <= head.clientWidth"


def assert_one_line_of_controls(page):
    """The main controls take one line of 800 pixels, and nothing of them is cut."""
    root = page.output.locator(".lw-explorer")
    root.evaluate("(node) => { node.style.width = '800px'; }")
    line = page.output.locator(".lw-explorer > .lw-essentials")
    tops = line.evaluate(LINE)
    assert len(tops) >= 4
    assert max(tops) - min(tops) <= 4
    assert line.evaluate(OVERFLOWS) == []
    root.evaluate("(node) => { node.style.width = ''; }")


def test_a_row_gets_coalitions_that_add_up_to_the_models_answer(lab):
    page = opened(lab, "row")
    assert "This asks the model about 1,024 more samples." in page.button("differs").get_attribute("title")
    assert_one_line_of_controls(page)
    assert switched(page) == 1024
    assert_shows_shapley_values(page)
    assert_one_line_of_controls(page)
    head = page.bars.locator(".lw-head-weight")
    assert head.inner_text() == "Contribution"
    page.output.locator(".lw-explorer").evaluate("(node) => { node.style.width = '640px'; }")
    assert head.evaluate(WHOLE)
    page.output.locator(".lw-explorer").evaluate("(node) => { node.style.width = ''; }")

    page.button("chart").click()
    page.bars.locator(".lw-total-others").wait_for()
    total = page.bars.locator(".lw-total")
    texts = [total.nth(place).locator(".lw-weight").inner_text() for place in range(3)]
    names = [total.nth(place).locator(".lw-name").inner_text() for place in range(3)]
    base, rest, model = page.kernel(
        "[study.explanation.intercept, study.explanation.rest, study.explanation.model_prediction]"
    )
    assert names == ["base", "3 other features", "model"]
    for text, value in zip(texts, (base, rest, model), strict=True):
        assert_reads(text, value)
    weights = page.kernel("study.explanation.contributions.tolist()")
    assert base + sum(weights) + rest == pytest.approx(model, abs=1e-12)

    page.button("chart").click()
    compared(page)  # LIME is fitted to the same rows
    assert_outlined(page)
    assert_fits(lab, page)
    assert switched(page, to_shapley=False) == 0
    assert_shows_lime(page)


def test_words_are_compared_on_the_same_samples(lab):
    page = opened(lab, "text")
    assert_one_line_of_controls(page)
    fold = page.unfold("kernel_width")
    fold.locator(".lw-figure").first.wait_for()
    before = page.kernel("study.n_model_calls")
    compared(page)
    assert page.kernel("study.n_model_calls") - before <= 1
    assert_outlined(page)

    assert switched(page) == 0
    assert_shows_shapley_values(page)
    fold.locator('.lw-plot-note:has-text("the same at every width")').wait_for()
    fold.locator(".lw-figure").first.wait_for(state="hidden")
    assert switched(page, to_shapley=False) == 0
    assert_shows_lime(page)
    fold.locator(".lw-figure").first.wait_for()
    fold.locator('.lw-kernel-width:not([data-curves="0"])').wait_for()


def test_superpixels_get_masks_of_their_own_once(lab):
    page = opened(lab, "image")
    price = page.button("differs").get_attribute("title")
    assert_one_line_of_controls(page)
    calls = switched(page)
    assert f"about {calls:,} more samples" in price
    assert_shows_shapley_values(page)

    compared(page)
    ghosts = page.output.locator(".lw-thumb-ghost:not([hidden])")
    assert ghosts.count() == 6
    assert switched(page, to_shapley=False) == 0
