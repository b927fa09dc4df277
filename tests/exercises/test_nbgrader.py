"""nbgrader itself makes the same notebooks for the class, and grades a solved and a blank copy as it should.

It is installed from PyPI into an environment of its own, on top of ours, because it would add itself to JupyterLab.
LIME_WIDGETS_NBGRADER=all grades every exercise, which takes minutes.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent.parent / "notebooks" / "exercises"
ALL = os.environ.get("LIME_WIDGETS_NBGRADER") == "all"
GRADED = "*.ipynb" if ALL else "0[12]_*.ipynb"
SCORES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///" + sys.argv[1]) as book:
    print(json.dumps({s.student.id: [[n.name, n.score, n.max_score] for n in s.notebooks]
                      for s in book.assignment_submissions("lime")}))
"""


@pytest.fixture(scope="module")
def nbgrader(tmp_path_factory):
    """Give a function that runs Python with nbgrader in a folder."""
    home = tmp_path_factory.mktemp("nbgrader")
    venv.create(home / "venv")
    python = home / "venv" / "bin" / "python"
    packages = next((home / "venv" / "lib").glob("python*")) / "site-packages"
    ours = sysconfig.get_paths()["purelib"]
    (packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "nbgrader>=0.9.5"], check=True, timeout=240)

    # It calls alembic by its name.
    environment = os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}

    def run(folder, *arguments):
        done = subprocess.run(
            [python, *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


@pytest.fixture
def course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'lime'\n")
    (tmp_path / "source" / "lime").mkdir(parents=True)
    for path in (HOME / "source" / "lime").glob("*.ipynb"):
        shutil.copy(path, tmp_path / "source" / "lime")
    return tmp_path


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.timeout(1800)
def test_it_makes_our_notebooks_for_the_class_and_grades_them(nbgrader, course):
    nbgrader(course, "-m", "nbgrader", "generate_assignment", "lime", "--create")

    names = sorted(path.name for path in (course / "release" / "lime").glob("*.ipynb"))
    assert names == sorted(path.name for path in (HOME / "release" / "lime").glob("*.ipynb"))
    for name in names:
        theirs, ours = cells_of(course / "release" / "lime" / name), cells_of(HOME / "release" / "lime" / name)
        assert ["".join(cell["source"]) for cell in theirs] == ["".join(cell["source"]) for cell in ours]
        for key in ("deletable", "editable"):
            assert [c["metadata"].get(key) for c in theirs] == [c["metadata"].get(key) for c in ours], name

    for student, kind in (("solved", "source"), ("blank", "release")):
        folder = course / "submitted" / student / "lime"
        folder.mkdir(parents=True)
        for path in sorted((HOME / kind / "lime").glob(GRADED)):
            shutil.copy(path, folder)
    nbgrader(course, "-m", "nbgrader", "autograde", "lime", "--ExecutePreprocessor.timeout=300")

    scores = json.loads(nbgrader(course, "-c", SCORES, str(course / "gradebook.db")))
    graded = {path.stem for path in (HOME / "source" / "lime").glob(GRADED)}
    assert len(graded) >= 2
    for student, share in (("solved", 1), ("blank", 0)):
        marks = {name: (score, of) for name, score, of in scores[student] if name in graded}
        assert set(marks) == graded
        assert all(of > 0 and score == share * of for score, of in marks.values()), (student, marks)
