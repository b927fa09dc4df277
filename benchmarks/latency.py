"""How soon a change is seen: a real JupyterLab, a real Chromium, the bike rentals' forest, 5,000 samples.

Run as ``python benchmarks/latency.py [changes [rest]]``: by default 200 changes of each control, and 0.1 s of rest
between what was seen of one and the next.
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
heard = []
study.observe(lambda change: heard.append((change.new.kernel_width, time.time())), "explanation")
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
# To six digits: the full sweep that follows repeats a weight but for its last bit.
WEIGHTS = """() => [...document.querySelectorAll('.lw-bars .lw-row')]
    .map((row) => row.dataset.feature + ':' + Number(row.dataset.weight).toPrecision(5)).join()"""
SAMPLES = "() => document.querySelector('.lw-summary .lw-fidelity').textContent"


def key(name: str, there: str, back: str, run: int) -> str:
    """A change made the way a key makes it: some steps there, as many back."""
    return f"""(i) => {{
        const field = document.querySelector('[data-parameter="{name}"]');
        const up = Math.floor(i / {run}) % 2 === 0;
        {there if there == back else f"if (up) {{ {there} }} else {{ {back} }}"}
        for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, {{ bubbles: true }}));
    }}"""


def choose(name: str, values: list[str]) -> str:
    """Choose the values of a select in turn."""
    return f"""(i) => {{
        const field = document.querySelector('[data-parameter="{name}"]');
        const values = {json.dumps(values)};
        const wanted = values[(i + 1) % values.length];
        field.selectedIndex = [...field.options].findIndex((option) => option.textContent.trim() === wanted);
        for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, {{ bubbles: true }}));
    }}"""


CONTROLS = {
    "features": (key("n_features", "field.stepDown()", "field.stepUp()", 8), ROWS),
    "penalty": (key("alpha", "field.stepUp()", "field.stepDown()", 40), WEIGHTS),
    "explained output": (choose("output", ["above", "below"]), OUTPUT),
    "feature selection": (
        choose("feature_selection", ["forward selection", "none (all features)"]),
        ROWS,
    ),
    "kernel": (choose("kernel", ["exponential", "epanechnikov"]), WEIGHTS),
    "distance": (choose("distance", ["euclidean", "manhattan"]), WEIGHTS),
    "samples, among those held": (key("n_samples", "field.stepDown()", "field.stepUp()", 4), SAMPLES),
}


def followed(drags: list[tuple[float, float]], heard: list[tuple[float, float]]) -> list[float]:
    """Milliseconds from each drag until the kernel explains its width, or one that was dragged to later."""
    delays = []
    for number, (_, moved) in enumerate(drags):
        wanted = [width for width, _ in drags[number:]]
        reached = [at for width, at in heard if at > moved - 0.005 and np.isclose(width, wanted, rtol=1e-9).any()]
        delays.append(1000 * (min(reached) - moved))
    return delays


def report(what: str, measured: list[float]) -> None:
    """Print a line of the table."""
    median, late = np.percentile(measured, [50, 95])
    print(f"{what:32} {len(measured):5} {median:8.1f} {late:8.1f} {max(measured):8.1f}", flush=True)


@contextmanager
def opened(set_up: str) -> Iterator[LabPage]:
    """A JupyterLab in Chromium that has run the cell and come to rest; in the end it must have reported nothing."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_jupyter("lab", Path(scratch)) as server,
        running_chromium() as chromium,
    ):
        page = LabPage(chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page(), server)
        page.open(notebook_of(set_up))
        page.run_all()
        page.wait_until(AT_REST)
        page.page.wait_for_timeout(2000)
        yield page
        page.close()
        page.assert_clean()


def main() -> None:
    """Measure and print, in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rest = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    with opened(SET_UP) as page:
        print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")

        page.page.locator('[data-parameter="kernel_width"]').focus()
        keys = [("ArrowLeft", "ArrowRight")[i // 30 % 2] for i in range(times)]
        report("kernel width, real keys", page.key_latency(keys, WIDTH))

        calls = page.kernel("print(study.n_model_calls); heard.clear()")
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
        heard = json.loads(page.kernel("import json; print(json.dumps(heard))"))
        report("  study.explanation follows", followed(drags, heard))

        for name, (change, read) in CONTROLS.items():
            page.page.wait_for_timeout(500)
            report(name, page.latency(change, read, times=times, rest=rest))
        asked = int(page.kernel("print(study.n_model_calls)")) - int(calls)
        print(f"rows that the model was asked about meanwhile: {asked}")


if __name__ == "__main__":
    main()
