"""Going back by hand: step by step, a drag in one step, to the very explanation of before."""

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.widgets.wire import orders
from lime_widgets.widgets.wire.study_model import study_model_of


@pytest.fixture
def model(wire, study):
    view = lw.BarsView(study)
    yield study_model_of(study)
    view.close()


def undo(wire, model):
    wire.send(model, type="undo")


def test_a_parameter_and_a_value_are_taken_back_one_after_the_other(wire, study, model):
    before, row = study.explanation, study.instance
    assert not model.can_undo
    wire.set(model, alpha=5.0)
    wire.send(model, type="edit", column="temp", value="3.5")
    assert study.wait(20)
    assert model.can_undo
    undo(wire, model)
    assert study.wait(20)
    assert study.instance is row
    assert study.alpha == 5.0
    undo(wire, model)
    assert (study.alpha, model.can_undo) == (1.0, False)
    np.testing.assert_allclose(study.explanation.coef, before.coef, rtol=1e-9)


def test_a_drag_is_one_step(wire, study, model):
    first = study.kernel_width
    for width in (1.0, 1.1, 1.2, 1.3):
        wire.set(model, kernel_width=width)
    assert study.kernel_width == 1.3
    undo(wire, model)
    assert (study.kernel_width, len(model._history)) == (first, 0)


def test_two_drags_with_a_rest_between_are_two_steps(wire, study, model, monkeypatch):
    monkeypatch.setattr(orders, "STEP_SECONDS", -1.0)
    wire.set(model, kernel_width=1.0)
    wire.set(model, kernel_width=1.5)
    undo(wire, model)
    assert study.kernel_width == 1.0
    assert len(model._history) == 1


def test_of_two_edits_the_first_stays_and_the_row_is_still_an_edit(wire, study, model, monkeypatch):
    monkeypatch.setattr(orders, "STEP_SECONDS", -1.0)
    original = study.first_instance
    for value in ("3.5", "4.5"):
        wire.send(model, type="edit", column="temp", value=value)
    undo(wire, model)
    assert study.explainer.table.row(study.instance)["temp"] == 3.5
    assert study.first_instance is original
    undo(wire, model)
    assert study.instance is original


def test_what_was_refused_is_no_step(wire, study, model):
    wire.set(model, alpha=4.0)
    wire.set(model, n_features=0)
    undo(wire, model)
    assert study.alpha == 1.0


def test_no_more_than_fifty_steps_are_kept(wire, study, model, monkeypatch):
    monkeypatch.setattr(orders, "STEP_SECONDS", -1.0)
    for step in range(60):
        wire.set(model, alpha=float(step + 2))
    assert len(model._history) == orders.MOST_STEPS
