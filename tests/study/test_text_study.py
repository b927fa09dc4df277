"""A text that is studied: what asks the model again and what does not, and words taken out by hand."""

import random
import threading

import numpy as np
import pytest
from study.doubles import OF_THE_STUDY, PATIENCE, assert_same

from lime_widgets import BlackBox, LimeError, Neighborhood, Study, TextExplainer
from lime_widgets.study.text import TextStudy

pytestmark = pytest.mark.usefixtures("no_thread_is_left")

LONG = "the plot is thin but the actors are so good that you do not mind it at all and laugh a lot"
SHORT = "so good so very good"
BATCH = 128


class Counting:
    """Two classes; what it says depends on every word, and on two of them together. It keeps what it was asked."""

    def __init__(self):
        self.evaluated = []

    def __call__(self, texts):
        self.evaluated += texts
        value = [
            np.tanh(0.1 * len(text) / 20 + text.count("good") - 0.5 * ("not" in text and "mind" in text))
            for text in texts
        ]
        return np.column_stack([1 - np.array(value), value]) / 2 + 0.25


class Gated(Counting):
    """Answers a batch when it is let, and fails on what it is told to fail on."""

    def __init__(self):
        super().__init__()
        self.came, self.gate = threading.Semaphore(0), threading.Semaphore(0)
        self.fails_on = None

    def __call__(self, texts):
        self.came.release()
        assert self.gate.acquire(timeout=PATIENCE)
        if self.fails_on in texts:
            message = "not this one"
            raise RuntimeError(message)
        return super().__call__(texts)


def study_of(model, text=LONG, **parameters):
    explainer = {name: parameters.pop(name) for name in TextStudy.explainer_settings if name in parameters}
    return Study(
        BlackBox(model, batch_size=BATCH, repeat=False),
        text,
        TextExplainer(**explainer),
        **({"n_samples": 400} | parameters),
    )


def ready(model=None, text=LONG, **parameters):
    study = study_of(model or Counting(), text, **parameters)
    assert study.wait(PATIENCE)
    assert study.status == "ready", study.error
    return study


def afresh(study):
    skipped = {*TextStudy.explainer_settings, "palette", "chart", *OF_THE_STUDY}
    parameters = {name: getattr(study, name) for name in study.parameter_names if name not in skipped}
    return study.explainer.explain(Counting(), study.instance, **parameters)


def assert_up_to_date(study):
    assert (study.status, study.error, study.progress) == ("ready", None, 1.0)
    for name in TextStudy.explainer_settings:
        assert getattr(study, name) == getattr(study.explainer, name)
    assert_same(study.explanation, afresh(study))


# ---- what asks the model ----------------------------------------------------------------------------


def test_a_text_makes_a_study_of_a_text():
    study = ready()

    assert isinstance(study, TextStudy)
    assert (study.distance, study.kernel_width) == ("cosine", 25)
    assert_up_to_date(study)


@pytest.mark.parametrize(
    "change",
    [
        {"kernel_width": 40.0},
        {"n_features": 3},
        {"output": 0},
        {"distance": "removed"},
        {"kernel": "triangular", "kernel_width": 100.0},
        {"feature_selection": "lasso_path", "alpha": 0.1},
        {"n_samples": 200},
    ],
)
def test_what_only_weighs_and_fits_does_not_ask(change):
    model = Counting()
    study = ready(model)
    evaluated = len(model.evaluated)

    study.update(**change)

    assert study.status == "ready"  # there and then
    assert len(model.evaluated) == evaluated == study.n_model_calls
    assert study.wait(PATIENCE)
    assert_up_to_date(study)


@pytest.mark.parametrize("change", [{"unit": "ngram"}, {"bag": False}, {"mask": "_"}, {"unit": "sentence"}])
def test_other_units_are_other_texts(change):
    study = ready(text=f"{LONG}. Not bad. Not bad at all!")
    before = study.feature_names

    study.update(**change)

    assert study.wait(PATIENCE)
    assert_up_to_date(study)
    assert ("mask" in change) == (study.feature_names == before)


