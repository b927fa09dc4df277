"""The sentences about an explanation come from one catalogue, and every one of them is used."""

import ast
import re
from pathlib import Path

import pytest

from lime_widgets.engine.image.segmentation_methods import METHODS
from lime_widgets.engine.texts import ENGLISH, listed, say

HOME = Path(__file__).parent.parent / "lime_widgets"
COVERED = [
    *(HOME / "engine" / "flips").glob("*.py"),
    HOME / "engine" / "explanation" / "why.py",
    HOME / "engine" / "explanation" / "reasons.py",
    HOME / "engine" / "explanation" / "drawing" / "bars.py",
    HOME / "widgets" / "views" / "static.py",
]
# Code, HTML, and what is said to a programmer.
NO_TEXT = re.compile(r"[<:;]|pip install|^lime_widgets|upper (left|right)")


def texts_of(source):
    """Give the strings of a module that a reader would see: sentences that are no docstrings."""
    tree = ast.parse(source)
    hidden = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            hidden.add(first.value)
        if isinstance(node, ast.Subscript):
            hidden |= set(ast.walk(node.slice))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", node.value) and not NO_TEXT.search(node.value)
    ]


@pytest.mark.parametrize("path", COVERED, ids=lambda path: path.stem)
def test_a_sentence_is_in_the_catalogue(path):
    assert texts_of(path.read_text(encoding="utf-8")) == []


def test_a_sentence_outside_would_be_found():
    assert texts_of('"""Do nothing."""\nsaid = f"{name} speaks against it"') == [" speaks against it"]


def test_every_text_is_used():
    files = [path for path in HOME.rglob("*.py") if "texts" not in path.parts]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    # Some ids are put together from a beginning and one of a few ends.
    made = {f"grade.{grade}" for grade in ("good", "fair", "poor")}
    for verb in ("against", "for", "lowers", "raises"):
        made |= {f"why.{verb}", f"why.little_{verb}", f"why.unsure_{verb}", f"why.others_{verb}"}
    made |= {f"why.{kind}{end}" for kind in ("mostly", "many") for end in ("", "_parts")} | {"list.last"}
    made |= {f"model.{unit}{end}" for unit in ("row", "text", "image") for end in ("", "_place")}
    made |= {f"kind.{kind}" for kind in ("table_row", "text", "image")}
    made |= {f"segmentation.{end}{name}" for name in METHODS for end in ("", "more.", "fewer.")}
    made |= {f"filled.{fill}" for fill in ("mean", "blur", "noise")}
    assert [
        name for name in ENGLISH if f'"{name}"' not in source and f"'{name}'" not in source and name not in made
    ] == []


def test_forms_numbers_and_open_values():
    assert say("why.against", names="temp", n=1) == "temp speaks against it"
    assert say("why.against", names="temp and hum", n=2) == "temp and hum speak against it"
    assert say("advice.samples", n=65536) == "65,536 samples"
    assert say("doubt.gap") == "At the instance the surrogate says {surrogate}, and the model {model}."
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
