"""What the browser knows of an image study: pixels and superpixels once, weights often, drafts without an answer."""

import io

import numpy as np
import pytest
from PIL import Image
from widgets.study_model import ARRAYS, assert_follows, read

import lime_widgets as lw
from lime_widgets.widgets.wire.controls import ORDER, controls
from lime_widgets.widgets.wire.image import _lossless, _runs
from lime_widgets.widgets.wire.study_model import study_model_of

# Twenty-four squares, each of a color of its own.
IMAGE = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8).repeat(8, axis=0).repeat(8, axis=1)
SQUARES = np.arange(24).reshape(4, 6).repeat(8, axis=0).repeat(8, axis=1)


def model(images):
    """Each square counts, by another weight."""
    changed = np.array([(image != IMAGE).any(axis=2) for image in images])
    parts = changed.reshape(-1, 4, 8, 6, 8).mean(axis=(2, 4)).reshape(-1, 24)
    value = np.exp(-parts @ np.linspace(0, 0.2, 24))
    return np.column_stack([1 - value, value / 2, value / 2])


def study_of(image=IMAGE, segmentation=SQUARES, **parameters):
    study = lw.Study(model, image, lw.ImageExplainer(segmentation), **({"n_samples": 256} | parameters))
    assert study.wait(20)
    return study


@pytest.fixture
def image_study():
    return study_of(IMAGE, "grid", segmentation_options={"size": 8}, fill="#ff0000")


@pytest.fixture
def image_model(wire, image_study):
    study_model = study_model_of(image_study)
    study_model.attach()
    assert image_study.wait(20)
    wire.messages.clear()
    yield study_model
    study_model.close()


def pixels(file):
    picture = Image.open(io.BytesIO(file["data"]))
    assert file["mime"] == picture.get_format_mimetype()
    return np.asarray(picture)


def label_map(state, width):
    return np.repeat(read(state["values"]), read(state["lengths"])).reshape(-1, width)


def test_pixels_and_superpixels_arrive_as_they_are(image_model):
    state = image_model.image

    assert (state["width"], state["height"], state["n"], state["changed"]) == (48, 32, 24, False)
    assert (pixels(state["picture"]) == IMAGE).all()
    assert (pixels(state["filled"]) == [255, 0, 0]).all()
    assert (label_map(state["labels"], 48) == SQUARES).all()
    assert len(read(state["labels"]["values"])) == 32 * 6


@pytest.mark.parametrize(
    ("shape", "mime"), [((64, 64, 3), "image/webp"), ((400, 300, 3), "image/webp"), ((2, 20_000, 3), "image/png")]
)
def test_a_picture_of_any_shape_is_sent_without_loss(shape, mime):
    picture = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    file = _lossless(picture)
    assert file["mime"] == mime
    assert (pixels(file) == picture).all()


def test_long_runs_of_one_superpixel_arrive():
    labels = np.zeros((200, 300), np.int32)
    labels[199, 299] = 7
    assert (label_map(_runs(labels), 300) == labels).all()


def test_the_image_travels_once_and_then_only_the_weights(image_model, image_study, wire):
    changes = (
        {"kernel_width": 0.6},
        {"n_features": 4},
        {"output": 1},
        {"random_state": 3},
        {"removed": (1,)},
        {"opacity": 0.2, "shown": 3},
        {"compared": (0, 2)},
        {"n_samples": 400},
    )
    for change in changes:
        image_study.update(**change)
        assert image_study.wait(20)

    sent = wire.updates_of(image_model)
    assert not any(state.keys() & {"image", "segmentations"} for state in sent)
    assert sum("frames" in state for state in sent) >= 5
    assert_follows(image_model, image_study)


def test_another_image_arrives_with_its_weights(image_model, image_study, wire):
    other = IMAGE[::-1].copy()
    image_study.instance = other
    assert image_study.wait(20)

    (state,) = [state for state in wire.updates_of(image_model) if "image" in state]
    assert state["image"]["changed"]
    assert (pixels(image_model.image["picture"]) == other).all()
    assert "frames" in state
    wire.send(image_model, type="reset_row")
    assert image_study.wait(20)
    assert (pixels(image_model.image["picture"]) == IMAGE).all()
    assert not image_model.image["changed"]


