"""The code that a message tells the user to type is run on the value in hand, and does what it says."""

import re

import numpy as np
import pandas as pd
import pytest
import skimage.io

from lime_widgets import LimeError, TabularExplainer
from lime_widgets.engine.image.pixels import read_picture
from lime_widgets.engine.text.units import find_units

RNG = np.random.default_rng(0)
COLORS = RNG.integers(0, 255, (24, 30, 3)).astype(np.uint8)
TABLE = pd.DataFrame({"a": RNG.normal(size=20), "b": RNG.integers(0, 5, 20)})
MODULES = {"np": np, "numpy": np, "pd": pd, "pandas": pd, "skimage": skimage}


def advice(refuse, value):
    """The sentence of a refusal, after "Expected ..."."""
    with pytest.raises(LimeError) as caught:
        refuse(value)
    return str(caught.value).partition("Expected ")[2]


def codes(text, name):
    """The expressions about `name` in a text."""
    found, call = (
        [],
        rf"(?:[\w.]+\([^()]*\b{name}\b[^()]*\)|\b{name}\b(?:\.\w+\([^()]*\)|\[[^]]*(?:\[[^]]*\])?[^]]*\])+)",
    )
    for match in re.finditer(call, text):
        try:
            compile(match[0], "advice", "eval")
        except SyntaxError:
            continue
        found.append(match[0])
    return found


def with_nan():
    image = RNG.random((24, 30))
    image[2, 3] = np.nan
    return image


@pytest.mark.parametrize(
    "image",
    [
        COLORS.tolist(),
        COLORS[None],
        np.moveaxis(COLORS, -1, 0),
        COLORS[..., :2],
        np.repeat(COLORS, 3, axis=2),
        RNG.random((12, 24, 30)),
        COLORS.astype(object),
        with_nan(),
    ],
    ids=["list", "batch", "channels first", "two channels", "nine channels", "volume", "objects", "NaN"],
)
def test_images(image):
    said = advice(read_picture, image)
    found = codes(said, "image") + codes(said, "images")
    assert found, said
    for code in found:
        if "model(" not in code and "transpose" not in code:  # what is around the model takes a batch
            made = eval(code, MODULES | {"image": image, "images": image})  # noqa: S307  our own words
            assert read_picture(made).array.size > 1, code


def test_a_file_of_an_image(tmp_path):
    place = str(tmp_path / "picture.png")
    skimage.io.imsave(place, COLORS)
    code = re.search(r"skimage\.io\.imread\(.*?\)", advice(read_picture, place))[0]
    np.testing.assert_array_equal(read_picture(eval(code, MODULES)).array, COLORS)  # noqa: S307


@pytest.mark.parametrize("text", [b"so good", ["so good", "so bad"], "good \ud83d film"], ids=["bytes", "list", "half"])
def test_texts(text):
    said = advice(find_units, text)
    found = codes(said, "text") + codes(said, "texts")
    assert found, said
    for code in found:
        whole = re.search(re.escape(code) + r"(?:\.\w+\([^()]*\))*", said)[0]
        assert find_units(eval(whole, {"text": text, "texts": text})).names  # noqa: S307


@pytest.mark.parametrize("rows", [TABLE, TABLE[:0], TABLE.to_numpy()], ids=["table", "no rows", "array"])
def test_rows(rows):
    explainer = TabularExplainer(TABLE)
    said = advice(explainer.check, rows)
    for code in re.findall(r"X\.iloc\[+\d\]+", said):
        explainer.check(eval(code, {"X": TABLE}))  # noqa: S307


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"when": [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-02", tz="UTC")] * 3, "a": 1.0}),
        pd.DataFrame({"when": pd.to_datetime([1, 2**62 + 1] * 3), "a": 1.0}),
        pd.DataFrame({"when": [[1, 2], [3, 4]] * 3, "a": 1.0}),
        np.ma.masked_greater(RNG.normal(size=(9, 2)), 0.5),
    ],
    ids=["zones", "nanoseconds", "lists", "masked"],
)
def test_tables(X):
    said = advice(TabularExplainer, X)
    found = re.findall(
        r"(?:pandas\.[\w.]+\(X\[.*?\].*?\)(?:\.\w+)*|X\['when'\]\.\w+\.\w+\(.*?\)|X\.filled\(.*?\))", said
    )
    assert found, said
    for code in found:
        made = eval(code + ")" * (code.count("(") - code.count(")")), MODULES | {"X": X})  # noqa: S307
        table = X.assign(when=made) if isinstance(made, pd.Series) else made
        TabularExplainer(table)
