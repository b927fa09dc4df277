"""The samples over the training data, and the button that draws them where the kernel looks: the kernel's side."""

import numpy as np
import pandas as pd
import pytest
from widgets.study_model import read

from lime_widgets import LimeError, NeighborhoodView, Study, TabularExplainer, TextExplainer
from lime_widgets.engine.tabular.draws.off_data import cloud_of, from_data
from lime_widgets.widgets.wire.controls import controls


def test_samples_and_training_rows_are_measured_only_where_they_are_shown(wire, study):
    view = NeighborhoodView(study)
    assert view.over_data
    assert view.cloud is None

    wire.set(view, against="data")

    table = study.explainer.table
    codes = study.coordinates(range(4))
    np.testing.assert_allclose(read(view.cloud["samples"]), from_data(table, codes), rtol=1e-5)
    assert view.cloud["edge"] == cloud_of(table).edge
    training = read(view.cloud["training"])
    assert len(training) == len(read(view.cloud["training_distance"])) == len(table)
    assert (training <= view.cloud["edge"]).mean() == pytest.approx(0.99, abs=0.01)
    own = study.displayed_perturbation
    Z = own.represent(np.vstack([own.codes, table.codes]))
    np.testing.assert_allclose(read(view.cloud["training_distance"]), own.distances(Z, "euclidean")[1:], rtol=1e-6)
    view.close()


def test_the_cloud_follows_the_samples(wire, study):
    view = NeighborhoodView(study, against="data")
    first = view.cloud
    study.kernel_width *= 0.9
    assert view.cloud is first
    study.random_state += 1
    assert study.wait(20)
    assert not np.array_equal(read(view.cloud["samples"]), read(first["samples"]))
    study.distance = "manhattan"
    assert not np.array_equal(read(view.cloud["training_distance"]), read(first["training_distance"]))
    view.close()


def test_a_brush_over_the_data_lists_what_lies_off_it(wire, study):
    view = NeighborhoodView(study, against="data")
    far = from_data(study.explainer.table, study.coordinates(range(4)))
    edge = view.cloud["edge"]
    wire.set(view, brush={"x": [0.0, 99.0], "y": [edge, 99.0]})

    assert sorted(view.selected) == np.flatnonzero(far >= edge).tolist()
    assert view.rows["total"] == (far >= edge).sum()
    view.close()


def test_texts_and_tables_of_categories_have_no_distance_from_the_data(wire):
    text = Study(lambda texts: [len(each) for each in texts], "one two three four five", TextExplainer(), n_samples=64)
    X = pd.DataFrame({"a": ["x", "y"] * 20, "b": ["u", "v", "v", "u"] * 10})
    row = Study(lambda rows: 0.3 + 0.4 * (rows["a"] == "x"), X.iloc[0], TabularExplainer(X), n_samples=64)
    for study in (text, row):
        assert study.wait(20)
        view = NeighborhoodView(study, against="data")
        assert not view.over_data
        assert view.cloud is None
        wire.set(view, brush={"x": [0.0, 999.0], "y": [-99.0, 99.0]})
        assert view.rows["total"] > 0  # against the answers
        view.close()


def test_the_page_switches_the_training_rows(wire, study):
    view = NeighborhoodView(study, against="data", training=False)
    assert view.training is False
    wire.set(view, training=True)
    assert view.training is True
    wire.set(view, training="yes")
    assert view.training is True
    with pytest.raises(LimeError, match="against is 'cloud'"):
        NeighborhoodView(study, against="cloud")
    view.close()


def test_the_page_draws_samples_where_the_kernel_looks_and_takes_it_back(wire, study):
    view = NeighborhoodView(study)
    study_model = view.study_model
    samples = study_model.samples
    assert (samples["log_proposal"], samples["can_be_local"], samples["local_width"]) == (None, True, 0.0)
    assert samples["off_data"] == study.neighborhood.origin.off_data

    wire.set(study_model, kernel_width=0.8)
    wire.send(study_model, type="sample_here")
    assert study.wait(20)

    assert (study.sampling, study.local_width) == ("local", pytest.approx(0.8))
    samples = study_model.samples
    np.testing.assert_allclose(read(samples["log_proposal"]), study.neighborhood.log_proposal, rtol=1e-5)
    assert samples["local_width"] == pytest.approx(0.8)
    wire.set(view, brush={"x": [0.0, 1.0], "y": [-9.0, 9.0]})
    near = study.neighborhood.distances <= 1.0 + 1e-9
    assert view.rows["share"] == pytest.approx(near.mean())  # all weights are one
    wire.send(study_model, type="undo")
    assert study.wait(20)
    assert (study.sampling, study.local_width) == ("independent", None)
    view.close()


def test_the_control_of_rows_is_there_only_where_rows_are_drawn(wire, study):
    (control,) = [each for each in controls(study) if each["name"] == "sampling"]
    assert [option["value"] for option in control["options"]] == [
        "independent", "table", "normal", "gaussian", "copula", "nearest", "local", "coalitions",
    ]  # fmt: skip
    given = Study(
        study.black_box,
        study.instance,
        TabularExplainer(
            study.explainer.table.decode(study.explainer.table.codes),
            samples=study.explainer.table.decode(study.explainer.table.codes),
        ),
    )
    short = Study(lambda texts: [len(each) for each in texts], "one two", TextExplainer(), n_samples=64)
    for other in (given, short):
        assert other.wait(20)
        assert "sampling" not in {each["name"] for each in controls(other)}
