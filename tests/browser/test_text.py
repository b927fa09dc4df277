"""A text in a real JupyterLab: colored as the kernel says, taken apart by hand, typed anew, its samples in a table."""

import numpy as np
import pytest
from browser.explorer_page import assert_reads
from browser.lab_page import notebook_of
from browser.test_explorer import OUTSIDE, OVERFLOWS, UNNAMED
from browser.text_page import MODEL, TextPage

EXPLORE = "explorer = lw.explore(model, MESSAGE, n_samples=1024); study = explorer.study; explorer"
TRICKY = '<script>alert("1")</script> & "good" \'quotes\'\n\n\tgood\u200bzero <b>bold</b> &amp; 👩‍👧 é e\u0301'


@pytest.fixture
def page(lab):
    lab.open(notebook_of(MODEL, EXPLORE))
    lab.run_all()
    page = TextPage(lab)
    page.wait_for_answer()
    return page


def test_every_word_has_the_color_of_its_weight_in_both_applications(jupyter):
    jupyter.open(notebook_of(MODEL, EXPLORE))
    jupyter.run_all()
    page = TextPage(jupyter)
    page.wait_for_answer()
    drawn = page.assert_follows()

    words = {unit["text"] for unit in drawn["units"] if unit["weight"] is not None}
    assert {"good", "call"} <= words
    assert len(words) == 10
    assert len([unit for unit in drawn["units"] if unit["text"] == "call"]) == 2
    # The stronger, the more color; the sides differ in hue.
    channels = jupyter.page.evaluate(
        """() => [...document.querySelectorAll('.lw-unit[data-weight]')].map((unit) =>
            [Number(unit.dataset.weight), getComputedStyle(unit).backgroundColor])"""
    )
    strengths = dict(channels)
    assert len(set(strengths.values())) > 5


def test_the_kernel_width_recolors_the_words_and_asks_nobody(page):
    page.wait_for_kernel("len(study.sweep) > 1")
    asked, before = page.kernel("len(asked)"), page.drawn()
    page.control("kernel_width").focus()
    for _ in range(20):
        page.lab.page.keyboard.press("ArrowLeft")
    drawn = page.assert_follows()

    assert drawn["kernel_width"] < 0.5 * before["kernel_width"]
    assert [unit["weight"] for unit in drawn["units"]] != [unit["weight"] for unit in before["units"]]
    for name, value in (("output", "1"), ("feature_selection", "lasso_path")):
        page.control(name).select_option(value=value) if name != "output" else page.output.locator(
            '.lw-choice[data-output="1"]'
        ).click()
        page.wait_for_kernel(f"str(study.{name})", value)
        page.assert_follows()
    assert page.kernel("len(asked)") == asked


def test_words_and_bars_point_at_each_other(page):
    page.units("call").first.hover()
    feature = page.kernel("study.feature_names.index('call')")
    page.wait_for_kernel("study.highlight", feature)
    detail = page.text.locator(".lw-detail")
    assert detail.text_content().startswith("call: weight ")
    assert "95 % interval" in detail.text_content()
    lit = page.bars.locator(".lw-row.lw-highlight")
    assert lit.get_attribute("data-feature") == str(feature)

    page.bars.locator(".lw-row").nth(1).hover()
    other = int(page.bars.locator(".lw-row").nth(1).get_attribute("data-feature"))
    page.wait_for_kernel("study.highlight", other)
    lit = page.text.locator(".lw-unit.lw-highlight")
    assert {unit.get_attribute("data-feature") for unit in lit.all()} == {str(other)}


def test_a_click_removes_a_word_and_shows_both_predictions(page):
    page.units("call").first.click()
    page.wait_for_kernel("[study.feature_names[i] for i in study.removed]", ["call"])
    page.wait_for_kernel("study.variant.values is not None")
    page.lab.wait_until("(node) => !node.textContent.includes('asking')", arg=page.variant.element_handle())
    drawn = page.assert_follows()

    assert [unit["text"] for unit in drawn["units"] if unit["out"]] == ["call", "call"]
    said = page.variant.text_content()
    model, was, surrogate = (said.split(word)[1].split()[0].strip("(),") for word in ("model", "was", "surrogate"))
    values = page.kernel("study.variant.values.tolist()")
    output = page.kernel("study.output")
    assert_reads(model, values[output])
    assert_reads(was, page.kernel("study.neighborhood.prediction.tolist()")[output])
    left = "float(study.explanation.predict([i not in study.removed for i in range(len(study.feature_names))]))"
    assert_reads(surrogate, page.kernel(left))
    assert page.kernel("model([MESSAGE.replace('call', '')])[0].tolist()") == pytest.approx(values)
    # The headline follows the click.
    best = page.kernel("int(study.neighborhood.prediction.argmax())")
    headline = page.summary.locator(".lw-answer")
    assert headline.text_content().endswith(f" → {100 * values[best]:.0f} %")

    # By keyboard, too: the arrows walk, the space bar takes out and puts back.
    page.units("Good").first.focus()
    page.lab.page.keyboard.press("ArrowRight")
    page.lab.page.keyboard.press("Space")
    page.wait_for_kernel("[study.feature_names[i] for i in study.removed]", ["news", "call"])
    page.button("put_back").click()
    page.wait_for_kernel("study.removed", [])
    assert not page.variant.is_visible()
    assert "→" not in headline.text_content()
    assert not any(unit["out"] for unit in page.assert_follows()["units"])


