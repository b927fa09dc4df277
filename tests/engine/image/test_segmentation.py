"""Segmentation: labels are 0 to S − 1 for every method, and invalid segmentations are refused."""

import threading
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage import data, segmentation
from skimage.transform import resize

from lime_widgets import LimeError
from lime_widgets.engine.image.segmentation import METHODS, SEGMENTATIONS, find_segments

COFFEE = np.rint(255 * resize(data.coffee(), (60, 80))).astype(np.uint8)
# Settings with which small pictures have several superpixels.
SMALL = {
    "quickshift": {"kernel_size": 1, "max_dist": 4},
    "slic": {"n_segments": 12},
    "felzenszwalb": {"scale": 20, "min_size": 12},
    "watershed": {"markers": 12},
    "grid": {"size": 20},
}
KINDS = {
    "uint8": lambda image: image,
    "uint16": lambda image: image.astype(np.uint16) * 257,
    "int64": lambda image: image.astype(np.int64),
    "float": lambda image: image / 255,
    "float32": lambda image: (image / 255).astype(np.float32),
    "0 to 255": lambda image: image.astype(float),
    "−1 to 1": lambda image: image / 127.5 - 1,
}


def is_numbered(labels):
    """Whether labels are 0 to S − 1, each taken, and −1 besides."""
    found = np.unique(labels)
    found = found[found >= 0]
    return labels.dtype == np.int32 and labels.min() >= -1 and found.tolist() == list(range(len(found)))


# ---- methods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["(h, w)", "(h, w, 1)", "(h, w, 3)", "(h, w, 4)"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", SEGMENTATIONS)
def test_every_method_numbers_every_kind_of_image(method, kind, shape):
    image = KINDS[kind](COFFEE)
    image = {
        "(h, w)": image[..., 0],
        "(h, w, 1)": image[..., :1],
        "(h, w, 3)": image,
        "(h, w, 4)": np.dstack([image, image[..., 0]]),
    }[shape]
    labels = find_segments(image, method, SMALL[method])

    assert labels.shape == image.shape[:2]
    assert is_numbered(labels)
    assert 4 < labels.max() < 400


@pytest.mark.parametrize("kind", ["uint16", "int64", "float", "0 to 255"])
@pytest.mark.parametrize("method", SEGMENTATIONS)
def test_the_range_of_the_values_does_not_matter(method, kind):
    as_bytes = find_segments(COFFEE, method, SMALL[method])

    # The last bit of a value may decide where a pixel goes.
    assert np.mean(find_segments(KINDS[kind](COFFEE), method, SMALL[method]) != as_bytes) < 0.02


@pytest.mark.parametrize("kind", ["uint8", "float", "float32"])
def test_quickshift_equals_the_references(kind):
    image = KINDS[kind](np.rint(255 * resize(data.coffee(), (120, 120))).astype(np.uint8))

    expected = segmentation.quickshift(image, kernel_size=4, max_dist=200, ratio=0.2)
    np.testing.assert_array_equal(find_segments(image), expected)


def test_quickshift_of_gray_equals_the_references():
    gray = COFFEE[..., 1]

    expected = segmentation.quickshift(np.dstack([gray] * 3), kernel_size=4, max_dist=200, ratio=0.2)
    np.testing.assert_array_equal(find_segments(gray, "quickshift", {"kernel_size": 4}), expected)


def test_slic_and_felzenszwalb_equal_scikit_images():
    slic = segmentation.slic(COFFEE, n_segments=12, compactness=10, start_label=0)
    felzenszwalb = segmentation.felzenszwalb(COFFEE, scale=20, sigma=0.8, min_size=12)

    np.testing.assert_array_equal(find_segments(COFFEE, "slic", {"n_segments": 12}), slic)
    np.testing.assert_array_equal(find_segments(COFFEE, "felzenszwalb", SMALL["felzenszwalb"]), felzenszwalb)


def test_watershed_follows_visible_edges():
    image = np.zeros((40, 40))
    image[:, 17:] = 1.0
    labels = find_segments(image, "watershed", {"markers": 4, "compactness": 0})

    across = labels[:, :16][:, :, None] == np.unique(labels[:, 19:])
    assert not across.any(), "a superpixel lies on both sides of the edge"


def test_the_grid_has_squares_and_smaller_rectangles_at_the_edges():
    labels = find_segments(np.zeros((5, 7)), "grid", {"size": 3})

    assert labels[:, 0].tolist() == [0, 0, 0, 3, 3]
    assert labels[0].tolist() == [0, 0, 0, 1, 1, 1, 2]
    assert labels[4, 6] == 5


