"""Make the notebooks for the class from those with solutions, in nbgrader's format, without nbgrader.

Run ``python -m lime_widgets.exercises.release SOURCE TARGET``: every notebook of the folder SOURCE is written to the
folder TARGET with its solutions replaced by a stub, its hidden tests and its outputs removed, and its locked cells
locked. ``nbgrader generate_assignment`` does the same to the cells, and keeps its books besides.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from lime_widgets.engine.errors import LimeError, problem

# What nbgrader leaves in place of a solution: code that fails until the reader replaces it.
CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
TEXT_STUB = ("YOUR ANSWER HERE",)


def released(notebook: dict[str, Any]) -> dict[str, Any]:
    """Give the notebook for the class.

    Parameters
    ----------
    notebook : dict
        A notebook as its JSON, with nbgrader's metadata and the marks ``### BEGIN SOLUTION``, ``### END SOLUTION``,
        ``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``.

    Returns
    -------
    dict
        A new notebook; the one that was passed is unchanged.

    Raises
    ------
    LimeError
        If a mark has no partner, or a solution stands in a cell that is not marked as one.
    """
    notebook = json.loads(json.dumps(notebook))
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        lines = "".join(cell["source"]).split("\n")
        stub = CODE_STUB if cell["cell_type"] == "code" else TEXT_STUB
        lines, solved = _without(lines, "SOLUTION", stub)
        lines, _ = _without(lines, "HIDDEN TESTS", ())
        if solved and not grading.get("solution"):
            raise problem("release.unmarked", cell=grading.get("grade_id", cell.get("id", "")))
        if grading.get("solution") and not solved and not grading.get("task"):
            # All of it is the solution.
            lines = list(stub)
        cell["source"] = "\n".join(lines).splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        if grading.get("solution") or grading.get("grade") or grading.get("locked"):
            cell["metadata"]["deletable"] = False
        if grading.get("locked") or (grading.get("grade") and not grading.get("solution")):
            cell["metadata"]["editable"] = False
    return notebook


def release(source: Path, target: Path) -> list[Path]:
    """Write the notebooks of a folder for the class.

    Parameters
    ----------
    source, target : Path
        Folders. The target is made if it is missing; notebooks in it that have the same names are replaced.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    LimeError
        If the source has no notebooks, is the target, or a notebook cannot be released.
    """
    notebooks = sorted(source.glob("*.ipynb"))
    if not notebooks or source.resolve() == target.resolve():
        raise problem("release.folders", source=str(source), n=len(notebooks), target=str(target))
    written = []
    target.mkdir(parents=True, exist_ok=True)
    for path in notebooks:
        try:
            made = released(json.loads(path.read_text(encoding="utf-8")))
        except LimeError as error:
            raise problem("release.notebook", notebook=path.name, told=str(error)) from error
        text = json.dumps(made, indent=1, ensure_ascii=False)
        written.append(target / path.name)
        written[-1].write_text(text + "\n", encoding="utf-8")
    return written


def _without(lines: list[str], what: str, stub: tuple[str, ...]) -> tuple[list[str], bool]:
    """Replace each region between two marks; tell whether there was one."""
    kept, inside, found = [], False, False
    for line in lines:
        begins, ends = f"BEGIN {what}" in line, f"END {what}" in line
        if (begins and inside) or (ends and not inside):
            break
        if begins:
            indent = re.match(r"\s*", line)
            kept += [(indent.group() if indent else "") + each for each in stub]
            inside = found = True
        elif ends:
            inside = False
        elif not inside:
            kept.append(line)
    else:
        if not inside:
            return kept, found
    raise problem("release.partner", what=what)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the notebooks for the class from those with solutions.")
    parser.add_argument("source", type=Path, help="folder of the notebooks with solutions")
    parser.add_argument("target", type=Path, help="folder to write to")
    arguments = parser.parse_args()
    try:
        for path in release(arguments.source, arguments.target):
            print(path)  # noqa: T201  a command prints what it did
    except LimeError as error:
        sys.exit(str(error))