def test_another_text_is_explained_when_the_typing_pauses(page):
    page.type(TRICKY)
    page.wait_for_kernel("study.instance", TRICKY)
    drawn = page.assert_follows()

    assert drawn["text"] == TRICKY
    assert page.text.locator(".lw-words script, .lw-words b").count() == 0
    assert {unit["text"] for unit in drawn["units"]} == set(page.kernel("study.feature_names"))

    # What cannot be explained is said; the last good picture and what was typed stay.
    page.type("?!")
    page.lab.wait_for(".lw-notice:not([hidden])")
    refused = page.drawn()
    assert "no word" in refused["notice"]
    assert refused["text"] == TRICKY
    assert page.typed.input_value() == "?!"
    page.type("")
    page.lab.wait_until(
        "() => document.querySelector('.lw-notice:not([hidden])')?.textContent.includes('empty')", timeout=10
    )
    page.type("a good call")
    page.wait_for_kernel("study.instance", "a good call")
    drawn = page.assert_follows()
    assert drawn["notice"] == ""
    assert "Exact: the model was asked about all 8 variants" in drawn["fidelity"]
    page.button("reset_row").locator("visible=true").click()
    page.wait_for_kernel("study.instance == MESSAGE")
    assert page.assert_follows()["text"] == page.kernel("MESSAGE")


def test_scripts_without_spaces_and_from_right_to_left_are_drawn_as_they_are(page):
    for text, unit in (("이 영화는 정말 좋아요, 좋아요!", "좋아요"), ("הסרט הזה טוב מאוד, good", "טוב")):
        page.type(text)
        page.wait_for_kernel("study.instance", text)
        drawn = page.assert_follows()
        assert drawn["text"] == text
        assert unit in {each["text"] for each in drawn["units"]}
    direction = page.text.locator(".lw-words").evaluate("(node) => getComputedStyle(node).direction")
    assert direction == "rtl"
    page.lab.kernel(
        "study.unit = lambda text: [text[i:i + 2] for i in range(0, len(text), 2)]; study.instance = '好电影好电影啊'"
    )
    assert [unit["text"] for unit in page.assert_follows()["units"]] == ["好电", "影好", "电影", "啊"]


def test_units_masks_and_positions_are_under_the_hand(page):
    page.control("unit").select_option("sentence")
    page.wait_for_kernel("study.unit", "sentence")
    assert len(page.assert_follows()["units"]) == 4
    page.control("unit").select_option("word")
    page.wait_for_kernel("study.unit", "word")
    page.control("bag").click()
    page.wait_for_kernel("study.bag", value=False)
    drawn = page.assert_follows()
    features = [unit["feature"] for unit in drawn["units"] if unit["text"] == "good"]
    assert len(features) == len(set(features)) == 3
    page.control("mask").fill("UNKWORDZ")
    page.control("mask").press("Enter")
    page.wait_for_kernel("study.mask", "UNKWORDZ")
    page.assert_follows()
    assert page.kernel("any('UNKWORDZ' in text for text in asked)")


def test_the_table_shows_the_samples_the_heaviest_first(page):
    page.wait_for_kernel("len(study.neighborhood)", 1024)
    page.lab.wait_until("(node) => node.dataset.rows === '1024'", arg=page.table.element_handle())
    rows = page.samples()

    assert rows[0]["row"] == 0
    weights = page.kernel(
        "[float(w) for w in __import__('numpy').exp(-study.neighborhood.distances**2 / (2 * study.kernel_width**2))]"
    )
    heaviest = sorted(range(1024), key=lambda i: (-np.float32(weights[i]), i))
    shown = [row["row"] for row in rows]
    assert [round(weights[i], 6) for i in shown] == [round(weights[i], 6) for i in heaviest[: len(shown)]]
    # The sentences are those that the model was sent, their white space apart.
    texts = page.kernel("[' '.join(t.split()) for t in study.displayed_perturbation.restore(study.neighborhood.Z > 0)]")
    for row in rows[:8]:
        assert "".join(texts[row["row"]].split()) in "".join(row["text"].split())
    # Few of them are in the page, however many there are, and the last can be reached.
    assert len(rows) < 100
    page.table.locator('[data-sort="answer"]').click()
    answers = page.kernel("study.neighborhood.y[:, study.output].tolist()")
    page.lab.wait_until(
        "([table, row]) => Number(table.querySelector('.lw-sample').dataset.row) !== row",
        arg=[page.table.element_handle(), -1],
    )
    first = [answers[row["row"]] for row in page.samples()[:10]]
    assert first in (sorted(answers, reverse=True)[:10], sorted(answers)[:10])


