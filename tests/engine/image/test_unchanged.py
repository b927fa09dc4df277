"""Superpixels that look the same when they are hidden: how many there are, and which fill changes them."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from lime_widgets import ImageExplainer

DIGIT = load_digits().images[5]
# 59 superpixels of one pixel, and one of five.
SINGLE = np.minimum(np.arange(64), 59).reshape(8, 8)
QUARTERS = np.kron([[0, 1], [2, 3]], np.ones((4, 4), int))


def brightness(images):
    return images.mean(axis=(1, 2)) / 16


def explained(image, segmentation, **options):
    return ImageExplainer(segmentation, **options).explain(brightness, image, n_samples=256)


def black(image, segmentation):
    """The doubts where hidden superpixels are black."""
    return ImageExplainer(segmentation, fill=0).perturb(image).origin.notes


def test_the_mean_color_of_single_pixels_hides_nothing():
    explanation = explained(DIGIT, SINGLE)

    (said,) = [each for each in explanation.doubts if "look the same" in each]
    assert said.startswith("59 of 60 superpixels (92 % of the picture) look the same when they are hidden")
    assert 'Set fill to "blur"' in said
    assert explanation.grade != "good"


def test_the_advised_fill_changes_them():
    assert not any("look the same" in each for each in explained(DIGIT, SINGLE, fill="blur").doubts)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_flat_superpixels_count_whatever_the_rounding_of_their_mean(dtype):
    unit = 255 if dtype == np.uint8 else 1
    image = np.full((8, 8), 0.1 * unit).astype(dtype)
    image[0, 0] = 0.8 * unit  # only the first quarter varies

    (said,) = [each for each in explained(image, QUARTERS).doubts if "look the same" in each]
    assert said.startswith("3 of 4 superpixels (75 % of the picture)")


def test_a_color_that_the_picture_has_hides_nothing():
    image = np.zeros((8, 8, 3))
    image[:4] = np.random.default_rng(0).random((4, 8, 3))

    assert any(each.startswith("2 of 4 superpixels") for each in black(image, QUARTERS))
    image[4:, :4] = 0.3  # one in four is left
    assert black(image, QUARTERS) == ()


def test_few_superpixels_count_where_they_are_half_of_the_picture():
    image = np.random.default_rng(0).random((8, 8))
    image[:, 4:] = 0.0
    labels = np.arange(64).reshape(8, 8) // 2
    labels[:, 4:] = 40
    labels = np.unique(labels, return_inverse=True)[1].reshape(8, 8)

    (said,) = black(image, labels)
    assert said.startswith("1 of 17 superpixels (50 % of the picture)")


def test_pixels_in_no_superpixel_do_not_count():
    image = np.ma.masked_array(np.zeros((8, 8)), np.zeros((8, 8), bool))
    image.mask[4:] = True
    image[:4] = np.random.default_rng(0).random((4, 8))

    assert not any("look the same" in each for each in black(image, QUARTERS))
