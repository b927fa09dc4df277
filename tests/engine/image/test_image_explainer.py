"""The explainer of images: perturbed images, model calls and exact explanations."""

import sys
import threading
import tracemalloc

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import pairwise_distances

from lime_widgets import BlackBox, ImageExplainer, LimeError
from lime_widgets.engine.image.segmentation import find_segments

RNG = np.random.default_rng(0)
IMAGE = RNG.integers(0, 256, (40, 60, 3), dtype=np.uint8)
SHAPES = {
    "(h, w)": IMAGE[..., 0],
    "(h, w, 1)": IMAGE[..., :1] / 255,
    "(h, w, 3)": IMAGE,
    "float32": (IMAGE / 255).astype(np.float32),
    "uint16": IMAGE.astype(np.uint16) * 257,
    "bool": IMAGE > 127,
    "big-endian": IMAGE.astype(">f8"),
    "long": IMAGE.astype(np.longdouble),
}


def squares(size=20, **settings):
    return ImageExplainer("grid", segmentation_options={"size": size}, **settings)


def brightness(images):
    """An answer that every superpixel has a part in, and not an additive one."""
    flat = images.reshape(len(images), -1).astype(float)
    value = 1 / (1 + np.exp(-np.tanh(flat @ np.linspace(-1, 1, flat.shape[1]) / 1e5) * flat.mean(axis=1) / 100))
    return np.column_stack([1 - value, value])


# ---- perturbed images -------------------------------------------------------------------------------


@pytest.mark.parametrize("fill", ["mean", "noise"])
@pytest.mark.parametrize("kind", SHAPES)
def test_hidden_superpixels_show_the_fill_and_others_the_image(kind, fill):
    image = SHAPES[kind]
    perturbation = squares(7, fill=fill).perturb(image)
    masks = perturbation.masks(0, 20)
    images = perturbation.restore(masks)

    assert images.shape == (20, *image.shape)
    assert images.dtype == image.dtype
    for mask, made in zip(masks, images, strict=True):
        expected = image.copy()
        hidden = np.isin(perturbation.labels, np.flatnonzero(~mask))
        expected[hidden] = perturbation.hidden_picture[hidden]
        np.testing.assert_array_equal(made, expected)


def test_row_0_is_the_image_itself():
    for image in SHAPES.values():
        perturbation = squares().perturb(image)

        Z, images = perturbation.rows(0, 3)
        assert Z[0].all()
        np.testing.assert_array_equal(images[0], image)
        np.testing.assert_array_equal(perturbation.picture, image)
        assert perturbation.instance is image


def test_alpha_never_reaches_the_model():
    image, seen = np.dstack([IMAGE, IMAGE[..., :1]]), []

    def model(images):
        seen.append(images.shape)
        return brightness(images)

    squares().sample(model, image, n_samples=32)

    assert {shape[1:] for shape in seen} == {(40, 60, 3)}
    assert "alpha" in squares().perturb(image).notes[0]


def test_masked_pixels_are_never_hidden():
    masked = np.zeros(IMAGE.shape, dtype=bool)
    masked[10:25, 5:50] = True
    perturbation = squares(fill="#000000").perturb(np.ma.masked_array(IMAGE, masked))
    images = perturbation.restore(perturbation.masks(0, 30))

    np.testing.assert_array_equal(images[:, masked], np.broadcast_to(IMAGE[masked], (30, masked.sum())))
    assert (images[:, 0, 0] == 0).all(axis=1).any()


def test_a_superpixel_may_have_several_parts():
    chequered = np.indices((40, 60)).sum(axis=0) % 2
    perturbation = ImageExplainer(chequered, fill=0).perturb(IMAGE)
    images = perturbation.restore(np.array([[True, False], [False, True]]))

    np.testing.assert_array_equal(images.sum(axis=0), IMAGE)
    assert (images[0][chequered == 1] == 0).all()


