"""What the page may set is checked in one place; whatever else it sends changes nothing and breaks nothing."""

import time

import numpy as np
import pytest
from widgets.study_model import assert_follows

import lime_widgets as lw
from lime_widgets import ImageExplainer, LimeError, Study, TextExplainer
from lime_widgets.widgets.wire.inbound import MOST_TEXT, MOST_VALUES, brush_check, displayed, plain, sift
from lime_widgets.widgets.wire.study_model import study_model_of

DEEP: list = []
for _ in range(700):
    DEEP = [DEEP]
JUNK = [
    None,
    True,
    -1,
    10**30,
    10**400,
    10**5_000,
    1e308,
    float("nan"),
    "junk",
    "x" * 20_000,
    [],
    [[1]],
    [None] * 200_000,
    {},
    {"x": 3},
    {"x": {"y": [1, {"z": 2}]}},
    {"x": [0, 10**400], "y": [0, 10**400]},
    DEEP,
]
PARAMETERS_OF_CODE = {"segmentation", "segmentation_options"}


def written_by_the_kernel(model, study):
    """Names of the synchronized traits that the page may not set."""
    two_way = {*study.parameter_names, "highlight", "differing", "removed", "moved"}
    return [name for name in model.keys if name not in two_way and not name.startswith("_")]


def test_the_traits_that_only_the_kernel_writes_cannot_be_written_from_the_page(study_model, study, wire):
    names = written_by_the_kernel(study_model, study)
    assert {"notice", "status", "frames", "controls", "samples", "error"} <= set(names)
    for name in names:
        before = getattr(study_model, name)
        wire.messages.clear()
        wire.set(study_model, **{name: "junk"})
        if name != "notice":
            assert getattr(study_model, name) is before
        assert name in study_model.notice
        assert any(name in update for update in wire.updates_of(study_model))  # the page gets the true value back
    assert study.wait(20)
    study.alpha = 2.0
    assert_follows(study_model, study)


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: displayed(junk)[:24])
def test_whatever_is_set_from_the_page_the_study_goes_on(study_model, study, wire, junk):
    for name in (*study.parameter_names, "highlight", "removed", "moved", "no such trait", "_esm", "_model_module"):
        began = time.monotonic()
        wire.set(study_model, **{name: junk})
        assert time.monotonic() - began < 5  # a list of 200,000 kernel widths took 8 s
    for kind in ("edit", "text", "segment", "adopt", "redraw", junk):
        wire.send(study_model, type=kind, column=junk, value=junk, options=junk, segmentation=junk)
    study_model._take_message(study_model, junk, [])
    study_model.set_state(junk)

    study.reset()
    assert study.wait(20)
    assert study.status == "ready", study.error
    study.alpha = 2.5
    assert study.wait(20)
    assert_follows(study_model, study)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_samples", 10**9),
        ("compared_widths", [1.0 + k for k in range(MOST_VALUES + 1)]),
        ("alpha", -1.0),
        ("highlight", 99),
        ("highlight", "all"),
        ("opacity", 2.0),
    ],
)
def test_a_value_out_of_the_range_of_a_control_is_refused_in_a_sentence(study_model, study, wire, name, value):
    if name == "opacity":
        picture = np.eye(16)
        study = Study(
            lambda images: images.mean(axis=(1, 2)),
            picture,
            ImageExplainer("grid", segmentation_options={"size": 8}),
            n_samples=64,
        )
        assert study.wait(20)
        study_model = study_model_of(study)
    before, generation = getattr(study, name), study.generation

    wire.set(study_model, **{name: value})

    assert getattr(study, name) == before
    assert study_model.notice.endswith(".")
    assert study.generation == generation
    if name == "opacity":
        study_model.close()


def test_code_may_set_what_the_page_may_not(study_model, study):
    study.compared_widths = np.linspace(0.5, 3.0, MOST_VALUES + 10)
    assert len(study.compared_widths) == MOST_VALUES + 10


def test_a_long_text_may_be_typed_and_an_endless_one_not(wire):
    study = Study(lambda texts: [float(len(text)) for text in texts], "one two", TextExplainer(), n_samples=16)
    assert study.wait(20)
    model = study_model_of(study)
    text = "word " * 5_000
    wire.send(model, type="text", value=text)
    assert study.instance == text
    wire.send(model, type="text", value="w" * (MOST_TEXT + 1))
    assert study.instance == text
    assert "text" in model.notice
    study.cancel()
    model.close()


@pytest.mark.parametrize(
    "brush",
    [{}, {"x": [0, 1]}, {"x": 3, "y": 4}, {"x": [0, 1], "y": [0, float("nan")]}, {"x": [0], "y": [0, 1]}, "all", [1],
     {"x": [0, 1], "y": ["a", "b"]}, {"x": [0, 1], "y": [0, 1], "z": 1}],
    ids=repr,
)  # fmt: skip
def test_a_malformed_brush_is_refused_and_later_changes_work(wire, study, brush):
    view = lw.NeighborhoodView(study)
    good = {"x": [0.0, 9.0], "y": [-1.0, 2.0]}
    wire.set(view, brush=good)
    assert view.rows["total"] == len(study.neighborhood)

    wire.set(view, brush=brush)

    assert view.brush == good
    assert "brush" in view.study_model.notice
    study.alpha = 2.0
    assert view.rows["total"] == len(study.neighborhood)
    wire.set(view, brush=None)
    assert view.rows is None
    view.close()


def test_a_views_own_traits_cannot_be_written_from_the_page(wire, study):
    for view in (lw.BarsView(study), lw.KernelWidthView(study), lw.PlaneView(study), lw.CurveView(study)):
        allowed = {"against", "brush", "panel"}
        for name in set(view.keys) - allowed:
            before = getattr(view, name)
            wire.set(view, **{name: {"junk": 1}})
            assert getattr(view, name) is before, name
        view.close()
    assert study.wait(20)
    study.alpha = 2.0
    assert study.status == "ready"


def test_the_panel_is_chosen_from_the_page_and_a_panel_that_is_not_there_is_refused(wire, study):
    view = lw.PlaneView(study)
    wire.set(view, panel="A")
    assert view.panel == "A"
    wire.set(view, panel="Z")
    assert view.panel == "A"
    view.close()


def test_sift_keeps_what_is_allowed_and_says_what_is_not():
    accepted, refused = sift(
        {"a": 1, "b": 2, "c": "x" * 99_999}, {"a": lambda _: None, "c": lambda each: plain("c", each)}
    )
    assert accepted == {"a": 1}
    assert set(refused) == {"b", "c"}
    assert all(text.endswith(".") for text in refused.values())
    with pytest.raises(LimeError):
        brush_check({"x": [0, 1]})


def test_a_closed_model_takes_nothing(study_model, study, wire):
    other = lw.BarsView(study)
    model = study_model_of(study)
    study_model.close()
    model.set_state({"alpha": 3.0})
    model._take_message(model, {"type": "redraw"}, [])
    other.set_state({"study_model": "x"})
    assert (study.alpha, study.random_state) == (1.0, 0)
    other.close()
