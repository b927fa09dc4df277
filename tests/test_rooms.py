"""Who may know whom: imports run one way, without circles, and a folder holds at most fifteen files."""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent / "lime_widgets"

# Each room, and the rooms that its files may import from, itself aside.
TEXTS = {"engine/texts", "engine/texts/faults"}
ENGINE_ROOT = {"engine", *TEXTS}
BELOW = {
    "engine/texts": TEXTS,
    "engine/texts/faults": TEXTS,
    "engine": TEXTS,
    "engine/model": ENGINE_ROOT,
    "engine/sampling": ENGINE_ROOT,
    "engine/surrogate": ENGINE_ROOT | {"engine/surrogate/kinds"},
    "engine/surrogate/kinds": ENGINE_ROOT | {"engine/surrogate"},
}
BELOW["engine/explanation/drawing"] = ENGINE_ROOT
BELOW["engine/explanation/kinds"] = BELOW["engine/surrogate"] | {
    "engine/surrogate",
    "engine/explanation",
    "engine/explanation/drawing",
}
_EXPLANATION = BELOW["engine/explanation/kinds"] - {"engine/explanation"}
BELOW["engine/explanation"] = _EXPLANATION | {"engine/explanation/kinds", "engine/explanation/shapley"}
BELOW["engine/explanation/shapley"] = BELOW["engine/explanation/kinds"]
BELOW["engine/fidelity"] = BELOW["engine/explanation"] | {"engine/explanation"}
BELOW["engine/perturbation"] = BELOW["engine/explanation"] | {"engine/explanation", "engine/model", "engine/sampling"}
BELOW["engine/stability"] = BELOW["engine/perturbation"] | {"engine/perturbation"}
BELOW["engine/sensitivity"] = BELOW["engine/stability"] | {"engine/stability"}
for _kind in ("tabular", "text", "image"):
    BELOW[f"engine/{_kind}"] = BELOW["engine/perturbation"] | {"engine/perturbation"}
# The explainer of tables chooses among the classes of random rows, which extend the perturbation of tables.
for _rows in ("coalitions", "draws"):
    BELOW[f"engine/tabular/{_rows}"] = BELOW["engine/tabular"] | {"engine/tabular"}
BELOW["engine/tabular"] |= {"engine/tabular/coalitions", "engine/tabular/draws"}
BELOW["engine/flips"] = BELOW["engine/global_surrogate"] = set(BELOW)
_ENGINE = set(BELOW)
_JOBS = ("study/jobs", "study/jobs/judging", "study/methods")
for _jobs in _JOBS:
    BELOW[_jobs] = _ENGINE | {"study"}
BELOW["study/jobs"] |= {"study/jobs/judging"}
BELOW["study"] = _ENGINE | {*_JOBS}
_STUDY = _ENGINE | {"study", *_JOBS}
BELOW["widgets/wire"] = _STUDY | {"widgets/wire/repeated", "widgets/wire/surrogates"}
BELOW["widgets/wire/repeated"] = BELOW["widgets/wire/surrogates"] = _STUDY | {"widgets/wire"}
BELOW["widgets/views"] = _STUDY | {"widgets/wire"}
BELOW["widgets/plots"] = BELOW["widgets/views"] | {"widgets/views"}
BELOW["widgets"] = BELOW["widgets/plots"] | {"widgets/plots"}
BELOW["datasets"] = ENGINE_ROOT
BELOW["figures"] = BELOW["widgets"] | {"widgets", "datasets"}
BELOW["exercises"] = BELOW["figures"] | {"figures"}

FILES = sorted(path for path in HOME.rglob("*.py") if path.parent != HOME)


def room_of(path):
    return path.parent.relative_to(HOME).as_posix()


def module_of(path):
    return ".".join((HOME.name, *path.relative_to(HOME).with_suffix("").parts)).removesuffix(".__init__")


def imported(path, *, for_types):
    """The package's own modules that a file imports; on request also those that it imports for its types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = set()
    if not for_types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
                hidden |= set(ast.walk(node))
    modules = {module_of(each): each for each in FILES}
    for node in ast.walk(tree):
        if node in hidden or not isinstance(node, ast.ImportFrom) or not str(node.module).startswith(HOME.name):
            continue
        for name in node.names:
            yield modules.get(f"{node.module}.{name.name}", modules.get(node.module))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_a_file_imports_from_its_own_room_and_those_below_it(path):
    allowed = BELOW[room_of(path)] | {room_of(path)}

    rooms = {room_of(other) for other in imported(path, for_types=True) if other is not None}

    assert rooms <= allowed


def test_no_module_imports_itself_by_way_of_others():
    arrows = {path: {each for each in imported(path, for_types=True) if each not in {None, path}} for path in FILES}
    done, under_way = set(), []

    def follow(path):
        assert path not in under_way, " → ".join(module_of(each) for each in [*under_way, path])
        if path not in done:
            under_way.append(path)
            for other in arrows[path]:
                follow(other)
            done.add(under_way.pop())

    for path in FILES:
        follow(path)


def test_only_the_plots_know_bqplot():
    knowing = {room_of(path) for path in FILES if "bqplot" in path.read_text(encoding="utf-8").replace("`bqplot", "")}

    importing = {
        room_of(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("bqplot")
    }

    assert importing == {"widgets/plots"} <= knowing


@pytest.mark.parametrize(
    "folder",
    sorted({path.parent for path in HOME.rglob("*") if path.is_file() and "__pycache__" not in path.parts}),
    ids=lambda path: path.relative_to(HOME.parent).as_posix(),
)
def test_a_folder_holds_at_most_fifteen_files(folder):
    files = [path.name for path in folder.iterdir() if path.is_file()]

    assert len(files) <= 15, files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_a_file_and_its_functions_stay_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 350
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            docstring = ast.get_docstring(node) is not None
            length = node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if docstring else 0)
            assert length <= 60, node.name
