"""The plotted views in the kernel: what they tell the browser, and that nothing is left of them once closed."""

import gc
import random
import threading
import time

import ipywidgets
import numpy as np
import pytest
from widgets.study_model import read

from lime_widgets import (
    BarsView,
    CurveView,
    ImageExplainer,
    KernelWidthView,
    LimeError,
    NeighborhoodView,
    PlaneView,
    Study,
    TabularExplainer,
    TextExplainer,
)

VIEWS = [KernelWidthView, CurveView, PlaneView, NeighborhoodView]
PATIENCE = 20


def words(texts):
    return np.array([len(text.split()) for text in texts], float)


def until(claim):
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_one_widget_that_names_its_figures(wire, study, view):
    shown = view(study)
    figures = {name: part for name, part in shown.parts.items() if name.startswith("figure_")}
    assert figures
    for name, figure in figures.items():
        assert f"lw-figure-{name.removeprefix('figure_')}" in figure._dom_classes
        assert figure.layout.height.endswith("px")
    shown.close()


@pytest.mark.parametrize("view", VIEWS)
def test_marks_are_empty_the_browser_fills_them(wire, study, view):
    shown = view(study)
    for part in shown.parts.values():
        if part.has_trait("x"):
            assert len(part.x) == len(part.y) == 0
    shown.close()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_wants_a_study(wire, view):
    with pytest.raises(LimeError, match="Study"):
        view("a study")


@pytest.mark.parametrize("view", [CurveView, PlaneView])
def test_a_text_has_no_columns(wire, view):
    study = Study(words, "one two three", TextExplainer(), n_samples=8)
    with pytest.raises(LimeError, match="text"):
        view(study)


def test_views_opened_and_closed_in_any_order_leave_nothing(wire, study):
    def standing():
        gc.collect()
        observers = sum(len(callbacks) for by_type in study._trait_notifiers.values() for callbacks in by_type.values())
        return len(ipywidgets.widgets.widget._instances), observers, study.slice_keys, dict(study.slices)

    open_views = [view(study) for view in VIEWS]
    for view in open_views:
        view.close()
    assert study.wait(PATIENCE)
    before = standing()
    order = random.Random(0)
    for _ in range(100):
        open_views = [view(study) for view in (*VIEWS, BarsView)]
        order.shuffle(open_views)
        for view in open_views:
            view.close()
    assert study.wait(PATIENCE)
    assert standing() == before


def test_a_view_that_cannot_be_made_leaves_nothing(wire, study):
    before = len(ipywidgets.widgets.widget._instances)
    for wrong in ("weather", "no such column", 17):
        with pytest.raises(LimeError):
            CurveView(study, wrong)
        with pytest.raises(LimeError):
            PlaneView(study, ("temp", wrong))
    with pytest.raises(LimeError):
        PlaneView(study, ("temp", "temp"))
    assert len(ipywidgets.widgets.widget._instances) == before


def test_closing_twice_is_closing_once(wire, study):
    view, other = PlaneView(study), PlaneView(study)
    view.close()
    view.close()
    assert study.slice_keys
    other.close()
    assert not study.slice_keys


# ---- slices -----------------------------------------------------------------------------------


def test_the_curve_is_what_the_model_says_along_the_column(wire, study, black_box, table):
    view = CurveView(study, "hum", n=31)
    until(lambda: view.slice is not None)
    sent = view.slice
    axis = sent["axes"][0]
    rows = study.explainer.table.decode(
        np.column_stack(
            [
                read(axis["values"]) if name == "hum" else np.full(31, code)
                for name, code in zip(table.columns, study.explainer.table.encode(study.instance), strict=True)
            ]
        )
    )
    np.testing.assert_allclose(read(sent["values"]), black_box(rows)["yes" if sent["output"] else "no"], atol=1e-6)
    np.testing.assert_allclose(read(sent["samples"]), study.coordinates((1,))[:, 0], rtol=1e-6)
    assert view.column == axis["name"] == "hum"
    view.close()


