"""The plotted views in JupyterLab, each in a cell of its own, under a real mouse and real keys."""

import re

import numpy as np
import pytest
from browser.lab_page import notebook_of
from browser.plots_page import STUDY, VIEWS, PlotsPage, draws


@pytest.fixture
def plots(lab):
    return PlotsPage(lab)


def test_what_is_drawn_is_what_the_kernel_says(plots):
    plots.open(*VIEWS)
    sweep = plots.ask(
        "{'coef': [[float(dict(zip(f, c)).get(k, 0)) for k in (0, 1)] for f, c in zip(study.sweep.features.tolist(),"
        " study.sweep.contributions.tolist())], 'score': study.sweep.loo_score.tolist(),"
        " 'ess': study.sweep.ess.tolist(),"
        " 'gap': np.abs(study.sweep.local_prediction - study.sweep.model_prediction).tolist()}"
    )
    assert len(sweep["score"]) == 129

    curves = plots.lines("weights")
    for feature in (0, 1):
        assert any(draws(line, [row[feature] for row in sweep["coef"]]) for line in curves), feature
    for name in ("score", "ess", "gap"):
        assert any(draws(line, sweep[name]) for line in plots.lines("trust")), name
    model = plots.ask(
        "bent(np.column_stack([study.slices[((0,), (201,))].slice.axes[0].values, np.full(201, 0.3)]))[:, 1].tolist()"
    )
    assert any(draws(line, model) for line in plots.lines("curve"))


def test_the_line_that_is_dragged_moves_every_view_and_asks_the_model_nothing(plots):
    plots.open(*VIEWS)
    before, calls = plots.ask("[study.kernel_width, study.n_model_calls]")

    plots.drag(".lw-figure-weights .lw-handle-width", -120)
    plots.settle()

    after, now = plots.ask("[study.kernel_width, study.n_model_calls]")
    assert after < before / 1.5
    assert now == calls
    widths = [float(plots.data(view)["kernelWidth"]) for view in ("bars", "kernel-width", "plane", "neighborhood")]
    assert widths == pytest.approx([after] * 4)
    weights = plots.page.locator(".lw-bars .lw-row").evaluate_all(
        "(rows) => rows.map((row) => [Number(row.dataset.feature), Number(row.dataset.weight)])"
    )
    known = dict(
        plots.ask("[[int(f), float(c)] for f, c in zip(study.explanation.features, study.explanation.contributions)]")
    )
    assert dict(map(tuple, weights)) == pytest.approx(known, rel=1e-4)


def test_the_line_is_dragged_in_any_of_its_figures_and_by_keys(plots):
    plots.open("KernelWidthView", "BarsView")
    first = plots.ask("study.kernel_width")
    x, y = plots.middle(".lw-figure-trust .lw-surface")
    plots.page.mouse.click(x + 80, y)
    plots.settle()
    clicked = plots.ask("study.kernel_width")
    assert clicked > first

    plots.page.locator(".lw-figure-weights .lw-handle-width").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowLeft"):
        plots.page.keyboard.press(key)
    plots.settle()
    assert plots.ask("study.kernel_width") == pytest.approx(clicked * 2 ** (-12 / 16), rel=1e-9)
    plots.page.keyboard.press("Home")
    plots.settle()
    assert plots.ask("study.kernel_width") == pytest.approx(plots.ask("float(study.kernel_widths[0])"))
    for _ in range(3):
        plots.page.keyboard.press("ArrowLeft")
    plots.settle()
    assert plots.ask("study.kernel_width") == pytest.approx(plots.ask("float(study.kernel_widths[0])"))


def test_a_target_chooses_the_width_and_a_hand_ends_it(plots):
    plots.open("KernelWidthView", "BarsView")
    plots.page.locator('[data-parameter="target_on"]').check()
    plots.lab.wait_for(".lw-missed:not([hidden])")  # no width of this model reaches 0.9
    plots.page.locator('[data-parameter="target_score"]').press("Control+A")
    plots.page.keyboard.type("0.7\n")
    plots.lab.wait_for(".lw-missed", state="hidden")
    plots.settle()
    target, width, score = plots.ask("[study.target_score, study.kernel_width, float(study.explanation.score)]")
    assert score >= target
    scores = plots.ask("study.neighborhood.sweep(study.kernel_widths, output=1).score.tolist()")
    widths = plots.ask("study.kernel_widths.tolist()")
    assert width == pytest.approx(max(each for each, got in zip(widths, scores, strict=True) if got >= target))

    plots.drag(".lw-figure-trust .lw-handle-target", 0, 12)
    plots.settle()
    lower, wider = plots.ask("[study.target_score, study.kernel_width]")
    assert lower < target
    assert wider > width

    plots.drag(".lw-figure-weights .lw-handle-width", -60)
    plots.settle()
    assert plots.ask("study.target_score") is None
    assert not plots.page.locator('[data-parameter="target_on"]').is_checked()


