"""Samples drawn where the kernel looks, in a study: chosen, drawn again, taken back, and what they cost."""

import numpy as np
import pytest

from lime_widgets import BlackBox, ImageExplainer, LimeError, Study, TabularExplainer, TextExplainer
from lime_widgets.engine.explanation.kernel import gaussian_width

RNG = np.random.default_rng(2)
X = RNG.normal(size=(200, 6)) @ RNG.normal(size=(6, 6))
TEXT = " ".join(f"w{i}" for i in range(30))
PATIENCE = 30
N = 256


def answer(rows):
    return 1.0 / (1.0 + np.exp(-X.std() * rows[:, 0] + np.sin(rows[:, 1])))


def length(texts):
    return np.array([len(text.split()) / 30 for text in texts])


def bright(images):
    return images.reshape(len(images), -1)[:, :5].mean(axis=1)


def study_of(kind, **parameters):
    model, x, explainer = {
        "table": (answer, X[0], TabularExplainer(X, discretizer=None)),
        "text": (length, TEXT, TextExplainer()),
        "image": (bright, RNG.random((5, 5)), ImageExplainer("grid", segmentation_options={"size": 1}, fill=0)),
    }[kind]
    study = Study(BlackBox(model, repeat=False), x, explainer, n_samples=N, **parameters)
    assert study.wait(PATIENCE)
    return study


KINDS = pytest.mark.parametrize("kind", ["table", "text", "image"])


@KINDS
def test_sampling_here_makes_all_samples_count_at_the_present_width(kind):
    study = study_of(kind)
    study.kernel_width = 0.15 * study.default_kernel_width
    assert study.explanation.ess < 0.5 * N
    usual, calls = study.sampling, study.n_model_calls

    study.sample_here()
    assert study.wait(PATIENCE)

    assert (study.sampling, study.local_width) == ("local", pytest.approx(study.kernel_width))
    assert study.explanation.ess == pytest.approx(N, abs=1e-6)
    assert study.explainer.local_width == study.local_width
    assert 0 < study.n_model_calls - calls <= N
    # The same samples serve other widths, without a call.
    calls = study.n_model_calls
    study.kernel_width *= 1.3
    assert study.n_model_calls == calls
    assert 0.02 * N < study.explanation.ess < N

    study.sampling = usual
    assert study.wait(PATIENCE)
    assert study.local_width is None
    study.reset()
    assert study.wait(PATIENCE)
    assert study.kernel_width == study.default_kernel_width


@KINDS
def test_who_chooses_local_samples_gets_them_for_the_kernel_on_screen(kind):
    study = study_of(kind)
    study.kernel_width *= 0.4
    study.sampling = "local"
    assert study.wait(PATIENCE)

    assert study.local_width == pytest.approx(study.kernel_width)
    assert study.explanation.ess == pytest.approx(N, abs=1e-6)


def test_a_width_that_is_given_is_the_one():
    study = study_of("table", sampling="local", local_width=0.7)

    assert study.local_width == study.explainer.local_width == 0.7
    study.update(sampling="independent")
    study.update(sampling="local", local_width=0.9)
    assert study.wait(PATIENCE)
    assert study.local_width == 0.9
    assert study.neighborhood.origin.local_width == 0.9
    with pytest.raises(LimeError, match="local_width is 0"):
        study.local_width = 0
    assert study.local_width == 0.9


def test_a_study_that_begins_with_local_samples_has_them_at_the_default_width():
    study = study_of("table", sampling="local")

    assert study.local_width is None
    assert study.explanation.ess == pytest.approx(N)


@pytest.mark.parametrize(
    ("distance", "kernel"),
    [("manhattan", "exponential"), ("gower", "gaussian"), ("sqeuclidean", "triangular"), ("cosine", "epanechnikov")],
)
def test_other_distances_and_kernels_are_met_as_nearly_as_they_can_be(distance, kernel):
    study = study_of("table", distance=distance, kernel=kernel)
    study.kernel_width *= 0.3
    before = study.explanation.ess
    study.sample_here()
    assert study.wait(PATIENCE)

    assert study.explanation.ess > min(3 * before, 0.8 * N)
    width = gaussian_width(kernel, study.kernel_width)
    if distance == "sqeuclidean":
        assert study.local_width == pytest.approx(np.sqrt(width))
    else:
        assert 0.1 < study.local_width < 0.75 * np.sqrt(6)


def test_texts_by_the_share_removed_are_met_at_the_same_number_of_words():
    study = study_of("text", distance="removed", kernel_width=20.0)

    assert study.local_width_here == pytest.approx(100 * (1 - np.sqrt(0.8)))
    study.kernel_width = 150.0
    assert study.local_width_here == 150.0


@KINDS
def test_too_few_samples_are_answered_by_local_ones(kind):
    study = study_of(kind)
    study.sweeping = True
    study.kernel_width = 0.05 * study.default_kernel_width
    assert study.wait(PATIENCE)
    (few,) = [reason for reason in study.explanation.reasons if reason.name == "few_samples"]

    assert (few.advice.parameter, few.advice.value) == ("sampling", "local")
    assert "Drawn where the kernel looks, all samples would count." in few.sentence
    study.sample_here()
    assert study.wait(PATIENCE)
    assert "few_samples" not in {reason.name for reason in study.explanation.reasons}


def test_where_all_texts_are_listed_and_where_rows_are_given_nothing_is_offered():
    short = Study(length, "one two", TextExplainer(), n_samples=N)
    given = Study(answer, X[0], TabularExplainer(X, samples=X[:50]))
    for study in (short, given):
        assert study.wait(PATIENCE)
        study.kernel_width = 1e-3 * study.default_kernel_width
        assert not study.neighborhood.origin.can_be_local
        advices = [reason.advice for reason in study.explanation.reasons if reason.advice is not None]
        assert all(advice.parameter != "sampling" for advice in advices)


def test_correlated_rows_lie_on_the_data():
    study = study_of("table")
    assert study.neighborhood.origin.off_data > 0.2
    assert any("lie off the training data" in remark for remark in study.neighborhood.origin.remarks)
    study.sampling = "copula"
    assert study.wait(PATIENCE)
    assert study.neighborhood.origin.off_data < 0.1
    assert study.neighborhood.origin.remarks == ()


def test_automatic_bins_give_way_to_local_samples():
    study = Study(answer, X[0], TabularExplainer(X, discretizer="auto"), n_samples=N)
    assert study.wait(PATIENCE)
    study.update(discretizer="auto", sampling="local")
    assert study.wait(PATIENCE)

    assert study.status == "ready", study.error
    assert study.discretizer is None
    assert study.sampling == "local"
