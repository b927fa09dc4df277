"""An image that is studied: what asks the model again and what does not, superpixels by hand, other segmentations."""

import threading
import time

import numpy as np
import pytest
from study.doubles import OF_THE_STUDY, PATIENCE, assert_same

from lime_widgets import BlackBox, ImageExplainer, LimeError, Study
from lime_widgets.study.image import ImageStudy

pytestmark = pytest.mark.usefixtures("no_thread_is_left")

# Twelve squares, each of a color of its own.
IMAGE = np.random.default_rng(0).integers(0, 256, (3, 4, 3), dtype=np.uint8).repeat(8, axis=0).repeat(8, axis=1)
SQUARES = np.arange(12).reshape(3, 4).repeat(8, axis=0).repeat(8, axis=1)
SETTINGS = ImageStudy.explainer_settings
LOOK = (
    "sign",
    "shown",
    "min_weight",
    "hide_rest",
    "opacity",
    "boundaries",
    "palette",
    "gray",
    "compared",
    *OF_THE_STUDY,
)


class Counting:
    """Three classes, each seeing to its own squares; it counts the images that it was asked about."""

    def __init__(self):
        self.n_images = 0

    def __call__(self, images):
        assert images.dtype == np.uint8
        self.n_images += len(images)
        changed = (images != IMAGE).any(axis=3).mean(axis=2)  # rows of pixels, how much of each is not as it was
        top, bottom = changed[:, :8].mean(axis=1), changed[:, 16:].mean(axis=1)
        scores = np.exp(np.column_stack([2 - 3 * top, 1 - top * bottom, 2 * bottom]))
        return scores / scores.sum(axis=1, keepdims=True)


class Gated(Counting):
    """Answers a batch when it is let."""

    def __init__(self):
        super().__init__()
        self.came, self.gate = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, images):
        self.came.release()
        assert self.gate.acquire(timeout=PATIENCE)
        return super().__call__(images)


def study_of(model, image=IMAGE, **parameters):
    given = {"segmentation": SQUARES, "fill": "#000000"} | parameters
    explainer = ImageExplainer(**{name: given.pop(name) for name in SETTINGS if name in given})
    return Study(BlackBox(model, batch_size=64, repeat=False), image, explainer, **({"n_samples": 300} | given))


def ready(model=None, image=IMAGE, **parameters):
    study = study_of(model or Counting(), image, **parameters)
    assert study.wait(PATIENCE)
    assert study.status == "ready", study.error
    return study


def afresh(study):
    parameters = {name: getattr(study, name) for name in study.parameter_names if name not in {*SETTINGS, *LOOK}}
    return study.explainer.explain(Counting(), study.instance, **parameters)


def assert_up_to_date(study):
    assert (study.status, study.error, study.progress) == ("ready", None, 1.0)
    for name in SETTINGS:
        assert getattr(study, name) is getattr(study.explainer, name)
    assert_same(study.explanation, afresh(study))


# ---- what asks the model ----------------------------------------------------------------------------


def test_an_image_makes_a_study_of_an_image_with_limes_defaults():
    study = Study(Counting(), IMAGE, ImageExplainer(segmentation=SQUARES))

    assert isinstance(study, ImageStudy)
    assert (study.n_samples, study.kernel_width, study.distance) == (1024, 0.25, "cosine")
    assert study.n_features == 12  # all superpixels
    assert study.wait(PATIENCE)
    assert_up_to_date(study)


@pytest.mark.parametrize(
    "change",
    [
        {"kernel_width": 0.5},
        {"n_features": 3},
        {"output": 2},
        {"distance": "removed"},
        {"kernel": "triangular", "kernel_width": 1.0},
        {"feature_selection": "lasso_path", "alpha": 0.1},
        {"n_samples": 200},
        {"compared": (1, 2)},
        {"sign": "positive", "shown": 4, "min_weight": 0.01, "hide_rest": True, "opacity": 0.3, "boundaries": False},
    ],
)
def test_what_leaves_the_images_as_they_are_does_not_ask(change):
    model = Counting()
    study = ready(model)
    evaluated = model.n_images

    study.update(**change)

    assert study.status == "ready"  # there and then
    assert model.n_images == evaluated == study.n_model_calls
    assert_up_to_date(study)