def test_the_instance_is_dragged_in_the_plane_and_nothing_is_out_of_date(plots):
    plots.open(*(view for view in VIEWS if view != "CurveView"))
    calls = plots.ask("study.n_model_calls")
    plots.drag(".lw-figure-d .lw-handle-instance", -90, 60, steps=40)
    plots.settle()

    x1, x2 = plots.ask("[float(v) for v in study.explainer.table.encode(study.instance)]")
    assert x1 < 0.5
    assert x2 < 0.1
    plots.lab.wait_until(
        """(at) => document.querySelector('.lw-plane').dataset.at.split(',')
            .every((each, i) => Math.abs(each - at[i]) < 1e-6)""",
        arg=[x1, x2],
    )
    weights = dict(
        plots.ask("[[int(f), float(c)] for f, c in zip(study.explanation.features, study.explanation.coef)]")
    )
    intercept = plots.ask("float(study.explanation.intercept)")
    scale, mean = plots.ask("[study.explainer.table.scales.tolist(), study.explainer.table.means.tolist()]")
    raw = np.array([weights.get(0, 0.0), weights.get(1, 0.0)]) / scale
    intercept -= raw @ np.array(mean)
    text = plots.data("plane")["boundary"].replace("−", "-").replace(" ", "")
    found = re.fullmatch(r"x2=(-?[\d.]+)([+-][\d.]+)·x1", text)
    assert found, text
    assert [float(each) for each in found.groups()] == pytest.approx(
        [(0.5 - intercept) / raw[1], -raw[0] / raw[1]], abs=2e-3
    )
    # Every place that the hand was at is asked about once at most; the samples and the surface never again.
    assert plots.ask("study.n_model_calls") - calls <= 41


def test_the_instance_is_moved_by_keys(plots):
    plots.open("PlaneView", "CurveView")
    step = plots.ask("[float(axis.step) for axis in study.slices[((0, 1), (100, 100))].slice.axes]")
    plots.page.locator(".lw-figure-d .lw-handle-instance").focus()
    plots.page.keyboard.press("ArrowRight")
    plots.page.keyboard.press("Shift+ArrowUp")
    plots.settle()
    plots.lab.wait_until("() => Number(document.querySelector('.lw-plane').dataset.at.split(',')[1]) > 0.4")
    moved = plots.ask("study.explainer.table.encode(study.instance).tolist()")
    assert moved == pytest.approx([0.8 + step[0], 0.3 + 10 * step[1]], rel=1e-6)

    plots.page.locator(".lw-figure-curve .lw-handle-instance").focus()
    plots.page.keyboard.press("ArrowLeft")
    plots.lab.wait_until(
        "(x) => Number(document.querySelector('.lw-plane').dataset.at.split(',')[0]) < x", arg=moved[0]
    )
    plots.settle()


def test_panels_are_switched_and_shown_side_by_side(plots):
    plots.open("PlaneView")
    shown = """() => [...document.querySelectorAll('.lw-plane .lw-figure')]
        .filter((figure) => figure.checkVisibility({ visibilityProperty: true })).length"""
    assert plots.page.evaluate(shown) == 1
    plots.page.locator('[data-panel-choice="all"]').click()
    plots.lab.wait_until(f"() => ({shown})() === 4")
    inked = """() => [...document.querySelectorAll('.lw-plane .lw-figure')].map((figure) =>
        [...figure.querySelectorAll('canvas.lw-layer')].filter(({ width }) => width > 0).some((canvas) =>
            canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v)))"""
    plots.lab.wait_until(f"() => ({inked})().every(Boolean)")
    plots.page.locator('[data-panel-choice="A"]').click()
    plots.lab.wait_until(f"() => ({shown})() === 1")