def test_the_surrogate_along_the_curve_is_the_surrogate_there(wire, study):
    """What the browser adds up from a frame and an axis is what the explanation predicts."""
    view = CurveView(study, "temp", n=31)
    until(lambda: view.slice is not None)
    frames, axis = view.study_model.frames, view.slice["axes"][0]
    at = read(frames["at"])
    z = read(axis["z"])
    place = study.sweep.index(study.kernel_width)
    features, coef = read(frames["features"])[place], read(frames["coef"])[place]
    line = np.full(31, read(frames["intercept"])[place], dtype=float)
    for feature, weight in zip(features, coef, strict=True):
        line += weight * (z[axis["features"].index(feature)] if feature in axis["features"] else at[feature])
    codes = np.tile(read(frames["codes"]), (31, 1))
    codes[:, 0] = read(axis["values"])
    Z = np.tile(at, (31, 1))
    for row, feature in zip(z, axis["features"], strict=True):
        Z[:, feature] = row
    np.testing.assert_allclose(line, study.explanation.predict(Z), atol=1e-5)
    view.close()


def test_another_output_is_sent_and_asks_nothing(wire, study):
    view = CurveView(study, "temp", n=31)
    until(lambda: view.slice is not None)
    calls, before = study.n_model_calls, read(view.slice["values"])
    study.output = 1 - study.explanation.output
    np.testing.assert_allclose(read(view.slice["values"]), 1 - before, atol=1e-6)
    assert study.n_model_calls == calls
    view.close()


def test_the_plane_has_its_surface_and_the_places_of_its_samples(wire, study):
    view = PlaneView(study, ("hum", "temp"), n=(12, 9), panel="C")
    until(lambda: view.slice is not None)
    assert view.slice["values"]["shape"] == [12, 9]
    np.testing.assert_allclose(read(view.points), study.coordinates((1, 0)).T, rtol=1e-6)
    assert (view.panel, view.panel) == ("C", "C")
    view.panel = "all"
    assert view.panel == "all"
    view.close()


def test_dragging_the_instance_moves_it_and_keeps_what_else_it_is(wire, study):
    view = PlaneView(study, ("hum", "temp"), n=(12, 9))
    calls, weather = study.n_model_calls, study.explainer.table.row(study.instance)["weather"]
    until(lambda: view.slice is not None and not study._runtime.worker.is_busy)
    calls = study.n_model_calls
    wire.set(view.study_model, moved={"hum": 0.25, "temp": 21.5})
    assert study.wait(PATIENCE)
    row = study.explainer.table.row(study.instance)
    assert (row["hum"], row["temp"], row["weather"]) == (0.25, 21.5, weather)
    assert study.n_model_calls == calls + 1  # the plane spans what was changed, and the samples are the same
    np.testing.assert_allclose(read(view.study_model.frames["codes"])[:2], [21.5, 0.25])
    view.close()


def test_a_move_that_cannot_be_is_a_sentence(wire, study):
    view = CurveView(study, "temp")
    wire.set(view.study_model, moved={"height": 1.0})
    assert "height" in view.study_model.notice
    view.close()


# ---- the samples ------------------------------------------------------------------------------


def test_a_brush_tells_of_the_rows_inside_it(wire, study):
    view = NeighborhoodView(study)
    near, output = study.neighborhood, study.explanation.output
    low, high = np.quantile(near.distances, [0.2, 0.6])
    wire.set(view, brush={"x": [low, high], "y": [0.3, 0.8]})
    answers = near.y[:, output]
    inside = np.flatnonzero(
        (near.distances >= low - 1e-9) & (near.distances <= high + 1e-9) & (answers >= 0.3) & (answers <= 0.8)
    )
    assert sorted(view.selected) == inside.tolist()
    weights = np.exp(-0.5 * (near.distances / study.kernel_width) ** 2)
    rows = view.rows
    assert rows["total"] == len(inside)
    assert rows["share"] == pytest.approx(weights[inside].sum() / weights.sum())
    assert len(rows["rows"]) == min(24, len(inside)) == len(rows["cells"])
    heaviest = inside[np.argsort(-weights[inside], kind="stable")][:24]
    assert rows["rows"] == heaviest.tolist()
    assert rows["columns"] == ["temp", "hum", "weather", "holiday"]
    temps = study.coordinates((0,))[heaviest, 0]
    assert [float(cells[0].replace("−", "-")) for cells in rows["cells"]] == pytest.approx(temps, abs=0.06)
    view.close()


