import subprocess
import sys
from typing import get_args

import numpy as np
import pytest

from lime_widgets.datasets import load_photo, photos
from lime_widgets.engine.errors import LimeError


@pytest.mark.parametrize("name", get_args(photos.Photo))
def test_a_photograph_is_a_square_of_colors(name):
    photo = load_photo(name)

    assert photo.shape == (224, 224, 3)
    assert photo.dtype == np.uint8
    assert photo.std() > 20
    assert load_photo(name, 65).shape == (65, 65, 3)


def test_writing_to_a_photograph_does_not_change_the_next_one():
    photo = load_photo("chelsea")
    photo[:] = 0

    assert load_photo("chelsea").any()


@pytest.mark.parametrize("size", [224, 65])
def test_half_and_half_is_the_cat_on_the_left_and_the_cup_on_the_right(size):
    both, middle = load_photo("half and half", size), size // 2

    for half, name in ((both[:, :middle], "chelsea"), (both[:, middle:], "coffee")):
        whole = load_photo(name, size)
        places = [start for start in range(size) if np.array_equal(whole[:, start : start + half.shape[1]], half)]
        assert len(places) == 1, f"no part of {name}"


@pytest.mark.parametrize("shape", [(200, 360), (360, 200)])
def test_the_middle_square_is_centered(shape):
    ramp = np.add.outer(np.arange(shape[0]), 0.5 * np.arange(shape[1]))
    image = np.repeat(np.rint(ramp * 255 / ramp.max()).astype(np.uint8)[..., None], 3, axis=2)

    square = photos.middle_square(image, 175)  # its seven eighths: not scaled

    top, left = (shape[0] - 175) / 2, (shape[1] - 175) / 2
    expected = np.add.outer(np.arange(175) + top, 0.5 * (np.arange(175) + left)) * 255 / ramp.max()
    np.testing.assert_allclose(square[..., 0], expected, atol=1.5)


def test_an_unknown_photograph_is_an_error():
    with pytest.raises(LimeError, match=r"'dog'.*'chelsea', 'coffee', 'half and half'"):
        load_photo("dog")


@pytest.mark.parametrize("size", [0, 7, 224.0, True, "224", (224, 224)])
def test_a_size_that_is_no_number_of_pixels_is_an_error(size):
    with pytest.raises(LimeError, match="size is"):
        load_photo("coffee", size)


def test_the_packages_that_contain_the_photographs_are_not_imported():
    code = """
import sys
from lime_widgets.datasets import load_photo
before = set(sys.modules)
load_photo("half and half")
print({"skimage", "sklearn", "pooch"} & (set(sys.modules) - before))
"""
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert loaded.stdout.strip() == "set()"
