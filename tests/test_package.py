"""The package as a whole: the cost of the import, its version, and the links of its pages."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lime_widgets as lw

HOME = Path(__file__).parent.parent


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["sklearn", "skimage", "bqplot", "ipywidgets", "matplotlib", "pandas", "pooch", "requests"]
    code = f"import sys, lime_widgets; print([name for name in {heavy} if name in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert loaded.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Explorer'"):
        _ = lw.Explorer


def test_the_version_equals_that_of_the_project_file():
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert lw.__version__ == project["version"]


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "lime_widgets/datasets/README.md"]
)
def test_a_page_links_only_to_files_that_exist(name):
    page = HOME / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_architecture_page_names_only_files_that_exist():
    page = (HOME / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = re.findall(r"`([\w/]+/[\w/]+\.(?:py|ts))`", page)

    assert len(paths) > 15
    views = HOME / "js" / "src" / "views"
    homes = (HOME, HOME / "lime_widgets", views.parent, views)
    assert [path for path in paths if not any((home / path).exists() for home in homes)] == []
