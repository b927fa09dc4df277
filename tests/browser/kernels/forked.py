"""Kernels that are forked from one process instead of started one by one, which takes seconds for the imports."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ipykernel.kernelspec import get_kernel_dict

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
START_SECONDS = 60


@contextmanager
def forked_kernels(scratch: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a Jupyter server whose kernels are forked; without forks, an empty one."""
    if sys.platform != "linux":  # elsewhere libraries may not survive a fork
        yield {}
        return
    path = scratch / "template"
    with (scratch / "template.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "template.py"), str(path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(path, process, scratch / "template.log")
        folder = scratch / "kernels" / "python3"
        folder.mkdir(parents=True)
        command = [sys.executable, "-S", str(HERE / "stand_in.py"), str(path), "{connection_file}"]
        (folder / "kernel.json").write_text(json.dumps(get_kernel_dict() | {"argv": command}), encoding="utf-8")
        yield {"JUPYTER_PATH": str(scratch)}
    finally:
        process.terminate()
        process.wait()


def _wait_for(path: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not path.exists():
        if process.poll() is not None or time.monotonic() > give_up:
            msg = f"The process that forks kernels did not start. Its log:\n{log.read_text()[-4000:]}"
            raise RuntimeError(msg)
        time.sleep(0.05)
