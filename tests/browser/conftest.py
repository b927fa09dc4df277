"""The fixtures of the browser tests: real servers and a real browser, started once, a fresh page for each test.

`lab` is a page on JupyterLab, `notebook7` one on Notebook 7, and `jupyter` runs its test once on each. All three are
a `LabPage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.chromium import running_chromium
from browser.kernels.forked import forked_kernels
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
def kernels(tmp_path_factory) -> Iterator[dict[str, str]]:
    with forked_kernels(tmp_path_factory.mktemp("kernels")) as environment:
        yield environment


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory, kernels) -> Iterator[JupyterServer]:
    with running_jupyter("lab", tmp_path_factory.mktemp("lab"), kernels) as server:
        yield server


@pytest.fixture(scope="session")
def notebook7_server(tmp_path_factory, kernels) -> Iterator[JupyterServer]:
    with running_jupyter("notebook", tmp_path_factory.mktemp("notebook7"), kernels) as server:
        yield server


@pytest.fixture(scope="session")
def context(chromium) -> Iterator[BrowserContext]:
    """One for all tests, so that the browser reads and compiles JupyterLab's 10 MB of scripts once."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture(scope="session")
def lab_pages() -> list[LabPage]:
    """The page of JupyterLab that the next test may have: loading it anew takes longer than many a test."""
    return []


@pytest.fixture
def lab(request, context, lab_server, lab_pages) -> Iterator[LabPage]:
    """Give a page of JupyterLab; one of its own to a test that is marked `own_page`, a new one after a failure."""
    own = request.node.get_closest_marker("own_page") is not None
    if own and lab_pages:
        # Of two pages with one workspace, JupyterLab sends the second elsewhere.
        lab_pages.pop().page.close()
    page = new_page(context, lab_server) if own or not lab_pages else lab_pages.pop()
    n_failed = request.session.testsfailed
    try:
        yield page
        page.assert_clean()
        page.close()
        if request.session.testsfailed == n_failed and page.is_loaded and not own and not lab_pages:
            page.as_new()
            lab_pages.append(page)
    finally:
        if page not in lab_pages:
            page.page.close()


@pytest.fixture
def notebook7(context, notebook7_server) -> Iterator[LabPage]:
    page = new_page(context, notebook7_server)
    try:
        yield page
        page.assert_clean()
        page.close()
    finally:
        page.page.close()


@pytest.fixture(params=["lab", "notebook7"])
def jupyter(request) -> LabPage:
    return request.getfixturevalue(request.param)


def new_page(context: BrowserContext, server: JupyterServer) -> LabPage:
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size({"width": 1400, "height": 1000})
    return LabPage(page, server)
