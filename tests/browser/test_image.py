"""An image in a real JupyterLab: painted as the kernel says, hidden by hand, segmented in other ways."""

import io
import os
from textwrap import dedent

import numpy as np
import pytest
from browser.explorer_page import assert_reads
from browser.image_page import EXPLORE, MODEL, ImagePage
from browser.lab_page import notebook_of
from browser.test_explorer import OUTSIDE, OVERFLOWS, UNNAMED
from PIL import Image

FILLS = [255, 0, 255]  # what the explorer's superpixels show that are off


@pytest.fixture
def page(lab):
    lab.open(notebook_of(MODEL, EXPLORE))
    lab.run_all()
    page = ImagePage(lab)
    page.wait_for_answer()
    return page


def strongest(page, place=0):
    return page.kernel(f"int(study.explanation.features[{place}])")


def test_every_superpixel_has_the_color_of_its_weight_in_both_applications(jupyter):
    jupyter.open(notebook_of(MODEL, EXPLORE))
    jupyter.run_all()
    page = ImagePage(jupyter)
    page.wait_for_answer()
    drawn = page.assert_follows()

    assert (drawn["superpixels"], drawn["titles"]) == (48, [""])
    assert page.kernel("study.output") == 0
    # The picture below is the picture itself.
    places = [[3, 5], [60, 80], [119, 159]]
    assert page.colors("base", places)[:, :3].tolist() == page.kernel(
        "[PICTURE[r, c].tolist() for r, c in " + str(places) + "]"
    )


def test_the_kernel_width_repaints_and_asks_nobody(page):
    page.wait_for_kernel("len(study.sweep) > 1")
    asked, before = page.kernel("n_images"), page.drawn()
    page.control("kernel_width").focus()
    for _ in range(24):
        page.lab.page.keyboard.press("ArrowLeft")
    drawn = page.assert_follows()

    assert drawn["kernel_width"] < 0.5 * before["kernel_width"]
    assert drawn["painted"] > before["painted"]
    for output in (1, 2):
        page.label(output).click()
        page.wait_for_kernel("study.output", output)
        page.assert_follows()
    assert page.kernel("n_images") == asked


def test_the_appearance_can_be_changed_and_changes_no_number(page):
    generation = page.kernel("study.generation")
    page.control("sign").select_option("negative")
    page.wait_for_kernel("study.sign", "negative")
    page.assert_follows()
    page.control("sign").select_option("both")
    page.control("shown").focus()
    page.lab.page.keyboard.press("Home")
    for _ in range(3):
        page.lab.page.keyboard.press("ArrowRight")
    page.wait_for_kernel("study.shown", 4)
    assert page.assert_follows()["shown"] == 4
    page.lab.kernel("study.shown = None")
    page.control("min_weight").focus()
    for _ in range(10):
        page.lab.page.keyboard.press("ArrowRight")
    page.wait_for_kernel("study.min_weight > 0")
    drawn = page.assert_follows()
    assert drawn["shown"] == page.kernel("int((abs(study.explanation.coef) >= study.min_weight).sum())")
    assert 0 < drawn["shown"] < 48

    page.control("hide_rest").click()
    page.wait_for_kernel("study.hide_rest")
    hidden = page.colors("lines", page.middles())[:, 3] == 255
    weights = dict(
        zip(*page.kernel("[study.explanation.features.tolist(), study.explanation.coef.tolist()]"), strict=True)
    )
    low = page.kernel("study.min_weight")
    assert hidden.tolist() == [abs(weights[feature]) < low for feature in range(48)]
    page.control("opacity").focus()
    page.lab.page.keyboard.press("Home")
    page.wait_for_kernel("study.opacity", 0.0)
    assert page.image.locator(".lw-fills").first.evaluate("(node) => getComputedStyle(node).opacity") == "0"
    assert page.kernel("study.generation") == generation


