"""Notebooks are committed without outputs, and the README's examples run.

The notebooks themselves run in JupyterLab: tests/browser/test_notebooks.py.
"""

import re
from pathlib import Path

import nbformat
import pytest

HOME = Path(__file__).parent.parent
NOTEBOOKS = sorted((HOME / "notebooks").rglob("*.ipynb"))
BLOCKS = re.findall(r"```python\n(.*?)```", (HOME / "README.md").read_text(encoding="utf-8"), re.DOTALL)
COMPLETE = [block for block in BLOCKS if block.startswith("import lime_widgets") and "model, x" not in block]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(HOME / "notebooks").as_posix())
def test_the_notebook_is_committed_without_outputs(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]

    assert not any(cell.outputs or cell.execution_count for cell in cells)


def run(*blocks):
    names = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102  the code is in this repository
    return names


@pytest.mark.usefixtures("no_thread_is_left")
@pytest.mark.parametrize("block", COMPLETE, ids=lambda block: block.strip().splitlines()[-1])
def test_a_complete_example_of_the_readme_runs(block):
    run(block)


@pytest.mark.usefixtures("no_thread_is_left")
def test_the_readmes_views_and_parameters_continue_its_first_example():
    views, parameters = (
        next(block for block in BLOCKS if text in block) for text in ("lw.PlaneView(study", "study.target_score")
    )
    study = run(COMPLETE[0], views, parameters)["study"]

    assert study.wait(60)
    assert study.status == "ready"
    assert study.sweep.surrogate == "logistic"