def test_a_brush_of_residuals_is_of_what_the_surrogate_leaves(wire, study):
    view = NeighborhoodView(study, against="residual")
    near = study.neighborhood
    residuals = near.y[:, study.explanation.output] - study.explanation.predict(near.Z)
    wire.set(view, brush={"x": [0.0, 99.0], "y": [0.05, 9.0]})
    assert sorted(view.selected) == np.flatnonzero(residuals >= 0.05).tolist()
    wire.set(view, brush=None)
    assert view.rows is None
    assert len(view.selected) == 0
    view.close()


def test_the_brush_follows_the_width(wire, study):
    view = NeighborhoodView(study)
    wire.set(view, brush={"x": [0.0, 1.0], "y": [-9.0, 9.0]})
    narrow = view.rows["share"]
    study.kernel_width = study.kernel_width * 3
    assert view.rows["share"] < narrow
    view.close()


def test_the_fitted_values_are_the_surrogates_at_the_studys_width(wire, study):
    view = NeighborhoodView(study)
    study_model = view.study_model
    study.kernel_width = 1.5
    fitted = study_model.samples["fitted"]
    assert fitted["kernel_width"] == 1.5
    np.testing.assert_allclose(
        read(fitted["values"]), study.explanation.predict(study.neighborhood.Z), rtol=1e-5, atol=1e-6
    )
    assert study_model.samples["masks"] is None
    view.close()


def test_a_brush_of_a_text_shows_its_words(wire):
    study = Study(words, "one two three four", TextExplainer(), n_samples=16)
    assert study.wait(PATIENCE)
    view = NeighborhoodView(study)
    wire.set(view, brush={"x": [0.0, 0.0], "y": [-99.0, 99.0]})
    assert view.rows["texts"] == ["one two three four"]
    view.close()


def test_a_brush_of_an_image_shows_pictures(wire):
    image = np.random.default_rng(0).integers(0, 255, (24, 24, 3), dtype=np.uint8)
    explainer = ImageExplainer("grid", segmentation_options={"size": 8})
    study = Study(lambda images: images.mean(axis=(1, 2, 3)), image, explainer, n_samples=32)
    assert study.wait(PATIENCE)
    view = NeighborhoodView(study)
    wire.set(view, brush={"x": [0.0, 9.0], "y": [-999.0, 999.0]})
    rows = view.rows
    assert rows["total"] == 32
    assert len(rows["pictures"]) == 24
    assert {picture["mime"] for picture in rows["pictures"]} == {"image/jpeg"}
    view.close()


def test_moves_that_outrun_the_model_are_answered_now_and_then_and_the_last_one_for_certain(wire, table):
    seen = []

    def slow(X):
        seen.append(len(X))
        time.sleep(0.02)
        return X["hum"].to_numpy() * X["temp"].to_numpy() / 40

    study = Study(slow, table.iloc[20], TabularExplainer(table), n_samples=128)
    assert study.wait(PATIENCE)
    view = KernelWidthView(study)
    assert study.wait(PATIENCE)
    explained = []
    study.observe(lambda change: explained.append(study.instance["hum"]), "explanation")
    seen.clear()
    for step in range(40):
        wire.set(view.study_model, moved={"hum": 0.01 + step / 100})
        time.sleep(0.005)
    until(lambda: study.instance["hum"] == 0.4)
    assert study.wait(PATIENCE)
    assert study.explanation.model_prediction == pytest.approx(0.4 * study.instance["temp"] / 40)
    assert 4 <= len(explained) <= 40
    assert set(seen) == {1}
    assert explained == sorted(explained)
    view.close()