def test_small_weights_stand_apart_from_their_intervals(lab):
    lab.open(notebook_of(MODEL, EXPLORE.replace("named", "lambda images: 3e-7 * model(images)[:, 0]")))
    lab.run_all()
    ImagePage(lab).wait_for_answer()
    gaps = """(lines) => [...lines.children].map((line) => {
        const reach = (name) => { const range = document.createRange();
            range.selectNodeContents(line.querySelector(name)); return range.getBoundingClientRect(); };
        return [reach('.lw-spread').left - reach('.lw-weight').right, reach('.lw-weight').left,
            line.getBoundingClientRect().right - reach('.lw-spread').right];
    })"""
    for width in (1000, 1400):
        lab.resize(width + 260)
        lab.page.wait_for_timeout(150)
        lines = lab.page.locator(".lw-thumbs:visible").first
        if os.environ.get("LIME_PICTURES"):
            lab.screenshot(f"{os.environ['LIME_PICTURES']}/small_{width}.png", ".lw-explorer")
        found = np.array(lines.evaluate(gaps))
        assert len(found) > 2
        assert found[:, 0].min() >= 8
        assert np.ptp(found[:, 1]) <= 1
        assert found[:, 2].min() >= 0
        assert "×10" in lines.locator(".lw-weight").first.text_content()


def test_a_click_hides_a_superpixel_and_shows_both_predictions(page):
    feature = strongest(page)
    place = page.middles()[feature]
    page.touch.hover(position=page.at(place))
    page.wait_for_kernel("study.highlight", feature)
    assert page.drawn()["detail"].startswith(f"superpixel {feature}: weight ")
    assert "95 % interval" in page.drawn()["detail"]

    page.touch.click(position=page.at(place))
    page.wait_for_kernel("list(study.removed)", [feature])
    page.wait_for_kernel("study.variant.values is not None")
    page.lab.wait_until("(node) => !node.textContent.includes('asking')", arg=page.variant.element_handle())
    page.assert_follows()

    row, column = place
    assert page.colors("base", [[row - 4, column - 4]])[0, :3].tolist() == FILLS
    said = page.variant.text_content()
    model, was, surrogate = (said.split(word)[1].split()[0].strip("(),") for word in ("model", "was", "surrogate"))
    values = page.kernel("study.variant.values.tolist()")
    assert_reads(model, values[0])
    assert_reads(was, page.kernel("study.neighborhood.prediction.tolist()")[0])
    left = "float(study.explanation.predict([i not in study.removed for i in range(48)]))"
    assert_reads(surrogate, page.kernel(left))
    here = f"(study.displayed_perturbation.labels == {feature})[..., None]"
    without = f"model(np.where({here}, {FILLS}, PICTURE).astype(np.uint8)[None])"
    assert page.kernel(f"{without}[0].tolist()") == pytest.approx(values)

    # By keyboard, too: the arrows lead to the neighbors, Enter switches off and on.
    page.touch.focus()
    page.lab.page.keyboard.press("ArrowRight")
    page.wait_for_kernel("study.highlight", feature + 1)
    page.lab.page.keyboard.press("ArrowDown")
    page.wait_for_kernel("study.highlight", feature + 9)
    page.lab.page.keyboard.press("Enter")
    page.wait_for_kernel("list(study.removed)", [feature, feature + 9])
    page.lab.page.keyboard.press("Enter")
    page.wait_for_kernel("list(study.removed)", [feature])
    page.button("put_back").click()
    page.wait_for_kernel("study.removed", [])
    assert not page.variant.is_visible()
    assert page.colors("base", [place])[0, :3].tolist() == page.kernel(f"PICTURE[{row}, {column}].tolist()")


def test_labels_stand_side_by_side_each_in_its_own_colors(page):
    asked = page.kernel("n_images")
    page.image.locator('[data-beside="1"]').click()
    page.wait_for_kernel("list(study.compared)", [1])
    page.image.locator('[data-beside="2"]').click()
    page.wait_for_kernel("list(study.compared)", [1, 2])
    assert page.lab.kernel("study.wait(20)") == "True"
    page.lab.wait_until(
        "(node) => node.querySelectorAll('.lw-panel .lw-touch').length === 3", arg=page.image.element_handle()
    )
    page.assert_follows()

    titles = page.drawn()["titles"]
    assert [title.rsplit(" ", 1)[0] for title in titles] == ["espresso", "plate", "<b>table</b>"]
    page.control("kernel_width").focus()
    for _ in range(16):
        page.lab.page.keyboard.press("ArrowRight")
    page.assert_follows()
    for panel, place in ((1, 0), (2, 1)):
        beside = page.kernel(
            f"study.comparisons[{place}][study.comparisons[{place}].index(study.kernel_width)].to_dict()"
        )
        page.assert_painted({"sign": "both", "min_weight": 0, "shown": None, "removed": []} | beside, panel)
    # A superpixel that is hidden in one panel is hidden in all.
    place = page.middles()[20]
    page.touch.nth(1).click(position=page.at(place, 1))
    page.wait_for_kernel("list(study.removed)", [20])
    for panel in range(3):
        assert page.colors("base", [[place[0] - 4, place[1] - 4]], panel)[0, :3].tolist() == FILLS
    assert page.kernel("n_images") <= asked + 1