def test_a_look_is_drawn_and_nothing_is_worked_out():
    study = ready()
    before = study.explanation, study.generation

    study.update(sign="negative", shown=2, opacity=0.1)

    assert (study.explanation, study.generation) == before


def test_another_seed_asks_only_about_images_that_were_not_asked_about():
    model = Counting()
    study = ready(model)
    evaluated = model.n_images

    study.random_state = 1
    assert study.wait(PATIENCE)
    study.random_state = 0
    assert study.wait(PATIENCE)

    assert model.n_images < 2 * evaluated
    seen = model.n_images
    study.random_state = 1
    assert study.wait(PATIENCE)
    assert model.n_images == seen
    assert_up_to_date(study)


@pytest.mark.parametrize("change", [{"fill": "mean"}, {"segmentation": "grid", "segmentation_options": {"size": 6}}])
def test_other_inputs_are_asked_about(change):
    model = Counting()
    study = ready(model, fill="#ffffff")
    evaluated = model.n_images

    study.update(**change)
    assert study.wait(PATIENCE)

    assert model.n_images > evaluated + 200
    assert_up_to_date(study)


def test_the_explanation_sharpens_as_the_answers_come():
    model = Gated()
    study = study_of(model)
    seen = []
    study.observe(lambda _: seen.append(study.explanation and study.explanation.n_samples), "generation")
    for _ in range(3):
        assert model.came.acquire(timeout=PATIENCE)
        model.gate.release()
    assert model.came.acquire(timeout=PATIENCE)

    assert seen[-1] == 192
    assert study.status == "sampling"
    study.cancel()
    model.gate.release(10)
    assert study.wait(PATIENCE)

    assert study.status == "cancelled"
    assert study.explanation.n_samples == 192
    study.resume()
    assert study.wait(PATIENCE)
    assert_up_to_date(study)


