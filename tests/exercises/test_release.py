"""The notebooks for the class come from those with solutions, and are up to date."""

import json
from pathlib import Path

import pytest

from lime_widgets import LimeError
from lime_widgets.exercises.release import release, released

HOME = Path(__file__).parent.parent.parent / "notebooks" / "exercises"
SOURCE, RELEASE = HOME / "source" / "lime", HOME / "release" / "lime"


def cell(source, kind="code", **grading):
    nbgrader = {"grade": False, "grade_id": "a", "locked": False, "schema_version": 3, "solution": False, "task": False}
    metadata = {"nbgrader": nbgrader | grading} if grading else {}
    extra = {"outputs": [{"output_type": "stream"}], "execution_count": 3} if kind == "code" else {}
    return {"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": metadata, **extra}


def text_of(cell):
    return "".join(released({"cells": [cell]})["cells"][0]["source"])


def test_a_solution_becomes_a_stub_with_its_indent():
    source = "def f(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n\nf(2)"

    assert text_of(cell(source, solution=True)) == (
        "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n\nf(2)"
    )


def test_a_cell_without_marks_is_a_solution_as_a_whole():
    assert text_of(cell("answer = 42", solution=True)) == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert text_of(cell("Because.", "markdown", solution=True, grade=True)) == "YOUR ANSWER HERE"


def test_hidden_tests_and_outputs_are_removed_and_cells_are_locked():
    source = cell(
        "assert f(2) == 1\n### BEGIN HIDDEN TESTS\nassert f(4) == 2\n### END HIDDEN TESTS", grade=True, locked=True
    )
    made = released({"cells": [source]})["cells"][0]

    assert "".join(made["source"]) == "assert f(2) == 1"
    assert (made["outputs"], made["execution_count"]) == ([], None)
    assert (made["metadata"]["deletable"], made["metadata"]["editable"]) == (False, False)
    # What was passed is as it was.
    assert source["execution_count"] == 3


def test_a_plain_cell_stays_as_it_is():
    assert text_of(cell("x = 1")) == "x = 1"
    assert "deletable" not in released({"cells": [cell("x = 1")]})["cells"][0]["metadata"]


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\n1",
        "1\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### BEGIN HIDDEN TESTS",
    ],
)
def test_marks_without_a_partner_are_refused(source):
    with pytest.raises(LimeError, match="no partner"):
        released({"cells": [cell(source, solution=True)]})


def test_a_solution_outside_a_solution_cell_is_refused():
    with pytest.raises(LimeError, match="none of nbgrader's solution cells"):
        released({"cells": [cell("### BEGIN SOLUTION\n1\n### END SOLUTION", grade=True)]})


def test_folders_that_cannot_be_released_are_refused(tmp_path):
    for source, target in ((tmp_path, tmp_path / "out"), (SOURCE, SOURCE)):
        with pytest.raises(LimeError, match="a folder with notebooks"):
            release(source, target)


def test_the_committed_notebooks_for_the_class_are_those_of_the_solutions(tmp_path):
    written = release(SOURCE, tmp_path / "new")

    assert [path.name for path in written] == sorted(path.name for path in RELEASE.glob("*.ipynb"))
    for path in written:
        assert path.read_text(encoding="utf-8") == (RELEASE / path.name).read_text(encoding="utf-8"), path.name
    assert len(written) >= 10


def test_no_solution_is_left_in_a_notebook_for_the_class():
    for path in RELEASE.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert "SOLUTION" not in code
        assert ".submit(" not in code


def test_a_notebook_that_cannot_be_released_is_named(tmp_path):
    (tmp_path / "odd.ipynb").write_text(json.dumps({"cells": [cell("### BEGIN SOLUTION", solution=True)]}))
    with pytest.raises(LimeError, match=r"odd\.ipynb cannot be released: .*no partner"):
        release(tmp_path, tmp_path / "out")
