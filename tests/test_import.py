"""Who may know whom: rooms load nothing of the rooms above them."""

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
FRONT_ENDS = ["IPython", "anywidget", "bqplot", "comm", "ipywidgets", "matplotlib"]
ENGINE = [
    ".".join(path.relative_to(HOME).with_suffix("").parts)
    for path in (HOME / "lime_widgets" / "engine").rglob("[!_]*.py")
]


def loaded_by(*modules):
    code = (
        f"import sys; import {', '.join(modules)}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    )
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def test_the_package_loads_nothing_that_takes_long_to_load():
    heavy = ["sklearn", "skimage", "scipy", "pandas", *FRONT_ENDS]

    assert loaded_by("lime_widgets").isdisjoint(heavy)


def test_the_engine_knows_no_widget_and_no_notebook():
    loaded = loaded_by(*ENGINE)

    assert loaded.isdisjoint([*FRONT_ENDS, "traitlets", "skimage"])


def test_the_study_knows_no_widget_and_no_notebook():
    assert loaded_by("lime_widgets.study").isdisjoint(FRONT_ENDS)


@pytest.mark.parametrize("name", ["lime_widgets.study", "lime_widgets.widgets"])
def test_the_engine_loads_nothing_of_the_rooms_above_it(name):
    code = f"import sys, lime_widgets.engine.tabular.explainer; print({name!r} in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert finished.stdout.strip() == "False"
