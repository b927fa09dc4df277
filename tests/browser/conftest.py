"""The fixtures of the browser tests: real servers and a real browser, started once, a fresh page for each test.

`lab` is a page on JupyterLab, `notebook7` one on Notebook 7, and `jupyter` runs its test once on each. All three are
a `LabPage`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from browser.chromium import running_chromium
from browser.lab_page import LabPage
from browser.server import running_jupyter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.server import JupyterServer
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory) -> Iterator[JupyterServer]:
    with running_jupyter("lab", tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def notebook7_server(tmp_path_factory) -> Iterator[JupyterServer]:
    with running_jupyter("notebook", tmp_path_factory.mktemp("notebook7")) as server:
        yield server


@pytest.fixture(scope="session")
def context(chromium) -> Iterator[BrowserContext]:
    """One for all tests, so that the browser reads and compiles JupyterLab's 10 MB of scripts once."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def lab(context, lab_server) -> Iterator[LabPage]:
    with page_on(context, lab_server) as page:
        yield page


@pytest.fixture
def notebook7(context, notebook7_server) -> Iterator[LabPage]:
    with page_on(context, notebook7_server) as page:
        yield page


@pytest.fixture(params=["lab", "notebook7"])
def jupyter(request) -> LabPage:
    return request.getfixturevalue(request.param)


@contextmanager
def page_on(context: BrowserContext, server: JupyterServer) -> Iterator[LabPage]:
    """Open a fresh page; afterwards it must have reported nothing."""
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size({"width": 1400, "height": 1000})
    try:
        notebook = LabPage(page, server)
        yield notebook
        notebook.close()
        notebook.assert_clean()
    finally:
        page.close()
