"""Anything that hypothesis invents: a refusal is a sentence, an explanation is finite, and nothing hangs or dies.

`make fuzz` tries 5,000 cases of each kind, CI a few dozen.
"""

import datetime as dt
import os
import warnings
from decimal import Decimal
from zlib import crc32

import comm
import numpy as np
import pandas as pd
import pytest
from comm.base_comm import BaseComm
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError, LimeWarning
from lime_widgets.widgets.wire.study_model import study_model_of

many = settings(
    max_examples=int(os.environ.get("FUZZ_CASES", "40")),
    deadline=None,
    # The same cases each time, unless more are wanted: a failure then means a change of the code.
    derandomize="FUZZ_CASES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
ordinary = st.floats(-1e6, 1e6, allow_nan=False)


def assert_said(error):
    """A refusal of ours, in whole sentences and of limited length."""
    text = str(error)
    assert isinstance(error, LimeError), repr(error)
    assert "Expected" in text
    assert len(text) < 6000
    text.encode()


def assert_finite(explanation):
    for name in ("coef", "intercept", "local_prediction", "model_prediction", "ess"):
        assert np.isfinite(getattr(explanation, name)).all(), (name, getattr(explanation, name))
    assert np.isfinite(explanation.stderr).all() or explanation.ess < 2 * len(explanation.coef) + 4
    explanation._repr_html_().encode()
    explanation.to_frame()


def assert_same_but_scaled(plain, scaled, factor):
    """The weights are those of the same answers at another scale. Ties may be broken otherwise."""
    weights, others = (
        dict(zip(plain.features, plain.coef, strict=True)),
        dict(zip(scaled.features, scaled.coef, strict=True)),
    )
    largest = max(map(abs, weights.values()), default=0.0)
    for feature in weights.keys() & others.keys():
        assert others[feature] / factor == pytest.approx(weights[feature], rel=1e-6, abs=1e-6 * largest + 1e-300)


# ---- tables -----------------------------------------------------------------------------------------


def columns(n):
    def listed(values):
        return st.lists(values, min_size=n, max_size=n)

    days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
    moments = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1))  # noqa: DTZ001  with and without a zone
    return st.one_of(
        listed(numbers),
        listed(ordinary | st.just(float("nan"))),
        listed(st.integers(-(2**63), 2**63 - 1)),
        listed(st.integers(0, 5)),
        listed(st.integers(0, 255)).map(lambda each: np.array(each, np.uint8)),
        listed(st.booleans()),
        listed(st.sampled_from(["a", "b", "c", ""])),
        listed(st.text(max_size=4)),
        listed(st.sampled_from(["x", "y"])).map(lambda each: pd.Categorical(each, categories=["x", "y", "z"])),
        listed(st.none() | st.sampled_from([1.5, "text", True])),
        listed(days),
        listed(moments),
        listed(moments).map(lambda each: pd.Series(pd.DatetimeIndex(each).tz_localize("UTC"))),
        listed(st.timedeltas(dt.timedelta(-999), dt.timedelta(999))),
        listed(st.decimals(-1000, 1000, places=2).map(Decimal)),
        listed(st.integers(0, 400)).map(lambda each: pd.PeriodIndex.from_ordinals(each, freq="M")),
        listed(st.integers(0, 9) | st.none()).map(lambda each: pd.array(each, dtype="Int64")),
        listed(st.lists(st.integers(0, 3), max_size=2)),
        listed(st.complex_numbers(max_magnitude=10)),
        listed(st.sampled_from([float("inf"), 1.0])),
    )


@st.composite
def tables(draw):
    n = draw(st.integers(2, 12))
    names = draw(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4, unique=True))
    made = pd.DataFrame(index=range(n))
    for name in names:
        try:
            made[name] = draw(columns(n))
        except (ValueError, TypeError, OverflowError, UnicodeEncodeError):  # what pandas does not hold
            reject()
    place = draw(st.integers(0, n - 1))
    form = draw(st.sampled_from(["series", "frame", "dict", "tuple"]))
    row = {
        "series": lambda: made.iloc[place],
        "frame": lambda: made.iloc[[place]],
        "dict": lambda: {name: made[name].iloc[place] for name in made},
        "tuple": lambda: tuple(made[name].iloc[place] for name in made),
    }[form]()
    return made, row


