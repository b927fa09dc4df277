"""The package as a whole: what importing it costs, and that its versions and its promises agree."""

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


def test_the_version_is_the_project_files():
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert lw.__version__ == project["version"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "lime_widgets/datasets/README.md"])
def test_a_page_links_only_to_files_that_exist(name):
    page = HOME / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
