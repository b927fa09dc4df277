"""Fingers on the plots: they scroll past them, and drag what they grab."""

from contextlib import closing

import pytest
from browser.conftest import new_page
from browser.plots_page import PlotsPage

SCROLLER = ".jp-WindowedPanel-outer"


@pytest.fixture
def plots(chromium, lab_server):
    with closing(chromium.new_context(has_touch=True)) as context:
        page = new_page(context, lab_server)
        yield PlotsPage(page)
        page.assert_clean()
        page.close()


def scrolled(plots):
    return plots.page.locator(SCROLLER).first.evaluate("(node) => node.scrollTop")


def swipe(plots, at, dx, dy, steps=12):
    """Touch a place, move the finger, and lift it."""
    session = plots.page.context.new_cdp_session(plots.page)
    (x, y) = at

    def touch(kind, points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": x, "y": y}])
    for step in range(1, steps + 1):
        touch("touchMove", [{"x": x + dx * step / steps, "y": y + dy * step / steps}])
    touch("touchEnd", [])
    session.detach()


def corner(plots, selector, across, down):
    """A place in an element, in shares of its size, once it is in sight."""
    found = plots.page.locator(selector).first
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_a_finger_that_moves_up_or_down_scrolls_and_changes_nothing(plots):
    plots.open("BarsView", "PlaneView", "KernelWidthView", "CurveView", "NeighborhoodView")
    state = "[study.kernel_width, list(map(float, study.instance)), study.target_score]"
    before = plots.ask(state)
    for figure in ("d", "weights", "trust", "curve", "neighborhood"):
        at = corner(plots, f".lw-figure-{figure} .lw-surface", 0.12, 0.7)
        start = scrolled(plots)
        # Back up where there is something above: the last view ends the notebook.
        swipe(plots, at, 4, 140 if start > 100 else -140)
        plots.lab.wait_until(
            "([selector, start]) => Math.abs(document.querySelector(selector).scrollTop - start) > 60",
            arg=[SCROLLER, start],
        )
        plots.settle()
        assert (figure, plots.ask(state)) == (figure, before)


def test_a_finger_drags_the_instance_in_every_direction_and_the_width_sideways(plots):
    plots.open("BarsView", "KernelWidthView", "PlaneView", "NeighborhoodView")
    middle = corner(plots, ".lw-figure-d .lw-handle-instance", 0.5, 0.5)
    start, before = scrolled(plots), plots.ask("float(study.instance[1])")
    swipe(plots, middle, 0, 60)
    plots.settle()
    assert plots.ask("float(study.instance[1])") < before - 0.2
    assert scrolled(plots) == start

    width = plots.ask("study.kernel_width")
    swipe(plots, corner(plots, ".lw-figure-weights .lw-surface", 0.5, 0.7), 120, 2)
    plots.settle()
    assert plots.ask("study.kernel_width") > width
