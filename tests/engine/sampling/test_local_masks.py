"""Masks drawn from the kernel: the number of removed parts, and the same limit as weighted masks."""

import numpy as np
import pytest

from lime_widgets import ImageExplainer, TextExplainer
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.sampling.local import tilted_numbers
from lime_widgets.engine.sampling.masks import Masks, enumerated, probabilities

P = 12
DESIGNS = pytest.mark.parametrize("design", ["sobol", "independent"])
REMOVALS = pytest.mark.parametrize("removal", ["uniform", "binomial"])
TEXT = " ".join(f"w{i}" for i in range(P))
SLOPES = np.random.default_rng(1).normal(size=P)


def answer(texts):
    kept = np.array([[f"w{i}" in each for i in range(P)] for each in map(set, map(str.split, texts))])
    return 1.0 / (1.0 + np.exp(-(kept @ SLOPES) + 2.0 * kept[:, 0] * kept[:, 1]))


def log_kernel(p, width):
    return -0.5 * np.square((1.0 - np.sqrt(1.0 - np.arange(p + 1) / p)) / width)


@REMOVALS
def test_the_probabilities_are_those_of_all_masks_times_the_kernel(removal):
    masks = enumerated(P)
    n_removed = P - masks.sum(axis=1)
    weights = probabilities(masks, removal=removal) * np.exp(log_kernel(P, 0.2))[n_removed]

    expected = np.bincount(n_removed, weights) / weights.sum()
    np.testing.assert_allclose(tilted_numbers(P, removal, log_kernel(P, 0.2)), expected, rtol=1e-12)


@DESIGNS
@REMOVALS
@pytest.mark.parametrize("p", [P, 70])
def test_so_many_parts_are_removed_and_each_as_often(p, removal, design):
    kernel = log_kernel(p, 0.1)
    masks = Masks(p, random_state=3, design=design, removal=removal, log_kernel=kernel).rows(1, 4097)

    shares = np.bincount(p - masks.sum(axis=1), minlength=p + 1) / len(masks)
    np.testing.assert_allclose(
        shares, tilted_numbers(p, removal, kernel), atol=0.02 if design == "independent" else 3e-3
    )
    removed = 1 - masks.mean(axis=0)
    np.testing.assert_allclose(removed, removed.mean(), rtol=0.2)


@DESIGNS
@pytest.mark.parametrize("p", [P, 70])
def test_more_masks_continue_the_sequence(p, design):
    options = {"random_state": 5, "design": design, "removal": "binomial", "log_kernel": log_kernel(p, 0.1)}
    whole = Masks(p, **options).rows(0, 900)
    parts = [Masks(p, **options).rows(*ends) for ends in ((0, 1), (1, 270), (270, 900))]

    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert whole[0].all()
    assert not np.array_equal(Masks(p, **options | {"random_state": 6}).rows(0, 900), whole)


def test_a_local_sequence_is_not_mixed_up_with_others():
    plain = Masks(P, random_state=0).rows(0, 64)
    local = Masks(P, random_state=0, log_kernel=log_kernel(P, 0.1)).rows(0, 64)

    np.testing.assert_array_equal(Masks(P, random_state=0).rows(0, 64), plain)
    assert local.mean() > plain.mean()


@DESIGNS
def test_all_texts_count_alike_at_their_width(design):
    for width in (None, 10.0):
        neighborhood = TextExplainer(sampling="local", local_width=width).sample(
            answer, TEXT, n_samples=600, design=design
        )
        assert neighborhood.explain(kernel_width=width).ess == pytest.approx(600, abs=1e-6)
        assert neighborhood.explain(kernel_width=3.0 * (width or 25.0)).ess < 600


@pytest.mark.parametrize("distance", ["cosine", "removed"])
def test_local_texts_have_the_limit_of_all_texts(distance):
    local = TextExplainer(sampling="local", local_width=12.0).sample(answer, TEXT, n_samples=4000, distance=distance)
    # The list of all 4,096 texts, and without the one sample that is the instance itself.
    whole = TextExplainer().sample(answer, TEXT, n_samples=2**P, distance=distance)
    options = {"kernel_width": 14.0, "alpha": 1e-9, "feature_selection": "none"}
    assert whole.exact
    assert not local.exact

    counts = whole.counts - np.eye(2**P)[0]
    expected = whole.counted(counts).explain(**options)
    found = local.counted(np.append(0.0, np.ones(3999)), exact=False).explain(**options)
    np.testing.assert_allclose(
        found.coef[np.argsort(found.features)], expected.coef[np.argsort(expected.features)], atol=4e-3
    )
    assert np.abs(expected.coef).max() > 0.1


def test_local_images_vary_less_where_the_kernel_is_narrow():
    picture = np.random.default_rng(0).uniform(0.5, 1.0, size=(5, 5))
    slopes = np.random.default_rng(1).normal(size=25)

    def bright(images):
        return 1.0 / (1.0 + np.exp(-images.reshape(len(images), -1) @ slopes))

    variances = {}
    for sampling, local_width in (("uniform", None), ("local", 0.06)):
        explainer = ImageExplainer(
            "grid", segmentation_options={"size": 1}, fill=0, sampling=sampling, local_width=local_width
        )
        explanations = [
            explainer.explain(bright, picture, n_samples=500, random_state=seed, kernel_width=0.06, alpha=1e-3)
            for seed in range(8)
        ]
        coef = [each.coef[np.argsort(each.features)] for each in explanations]
        variances[sampling] = np.var(coef, axis=0, ddof=1).sum()

    assert variances["uniform"] > 5 * variances["local"]


def test_where_all_masks_are_listed_nothing_is_drawn():
    text = "one two three"
    plain, local = (
        explainer.explain(lambda texts: [len(t) for t in texts], text)
        for explainer in (TextExplainer(), TextExplainer(sampling="local", local_width=5.0))
    )

    assert plain.exact
    assert local.exact
    np.testing.assert_array_equal(local.coef, plain.coef)
    assert not local.origin.can_be_local
    assert local.origin.local_width == 0


def test_an_unknown_way_to_draw_masks_is_refused():
    for explainer in (TextExplainer, ImageExplainer):
        with pytest.raises(LimeError, match="sampling is 'copula'"):
            explainer(sampling="copula")
        with pytest.raises(LimeError, match="local_width is -1"):
            explainer(local_width=-1)
