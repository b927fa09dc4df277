"""Whatever a user's names, answers and errors are, what crosses to the page is text and numbers that it can take."""

import json
import logging

import numpy as np
import pandas as pd
import pytest

import lime_widgets as lw
from lime_widgets.engine.errors import encodable
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.sections import name_for_page, safe
from lime_widgets.widgets.wire.study_model import study_model_of

HALF = "\ud800"
RNG = np.random.default_rng(0)


def crossed(study):
    """All that the browser gets of a study, as JSON; arrays stay out."""
    assert study.wait(20)
    model = study_model_of(study)
    model.attach(samples=False)
    state = {name: value for name, value in model.get_state().items() if name != "layout"}

    def plain(value):
        if isinstance(value, bytes | memoryview):
            return None
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list | tuple) else value

    return json.dumps(plain(state), ensure_ascii=False, allow_nan=False, default=str)


def test_halves_of_surrogate_pairs_in_names_categories_and_classes_cross(wire):
    values = pd.Series(np.where(np.arange(50) % 2, f"x{HALF}", "y").tolist(), dtype=object)
    table = pd.DataFrame({0: RNG.normal(size=50), 1: values})
    table.columns = pd.Index([f"a{HALF}", "b"], dtype=object)

    def model(rows):
        p = 1 / (1 + np.exp(-rows.iloc[:, 0]))
        return pd.DataFrame(np.column_stack([1 - p, p]), columns=pd.Index([f"no{HALF}", "yes"], dtype=object))

    explorer = lw.explore(model, table.iloc[3], table)
    crossed(explorer.study).encode()
    explorer.study.explanation._repr_html_().encode()
    repr(explorer).encode()
    cell = explorer.study_model.row[1]
    wire.send(explorer.study_model, type="edit", column=cell["column"], value=cell["options"][0])
    assert explorer.study.wait(20)
    assert explorer.study.instance["b"] == f"x{HALF}"


def test_halves_in_what_the_model_raises_cross(wire, caplog):
    caplog.set_level(logging.CRITICAL, logger="lime_widgets")  # the log has the model's own words

    def model(rows):
        raise ValueError("half" + HALF)

    study = lw.explore(model, np.zeros(2), RNG.normal(size=(30, 2))).study
    crossed(study).encode()
    assert study.status == "failed"


def test_halves_are_replaced_and_whole_characters_stay():
    assert encodable(f"a{HALF}b") == "a�b"
    assert encodable("😀é") == "😀é"
    assert safe({"a": [HALF, {"b": 1.0}], "c": float("nan")}) == {"a": ["�", {"b": 1.0}], "c": None}


@pytest.mark.parametrize(
    ("values", "dtype"),
    [([1.0, 2.0], "f4"), ([1e200, 1.0], "f8"), ([1e-200, 0.0], "f8"), ([np.nan, 1.0], "f4"), ([0.0], "f4"), ([], "f4")],
)
def test_numbers_beyond_single_precision_cross_in_double(values, dtype):
    wired = encode(values, "f4")
    assert wired["dtype"] == dtype
    read = np.frombuffer(wired["data"], f"<{dtype}")
    np.testing.assert_allclose(read, values, rtol=1e-6)


@pytest.mark.parametrize("scale", [1e300, 1e-200])
def test_answers_of_any_scale_cross(wire, scale):
    X = RNG.normal(size=(50, 2))
    study = lw.explore(lambda rows: scale * rows[:, 0], X[0], X).study
    crossed(study)
    frames = study_model_of(study).frames
    weights = np.frombuffer(frames["coef"]["data"], f"<{frames['coef']['dtype']}")
    assert np.abs(weights / scale).max() > 0.1


def test_long_names_are_shortened_in_their_middle(wire):
    assert name_for_page("temp") == "temp"
    assert name_for_page("a" * 500 + "b" * 500) == "a" * 100 + "…" + "b" * 100 + " (1,000 characters)"
    study = lw.explore(lambda texts: [len(text) / 1e6 for text in texts], "good " + "x" * 300_000).study
    assert study.wait(20)
    names = study_model_of(study)
    names.attach(samples=False)
    assert max(map(len, names.features["names"])) < 300
