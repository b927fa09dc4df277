"""What the front end knows of bqplot's own views and nodes: js/src/plot/bqplot.ts and the style sheets rely on it."""

import pytest
from browser.lab_page import notebook_of
from browser.plots_page import STUDY, PlotsPage

NODES = """() => [...document.querySelectorAll('.lw-figure')].map((figure) => {
    const area = figure.querySelector(':scope > .svg-figure .plotarea_events');
    return {
        area: area !== null && Number(area.getAttribute('width')) > 0 && Number(area.getAttribute('height')) > 0,
        classes: ['bqplot', 'figure'].every((name) => figure.classList.contains(name)),
        curves: figure.querySelectorAll('.svg-figure .curve .line').length,
        labels: figure.querySelectorAll('.svg-background .axislabel').length,
        layers: figure.querySelector(':scope > .lw-layers + .svg-figure') !== null,
    };
})"""
SURFACES = """() => [...document.querySelectorAll('.lw-figure')].every((figure) => {
    const boxes = ['.lw-surface', '.plotarea_events'].map((each) =>
        figure.querySelector(each).getBoundingClientRect());
    return ['left', 'top', 'width', 'height'].every((side) => Math.abs(boxes[0][side] - boxes[1][side]) < 1);
})"""


def test_a_figure_has_the_nodes_that_we_read_and_style(lab):
    plots = PlotsPage(lab)
    plots.open("KernelWidthView", "CurveView")

    figures = lab.page.evaluate(NODES)
    assert len(figures) == 3
    assert all(each["area"] and each["classes"] and each["layers"] for each in figures)
    assert all(each["labels"] == 2 and each["curves"] > 0 for each in figures)
    assert lab.page.evaluate(SURFACES)

    lab.resize(700, 900)
    lab.wait_until(SURFACES)


def test_a_figure_has_the_nodes_of_its_view_no_longer_when_it_is_closed(lab):
    plots = PlotsPage(lab)
    plots.open("KernelWidthView")
    lab.page.evaluate("() => { window.kept = document.querySelector('.lw-figure'); }")
    lab.kernel("from ipywidgets import Widget; Widget.close_all()")
    lab.wait_until("() => document.querySelector('.lw-figure') === null")
    assert lab.page.evaluate("() => window.kept.childNodes.length") == 0


@pytest.mark.own_page  # anywidget tells seconds later of a model that was closed too early
def test_a_view_that_is_closed_before_it_is_drawn_leaves_no_error(lab):
    """The page's own fixture fails where the console has an error."""
    lab.open(notebook_of(STUDY, "import ipywidgets; box = ipywidgets.VBox(); box.add_class('box'); box"))
    lab.run_all()
    lab.wait_for(".box", state="attached")
    for view in ("PlaneView", "KernelWidthView", "CurveView", "NeighborhoodView"):
        lab.kernel(f"view = lw.{view}(study); box.children = [view]; view.close(); box.children = []")
    lab.kernel("last = lw.CurveView(study); box.children = [last]")
    lab.wait_for(".box .lw-surface")
    assert lab.page.locator(".lw-broken").count() == 0


# How far each plot area ends from the right edge of its figure.
ENDS = """() => [...document.querySelectorAll('.lw-figure')].map((figure) => Math.round(
    figure.getBoundingClientRect().right - figure.querySelector('.plotarea_events').getBoundingClientRect().right))"""


@pytest.mark.parametrize("view", ["FidelityView", "KernelWidthView", "NeighborhoodView"])
def test_a_figure_that_is_narrowed_off_the_screen_is_whole_when_it_is_scrolled_to(lab, view):
    plots = PlotsPage(lab)
    plots.open(view, set_up=f"{STUDY}\nprint('\\n' * 150)")
    figure = lab.wait_for(".lw-figure .lw-surface")
    figure.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(500)
    wide = lab.page.evaluate(ENDS)

    lab.page.evaluate("() => window.__notebook.content.scrollToCell(window.__notebook.content.widgets[0])")
    lab.page.wait_for_timeout(500)
    lab.resize(900)
    lab.page.wait_for_timeout(1000)
    figure.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(150)  # less than bqplot takes
    assert lab.page.evaluate(ENDS) == wide
    assert lab.page.evaluate(SURFACES)