def test_no_text_is_ever_sent_twice():
    model = Counting()
    study = ready(model)

    study.n_samples = 600
    assert study.wait(PATIENCE)
    study.redraw()
    assert study.wait(PATIENCE)
    study.removed = (0, 1, 2)
    assert study.wait(PATIENCE)

    assert len(model.evaluated) == len(set(model.evaluated)) == study.n_model_calls
    assert 1000 < len(model.evaluated) < 1202
    assert_up_to_date(study)


def test_a_short_text_is_never_asked_about_again():
    model = Counting()
    study = ready(model, SHORT)
    assert study.explanation.exact
    assert len(model.evaluated) == 2**3
    first = study.explanation

    study.random_state = 5
    assert study.wait(PATIENCE)
    np.testing.assert_array_equal(study.explanation.coef, first.coef)
    study.n_samples = 6  # fewer than there are
    assert study.wait(PATIENCE)
    assert not study.explanation.exact
    assert len(study.neighborhood) == 6
    assert_up_to_date(study)
    study.n_samples = 4000
    assert study.wait(PATIENCE)

    assert study.explanation.exact
    assert study.explanation.n_samples == 4000
    assert_up_to_date(study)
    assert len(model.evaluated) == 2**3


def test_another_text_is_asked_about_and_the_first_comes_back():
    study = ready()

    study.instance = SHORT
    assert study.wait(PATIENCE)
    assert study.explanation.feature_names == ("so", "good", "very")
    assert_up_to_date(study)
    study.reset_instance()
    assert study.wait(PATIENCE)

    assert study.instance == LONG
    assert_up_to_date(study)


def test_a_text_that_only_other_units_can_read_is_taken_with_them():
    study = ready(text="?!", unit="character")

    assert study.explanation.feature_names == ("?", "!")


@pytest.mark.parametrize("wrong", ["", " ", "?!", None, b"bytes", ["a"], 3])
def test_what_is_no_text_is_refused_and_changes_nothing(wrong):
    study = ready()
    before = (study.explanation, study.instance, study.generation, study.displayed_perturbation)

    with pytest.raises(LimeError):
        study.instance = wrong

    assert (study.explanation, study.instance, study.generation, study.displayed_perturbation) == before
    assert study.status == "ready"


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "paragraph"},
        {"unit": lambda text: ["[CLS]", *text.split()]},
        {"bag": "no"},
        {"mask": 0},
        {"ngram": 9},
        {"distance": "euclidean"},
        {"removed": [99]},
        {"removed": [-1]},
        {"removed": [0.5]},
        {"removed": "ab"},
        {"removed": 3},
    ],
)
def test_a_setting_that_cannot_be_used_changes_nothing(wrong):
    study = ready()
    study.removed = (1,)
    assert study.wait(PATIENCE)
    before = (study.explanation, study.explainer, study.unit, study.removed, study.generation)

    with pytest.raises(LimeError):
        study.update(**wrong)

    assert (study.explanation, study.explainer, study.unit, study.removed, study.generation) == before


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_study_is_what_its_parameters_say(seed):
    choose = random.Random(seed)
    study = study_of(Counting())
    for _ in range(12):
        change = choose.choice(
            [
                {"kernel_width": choose.uniform(10, 80)},
                {"n_features": choose.randint(1, 3)},
                {"n_samples": choose.choice([5, 7, 8, 100, 300, 700])},
                {"instance": choose.choice([LONG, SHORT, "fine"])},
                {"unit": choose.choice(["word", "character", str.split])},
                {"bag": choose.random() < 0.5},
                {"mask": choose.choice(["", "_"])},
                {"random_state": choose.randint(0, 3)},
                {"distance": choose.choice(["cosine", "removed"])},
                {"removed": ()},
            ]
        )
        study.update(**change)
        if choose.random() < 0.3:
            study.removed = [0]
        if choose.random() < 0.5:
            assert study.wait(PATIENCE)
    assert study.wait(PATIENCE)

    assert_up_to_date(study)
    if study.removed:
        assert_variant(study)


