"""Samples over the training data, and samples drawn where the kernel looks, in JupyterLab."""

import pytest
from browser.plots_page import PlotsPage
from browser.test_first_glance import AXE

FINDINGS = """async () => {
    const { violations } = await axe.run(document.querySelector('.lw-neighborhood'), {
        rules: { region: { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`));
}"""
SMALL = """(root) => [...root.querySelectorAll('button')].filter((node) => {
    const { width, height } = node.getBoundingClientRect();
    return width > 0 && height < 24;
}).map((node) => node.outerHTML.slice(0, 100))"""

WINE = """
import lime_widgets as lw
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
wine = load_wine(as_frame=True)
forest = RandomForestClassifier(20, random_state=0).fit(wine.data, wine.target)
study = lw.Study(forest, wine.data.iloc[5], lw.TabularExplainer(wine.data, discretizer=None), n_samples=1024)
"""


@pytest.fixture
def plots(lab):
    return PlotsPage(lab)


def painted(plots):
    """The warm pixels of the canvases: training rows."""
    return plots.page.evaluate(
        """() => [...document.querySelectorAll('.lw-neighborhood canvas')].reduce((warm, canvas) => {
            if (canvas.width === 0 || canvas.height === 0) return warm;
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4)
                if (data[i + 3] > 60 && data[i] > data[i + 2] + 60) warm += 1;
            return warm;
        }, 0)"""
    )


def test_samples_lie_over_the_training_rows_and_off_the_data(plots):
    plots.open("NeighborhoodView", set_up=WINE)
    view = plots.page.locator(".lw-neighborhood").first
    share = plots.ask("study.neighborhood.origin.off_data")
    assert share > 0.3
    said = f"{share:.0%}".replace("%", " %") + " of the samples lie off the data"
    assert said in view.locator(".lw-held").inner_text()
    calls = plots.ask("study.n_model_calls")
    view.locator('[data-against="data"]').click()
    plots.lab.wait_until("() => document.querySelector('.lw-held')?.textContent.includes('above the line')")
    plots.lab.wait_until("() => document.querySelector('.lw-neighborhood .lw-plot-note').hidden")
    plots.page.wait_for_timeout(300)
    with_rows = painted(plots)
    assert with_rows > 300
    plots.lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for dark, width in ((False, 1000), (True, 640)):
        plots.lab.change_theme(dark=dark)
        plots.lab.resize(width)
        plots.page.wait_for_timeout(300)
        assert plots.page.evaluate(FINDINGS) == []
        assert view.evaluate(SMALL) == []
        assert view.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1")
        assert painted(plots) > 300
    plots.lab.change_theme(dark=False)
    view.locator(".lw-training").focus()
    plots.page.keyboard.press("Enter")
    plots.lab.wait_until("() => document.querySelector('.lw-training').getAttribute('aria-pressed') === 'false'")
    plots.page.wait_for_timeout(200)
    assert painted(plots) < 0.1 * with_rows
    assert plots.ask("study.n_model_calls") == calls


def test_one_click_draws_the_samples_where_the_kernel_looks(plots):
    plots.open("NeighborhoodView", "BarsView", set_up=WINE + "study.kernel_width = 1.0\n")
    button = plots.page.locator(".lw-neighborhood .lw-aim button").first
    button.wait_for()
    assert button.inner_text() == "Sample where the kernel looks: 1,024 model calls"
    before = plots.ask("study.explanation.ess")
    calls = plots.ask("study.n_model_calls")
    button.click()
    plots.wait_for_kernel("study.sampling", "local")
    plots.settle()
    assert before < 110
    assert plots.ask("study.explanation.ess") > 1023
    assert plots.ask("study.local_width") == 1.0
    assert plots.ask("study.n_model_calls") - calls <= 1024
    button.wait_for(state="hidden")