def test_other_superpixels_are_looked_at_before_anybody_is_asked(page):
    asked = page.kernel("n_images")
    page.image.locator(".lw-segmenting > summary").click()
    page.image.locator("details select").select_option("slic")
    page.wait_for_kernel("study.preview is not None and study.preview.labels is not None")
    page.image.locator('[data-option="n_segments"]').focus()
    for _ in range(5):
        page.lab.page.keyboard.press("ArrowLeft")
    # Messages are sent now and then: the last of them is for what the slider says.
    wanted = int(page.image.locator('[data-option="n_segments"]').get_attribute("data-value"))
    assert wanted < 50
    page.wait_for_kernel("study.draft.segmentation_options['n_segments']", wanted)
    page.wait_for_kernel("study.preview.explainer is study.draft and study.preview.labels is not None")
    n = page.kernel("int(study.preview.labels.max()) + 1")
    page.lab.wait_until("([node, n]) => node.dataset.preview === n", arg=[page.preview.element_handle(), str(n)])
    assert f"{n} superpixels" in page.preview.text_content()
    assert page.kernel("n_images") == asked
    assert (page.colors("fills", page.middles())[:, 3] == 0).all()

    page.button("adopt").click()
    page.wait_for_kernel("study.segmentation", "slic")
    page.wait_for_kernel("len(study.feature_names)", n)
    drawn = page.assert_follows()
    assert drawn["superpixels"] == n
    assert page.kernel("n_images") > asked

    # What cannot be is said, and the picture stays.
    page.image.locator("details select").select_option("grid")
    page.image.locator('[data-option="size"]').focus()
    page.lab.page.keyboard.press("End")
    page.lab.wait_until("() => document.querySelector('[data-preview]')?.textContent.includes('one superpixel')")
    page.button("discard").click()
    page.wait_for_kernel("study.draft is None")
    assert page.assert_follows()["superpixels"] == n


def test_the_filling_of_hidden_superpixels_is_chosen_and_displayed(page):
    page.image.locator('[data-sight="hidden"]').click()
    assert (page.colors("base", page.middles())[:, :3] == FILLS).all()
    page.control("fill").select_option("mean")
    page.wait_for_kernel("study.fill", "mean")
    page.lab.kernel("study.wait(20)")
    page.lab.wait_until("() => document.querySelector('.lw-image').textContent.includes('mean color')")
    means = page.kernel("study.displayed_perturbation.hidden_picture[10::20, 10::20].reshape(-1, 3).tolist()")
    page.lab.page.wait_for_timeout(300)
    assert page.colors("base", page.middles())[:, :3].tolist() == means
    page.image.locator('[data-sight="explanation"]').click()
    page.assert_follows()
    page.control("fill").select_option("color")
    page.wait_for_kernel("study.fill[0]", "#")
    page.output.locator('input[type="color"]').fill("#00ff00")
    page.wait_for_kernel("study.fill", "#00ff00")
    page.assert_follows()