def test_while_another_text_fails_the_last_good_explanation_stays_as_it_was():
    model = Gated()
    model.gate.release(1000)
    study = ready(model)
    before, shown = study.explanation, study.displayed_perturbation
    model.fails_on = "so good"

    study.instance = "so good"
    assert study.wait(PATIENCE)

    assert study.status == "failed"
    assert study.explanation is before
    assert study.displayed_perturbation is shown
    assert not study.current
    model.fails_on = None
    study.resume()  # ask again
    assert study.wait(PATIENCE)
    assert study.status == "ready"
    assert study.current
    assert study.explanation.feature_names == ("so", "good")


def test_as_many_words_as_were_asked_for_are_shown_again_in_a_longer_text():
    study = ready(text=SHORT)
    assert (study.n_features, study.default_n_features) == (3, 3)

    study.instance = LONG
    assert study.wait(PATIENCE)
    assert (study.n_features, study.default_n_features) == (10, 10)
    study.instance = SHORT
    study.n_features = 3  # the default of this text
    study.instance = LONG
    assert study.wait(PATIENCE)
    assert study.n_features == 10
    study.n_features = 5
    study.instance = SHORT
    study.instance = LONG
    assert study.wait(PATIENCE)
    assert study.n_features == 5
    assert_up_to_date(study)


# ---- taken out by hand ------------------------------------------------------------------------------


def assert_variant(study):
    mask = np.ones((1, len(study.feature_names)), dtype=bool)
    mask[0, list(study.removed)] = False
    expected = Counting()(study.requested_perturbation.restore(mask))[0]
    assert study.variant.removed == study.removed
    assert study.variant.error is None
    np.testing.assert_allclose(study.variant.values, expected)


def test_words_taken_out_are_asked_about():
    study = ready()
    explanation, calls = study.explanation, study.n_model_calls

    study.removed = [4, 2, 4]
    assert study.wait(PATIENCE)

    assert study.removed == (2, 4)
    assert_variant(study)
    assert study.n_model_calls <= calls + 1
    assert study.explanation is explanation
    study.removed = ()
    assert study.variant is None


def test_the_surrogate_says_what_it_makes_of_the_rest():
    study = ready(feature_selection="none")
    mask = np.ones(len(study.feature_names))
    mask[[2, 4]] = 0
    explanation = study.explanation

    assert explanation.predict(np.ones(len(mask))) == pytest.approx(explanation.local_prediction)
    assert explanation.predict(mask) == pytest.approx(
        explanation.local_prediction - sum(dict(explanation.as_map()[explanation.output])[word] for word in (2, 4))
    )


def test_what_is_known_already_is_there_at_once():
    model = Counting()
    study = ready(model, SHORT)

    study.removed = (1,)

    np.testing.assert_array_equal(study.variant.values, Counting()(["so  so very "])[0])
    assert len(model.evaluated) == 2**3


def test_while_the_model_is_asked_nobody_waits_and_the_last_wish_counts():
    model = Gated()
    model.gate.release(4)
    study = ready(model, n_samples=300)
    while model.came.acquire(blocking=False):
        pass

    study.removed = (0, 1, 2, 3, 5)
    assert study.variant.values is None
    assert model.came.acquire(timeout=PATIENCE)
    study.removed = (0, 1, 2, 4, 6)
    study.kernel_width = 50.0  # is not held up
    assert study.explanation.kernel_width == 50.0
    model.gate.release(10)
    assert study.wait(PATIENCE)

    assert_variant(study)


def test_words_taken_out_go_before_the_samples():
    model = Gated()
    study = study_of(model)
    assert model.came.acquire(timeout=PATIENCE)
    study.removed = (1, 3, 5, 7, 8)
    model.gate.release(2)

    assert model.came.acquire(timeout=PATIENCE)
    assert model.came.acquire(timeout=PATIENCE)
    with study.lock:
        assert study.variant.values is not None
        assert study.status == "sampling"
    model.gate.release(10)
    assert study.wait(PATIENCE)
    assert_up_to_date(study)


