"""Explorers: what they are made of, what they refuse, and that closing lets go."""

import gc
import time
import weakref

import numpy as np
import pandas as pd
import pytest
from ipywidgets.widgets.widget import _instances

import lime_widgets as lw
from lime_widgets.widgets.wire.study_model import study_model_of


def watchers(study):
    return sum(len(calls) for kinds in study._trait_notifiers.values() for calls in kinds.values())


@pytest.mark.parametrize("kind", ["row", "text", "image"])
def test_an_explorer_is_one_widget_beside_its_study_and_the_front_end(wire, table, kind):
    explored(kind, table)[1].close()  # the front end is made once
    before = set(_instances)
    explorer = explored(kind, table, unfolded=())[1]

    made = [_instances[each] for each in set(_instances) - before]
    assert {type(each).__name__ for each in made} == {
        type(explorer).__name__,
        type(explorer.study_model).__name__,
        "Layout",
    }
    assert len(made) == 3
    explorer.close()


def test_a_view_holds_a_reference_and_nothing_else(wire, study):
    view = lw.BarsView(study)
    state = view.get_state()

    assert state["study_model"] == f"IPY_MODEL_{study_model_of(study).model_id}"
    assert len(state["_esm"].encode()) < 30_000
    ours = {name for name in state if not name.startswith("_")}
    assert ours == {"study_model", "front_end", "layout", "tabbable", "tooltip"}
    view.close()


def test_a_hundred_explorers_leave_nothing_behind(wire, study):
    lw.TabularExplorer(study).close()
    gc.collect()
    widgets, observers = len(_instances), watchers(study)

    for _ in range(100):
        lw.TabularExplorer(study).close()

    assert len(_instances) == widgets
    assert watchers(study) == observers
    closed = [message.comm_id for message in wire.messages if message.kind == "comm_close"]
    opened = [message.comm_id for message in wire.messages if message.kind == "comm_open"]
    assert sorted(opened) == sorted(closed)


def test_a_hundred_views_leave_nothing_behind_while_another_stays(wire, study):
    stays = lw.BarsView(study)
    widgets, observers = len(_instances), watchers(study)

    for _ in range(100):
        lw.ControlsView(study).close()

    assert len(_instances) == widgets
    assert watchers(study) == observers
    assert stays.study_model.comm is not None
    stays.close()


def test_closing_twice_is_closing_once(wire, study):
    first, second = lw.TabularExplorer(study), lw.TabularExplorer(study)
    first.close()
    first.close()

    assert study_model_of(study).comm is not None
    study.alpha = 2.0
    assert study_model_of(study).alpha == 2.0
    second.close()


def test_the_study_lives_on_after_its_explorer(wire, study):
    lw.TabularExplorer(study).close()
    study.alpha = 3.0
    assert study.explanation

    again = lw.TabularExplorer(study)
    assert study_model_of(study).alpha == 3.0
    assert study_model_of(study).frames is not None
    again.close()


def test_one_line_explores(wire, table, black_box):
    explorer = lw.explore(black_box, table.iloc[20], table, n_samples=128, kernel_width=2.0, discretizer=None)
    study = explorer.study
    assert study.wait(20)

    assert (study.n_samples, study.kernel_width, study.discretizer) == (128, 2.0, None)
    assert study.explanation.feature_names[:2] == ("temp", "hum")  # numbers that are not cut
    explorer.close()


def test_options_of_the_table_go_to_the_explainer(wire):
    X = np.random.default_rng(0).integers(3, size=(60, 2)).astype(float)
    explorer = lw.explore(
        lambda X: X[:, 0],
        X[0],
        X,
        feature_names=["kind", "size"],
        categorical_features=["kind"],
        labels=np.arange(60) % 2,
        n_samples=64,
    )
    explainer = explorer.study.explainer

    assert [column.name for column in explainer.table.columns] == ["kind", "size"]
    assert explainer.table.columns[0].is_categorical
    assert explainer.has_labels
    assert explorer.study.wait(20)
    explorer.close()


def one_row(table):
    return {"X_train": table.iloc[:1]}


def other_columns(table):
    return {"x": table.iloc[3].drop("temp")}


