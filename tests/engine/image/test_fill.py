"""The fill of hidden superpixels: in the image's dtype and range for every setting."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from lime_widgets import ImageExplainer, LimeError
from lime_widgets.engine.image.fill import hidden_picture
from lime_widgets.engine.image.pixels import read_picture

COFFEE = data.coffee()[100:160, 100:180]
KINDS = {
    "uint8": COFFEE,
    "uint16": COFFEE.astype(np.uint16) * 257,
    "float32": (COFFEE / 255).astype(np.float32),
    "0 to 255": COFFEE.astype(float),
    "−1 to 1": COFFEE / 127.5 - 1,
    "gray": COFFEE[..., 0],
    "one channel": COFFEE[..., :1] / 255,
    "bool": COFFEE > 120,
}


def hidden(image, setting, **explainer):
    settings = {"segmentation": "grid", "segmentation_options": {"size": 20}} | explainer
    return ImageExplainer(fill=setting, **settings).perturb(image).hidden_picture


@pytest.mark.parametrize("setting", ["mean", "blur", "noise", "#808080", 0, 1.0])
@pytest.mark.parametrize("kind", KINDS)
def test_the_hidden_picture_has_the_images_dtype_and_shape(kind, setting):
    image = KINDS[kind]
    shown = hidden(image, setting)

    assert shown.dtype == image.dtype
    assert shown.shape == image.shape


@pytest.mark.parametrize("kind", ["uint8", "uint16", "float32", "−1 to 1", "gray"])
def test_the_mean_fill_is_the_mean_of_each_superpixel(kind):
    image = KINDS[kind]
    square = image[20:40, 60:80]
    shown = hidden(image, "mean")[20:40, 60:80]

    assert np.ptp(shown, axis=(0, 1)).max() == 0
    cut_off = 1.0 if image.dtype.kind == "u" else 1e-5
    difference = square.mean(axis=(0, 1)) - shown[0, 0]
    assert np.all((difference > -1e-5) & (difference < cut_off))


def test_the_mean_of_booleans_is_the_more_frequent_value():
    image = np.zeros((4, 8), dtype=bool)
    image[:, :3] = image[0, 7] = True

    assert hidden(image, "mean", segmentation_options={"size": 4}).tolist() == [[True] * 4 + [False] * 4] * 4


def test_the_blur_keeps_the_brightness_and_removes_the_details():
    shown = hidden(COFFEE, "blur")

    assert abs(shown.mean() - COFFEE.mean()) < 12
    assert np.abs(np.diff(shown.astype(int), axis=0)).max() <= 12
    assert np.abs(np.diff(COFFEE.astype(int), axis=0)).max() > 40


def test_the_blur_scales_with_the_image():
    large = np.kron(COFFEE, np.ones((4, 4, 1), dtype=np.uint8))
    options = {"segmentation_options": {"size": 80}}

    small = np.kron(hidden(COFFEE, "blur").astype(int), np.ones((4, 4, 1), dtype=int))
    assert np.abs(hidden(large, "blur", **options) - small).mean() < 3


def test_noise_is_reproducible_and_covers_the_range():
    shown = hidden(COFFEE, "noise")

    np.testing.assert_array_equal(shown, hidden(COFFEE[::-1], "noise"))
    assert abs(shown.mean() - 127.5) < 2
    assert (shown.min(), shown.max()) == (0, 255)
    negative = hidden(COFFEE / 127.5 - 1, "noise")
    assert -1 <= negative.min() < -0.99
    assert 0.99 < negative.max() <= 1


@pytest.mark.parametrize(
    ("kind", "setting", "expected"),
    [
        ("uint8", "#ff8000", [255, 128, 0]),
        ("uint16", "#ff8000", [65535, 32896, 0]),
        ("0 to 255", "#ff8000", [255, 128, 0]),
        ("−1 to 1", "#ff0000", [1, -1, -1]),
        ("uint8", 127, [127, 127, 127]),
        ("uint8", (1, 2, 3), [1, 2, 3]),
        ("uint8", np.array([1.0, 2.0, 3.9]), [1, 2, 3]),
        ("float32", 0.5, [0.5, 0.5, 0.5]),
        ("bool", "#ff0000", [True, False, False]),
    ],
)
def test_a_color_fills_every_pixel(kind, setting, expected):
    shown = hidden(KINDS[kind], setting)

    np.testing.assert_allclose(shown.astype(float), np.broadcast_to(expected, shown.shape), atol=1e-12)


def test_another_image_is_used_unchanged():
    np.testing.assert_array_equal(hidden(COFFEE, COFFEE[::-1]), COFFEE[::-1])
    np.testing.assert_array_equal(hidden(COFFEE, Image.fromarray(COFFEE[:, ::-1])), COFFEE[:, ::-1])
    with_alpha = np.dstack([COFFEE, COFFEE[..., 0]])
    np.testing.assert_array_equal(hidden(with_alpha, with_alpha[::-1]), COFFEE[::-1])


@pytest.mark.parametrize("setting", ["mean", "blur", "noise", "#000000", 0])
def test_masked_pixels_are_unchanged(setting):
    masked = np.zeros(COFFEE.shape, dtype=bool)
    masked[5:30, 5:50] = True
    shown = hidden(np.ma.masked_array(COFFEE, masked), setting)

    np.testing.assert_array_equal(shown[masked], COFFEE[masked])
    assert np.mean(shown[~masked] != COFFEE[~masked]) > 0.9


def test_the_mean_excludes_masked_pixels():
    masked = np.zeros(COFFEE.shape, dtype=bool)
    masked[:10, :20] = True

    shown = hidden(np.ma.masked_array(COFFEE, masked), "mean")
    np.testing.assert_array_equal(shown[10, 0], COFFEE[10:20, :20].mean(axis=(0, 1)).astype(int))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("gray", r"fill is 'gray'.*\"mean\", \"blur\", \"noise\", a color"),
        ("#12345", "fill is '#12345'"),
        ("#12345g", "fill is '#12345g'"),
        (None, "fill is None"),
        (True, "fill is True"),
        ((1, 2), r"fill is \(1, 2\)"),
        ((), r"fill is \(\)"),
        ((1, 2, float("nan")), "fill is"),
        ([[1, 2, 3]], "fill is"),
        ({"mean"}, "fill is"),
        (1j, "fill is 1j"),
    ],
)
def test_an_invalid_fill_is_refused_without_an_image(setting, message):
    with pytest.raises(LimeError, match=message):
        ImageExplainer(fill=setting)


@pytest.mark.parametrize(
    ("kind", "setting", "message"),
    [
        ("uint8", 256, "fill is 256; the image has dtype uint8.*from 0 to 255"),
        ("uint8", -1, "fill is -1"),
        ("bool", 2, "from 0 to 1"),
        ("gray", (1, 2, 3), "3 numbers; the image has 1 channel"),
        ("uint8", COFFEE[:5], r"shape \(5, 80, 3\).*\(60, 80, 3\).*Resize"),
        ("uint8", COFFEE[..., 0], "the same shape"),
        ("uint8", COFFEE / 255, "dtype float64.*uint8.*img_as_ubyte"),
        ("float32", COFFEE, "dtype uint8.*float32.*img_as_float"),
        ("−1 to 1", COFFEE * np.nan, "The fill image has 4,800 pixels that are NaN"),
    ],
)
def test_a_fill_that_does_not_fit_the_image_is_refused(kind, setting, message):
    with pytest.raises(LimeError, match=message):
        hidden(KINDS[kind], setting)


@pytest.mark.parametrize(
    ("dtype", "fill"), [(np.uint8, 0.5), (np.uint8, (0.2, 0.4, 0.1)), (float, 128), (float, -1), (np.uint8, 300)]
)
def test_a_number_outside_the_images_range_is_refused(dtype, fill):
    picture = read_picture(
        (np.random.default_rng(0).random((4, 4, 3)) * (255 if dtype is np.uint8 else 1)).astype(dtype)
    )

    with pytest.raises(LimeError, match="own range"):
        hidden_picture(picture, np.zeros((4, 4), np.int32), fill)
