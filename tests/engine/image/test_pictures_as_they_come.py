"""Pictures as they come: ranges by their values, PIL's modes, small and large ones, volumes."""

import io
import time

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from lime_widgets import ImageExplainer, LimeError
from lime_widgets.engine.image.overlay import as_rgb
from lime_widgets.engine.image.pixels import read_picture
from lime_widgets.engine.image.segmentation import find_segments

RNG = np.random.default_rng(0)
COLORS = RNG.integers(0, 255, (24, 30, 3)).astype(np.uint8)
GRAY = COLORS[..., 0]


@pytest.mark.parametrize(
    "image",
    [
        (24 + GRAY.astype(np.uint16) * 9),  # a scan of 12 bits
        (GRAY > 99).astype(np.uint8),
        (GRAY > 99).astype(np.int64),
        GRAY.astype(np.float64),
        GRAY.astype(np.float32) / 255,
        GRAY.astype(np.int16) * 4 - 300,
        GRAY.astype(np.uint16),
        GRAY.astype(np.uint32) * 1000,
        GRAY / 16,
    ],
    ids=lambda image: f"{image.dtype} to {image.max():g}",
)
def test_every_range_is_shown_from_dark_to_light_and_given_unchanged(image):
    shown = as_rgb(read_picture(image).array)
    assert shown.min() < 40
    assert shown.max() > 200
    received = ImageExplainer("grid", segmentation_options={"size": 8}).perturb(image).restore(np.ones((1, 12), bool))
    np.testing.assert_array_equal(received[0], image, strict=True)


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "LA", "PA", "I;16"]
)
def test_every_mode_of_pil_is_read(mode):
    if mode in {"LAB", "PA"}:
        image = Image.new(mode, (30, 24))
    elif mode == "I;16":
        image = Image.fromarray(GRAY.astype(np.uint16) * 9)
    else:
        image = Image.fromarray(COLORS).convert(mode)

    picture = read_picture(image)

    assert picture.array.shape[:2] == (24, 30)
    assert picture.array.dtype.isnative
    converted = mode not in {"1", "L", "RGB", "RGBA", "I", "F", "I;16"}
    assert any("is converted" in note for note in picture.notes) == converted
    if mode in {"CMYK", "P"}:
        np.testing.assert_array_equal(picture.array, np.asarray(image.convert("RGB")))


def test_the_orientation_of_the_camera_is_followed():
    image = Image.fromarray(COLORS)
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was turned
    file = io.BytesIO()
    image.save(file, "png", exif=exif)
    picture = read_picture(Image.open(io.BytesIO(file.getvalue())))

    np.testing.assert_array_equal(picture.array, np.rot90(COLORS, -1))
    assert "turned upright" in picture.notes[0]


@pytest.mark.parametrize("method", ["quickshift", "slic", "felzenszwalb", "watershed", "grid"])
@pytest.mark.parametrize("side", [8, 28, 32, 64])
def test_a_small_picture_falls_into_many_superpixels_by_default(method, side):
    from skimage import data, transform

    image = load_digits().images[3] / 16 if side == 8 else transform.resize(data.astronaut(), (side, side))
    if method == "felzenszwalb" and side == 8:
        pytest.skip("a digit of 8 × 8 has few edges")
    assert find_segments(image, method).max() + 1 >= 8


def test_a_large_picture_is_segmented_on_a_smaller_copy_and_carried_back():
    from skimage import data

    small = data.astronaut()[:400, :400]
    large = np.kron(small, np.ones((6, 6, 1), np.uint8))
    began = time.perf_counter()
    labels = find_segments(large)
    large_seconds = time.perf_counter() - began
    began = time.perf_counter()
    find_segments(small)
    small_seconds = time.perf_counter() - began

    assert labels.shape == (2400, 2400)
    assert large_seconds < 6 * small_seconds  # of 36 times as many pixels
    # Each superpixel is of about one color, as those of the picture itself.
    spread = [np.std(large[labels == k], axis=0).mean() for k in range(0, labels.max() + 1, 10)]
    assert np.median(spread) < 0.7 * large.std(axis=(0, 1)).mean()


def test_a_masked_large_picture_keeps_its_mask():
    large = np.ma.masked_array(RNG.random((800, 900)), mask=False)
    large[:300] = np.ma.masked
    labels = find_segments(large, "quickshift")
    assert (labels[:300] == -1).all()
    assert (labels[300:] >= 0).all()


@pytest.mark.parametrize("shape", [(20, 30, 40), (5, 30, 40), (64, 64, 30)])
def test_a_volume_is_called_a_volume_and_the_advice_works(shape):
    volume = RNG.random(shape)
    with pytest.raises(LimeError, match=rf"a volume or a stack of {shape[0]} gray images, or an image of {shape[2]}"):
        read_picture(volume)
    for advice in (volume[0], volume[:, :, 0], volume[..., [0, 1, 2]]):
        read_picture(advice)