def test_a_model_that_fails_on_the_rest_is_told_and_the_explanation_stays():
    model = Gated()
    model.gate.release(100)
    study = ready(model)
    removed = (1, 3, 5, 7, 8)
    mask = np.ones((1, len(study.feature_names)), dtype=bool)
    mask[0, list(removed)] = False
    (model.fails_on,) = study.requested_perturbation.restore(mask)

    study.removed = removed
    assert study.wait(PATIENCE)

    assert "not this one" in study.variant.error
    assert study.variant.values is None
    assert study.status == "ready"
    assert_up_to_date(study)
    study.removed = (1,)
    assert study.wait(PATIENCE)
    assert_variant(study)


def test_another_text_has_all_its_words():
    study = ready()
    study.removed = (3,)
    study.instance = SHORT

    assert study.removed == ()
    assert study.wait(PATIENCE)
    assert study.variant is None


def test_another_model_is_asked_about_what_is_taken_out():
    study = ready()
    study.removed = (3, 4)
    assert study.wait(PATIENCE)

    study.model = lambda texts: [0.5 * len(text) for text in texts]
    assert study.wait(PATIENCE)

    mask = np.ones((1, len(study.feature_names)), dtype=bool)
    mask[0, [3, 4]] = False
    assert study.variant.values == pytest.approx([0.5 * len(study.requested_perturbation.restore(mask)[0])])


def test_counts_say_how_many_samples_a_row_stands_for():
    Z = np.array([[1.0, 1], [0, 1], [1, 0], [0, 0]])
    y, distances, counts = Z @ [2.0, -1.0] + Z[:, 0] * Z[:, 1], np.array([0.0, 1, 1, 2]), np.array([1, 3, 2, 5])
    repeated = Neighborhood(np.repeat(Z, counts, axis=0), np.repeat(y, counts), np.repeat(distances, counts))
    counted = Neighborhood(Z, y, distances, counts=counts, exact=True)

    for ours, theirs in zip(counted.sweep([0.7, 2.0]), repeated.sweep([0.7, 2.0]), strict=True):
        np.testing.assert_allclose(ours.coef, theirs.coef)
        assert (ours.ess, ours.score, ours.n_samples) == pytest.approx((theirs.ess, theirs.score, theirs.n_samples))
        assert ours.exact
        assert not theirs.exact
    with pytest.raises(LimeError, match="counts"):
        Neighborhood(Z, y, distances, counts=[1, 2, 3])
    with pytest.raises(LimeError, match="counts"):
        Neighborhood(Z, y, distances, counts=[1, 2, 3, -1])


# ---- more words than can be swept at once ------------------------------------------------------------


def test_a_sweep_that_would_take_long_is_coarser_and_says_the_same(monkeypatch):
    study = ready(text=" ".join(f"w{i}" for i in range(100)), n_samples=300)
    study.sweeping = True
    assert study.wait(PATIENCE)
    whole = study.sweep
    monkeypatch.setattr("lime_widgets.study.width_grid.sweep_cost", lambda n, p, n_widths, **_: n_widths / 20)

    study.n_features = 9
    study.n_features = 10
    assert study.wait(PATIENCE)

    coarse = study.sweep
    assert (len(whole), len(coarse)) == (129, 33)
    np.testing.assert_array_equal(coarse.kernel_width, whole.kernel_width[::4])
    np.testing.assert_allclose(coarse.coef, whole.coef[::4], atol=1e-12)
    np.testing.assert_array_equal(coarse.features, whole.features[::4])
    study.kernel_width *= 2 ** (1 / 16)  # between two widths of the coarse grid
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 34
    assert_up_to_date(study)


def test_where_even_few_widths_take_long_there_is_but_the_one(monkeypatch):
    monkeypatch.setattr("lime_widgets.study.width_grid.sweep_cost", lambda n, p, n_widths, **_: n_widths)
    study = ready()
    study.sweeping = True
    assert study.wait(PATIENCE)
    study.kernel_width = 30.0
    assert study.wait(PATIENCE)

    assert len(study.sweep) == 1
    assert_up_to_date(study)