# Rows with few removed words, of which one is drawn beyond the row's end.
REMOVED_OUT_OF_SIGHT = """(table) => [...table.querySelectorAll('.lw-sample')].flatMap((row) => {
    const end = row.getBoundingClientRect().right;
    const gone = [...row.querySelectorAll('.lw-gone')];
    return gone.length > 0 && gone.length < 4 && gone.some((word) => word.getBoundingClientRect().right > end)
        ? [row.textContent] : [];
})"""


@pytest.mark.parametrize("width", [640, 1000])
def test_every_row_of_the_table_shows_its_removed_words(page, width):
    page.wait_for_kernel("len(study.neighborhood)", 1024)
    page.lab.wait_until("(node) => node.dataset.rows === '1024'", arg=page.table.element_handle())
    page.lab.resize(width)
    page.lab.page.wait_for_timeout(250)
    assert page.table.locator(".lw-gone").count() > 10
    assert page.table.evaluate(REMOVED_OUT_OF_SIGHT) == []


@pytest.mark.parametrize("width", [640, 1000])
def test_the_table_of_a_text_of_twenty_words_is_a_box_with_rows(lab, width):
    model = f"{MODEL}\nMESSAGE = {' '.join(f'word{place}' for place in range(20))!r}"
    lab.open(notebook_of(model, EXPLORE))
    lab.run_all()
    TextPage(lab).wait_for_answer()
    lab.resize(width)

    box = lab.page.locator(".lw-samples").bounding_box()
    assert 300 < box["height"] <= 421
    assert lab.page.locator(".lw-samples .lw-sample:visible").count() > 8


def test_a_click_on_a_table_row_removes_its_words(page):
    page.wait_for_kernel("len(study.neighborhood)", 1024)
    page.lab.wait_until("(node) => node.dataset.rows === '1024'", arg=page.table.element_handle())
    row = page.table.locator(".lw-sample").nth(3)
    place = int(row.get_attribute("data-row"))
    row.click(position={"x": 5, "y": 8})

    missing = page.kernel(f"[i for i, on in enumerate(study.neighborhood.Z[{place}]) if not on]")
    page.wait_for_kernel("list(study.removed)", missing)
    page.wait_for_kernel(f"bool(abs(study.variant.values - study.neighborhood.y[{place}]).max() < 1e-12)")
    page.assert_follows()


def test_nothing_is_cut_at_any_width_in_either_theme(jupyter):
    short = "short = lw.explore(model, 'a good call; ' + 'incomprehensibilities' * 4 + ' good'); short"
    jupyter.open(notebook_of(MODEL, EXPLORE, short))
    if jupyter.server.application == "lab":
        jupyter.page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    jupyter.run_all()
    pages = [TextPage(jupyter, place) for place in range(2)]
    for page, study in zip(pages, ("explorer", "short"), strict=True):
        page.bars.locator(".lw-row").first.wait_for()
        assert jupyter.kernel(f"{study}.study.wait(30)") == "True"

    for dark in (False, True):
        jupyter.change_theme(dark=dark)
        for width in (600, 900, 1400, 1600):
            jupyter.resize(width)
            jupyter.page.wait_for_timeout(150)
            for page in pages:
                root = page.output.element_handle()
                assert jupyter.page.evaluate(OVERFLOWS, root) == [], (width, dark)
                assert jupyter.page.evaluate(OUTSIDE, root) == [], (width, dark)
                assert jupyter.page.evaluate(UNNAMED, root) == []
        for page in pages:
            assert lowest_contrast(page) >= 4.5


# Contrast of the text with what is behind it, by the formula of WCAG 2.
CONTRAST = """(root) => {
    const rgb = (color) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((c) => c / 255)
            .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    };
    const luminance = (color) => { const [r, g, b] = rgb(color); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    return Math.min(...[...root.querySelectorAll('.lw-unit[data-weight]')].map((unit) => {
        const { color, backgroundColor } = getComputedStyle(unit);
        const [a, b] = [luminance(color), luminance(backgroundColor)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    }));
}"""


def lowest_contrast(page):
    return page.lab.page.evaluate(CONTRAST, page.text.element_handle())


def test_ten_thousand_words_stay_usable(lab):
    lab.open(
        notebook_of(
            MODEL,
            "import random; random.seed(0)",
            "vocabulary = [f'word{i}' for i in range(3000)] + ['good', 'call'] * 40",
            "LONG = ' '.join(random.choices(vocabulary, k=10_000))",
            "explorer = lw.explore(model, LONG, n_samples=512); study = explorer.study; explorer",
        )
    )
    lab.run_all()
    page = TextPage(lab)
    page.bars.locator(".lw-row").first.wait_for(timeout=60_000)
    assert lab.kernel("study.wait(60)") == "True"
    drawn = page.assert_follows(30)

    assert len(drawn["units"]) == 10_000
    page.control("kernel_width").focus()
    lab.page.keyboard.press("ArrowLeft")
    page.assert_follows(30)
    page.text.locator(".lw-unit").nth(2).click()
    page.wait_for_kernel("len(study.removed)", 1)
    page.wait_for_kernel("study.variant.values is not None", timeout=20)
    # The page answers meanwhile.
    assert lab.page.evaluate("() => new Promise((done) => setTimeout(() => done(true), 0))")
