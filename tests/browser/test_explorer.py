"""The explorer as it is drawn: the kernel's explanation, at any width, in both themes, in JupyterLab and Notebook 7."""

from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
from browser.explorer_page import TABLE, ExplorerPage
from browser.lab_page import notebook_of

TOUR = Path(__file__).parents[2] / "notebooks" / "tour.ipynb"

MANY = """
import sklearn.datasets, sklearn.ensemble
cancer = sklearn.datasets.load_breast_cancer(as_frame=True)
forest = sklearn.ensemble.RandomForestClassifier(10, random_state=0).fit(cancer.data, cancer.target)
many = lw.explore(forest, cancer.data.iloc[3], cancer.data, n_features=30, n_samples=1024)
many
"""
LARGE = "large = lw.explore(lambda X: 4e6 * score(X) + 2e7, row, table, n_samples=512); large"

# What sticks out of its box, or is cut without saying in a tooltip what it was.
OVERFLOWS = """(root) => [...root.querySelectorAll('.lw, .lw *')].filter((node) => {
    if (node.clientWidth === 0 || node.matches('.lw-unseen, input, select, option')) return false;
    if (getComputedStyle(node).display === 'inline' || node.scrollWidth <= node.clientWidth + 1) return false;
    return getComputedStyle(node).overflowX === 'visible' || node.closest('[title]:not([title=""])') === null;
}).map((node) => `${node.className}: ${node.scrollWidth} > ${node.clientWidth}: ${node.textContent.slice(0, 60)}`)"""
# A row of the table cuts a text with more removed words than it has room for.
OUTSIDE = """(root) => {
    const { left, right } = root.getBoundingClientRect();
    return [...root.querySelectorAll('.lw *')].filter((node) => {
        const box = node.getBoundingClientRect();
        return box.width > 0 && !node.matches('.lw-unseen, .lw-cell-text *')
            && (box.left < left - 1 || box.right > right + 1);
    }).map((node) => node.className || node.tagName);
}"""
OVERLAPS = """(root) => {
    const boxes = [...root.querySelectorAll('.lw-row')].map((row) => row.getBoundingClientRect());
    const ticks = [...root.querySelectorAll('.lw-tick')].map((tick) => tick.getBoundingClientRect());
    const shown = ticks.filter((tick, i) => tick.width > 0
        && getComputedStyle(root.querySelectorAll('.lw-tick')[i]).visibility !== 'hidden');
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const below = boxes.slice(1).filter((box, i) => box.top < boxes[i].bottom - 0.5).length;
    const inside = [...root.querySelectorAll('.lw-row')].filter((row, i) =>
        [...row.children].some((child) => child.getBoundingClientRect().bottom > boxes[i].bottom + 1));
    const heads = [...root.querySelectorAll('.lw-axis .lw-head')].map((head) => {
        const text = document.createRange();
        text.selectNodeContents(head);
        return text.getBoundingClientRect();
    });
    const labels = shown.filter((tick, i) =>
        [...heads, ...shown.slice(0, i)].some((other) => meet(tick, other))).length;
    // Each number stands at its quarter of the chart, where the bars are.
    const chart = root.querySelector('.lw-row .lw-plot').getBoundingClientRect();
    const astray = ticks.filter((tick, i) => tick.width > 0
        && Math.abs((tick.left + tick.right) / 2 - chart.left - chart.width * i / 4) > 1);
    return { below, inside: inside.length, labels, few: shown.length < 3, astray: astray.length };
}"""
UNNAMED = """(root) => [...root.querySelectorAll('input, select, button, [tabindex], [role="progressbar"]')]
    .filter((node) => {
        const label = node.labels?.[0]?.textContent ?? '';
        return !(node.getAttribute('aria-label') ?? '').trim() && !label.trim() && !node.textContent.trim();
    }).map((node) => node.outerHTML.slice(0, 120))"""


def test_the_tour_runs_and_shows_what_the_kernel_says(lab):
    lab.open(nbformat.read(TOUR, as_version=4))
    lab.run_all()
    first = ExplorerPage(lab)
    lab.kernel("import pandas as pd")
    first.wait_for_answer()
    drawn = first.assert_follows()

    assert drawn["answer"].startswith('Model: class "below", ')
    assert drawn["kernel_width"] == 1.0
    assert lab.page.locator(".lw-bars").count() == 4
    assert lab.page.locator(".lw-broken").count() == 0
    # The bars of the second cell are the same study's.
    again = lab.page.locator(".lw-bars").nth(1)
    assert [row.get_attribute("data-feature") for row in again.locator(".lw-row").all()] == [
        str(row["feature"]) for row in drawn["rows"]
    ]


