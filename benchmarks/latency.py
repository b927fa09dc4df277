"""Measure the time from a change of a control to the redrawn explanation, in JupyterLab and Chromium.

The model is a random forest on the bike rentals; the explanation has 5,000 samples.

Run as ``python benchmarks/latency.py [changes [rest]]``. The defaults are 200 changes of each control, and a pause of
0.1 s after each change is seen.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME / "tests"))

from browser.chromium import running_chromium  # noqa: E402
from browser.lab_page import LabPage, notebook_of  # noqa: E402
from browser.server import running_jupyter  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

SET_UP = """
import time
import lime_widgets as lw
from lime_widgets.datasets import load_bike_task
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

X, y = load_bike_task()
one_hot = make_column_transformer(
    (OneHotEncoder(), make_column_selector(dtype_include="category")), remainder="passthrough"
)
model = make_pipeline(one_hot, RandomForestClassifier(n_estimators=100, random_state=0)).fit(X, y)
explorer = lw.explore(model, X.loc["2011-10-22"], X, n_samples=5000)
study = explorer.study
explained = []
study.observe(lambda change: explained.append((change.new.kernel_width, time.time())), "explanation")
explorer
"""

AT_REST = """() => {
    const summary = document.querySelector('.lw-summary')?.dataset;
    return summary?.stale === 'false' && summary.status === 'ready';
}"""

WIDTH = (
    "() => { const d = document.querySelector('.lw-bars').dataset; return d.stale === 'false' ? d.kernelWidth : ''; }"
)
ROWS = "() => document.querySelectorAll('.lw-bars .lw-row[data-weight]').length"
OUTPUT = "() => document.querySelector('.lw-bars').dataset.output"
# Five digits, because the full sweep that follows may change the last bits of a weight.
WEIGHTS = """() => [...document.querySelectorAll('.lw-bars .lw-row')]
    .map((row) => row.dataset.feature + ':' + Number(row.dataset.weight).toPrecision(5)).join()"""
SAMPLES = "() => document.querySelector('.lw-summary .lw-fidelity').textContent"


# A control that does not move can change nothing on screen. The error says so at once, not after a time limit.
_NOTIFY = """for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, { bubbles: true }));"""


def key(name: str, there: str, back: str, run: int) -> str:
    """Write a JavaScript function that steps a control as a key does: `run` steps one way, then `run` steps back."""
    step = there if there == back else f"if (Math.floor(i / {run}) % 2 === 0) {{ {there} }} else {{ {back} }}"
    return f"""(i) => {{
        const field = document.querySelector('[data-parameter="{name}"]');
        const before = field.value;
        {step}
        if (field.value === before) throw new Error(`Change ${{i}} left {name} at ${{before}}.`);
        {_NOTIFY}
    }}"""


def choose(name: str, labels: list[str]) -> str:
    """Write a JavaScript function that chooses options of a select in turn, by the start of their labels."""
    return f"""(i) => {{
        const field = document.querySelector('[data-parameter="{name}"]');
        const labels = {json.dumps(labels)};
        const options = [...field.options].map((option) => option.textContent.trim());
        const label = labels[(i + 1) % labels.length].toLowerCase();
        const before = field.selectedIndex;
        field.selectedIndex = options.findIndex((text) => text.toLowerCase().startsWith(label));
        if (field.selectedIndex === -1) throw new Error(`{name} has no option ${{label}}, only ${{options.join()}}.`);
        if (field.selectedIndex === before) throw new Error(`Change ${{i}} left {name} at ${{label}}.`);
        {_NOTIFY}
    }}"""


CONTROLS = {
    "features": (key("n_features", "field.stepDown()", "field.stepUp()", 8), ROWS),
    "penalty": (key("alpha", "field.stepUp()", "field.stepDown()", 40), WEIGHTS),
    "explained output": (choose("output", ["above", "below"]), OUTPUT),
    "feature selection": (choose("feature_selection", ["forward selection", "none"]), ROWS),
    "kernel": (choose("kernel", ["exponential", "epanechnikov"]), WEIGHTS),
    "distance": (choose("distance", ["euclidean", "manhattan"]), WEIGHTS),
    "bins": (choose("discretizer", ["none", "quartiles"]), WEIGHTS),
    "samples, answered already": (key("n_samples", "field.stepDown()", "field.stepUp()", 4), SAMPLES),
}


def kernel_delays(drags: list[tuple[float, float]], explained: list[tuple[float, float]]) -> list[float]:
    """Return the milliseconds from each drag until the kernel explains its width, or the width of a later drag."""
    delays = []
    for number, (_, moved) in enumerate(drags):
        wanted = [width for width, _ in drags[number:]]
        reached = [at for width, at in explained if at > moved - 0.005 and np.isclose(width, wanted, rtol=1e-9).any()]
        delays.append(1000 * (min(reached) - moved))
    return delays


def report(what: str, measured: list[float]) -> None:
    """Print one line of the table."""
    median, late = np.percentile(measured, [50, 95])
    print(f"{what:32} {len(measured):5} {median:8.1f} {late:8.1f} {max(measured):8.1f}", flush=True)


@contextmanager
def opened(set_up: str) -> Iterator[LabPage]:
    """Open a notebook of one cell in JupyterLab, run it and wait for the explanation.

    At the end the page must have reported no error.
    """
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        page = LabPage(chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page(), server)
        page.open(notebook_of(set_up))
        page.run_all()
        page.wait_until(AT_REST)
        # Only an explorer has it.
        for fold in page.page.locator("[data-fold='advanced'] > summary").all():
            fold.click()
        page.page.wait_for_timeout(2000)
        yield page
        page.close()
        page.assert_clean()


def main() -> None:
    """Measure, and print a table in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rest = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    with opened(SET_UP) as page:
        print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")

        page.page.locator('[data-parameter="kernel_width"]').focus()
        keys = [("ArrowLeft", "ArrowRight")[i // 30 % 2] for i in range(times)]
        report("kernel width, real keys", page.key_latency(keys, WIDTH))

        calls = page.kernel("print(study.n_model_calls); explained.clear()")
        page.page.evaluate("() => { window.__drags = []; }")
        change = """(i) => {
            const field = document.querySelector('[data-parameter="kernel_width"]');
            if (Math.floor(i / 30) % 2 === 0) field.stepDown(); else field.stepUp();
            field.dispatchEvent(new Event('input', { bubbles: true }));
            window.__drags.push([Number(field.dataset.value), Date.now() / 1000]);
        }"""
        report("kernel width, dragged", page.latency(change, WIDTH, times=times, rest=rest))
        page.page.wait_for_timeout(500)
        drags = page.page.evaluate("() => window.__drags")
        explained = json.loads(page.kernel("import json; print(json.dumps(explained))"))
        report("  study.explanation follows", kernel_delays(drags, explained))

        for name, (change, read) in CONTROLS.items():
            # From the initial parameters each change is visible. At a narrow width, two kernels may give equal weights.
            page.kernel("study.reset(); study.wait()")
            page.page.wait_for_timeout(500)
            report(name, page.latency(change, read, times=times, rest=rest))
        rows = int(page.kernel("print(study.n_model_calls)")) - int(calls)
        print(f"rows evaluated by the model meanwhile: {rows}")


if __name__ == "__main__":
    main()
