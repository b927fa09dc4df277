"""What may be given as an image: every kind of array, each refusal in words, and the range that values lie in."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.util import img_as_float

from lime_widgets import LimeError
from lime_widgets.engine.image.pixels import as_unit, color_of, read_picture, value_range

RNG = np.random.default_rng(0)
COLOURS = RNG.integers(0, 256, (6, 9, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "image",
    [
        COLOURS,
        COLOURS[..., 0],
        COLOURS[..., :1],
        COLOURS.astype(np.uint16) * 257,
        COLOURS.astype(np.int64),
        COLOURS / 255,
        COLOURS.astype(">f4"),
        COLOURS.astype(np.float16),
        COLOURS > 127,
        COLOURS[::-1, ::2],
        np.asfortranarray(COLOURS),
        COLOURS[:1, :1],
    ],
)
def test_the_model_is_given_the_pixels_in_their_own_dtype_and_shape(image):
    picture = read_picture(image)

    assert picture.given is image
    assert picture.array.dtype == image.dtype
    np.testing.assert_array_equal(picture.array, image, strict=True)
    assert picture.masked is None
    assert picture.notes == ()


def test_what_is_done_to_an_image_afterwards_changes_nothing():
    image = COLOURS.copy()
    picture = read_picture(image)
    image[:] = 0

    np.testing.assert_array_equal(picture.array, COLOURS)
    with pytest.raises(ValueError, match="read-only"):
        picture.array[:] = 0


def test_alpha_is_left_out_and_said_so():
    picture = read_picture(np.dstack([COLOURS, COLOURS[..., :1]]))

    np.testing.assert_array_equal(picture.array, COLOURS)
    assert picture.notes == ("The alpha channel is dropped: the model receives red, green and blue.",)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_images_of_pil_are_read(mode):
    image = Image.fromarray(COLOURS).convert(mode)

    np.testing.assert_array_equal(read_picture(image).array, np.asarray(image)[..., :3] if mode != "L" else image)


def test_a_pixel_is_masked_where_any_of_its_channels_is():
    masked = np.zeros(COLOURS.shape, dtype=bool)
    masked[2, 3, 1] = masked[4, 5] = True
    picture = read_picture(np.ma.masked_array(COLOURS, masked))

    assert np.argwhere(picture.masked).tolist() == [[2, 3], [4, 5]]
    np.testing.assert_array_equal(picture.array, COLOURS)
    assert picture.notes == ("2 masked pixels are in no superpixel and never hidden.",)


def test_nothing_masked_is_no_mask():
    assert read_picture(np.ma.masked_array(COLOURS, mask=False)).masked is None


def test_masked_pixels_that_are_no_number_are_nought():
    image = COLOURS / 255
    image[1, 2] = np.nan
    picture = read_picture(np.ma.masked_invalid(image))

    assert np.argwhere(picture.masked).tolist() == [[1, 2]]
    np.testing.assert_array_equal(picture.array[1, 2], 0)
    assert "are set to 0" in picture.notes[0]


def with_nan(*places):
    image = COLOURS / 255
    for place in places:
        image[place] = np.inf
    return image


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("cat.jpg", r"the path of a file: 'cat\.jpg'.*skimage\.io\.imread\('cat\.jpg'\)"),
        (Path("pictures") / "cat.png", r"the path of a file.*cat\.png.*skimage\.io\.imread\("),
        (None, "is None"),
        ([[1, 2], [3, 4]], r"of type list.*numpy\.asarray\(image\)"),
        (7, "of type int"),
        (np.arange(5), r"shape \(5,\).*Reshape"),
        (COLOURS[None], r"batch of images.*images\[0\]"),
        (COLOURS[None, None], r"shape \(1, 1, 6, 9, 3\)"),
        (np.zeros((0, 5, 3)), r"no pixel"),
        (np.zeros((5, 0)), r"no pixel"),
        (np.moveaxis(COLOURS, -1, 0), r"\(3, 6, 9\), with its channels first.*np\.moveaxis\(image, 0, -1\)"),
        (COLOURS[..., :2], r"2 channels.*image\[\.\.\., 0\]"),
        (np.zeros((6, 9, 5)), r"5 channels.*image\[\.\.\., \[0, 1, 2\]\]"),
        (with_nan((2, 3, 0), (2, 3, 1)), r"1 pixel that is NaN or infinite.*row 2, column 3: inf.*masked_invalid"),
        (with_nan((5, 3, 0), (2, 8, 1)), r"2 pixels that are NaN or infinite, the first at row 2, column 8"),
        (COLOURS * 1j, r"complex128.*absolute"),
        (COLOURS.astype(object), r"dtype object.*astype\(float\)"),
        (COLOURS.astype(str), "real numbers"),
        (np.ma.masked_array(COLOURS, mask=True), "has only masked pixels"),
        (Image.fromarray(COLOURS).convert("P"), r"mode 'P'.*convert\(\"RGB\"\)"),
        (Image.fromarray(COLOURS).convert("CMYK"), r"mode 'CMYK'"),
    ],
)
def test_what_is_no_image_is_refused_in_words(image, said):
    with pytest.raises(LimeError, match=f"^The image .*{said}") as caught:
        read_picture(image)
    assert "Expected" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([3, 9], np.uint8), (0, 255)),
        (np.array([3, 9], np.uint16), (0, 65535)),
        (np.array([False, False]), (0, 1)),
        (np.array([0.0, 0.3]), (0, 1)),
        (np.array([0.0, 1.0], np.float32), (0, 1)),
        (np.array([0.0, 200.0]), (0, 255)),
        (np.array([0, 200]), (0, 255)),
        (np.array([0.0, 16.0]), (0, 16)),
        (np.array([0.0, 4095.0]), (0, 4095)),
        (np.array([-0.5, 0.5]), (-1, 1)),
        (np.array([-2.1, 2.6]), (-2.1, 2.6)),
        (np.array([-2.0, -2.0]), (-2, 0)),
        (np.array([0.0, 0.0]), (0, 1)),
    ],
)
def test_black_and_white_are_told_by_the_dtype_or_the_values(values, expected):
    assert value_range(values) == expected
    assert as_unit(values).min() >= 0
    assert as_unit(values).max() <= 1


@pytest.mark.parametrize(
    "image", [COLOURS, COLOURS.astype(np.uint16) * 257, COLOURS / 255, (COLOURS / 255).astype("f4")]
)
def test_values_are_scaled_as_scikit_image_scales_them(image):
    np.testing.assert_array_equal(as_unit(image), img_as_float(image), strict=True)


def test_a_color_is_written_in_the_images_range():
    assert color_of("#ff8000", COLOURS).tolist() == [255, 128, 0]
    assert color_of("#FF8000", COLOURS.astype(np.uint16)).tolist() == [65535, 128 * 257, 0]
    np.testing.assert_allclose(color_of("#ff8000", COLOURS / 255), [1, 128 / 255, 0])
    np.testing.assert_allclose(color_of("#ff8000", COLOURS.astype(float)), [255, 128, 0])
    np.testing.assert_allclose(color_of("#ff8000", COLOURS / 127.5 - 1), [1, 256 / 255 - 1, -1])


def test_a_color_on_gray_is_its_luminance():
    assert color_of("#808080", COLOURS[..., 0]).tolist() == [128]
    np.testing.assert_allclose(color_of("#00ff00", COLOURS[..., :1] / 255), [0.7154])
