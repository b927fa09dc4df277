"""A study asks the model as the cell that made it would: with the settings of the caller's thread."""

import contextvars
import sqlite3
import sys
import threading
import types
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn

import lime_widgets as lw
from lime_widgets.engine.errors import users_line
from lime_widgets.engine.model.surroundings import Surroundings

PATIENCE = 20
VARIABLE = contextvars.ContextVar("VARIABLE", default="none")


@pytest.fixture
def rows():
    return np.random.default_rng(0).normal(size=(100, 2))


def seen_by_the_model(rows, look):
    """What a function sees where the model is asked: in the first calls, and after a later change."""
    seen = []

    def model(X):
        seen.append((threading.current_thread() is threading.main_thread(), look()))
        return X[:, 0]

    study = lw.Study(model, rows[0], lw.TabularExplainer(rows), n_samples=32)
    assert study.wait(PATIENCE)
    assert not any(main for main, _ in seen)
    return study, [value for _, value in seen], seen


def test_context_variables_are_the_callers(rows):
    token = VARIABLE.set("cell 1")
    try:
        study, values, seen = seen_by_the_model(rows, VARIABLE.get)
        assert set(values) == {"cell 1"}
        VARIABLE.set("cell 2")
        seen.clear()
        study.random_state = 1
        assert study.wait(PATIENCE)
        assert {value for _, value in seen} == {"cell 2"}
    finally:
        VARIABLE.reset(token)


def test_what_the_model_sets_does_not_stay(rows):
    def look():
        before = VARIABLE.get()
        VARIABLE.set("the model's")
        return before

    study, _values, seen = seen_by_the_model(rows, look)
    seen.clear()
    study.random_state = 1
    assert study.wait(PATIENCE)
    assert seen[0][1] == "none"
    assert VARIABLE.get() == "none"


def test_the_configuration_of_scikit_learn_is_the_callers(rows):
    look = lambda: sklearn.get_config()["transform_output"]  # noqa: E731
    with sklearn.config_context(transform_output="pandas"):
        assert set(seen_by_the_model(rows, look)[1]) == {"pandas"}
    assert set(seen_by_the_model(rows, look)[1]) == {"default"}


def test_a_pipeline_that_needs_frames_inside_is_explained():
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    table = pd.DataFrame(np.random.default_rng(0).normal(size=(200, 2)), columns=["age", "pay"])
    with sklearn.config_context(transform_output="pandas"):
        scale = ColumnTransformer([("s", StandardScaler(), ["age", "pay"])])
        model = make_pipeline(SimpleImputer(), scale, LogisticRegression()).fit(table, table["pay"] > 0)
        study = lw.Study(model, table.iloc[0], lw.TabularExplainer(table), n_samples=64)
        assert study.wait(PATIENCE)
    assert study.status == "ready", study.error


def test_the_gradient_mode_of_torch_is_the_callers(monkeypatch):
    """With a double: what is carried is what torch says in the caller's thread."""
    torch = types.ModuleType("torch")
    state = threading.local()
    torch.is_grad_enabled = lambda: getattr(state, "enabled", True)

    class Mode:
        def __init__(self, enabled):
            self.before, state.enabled = torch.is_grad_enabled(), enabled

        def __enter__(self):
            return self

        def __exit__(self, *error):
            state.enabled = self.before

    torch.set_grad_enabled = Mode
    monkeypatch.setitem(sys.modules, "torch", torch)
    state.enabled = False
    surroundings = Surroundings()
    seen = []
    thread = threading.Thread(target=lambda: surroundings.run(lambda: seen.append(torch.is_grad_enabled())))
    thread.start()
    thread.join()
    assert seen == [False]


def zero_or_one(table):
    return (table["a"] > 50) * 1


def test_our_warnings_point_at_the_users_line_and_come_once_for_a_study():
    table = pd.DataFrame({"a": np.arange(100.0)})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        study = lw.Study(zero_or_one, table.iloc[3], lw.TabularExplainer(table), n_samples=64)
        line = sys._getframe().f_lineno - 1
        assert study.wait(PATIENCE)
        study.random_state = 1
        assert study.wait(PATIENCE)
    ours = [each for each in caught if issubclass(each.category, lw.LimeWarning)]
    assert [(each.filename, each.lineno) for each in ours] == [(__file__, line)]
    assert study.black_box.notes


def test_the_users_line_is_this_one():
    filename, line = users_line()
    assert filename == __file__
    assert line == sys._getframe().f_lineno - 2


def test_what_belongs_to_another_thread_is_said_plainly_and_the_advice_works():
    def model_with(connection):
        return lambda rows: [connection.execute("SELECT ?", (float(row[0]),)).fetchone()[0] for row in rows]

    X = np.random.default_rng(0).normal(size=(40, 2))
    bound = lw.explore(model_with(sqlite3.connect(":memory:")), X[0], X, n_samples=64).study
    assert bound.wait(20)
    assert "thread of its own" in bound.error
    assert "check_same_thread=False" in bound.error
    shared = lw.explore(model_with(sqlite3.connect(":memory:", check_same_thread=False)), X[0], X, n_samples=64).study
    assert shared.wait(20)
    assert shared.status == "ready"
