"""Fits and images equal those of `lime` 0.2.0.1, given the masks, answers and distances that it built itself."""

import numpy as np
import pytest
from lime import lime_image
from lime_reference import METHODS, Seam, assert_same_fit
from scipy.special import softmax
from skimage import data
from skimage.segmentation import quickshift, slic
from skimage.transform import resize

from lime_widgets import ImageExplainer

COFFEE = np.rint(255 * resize(data.coffee(), (64, 64))).astype(np.uint8)
KINDS = {
    "uint8": COFFEE,
    "float64": COFFEE / 255,
    "float32": (COFFEE / 255).astype(np.float32),
    "uint16": COFFEE.astype(np.uint16) * 257,
    "0 to 255": COFFEE.astype(float),
}


def answers(images):
    """Probabilities of three classes in which places count, and count together."""
    rng = np.random.default_rng(0)
    seen = images.reshape(len(images), 8, 8, 8, 8, -1).mean(axis=(2, 4, 5)).reshape(len(images), -1)
    seen = seen / seen.max()
    slopes, together = rng.normal(size=(64, 3)), rng.normal(size=3)
    return softmax(seen @ slopes + np.outer(seen[:, 20] * seen[:, 40], together) * 4, axis=1)


class Reference:
    """An explanation by `lime`, with what it sent to the model and what it handed to its fit."""

    def __init__(self, image, labels, hide_color=None, n_samples=300):
        explainer = lime_image.LimeImageExplainer(random_state=0)
        fit, handed, self.sent = explainer.base.explain_instance_with_data, [], []

        def listening(images):
            self.sent.append(images)
            return answers(images)

        explainer.base.explain_instance_with_data = lambda *args, **kw: handed.append(args) or fit(*args, **kw)
        explanation = explainer.explain_instance(
            image,
            listening,
            labels=(0, 1, 2),
            top_labels=None,
            hide_color=hide_color,
            num_samples=n_samples,
            segmentation_fn=(lambda _: labels) if labels is not None else None,
        )
        explainer.base.explain_instance_with_data = fit
        self.Z, self.y, self.distances = (np.asarray(part, float) for part in handed[0][:3])
        self.base, self.explanation = explainer.base, explanation
        self.images = np.concatenate(self.sent)


@pytest.fixture(autouse=True)
def _no_progress_bar(monkeypatch):
    monkeypatch.setattr(lime_image, "tqdm", lambda rows: rows)


LABELS = quickshift(COFFEE, kernel_size=2, max_dist=20, ratio=0.2)


@pytest.fixture(scope="module")
def seam():
    bar = lime_image.tqdm
    lime_image.tqdm = lambda rows: rows
    reference = Reference(COFFEE, LABELS)
    lime_image.tqdm = bar
    return Seam(reference.base, reference.Z, reference.y, reference.distances, 0.25)


@pytest.mark.parametrize("n_features", [1, 6, 7, 100_000])
@pytest.mark.parametrize("method", METHODS)
def test_every_selection_and_class_gives_the_reference_fit(seam, method, n_features):
    n_features = min(n_features, seam.Z.shape[1])
    for label in range(3):
        assert_same_fit(seam, label, n_features, method)


def test_superpixels_distances_images_and_weights_equal_the_references_end_to_end():
    reference = Reference(COFFEE, None, n_samples=200)
    explainer = ImageExplainer(segmentation_options={"kernel_size": 4})  # the default of larger images
    ours = explainer.perturb(COFFEE)

    np.testing.assert_array_equal(ours.labels, reference.explanation.segments)
    np.testing.assert_array_equal(ours.restore(reference.Z > 0), reference.images)
    np.testing.assert_allclose(ours.distances(reference.Z, "cosine"), reference.distances, atol=1e-12)
    np.testing.assert_allclose(answers(ours.restore(reference.Z > 0)), reference.y, rtol=1e-12)


@pytest.mark.parametrize("labels", [LABELS, slic(COFFEE, n_segments=30, start_label=0)], ids=["quickshift", "slic"])
@pytest.mark.parametrize("kind", KINDS)
def test_images_with_mean_colors_equal_the_references_to_the_byte(kind, labels):
    reference = Reference(KINDS[kind], labels, n_samples=60)
    ours = ImageExplainer(labels).perturb(KINDS[kind]).restore(reference.Z > 0)

    assert ours.dtype == reference.images.dtype
    assert ours.tobytes() == reference.images.tobytes()


@pytest.mark.parametrize(
    ("kind", "color"),
    [
        ("uint8", 0),
        ("uint8", (128, 64, 200)),
        ("uint8", 12.7),
        ("uint16", 40_000),
        ("float64", 0.5),
        ("float64", (0.1, 0.2, 0.3)),
        ("float32", 0.1),
    ],
)
def test_images_with_a_fixed_color_equal_the_references_to_the_byte(kind, color):
    reference = Reference(KINDS[kind], LABELS, hide_color=color, n_samples=60)
    ours = ImageExplainer(LABELS, fill=color).perturb(KINDS[kind]).restore(reference.Z > 0)

    assert ours.dtype == reference.images.dtype
    assert ours.tobytes() == reference.images.tobytes()


def test_gray_images_equal_each_of_the_references_three_channels():
    gray = COFFEE[..., 1]
    reference = Reference(gray, LABELS, n_samples=60)
    ours = ImageExplainer(LABELS).perturb(gray).restore(reference.Z > 0)

    np.testing.assert_array_equal(np.repeat(ours[..., None], 3, axis=3), reference.images)


def test_slic_labels_from_1_lose_no_superpixel_unlike_the_reference():
    labels = slic(COFFEE, n_segments=12)  # from 1: the reference never hides the last
    n = labels.max()
    reference = Reference(COFFEE, labels, hide_color=0, n_samples=200)
    ours = ImageExplainer(labels, fill=0).perturb(COFFEE)

    assert (reference.images[:, labels == n] == COFFEE[labels == n]).all()
    assert (ours.restore(np.zeros((1, n), bool)) == 0).all()


def test_the_default_kernel_width_equals_the_references():
    assert ImageExplainer().perturb(COFFEE).default_kernel_width == 0.25