def other_dtype(table):
    return {"x": table.iloc[3].to_dict() | {"temp": "warm"}}


def unknown_category(table):
    return {"x": table.iloc[3].to_dict() | {"weather": 5}}


def missing(table):
    return {"x": table.iloc[3].to_dict() | {"temp": None}}


def no_model(table):
    return {"model": "a model"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (one_row, "1 rows"),
        (other_columns, "temp"),
        (other_dtype, "'warm'"),
        (unknown_category, "'weather' is 5"),
        (missing, "missing"),
        (no_model, "str"),
        (lambda table: {"kernel_width": 0}, "kernel width"),
        (lambda table: {"kernel_width": np.nan}, "kernel width"),
        (lambda table: {"n_samples": 1}, "n_samples"),
        (lambda table: {"n_features": 0}, "n_features"),
        (lambda table: {"n_features": 1.5}, "n_features"),
        (lambda table: {"discretizer": "thirds"}, "'thirds'"),
        (lambda table: {"alpha": -1}, "alpha"),
    ],
)
def test_what_cannot_be_explored_is_said_before_anything_is_shown(wire, table, black_box, change, message):
    wanted = {"model": black_box, "x": table.iloc[3], "X_train": table, "n_samples": 64} | change(table)
    before = len(_instances)

    with pytest.raises(lw.LimeError, match=message):
        lw.explore(**wanted)

    assert len(_instances) == before


def test_an_unknown_option_is_refused_by_name(wire, table, black_box):
    with pytest.raises(TypeError, match="'n_sample'"):
        lw.explore(black_box, table.iloc[3], table, n_sample=64)


def test_only_a_study_can_be_shown(wire):
    with pytest.raises(lw.LimeError, match="DataFrame"):
        lw.TabularExplorer(pd.DataFrame())


def test_a_class_that_does_not_exist_is_said_on_screen(wire, table, black_box):
    explorer = lw.explore(black_box, table.iloc[3], table, n_samples=64, output="perhaps")
    assert explorer.study.wait(20)
    study_model = study_model_of(explorer.study)

    assert study_model.status == "failed"
    assert "'perhaps'" in study_model.error
    assert "(yes)" in study_model.error
    explorer.close()


def test_what_is_folded_up_is_made_when_it_is_unfolded_and_closed_with_the_explorer(wire, study):
    explorer = lw.TabularExplorer(study)
    assert explorer.folds == {}
    for unfolded in (["kernel_width"], [], ["kernel_width"]):
        wire.set(explorer, unfolded=unfolded)
        assert explorer.unfolded == unfolded
    (view,) = explorer.folds.values()
    assert isinstance(view, lw.KernelWidthView)
    assert view.study is study
    wire.set(explorer, unfolded=["kernel_width", "neighborhood"])
    assert explorer.folds["kernel_width"] is view
    assert isinstance(explorer.folds["neighborhood"], lw.NeighborhoodView)
    explorer.close()
    assert view.comm is None
    gc.collect()
    before = len(_instances)
    for _ in range(3):
        explorer = lw.TabularExplorer(study)
        wire.set(explorer, unfolded=["kernel_width"])
        explorer.close()
    gc.collect()
    assert len(_instances) == before


@pytest.mark.parametrize("junk", [["table"], ["kernel_width"] * 9, "kernel_width", {"kernel_width": 1}, [1], None])
def test_a_fold_that_is_not_there_is_refused(wire, study, junk):
    explorer = lw.TabularExplorer(study)
    wire.set(explorer, unfolded=junk)
    assert (explorer.unfolded, explorer.folds) == ([], {})
    assert "unfolded" in explorer.study_model.notice
    with pytest.raises(lw.LimeError, match="'table'"):
        explorer.unfolded = ["table"]
    explorer.close()


# ---- freed ----------------------------------------------------------------------------------------


class Model:
    """A model that can be referred to weakly."""

    def __call__(self, rows):
        if isinstance(rows, list):
            return [float(len(text)) for text in rows]
        return rows.mean(axis=(1, 2)) if rows.ndim == 3 else rows["temp"]