def test_what_off_means_arrives_with_the_answers_to_it(image_model, image_study, wire):
    wire.set(image_model, fill="#00ff00")
    assert image_study.wait(20)

    (state,) = [state for state in wire.updates_of(image_model) if "image" in state]
    assert (pixels(image_model.image["filled"]) == [0, 255, 0]).all()
    assert "frames" in state
    wire.set(image_model, fill="no color")
    assert "no color" in image_model.notice
    assert image_model.fill == image_study.fill == "#00ff00"


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        (np.linspace(0, 1, 48 * 32).reshape(32, 48), "gray"),
        (np.linspace(0, 16, 48 * 32, dtype=np.float32).reshape(32, 48, 1), "gray"),
        (np.linspace(0, 65_535, 48 * 32).astype(np.uint16).reshape(32, 48), "gray"),
        (np.dstack([IMAGE, np.zeros((32, 48), np.uint8)]), "colors"),
        (np.linspace(0, 1, 48 * 32).reshape(32, 48) > 0.5, "gray"),
    ],
)
def test_images_of_every_kind_are_shown(wire, image, shown):
    study = lw.Study(
        lambda images: images.reshape(len(images), -1).mean(axis=1), image, lw.ImageExplainer(SQUARES), n_samples=64
    )
    study_model = study_model_of(study)
    study_model.attach()
    seen = pixels(study_model.image["picture"])

    assert seen.shape == (32, 48, 3)
    if shown == "gray":
        assert (seen[..., 0] == seen[..., 2]).all()
        assert (seen.min(), seen.max()) == (0, 255)
    else:
        assert (seen == IMAGE).all()
        assert "alpha" in study_model.image["notes"][0]
    assert study.wait(20)
    study_model.close()


def test_pixels_in_no_superpixel_are_told_apart(wire):
    masked = np.ma.masked_array(IMAGE, np.zeros_like(IMAGE, dtype=bool))
    masked[:8, :8] = np.ma.masked
    study_model = study_model_of(study_of(masked))
    study_model.attach()

    labels = label_map(study_model.image["labels"], 48)
    assert (labels[:8, :8] == -1).all()
    assert np.unique(labels).tolist() == list(range(-1, 23))
    study_model.close()


def test_a_large_picture_is_sent_smaller(wire):
    large = IMAGE.repeat(60, axis=0).repeat(60, axis=1)  # 5.5 million pixels
    study = lw.Study(
        lambda images: images[:, ::60, ::60].reshape(len(images), -1).mean(axis=1),
        large,
        lw.ImageExplainer(SQUARES.repeat(60, axis=0).repeat(60, axis=1)),
        n_samples=32,
    )
    study_model = study_model_of(study)
    study_model.attach()
    state = study_model.image

    assert (state["width"], state["height"]) == (1440, 960)
    assert (label_map(state["labels"], 1440) == SQUARES.repeat(30, axis=0).repeat(30, axis=1)).all()
    assert pixels(state["picture"]).shape == (960, 1440, 3)
    study.cancel()
    study_model.close()
    assert study.wait(20)


def test_compared_outputs_are_sent_as_frames(image_model, image_study, wire):
    wire.set(image_model, compared=[2, 0])
    assert image_study.wait(20)

    assert image_study.compared == (2, 0)
    for frames, sweep in zip(image_model.comparisons, image_study.comparisons, strict=True):
        assert frames["output"] == sweep.output
        for name in ARRAYS:
            np.testing.assert_allclose(read(frames[name]), getattr(sweep, name), rtol=1e-6, atol=1e-12)
    wire.set(image_model, compared=[])
    assert image_model.comparisons == []
    wire.set(image_model, compared=[9])
    assert "9" in image_model.notice
    assert image_model.compared == []


def test_names_to_compare_wait_for_the_models_answer(wire):
    study = study_of(compared=("output 2",))
    study_model = study_model_of(study)

    assert study_model.compared == [2]
    study_model.close()


# ---- other superpixels -------------------------------------------------------------------------------


