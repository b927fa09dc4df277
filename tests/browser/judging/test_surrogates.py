"""Other surrogates in the browser: trees in explorers, the whole model beside the local surrogate, in both themes."""

import os
from pathlib import Path

import pytest
from browser.explorer_page import TABLE, ExplorerPage
from browser.lab_page import notebook_of
from browser.test_first_glance import AXE

EXPLORER = "explorer = lw.explore(classes, row, table, n_samples=512, n_features=4); study = explorer.study; explorer"
PICTURES = os.environ.get("LIME_PICTURES")
WIDTHS = (640, 1000)

TREE_DRAWN = """(tree) => [...tree.querySelectorAll('.lw-node')].map((node) => {
    const { width, height } = node.getBoundingClientRect();
    return {
        value: Number(node.dataset.value), feature: Number(node.dataset.feature ?? -1), width, height,
        onPath: node.parentElement.classList.contains('lw-on-path'),
        cut: [...node.querySelectorAll('span')].some((part) => part.scrollWidth > part.clientWidth + 1
            && getComputedStyle(part).display !== 'inline'),
    };
})"""
VIOLATIONS = """async (selector) => {
    const { violations } = await axe.run(document.querySelector(selector), {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(' ')}`);
}"""


def opened(lab, *cells):
    lab.open(notebook_of(TABLE, *(cells or (EXPLORER,)), "pass"))
    lab.run_all()
    explorer = ExplorerPage(lab)
    explorer.wait_for_answer()
    return explorer


def photographed(lab, name, selector):
    if PICTURES:
        lab.screenshot(Path(PICTURES) / f"{name}.png", selector)


def in_both_themes(lab, name, selector, check):
    """Look at a view in light and dark, at both widths."""
    lab.page.add_script_tag(path=str(AXE))
    for dark in (False, True):
        lab.change_theme(dark=dark)
        for width in WIDTHS:
            lab.resize(width + 260)
            lab.page.wait_for_timeout(150)
            check()
            photographed(lab, f"{name}_{width}_{'dark' if dark else 'light'}", selector)
        assert lab.page.evaluate(VIOLATIONS, selector) == []
    lab.resize(1280)
    lab.change_theme(dark=False)


def test_a_tree_stands_above_the_bars_while_the_surrogate_is_one(lab):
    explorer = opened(lab)
    tree = explorer.output.locator(".lw-tree")
    assert tree.is_hidden()

    explorer.control("surrogate").select_option("tree")
    tree.wait_for()
    explorer.wait_for_kernel("study.complete")

    explorer.control("max_depth").wait_for()
    assert explorer.output.locator('[data-parameter="alpha"]').count() == 0
    nodes = explorer.kernel("[[node.value, node.feature, node.on_path] for node in study.explanation.tree.nodes]")

    def check():
        drawn = tree.evaluate(TREE_DRAWN)
        order = explorer.kernel("[place for place, _ in study.explanation.tree.walk()]")
        assert [node["value"] for node in drawn] == pytest.approx([nodes[place][0] for place in order])
        assert [node["onPath"] for node in drawn] == [nodes[place][2] for place in order]
        assert not any(node["cut"] for node in drawn)
        assert min(node["height"] for node in drawn) >= 24

    in_both_themes(lab, "tree", ".lw-explorer", check)
    contributions = explorer.kernel("study.explanation.as_list('contribution')")
    assert explorer.bars.locator(".lw-row").count() == len(contributions)
    assert explorer.output.locator(".lw-reason").text_content() == explorer.kernel("study.explanation.why")

    # Curves without bands: a tree has no intervals.
    curves = explorer.unfold("kernel_width").locator(".lw-kernel-width")
    curves.locator(".lw-handle").first.wait_for()
    lab.page.wait_for_function("(node) => Number(node.dataset.curves) > 0", arg=curves.element_handle())
    assert explorer.output.locator(".lw-broken").count() == 0
    photographed(lab, "tree_curves", ".lw-kernel-width")

    tree.locator(".lw-node").first.focus()
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("ArrowRight")
    place = explorer.kernel("study.explanation.tree.nodes[0].no")
    assert lab.page.evaluate("() => document.activeElement.dataset.value") == str(nodes[place][0])
    depth = explorer.control("max_depth")
    depth.focus()
    lab.page.keyboard.press("ArrowLeft")
    explorer.wait_for_kernel("study.explanation.tree.depth", 2)
    lab.page.wait_for_function("(tree) => tree.dataset.nodes <= 7", arg=tree.element_handle())
    explorer.control("surrogate").select_option("ridge")
    tree.wait_for(state="hidden")


