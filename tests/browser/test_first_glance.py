"""The first five seconds: the answer, why, the control that matters and the picture are on one screen, and stay put."""

from pathlib import Path
from textwrap import dedent

import pytest
from browser.explorer_page import TABLE, ExplorerPage
from browser.image_page import EXPLORE as EXPLORE_IMAGE
from browser.image_page import MODEL as IMAGE_MODEL
from browser.image_page import ImagePage
from browser.lab_page import notebook_of
from browser.text_page import MODEL as TEXT_MODEL
from browser.text_page import TextPage

SIZES = ((640, 480), (853, 480), (1000, 700), (1600, 1000))

EXPLORE_ROW = "explorer = lw.explore(classes, row, table, n_samples=512); study = explorer.study; explorer"
EXPLORE_TEXT = "explorer = lw.explore(model, MESSAGE, n_samples=1024); study = explorer.study; explorer"

KINDS = {
    "row": (ExplorerPage, (TABLE, EXPLORE_ROW)),
    "text": (TextPage, (TEXT_MODEL, EXPLORE_TEXT)),
    "image": (ImagePage, (IMAGE_MODEL, EXPLORE_IMAGE)),
}

# What a reader must see at once, by kind; of the rows the first five.
SEEN = {
    "row": [".lw-answer", ".lw-grade", ".lw-why", '[data-parameter="kernel_width"]', *[
        f".lw-row:nth-child({place})" for place in range(1, 6)
    ]],
    "text": [".lw-answer", ".lw-grade", ".lw-why", '[data-parameter="kernel_width"]', ".lw-words"],
    "image": [".lw-answer", ".lw-grade", ".lw-why", '[data-parameter="kernel_width"]', ".lw-stack"],
}  # fmt: skip

# Parts of the explorer that are not wholly within the part of the notebook that is seen.
UNSEEN = """(root, selectors) => {
    root.querySelector('.lw-explorer').scrollIntoView({ block: 'start' });
    const frame = root.closest('.jp-WindowedPanel-outer, .jp-Notebook').getBoundingClientRect();
    const [top, bottom] = [Math.max(0, frame.top), Math.min(innerHeight, frame.bottom)];
    return selectors.flatMap((selector) => {
        const node = root.querySelector(selector);
        if (node === null) return [`${selector} is missing`];
        const box = node.getBoundingClientRect();
        const inside = box.top >= top - 1 && box.bottom <= bottom + 1 && box.height > 8 && box.width > 8
            && box.left >= 0 && box.right <= innerWidth;
        return inside ? [] : [`${selector}: ${box.top} to ${box.bottom} of ${top} to ${bottom}`];
    });
}"""

# Sum of all shifts, those shortly after an input too: under a hand they are the worst.
WATCH_SHIFTS = """() => {
    window.__shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            for (const { node, previousRect, currentRect } of entry.sources) {
                const part = node?.nodeType === 1 ? node : node?.parentElement;
                if (!part?.closest('.lw')) continue;
                // The bars are sorted anew, and the words of the sentence flow within its box.
                if (part.closest('.lw-bars, .lw-thumbs, .lw-why')) continue;
                const places = [previousRect, currentRect].map(({ left, top }) => [left, top]);
                window.__shifts.push([part.className, part.textContent.slice(0, 40), ...places]);
            }
    }).observe({ type: 'layout-shift', buffered: false });
}"""


def height_of(slider):
    """Where the slider is in its explorer: the notebook itself may scroll to a field that is filled."""
    return slider.evaluate(
        "(node) => node.getBoundingClientRect().top - node.closest('.lw-explorer').getBoundingClientRect().top"
    )


