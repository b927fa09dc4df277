"""A real Jupyter server for the browser tests: JupyterLab or Notebook 7, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Application = Literal["lab", "notebook"]

START_SECONDS = 90
STOP_SECONDS = 15


class JupyterServer(NamedTuple):
    """A running server."""

    application: Application
    url: str
    """Such as http://127.0.0.1:41234/, with the slash."""
    root: Path
    """The folder whose notebooks it opens."""
    log: Path

    def address_of(self, notebook: str) -> str:
        """Where a browser opens a notebook that lies in the root."""
        # ?reset forgets the tabs of the test before.
        page = f"lab/tree/{notebook}?reset" if self.application == "lab" else f"notebooks/{notebook}"
        return self.url + page


@contextmanager
def running_jupyter(
    application: Application, scratch: Path, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[JupyterServer]:
    """Start JupyterLab or Notebook 7 in `scratch`, wait until it answers, and end it and its kernels afterwards.

    The environment is added to the server's.
    """
    root, log = scratch / "notebooks", scratch / "server.log"
    root.mkdir(parents=True)
    port = _free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(application, port, root),
            cwd=root,
            env=_environment(scratch) | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = JupyterServer(application, f"http://127.0.0.1:{port}/", root, log)
    try:
        _wait_until_it_answers(server, process)
        yield server
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _command(application: Application, port: int, root: Path) -> list[str]:
    expose = "LabApp" if application == "lab" else "JupyterNotebookApp"
    return [
        sys.executable,
        "-m",
        "jupyterlab" if application == "lab" else "notebook",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        # window.jupyterapp, through which LabPage runs commands and asks the kernel
        f"--{expose}.expose_app_in_browser=True",
    ]


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the user's own settings reaches the server, and nothing of the server's stays."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    for folder in folders.values():
        (scratch / folder).mkdir()
    # Nobody is there to answer JupyterLab's question whether it may fetch news, which would cover what is tested.
    asked = scratch / folders["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / "apputils-extension"
    asked.mkdir(parents=True)
    (asked / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}', encoding="utf-8")
    return os.environ | {variable: str(scratch / folder) for variable, folder in folders.items()}


def _wait_until_it_answers(server: JupyterServer, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(server.url + "api/status", timeout=5):  # noqa: S310  an address of this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    msg = f"Jupyter {server.application} did not answer on {server.url}. Its log:\n{server.log.read_text()[-4000:]}"
    raise RuntimeError(msg)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server by its process id, and whatever kernel outlives it: each kernel leads a session of its own."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        children = []
    if process.poll() is None:
        os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    _, alive = psutil.wait_procs(children, timeout=3)
    for child in alive:
        child.kill()