@pytest.mark.parametrize("shape", [(1, 30), (30, 1), (2, 2), (1, 30, 3), (3, 3, 1), (9, 5, 3)])
@pytest.mark.parametrize("method", SEGMENTATIONS)
def test_unusual_sizes_are_segmented_or_refused(method, shape):
    image = np.random.default_rng(0).random(shape)
    try:
        labels = find_segments(image, method, SMALL[method] | ({"size": 2} if method == "grid" else {}))
    except LimeError as error:
        assert "one superpixel" in str(error)  # noqa: PT017  only some of them are refused
    else:
        assert labels.shape == shape[:2]
        assert is_numbered(labels)


@pytest.mark.parametrize("method", SEGMENTATIONS)
def test_masked_pixels_are_in_no_superpixel(method):
    masked = np.zeros(COFFEE.shape[:2], dtype=bool)
    masked[10:30, 20:50] = True
    image = np.ma.masked_array(COFFEE, np.repeat(masked[..., None], 3, axis=2))
    labels = find_segments(image, method, SMALL[method])

    np.testing.assert_array_equal(labels == -1, masked)
    assert is_numbered(labels)


@pytest.mark.parametrize("method", SEGMENTATIONS)
def test_the_values_of_masked_pixels_do_not_matter(method):
    masked = np.zeros(COFFEE.shape, dtype=bool)
    masked[10:30, 20:50] = True
    wild = np.where(masked, 255 - COFFEE, COFFEE)

    one, other = (find_segments(np.ma.masked_array(image, masked), method, SMALL[method]) for image in (COFFEE, wild))
    np.testing.assert_array_equal(one, other)


# ---- labels from the user ----------------------------------------------------------------------------


@given(
    arrays.arrays(
        st.sampled_from([np.int8, np.uint16, np.int64, np.uint64, np.bool_, np.float32]),
        st.tuples(st.integers(1, 6), st.integers(2, 6)),
        elements={"min_value": 0, "max_value": 100, "allow_subnormal": False},
    ).map(np.rint)
)
def test_numbering_keeps_the_order_and_the_groups_of_labels(own_labels):
    image = np.zeros(own_labels.shape)
    if len(np.unique(own_labels)) == 1:
        with pytest.raises(LimeError, match="one superpixel"):
            find_segments(image, own_labels)
        return
    labels = find_segments(image, own_labels)

    assert is_numbered(labels)
    one, other = labels.ravel(), own_labels.astype(float).ravel()
    np.testing.assert_array_equal(np.sign(one[:, None] - one), np.sign(other[:, None] - other))


def test_negative_labels_and_gaps_are_renumbered():
    labels = find_segments(np.zeros((2, 3)), np.array([[-7, 5, 5], [1000, -7, 2]]))

    assert labels.tolist() == [[0, 2, 2], [3, 0, 1]]


def test_slic_labels_lose_no_superpixel():
    own_labels = segmentation.slic(COFFEE, n_segments=12)  # from 1 to S
    labels = find_segments(COFFEE, own_labels)

    np.testing.assert_array_equal(labels, own_labels - 1)


def test_masked_labels_are_in_no_superpixel():
    labels = find_segments(np.zeros((1, 4)), np.ma.masked_equal([[3, 0, 4, 3]], 0))

    assert labels.tolist() == [[0, -1, 1, 0]]


def test_a_function_receives_a_copy_of_the_image_without_alpha():
    image, seen = np.dstack([COFFEE, COFFEE[..., :1]]), []

    def segmenter(pixels):
        seen.append(pixels.copy())
        pixels[:] = 0
        return np.arange(60)[:, None] // 30 + np.zeros(80, int)

    assert find_segments(image, segmenter).max() == 1
    np.testing.assert_array_equal(seen[0], COFFEE)


def fails(image):
    msg = "no such thing"
    raise RuntimeError(msg)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (np.zeros((80, 60), int), r"array of labels returned labels of shape \(80, 60\).*60 × 80 pixels.*Transpose"),
        (np.zeros((60, 81), int), r"labels of shape \(60, 81\).*Segment this image"),
        (np.zeros((60, 80, 1), int), r"shape \(60, 80, 1\)"),
        (np.full((60, 80), 0.5), r"the label 0\.5.*integers"),
        (np.full((60, 80), np.nan), "the label nan"),
        (np.full((60, 80), "a"), "dtype <U1"),
        (np.zeros((60, 80), complex), "complex128"),
        (np.zeros((60, 80), int), "one superpixel, so there is nothing to compare"),
        (np.ma.masked_all((60, 80), int), "no superpixel"),
        (np.arange(4800).reshape(60, 80)[:, :].repeat(1), r"shape \(4800,\)"),
        (lambda image: None, "The function <lambda> returned a NoneType"),
        (lambda image: "no", "returned a str"),
        (lambda image: 3, r"labels of shape \(\)"),
        (lambda image: [[1, 2], [3]], "returned no array"),
        (lambda image: image[..., 0] / 7, "The function <lambda> returned the label"),
        (fails, "The segmentation function fails failed: RuntimeError: no such thing"),
        (partial(fails), "The segmentation function partial"),
    ],
)
def test_invalid_labels_are_refused_with_the_reason(own, message):
    with pytest.raises(LimeError, match=message):
        find_segments(COFFEE, own)