def test_widths_are_added_and_dropped_as_chips(plots):
    plots.open("CurveView")
    plots.page.locator('[data-parameter="compared_width"]').fill("0.4")
    plots.page.keyboard.press("Enter")
    plots.lab.wait_until("() => document.querySelectorAll('.lw-compare-table tbody tr').length === 2")
    plots.settle()
    plots.wait_for_kernel("list(study.compared_widths)", [0.4])
    assert plots.data("curve")["lines"] == "2"
    weight = plots.ask("float(dict(study.neighborhood.explain(kernel_width=0.4, output=1).as_list())['x1'])")
    slope = weight / plots.ask("float(study.explainer.table.scales[0])")
    told = plots.page.locator('.lw-compare-table tr[data-width="0.4"]').inner_text().replace("−", "-").split()
    assert float(told[4]) == pytest.approx(slope, rel=6e-3)
    plots.page.locator('.lw-compare-table tr[data-width="0.4"] [data-action="drop-width"]').click()
    plots.lab.wait_until("() => document.querySelectorAll('.lw-compare-table tbody tr').length === 1")
    plots.wait_for_kernel("list(study.compared_widths)", [])


def test_a_brush_shows_its_rows_and_escape_clears_it(plots):
    plots.open("NeighborhoodView")
    x, y = plots.middle(".lw-figure-neighborhood .lw-surface")
    plots.page.mouse.move(x - 150, y - 60)
    plots.page.mouse.down()
    plots.page.mouse.move(x - 40, y, steps=8)
    plots.page.mouse.move(x + 20, y + 60, steps=8)
    plots.page.mouse.up()
    plots.lab.wait_for(".lw-selected:not([hidden])")
    plots.lab.wait_until("() => document.querySelectorAll('.lw-selected tbody tr').length > 0")
    held = int(plots.data("neighborhood")["held"])
    assert held > 0
    rows = "document.querySelectorAll('.lw-selected tbody tr').length"
    plots.lab.wait_until(f"(rows) => {rows} === rows", arg=min(held, 24))
    plots.page.locator(".lw-figure-neighborhood .lw-handle-brush").focus()
    plots.page.keyboard.press("Escape")
    plots.lab.wait_until("() => document.querySelector('.lw-neighborhood').dataset.held === '0'")
    assert plots.page.locator(".lw-selected").is_hidden()


def test_the_dark_theme_and_a_narrow_page_draw_without_an_error(plots):
    plots.open(*VIEWS, set_up=STUDY + "study.compared_widths = (0.3, 3.0)")
    plots.lab.change_theme(dark=True)
    plots.lab.resize(700)
    plots.drag(".lw-figure-weights .lw-handle-width", -40)
    plots.settle()
    assert plots.data("plane")["theme"] == "dark"
    overflowing = plots.page.evaluate(
        """() => [...document.querySelectorAll('.lw-plotted')]
            .filter((view) => view.scrollWidth > view.clientWidth + 1).length"""
    )
    assert overflowing == 0
    plots.lab.change_theme(dark=False)


# Some of the largest features are selected only where too few samples count, so that they have no interval anywhere.
NO_INTERVAL = """
import lime_widgets as lw
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
data = load_breast_cancer(as_frame=True)
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(data.data, data.target)
study = lw.explore(model, data.data.iloc[30], data.data, n_samples=512).study
lw.KernelWidthView(study)
"""


def test_features_without_an_interval_at_any_width_are_drawn(lab):
    lab.open(notebook_of(NO_INTERVAL))
    lab.run_all()
    assert lab.kernel("study.wait(60)") == "True"
    view = lab.page.locator(".lw-kernel-width")
    view.locator(".lw-curve-chip").first.wait_for()
    assert int(view.get_attribute("data-curves")) == 12
    assert "could not be drawn" not in view.text_content()


def test_views_closed_in_the_kernel_leave_the_page_and_the_others_working(plots):
    # They are closed once they are drawn: anywidget reports a model that is closed while its module loads.
    plots.open("KernelWidthView", "BarsView", "PlaneView")
    plots.lab.kernel("Out[max(Out)].close()")
    plots.lab.wait_for(".lw-plane", state="detached")
    plots.drag(".lw-figure-weights .lw-handle-width", -60)
    plots.settle()
