"""A process that has imported what notebooks import, and forks a kernel whenever `stand_in.py` asks for one.

Run as ``python template.py SOCKET``. The imports take most of the time of a kernel's start, and each test has a kernel
of its own: a fork has them at once, and shares nothing else with the kernels before it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import threading

LONGEST_REQUEST = 1 << 20


def main(path: str) -> None:
    """Fork kernels until the process is ended."""
    del sys.path[0]  # the folder of this file, which no kernel has
    _import_all()
    # Nobody waits for the kernels, and none of them shall be left as a zombie.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        while True:
            line, _ = listener.accept()
            request, outputs, _, _ = socket.recv_fds(line, LONGEST_REQUEST, 2)
            if os.fork() == 0:
                listener.close()
                _become_kernel(line, json.loads(request), outputs)
            line.close()
            for output in outputs:
                os.close(output)


def _import_all() -> None:
    """Import what takes long, and starts no thread."""
    for module in ("ipykernel.ipkernel", "ipykernel.kernelapp", "pandas", "sklearn.compose", "sklearn.ensemble"):
        importlib.import_module(module)
    import lime_widgets as lw

    for name in lw.__all__:
        getattr(lw, name)
    if threading.active_count() > 1:
        msg = f"A fork would miss the threads that the imports start: {threading.enumerate()}"
        raise RuntimeError(msg)


def _become_kernel(line: socket.socket, request: dict[str, object], outputs: list[int]) -> None:
    """Run a kernel as its own process would, and end it with its stand-in."""
    import numpy as np
    from ipykernel.kernelapp import launch_new_instance

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    os.environ.pop("JPY_PARENT_PID", None)  # its parent is not the server
    for place, output in enumerate(outputs, start=1):
        os.dup2(output, place)
    np.random.seed()  # noqa: NPY002  the state that notebooks of beginners use
    line.sendall(str(os.getpid()).encode())
    threading.Thread(target=_end_with, args=(line,), name="stand-in", daemon=True).start()
    launch_new_instance(argv=["-f", str(request["connection_file"])])
    sys.exit()


def _end_with(line: socket.socket) -> None:
    """End the process when the other end of the line is closed: nobody sends anything."""
    line.recv(1)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