def test_a_slow_model_is_asked_in_small_batches_and_a_quick_one_in_large_ones_unless_told():
    sizes = []

    def quick(images):
        sizes.append(len(images))
        return images.reshape(len(images), -1).mean(axis=1)

    def slow(images):
        time.sleep(0.015 * len(images))
        return quick(images)

    proposed = ImageExplainer(SQUARES).perturb(IMAGE).batch_size
    Study(quick, IMAGE, ImageExplainer(SQUARES), n_samples=1000).wait(PATIENCE)
    assert sizes[:2] == [1, proposed // 4 - 1]  # the instance alone; then the first picture is soon there
    assert max(sizes) == proposed
    sizes.clear()
    Study(slow, IMAGE, ImageExplainer(SQUARES), n_samples=100).wait(PATIENCE)
    assert max(sizes[1:]) < proposed // 2
    sizes.clear()
    Study(BlackBox(slow, batch_size=40, repeat=False), IMAGE, ImageExplainer(SQUARES), n_samples=120).wait(PATIENCE)
    assert sizes == [40, 40, 40]


# ---- outputs side by side ----------------------------------------------------------------------------


def test_compared_outputs_are_explained_as_if_each_were_the_explained_one():
    study = ready(compared=("output 2", 1), output=0)

    assert study.compared == (2, 1)
    for output, sweep in zip(study.compared, study.comparisons, strict=True):
        alone = ready(output=output)
        assert_same(sweep[sweep.index(study.kernel_width)], alone.explanation)


def test_compared_outputs_follow_every_change_of_the_fit():
    study = ready(compared=(1,))

    study.update(kernel_width=0.6, n_features=4)

    (sweep,) = study.comparisons
    assert_same(sweep[0], ready(output=1, kernel_width=0.6, n_features=4).explanation)


def test_compared_outputs_are_swept_over_the_same_widths():
    study = ready(compared=(1,))
    study.sweeping = True
    assert study.wait(PATIENCE)

    (sweep,) = study.comparisons
    assert sweep.kernel_width.tolist() == study.sweep.kernel_width.tolist()
    assert len(sweep) > 100


def test_the_explained_and_a_compared_output_change_places_without_a_fit():
    study = ready(compared=(1, 2), output=0)
    study.sweeping = True
    assert study.wait(PATIENCE)
    one, two = study.comparisons

    study.output = 1

    assert study.sweep is one
    assert study.comparisons == (one, two)
    assert study.explanation.output == 1
    assert_same(study.explanation, ready(output=1).explanation, tolerance=1e-7)


def test_another_model_has_nothing_to_compare_yet():
    study = ready(compared=(1,))

    study.model = lambda images: images.reshape(len(images), -1).mean(axis=1)
    assert study.wait(PATIENCE)

    assert (study.status, study.compared, study.comparisons) == ("ready", (), ())


@pytest.mark.parametrize("wrong", ["output 1", 3, (7,), ("cat",), [None, "x"]])
def test_what_is_no_output_cannot_be_compared(wrong):
    study = ready(compared=(1,))

    with pytest.raises(LimeError):
        study.compared = wrong
    assert study.compared == (1,)


# ---- superpixels by hand -----------------------------------------------------------------------------


def test_a_superpixel_switched_off_is_asked_about_once():
    model = Counting()
    study = ready(model)
    evaluated = model.n_images

    study.removed = (0, 5)
    assert study.wait(PATIENCE)

    black = np.where(np.isin(SQUARES, (0, 5))[..., None], 0, IMAGE).astype(np.uint8)
    assert study.variant.values == pytest.approx(Counting()(black[None])[0])
    assert model.n_images <= evaluated + 1
    study.removed = ()
    study.removed = (0, 5)
    assert study.wait(PATIENCE)
    assert model.n_images <= evaluated + 1


def test_other_superpixels_put_all_back():
    study = ready()
    study.removed = (3,)

    study.segmentation = "grid"
    assert study.wait(PATIENCE)

    assert (study.removed, study.variant) == ((), None)


# ---- other segmentations -----------------------------------------------------------------------------


def test_a_draft_is_looked_at_without_asking_the_model():
    model = Counting()
    study = ready(model)
    evaluated, explained = model.n_images, study.explanation

    study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 16})
    assert study.wait(PATIENCE)

    assert study.preview.error is None
    assert study.preview.labels.tolist() == (np.arange(4).reshape(2, 2).repeat(16, 0).repeat(16, 1)[:24]).tolist()
    assert (model.n_images, study.explanation, len(study.feature_names)) == (evaluated, explained, 12)


def test_an_adopted_draft_is_explained():
    study = ready(fill="#ff0000")
    study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 8})
    assert study.wait(PATIENCE)

    study.fill = "mean"  # meanwhile
    study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 12})
    study.adopt()
    assert study.wait(PATIENCE)

    assert (study.segmentation, study.segmentation_options, study.fill) == ("grid", {"size": 12}, "mean")
    assert (study.draft, study.preview) == (None, None)
    assert study.n_features == 6
    assert_up_to_date(study)


def test_a_draft_that_cannot_be_used_is_said_and_changes_nothing():
    study = ready()

    study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 100})
    assert study.wait(PATIENCE)
    assert "one superpixel" in study.preview.error
    assert study.status == "ready"
    with pytest.raises(LimeError, match="one superpixel"):
        study.adopt()
    assert study.segmentation is SQUARES
    assert_up_to_date(study)


def test_the_newest_draft_wins():
    began, go = threading.Event(), threading.Event()

    def slow(image):
        began.set()
        assert go.wait(PATIENCE)
        return np.arange(image.shape[1]) * np.ones((len(image), 1), int)

    study = ready()
    study.draft = study.explainer.replace(segmentation=slow)
    assert began.wait(PATIENCE)
    study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 8})
    go.set()
    assert study.wait(PATIENCE)

    assert study.preview.labels.max() == 11


def test_a_draft_that_is_taken_back_at_once_stops_nothing():
    model = Gated()
    study = study_of(model)
    assert model.came.acquire(timeout=PATIENCE)  # the worker is busy
    for _ in range(20):
        study.draft = study.explainer.replace(segmentation="grid", segmentation_options={"size": 8})
        segment = study._segmentation.run
        study.draft = None
        segment()  # as the worker does that has just seen it
    model.gate.release(100)

    assert study.wait(PATIENCE)
    assert (study.status, study.preview) == ("ready", None)


