"""One notebook open in one browser page, driven and measured as a person would drive it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from browser.server import JupyterServer
    from nbformat import NotebookNode
    from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, Response

THEMES = {False: "JupyterLab Light", True: "JupyterLab Dark"}
SECOND = 1000

# window.__notebook is the open notebook's panel; the same in JupyterLab and Notebook 7.
_KERNEL_IS_READY = """() => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    const session = panel?.sessionContext;
    if (!session?.session?.kernel || !panel.content?.model || session.session.kernel.status !== 'idle') return false;
    window.__notebook = panel;
    return true;
}"""

_RUN_ALL = """() => {
    window.__run = null;
    window.jupyterapp.commands.execute('notebook:run-all-cells').then(
        () => { window.__run = 'done'; }, (error) => { window.__run = 'failed: ' + error; });
}"""

_CELL_ERRORS = """() => window.__notebook.content.model.sharedModel.cells.flatMap((cell) =>
    (cell.outputs ?? []).filter((output) => output.output_type === 'error')
        .map((output) => (output.traceback ?? []).join('\\n') || `${output.ename}: ${output.evalue}`))"""

_ASK_KERNEL = """async ({ code, id }) => {
    const text = [];
    const kernel = window.__notebook.sessionContext.session.kernel;
    const future = kernel.requestExecute({ code, store_history: false, stop_on_error: false });
    future.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'stream') text.push(content.text);
        if (header.msg_type === 'execute_result') text.push(content.data['text/plain']);
        if (header.msg_type === 'error') (window.__errors ??= {})[id] = content.traceback.join('\\n');
    };
    (window.__answers ??= {})[id] = null;
    await future.done;
    window.__answers[id] = text.join('');
}"""

# Time from an event to the first change of what is read, by the page's own clock. setTimeout(0) rather than
# requestAnimationFrame: a frame would round every answer up to the next 16 ms.
_LATENCY = """async ({ change, read, times, rest, limit }) => {
    const act = eval(`(${change})`);
    const look = eval(`(${read})`);
    const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
    const measured = [];
    for (let i = 0; i < times; i++) {
        const before = String(look());
        const start = performance.now();
        act(i);
        while (String(look()) === before) {
            if (performance.now() - start > limit) return { measured, stuck: i, before };
            await turn();
        }
        measured.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, rest));
    }
    return { measured, stuck: null };
}"""

_WATCH_KEY = """({ read, key }) => {
    const look = eval(`(${read})`);
    const before = String(look());
    window.__key = null;
    document.addEventListener('keydown', (event) => {
        if (event.key !== key) return;
        const start = event.timeStamp;
        const poll = () => {
            if (String(look()) !== before) window.__key = performance.now() - start;
            else setTimeout(poll, 0);
        };
        poll();
    }, { capture: true, once: true });
}"""


_OPEN = """async (path) => {
    const panel = await window.jupyterapp.commands.execute('docmanager:open', { path });
    window.jupyterapp.shell.activateById(panel.id);
}"""

# Saved first: a notebook with changes would ask before it closes.
_CLOSE = """async () => {
    const notebook = window.__notebook;
    delete window.__notebook;
    if (!notebook || notebook.isDisposed) return;
    await notebook.sessionContext.shutdown();
    await notebook.context.save();
    notebook.dispose();
}"""


class KernelError(AssertionError):
    """What a notebook's kernel raised; the message is its traceback."""


def notebook_of(*cells: str) -> NotebookNode:
    """Build a notebook of code cells."""
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernelspec})


