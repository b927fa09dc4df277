"""How soon a change is seen in a text: a real JupyterLab, a real Chromium, TF-IDF on spam messages, 5,000 samples.

Run as ``python benchmarks/text_latency.py [changes [rest]]``: by default 200 changes of each control, and 0.1 s of
rest between what was seen of one and the next. It needs the packages of the extra ``examples``.
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
# 110 distinct words and some repeated ones: the first messages that have them.
words = []
for message in messages.text[messages.label == "spam"]:
    words += message.split()
    if len(set(words)) >= 110:
        break
explorer = lw.explore(model, " ".join(words), n_samples=5000)
study = explorer.study
explorer
"""

# What is seen: the words as they are colored, not an attribute of the whole.
COLOURS = """() => [...document.querySelectorAll('.lw-unit[data-weight]')]
    .map((unit) => unit.dataset.feature + getComputedStyle(unit).backgroundColor).join()"""
COLOURED = "() => document.querySelectorAll('.lw-unit[data-weight]').length"
WIDTH = (
    "() => { const d = document.querySelector('.lw-text').dataset; return d.stale === 'false' ? d.kernelWidth : ''; }"
)
# Both answers to the text without the words: empty while the model is being asked.
BOTH = """() => {
    const said = document.querySelector('.lw-variant:not(.lw-spacer)').textContent;
    return said.includes('asking') || said === '' ? window.__said : (window.__said = said);
}"""
# Another word each time, and never the same set of words twice.
CLICK = """(i) => {
    const units = document.querySelectorAll('.lw-unit');
    units[(7 * i) % units.length].click();
}"""


def main() -> None:
    """Measure and print, in milliseconds."""
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
        report("kernel width, dragged: colors", page.latency(dragged, COLOURS, times=times, rest=rest))
        page.page.wait_for_timeout(500)
        report("class", page.latency(choose("output", ["spam", "ham"]), OUTPUT, times=times, rest=rest))
        page.page.wait_for_timeout(500)
        features = key("n_features", "field.stepDown()", "field.stepUp()", 8)
        report("features", page.latency(features, COLOURED, times=times, rest=rest))
        asked = int(page.kernel("print(study.n_model_calls)")) - calls
        print(f"texts that the model was asked about meanwhile: {asked}")
        page.page.wait_for_timeout(500)
        report("a word clicked: both answers", page.latency(CLICK, BOTH, times=times, rest=rest))
        asked = int(page.kernel("print(study.n_model_calls)")) - calls
        print(f"texts that the model was asked about meanwhile: {asked}")


if __name__ == "__main__":
    main()