def test_everything_of_an_explanation_is_on_the_screen(jupyter):
    jupyter.open(notebook_of(TABLE, "explorer = lw.explore(classes, row, table, n_samples=512); explorer"))
    jupyter.run_all()
    jupyter.kernel("study = explorer.study")
    page = ExplorerPage(jupyter)
    page.wait_for_answer()
    drawn, explanation = page.assert_follows(), page.explanation()

    predicted = max(range(3), key=lambda k: explanation["prediction"][k])
    assert drawn["answer"].startswith(f'Model: class "{explanation["outputs"][predicted]}", ')
    assert drawn["values"] == explanation["row"]
    assert len(drawn["rows"]) == 6
    calls = 513 + page.kernel("study.flips.n_calls")
    assert page.summary.locator(".lw-calls").text_content() == f"{calls} model evaluations"
    assert page.summary.locator(".lw-reason").text_content() == explanation["why"]
    assert page.summary.locator(".lw-flip").text_content() == page.kernel("study.flips.sentence")
    badge = page.summary.locator(".lw-badge").text_content()
    assert badge == explanation["grade"].capitalize()
    for doubt in explanation["doubts"]:
        assert doubt in page.summary.locator(".lw-doubts").text_content()

    # Pointing at a bar shows its interval, and highlights it for the kernel, too.
    page.bars.locator(".lw-row").nth(2).hover()
    detail = page.bars.locator(".lw-detail")
    assert detail.text_content().startswith(drawn["rows"][2]["name"])
    assert "95 % interval" in detail.text_content()
    page.wait_for_kernel("study.highlight", drawn["rows"][2]["feature"])


def test_nothing_is_cut_or_collides_at_any_width_in_either_theme(jupyter):
    lab = jupyter
    small = "explorer = lw.explore(classes, row, table, n_samples=512); explorer"
    lab.open(notebook_of(TABLE, small, MANY, LARGE))
    if lab.server.application == "lab":
        lab.page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    lab.run_all()
    pages = [ExplorerPage(lab, place) for place in range(3)]
    for page, study in zip(pages, ("explorer", "many", "large"), strict=True):
        page.bars.locator(".lw-row").first.wait_for()
        page.unfold("advanced")
        assert lab.kernel(f"{study}.study.wait(30)") == "True"
    assert pages[1].bars.locator(".lw-row").count() == 30
    fine = {"below": 0, "inside": 0, "labels": 0, "few": False, "astray": 0}

    for dark in (False, True):
        lab.change_theme(dark=dark)
        for page in pages:
            for view in (page.bars, page.summary, page.controls):
                lab.wait_until(
                    "([node, theme]) => node.dataset.theme === theme",
                    arg=[view.element_handle(), "dark" if dark else "light"],
                )
        for width in (600, 900, 1400, 1600):
            lab.resize(width, 1000)
            lab.page.wait_for_timeout(250)
            for page in pages:
                where = f"explorer {page.place}, {width} px, {'dark' if dark else 'light'}"
                assert page.output.evaluate(OVERFLOWS) == [], where
                assert page.output.evaluate(OUTSIDE) == [], where
                assert page.output.evaluate("(root) => root.scrollWidth <= root.clientWidth"), where
                assert page.output.evaluate(OVERLAPS) == fine, where


def test_every_control_has_a_name_and_the_bars_are_a_list(lab):
    lab.open(notebook_of(TABLE, "explorer = lw.explore(classes, row, table, n_samples=512); explorer"))
    lab.run_all()
    lab.kernel("study = explorer.study")
    page = ExplorerPage(lab)
    page.wait_for_answer()
    page.unfold("advanced")

    assert page.output.evaluate(UNNAMED) == []
    assert page.bars.get_by_role("list", name="Bars of the features").count() == 1
    rows = page.bars.get_by_role("listitem")
    drawn = page.assert_follows()
    assert rows.count() == len(drawn["rows"])
    for item, row in zip(rows.all(), drawn["rows"], strict=True):
        assert item.get_attribute("aria-label").startswith(
            f"{row['name']}: contribution {row['weight']}, 95 % interval "
        )
    for name in ("Kernel width", "Samples"):
        assert page.output.get_by_role("slider", name=name, exact=True).count() == 1
    for name in ("Bins", "Sampling", "Distance", "Kernel", "Feature selection", "Colors", "Explained output"):
        assert page.output.get_by_role("combobox", name=name, exact=True).count() == 1
    for name in ("Seed", "Show"):
        assert page.output.get_by_role("spinbutton", name=name, exact=True).count() == 1
    assert page.output.get_by_role("checkbox", name="Sample around the row").count() == 1
    assert page.output.get_by_role("radiogroup", name="Explained output").get_by_role("radio").count() == 3
    assert page.output.get_by_role("combobox", name="Value of weather").count() == 1
    # One stop for all bars and one for all classes: thirty rows must not be thirty stops.
    assert page.bars.locator('.lw-row[tabindex="0"]').count() == 1
    assert page.summary.locator('.lw-choice[tabindex="0"]').count() == 1