def opened(lab, kind):
    of_kind, cells = KINDS[kind]
    lab.open(notebook_of(*cells))
    lab.page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    lab.run_all()
    page = of_kind(lab)
    page.wait_for_answer()
    lab.wait_until("() => document.querySelector('.lw-why').textContent.trim() !== ''")
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_answer_reason_width_and_picture_are_on_one_screen(lab, kind):
    page = opened(lab, kind)
    for dark in (False, True):
        lab.change_theme(dark=dark)
        for width, height in SIZES:
            lab.resize(width, height)
            lab.page.wait_for_timeout(250)
            unseen = page.output.evaluate(UNSEEN, SEEN[kind])
            assert unseen == [], f"{kind}, {width}×{height}, {'dark' if dark else 'light'}"
            if kind == "image" and (width, height) == (640, 480):
                assert page.output.locator(".lw-stack").bounding_box()["height"] >= 200


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_under_the_hand(lab, kind):
    """The width dragged from end to end, an edit, a refusal: the slider and all above the picture stay put."""
    page = opened(lab, kind)
    lab.resize(900, 900)
    slider = page.control("kernel_width")
    slider.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(300)
    lab.page.evaluate(WATCH_SHIFTS)
    top, box = height_of(slider), slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    lab.page.mouse.move(box["x"] + box["width"] / 2, middle)
    lab.page.mouse.down()
    for share in (0.02, 0.98, 0.3, 0.7, 0.0, 1.0, 0.5):
        lab.page.mouse.move(box["x"] + share * box["width"], middle, steps=12)
        assert height_of(slider) == top
    lab.page.mouse.up()
    lab.kernel("study.alpha = 3.0")
    if page.button("redraw").count():
        page.button("redraw").click()
    if kind == "row":
        page.editor("temp").fill("29.5")
        lab.page.keyboard.press("Enter")
        page.wait_for_kernel("study.explainer.table.row(study.instance)['temp']", 29.5)
    assert lab.kernel("study.wait(30)") == "True"
    lab.page.wait_for_timeout(1200)
    assert height_of(slider) == top
    assert lab.page.evaluate("() => window.__shifts") == []


def test_a_failure_and_a_stop_move_nothing(lab):
    cell = """
    gate = threading.Event()
    calls = [0]

    def model(X):
        calls[0] += 1
        if calls[0] > 3 and not gate.is_set():
            if len(X) > 1 and calls[0] % 2:
                raise ValueError("what went wrong on the way to the server, told at length: " + "x " * 200)
        return classes(X)

    explorer = lw.explore(model, row, table, n_samples=512); study = explorer.study; study.flipping = False
    explorer
    """
    lab.open(notebook_of(TABLE, dedent(cell)))
    lab.run_all()
    page = ExplorerPage(lab)
    page.wait_for_answer()
    lab.wait_until("() => document.querySelector('.lw-why').textContent.trim() !== ''")
    slider = page.control("kernel_width")
    top = height_of(slider)
    lab.page.evaluate(WATCH_SHIFTS)
    for _ in range(4):
        page.button("redraw").click()
        assert lab.kernel("study.wait(30)") == "True"
        lab.page.wait_for_timeout(200)
        assert height_of(slider) == top
    assert page.kernel("study.status") in {"failed", "ready"}
    shown = page.output.locator(".lw-actions > :not([hidden])")
    boxes = [shown.bounding_box()]
    lab.kernel("study.n_samples = 4096; study.cancel()")
    lab.page.wait_for_timeout(300)
    boxes.append(shown.bounding_box())
    assert boxes[0] == boxes[1], "one button takes the place of the other"
    assert height_of(slider) == top
    assert lab.page.evaluate("() => window.__shifts") == []


def test_the_claimed_flip_is_made_by_its_button_and_the_model_agrees(lab):
    page = opened(lab, "text")
    page.wait_for_kernel("study.flips is not None")
    page.button("more").click()
    page.button("try_flip").wait_for()
    before = page.kernel("int(study.neighborhood.prediction.argmax())")

    page.button("try_flip").click()

    page.wait_for_kernel("study.variant is not None and study.variant.values is not None")
    assert page.kernel("int(study.variant.values.argmax())") != before
    assert 1 <= len(page.kernel("list(study.removed)")) <= 3


def test_a_pinned_explanation_is_outlined_and_survives_a_reload(lab):
    page = opened(lab, "row")
    page.button("pin").click()
    page.wait_for_kernel("study is not None")
    page.control("kernel_width").focus()
    for _ in range(12):
        lab.page.keyboard.press("ArrowLeft")
    page.bars.locator(".lw-ghost:visible").first.wait_for()
    assert "at kernel width" in page.bars.locator(".lw-pinned").text_content()
    lab.save_and_reload()
    page.wait_for_answer()
    page.bars.locator(".lw-ghost:visible").first.wait_for()
    page.button("pin").click()
    lab.wait_until("() => [...document.querySelectorAll('.lw-ghost')].every((node) => node.hidden)")


AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
# Findings in the explorer; the page around it is JupyterLab's.
FINDINGS = """async () => {
    const { violations } = await axe.run(document.querySelector('.lw-explorer'), {
        rules: { region: { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 150)} ${failureSummary.slice(0, 200)}`));
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(lab, kind):
    page = opened(lab, kind)
    page.unfold("advanced")
    page.button("more").click()
    lab.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    for dark in (False, True):
        lab.change_theme(dark=dark)
        lab.page.wait_for_timeout(300)
        assert lab.page.evaluate(FINDINGS) == []


SMALL = """(root) => [...root.querySelectorAll('button, select, input, summary')].filter((node) => {
    const { width, height } = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if (width === 0 || style.visibility === 'hidden' || style.pointerEvents === 'none') return false;
    // A slider's target is its track, and a box that is ticked has its label.
    if (node.matches('[type="range"]')) return node.parentElement.getBoundingClientRect().height < 24;
    return height < 24 && !node.matches('[type="checkbox"]');
}).map((node) => `${node.outerHTML.slice(0, 100)}: ${node.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_target_is_large_enough_for_a_finger(lab, kind):
    page = opened(lab, kind)
    page.unfold("advanced")
    page.button("more").click()
    assert page.output.evaluate(SMALL) == []


# The smallest type on the screen, in pixels as they are seen, with its text.
SMALLEST = """(root) => {
    const shown = root.querySelector('.lw-explorer');
    const zoom = Number(getComputedStyle(shown).zoom);
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    let least = [Infinity, ''];
    while (texts.nextNode()) {
        const node = texts.currentNode, part = node.parentElement;
        if (!node.textContent.trim() || !part.checkVisibility()) continue;
        const box = part.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || part.closest('.lw-unseen')) continue;
        const size = zoom * parseFloat(getComputedStyle(part).fontSize);
        if (size < least[0]) least = [size, `${part.className}: ${node.textContent}`];
    }
    return least;
}"""


@pytest.mark.parametrize("kind", ["row", "image"])
def test_it_is_presented_in_large_type_over_the_whole_page(lab, kind):
    page = opened(lab, kind)
    lab.resize(853, 480)
    lab.kernel("explorer.present('kernel_width')")
    lab.wait_for(".lw-presenting")
    lab.page.wait_for_timeout(600)
    box = lab.page.locator(".lw-presenting").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == pytest.approx((0, 0, 853, 480), abs=1)
    root = lab.page.locator("body")
    size, text = root.evaluate(SMALLEST)
    assert size >= 18, text
    # The answer, why, and the beginning of the picture are above the bar at the bottom.
    bar = lab.page.locator(".lw-presented-bar").bounding_box()
    for selector in SEEN[kind][:3] + SEEN[kind][4:8]:
        seen = root.locator(selector).first.bounding_box()
        assert seen["y"] >= 0
        assert seen["y"] + seen["height"] <= bar["y"] + 2, selector
    slider = lab.page.locator('.lw-presented-controls [data-parameter="kernel_width"]')
    before = float(lab.kernel("print(study.kernel_width)"))
    slider.press("ArrowRight")
    page.wait_for_kernel(f"int(study.kernel_width > {before})", 1)
    for _ in range(5):
        lab.page.keyboard.press("PageDown")
    if kind == "row":  # only a table has training rows, and a view of the whole model
        lab.wait_for(".lw-presenting .lw-global [data-action=fit_global]")
        lab.page.keyboard.press("PageUp")
    lab.wait_until("() => document.querySelector('.lw-presenting')?.dataset.presented === 'neighborhood'")
    lab.wait_for(".lw-presenting .lw-neighborhood .lw-surface")
    lab.page.keyboard.press("Escape")
    lab.wait_until("() => document.querySelector('.lw-presenting') === null")
    ExplorerPage(lab).wait_for_kernel("explorer.presented is None")


# Faults of the plots of the presented view, and of the bar below it, in pixels as they are seen.
CUT = """(kind) => {
    const shown = document.querySelector('.lw-presenting'), bar = shown.querySelector('.lw-presented-bar');
    const box = (node) => node.getBoundingClientRect();
    const within = (inner, outer, by = 1) => inner.left >= outer.left - by && inner.right <= outer.right + by
        && inner.top >= outer.top - by && inner.bottom <= outer.bottom + by;
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && box(node).width > 1
        && node.closest('.lw-unseen') === null;
    const page = { left: 0, top: 0, right: innerWidth, bottom: box(bar).top };
    const find = (selectors) => [...shown.querySelectorAll(selectors)].filter(seen);
    const plots = find('.lw-figure > svg, .lw-layer, .lw-surface, .lw-stack canvas');
    const labels = find('.lw-figure .axislabel, .lw-figure .tick text');
    const inside = (node) => within(box(node), page)
        // The line of a number at the end of an axis is higher than its digits.
        && within(box(node), box(node.closest('.lw-figure, .lw')), node.matches('text') ? 4 : 1);
    const parts = [...bar.querySelectorAll('*')].filter((node) => seen(node) && !node.matches(':has(*)'));
    const names = labels.map((node) => node.textContent).filter((text) => /[a-z]{4}/.test(text));
    const wrong = (what) => (node) => [what, node.outerHTML.slice(0, 80), JSON.stringify(box(node))].join(' ');
    return [
        ...[...plots, ...labels].filter((node) => !inside(node)).map(wrong('outside')),
        ...parts.filter((node) => !within(box(node), box(bar))).map(wrong('beside the bar')),
        ...parts.filter((node, i) => parts.slice(0, i).some((other) => meet(box(node), box(other))))
            .filter((node) => !node.matches('.lw-home')).map(wrong('over another')),
        ...{ picture: [], kernel_width: ['trust', 'kernel width'], neighborhood: ['distance', 'probability'] }[kind]
            .filter((name) => !names.some((text) => text.startsWith(name))),
        ...find('.lw-tick').filter((node) => {
            const [chart, { left, right }] = [box(shown.querySelector('.lw-row .lw-plot')), box(node)];
            const quarter = [...node.parentElement.querySelectorAll('.lw-tick')].indexOf(node);
            return Math.abs((left + right) / 2 - chart.left - chart.width * quarter / 4) > 1;
        }).map(wrong('astray')),
        ...(shown.scrollWidth > shown.clientWidth ? ['wider than the page'] : []),
    ];
}"""


@pytest.mark.parametrize("kind", ["row", "image"])
def test_no_presented_view_is_cut(lab, kind):
    page = opened(lab, kind)
    lab.kernel("explorer.present('kernel_width')")
    lab.wait_for(".lw-presenting")
    page.control("kernel_width").last.press("Home")  # so that the button that resets it is there
    faults = {}
    for view in ("picture", "kernel_width", "neighborhood"):
        lab.kernel(f"explorer.present('kernel_width', view='{view}')")
        if view != "picture":
            lab.wait_for(f'.lw-presenting [data-fold="{view}"] .lw-surface')
        for width, height in ((1280, 800), (853, 480)):
            lab.resize(width, height)
            # bqplot draws another size some time later.
            lab.page.wait_for_timeout(800)
            faults |= {f"{view}, {width}×{height}": cut for cut in [lab.page.evaluate(CUT, view)] if cut}
    assert faults == {}
    if kind == "row":
        surface = lab.page.locator(".lw-neighborhood .lw-surface")
        before = surface.bounding_box()
        middle = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
        lab.page.mouse.move(before["x"] + 60, before["y"] + 20)
        lab.page.mouse.down()
        lab.page.mouse.move(*middle, steps=5)
        lab.page.mouse.up()
        lab.wait_for(".lw-selected tr")
        lab.page.wait_for_timeout(500)
        assert surface.bounding_box() == before, "the rows that are selected take no room from the plot"
        rows = lab.page.locator(".lw-selected tbody tr").first
        rows.scroll_into_view_if_needed()
        assert rows.bounding_box()["y"] < lab.page.locator(".lw-presented-bar").bounding_box()["y"]
    assert "Kernel width" in lab.page.locator(".lw-presented-bar").inner_text()
    page.button("present-end").click()
    lab.wait_until("() => document.querySelector('.lw-presenting') === null")