@pytest.mark.parametrize("wrong", ["slic", 3, np.zeros((2, 2))])
def test_a_draft_is_an_explainer(wrong):
    study = ready()

    with pytest.raises(LimeError, match="draft"):
        study.draft = wrong


def test_a_method_comes_with_its_own_settings():
    study = ready(segmentation="slic", segmentation_options={"n_segments": 9})

    study.segmentation = "grid"
    assert study.segmentation_options == ImageExplainer("grid").segmentation_options
    study.update(segmentation_options={"n_segments": 20}, segmentation="slic")
    assert study.segmentation_options["n_segments"] == 20
    study.reset()
    assert study.wait(PATIENCE)

    assert (study.segmentation, study.segmentation_options["n_segments"]) == ("slic", 9)
    assert_up_to_date(study)


def test_settings_are_set_as_one():
    cut = []

    def columns(image):
        cut.append("columns")
        return np.arange(image.shape[1]) * np.ones((len(image), 1), int)

    study = ready(segmentation=columns)
    study.segmentation = "grid"
    assert study.wait(PATIENCE)
    times = len(cut)
    study.reset()
    assert study.wait(PATIENCE)

    assert len(cut) == times  # what is known is not cut again
    assert study.segmentation is columns


# ---- look --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("sign", "for"),
        ("sign", None),
        ("shown", 0),
        ("shown", 2.5),
        ("shown", True),
        ("min_weight", -1),
        ("min_weight", "0.1"),
        ("min_weight", float("nan")),
        ("opacity", 1.5),
        ("opacity", True),
        ("hide_rest", 1),
        ("boundaries", "yes"),
        ("fill", "gray"),
        ("fill", (1, 2)),
        ("segmentation", "quick"),
        ("segmentation_options", {"n_segments": 3}),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_changes_nothing(name, wrong):
    study = ready()
    before = {each: getattr(study, each) for each in study.parameter_names}

    with pytest.raises(LimeError):
        setattr(study, name, wrong)
    for each, value in before.items():
        assert getattr(study, each) is value
    assert study.status == "ready"


def test_arrays_are_of_what_is_shown():
    study = ready(output=0)
    study.update(sign="positive", shown=2)

    image, mask = study.image_and_mask()
    strongest = [f for f, w in study.explanation.as_map()[0] if w > 0][:2]

    assert (mask == np.isin(SQUARES, strongest)).all()
    assert (image == IMAGE).all()
    hidden, _ = study.image_and_mask(hide_rest=True)
    assert (hidden[mask == 1] == IMAGE[mask == 1]).all()
    assert not hidden[mask == 0].any()
    assert set(np.unique(study.image_and_mask(sign="both", shown=None)[1])) <= {-1, 0, 1}
    with pytest.raises(LimeError, match="color"):
        study.image_and_mask(color="red")


def test_the_painted_image_is_of_what_is_shown():
    study = ready(output=0, boundaries=False)

    plain, strong = (
        study.painted(gray=False, **look)
        for look in ({"opacity": 0.0}, {"opacity": 1.0, "sign": "positive", "shown": 1})
    )
    assert (plain == IMAGE).all()
    (best,) = [f for f, w in study.explanation.as_map()[0] if w > 0][:1]
    assert (strong[best != SQUARES] == IMAGE[best != SQUARES]).all()
    assert not (strong[best == SQUARES] == IMAGE[best == SQUARES]).all()
    gray = study.painted(opacity=0.0)
    assert study.gray
    np.testing.assert_allclose(gray, (IMAGE @ [0.2126, 0.7152, 0.0722])[..., None].repeat(3, axis=2), atol=0.5)


def test_there_is_nothing_to_draw_before_an_answer():
    model = Gated()
    study = study_of(model)

    with pytest.raises(LimeError, match="no explanation"):
        study.painted()
    model.gate.release(100)
    assert study.wait(PATIENCE)
    study.painted()