def test_a_preview_asks_nobody_and_can_be_adopted(image_model, image_study, wire):
    calls = image_study.n_model_calls
    wire.send(image_model, type="segment", segmentation="grid", options={"size": 10})
    assert image_study.wait(20)

    preview = image_model.preview
    assert (preview["segmentation"], preview["options"], preview["n"]) == ("grid", {"size": 10}, 20)
    assert (label_map(preview["labels"], 48)[::10, ::10] == np.arange(20).reshape(4, 5)).all()
    assert image_study.n_model_calls == calls
    assert image_model.image["n"] == 24

    wire.send(image_model, type="adopt")
    assert image_study.wait(20)
    assert image_model.preview is None
    assert image_model.image["n"] == 20
    assert image_study.segmentation_options == {"size": 10}
    assert image_study.n_model_calls > calls
    assert_follows(image_model, image_study)


def test_a_preview_can_be_discarded(image_model, image_study, wire):
    wire.send(image_model, type="segment", segmentation="slic", options={"n_segments": 10})
    assert image_study.wait(20)
    wire.send(image_model, type="discard")

    assert image_model.preview is None
    assert image_study.segmentation == "grid"


@pytest.mark.parametrize(
    ("method", "options"), [("grid", {"size": 0}), ("slic", {"size": 3}), ("cut", {}), ("grid", {"size": "x"})]
)
def test_settings_that_do_not_exist_are_said(image_model, image_study, wire, method, options):
    wire.send(image_model, type="segment", segmentation=method, options=options)

    assert image_model.notice
    assert image_model.preview is None
    assert image_study.status == "ready"


def test_a_preview_that_fails_says_why(image_model, image_study, wire):
    wire.send(image_model, type="segment", segmentation="grid", options={"size": 256})
    assert image_study.wait(20)

    assert "one superpixel" in image_model.preview["error"]
    assert image_model.preview["labels"] is None
    assert image_model.image["n"] == 24


def test_superpixels_of_ones_own_are_offered_again(wire):
    study = study_of()
    study_model = study_model_of(study)
    study_model.attach()
    assert study_model.segmentation == "custom"
    assert study_model.segmentations[-1] == {"value": "custom", "label": "your own", "options": []}

    wire.send(study_model, type="segment", segmentation="grid", options={"size": 16})
    wire.send(study_model, type="adopt")
    assert study.wait(20)
    assert study_model.segmentation == "grid"
    wire.send(study_model, type="segment", segmentation="custom", options={})
    wire.send(study_model, type="adopt")
    assert study.wait(20)

    assert study.segmentation is SQUARES
    assert study_model.image["n"] == 24
    study_model.close()


def test_every_segmentation_has_settings_with_a_tooltip(image_model):
    methods = {method["value"]: method for method in image_model.segmentations}

    assert methods.keys() == {"quickshift", "slic", "felzenszwalb", "watershed", "grid"}
    for method in methods.values():
        for option in method["options"]:
            assert option["help"].endswith(".")
            assert option["min"] <= option["default"] <= option["max"]
            assert option["step"] > 0


# ---- controls ----------------------------------------------------------------------------------------


def test_every_parameter_of_an_image_has_a_control_but_those_that_the_view_itself_sets(image_study):
    shown = {control["name"]: control for control in controls(image_study)}

    in_the_view = {"segmentation", "segmentation_options", "compared", "compared_widths", "target_score", "local_width"}
    of_other_surrogates = {"max_depth", "prior", "prior_precision"}
    assert shown.keys() == set(image_study.parameter_names) - in_the_view - of_other_surrogates
    assert set(ORDER) >= shown.keys()
    kinds = {"fill": "fill", "shown": "count", "min_weight": "weight", "opacity": "range", "sign": "choice"}
    assert {name: shown[name]["kind"] for name in kinds} == kinds
    assert shown["shown"]["max"] == 24
    assert shown["shown"]["default"] is None
    assert [option["value"] for option in shown["fill"]["options"]] == ["mean", "blur", "noise", "color"]
    for control in shown.values():
        assert control["help"].endswith(".")


def test_an_image_of_ones_own_for_off_is_offered_again(wire):
    study = study_of(fill=np.zeros_like(IMAGE))
    study_model = study_model_of(study)
    study_model.attach()
    (control,) = [control for control in study_model.controls if control["name"] == "fill"]
    assert control["options"][-1]["value"] == study_model.fill == "custom"

    wire.set(study_model, fill="mean")
    assert study.fill == "mean"
    wire.set(study_model, fill="custom")
    assert study.wait(20)
    assert (study.fill == 0).all()
    study_model.close()


