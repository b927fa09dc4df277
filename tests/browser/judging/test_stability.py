"""The stability view in a page: repeats that appear as they come, dots behind the bars, and gaps that close."""

import json

import pytest
from browser.explorer_page import TABLE
from browser.lab_page import notebook_of
from browser.test_first_glance import AXE

EXPLORE = """
explorer = lw.explore(classes, row, table, n_samples=512); study = explorer.study
explorer.unfolded = ["stability"]
explorer
"""
FINDINGS = """async () => {
    const { violations } = await axe.run({ include: [['.lw-stability']] }, {
        rules: { region: { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 150)} ${failureSummary.slice(0, 200)}`));
}"""
# A text and an image, small, and a model of the text that waits where it is told to.
OTHERS = """
import threading, numpy as np, lime_widgets as lw
gate = threading.Event(); gate.set()
words = " ".join(f"word{i}" for i in range(14))

def of_words(texts):
    gate.wait(60)
    return np.array([sum(f"word{i}" in text.split() for i in range(0, 14, 2)) / (7 + len(text) % 3) for text in texts])

def of_squares(images):
    return images[:, :16, :16].mean((1, 2, 3)) / 255 - images[:, 20:, 20:].mean((1, 2, 3)) * images[:, 8, 8, 0] / 65025

picture = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
of_text = lw.explore(of_words, words, n_samples=128).study
of_image = lw.explore(of_squares, picture, segmentation="grid", segmentation_options={"size": 8}, n_samples=128).study
"""
# Text that is wider than its box without being cut on purpose, and targets that a finger misses.
UNFIT = """() => {
    const root = document.querySelector('.lw-stability');
    const cut = [...root.querySelectorAll('p, button, .lw-repeat-number, .lw-agreement span, .lw-gap-list li')]
        .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
        .filter((node) => getComputedStyle(node).textOverflow !== 'ellipsis');
    const small = [...root.querySelectorAll('button, input')]
        .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 24);
    const edge = root.getBoundingClientRect().right;
    const outside = [...root.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > edge + 1);
    return [...cut, ...small, ...outside].map((node) => `${node.className} ${node.textContent.slice(0, 60)}`);
}"""
DOTS = """() => {
    const bars = document.querySelector('.lw-bars');
    return [...bars.querySelectorAll('.lw-row')].map((row) => {
        const plot = row.querySelector('.lw-plot').getBoundingClientRect();
        return [Number(row.dataset.feature), [...row.querySelectorAll('.lw-repeated circle')].map((dot) => {
            const { left, width } = dot.getBoundingClientRect();
            return (left + width / 2 - plot.left) / plot.width;
        })];
    });
}"""
CONTRIBUTIONS = """
import json
_runs, _at = study.repeats, study.neighborhood.Z[0]
_known = {int(f): [float(w * _at[f]) for w in _runs.coef[1:, f] if w == w] for f in _runs.explanation.features}
print(json.dumps(_known))
"""
ALL_RUNS = """(n) => {
    const views = [...document.querySelectorAll('.lw-stability')];
    return views.length === 2 && views.every((view) => view.dataset.runs === String(n));
}"""
RUNS = "(n) => document.querySelector('.lw-stability').dataset.runs === String(n)"
IS_READY = "() => document.querySelector('[data-action=repeat]')?.disabled === false"


def click(lab, action):
    lab.page.locator(f"[data-action={action}]").first.click()


def repeated(lab, n=10):
    click(lab, "repeat")
    lab.wait_until(RUNS, arg=n + 1)


def opened(lab, *cells):
    lab.resize(1200, 1600)
    lab.open(notebook_of(TABLE, *cells))
    lab.run_all()
    lab.wait_until(IS_READY)