@many
@given(tables(), st.sampled_from(["quartile", "decile", None]), st.booleans(), st.integers(-3, 3), st.data())
def test_tables(case, discretizer, around, power, data):
    table, row = case
    factor = 10.0**power

    def model(rows):
        assert list(rows.columns) == list(table.columns)
        assert (rows.dtypes == table.dtypes).all()
        return np.array(
            [
                float(crc32("|".join(map(str, each)).encode("utf-8", "replace")) % 1000) / 7
                for each in rows.itertuples(index=False)
            ]
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LimeWarning)
        try:
            explainer = lw.TabularExplainer(table, discretizer=discretizer, sample_around_instance=around)
            plain = explainer.explain(model, row, n_samples=32)
        except LimeError as error:
            assert_said(error)
            return
        scaled = explainer.explain(lambda rows: factor * model(rows) + 3 * factor, row, n_samples=32)
    assert_finite(plain)
    assert_same_but_scaled(plain, scaled, factor)
    # The model is asked about the row itself, to the last bit.
    asked = explainer.perturb(row).rows(0, 1)[1]
    for name in table:
        given_value = row[name].iloc[0] if isinstance(row, pd.DataFrame) else None
        if given_value is not None and not pd.isna(given_value):
            assert asked[name].iloc[0] == given_value
    study = lw.Study(model, row, explainer, n_samples=32)
    column = data.draw(st.sampled_from(explainer.table.columns))
    try:
        study.change(column.name, column.read(data.draw(st.text(max_size=6) | ordinary.map(str))))
    except LimeError as error:
        assert_said(error)
    assert study.wait(30)
    assert study.status == "ready", study.error


# ---- texts ------------------------------------------------------------------------------------------


@many
@given(
    st.text(max_size=60) | st.text("abc ,.!?", max_size=60) | st.text("电影好很テไทย é😀", max_size=30),
    st.sampled_from(["word", "character", "sentence", "ngram"]),
    st.booleans(),
    st.text(max_size=4),
)
def test_texts(text, unit, bag, mask):
    sent = []

    def model(texts):
        sent.extend(texts)
        return [len(each) / 10 + each.count("a") for each in texts]

    try:
        explainer = lw.TextExplainer(unit=unit, bag=bag, mask=mask)
        plain = explainer.explain(model, text, n_samples=32)
        scaled = explainer.explain(lambda texts: [1e200 * each for each in model(texts)], text, n_samples=32)
    except LimeError as error:
        assert_said(error)
        return
    assert sent[0] == text
    assert_finite(plain)
    assert_same_but_scaled(plain, scaled, 1e200)


# ---- images -----------------------------------------------------------------------------------------


@many
@given(
    hnp.arrays(
        st.sampled_from(["u1", "u2", "i2", "i4", "f4", "f8", "?", "c8", "S2", "O"]),
        hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=9),
    ),
    st.sampled_from(["quickshift", "slic", "felzenszwalb", "watershed", "grid"]),
    st.sampled_from(["mean", "blur", "noise", "#808080", 0, 1]),
)
def test_images(image, segmentation, fill):
    def model(images):
        assert images.dtype == image.dtype
        return images.reshape(len(images), -1).astype(np.float64).mean(axis=1) / 1e3

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            explainer = lw.ImageExplainer(segmentation, fill=fill)
            plain = explainer.explain(model, image, n_samples=32)
            scaled = explainer.explain(lambda images: 4 * model(images) - 1, image, n_samples=32)
        except LimeError as error:
            assert_said(error)
            return
    assert_finite(plain)
    # Of huge pixel values rounding decides what is left after the level is taken away.
    if np.abs(plain.coef).max(initial=0) > 1e-9 * max(1.0, abs(plain.model_prediction)):
        assert_same_but_scaled(plain, scaled, 4.0)


# ---- answers ----------------------------------------------------------------------------------------