def test_the_whole_model_stands_beside_the_local_surrogate_once_it_is_asked_about(lab):
    explorer = opened(lab)
    fold = explorer.unfold("global")
    button = fold.locator("[data-action=fit_global]")
    button.wait_for()
    assert button.text_content() == "Ask about 300 training rows: 300 model calls"
    n = explorer.kernel("study.n_model_calls")

    button.click()
    fold.locator(".lw-pair").first.wait_for()

    assert explorer.kernel("study.n_model_calls") == n + 300
    headline = explorer.kernel("study.global_comparison.headline")
    assert fold.locator(".lw-global-headline").text_content() == headline

    def check():
        names = [each.text_content() for each in fold.locator(".lw-pair-name").all()]
        assert names == explorer.kernel("list(study.global_comparison.names)")
        cut = "(list) => [...list.querySelectorAll('.lw-pair span')].some((s) => s.scrollWidth > s.clientWidth + 1)"
        assert not fold.locator(".lw-pairs").evaluate(cut)
        assert fold.locator(".lw-pair").first.bounding_box()["height"] >= 24

    in_both_themes(lab, "global", '[data-fold="global"]', check)
    explorer.control("kernel_width").focus()
    lab.page.keyboard.press("Home")
    explorer.wait_for_kernel("study.explanation.kernel_width == study.kernel_width")
    narrow = explorer.kernel("study.global_comparison.headline")
    lab.page.wait_for_function(
        "([node, text]) => node.textContent === text",
        arg=[fold.locator(".lw-global-headline").element_handle(), narrow],
    )
    fold.locator(".lw-pair").first.focus()
    lab.page.keyboard.press("ArrowDown")
    assert fold.locator(".lw-pair.lw-highlight").count() == 1


GAPS = """(parts) => parts.map(([left, right]) => {
    const reach = (node) => { const range = document.createRange(); range.selectNodeContents(node);
        return range.getBoundingClientRect(); };
    return reach(right).left - reach(left).right;
})"""
NUMBERS = "(list) => [...list.querySelectorAll('.lw-pair-numbers')].map((node) => [node.children[0], node.children[1]])"
ENDS = """(list) => [...list.querySelectorAll('.lw-pair')].every((pair) => {
    const range = document.createRange(); range.selectNodeContents(pair.querySelector('.lw-pair-numbers'));
    return range.getBoundingClientRect().right <= pair.getBoundingClientRect().right + 1;
})"""


def test_weights_of_millions_stand_apart(lab):
    large = (
        "explorer = lw.explore(lambda X: 1e8 * score(X), row, table, n_samples=512); study = explorer.study; explorer"
    )
    fold = opened(lab, large).unfold("global")
    fold.locator("[data-action=fit_global]").click()
    fold.locator(".lw-pair").first.wait_for()

    for width in (440, 640, 1000, 1400):
        lab.resize(width + 260)
        lab.page.wait_for_timeout(150)
        photographed(lab, f"millions_{width}", '[data-fold="global"]')
        pairs = fold.locator(".lw-pairs")
        gaps = pairs.evaluate(f"(list) => ({GAPS})(({NUMBERS})(list))")
        assert min(gaps) >= 8
        assert pairs.evaluate(ENDS)
    assert max(len(each) for each in pairs.locator("b").all_text_contents()) >= 11


def test_a_slow_surrogate_says_why_there_are_no_curves_and_the_slider_asks_the_kernel(lab):
    slow = (
        "from sklearn.ensemble import GradientBoostingRegressor\n"
        "from lime_widgets.study import pacing\n"
        "study = lw.Study(classes, row, lw.TabularExplainer(table), n_samples=512)\n"
        "lw.SummaryView(study)"
    )
    notebook = notebook_of(
        TABLE,
        slow,
        "pacing.SWEEP_SECONDS = 0.05\nstudy.surrogate = GradientBoostingRegressor(n_estimators=200, random_state=0)",
        "lw.KernelWidthView(study)",
        "lw.ControlsView(study)",
        "pass",
    )
    lab.open(notebook)
    lab.run_all()
    explorer = ExplorerPage(lab)
    note = lab.page.locator(".lw-kernel-width .lw-plot-note")
    note.wait_for()
    lab.page.wait_for_function("(node) => node.textContent.includes('takes about')", arg=note.element_handle())
    slider = lab.page.locator('[data-parameter="kernel_width"]')
    slider.focus()
    lab.page.keyboard.press("PageUp")
    explorer.wait_for_kernel("abs(study.explanation.kernel_width - study.default_kernel_width) > 0.05")
    explorer.wait_for_kernel("study.explanation.kernel_width == study.kernel_width")
    lab.page.wait_for_function(
        "(summary) => summary.dataset.stale === 'false'", arg=explorer.summary.element_handle(), timeout=10_000
    )
    lab.kernel("pacing.SWEEP_SECONDS = 2.0")


def test_the_waterfall_of_an_estimator_leads_from_its_answer_at_the_reference_to_that_for_the_row(lab):
    fitted = "from sklearn.tree import DecisionTreeRegressor"
    options = "discretizer=None, n_samples=512, surrogate=DecisionTreeRegressor(max_depth=3, random_state=0)"
    explorer = opened(
        lab, fitted, f"explorer = lw.explore(classes, row, table, {options}); study = explorer.study; explorer"
    )
    explorer.wait_for_kernel("study.complete")
    explorer.kernel("study.set_trait('chart', 'waterfall')")
    totals = explorer.output.locator(".lw-total .lw-weight:visible")
    totals.first.wait_for()

    # Without the row's values: each number at its training mean, its category and its flag off.
    rest = "np.array(study.neighborhood.origin.at_rest)"
    at_rest, here = explorer.kernel(f"study.explanation.predict([{rest}, study.neighborhood.Z[0]]).tolist()")
    shown = [float(each.replace("−", "-")) for each in totals.all_inner_texts()]
    assert [shown[0], shown[-1]] == pytest.approx([at_rest, here], abs=6e-3)
    moved = explorer.kernel("study.explanation.contributions.sum()")
    assert at_rest + moved == pytest.approx(here, abs=1e-9)
    assert abs(moved) > 0.05
