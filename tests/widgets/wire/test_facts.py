"""What both sides state: Python beside js/test/facts.json, which the tests of the front end compare with TypeScript."""

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.engine.explanation.drawing.colors import PALETTES, RAMP, SERIES, SURFACE, TRAINING
from lime_widgets.engine.explanation.kernel import KERNELS, kernel_weights
from lime_widgets.widgets.plots.neighborhood import WireBrushed
from lime_widgets.widgets.plots.sliced import WireSlice
from lime_widgets.widgets.wire import orders
from lime_widgets.widgets.wire.kinds import WireState
from lime_widgets.widgets.wire.repeated.repeats import WireRepeat
from lime_widgets.widgets.wire.repeated.settling import WireSettle
from lime_widgets.widgets.wire.study_model import StudyModel, study_model_of

HOME = Path(__file__).parents[3]
FACTS = json.loads((HOME / "js" / "test" / "facts.json").read_text(encoding="utf-8"))


def test_kernels_weigh_as_the_browser_does():
    assert set(FACTS["kernels"]) == set(KERNELS)
    for name, weights in FACTS["kernels"].items():
        np.testing.assert_allclose(
            kernel_weights(2.0 * np.array(FACTS["shares"]), [2.0], name)[0], weights, rtol=1e-14, atol=1e-300
        )


def test_the_palettes_are_those_of_the_style_sheet():
    assert {name: [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in both] for name, both in PALETTES.items()} == FACTS[
        "palettes"
    ]


def test_printed_colors_are_those_on_screen():
    known = {"ramp": RAMP, "surface": SURFACE, "series": SERIES, "training": TRAINING}
    assert {name: list(colors) if name != "training" else colors for name, colors in known.items()} == {
        name: FACTS[name] for name in known
    }


def test_the_types_of_the_front_end_are_those_of_the_kernel():
    subprocess.run([sys.executable, HOME / "scripts" / "wire_types.py", "--check"], check=True)


def test_every_order_has_a_type():
    wires = (orders.WireEdit, orders.WireNewText, orders.WireSegment, orders.WireOrder, WireRepeat, WireSettle)
    typed = [name for wire in wires for name in get_args(get_type_hints(wire)["type"])]
    assert sorted(typed) == sorted(["undo", *(name for known in orders._ORDERS.values() for name in known)])


# ---- what crosses is what its types say -----------------------------------------------------------


def mismatch(value: Any, hint: Any, at: str) -> str:
    """Say where a value is not of a type; empty where it is."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Annotated, NotRequired}:
        return mismatch(value, parts[0], at)
    if origin in {Union, types.UnionType}:
        found = [mismatch(value, each, at) for each in parts]
        return "" if "" in found else found[0]
    if is_typeddict(hint):
        return mismatch_of_fields(value, hint, at)
    inside = []
    if origin in {list, tuple}:
        fits = isinstance(value, list | tuple)
        inside = [(each, parts[0], f"{at}[{i}]") for i, each in enumerate(value)] if fits else []
    elif origin is dict:
        fits = isinstance(value, dict) and not any(mismatch(key, parts[0], at) for key in value)
        inside = [(each, parts[1], f"{at}.{key}") for key, each in value.items()] if fits else []
    elif origin is Literal:
        fits = value in parts
    elif hint in {int, float}:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = isinstance(value, memoryview | bytes if hint is bytes else hint)
    return next(filter(None, (mismatch(*each) for each in inside)), "") if fits else f"{at} is {value!r}"


def mismatch_of_fields(value: Any, hint: Any, at: str) -> str:
    fields = get_type_hints(hint, include_extras=True)
    needed = {name for name, each in fields.items() if "NotRequired" not in repr(each)[:60]}
    if not isinstance(value, dict) or not needed <= set(value) <= set(fields):
        names = sorted(value) if isinstance(value, dict) else value
        return f"{at} has {names}"
    return next(filter(None, (mismatch(each, fields[name], f"{at}.{name}") for name, each in value.items())), "")


def studies(table):
    rows = lw.Study(lambda X: X["temp"], table.iloc[20], lw.TabularExplainer(table), n_samples=64)
    text = lw.Study(lambda texts: [float("two" in each) for each in texts], "one two three", lw.TextExplainer())
    image = lw.Study(
        lambda images: images.mean(axis=(1, 2)),
        np.eye(16),
        lw.ImageExplainer("grid", segmentation_options={"size": 8}),
        n_samples=64,
    )
    return {"row": rows, "text": text, "image": image}


@pytest.mark.parametrize("kind", ["row", "text", "image"])
def test_the_state_of_a_study_is_of_its_type(wire, table, kind):
    study = studies(table)[kind]
    assert study.wait(20)
    view = lw.NeighborhoodView(study)
    model = study_model_of(study)
    if kind == "image":
        study.compared = [0]
        study.removed = (1,)
        wire.send(model, type="segment", segmentation="grid", options={"size": 4})
        assert study.wait(20)
    state = {name: value for name, value in model.get_state().items() if name in get_type_hints(WireState)}
    assert mismatch(state, WireState, kind) == ""
    own = {name for name in StudyModel.class_own_traits(sync=True) if not name.startswith("_")}
    assert own <= set(get_type_hints(WireState))
    wire.set(view, brush={"x": [0.0, 99.0], "y": [-99.0, 999.0]})
    assert mismatch(view.rows, WireBrushed, "rows") == ""
    view.close()


def test_a_slice_is_of_its_type(wire, table):
    study = studies(table)["row"]
    for view in (lw.CurveView(study, n=11), lw.PlaneView(study, n=(4, 5))):
        assert study.wait(20)
        assert mismatch(view.slice, WireSlice, "slice") == ""
        view.close()