def test_that_the_model_is_asked_about_a_row_is_said_only_if_it_takes_its_time(wire, table):
    gate = threading.Event()
    gate.set()

    def gated(X):
        gate.wait(PATIENCE)
        return X["hum"].to_numpy()

    study = Study(gated, table.iloc[20], TabularExplainer(table), n_samples=128)
    assert study.wait(PATIENCE)
    view = KernelWidthView(study)
    study_model = view.study_model
    assert study.wait(PATIENCE)
    wire.messages.clear()
    wire.set(study_model, moved={"hum": 0.2})
    assert study.wait(PATIENCE)
    until(lambda: read(study_model.frames["codes"])[1] == 0.2)
    assert "sampling" not in [update.get("status") for update in wire.updates_of(study_model)]

    gate.clear()
    wire.set(study_model, moved={"hum": 0.3})
    assert (study.status, study_model.status) == ("sampling", "ready")
    until(lambda: study_model.status == "sampling")
    gate.set()
    assert study.wait(PATIENCE)
    until(lambda: study_model.status == "ready")
    assert read(study_model.frames["codes"])[1] == 0.3
    view.close()


def test_a_hand_that_comes_back_to_where_it_was_moves_the_instance_again(wire, study):
    view = CurveView(study, "hum")
    study_model = view.study_model
    wire.set(study_model, moved={"hum": 0.9})
    assert study.wait(PATIENCE)
    study.reset_instance()
    assert study.wait(PATIENCE)
    wire.set(study_model, moved={"hum": 0.9})
    assert study.wait(PATIENCE)
    assert study.explainer.table.row(study.instance)["hum"] == 0.9
    view.close()


def test_a_curve_along_another_row_is_said_to_be_former_until_the_new_one_is_there(wire, study):
    view = CurveView(study, "hum", n=21)
    until(lambda: view.slice is not None)
    wire.messages.clear()
    wire.set(view.study_model, moved={"hum": 0.4})
    assert study.wait(PATIENCE)
    assert not [update for update in wire.updates_of(view) if "former" in update]
    wire.set(view.study_model, moved={"temp": 3.0})
    until(lambda: [update["former"] for update in wire.updates_of(view) if "former" in update] == [True, False])
    view.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda study: CurveView(study, n="many"), "n is 'many'"),
        (lambda study: CurveView(study, n=1), "n is 1"),
        (lambda study: PlaneView(study, n=(10, 0)), "n is"),
        (lambda study: PlaneView(study, panel="E"), "panel is 'E'"),
        (lambda study: NeighborhoodView(study, against="noise"), "against is 'noise'"),
        (lambda study: PlaneView(study, "temp"), "two different numeric columns"),
    ],
)
def test_what_a_view_cannot_take_is_said_in_its_own_words(wire, study, make, words):
    before = len(ipywidgets.widgets.widget._instances)
    with pytest.raises(LimeError, match=words):
        make(study)
    assert len(ipywidgets.widgets.widget._instances) == before


def test_a_view_is_called_by_its_name(wire):
    study = Study(words, "one two three", TextExplainer(), n_samples=8)
    for view in (CurveView, PlaneView):
        with pytest.raises(LimeError, match=f"^{view.__name__} was given a study of a text"):
            view(study)


def test_the_weight_of_a_row_that_stands_for_many_is_the_kernels(wire):
    study = Study(words, "one two three four", TextExplainer(), n_samples=4096)
    assert study.wait(PATIENCE)
    view = NeighborhoodView(study)
    wire.set(view, brush={"x": [0.0, 100.0], "y": [-99.0, 99.0]})
    rows = view.rows
    assert rows["total"] == 16
    assert max(rows["weights"]) == 1.0
    assert rows["share"] == pytest.approx(1.0)
    view.close()
