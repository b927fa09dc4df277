"""The view of fidelity: what it sends, what it may be told, and what it leaves behind."""

import json

import numpy as np
import pytest
from study.doubles import PATIENCE, Counting, ready

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.widgets.wire.custom import CustomValues
from lime_widgets.widgets.wire.orders import obey


def values_of(wire):
    return np.frombuffer(wire["data"], f"<{wire['dtype']}").reshape(wire["shape"])


@pytest.fixture
def opened():
    model = Counting()
    study = ready(model)
    view = lw.FidelityView(study)
    assert study.wait(PATIENCE)
    yield model, study, view
    view.close()


def test_the_view_sends_the_measures_without_asking_the_model(opened):
    model, study, view = opened
    sent, found = view.fidelity, study.fidelity
    assert model.n_rows == study.n_samples
    assert (sent["kernel_width"], sent["output"], sent["n_features"]) == (
        study.kernel_width,
        study.output,
        study.n_features,
    )
    np.testing.assert_allclose(values_of(sent["by_features"]["left_out"]), found.by_n_features.loo_score, rtol=1e-6)
    np.testing.assert_array_equal(values_of(sent["by_features"]["at"]), [1, 2, 3, 4])
    assert len(values_of(sent["by_width"]["at"])) == 129
    assert sent["removal"] is None
    assert [each["label"] for each in sent["measures"]] == [
        "R² in sample",
        "R² left out",
        "R² of all bins",
        "gap",
        "right side",
        "infidelity",
    ]
    assert json.dumps(view.asking)
    assert (view.asking["n_fresh"], view.asking["progress"]) == (256, None)
    assert len(view.parts) == 18


def test_the_page_orders_what_the_model_is_asked(opened):
    model, study, view = opened
    n = model.n_rows
    offered = view.asking["n_rows"]
    obey(study, {"type": "check_fidelity"}, CustomValues())
    assert study.wait(PATIENCE)
    assert model.n_rows == n + offered
    sent = view.fidelity
    assert (sent["n_fresh"], sent["n_calls"]) == (256, offered)
    assert np.isfinite(values_of(sent["by_features"]["fresh"])).all()
    assert sent["removal"]["current"]
    assert values_of(sent["removal"]["deletion"])[0] == pytest.approx(study.explanation.model_prediction, rel=1e-6)
    assert sent["removal"]["deletion_area"] == study.fidelity.removal.deletion_area
    obey(study, {"type": "cancel_fidelity"}, CustomValues())
    assert view.asking["progress"] is None


def test_a_drag_of_the_width_is_measured_once_it_rests(opened):
    model, study, view = opened
    n, before = model.n_rows, view._sent.n_builds["fidelity"]
    for width in study.kernel_widths[50:80]:
        study.kernel_width = float(width)
    assert study.wait(PATIENCE)
    assert view.fidelity["kernel_width"] == study.kernel_width
    assert view._sent.n_builds["fidelity"] <= before + 5
    assert model.n_rows == n


def test_the_static_answer_has_the_headline_and_the_measures(opened):
    _, study, view = opened
    bundle = view._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert study.fidelity.sentence in data["text/plain"]
    assert "R² left out" in data["text/html"]


def test_a_closed_view_stops_judging_unless_the_user_began_it(opened):
    _, study, view = opened
    view.close()
    assert not study.judging
    study.judging = True
    second = lw.FidelityView(study)
    second.close()
    assert study.judging


def test_an_explorer_makes_it_when_its_fold_opens():
    study = ready(Counting())
    explorer = lw.TabularExplorer(study)
    assert not study.judging
    explorer.unfolded = ["fidelity"]
    assert isinstance(explorer.folds["fidelity"], lw.FidelityView)
    assert study.judging
    explorer.close()
    assert not study.judging


def test_a_closed_fold_stops_judging_and_views_of_one_study_are_counted():
    study = ready(Counting())
    explorer, other = lw.TabularExplorer(study), lw.TabularExplorer(study)
    explorer.unfolded = ["fidelity", "stability"]
    assert study.wait(PATIENCE)
    measured = study.fidelity
    assert measured is not None
    explorer.unfolded = ["stability"]
    assert not study.judging
    study.kernel_width = 0.7
    assert study.wait(PATIENCE)
    assert study.fidelity is None  # of another width, and nobody looks

    explorer.unfolded = ["fidelity"]
    assert study.wait(PATIENCE)
    assert study.fidelity.explanation is study.explanation
    view = lw.FidelityView(study)
    other.unfolded = ["fidelity"]
    for close in (lambda: explorer.set_trait("unfolded", []), other.close, explorer.close):
        close()
        assert study.judging
    view.close()
    assert not study.judging


def test_a_closed_fold_leaves_a_user_who_judges_alone():
    study = ready(Counting())
    study.judging = True
    explorer = lw.TabularExplorer(study)
    for unfolded in (["fidelity"], [], ["fidelity"]):
        explorer.unfolded = unfolded
        assert study.judging
    explorer.close()
    assert study.judging


def test_something_else_than_a_study_is_refused():
    with pytest.raises(LimeError, match="Study"):
        lw.FidelityView("no study")