class LabPage:
    """A page on which a notebook is opened, run, driven, measured and photographed.

    Everything that goes wrong in the page is kept in `problems`: console errors, uncaught exceptions, requests that
    fail or are answered with an error. `assert_clean` says that there was none; the fixtures call it after each test.
    """

    def __init__(self, page: Page, server: JupyterServer) -> None:
        self.page = page
        self.server = server
        self.problems: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("requestfailed", self._on_failed_request)
        page.on("response", self._on_response)

    # -- the notebook ------------------------------------------------------------------------------------------------

    def open(self, notebook: NotebookNode | str, *, timeout: float = 90) -> None:
        """Open a notebook (built by `notebook_of`, or the source of a single cell) and wait for its kernel."""
        if isinstance(notebook, str):
            notebook = notebook_of(notebook)
        name = f"{uuid.uuid4().hex[:8]}.ipynb"
        nbformat.write(notebook, self.server.root / name)
        if self.is_loaded:
            self.close()
            self.page.evaluate(_OPEN, name)
        else:
            self.page.goto(self.server.address_of(name))
        self.page.wait_for_function(_KERNEL_IS_READY, timeout=timeout * SECOND)

    @property
    def is_loaded(self) -> bool:
        """Whether it shows JupyterLab, where a notebook is opened beside others; Notebook 7 has a page for each."""
        return self.server.application == "lab" and self.page.evaluate("() => Boolean(window.jupyterapp)")

    def as_new(self) -> None:
        """Take back what a test did to the page, so that it serves the next one; its notebook is closed already."""
        # The closed notebook may report late.
        self.page.wait_for_timeout(200)
        self.problems.clear()
        self.page.mouse.move(0, 0)
        self.page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        self.resize(1400, 1000)
        self.change_theme(dark=False)
        self.page.evaluate("() => window.jupyterapp.shell.expandLeft()")

    def save_and_reload(self, *, timeout: float = 90) -> None:
        """Save the notebook and load the page again, as a person does who comes back; the kernel lives on."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        known = len(self.problems)
        self.page.reload()
        self.page.wait_for_function(_KERNEL_IS_READY, timeout=timeout * SECOND)
        # What was under way when the page was left is broken off, which is no fault.
        self.problems[known:] = [text for text in self.problems[known:] if "net::ERR_ABORTED" not in text]

    def run_all(self, *, wait: bool = True, timeout: float = 120) -> None:
        """Run every cell; unless told not to wait, return when all have run, and raise what one of them raised."""
        self.page.evaluate(_RUN_ALL)
        if not wait:
            return
        self.page.wait_for_function("() => window.__run !== null", timeout=timeout * SECOND)
        if errors := self.page.evaluate(_CELL_ERRORS):
            raise KernelError("\n\n".join(errors))
        outcome = self.page.evaluate("() => window.__run")
        assert outcome == "done", outcome

    def kernel(self, code: str, *, timeout: float = 60) -> str:
        """Run code in the open notebook's kernel; return what it printed and the text of its last expression."""
        asked = uuid.uuid4().hex
        self.page.evaluate(f"(question) => {{ ({_ASK_KERNEL})(question); }}", {"code": code, "id": asked})
        self.page.wait_for_function(
            "(id) => window.__answers[id] !== null", arg=asked, timeout=timeout * SECOND, polling=20
        )
        if error := self.page.evaluate("(id) => window.__errors?.[id] ?? null", asked):
            raise KernelError(error)
        answer: str = self.page.evaluate("(id) => window.__answers[id]", asked)
        return answer.strip()

    def close(self) -> None:
        """Shut the notebook's kernel down and close it, so that it takes nothing from the next test.

        What widgets report that lose their kernel in the middle of something is no fault.
        """
        known = len(self.problems)
        self.page.evaluate(_CLOSE)
        del self.problems[known:]

    # -- what is seen ------------------------------------------------------------------------------------------------

    def wait_for(self, selector: str, *, timeout: float = 30, state: str = "visible") -> Locator:
        """Wait for the first element that matches, and return it."""
        found = self.page.locator(selector).first
        found.wait_for(state=state, timeout=timeout * SECOND)  # type: ignore[arg-type]
        return found

    def wait_until(self, condition: str, *, timeout: float = 30, arg: Any = None) -> None:
        """Wait until a JavaScript expression or function is true in the page."""
        self.page.wait_for_function(condition, arg=arg, timeout=timeout * SECOND)

    def change_theme(self, *, dark: bool) -> None:
        """Switch to the dark theme, or back to the light one."""
        self.page.evaluate(
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", THEMES[dark]
        )
        self.wait_until("(light) => document.body.dataset.jpThemeLight === light", arg=str(not dark).lower())

    def resize(self, width: int, height: int = 900) -> None:
        """Give the page another size, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, path: Path, selector: str | None = None) -> Path:
        """Save a picture of the page, or of the first element that matches."""
        if selector is None:
            self.page.screenshot(path=path)
        else:
            self.page.locator(selector).first.screenshot(path=path)
        return path

    # -- how long it takes -------------------------------------------------------------------------------------------

    def latency(self, change: str, read: str, *, times: int = 200, rest: float = 0.02, limit: float = 5) -> list[float]:
        """Measure, inside the page, how long each change takes to be seen.

        Parameters
        ----------
        change : str
            A JavaScript function of the change's number that makes it: ``(i) => { input.value = i; ... }``.
        read : str
            A JavaScript function that reads what should differ afterwards: ``() => bar.getAttribute('width')``.
        times : int
            How many changes.
        rest : float
            Seconds between what was seen and the next change.
        limit : float
            Seconds after which a change that was never seen is an error.

        Returns
        -------
        list of float
            Milliseconds from each change to what was seen of it.
        """
        question = {"change": change, "read": read, "times": times, "rest": rest * SECOND, "limit": limit * SECOND}
        answer = self.page.evaluate(_LATENCY, question)
        assert answer["stuck"] is None, (
            f"Change {answer['stuck']} was not seen within {limit} s: what is read stayed {answer['before']!r}."
        )
        measured: list[float] = answer["measured"]
        return measured

    def key_latency(self, keys: Iterable[str], read: str, *, rest: float = 0.02, limit: float = 5) -> list[float]:
        """Measure real key presses: milliseconds from each to what is seen of it. The focus must be set before."""
        measured = []
        for key in keys:
            self.page.evaluate(_WATCH_KEY, {"read": read, "key": key})
            self.page.keyboard.press(key)
            self.page.wait_for_function("() => window.__key !== null", timeout=limit * SECOND, polling=5)
            measured.append(float(self.page.evaluate("() => window.__key")))
            self.page.wait_for_timeout(rest * SECOND)
        return measured

    # -- what went wrong ---------------------------------------------------------------------------------------------

    def assert_clean(self) -> None:
        """Fail if the page reported an error, or a request failed."""
        assert not self.problems, "The page reported:\n" + "\n".join(self.problems)

    def _on_console(self, message: ConsoleMessage) -> None:
        # JupyterLab says this when a notebook is closed soon after it was opened.
        if message.type == "error" and not message.text.startswith("Could not restore the debugger state"):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_page_error(self, error: Error) -> None:
        # Notebook 7 raises this while it loads its own settings, with or without a widget.
        if error.message.endswith("(reading 'schema')") and "/static/notebook/notebook_core" in (error.stack or ""):
            return
        self.problems.append(f"page error: {error.stack or error}")

    def _on_failed_request(self, request: Request) -> None:
        self.problems.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"answered {response.status}: {response.request.method} {response.url}")
