"""Measure the time from a change of a control to the recolored text, in JupyterLab and Chromium.

The model is a logistic regression on TF-IDF of spam messages; the explanation has 5,000 samples.

Run as ``python benchmarks/text_latency.py [changes [rest]]``. The defaults are 200 changes of each control, and a pause
of 0.1 s after each change is seen. It needs the packages of the extra ``examples``.
"""

from __future__ import annotations

import sys

from latency import OUTPUT, choose, key, opened, report

SET_UP = """
import lime_widgets as lw
from lime_widgets.datasets import load_sms_spam
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

messages = load_sms_spam()
model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10)).fit(messages.text, messages.label)
# The first messages that together have 110 distinct words, some of them repeated.
words = []
for message in messages.text[messages.label == "spam"]:
    words += message.split()
    if len(set(words)) >= 110:
        break
explorer = lw.explore(model, " ".join(words), n_samples=5000)
study = explorer.study
explorer
"""

# The colors of the words on screen, rather than an attribute of the view that may change earlier.
COLORS = """() => [...document.querySelectorAll('.lw-unit[data-weight]')]
    .map((unit) => unit.dataset.feature + getComputedStyle(unit).backgroundColor).join()"""
WIDTH = (
    "() => { const d = document.querySelector('.lw-text').dataset; return d.stale === 'false' ? d.kernelWidth : ''; }"
)
# Both predictions for the text without the words. While the model runs, the previous text is returned.
BOTH = """() => {
    const text = document.querySelector('.lw-variant:not(.lw-spacer)').textContent;
    return text.includes('asking') || text === '' ? window.__variant : (window.__variant = text);
}"""
# Each click removes or restores another word, so that no set of words occurs twice.
CLICK = """(i) => {
    const units = document.querySelectorAll('.lw-unit');
    units[(7 * i) % units.length].click();
}"""


def main() -> None:
    """Measure, and print a table in milliseconds."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rest = float(sys.argv[2]) if len(sys.argv) > 2 else 0.1
    with opened(SET_UP) as page:
        page.kernel("study.wait()")
        features = page.kernel("print(len(study.feature_names), len(study.neighborhood))")
        print(f"distinct words and samples: {features}")
        print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'95 %':>8} {'most':>8}")

        calls = int(page.kernel("print(study.n_model_calls)"))
        page.page.locator('[data-parameter="kernel_width"]').focus()
        keys = [("ArrowLeft", "ArrowRight")[i // 30 % 2] for i in range(times)]
        report("kernel width, real keys", page.key_latency(keys, WIDTH, rest=rest))
        page.page.wait_for_timeout(500)
        dragged = key("kernel_width", "field.stepDown()", "field.stepUp()", 30)
        report("kernel width, dragged: colors", page.latency(dragged, COLORS, times=times, rest=rest))
        page.page.wait_for_timeout(500)
        report("class", page.latency(choose("output", ["spam", "ham"]), OUTPUT, times=times, rest=rest))
        page.page.wait_for_timeout(500)
        features = key("n_features", "field.stepDown()", "field.stepUp()", 8)
        report("features", page.latency(features, COLORS, times=times, rest=rest))
        texts = int(page.kernel("print(study.n_model_calls)")) - calls
        print(f"texts evaluated by the model meanwhile: {texts}")
        page.page.wait_for_timeout(500)
        report("a word clicked: both predictions", page.latency(CLICK, BOTH, times=times, rest=rest))
        texts = int(page.kernel("print(study.n_model_calls)")) - calls
        print(f"texts evaluated by the model meanwhile: {texts}")


if __name__ == "__main__":
    main()