def test_masks_made_in_pieces_equal_masks_made_at_once():
    perturbation = squares(7).perturb(IMAGE)

    whole = perturbation.masks(0, 300)
    parts = [perturbation.masks(start, min(start + 97, 300)) for start in range(0, 300, 97)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


# ---- memory and threads -----------------------------------------------------------------------------


def peak(run):
    tracemalloc.start()
    run()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_many_batches_take_no_more_memory_than_one():
    image = RNG.random((128, 128, 3))
    perturbation = squares(16).perturb(image)
    size = perturbation.batch_size
    masks = perturbation.masks(0, 20 * size)

    def compose():
        for start in range(0, len(masks), size):
            perturbation.restore(masks[start : start + size])

    # Besides a batch, a byte for each of its pixels that says whether it is shown.
    assert peak(compose) < size * (image.nbytes + 128 * 128) + 2**17


def test_an_explanation_takes_the_memory_of_two_batches():
    image = RNG.random((128, 128, 3))
    size = squares(16).perturb(image).batch_size

    def explain():
        squares(16).explain(lambda images: images[:, 3, 5, 0], image, n_samples=10 * size)

    # The batch and its copy, in which a model may write.
    assert peak(explain) < 2.5 * size * image.nbytes + 8 * 2**20


def test_only_the_memory_of_one_batch_is_reused():
    perturbation = squares(7).perturb(IMAGE)
    batch, more = perturbation.masks(0, 128), perturbation.masks(0, 129)

    assert np.shares_memory(perturbation.restore(batch), perturbation.restore(batch[:5]))
    first = perturbation.restore(more)
    kept = first.copy()
    perturbation.restore(~more)
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize(
    ("shape", "dtype", "expected"),
    [
        ((224, 224, 3), np.uint8, 111),
        ((224, 224, 3), np.float32, 27),
        ((1024, 768, 3), np.uint8, 8),
        ((4, 4), np.uint8, 128),
    ],
)
def test_a_batch_takes_about_16_megabytes(shape, dtype, expected):
    assert squares(2 if shape == (4, 4) else 64).perturb(np.zeros(shape, dtype)).batch_size == expected


def test_the_model_receives_batches_of_that_size():
    sizes = []

    def model(images):
        sizes.append(len(images))
        return brightness(images)

    squares(7).sample(BlackBox(model, repeat=False), IMAGE, n_samples=300)

    assert sizes == [128, 128, 44]


def test_a_model_may_keep_and_change_its_inputs():
    kept = []

    def model(images):
        kept.append(images)
        answers = brightness(images)
        images[:] = images // 2
        return answers

    neighborhood = squares(7).sample(BlackBox(model, repeat=False), IMAGE, n_samples=150)

    np.testing.assert_array_equal(neighborhood.y, squares(7).sample(brightness, IMAGE, n_samples=150).y)
    perturbation = squares(7).perturb(IMAGE)
    images = perturbation.restore(perturbation.masks(0, 150))
    np.testing.assert_array_equal(np.concatenate(kept), images // 2)


def test_threads_make_images_at_the_same_time():
    perturbation = squares(7).perturb(IMAGE)
    masks = perturbation.masks(0, 64)
    expected = perturbation.restore(masks).copy()
    wrong = []

    def compose(order):
        same = [np.array_equal(perturbation.restore(masks[order]), expected[order]) for _ in range(40)]
        wrong.append(same.count(False))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=compose, args=(RNG.permutation(64),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert wrong == [0, 0, 0, 0]


# ---- which superpixels are hidden ----------------------------------------------------------------------


@pytest.mark.parametrize("design", ["sobol", "independent"])
def test_each_superpixel_is_hidden_in_half_of_the_samples_independently(design):
    n = 4096
    masks = squares(7).perturb(IMAGE, random_state=3, design=design).masks(1, n)  # 54 superpixels
    p = masks.shape[1]

    # Bonferroni over all superpixels, and over all pairs of them.
    assert stats.binomtest(int(masks.sum()), masks.size).pvalue > 1e-3
    assert min(stats.binomtest(int(k), n - 1).pvalue for k in masks.sum(axis=0)) > 1e-3 / p
    together = (masks.T.astype(int) @ masks)[np.triu_indices(p, 1)]
    assert min(stats.binomtest(int(k), n - 1, 0.25).pvalue for k in np.sort(together)[[0, -1]]) > 1e-3 / len(together)


def test_the_number_of_hidden_superpixels_is_binomial():
    n = 4096
    removed = (~squares(7).perturb(IMAGE, random_state=1, design="independent").masks(1, n)).sum(axis=1)
    edges = np.arange(20, 35)
    found = np.bincount(np.clip(removed, edges[0], edges[-1]) - edges[0], minlength=len(edges))
    law = stats.binom(54, 0.5)
    expected = law.pmf(edges)
    expected[0], expected[-1] = law.cdf(edges[0]), law.sf(edges[-1] - 1)

    assert stats.chisquare(found, expected * (n - 1)).pvalue > 1e-3


@pytest.mark.parametrize("p", [2, 9, 54])
def test_distances_equal_those_of_scikit_learn(p):
    Z = (RNG.random((200, p)) < 0.5).astype(float)
    Z[0], Z[1] = 1, 0
    perturbation = squares().perturb(IMAGE)

    with np.errstate(invalid="ignore"):
        expected = pairwise_distances(Z, Z[:1], metric="cosine").ravel()
    np.testing.assert_allclose(perturbation.distances(Z, "cosine"), expected, atol=1e-12)
    np.testing.assert_allclose(perturbation.distances(Z, "cosine"), 1 - np.sqrt(Z.mean(axis=1)), atol=1e-12)
    np.testing.assert_allclose(perturbation.distances(Z, "removed"), 1 - Z.mean(axis=1), atol=1e-12)
    with pytest.raises(LimeError, match="euclidean"):
        perturbation.distances(Z, "euclidean")


# ---- exact explanations -------------------------------------------------------------------------------------


def test_the_model_evaluates_all_images_of_few_superpixels():
    box = BlackBox(brightness, repeat=False)
    explanation = squares().explain(box, IMAGE, n_samples=64)

    assert explanation.exact
    assert box.n_rows == 64
    assert explanation.n_samples == 64
    assert not squares().explain(brightness, IMAGE, n_samples=63).exact


@pytest.mark.parametrize("n_samples", [64, 1024, 5000])
def test_sample_counts_equal_the_expected_numbers_of_draws(n_samples):
    twin = squares().perturb(IMAGE).for_n_samples(n_samples)
    masks = twin.masks(0, twin.n_rows(n_samples))
    counts = twin.sample_counts(masks.astype(float), n_samples)

    assert masks[0].all()
    assert len(np.unique(masks, axis=0)) == len(masks) == 64
    assert counts.sum() == pytest.approx(n_samples)
    np.testing.assert_allclose(counts[1:], (n_samples - 1) / 64)
    assert counts[0] == pytest.approx(1 + (n_samples - 1) / 64)


def test_exact_weights_equal_the_closed_form():
    n_samples, width, alpha = 1024, 0.25, 1.0
    neighborhood = squares().sample(brightness, IMAGE, n_samples=n_samples)
    Z = np.array([[k >> i & 1 for i in range(6)] for k in range(64)], dtype=float)
    perturbation = squares().perturb(IMAGE)
    y = brightness(perturbation.restore(Z > 0))[:, 1]
    counts = np.full(64, (n_samples - 1) / 64) + Z.all(axis=1)
    w = counts * np.exp(-((1 - np.sqrt(Z.mean(axis=1))) ** 2) / (2 * width**2))
    centered = Z - w @ Z / w.sum()
    coef = np.linalg.solve(centered.T @ (centered * w[:, None]) + alpha * np.eye(6), centered.T @ (w * y))

    explanation = neighborhood.explain(output=1)
    np.testing.assert_allclose(explanation.coef[np.argsort(explanation.features)], coef, rtol=1e-9)


def test_the_random_sequence_and_the_list_of_all_images_convert_to_each_other():
    drawn = squares().perturb(IMAGE)
    twin = drawn.for_n_samples(64)

    assert twin.exact
    assert not drawn.exact
    assert twin.for_n_samples(1000).exact
    assert not twin.for_n_samples(63).exact
    assert drawn.for_n_samples(63) is drawn
    mask = np.array([[True, False, True, False, True, False]])
    np.testing.assert_array_equal(twin.restore(mask).copy(), drawn.restore(mask))


def test_without_a_penalty_an_additive_model_is_recovered():
    labels = find_segments(IMAGE, "grid", {"size": 20})
    effects = np.array([3.0, -1.0, 0.5, 0.0, 2.0, -4.0])

    def model(images):
        shown = np.stack([(images[:, labels == k].max(axis=(1, 2)) > 0) for k in range(6)], axis=1)
        return 10 + shown @ effects

    explanation = squares(fill=0).explain(model, IMAGE, alpha=0)
    np.testing.assert_allclose(explanation.coef[np.argsort(explanation.features)], effects, atol=1e-9)


# ---- the explainer ----------------------------------------------------------------------------------


def test_image_explainers_have_their_own_defaults():
    perturbation = squares(7).perturb(IMAGE)

    assert perturbation.default_kernel_width == 0.25
    assert perturbation.default_n_features == 54
    assert perturbation.feature_names[:2] == ("superpixel 0", "superpixel 1")
    explanation = squares(7).explain(brightness, IMAGE)
    assert (explanation.n_samples, len(explanation.coef), explanation.kernel_width) == (1024, 54, 0.25)
    assert len(squares(7).explain(brightness, IMAGE, n_features=5).coef) == 5


def test_every_metric_of_images_can_be_chosen():
    neighborhood = {
        name: squares(7).sample(brightness, IMAGE, n_samples=64, distance=name) for name in ImageExplainer.metrics
    }

    np.testing.assert_allclose(
        1 - neighborhood["removed"].distances, (1 - neighborhood["cosine"].distances) ** 2, atol=1e-12
    )
    with pytest.raises(LimeError, match="euclidean"):
        squares().sample(brightness, IMAGE, distance="euclidean")


def test_replace_copies_the_explainer_with_other_settings():
    explainer = ImageExplainer("slic", segmentation_options={"n_segments": 10}, fill="blur")

    other = explainer.replace(fill="#808080")
    assert (other.segmentation, other.segmentation_options, other.fill) == ("slic", {"n_segments": 10}, "#808080")
    assert explainer.fill == "blur"
    assert explainer.replace(segmentation_options={"n_segments": 5}).segmentation_options == {"n_segments": 5}
    assert explainer.replace(segmentation="grid").segmentation_options == {}
    assert explainer.replace(segmentation="SLIC".lower()).segmentation_options == {"n_segments": 10}
    assert "slic" in repr(explainer)
    assert repr(ImageExplainer(np.zeros((2, 3), int))).startswith("ImageExplainer(<array of shape (2, 3)>")
    with pytest.raises(LimeError, match=r'ImageExplainer.replace does not take "kernel_width".*segmentation'):
        explainer.replace(kernel_width=3)


def test_changing_the_options_afterwards_does_not_change_the_explainer():
    options = {"n_segments": 10}
    explainer = ImageExplainer("slic", segmentation_options=options)
    options["n_segments"] = 20

    assert explainer.segmentation_options == {"n_segments": 10}


def test_an_image_is_segmented_once():
    calls = []

    def segmenter(image):
        calls.append(image)
        return np.arange(60) // 10 + np.zeros((40, 1), int)

    explainer = ImageExplainer(segmenter)
    explainer.segment(IMAGE)
    explainer.explain(brightness, IMAGE)
    explainer.replace(fill="noise").explain(brightness, IMAGE.copy(), n_samples=50, random_state=7)

    assert len(calls) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"segmentation": "voronoi"}, "segmentation is 'voronoi'"),
        ({"segmentation": "grid", "segmentation_options": {"size": 0}}, "size of grid is 0"),
        ({"fill": "gray"}, "fill is 'gray'"),
    ],
)
def test_invalid_settings_are_refused_by_the_constructor(settings, message):
    with pytest.raises(LimeError, match=message):
        ImageExplainer(**settings)


def test_an_invalid_image_is_refused_before_the_model_is_called():
    box = BlackBox(brightness)
    with pytest.raises(LimeError, match=r"skimage\.io\.imread"):
        squares().explain(box, "cat.jpg")
    assert box.n_calls == 0
