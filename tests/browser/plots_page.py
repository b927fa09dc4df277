"""The plotted views on a page: their handles under the hand, and the curves that are drawn."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from playwright.sync_api import TimeoutError as NothingYet

if TYPE_CHECKING:
    from browser.lab_page import LabPage
    from numpy.typing import NDArray

# Two features and a bent boundary between two classes; a model that answers at once.
STUDY = """
import numpy as np, lime_widgets as lw
X = np.random.default_rng(0).uniform(-2, 2, (400, 2))

def bent(rows):
    p = 1 / (1 + np.exp(-3 * (rows[:, 1] - rows[:, 0] ** 2 + 0.5)))
    return np.column_stack([1 - p, p])

study = lw.Study(
    lw.BlackBox(bent, output_names=("out", "in")), [0.8, 0.3],
    lw.TabularExplainer(X, discretizer=None, feature_names=["x1", "x2"]), n_samples=512, output=1,
)
"""

VIEWS = ("SummaryView", "BarsView", "KernelWidthView", "CurveView", "PlaneView", "NeighborhoodView")


class PlotsPage:
    """Views of the kernel's `study`, each in a cell of its own."""

    def __init__(self, page: LabPage) -> None:
        self.lab = page
        self.page = page.page

    def open(self, *views: str, set_up: str = STUDY) -> None:
        """Open a notebook of these views and wait until all of them have drawn."""
        from browser.lab_page import notebook_of

        self.lab.open(notebook_of(set_up, *(f"lw.{view}(study)" for view in views)))
        self.lab.run_all()
        for view in views:
            known = {"KernelWidthView": "kernel-width", "FidelityView": "fidelity-view"}
            name = known.get(view, view.removesuffix("View").lower())
            self.lab.wait_for(f".lw-{name}", state="attached")
        self.settle()

    def settle(self) -> None:
        """Wait until every view shows what the kernel says.

        The last message of a drag may still be under way when the kernel is asked first, so it is asked again.
        """
        for _ in range(10):
            try:
                self._settle_once(timeout=3)
            except NothingYet:
                continue
            return
        self._settle_once(timeout=3)

    def _settle_once(self, *, timeout: float) -> None:
        assert self.lab.kernel("print(study.wait(30), study.status)") == "True ready"
        width, generation = json.loads(
            self.lab.kernel("import json; print(json.dumps([study.kernel_width, study.generation]))")
        )
        self.lab.wait_until(
            """([width, generation]) => ['bars', 'kernel-width', 'plane', 'neighborhood']
                .flatMap((name) => [...document.querySelectorAll(`.lw-${name}`)])
                .every(({ dataset }) => dataset.stale === 'false'
                    && Math.abs(Number(dataset.kernelWidth) / width - 1) < 1e-6)""",
            arg=[width, generation],
            timeout=timeout,
        )

    def middle(self, selector: str) -> tuple[float, float]:
        """Where an element's middle is, in pixels of the page, once it is in sight."""
        found = self.page.locator(selector).first
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box is not None, selector
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, handle: str, dx: float, dy: float = 0.0, *, steps: int = 25) -> None:
        """Drag a handle by so many pixels with the mouse, and let go."""
        x, y = self.middle(handle)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, steps + 1):
            self.page.mouse.move(x + dx * step / steps, y + dy * step / steps)
        self.page.mouse.up()

    def lines(self, figure: str) -> list[NDArray[np.float64]]:
        """The curves of a figure as points (m, 2), in pixels; those that are drawn at all."""
        paths = self.page.locator(f".lw-figure-{figure}").first.evaluate(
            "(figure) => [...figure.querySelectorAll('.svg-figure path')].map((path) => path.getAttribute('d') ?? '')"
        )
        drawn = [np.array(re.findall(r"-?[\d.]+(?:e-?\d+)?", path), float) for path in paths]
        return [numbers.reshape(-1, 2) for numbers in drawn if len(numbers) >= 40 and len(numbers) % 2 == 0]

    def data(self, view: str) -> dict[str, str]:
        """What a view says of itself."""
        return dict(self.page.locator(f".lw-{view}").first.evaluate("(root) => ({ ...root.dataset })"))

    def ask(self, expression: str) -> Any:
        """What the kernel says, by way of JSON."""
        return json.loads(self.lab.kernel(f"import json; print(json.dumps({expression}))"))

    def wait_for_kernel(self, expression: str, expected: Any) -> None:
        """Wait until the kernel says so: the page's message may wait for the answer to an earlier one."""
        end = time.monotonic() + 10
        while self.ask(expression) != expected:
            assert time.monotonic() < end, f"{expression} is {self.ask(expression)}, expected {expected}"


def draws(line: NDArray[np.float64], values: list[float]) -> bool:
    """Whether a curve's heights in pixels are those values, on some linear axis that goes up."""
    known = np.asarray(values, float)
    if len(line) != len(known):
        return False
    up, level = np.polyfit(known, line[:, 1], 1)
    return bool(up < 0 and np.abs(up * known + level - line[:, 1]).max() < 0.6)