def test_repeats_are_made_when_asked_follow_the_width_and_go_with_the_samples(lab):
    opened(lab, EXPLORE)
    button = lab.page.locator("[data-action=repeat]")
    assert button.inner_text().startswith("Repeat 10 times: 5,120 model calls, about ")
    calls = int(lab.kernel("print(study.n_model_calls)"))
    repeated(lab)

    assert int(lab.kernel("print(study.n_model_calls)")) == calls + 5120
    said = lab.page.locator(".lw-stability-said").inner_text()
    assert said == lab.kernel("print(study.repeats.headline)").strip()
    strips = lab.page.locator(".lw-repeats > .lw-repeat")
    assert strips.count() == int(lab.kernel("print(len(study.repeats.order))"))
    times = int(lab.kernel("print((study.repeats.rank[1:, study.repeats.order[0]] > 0).sum())"))
    assert strips.first.locator("circle").count() == times

    # The dots behind a bar are the repeats' contributions, on its axis.
    ends = lab.page.evaluate("() => [...document.querySelectorAll('.lw-bars .lw-tick')].map((n) => n.textContent)")
    low, high = (float(text.replace("−", "-")) for text in (ends[0], ends[-1]))
    drawn = dict(lab.page.evaluate(DOTS))
    for feature, weights in json.loads(lab.kernel(CONTRIBUTIONS)).items():
        wanted = [(weight - low) / (high - low) for weight in weights]
        assert drawn[int(feature)] == pytest.approx(wanted, abs=0.01)

    # The arrow keys walk the strips, and each highlights its bar.
    strips.first.focus()
    lab.page.keyboard.press("ArrowDown")
    feature = strips.nth(1).get_attribute("data-feature")
    assert lab.page.evaluate("() => document.activeElement.dataset.feature") == feature
    lab.wait_for(f'.lw-bars .lw-row.lw-highlight[data-feature="{feature}"]')

    lab.kernel("study.kernel_width = 1.1")
    lab.wait_until("() => document.querySelector('.lw-stability').dataset.kernelWidth === '1.1'")
    lab.wait_until("() => !document.querySelector('.lw-stability').classList.contains('lw-former')")
    assert int(lab.kernel("print(study.n_model_calls)")) == calls + 5120

    # More samples keep the repeats, until the button grows them by their further rows.
    lab.kernel("study.n_samples = 1024")
    lab.wait_until("() => document.querySelector('.lw-stability').classList.contains('lw-fewer')")
    fewer = lab.page.locator(".lw-stability-fewer")
    assert fewer.inner_text() == "These repeats have 512 samples; the explanation has 1,024."
    lab.wait_until(IS_READY)
    assert button.inner_text().startswith("Grow them: 5,120 model calls, about ")
    assert int(lab.kernel("print(study.n_model_calls, study.wait())").split()[0]) == calls + 5120 + 512
    click(lab, "repeat")
    lab.wait_until("() => !document.querySelector('.lw-stability').classList.contains('lw-fewer')")
    lab.wait_until(RUNS, arg=11)
    lab.kernel("study.wait()")
    assert int(lab.kernel("print(study.n_model_calls)")) == calls + 5120 + 512 + 5120

    click(lab, "redraw")
    lab.wait_until(RUNS, arg=0)
    lab.wait_until("() => document.querySelector('.lw-stability-wrong').textContent.includes('dropped')")
    assert lab.page.locator(".lw-repeated circle").count() == 0


def test_the_gaps_close_until_the_choice_is_settled_and_all_of_it_fits_and_is_accessible(lab):
    opened(lab, "study = lw.explore(classes, row, table, n_samples=512).study; lw.StabilityView(study)")
    lab.page.locator(".lw-settling-k input").fill("2")
    lab.page.locator("[data-action=settle]", has_text="top 2").click()
    lab.wait_until("() => !document.querySelector('.lw-gaps').hidden")
    lab.wait_until("() => document.querySelector('[data-action=stop_settling]').hidden")
    said = lab.page.locator(".lw-settling-said").inner_text()
    assert said == lab.kernel("print(study.settlement.sentence)").strip()
    assert lab.page.locator(".lw-gap-list li").count() == 2
    ticks = lab.page.locator(".lw-gap-tick").all_inner_texts()
    assert ticks == lab.kernel("print(*(f'{each.n_samples:,}' for each in study.settlement.looks))").split()

    repeated(lab)
    lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for dark in (False, True):
        lab.change_theme(dark=dark)
        for width in (640, 1000):
            lab.resize(width, 1600)
            lab.page.wait_for_timeout(200)
            where = f"{width} px, {'dark' if dark else 'light'}"
            assert lab.page.evaluate(UNFIT) == [], where
        assert lab.page.evaluate(FINDINGS) == [], where


def test_a_text_an_image_and_settling_under_way_are_accessible_and_what_was_stopped_goes_on(lab):
    lab.resize(1000, 3000)
    lab.open(notebook_of(OTHERS, "lw.StabilityView(of_text)", "lw.StabilityView(of_image)"))
    lab.run_all()
    lab.wait_until(IS_READY)
    lab.kernel("for study in (of_text, of_image): study.repeat(3)")
    lab.wait_until(ALL_RUNS, arg=4)
    lab.kernel("of_image.settle(2, budget=512)")
    lab.wait_until("() => document.querySelectorAll('.lw-gaps:not([hidden]) circle').length > 0")
    lab.kernel("gate.clear()")
    click(lab, "settle")
    lab.wait_until("() => !document.querySelector('[data-action=stop_settling]').hidden")
    lab.wait_until("() => document.querySelector('.lw-stability').classList.contains('lw-fewer')")
    lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for dark in (False, True):
        lab.change_theme(dark=dark)
        assert lab.page.evaluate(FINDINGS) == [], "dark" if dark else "light"

    lab.kernel("of_text.cancel(); gate.set(); of_text.wait()")
    lab.wait_until("() => !document.querySelector('[data-action=continue_settling]').hidden")
    assert lab.page.locator("[data-action=continue_explanation]").first.is_visible()
    assert lab.page.evaluate(FINDINGS) == []
    click(lab, "continue_settling")
    lab.wait_until("() => document.querySelector('[data-action=continue_settling]').hidden")
    lab.kernel("of_text.wait()")
    assert lab.kernel("print(of_text.status, of_text.settling)").split() == ["ready", "False"]
    assert lab.kernel("print(of_text.settlement.why, of_text.settling_interrupted.k)").split()[1] == "0"