def test_the_picture_is_saved_as_it_is_seen(page):
    page.lab.change_theme(dark=False)  # whose colors are those of `painted`
    page.lab.wait_until("(node) => node.dataset.theme === 'light'", arg=page.image.element_handle())
    page.control("boundaries").click()
    page.wait_for_kernel("study.boundaries", value=False)
    page.assert_follows()
    with page.lab.page.expect_download() as download:
        page.button("save").click()
    saved = np.asarray(Image.open(io.BytesIO(download.value.path().read_bytes())).convert("RGB")).astype(int)

    factor = saved.shape[1] // 160
    assert saved.shape == (120 * factor, 160 * factor, 3)
    painted = np.array(page.kernel("study.painted().tolist()"))
    errors = page.kernel(
        "[found.features.tolist(), (found.interval - abs(found.coef)).tolist()]".replace("found", "study.explanation")
    )
    sure = np.isin(page.labels(), [feature for feature, gap in zip(*errors, strict=True) if gap < 0])
    assert sure.mean() > 0.1
    # To a rounding or two: the canvas keeps colors multiplied by their alpha.
    assert abs(saved[factor // 2 :: factor, factor // 2 :: factor] - painted)[sure].max() <= 4


def test_the_overlay_sharpens_while_the_model_is_asked_and_can_be_stopped(lab):
    slow = """
    gate = threading.Semaphore(3)

    def slow(images):
        assert gate.acquire(timeout=60)
        return model(images)

    study = lw.Study(lw.BlackBox(slow, batch_size=100), PICTURE, lw.ImageExplainer("grid", fill=0), n_samples=1000)
    lw.ImageExplorer(study)
    """
    lab.open(notebook_of(MODEL, dedent(slow)))
    lab.run_all()
    page = ImagePage(lab)
    page.lab.wait_until("() => Number(document.querySelector('.lw-image')?.dataset.shown) > 0")
    page.wait_for_kernel("study.progress", 0.3)
    before = page.drawn()
    assert before["status"] == "sampling"
    page.lab.kernel("gate.release(2)")
    page.wait_for_kernel("study.progress", 0.5)
    page.lab.wait_until(
        "(generation) => Number(document.querySelector('.lw-image').dataset.generation) > generation",
        arg=before["generation"],
    )
    page.button("cancel").click()
    page.wait_for_kernel("study.status", "cancelled")
    page.lab.kernel("gate.release(100)")
    drawn = page.assert_follows()
    assert drawn["status"] == "cancelled"
    page.button("resume").click()
    page.wait_for_kernel("study.status", "ready")
    assert "1,000 samples" in page.assert_follows()["fidelity"]


def test_a_model_that_fails_is_said_and_the_last_picture_stays(page):
    page.lab.kernel("study.model = lambda images: images.transpose(0, 2, 3, 1)[:, 3]")
    page.wait_for_kernel("study.status", "failed")
    page.lab.wait_for(".lw-error:not([hidden])")
    drawn = page.drawn()

    assert "image" in drawn["error"]
    assert drawn["shown"] > 0
    page.lab.kernel("study.model = named")
    page.assert_follows()


def test_gray_pictures_of_few_pixels_are_painted_sharp(lab):
    digits = """
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression
    X, y = load_digits(return_X_y=True)
    digit = LogisticRegression(max_iter=500).fit(X, y)
    explorer = lw.explore(lambda images: digit.predict_proba(images.reshape(len(images), 64)), X[3].reshape(8, 8),
                          segmentation="grid", segmentation_options={"size": 1}, fill=0)
    study = explorer.study
    explorer
    """
    lab.open(notebook_of(MODEL, dedent(digits)))
    lab.run_all()
    page = ImagePage(lab)
    page.wait_for_answer()
    assert page.assert_follows()["superpixels"] == 64
    width = page.image.locator(".lw-fills").first.evaluate("(node) => [node.width, node.clientWidth]")
    assert min(width) >= 200


def test_nothing_is_cut_at_any_width_in_either_theme(jupyter):
    jupyter.open(notebook_of(MODEL, EXPLORE))
    if jupyter.server.application == "lab":
        jupyter.page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    jupyter.run_all()
    page = ImagePage(jupyter)
    page.wait_for_answer()
    page.image.locator('[data-beside="1"]').click()
    page.image.locator('[data-beside="2"]').click()
    page.image.locator(".lw-segmenting > summary").click()
    for dark in (False, True):
        jupyter.change_theme(dark=dark)
        for width in (600, 900, 1400):
            jupyter.resize(width, 1000)
            jupyter.page.wait_for_timeout(250)
            where = f"{width} px, {'dark' if dark else 'light'}"
            assert page.output.evaluate(OVERFLOWS) == [], where
            assert page.output.evaluate(OUTSIDE) == [], where
            assert page.output.evaluate("(root) => root.scrollWidth <= root.clientWidth"), where
    assert page.output.evaluate(UNNAMED) == []