def explored(what, table, unfolded=("kernel_width", "neighborhood")):
    model = Model()
    if what == "text":
        explorer = lw.explore(model, "one two three")
    elif what == "image":
        explorer = lw.explore(model, np.eye(16), segmentation="grid", segmentation_options={"size": 8})
    else:
        explorer = lw.explore(model, table.iloc[20], table, n_samples=64)
    assert explorer.study.wait(20)
    explorer.unfolded = list(unfolded)
    return model, explorer


@pytest.mark.parametrize("what", ["row", "text", "image"])
def test_what_is_closed_is_freed_with_its_model_and_its_study(wire, table, what):
    explored(what, table)[1].close()  # what is made once stays
    gc.collect()
    before = len(_instances)
    freed = []
    for _ in range(3):
        model, explorer = explored(what, table)
        freed += [weakref.ref(model), weakref.ref(explorer), weakref.ref(explorer.study)]
        explorer.close()
        assert explorer.study.wait(20)
        del model, explorer
    end = time.monotonic() + 20
    while gc.collect() >= 0 and any(each() is not None for each in freed):
        assert time.monotonic() < end, [each() for each in freed]
    assert len(_instances) == before


def test_the_last_view_leaves_sweeping_as_the_user_had_it(wire, study):
    lw.BarsView(study).close()
    assert not study.sweeping
    study.sweeping = True
    lw.BarsView(study).close()
    assert study.sweeping


# ---- options --------------------------------------------------------------------------------------


def test_every_option_of_an_explainer_is_one_of_explore(wire, table):
    rows = table.iloc[:40]
    explorer = lw.explore(
        lambda rows: rows["temp"], table.iloc[20], table,
        samples=rows, standardize=False, discretizer=None, sample_around_instance=False,
        categorical_features=["weather", "holiday"], alpha=0.5,
    )  # fmt: skip
    study = explorer.study
    assert study.wait(20)
    assert study.explainer.standardize is False
    assert (study.discretizer, study.alpha) == (None, 0.5)
    assert len(study.neighborhood) == 41  # the instance, and the rows that were supplied
    explorer.close()


def test_a_setting_of_the_explainer_given_to_explore_is_what_reset_restores(wire, table):
    explorer = lw.explore(lambda rows: rows["temp"], table.iloc[20], table, discretizer="decile", n_samples=64)
    explorer.study.discretizer = None
    explorer.study.reset()
    assert explorer.study.discretizer == "decile"
    explorer.close()


def test_an_unknown_option_is_refused(wire, table):
    with pytest.raises(TypeError, match="nsamples"):
        lw.explore(lambda rows: rows["temp"], table.iloc[20], table, nsamples=64)


def test_without_widgets_the_explanation_is_shown_as_html(wire, table):
    explorer = lw.explore(lambda rows: rows["temp"], table.iloc[20], table, n_samples=64)
    assert explorer.study.wait(20)
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert explorer.study.explanation._repr_html_() in data["text/html"]
    assert data["text/plain"].startswith("Model: ")
    assert "children=" not in repr(explorer)
    assert "application/vnd.jupyter.widget-view+json" in data
    explorer.close()


def test_it_is_presented_from_code_and_by_the_page(wire, study):
    explorer = lw.TabularExplorer(study)
    explorer.present("kernel_width", view="neighborhood")
    assert explorer.presented == {"view": "neighborhood", "controls": ["kernel_width"]}
    wire.set(explorer, presented={"view": "picture", "controls": []})
    assert explorer.presented == {"view": "picture", "controls": []}
    explorer.end_presentation()
    assert explorer.presented is None
    with pytest.raises(lw.LimeError, match="'table'"):
        explorer.present(view="table")
    with pytest.raises(lw.LimeError, match="'penalty'"):
        explorer.present("penalty")
    assert explorer.presented is None
    explorer.close()


@pytest.mark.parametrize(
    "junk",
    [{"view": "table", "controls": []}, {"view": "picture"}, {"view": "picture", "controls": [1]}, [], "picture"],
)
def test_a_presentation_that_the_page_cannot_have_is_refused(wire, study, junk):
    explorer = lw.TabularExplorer(study)
    wire.set(explorer, presented=junk)
    assert explorer.presented is None
    assert "presents" in explorer.study_model.notice
    explorer.close()
