"""Reading images: accepted arrays, refusals and the range of values."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.util import img_as_float

from lime_widgets import LimeError
from lime_widgets.engine.image.pixels import as_unit, color_of, read_picture, value_range

RNG = np.random.default_rng(0)
COLORS = RNG.integers(0, 256, (6, 9, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "image",
    [
        COLORS,
        COLORS[..., 0],
        COLORS[..., :1],
        COLORS.astype(np.uint16) * 257,
        COLORS.astype(np.int64),
        COLORS / 255,
        COLORS.astype(">f4"),
        COLORS.astype(np.float16),
        COLORS > 127,
        COLORS[::-1, ::2],
        np.asfortranarray(COLORS),
        COLORS[:1, :1],
    ],
)
def test_pixels_keep_their_dtype_and_shape(image):
    picture = read_picture(image)

    assert picture.original is image
    assert picture.array.dtype == image.dtype
    np.testing.assert_array_equal(picture.array, image, strict=True)
    assert picture.masked is None
    assert picture.notes == ()


def test_changing_the_image_afterwards_does_not_change_the_picture():
    image = COLORS.copy()
    picture = read_picture(image)
    image[:] = 0

    np.testing.assert_array_equal(picture.array, COLORS)
    with pytest.raises(ValueError, match="read-only"):
        picture.array[:] = 0


def test_alpha_is_dropped_with_a_note():
    picture = read_picture(np.dstack([COLORS, COLORS[..., :1]]))

    np.testing.assert_array_equal(picture.array, COLORS)
    assert picture.notes == ("The alpha channel is dropped: the model receives red, green and blue.",)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_pil_images_are_read(mode):
    image = Image.fromarray(COLORS).convert(mode)

    np.testing.assert_array_equal(read_picture(image).array, np.asarray(image)[..., :3] if mode != "L" else image)


def test_a_pixel_is_masked_if_any_of_its_channels_is():
    masked = np.zeros(COLORS.shape, dtype=bool)
    masked[2, 3, 1] = masked[4, 5] = True
    picture = read_picture(np.ma.masked_array(COLORS, masked))

    assert np.argwhere(picture.masked).tolist() == [[2, 3], [4, 5]]
    np.testing.assert_array_equal(picture.array, COLORS)
    assert picture.notes == ("2 masked pixels are in no superpixel and never hidden.",)


def test_an_empty_mask_is_dropped():
    assert read_picture(np.ma.masked_array(COLORS, mask=False)).masked is None


def test_masked_pixels_that_are_not_finite_become_0():
    image = COLORS / 255
    image[1, 2] = np.nan
    picture = read_picture(np.ma.masked_invalid(image))

    assert np.argwhere(picture.masked).tolist() == [[1, 2]]
    np.testing.assert_array_equal(picture.array[1, 2], 0)
    assert "are set to 0" in picture.notes[0]


def with_nan(*places):
    image = COLORS / 255
    for place in places:
        image[place] = np.inf
    return image


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ("cat.jpg", r"the path of a file: 'cat\.jpg'.*skimage\.io\.imread\('cat\.jpg'\)"),
        (Path("pictures") / "cat.png", r"the path of a file.*cat\.png.*skimage\.io\.imread\("),
        (None, "is None"),
        ([[1, 2], [3, 4]], r"of type list.*numpy\.asarray\(image\)"),
        (7, "of type int"),
        (np.arange(5), r"shape \(5,\).*Reshape"),
        (COLORS[None], r"batch of images.*images\[0\]"),
        (COLORS[None, None], r"shape \(1, 1, 6, 9, 3\)"),
        (np.zeros((0, 5, 3)), r"no pixel"),
        (np.zeros((5, 0)), r"no pixel"),
        (np.moveaxis(COLORS, -1, 0), r"\(3, 6, 9\), with its channels first.*np\.moveaxis\(image, 0, -1\)"),
        (COLORS[..., :2], r"2 channels.*image\[\.\.\., 0\]"),
        (np.zeros((6, 9, 5)), r"5 channels.*image\[\.\.\., \[0, 1, 2\]\]"),
        (with_nan((2, 3, 0), (2, 3, 1)), r"1 pixel that is NaN or infinite.*row 2, column 3: inf.*masked_invalid"),
        (with_nan((5, 3, 0), (2, 8, 1)), r"2 pixels that are NaN or infinite, the first at row 2, column 8"),
        (COLORS * 1j, r"complex128.*absolute"),
        (COLORS.astype(object), r"dtype object.*astype\(float\)"),
        (COLORS.astype(str), "real numbers"),
        (np.ma.masked_array(COLORS, mask=True), "has only masked pixels"),
    ],
)
def test_an_invalid_image_is_refused_with_the_reason(image, message):
    with pytest.raises(LimeError, match=f"^The image .*{message}") as caught:
        read_picture(image)
    assert "Expected" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([3, 9], np.uint8), (0, 255)),
        (np.array([0, 1], np.uint8), (0, 1)),
        (np.array([24, 2400], np.uint16), (0, 2400)),
        (np.array([3, 40_000], np.uint16), (0, 65_535)),
        (np.array([3, 200], np.uint16), (0, 255)),
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
def test_the_dtype_or_the_values_define_black_and_white(values, expected):
    assert value_range(values) == expected
    assert as_unit(values).min() >= 0
    assert as_unit(values).max() <= 1


@pytest.mark.parametrize("image", [COLORS, COLORS.astype(np.uint16) * 257, COLORS / 255, (COLORS / 255).astype("f4")])
def test_scaled_values_equal_those_of_scikit_image(image):
    np.testing.assert_array_equal(as_unit(image), img_as_float(image), strict=True)


def test_a_color_is_converted_to_the_images_range():
    assert color_of("#ff8000", COLORS).tolist() == [255, 128, 0]
    assert color_of("#FF8000", COLORS.astype(np.uint16) * 257).tolist() == [65535, 128 * 257, 0]
    np.testing.assert_allclose(color_of("#ff8000", COLORS / 255), [1, 128 / 255, 0])
    np.testing.assert_allclose(color_of("#ff8000", COLORS.astype(float)), [255, 128, 0])
    np.testing.assert_allclose(color_of("#ff8000", COLORS / 127.5 - 1), [1, 256 / 255 - 1, -1])


def test_a_color_for_a_gray_image_is_its_luminance():
    assert color_of("#808080", COLORS[..., 0]).tolist() == [128]
    np.testing.assert_allclose(color_of("#00ff00", COLORS[..., :1] / 255), [0.7154])
