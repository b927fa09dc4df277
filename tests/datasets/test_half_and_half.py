"""Half a cat, half a cup of espresso: the explanation of each class is in its own half."""

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.datasets import load_imagenet_classifier, load_photo


def share_in(half, labels, explanation):
    """Share of the positive weight that lies in a half, each superpixel's split by its pixels."""
    n = labels.max() + 1
    weights = np.zeros(n)
    weights[explanation.features] = np.maximum(explanation.coef, 0)
    inside = np.bincount(labels[:, half].ravel(), minlength=n) / np.bincount(labels.ravel(), minlength=n)
    return (weights * inside).sum() / weights.sum()


@pytest.fixture(scope="module")
def explained():
    photo, explainer = load_photo("half and half"), lw.ImageExplainer()
    neighborhood = explainer.sample(load_imagenet_classifier(), photo, n_samples=1000)
    return explainer.segment(photo), neighborhood


@pytest.mark.parametrize(
    ("output", "half"), [("Egyptian cat", slice(None, 112)), ("espresso", slice(112, None))], ids=["cat", "cup"]
)
def test_the_positive_weight_of_a_class_is_in_its_half(explained, output, half):
    labels, neighborhood = explained
    explanation = neighborhood.explain(output=output)

    assert explanation.output_name == output
    assert share_in(half, labels, explanation) > 0.8
    # The surrogate has more to say than that: it follows the network.
    assert explanation.score > 0.5
