"""Samples of a study drawn until the choice of its top features is settled."""

import numpy as np
import pytest
from study.doubles import PATIENCE, Gated, until

from lime_widgets import TabularExplainer, TextExplainer, explain_until_settled
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study

X = np.random.default_rng(0).normal(size=(300, 8))
EXPLAINER = TabularExplainer(X)
SLOPES = np.array([2.0, -1.2, 0.8, 0.5, 0.15, 0.1, 0.0, 0.0])


class Plane:
    """A steep sum of columns; counts what it is asked."""

    def __init__(self):
        self.n_rows = 0

    def __call__(self, rows):
        self.n_rows += len(rows)
        return np.tanh(np.asarray(rows) @ SLOPES)


def study_of(model, **parameters):
    study = Study(BlackBox(model, repeat=False), X[1], EXPLAINER, **({"n_samples": 512, "n_features": 5} | parameters))
    assert study.wait(PATIENCE)
    return study


def settled(study, *arguments, **options):
    study.settle(*arguments, **options)
    assert study.wait(PATIENCE)
    return study.settlement


def test_samples_are_added_until_the_choice_is_settled_as_outside_of_a_study():
    model = Plane()
    study = study_of(model)
    made = settled(study, 5, budget=32_768)
    outside = explain_until_settled(EXPLAINER, Plane(), X[1], k=5, budget=32_768)

    assert made.why == "settled"
    assert study.n_samples == made.n_samples == outside.n_samples == model.n_rows > 512
    assert made.n_model_calls == model.n_rows - 512
    assert made.explanation is study.explanation
    for inside, other in zip(made.looks, outside.looks, strict=True):
        np.testing.assert_allclose(inside.z, other.z)
        assert inside.features.tolist() == other.features.tolist()
    assert made.sentence == outside.sentence
    assert not study.settling


def test_samples_that_suffice_cost_no_call_and_stay():
    model = Plane()
    study = study_of(model, n_samples=4096)
    made = settled(study, 2)

    assert model.n_rows == study.n_samples == 4096
    assert made.why == "settled"
    assert made.settled_at <= 1024
    assert [look.n_samples for look in made.looks] == [512, 1024, 2048, 4096]
    assert made.sentence == (
        f"Settled at {made.settled_at:,} samples: the top 2 are the same with 95 % confidence. "
        "It stays so up to the 4,096 samples that are drawn."
    )


def test_a_budget_ends_it():
    study = study_of(Plane())
    made = settled(study, 5, budget=1000)

    assert study.n_samples == 1000
    assert made.why == "budget"
    assert [look.n_samples for look in made.looks] == [512, 1000]


def test_another_width_afterwards_drops_the_result_without_a_call():
    model = Plane()
    study = study_of(model, n_samples=2048)
    settled(study, 1)
    study.kernel_width = 1.0
    assert study.wait(PATIENCE)

    assert study.settlement is None
    assert model.n_rows == 2048


def gated_study(model):
    """A study whose first 512 samples are let through."""
    study = Study(
        BlackBox(lambda rows: model(np.asarray(rows)[:, :4]), batch_size=256, repeat=False),
        X[1],
        EXPLAINER,
        n_samples=512,
        n_features=3,
    )
    model.let(2)
    assert study.wait(PATIENCE)
    return study


def test_it_can_be_stopped_and_the_samples_stay():
    model = Gated()
    study = gated_study(model)
    study.settle(3, budget=65_536, confidence=0.999999)
    until(lambda: study.settlement is not None)
    assert study.settling
    assert study.settlement.why == "growing"
    study.stop_settling()
    model.let_all()
    assert study.wait(PATIENCE)

    assert not study.settling
    assert study.n_samples == 1024
    assert len(study.neighborhood) == 1024


