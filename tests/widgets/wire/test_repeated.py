"""Repeats and settlements as the browser has them, and the orders that ask for them."""

import numpy as np
import pytest
from widgets.study_model import read
from widgets.wire.test_facts import mismatch

import lime_widgets as lw
from lime_widgets.widgets.wire.repeated import repeats, settling
from lime_widgets.widgets.wire.study_model import study_model_of

PATIENCE = 20


@pytest.fixture
def view(wire, study):
    view = lw.StabilityView(study)
    yield view
    view.close()


def told(model, **content):
    model._take_message(model, content, [])
    assert model._study.wait(PATIENCE)


def test_the_browser_has_the_numbers_of_the_repeats(view, study):
    model = study_model_of(study)
    told(model, type="repeat", n=3)
    made, sent = study.repeats, model.repeats
    order = made.order

    assert mismatch(sent, repeats.WireRepeats, "repeats") == ""
    assert sent["features"] == order.tolist()
    np.testing.assert_allclose(read(sent["coef"]), made.coef[:, order], rtol=1e-6)
    np.testing.assert_array_equal(read(sent["rank"]), made.rank[:, order])
    np.testing.assert_allclose(read(sent["interval"]), made.predicted_interval[order], rtol=1e-6)
    assert sent["headline"] == made.headline
    assert [(each["name"], each["value"], each["means"]) for each in sent["numbers"]] == list(made.sentences)
    assert sent["kernel_width"] == study.kernel_width


def test_the_button_says_what_the_next_repeats_cost(view, study):
    model = study_model_of(study)
    before = model.repeating

    assert mismatch(before, repeats.WireRepeating, "repeating") == ""
    assert (before["n"], before["more"], before["rows"]) == (0, 10, 10 * study.n_samples)
    assert before["seconds"] > 0
    told(model, type="repeat", n=10)
    assert (model.repeating["n"], model.repeating["more"], model.repeating["rows"]) == (10, 20, 10 * study.n_samples)
    assert model.repeating["share"] is None


def test_with_more_samples_the_button_tells_what_it_costs_to_grow_the_repeats(view, study):
    model = study_model_of(study)
    told(model, type="repeat", n=3)
    n, sent = study.n_samples, model.repeats
    model.set_state({"n_samples": 2 * n})
    assert study.wait(PATIENCE)
    told_so = model.repeating

    assert model.repeats == sent
    assert (told_so["samples"], told_so["wanted"], told_so["growing"]) == (n, 2 * n, False)
    assert (told_so["more"], told_so["rows"]) == (3, 3 * n)
    before = study.n_model_calls
    told(model, type="repeat", n=told_so["more"])
    assert study.n_model_calls == before + 3 * n
    assert (model.repeating["samples"], model.repeating["more"]) == (2 * n, 10)


def test_another_width_sends_the_repeats_anew_and_asks_nothing(view, study):
    model = study_model_of(study)
    told(model, type="repeat", n=2)
    n = study.n_model_calls
    model.set_state({"kernel_width": 1.234})
    assert study.wait(PATIENCE)

    assert model.repeats["kernel_width"] == 1.234
    assert study.n_model_calls == n
    np.testing.assert_allclose(read(model.repeats["coef"])[0][: study.n_features], study.explanation.coef, rtol=1e-6)


def test_the_browser_has_the_gaps(view, study):
    model = study_model_of(study)
    told(model, type="settle", k=1)
    made, sent = study.settlement, model.settlement

    assert mismatch(sent, settling.WireSettlement, "settlement") == ""
    assert mismatch(model.settling, settling.WireSettling, "settling") == ""
    assert sent["samples"] == [look.n_samples for look in made.looks]
    np.testing.assert_allclose(read(sent["z"])[-1], made.looks[-1].z, rtol=1e-6)
    assert sent["sentence"] == made.sentence


def test_the_browser_has_the_sentence_of_a_choice_that_cannot_be_tested(view, study):
    model = study_model_of(study)
    study.surrogate = "tree"
    assert study.wait(PATIENCE)
    told(model, type="settle", k=1)

    assert model.settling["error"] == study.settling_error
    assert "cannot be tested with surrogate='tree'" in study.settling_error
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert study.settling_error in data["text/plain"]
    assert "cannot be tested with surrogate=" in data["text/html"]


@pytest.mark.parametrize("order", [{"type": "repeat"}, {"type": "repeat", "n": 1e9}, {"type": "settle", "k": "all"}])
def test_an_order_that_cannot_be_carried_out_becomes_a_sentence(view, study, order):
    model = study_model_of(study)
    told(model, **order)

    assert model.notice
    assert study.repeats is None
    assert study.settlement is None


def test_repeats_that_more_samples_stop_are_offered_again_as_many_as_were_asked_for(view, study):
    model = study_model_of(study)
    with study.together():
        study.repeat(3)
    assert study.wait(PATIENCE)
    with study.together():
        study.repeat(7)
        study.n_samples *= 2
    assert study.wait(PATIENCE)

    told_of = model.repeating
    assert (told_of["n"], told_of["stopped"], told_of["more"]) == (3, 7, 7)
    assert told_of["rows"] == 3 * (study.n_samples // 2) + 4 * study.n_samples
    told(model, type="repeat", n=told_of["more"])
    assert study.wait(PATIENCE)
    assert (study.repeats.n_repeats, model.repeating["stopped"]) == (7, 0)


def test_cancel_and_stop_are_orders_too(view, study):
    model = study_model_of(study)
    with study.together():
        study.repeat(200)
        study.settle(1, budget=65_536, confidence=1 - 2**-53)
    for order in ("stop_settling", "cancel_repeats"):
        model._take_message(model, {"type": order}, [])
    assert study.wait(PATIENCE)

    assert study.repeating is None
    assert not study.settling
    assert (model.repeating["more"], model.settling["stopped"]) == (200, 1)
    assert model.settling["left"] == 65_536 - study.n_rows_answered
    model._take_message(model, {"type": "continue_settling"}, [])
    assert study.settling
    model._take_message(model, {"type": "stop_settling"}, [])
    assert study.wait(PATIENCE)


def test_a_page_without_widgets_has_the_repeats_in_words(view, study):
    study.repeat(2)
    study.settle(1, budget=512)
    assert study.wait(PATIENCE)
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle

    assert study.repeats.headline in data["text/plain"]
    assert study.settlement.sentence in data["text/plain"]
    assert study.repeats.headline in data["text/html"]
    assert "VSI" in data["text/html"]
