"""The fit of a text equals that of `lime` 0.2.0.1, given the masks, answers and distances that it built itself."""

import numpy as np
import pytest
from lime.lime_text import IndexedString, LimeTextExplainer
from lime_reference import METHODS, Seam, assert_same_fit
from scipy.special import softmax

from lime_widgets import TextExplainer

TEXT = (
    "Good, good film; the plot is not so good, but the actors are. They act so well that the plot, thin as it is, "
    "does not matter so much. A good evening? Not a bad one."
)


def answers(n_classes):
    """Probabilities in which words count, and count together."""
    rng = np.random.default_rng(0)
    words = ["good", "Good", "not", "bad", "plot", "so", "actors", "thin", "evening"]
    slopes = rng.normal(size=(len(words), n_classes))
    together = rng.normal(size=n_classes)

    def model(texts):
        found = np.array([[text.count(word) for word in words] for text in texts])
        return softmax(found @ slopes + np.outer(found[:, 0] * found[:, 2], together), axis=1)

    return model


@pytest.fixture(scope="module", params=[2, 4], ids=["2 classes", "4 classes"])
def n_classes(request):
    return request.param


@pytest.fixture(scope="module", params=[True, False], ids=["bag", "position"])
def seam(request, n_classes):
    explainer = LimeTextExplainer(bow=request.param, random_state=0)
    fit, handed = explainer.base.explain_instance_with_data, []
    explainer.base.explain_instance_with_data = lambda *args, **keywords: handed.append(args) or fit(*args, **keywords)
    explainer.explain_instance(TEXT, answers(n_classes), labels=(0,), num_samples=600)
    explainer.base.explain_instance_with_data = fit
    Z, y, distances = handed[0][:3]
    return Seam(explainer.base, np.asarray(Z, float), np.asarray(y, float), distances, 25.0)


@pytest.mark.parametrize("n_features", [1, 6, 7, 10])
@pytest.mark.parametrize("method", METHODS)
def test_every_selection_and_class_gives_the_reference_fit(seam, method, n_features):
    for label in range(seam.y.shape[1]):
        assert_same_fit(seam, label, n_features, method)


@pytest.mark.parametrize("bag", [True, False])
def test_distances_texts_and_words_equal_the_references(bag, n_classes):
    sent = []

    def listening(texts):
        sent.append(list(texts))
        return answers(n_classes)(texts)

    explainer = LimeTextExplainer(bow=bag, random_state=0)
    Z, _, distances = explainer._LimeTextExplainer__data_labels_distances(
        IndexedString(TEXT, bow=bag, mask_string=None if bag else "UNKWORDZ"),
        listening,
        600,
    )
    ours = TextExplainer(bag=bag, mask="" if bag else "UNKWORDZ").perturb(TEXT)

    assert ours.restore(Z > 0) == sent[0]
    np.testing.assert_allclose(ours.distances(np.asarray(Z, float), "cosine"), distances, rtol=1e-12, atol=1e-10)


def test_the_default_kernel_width_equals_the_references():
    assert TextExplainer().perturb(TEXT).default_kernel_width == 25