@pytest.mark.parametrize("look", [{"opacity": 0.25}, {"shown": 3}, {"shown": None}, {"sign": "negative"}])
def test_a_look_is_set_from_either_side(image_model, image_study, wire, look):
    ((name, value),) = look.items()
    wire.set(image_model, **look)
    assert getattr(image_study, name) == value

    image_study.reset()
    assert getattr(image_model, name) == image_study.initial[name]


def test_what_cannot_be_drawn_is_said(image_model, image_study, wire):
    wire.set(image_model, opacity=3)

    assert "opacity" in image_model.notice
    assert image_model.opacity == image_study.opacity == 0.6


# ---- explore -----------------------------------------------------------------------------------------


def test_explore_takes_an_image_and_its_options(wire):
    explorer = lw.explore(
        model, IMAGE, segmentation="grid", segmentation_options={"size": 8}, fill="#808080", n_samples=100, opacity=0.4
    )

    assert isinstance(explorer, lw.ImageExplorer)
    assert (explorer.study.fill, explorer.study.n_samples, explorer.study.opacity) == ("#808080", 100, 0.4)
    explorer.study.wait(20)
    explorer.close()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("cat.png", "skimage.io.imread"),
        (IMAGE.tolist(), "array"),
        (np.zeros((0, 4, 3)), "no pixel"),
        (IMAGE[..., :2], "2 channels"),
        (np.moveaxis(IMAGE, -1, 0), "channels first"),
        (IMAGE[None], "batch"),
        (np.zeros((40, 8, 8)), "a volume or a stack of 40 gray images, or an image of 8 channels"),
        (np.zeros((3, 8, 8)), "several gray images"),
        (np.where(IMAGE > 9, np.nan, 1.0), "NaN"),
    ],
)
def test_explore_says_what_is_wrong_with_an_image(wire, wrong, message):
    with pytest.raises(lw.LimeError, match=message):
        lw.explore(model, wrong)


def test_an_image_needs_no_table(wire):
    with pytest.raises(lw.LimeError, match="Leave X_train out to explain an image"):
        lw.explore(model, IMAGE, np.zeros((3, 4)))
    with pytest.raises(lw.LimeError, match=r"lime_widgets\.ImageExplorer"):
        lw.TabularExplorer(study_of())


def test_another_image_that_fails_can_be_taken_back(image_model, image_study, wire):
    image_study.instance = IMAGE[:, ::-1, :].copy()
    assert image_model.changed
    image_study.instance = IMAGE[:16, :16, 0].copy()  # of which the model cannot make anything
    assert image_study.wait(20)

    assert image_study.status == "failed"
    assert image_model.changed
    wire.send(image_model, type="reset_row")
    assert image_study.wait(20)
    assert not image_model.changed
    assert image_study.status == "ready"


def test_while_another_model_fails_the_output_is_the_one_that_is_shown(image_model, image_study):
    image_study.output = 2

    image_study.model = lambda images: images @ 1
    assert image_study.wait(20)

    assert (image_study.status, image_study.output) == ("failed", None)
    assert image_model.output == image_model.frames["output"] == 2
    image_study.model = model
    assert image_study.wait(20)
    assert image_model.output == image_study.output == image_model.frames["output"]


def test_what_is_set_from_code_is_called_ones_own(image_model, image_study, wire):
    image_study.segmentation = SQUARES
    image_study.fill = np.zeros_like(IMAGE)
    assert image_study.wait(20)

    assert image_model.segmentation == image_model.fill == "custom"
    assert image_model.segmentations[-1]["label"] == "your own"
    (control,) = [control for control in image_model.controls if control["name"] == "fill"]
    assert control["options"][-1] == {"value": "custom", "label": "your own"}


def test_a_row_is_no_image(wire):
    with pytest.raises(lw.LimeError, match="X_train"):
        lw.explore(model, np.zeros((1, 4)))
    with pytest.raises(lw.LimeError, match="study of a text"):
        lw.ImageExplorer(lw.Study(lambda texts: [1.0] * len(texts), "a text", lw.TextExplainer()))
