"""The overlay: which superpixels are shown, and in which colors."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from lime.lime_image import ImageExplanation

from lime_widgets import ImageExplainer, LimeError
from lime_widgets.engine.image.overlay import PALETTES, SIGNS, as_rgb, image_and_mask, paint, shown_superpixels

IMAGE = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
EXPLAINER = ImageExplainer("grid", segmentation_options={"size": 10})
LABELS = EXPLAINER.segment(IMAGE)
EFFECTS = np.array([0.5, -0.4, 0.0, 0.2, -0.1, 0.3])
TOWARD, AGAINST = (np.array(color) for color in PALETTES["blue-orange"])


def explanation(coef=EFFECTS, interval=0.0):
    """One with these weights, the strongest first."""
    made = EXPLAINER.explain(lambda images: images[:, :3, :3].mean(axis=(1, 2, 3)), IMAGE)
    order = np.argsort(-np.abs(coef), kind="stable")
    return replace(
        made, features=order, coef=np.asarray(coef)[order], interval=np.full(len(order), float(interval)), exact=False
    )


# ---- shown superpixels --------------------------------------------------------------------------------


@given(
    coef=arrays.arrays(float, st.integers(0, 12), elements=st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])),
    sign=st.sampled_from(SIGNS),
    shown=st.none() | st.integers(1, 12),
    min_weight=st.sampled_from([0.0, 0.5, 0.7]),
)
def test_the_strongest_superpixels_of_the_sign_are_shown(coef, sign, shown, min_weight):
    features = np.arange(len(coef)) + 5
    found = shown_superpixels(features, coef, sign=sign, shown=shown, min_weight=min_weight) - 5

    wanted = [k for k in range(len(coef)) if coef[k] and abs(coef[k]) >= min_weight]
    wanted = [k for k in wanted if sign == "both" or (coef[k] > 0) == (sign == "positive")]
    assert found.tolist() == sorted(wanted, key=lambda k: -abs(coef[k]))[:shown]


def test_negative_entries_are_ignored():
    assert shown_superpixels([3, -1], [0.5, 0.4]).tolist() == [3]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"sign": "for"}, "sign is 'for'.*\"positive\""),
        ({"shown": 0}, "shown is 0.*a whole number of 1 or more, or None"),
        ({"shown": 2.0}, "shown is 2.0"),
        ({"shown": True}, "shown is True"),
        ({"min_weight": -1}, "min_weight is -1"),
        ({"min_weight": float("nan")}, "min_weight is nan"),
        ({"min_weight": "much"}, "min_weight is 'much'"),
    ],
)
def test_invalid_settings_are_refused(settings, message):
    for run in (image_and_mask, paint):
        with pytest.raises(LimeError, match=message):
            run(IMAGE, LABELS, explanation(), **settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"opacity": 1.1}, "opacity is 1.1"), ({"opacity": None}, "opacity"), ({"palette": "pink"}, "palette is 'pink'")],
)
def test_invalid_colors_are_refused(settings, message):
    with pytest.raises(LimeError, match=message):
        paint(IMAGE, LABELS, explanation(), **settings)


def test_labels_of_another_image_are_refused():
    with pytest.raises(LimeError, match=r"2 superpixels.*6 features"):
        image_and_mask(IMAGE, LABELS % 2, explanation())


# ---- image and mask ---------------------------------------------------------------------------------


def reference(**settings):
    theirs = ImageExplanation(IMAGE, LABELS)
    found = explanation()
    theirs.local_exp[1] = list(zip(found.features, found.coef, strict=True))
    return theirs.get_image_and_mask(1, **settings)


@pytest.mark.parametrize("hide_rest", [False, True])
@pytest.mark.parametrize("min_weight", [0.0, 0.25])
@pytest.mark.parametrize("shown", [1, 2, 100])
@pytest.mark.parametrize("sign", ["positive", "negative"])
def test_image_and_mask_of_one_sign_equal_the_references(sign, shown, min_weight, hide_rest):
    image, mask = image_and_mask(
        IMAGE, LABELS, explanation(), sign=sign, shown=shown, min_weight=min_weight, hide_rest=hide_rest
    )
    expected, marked = reference(
        positive_only=sign == "positive",
        negative_only=sign == "negative",
        num_features=shown,
        min_weight=min_weight,
        hide_rest=hide_rest,
    )

    np.testing.assert_array_equal(image, expected)
    np.testing.assert_array_equal(mask, marked if sign == "positive" else -marked)
    assert image.dtype == IMAGE.dtype


def test_the_mask_of_both_signs_equals_the_references_and_the_image_is_unchanged():
    image, mask = image_and_mask(IMAGE, LABELS, explanation(), shown=4, min_weight=0.25)
    _, marked = reference(positive_only=False, num_features=4, min_weight=0.25)

    np.testing.assert_array_equal(mask, marked)
    np.testing.assert_array_equal(image, IMAGE)
    assert image is not IMAGE


def test_pixels_in_no_superpixel_are_never_shown():
    labels = LABELS.copy()
    labels[:5] = -1
    image, mask = image_and_mask(IMAGE, labels, explanation(), hide_rest=True)

    assert not mask[:5].any()
    assert not image[:5].any()
    np.testing.assert_array_equal(paint(IMAGE, labels, explanation())[:5], IMAGE[:5])


@pytest.mark.parametrize("picture", [IMAGE[..., 0], IMAGE[..., :1] / 255, IMAGE.astype(np.uint16)])
def test_the_image_keeps_its_shape_and_dtype(picture):
    image, mask = image_and_mask(picture, LABELS, explanation(), sign="positive", hide_rest=True)

    assert image.dtype == picture.dtype
    np.testing.assert_array_equal(image[mask == 1], picture[mask == 1])
    assert not image[mask == 0].any()


# ---- colors ----------------------------------------------------------------------------------------


def inside(image, superpixel):
    """The pixels of a square that are not on its border."""
    row, column = divmod(superpixel, 3)
    return image[10 * row + 1 : 10 * row + 9, 10 * column + 1 : 10 * column + 9].astype(float)


def mixed(superpixel, color, alpha):
    below = inside(IMAGE, superpixel)
    return np.rint(below + alpha * (color - below))


def test_the_strength_of_the_color_is_proportional_to_the_weight_if_all_are_shown():
    painted = paint(IMAGE, LABELS, explanation(), opacity=0.5)

    np.testing.assert_array_equal(inside(painted, 0), mixed(0, TOWARD, 0.5))
    np.testing.assert_array_equal(inside(painted, 1), mixed(1, AGAINST, 0.5 * 0.8))
    np.testing.assert_array_equal(inside(painted, 2), inside(IMAGE, 2))
    np.testing.assert_array_equal(inside(painted, 4), mixed(4, AGAINST, 0.5 * 0.2))


def test_the_color_is_uniform_if_some_are_shown():
    painted = paint(IMAGE, LABELS, explanation(), shown=3, opacity=0.5, palette="green-red")

    for superpixel, side in ((0, 0), (1, 1), (5, 0)):
        np.testing.assert_array_equal(inside(painted, superpixel), mixed(superpixel, PALETTES["green-red"][side], 0.5))
    np.testing.assert_array_equal(inside(painted, 3), inside(IMAGE, 3))


def test_the_rest_is_covered_at_any_opacity():
    painted = paint(IMAGE, LABELS, explanation(), sign="negative", hide_rest=True, opacity=0, boundaries=False)

    for superpixel in (0, 2, 3, 5):
        assert (inside(painted, superpixel) == 128).all()
    for superpixel in (1, 4):
        np.testing.assert_array_equal(inside(painted, superpixel), inside(IMAGE, superpixel))


def test_only_shown_superpixels_have_outlines():
    painted = paint(IMAGE, LABELS, explanation(), shown=1, opacity=0)
    changed = (painted != IMAGE).any(axis=2)
    border = np.zeros((20, 30), dtype=bool)
    border[:10, :10] = True
    border[1:9, 1:9] = False

    np.testing.assert_array_equal(changed, border)
    np.testing.assert_array_equal(painted[border], np.broadcast_to(TOWARD, (border.sum(), 3)))
    np.testing.assert_array_equal(paint(IMAGE, LABELS, explanation(), shown=1, opacity=0, boundaries=False), IMAGE)


def test_weights_whose_interval_contains_0_are_striped():
    # An interval of ±0.34 contains 0 for all but the two strongest weights.
    painted = paint(IMAGE, LABELS, explanation(interval=0.343), shown=6, opacity=1, boundaries=False)
    rows, columns = np.indices((20, 30))
    stripes = (rows + columns) % 7 < 3

    np.testing.assert_array_equal(inside(painted, 0), mixed(0, TOWARD, 1.0))
    striped = inside(stripes[..., None], 5).astype(bool)
    expected = np.where(striped, mixed(5, TOWARD, 0.85), mixed(5, TOWARD, 0.25))
    np.testing.assert_array_equal(inside(painted, 5), expected)


def test_an_exact_explanation_has_no_stripes():
    exact = replace(explanation(interval=19.6), exact=True)

    np.testing.assert_array_equal(paint(IMAGE, LABELS, exact), paint(IMAGE, LABELS, explanation()))


def test_without_weights_the_image_is_unchanged():
    np.testing.assert_array_equal(paint(IMAGE, LABELS, explanation(np.zeros(6))), IMAGE)


# ---- 8-bit colors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "picture",
    [
        IMAGE,
        IMAGE.astype(np.uint16) * 257,
        IMAGE / 255,
        (IMAGE / 255).astype(np.float32),
        IMAGE.astype(float),
        IMAGE / 127.5 - 1,
    ],
)
def test_every_dtype_and_range_gives_the_same_colors(picture):
    shown = as_rgb(picture)

    np.testing.assert_array_equal(shown, IMAGE, strict=True)
    shown[:] = 0
    assert picture.any()


def test_gray_and_boolean_images_get_three_channels():
    np.testing.assert_array_equal(as_rgb(IMAGE[..., 0]), np.repeat(IMAGE[..., :1], 3, axis=2))
    np.testing.assert_array_equal(as_rgb(IMAGE[..., :1]), np.repeat(IMAGE[..., :1], 3, axis=2))
    assert as_rgb(np.array([[True, False]])).tolist() == [[[255] * 3, [0] * 3]]


def test_an_image_can_use_the_range_of_another():
    np.testing.assert_array_equal(as_rgb(np.full((2, 2), 0.5), like=np.array([[0.0, 1.0]]))[0, 0], 128)
    np.testing.assert_array_equal(as_rgb(np.full((2, 2), 0.5), like=IMAGE / 1.0)[0, 0], 0)