def test_what_was_stopped_goes_on_from_the_samples_that_are_there():
    model = Gated()
    study = gated_study(model)
    assert study.settling_interrupted == (0, 0)
    study.settle(3, budget=4096, confidence=0.999999)
    until(lambda: study.settlement is not None)
    study.cancel()  # of the samples that it asks for
    model.let_all()
    assert study.wait(PATIENCE)
    n = model.n_rows

    assert (study.status, study.settling) == ("cancelled", False)
    assert study.settling_interrupted == (3, 4096)
    assert study.settlement.why == "growing"
    study.continue_settling()
    assert study.wait(PATIENCE)
    assert study.status == "ready"
    assert study.settlement.why != "growing"
    assert study.settlement.budget == 4096
    assert study.settlement.looks[0].n_samples == 512
    assert n < model.n_rows == study.n_samples <= 4096
    assert study.settling_interrupted == (0, 0)
    study.continue_settling()
    assert not study.settling


def test_a_model_that_fails_leaves_the_last_gaps_and_its_sentence_until_there_are_new_ones():
    model = Gated()
    study = gated_study(model)
    model.failure = RuntimeError("out of luck")
    study.settle(3, budget=2048, confidence=0.999999)
    model.let_all()
    assert study.wait(PATIENCE)
    last, seen = study.settlement, []

    assert study.status == "failed"
    assert [look.n_samples for look in last.looks] == [512]
    assert "out of luck" in study.settling_error
    study.observe(lambda _: seen.append((study.settling_error, study.settlement is last)), "generation")
    study.continue_settling()
    assert study.wait(PATIENCE)
    assert set(seen) == {(study.settling_error, True)}
    assert len(seen) > 1
    model.failure = None
    study.continue_settling()
    assert study.wait(PATIENCE)
    assert study.settling_error == ""
    assert [look.n_samples for look in study.settlement.looks] == [512, 1024, 2048]


def test_another_instance_ends_it():
    study = study_of(Plane())
    with study.together():
        study.settle(5, budget=65_536)
        study.instance = X[2]
    assert study.wait(PATIENCE)

    assert study.settlement is None
    assert not study.settling
    assert study.n_samples == 512


def test_a_text_whose_list_is_complete_is_settled_without_sampling_error():
    def words(texts):
        return np.array([("a" in text) + 0.5 * ("b" in text) for text in texts])

    study = Study(BlackBox(words, repeat=False), "a b c d", TextExplainer())
    made = settled(study, 2)

    assert made.why == "settled"
    assert made.looks[-1].exact
    assert study.n_model_calls == 16


@pytest.mark.parametrize(("text", "n_samples"), [("a b c", 4096), ("a b c d e f g h i j", 512)])
def test_the_cost_of_a_text_is_at_most_the_variants_without_an_answer(text, n_samples):
    def words(texts):
        return np.array([0.2 + 0.5 * ("a" in text and "b" in text) for text in texts])

    study = Study(BlackBox(words, repeat=False), text, TextExplainer(), n_samples=n_samples)
    assert study.wait(PATIENCE)
    cost, before = study.settle_cost(), study.n_model_calls
    made = settled(study, 1)

    assert cost == 2 ** len(text.split()) - before
    assert made.why == "ties"  # both words weigh the same in the complete list
    assert study.n_model_calls - before == cost
    assert study.settle_cost() == 0
    study.n_samples = 64
    assert study.wait(PATIENCE)
    assert study.settle_cost() == 0  # the answers are kept


def test_the_cost_of_a_row_counts_the_samples_without_an_answer():
    study = study_of(Plane(), n_samples=1024)
    assert study.settle_cost(budget=4096) == 4096 - 1024
    assert study.settle_cost(budget=512) == 0


def test_a_choice_that_cannot_be_tested_says_why():
    study = study_of(Plane(), feature_selection="lasso_path")
    assert settled(study, 5) is None
    assert "lasso path" in study.settling_error
    study.feature_selection = "auto"
    assert settled(study, 2, budget=4096).why == "settled"
    assert study.settling_error == ""


@pytest.mark.parametrize(("k", "options"), [(0, {}), (8, {}), (2, {"budget": 1}), (2, {"confidence": 2})])
def test_odd_parameters_are_refused_at_once(k, options):
    with pytest.raises(LimeError):
        study_of(Plane()).settle(k, **options)