# ---- too few, too many ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "options", "change"),
    [
        ("quickshift", {"kernel_size": 4, "max_dist": 200}, "max_dist or kernel_size"),
        ("felzenszwalb", {}, "min_size and scale"),
        ("grid", {"size": 200}, "size in"),
    ],
)
def test_the_error_for_one_superpixel_names_the_settings_to_change(method, options, change):
    with pytest.raises(LimeError, match=f'segmentation "{method}" returned one superpixel.*Lower {change}'):
        find_segments(np.zeros((12, 12, 3)), method, options)


def test_an_image_of_one_pixel_is_refused():
    for method in SEGMENTATIONS:
        with pytest.raises(LimeError, match="one superpixel"):
            find_segments(np.zeros((1, 1)), method)


def test_the_error_for_too_many_superpixels_says_how_to_get_fewer():
    with pytest.raises(LimeError, match=r"7,200 superpixels.*at most 5,000.*Raise size.*n_segments"):
        find_segments(np.zeros((80, 90)), "grid", {"size": 1})
    with pytest.raises(LimeError, match=r"array of labels returned 7,200 superpixels.*n_segments"):
        find_segments(np.zeros((80, 90)), np.arange(7200).reshape(80, 90))
    assert find_segments(np.zeros((50, 100)), "grid", {"size": 1}).max() == 4999


# ---- settings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "options", "message"),
    [
        ("quick", None, r"segmentation is 'quick'.*\"quickshift\", \"slic\""),
        (7, None, "segmentation is 7"),
        (None, None, "segmentation is None"),
        ("slic", {"max_dist": 3}, '\'max_dist\', which is not a setting of slic.*"n_segments", "compactness"'),
        ("slic", [("n_segments", 3)], "segmentation_options is"),
        ("slic", {"n_segments": 1}, "n_segments of slic is 1.*a whole number from 2 to 2000"),
        ("slic", {"n_segments": 10.5}, "a whole number"),
        ("slic", {"n_segments": True}, "is True"),
        ("slic", {"compactness": float("nan")}, "compactness of slic is nan"),
        ("quickshift", {"ratio": -0.1}, "a number from 0 to 1"),
        ("quickshift", {"kernel_size": "4"}, "is '4'"),
        (np.zeros((60, 80), int), {"size": 4}, "is a function or an array"),
    ],
)
def test_invalid_settings_are_refused(method, options, message):
    with pytest.raises(LimeError, match=message):
        find_segments(COFFEE, method, options)


def test_every_setting_has_a_description_and_a_valid_default():
    assert tuple(METHODS) == SEGMENTATIONS
    for method, options in METHODS.items():
        for option in options:
            assert option.help.endswith(".")
            assert option.low <= option.default <= option.high
            find_segments(COFFEE, method, SMALL[method] | {option.name: SMALL[method].get(option.name, option.default)})


def test_whole_numbers_may_be_floats_from_sliders():
    np.testing.assert_array_equal(
        find_segments(COFFEE, "slic", {"n_segments": np.float64(12.0)}),
        find_segments(COFFEE, "slic", {"n_segments": 12}),
    )


# ---- remembered segmentations -------------------------------------------------------------------


def counting():
    calls = []

    def segmenter(image):
        calls.append(image)
        return np.indices(image.shape[:2]).sum(axis=0) % 2

    return segmenter, calls


def test_equal_pixels_are_segmented_once():
    segmenter, calls = counting()
    first = find_segments(COFFEE, segmenter)

    assert find_segments(COFFEE.copy(), segmenter) is first
    assert len(calls) == 1
    with pytest.raises(ValueError, match="read-only"):
        first[:] = 0


@pytest.mark.parametrize(
    "other",
    [
        255 - COFFEE,
        COFFEE.astype(float),
        COFFEE.reshape(80, 60, 3),
        np.ma.masked_array(COFFEE, COFFEE > 200),
        COFFEE.view(np.int8),
    ],
)
def test_other_pixels_are_segmented_again(other):
    segmenter, calls = counting()
    find_segments(COFFEE, segmenter)
    find_segments(other, segmenter)

    assert len(calls) == 2


def test_concurrent_requests_for_one_image_share_one_segmentation():
    segmenter, calls = counting()
    begun, found = threading.Barrier(4), []

    def slow(image):
        threading.Event().wait(0.1)
        return segmenter(image)

    def ask():
        begun.wait()
        found.append(find_segments(COFFEE, slow))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(calls) == 1
    assert all(labels is found[0] for labels in found)


def test_a_failed_segmentation_is_repeated():
    answers = iter([np.zeros((60, 80)), np.arange(4800).reshape(60, 80) > 7])

    def changing(image):
        return next(answers)

    with pytest.raises(LimeError):
        find_segments(COFFEE, changing)
    assert find_segments(COFFEE, changing).max() == 1