def test_an_explorer_may_be_shown_later_and_another_after_it_was_closed(lab):
    made = (
        "study = lw.Study(classes, row, lw.TabularExplainer(table), n_samples=512)\nfirst = lw.TabularExplorer(study)"
    )
    lab.open(notebook_of(TABLE, made, "study.wait(20); study.kernel_width = 1.1; first"))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    assert page.assert_follows()["kernel_width"] == pytest.approx(1.1)

    lab.kernel("first.close()")
    lab.wait_until("() => document.querySelectorAll('.lw-bars').length === 0")
    lab.kernel("study.alpha = 3.0")
    add_cell(lab, "second = lw.TabularExplorer(study); second")
    page = ExplorerPage(lab)
    page.wait_for_answer()
    page.assert_follows()
    assert page.control("alpha").input_value() == "3"
    page.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowRight")
    page.wait_for_kernel("study.kernel_width > 1.1")
    page.assert_follows()


def add_cell(lab, source: str) -> None:
    """Write a cell at the end of the notebook and run it, as a person would."""
    lab.page.evaluate(
        """async (source) => {
            const { content, sessionContext } = window.__notebook;
            content.activeCellIndex = content.widgets.length - 1;
            await window.jupyterapp.commands.execute('notebook:insert-cell-below');
            content.activeCell.model.sharedModel.setSource(source);
            await window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        source,
    )


def test_an_explorer_is_whole_in_a_tab_that_was_hidden_and_after_the_page_was_loaded_again(lab):
    tabs = """
    import ipywidgets
    explorer = lw.explore(classes, row, table, n_samples=512)
    study = explorer.study
    tabs = ipywidgets.Tab([ipywidgets.HTML("first"), explorer], titles=["empty", "explorer"])
    tabs
    """
    lab.open(notebook_of(TABLE, dedent(tabs)))
    lab.run_all()
    lab.wait_until("() => document.querySelector('.lw-bars .lw-row') !== null")
    lab.kernel("study.n_features = 4")
    lab.page.get_by_role("tab", name="explorer").click()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    page.assert_follows()
    assert page.output.evaluate(OVERFLOWS) == []

    lab.save_and_reload()
    lab.page.get_by_role("tab", name="explorer").click()
    page.wait_for_answer()
    page.assert_follows()
    page.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowLeft")
    page.wait_for_kernel("study.kernel_width < study.default_kernel_width")
    page.assert_follows()


def test_a_view_below_the_explorer_unfolds_and_follows_it(lab):
    """By keyboard and by mouse; both stay open, and the curves have the size of the page."""
    lab.open(notebook_of(TABLE, "explorer = lw.explore(classes, row, table, n_samples=256); explorer"))
    lab.run_all()
    lab.wait_for(".lw-fold")
    lab.page.locator("[data-fold='kernel_width'] > summary").focus()
    lab.page.keyboard.press("Enter")
    lab.wait_for("[data-fold='kernel_width'] .lw-surface")
    lab.page.locator("[data-fold='neighborhood'] > summary").click()
    lab.wait_for("[data-fold='neighborhood'] .lw-surface")
    ExplorerPage(lab).wait_for_kernel("explorer.unfolded == ['kernel_width', 'neighborhood']")

    lab.kernel("explorer.study.kernel_width = 1.5")
    lab.wait_until(
        """() => ['kernel-width', 'neighborhood'].every((name) =>
            document.querySelector(`.lw-${name}`).dataset.kernelWidth === '1.5')"""
    )
    lab.kernel("explorer.unfolded = ['neighborhood']")
    lab.wait_until("() => !document.querySelector('[data-fold=\"kernel_width\"]').open")
    lab.resize(800, 900)
    lab.page.locator("[data-fold='kernel_width'] > summary").click()
    lab.page.locator(".lw-figure-weights").scroll_into_view_if_needed()  # bqplot waits until it is in sight
    lab.wait_until(
        """() => {
            const figure = document.querySelector('.lw-figure-weights');
            const area = figure.querySelector('.plotarea_events').getBoundingClientRect();
            const { left, right, width } = figure.getBoundingClientRect();
            return area.left > left && area.right < right && area.width > 0.7 * width;
        }"""
    )
    lab.kernel("explorer.close()")
    lab.wait_until("() => document.querySelector('.lw') === null")
