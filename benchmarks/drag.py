"""Measure how many times per second linked views redraw during a drag, in JupyterLab and Chromium.

The study has 500 samples, two features and a forest of 100 trees. All its views are on the page, and the forest's
surface over the plane is drawn before the drag. The script drags the line at the kernel width, then the instance.

Run as ``python benchmarks/drag.py [seconds]``. Each drag takes 5 seconds by default.
"""

from __future__ import annotations

import sys

import latency

SET_UP = """
import lime_widgets as lw
figure = lw.figures.plane()
study = figure.study
views = [lw.SummaryView(study), lw.BarsView(study), lw.PlaneView(study, panel="D"), lw.KernelWidthView(study),
         lw.CurveView(study, "x1"), lw.NeighborhoodView(study)]
figure.close()
import ipywidgets
ipywidgets.VBox(views)
"""

# For each view, a text that changes with each redraw. It is cheap to compute, because it is read at every frame.
SIGNATURES = """{
    summary: () => document.querySelector('.lw-summary').textContent,
    bars: () => [...document.querySelectorAll('.lw-bars .lw-row')].map((row) => row.dataset.weight).join(),
    plane: () => ((root) => [root.dataset.at, root.dataset.boundary].join())(document.querySelector('.lw-plane')),
    width: () => document.querySelector('.lw-kernel-width').dataset.kernelWidth + drawn('weights'),
    curve: () => drawn('curve'),
    samples: () => document.querySelector('.lw-neighborhood').dataset.painted,
}"""

# Moves the pressed pointer back and forth at every frame of the screen, and counts the redraws. The page itself makes
# the moves: Playwright makes about twenty per second, while a mouse makes one per frame.
DRAG = f"""async ({{ selector, reach, rise, seconds }}) => {{
    const drawn = (figure) => [...document.querySelectorAll(`.lw-figure-${{figure}} .svg-figure path`)]
        .map((path) => path.getAttribute('d') ?? '')
        .map((line) => line.slice(line.length >> 1).slice(0, 60) + line.slice(-40)).join();
    const look = {SIGNATURES};
    const surface = document.querySelector(selector);
    const {{ x, y, pointerId }} = window.__pressed;
    const counts = {{}}, last = {{}}, began = performance.now();
    let frames = 0;
    for (const name of Object.keys(look)) [counts[name], last[name]] = [0, look[name]()];
    const passed = () => (performance.now() - began) / 1000;
    while (passed() < seconds) {{
        const turn = 2 * Math.PI * passed() / 2.5;
        const to = {{ clientX: x + reach * Math.sin(turn), clientY: y + rise * (1 - Math.cos(turn)) / 2 }};
        surface.dispatchEvent(new PointerEvent('pointermove', {{ ...to, pointerId, bubbles: true, buttons: 1 }}));
        await new Promise(requestAnimationFrame);
        for (const name of Object.keys(look)) {{
            const now = look[name]();
            if (now !== last[name]) [last[name], counts[name]] = [now, counts[name] + 1];
        }}
        frames += 1;
    }}
    return {{ counts, frames, seconds: passed() }};
}}"""

PRESSED = """() => document.addEventListener('pointerdown',
    ({ clientX, clientY, pointerId }) => { window.__pressed = { x: clientX, y: clientY, pointerId }; },
    { capture: true, once: true })"""


def drag(page: latency.LabPage, surface: str, handle: str, seconds: float, *, up: bool) -> None:
    """Press on a handle with the mouse, move it back and forth over its surface, and report the redraws."""
    area, knob = page.page.locator(surface).first, page.page.locator(handle).first
    area.scroll_into_view_if_needed()
    page.page.wait_for_timeout(500)
    box, grip = area.bounding_box(), knob.bounding_box()
    assert box is not None
    assert grip is not None
    page.page.evaluate(PRESSED)
    page.page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.page.mouse.down()
    extent = {"reach": 0.2 * box["width"], "rise": 0.3 * box["height"] if up else 0.0}
    result = page.page.evaluate(DRAG, {"selector": surface, "seconds": seconds, **extent})
    page.page.mouse.up()
    page.page.wait_for_timeout(1000)
    rates = "  ".join(f"{name} {count / result['seconds']:5.1f}" for name, count in result["counts"].items())
    print(f"{surface:34} screen {result['frames'] / result['seconds']:5.1f}  {rates}", flush=True)


def main() -> None:
    """Measure, and print the redraws per second."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    latency.AT_REST = """() => document.querySelector('.lw-summary')?.dataset.status === 'ready'
        && document.querySelector('.lw-plane')?.dataset.at
        && document.querySelector('.lw-neighborhood')?.dataset.painted"""
    with latency.opened(SET_UP) as page:
        print("redraws per second, by view")
        drag(page, ".lw-figure-weights .lw-surface", ".lw-figure-weights .lw-handle", seconds, up=False)
        drag(page, ".lw-figure-d .lw-surface", ".lw-figure-d .lw-handle", seconds, up=True)
        print(page.kernel("print(study.status, study.error, study.instance, round(study.kernel_width, 4))"))


if __name__ == "__main__":
    main()
