"""The explorer in marimo, which has no widget manager of Jupyter's and a shadow root for every widget."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from browser.explorer_page import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 60


@contextmanager
def running_marimo(notebook: Path) -> Iterator[str]:
    """Serve a notebook as an app, wait until it answers, and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = notebook.with_suffix(".log")
    command = [sys.executable, "-m", "marimo", "run", str(notebook), "--headless", "--no-token", "--host", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + SECONDS
        while True:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until, log.read_text(encoding="utf-8")
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def notebook(tmp_path):
    cell = TABLE + "explorer = lw.explore(classes, row, table, n_samples=512)\nexplorer\nreturn"
    source = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n" + "".join(
        f"    {line}\n" if line else "\n" for line in dedent(cell).splitlines()
    )
    path = tmp_path / "app.py"
    path.write_text(source + '\n\nif __name__ == "__main__":\n    app.run()\n', encoding="utf-8")
    return path


def test_the_explorer_is_drawn_follows_the_width_and_asks_the_model(chromium, notebook):
    context = chromium.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    with running_marimo(notebook) as url:
        page.goto(url)
        bars = page.locator(".lw-bars .lw-row")
        bars.first.wait_for(timeout=1000 * SECONDS)
        assert bars.count() == 6
        assert page.locator(".lw-broken").count() == 0
        page.locator(".lw-answer").get_by_text('Model: class "').wait_for(timeout=1000 * SECONDS)
        # The styles reach into the shadow root: without them a row is no grid.
        assert bars.first.evaluate("(node) => getComputedStyle(node).display") == "grid"

        width = page.locator(".lw-bars").get_attribute("data-kernel-width")
        page.locator('[data-parameter="kernel_width"]').focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".lw-bars").get_attribute("data-kernel-width") != width

        before = page.locator(".lw-answer").text_content()
        page.locator('[data-column="temp"]').fill("35")
        page.keyboard.press("Enter")
        page.wait_for_function(
            """(before) => {
                const inside = (node) => node.shadowRoot && find(node.shadowRoot);
                const find = (root) => root.querySelector('.lw-answer')
                    ?? [...root.querySelectorAll('*')].map(inside).find(Boolean);
                return find(document).textContent !== before;
            }""",
            arg=before,
        )
    assert problems == []
    context.close()
