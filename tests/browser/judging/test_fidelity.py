"""How faithful an explanation is, in JupyterLab: the number of features under the hand, and what the model is asked."""

import re

import numpy as np
import pytest
from browser.plots_page import PlotsPage, draws
from browser.test_first_glance import AXE, opened

SET_UP = """
import numpy as np, lime_widgets as lw
X = np.random.default_rng(0).normal(size=(300, 6))

def curved(rows):
    p = 1 / (1 + np.exp(-(2 * rows[:, 0] - rows[:, 1] + rows[:, 2] * rows[:, 3])))
    return np.column_stack([1 - p, p])

study = lw.Study(
    lw.BlackBox(curved, output_names=("out", "in")), X[0], lw.TabularExplainer(X, discretizer=None),
    n_samples=1024, output=1, n_features=4,
)
"""
MEASURED = "() => document.querySelector('.lw-fidelity-view')?.dataset.measured === 'true'"
FRESH = "() => Number(document.querySelector('.lw-fidelity-view').dataset.fresh) > 0"
FINDINGS = """async () => {
    const { violations } = await axe.run(document.querySelector('.lw-fidelity-view'), {
        rules: { region: { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""
# What is wider than the view, and names of curves that are cut.
CUT = """() => {
    const view = document.querySelector('.lw-fidelity-view');
    const cut = [...view.querySelectorAll('.lw-curve-end, .lw-button, .lw-measured')]
        .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1);
    return [view.scrollWidth - view.clientWidth, cut.map((node) => node.textContent)];
}"""


@pytest.fixture
def plots(lab):
    return PlotsPage(lab)


def drawn_in(plots, figure, values):
    """Whether a curve of a figure has these heights; it may have few points."""
    paths = plots.page.locator(f".lw-figure-{figure}").evaluate(
        "(figure) => [...figure.querySelectorAll('.svg-figure path')].map((path) => path.getAttribute('d') ?? '')"
    )
    numbers = [np.array(re.findall(r"-?[\d.]+(?:e-?\d+)?", path), float) for path in paths]
    return any(draws(each.reshape(-1, 2), values) for each in numbers if len(each) == 2 * len(values))


def test_the_number_of_features_is_dragged_and_nothing_is_asked(plots):
    plots.open("FidelityView", "BarsView", set_up=SET_UP)
    plots.lab.wait_until(MEASURED)
    calls = plots.ask("study.n_model_calls")
    left_out = plots.ask("study.fidelity.by_n_features.loo_score.tolist()")
    assert drawn_in(plots, "features", left_out)

    plots.drag(".lw-handle-features", -180)
    plots.settle()
    few = plots.ask("study.n_features")
    assert few < 4
    plots.lab.wait_until("(n) => document.querySelectorAll('.lw-bars .lw-row').length === n", arg=few)
    readout = plots.page.locator(".lw-figure-readout").first.inner_text()
    score, left = plots.ask("[float(study.explanation.score), float(study.explanation.loo_score)]")
    start = f"{few} feature{'s' if few > 1 else ''}: R² {score:.2f} in sample, {left:.2f} left out."
    assert readout.startswith(start)

    plots.page.locator(".lw-handle-features").focus()
    plots.page.keyboard.press("End")
    plots.wait_for_kernel("study.n_features", 6)
    plots.page.keyboard.press("ArrowLeft")
    plots.wait_for_kernel("study.n_features", 5)
    assert plots.ask("study.n_model_calls") == calls


def test_the_model_is_asked_by_the_button_and_the_width_follows_from_what_is_kept(plots):
    plots.open("FidelityView", "KernelWidthView", set_up=SET_UP)
    plots.lab.wait_until(MEASURED)
    calls, offered = plots.ask("[study.n_model_calls, study.fidelity_offer.n_rows]")
    button = plots.page.locator('[data-action="check_fidelity"]')
    assert button.inner_text().startswith(f"Draw 256 fresh samples: {offered} model calls")
    button.click()
    plots.lab.wait_until(FRESH)
    plots.settle()
    assert plots.ask("study.n_model_calls") == calls + offered
    headline = plots.page.locator(".lw-fidelity-view .lw-plot-headline")
    share = plots.ask("round(100 * study.fidelity.fresh)")
    assert headline.inner_text().startswith(f"On samples it has not seen, the surrogate explains {share} %")
    deletion = plots.ask("study.fidelity.removal.deletion.tolist()")
    assert drawn_in(plots, "removal", deletion)

    plots.drag(".lw-figure-weights .lw-handle-width", -100)
    plots.settle()
    plots.lab.wait_until(MEASURED)
    narrow = plots.ask("round(100 * study.fidelity.fresh)")
    assert narrow != share
    assert f"explains {narrow} %" in headline.inner_text()
    assert plots.ask("study.n_model_calls") == calls + offered
    assert plots.data("fidelity-view")["fresh"] == "256"


def test_a_failing_model_leaves_a_sentence(plots):
    plots.open("FidelityView", set_up=SET_UP)
    plots.lab.wait_until(MEASURED)
    plots.lab.kernel("curved.__code__ = (lambda rows: 1 / 0).__code__")
    plots.page.locator('[data-action="check_fidelity"]').click()
    plots.lab.wait_for(".lw-asking .lw-error:not([hidden])")
    assert "ZeroDivisionError" in plots.page.locator(".lw-asking .lw-error").inner_text()
    assert plots.page.locator(".lw-fidelity-view .lw-plot-headline").inner_text().startswith("On samples left out")


def test_axe_finds_nothing_and_nothing_is_cut_in_any_theme_and_width(plots):
    plots.open("FidelityView", set_up=SET_UP)
    plots.lab.wait_until(MEASURED)
    plots.page.locator('[data-action="check_fidelity"]').click()
    plots.lab.wait_until(FRESH)
    plots.lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for dark, width in ((False, 1400), (True, 1000)):
        plots.lab.change_theme(dark=dark)
        plots.lab.resize(width)
        plots.lab.page.wait_for_timeout(400)
        assert plots.page.evaluate(FINDINGS) == []
        assert plots.page.evaluate(CUT) == [0, []]


def test_an_explorer_has_it_as_a_fold(lab):
    page = opened(lab, "image")
    page.unfold("fidelity")
    lab.wait_until(MEASURED)
    assert lab.page.locator(".lw-fidelity-view .lw-measure").count() >= 3