values = st.one_of(
    numbers, st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=3), st.complex_numbers()
)
answers = st.one_of(
    st.recursive(values, lambda inner: st.lists(inner, max_size=6) | st.tuples(inner, inner), max_leaves=12),
    st.lists(numbers, min_size=5, max_size=5),
    st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=5, max_size=5),
    hnp.arrays(
        st.sampled_from(["f8", "f4", "i8", "?", "U3", "O", "M8[s]", "c16"]), hnp.array_shapes(max_dims=3, max_side=6)
    ),
    hnp.arrays("f8", (5,), elements=numbers).map(pd.Series),
    hnp.arrays("f8", (5, 2), elements=numbers).map(lambda each: pd.DataFrame(each, columns=["a", "b"])),
    hnp.arrays("f8", (5,), elements=numbers).map(lambda each: np.ma.masked_greater(each, 0)),
    st.lists(
        st.lists(st.fixed_dictionaries({"label": st.sampled_from("ab"), "score": st.floats()}), max_size=2),
        min_size=5,
        max_size=5,
    ),
    st.dictionaries(st.text(max_size=2), values, max_size=3),
    st.sets(st.integers(), max_size=5),
)


@many
@given(answers)
def test_answers(answer):
    box = lw.BlackBox(lambda rows: answer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read = box.predict(np.zeros((5, 2)))
        except LimeError as error:
            assert_said(error)
            return
    assert read.dtype == np.float64
    assert read.shape == (5, len(box.output_names))
    assert np.isfinite(read).all()


@many
@given(hnp.arrays("f8", (40,), elements=numbers), st.sampled_from(["none", "auto", "highest_weights", "lasso_path"]))
def test_any_finite_answers_give_finite_numbers(y, selection):
    Z = np.random.default_rng(0).integers(0, 2, (40, 4)).astype(float)
    Z[0] = 1.0
    neighborhood = lw.Neighborhood(Z, y, np.sqrt((1 - Z).sum(axis=1)))
    sweep = neighborhood.sweep([0.1, 1.0, 100.0], feature_selection=selection, n_features=3)
    for name in ("coef", "intercept", "local_prediction", "ess"):
        assert np.isfinite(getattr(sweep, name)).all(), name


# ---- messages ---------------------------------------------------------------------------------------

X = np.random.default_rng(0).normal(size=(40, 3))
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.binary(max_size=4)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
orders = st.sampled_from(
    ["edit", "text", "segment", "adopt", "discard", "redraw", "reset", "reset_row", "cancel", "resume"]
)
parts = st.sampled_from(["type", "column", "value", "segmentation", "options", "name", "feature"])
messages = st.one_of(
    st.dictionaries(parts, junk, max_size=5),
    st.builds(lambda kind, rest: rest | {"type": kind}, orders, st.dictionaries(parts, junk, max_size=4)),
    st.builds(
        lambda column, value: {"type": "edit", "column": column, "value": value},
        st.sampled_from(["feature 0", "feature 1", "nowhere"]),
        st.text(max_size=8) | numbers.map(str) | st.none(),
    ),
    junk,
)


@pytest.fixture(scope="module")
def shown():
    """A study of each kind of data with its model on a wire that leads nowhere."""

    class Nowhere(BaseComm):
        def publish_msg(self, *_, **__):
            pass

    create, comm.create_comm = comm.create_comm, Nowhere
    picture = np.kron([[0.1, 0.9], [0.4, 0.6]], np.ones((8, 8)))
    studies = [
        lw.Study(lambda rows: rows[:, 0] * 2, X[0], lw.TabularExplainer(X), n_samples=64),
        lw.Study(
            lambda texts: [len(each) / 50 for each in texts], "a good film it was", lw.TextExplainer(), n_samples=64
        ),
        lw.Study(lambda images: images.mean((1, 2)), picture, lw.ImageExplainer("grid"), n_samples=64),
    ]
    models = []
    for study in studies:
        assert study.wait(30)
        model = study_model_of(study)
        model.attach(samples=True)
        models.append((study, model))
    yield models
    comm.create_comm = create


@many
@given(st.integers(0, 2), messages, st.dictionaries(st.text(max_size=6), junk, max_size=3), st.data())
def test_messages(shown, kind, message, state, data):
    study, model = shown[kind]
    name = data.draw(st.sampled_from([*study.parameter_names, "highlight", "removed", "moved"]))
    state = state | {name: data.draw(junk)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LimeWarning)
        model.comm.handle_msg({"content": {"data": {"method": "custom", "content": message}}, "buffers": []})
        model.comm.handle_msg(
            {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
        )
        study.update(n_samples=64)
        study.reset()
        assert study.wait(30), "the worker is dead"
    assert study.status == "ready", study.error
    assert_finite(study.explanation)
