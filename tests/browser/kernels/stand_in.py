"""The process that Jupyter takes for a kernel: it asks `template.py` for a fork, hands signals on, and ends with it.

Run as ``python stand_in.py SOCKET CONNECTION_FILE``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path


def main(template: str, connection_file: str) -> None:
    """Stand for a kernel until it ends."""
    request = {"connection_file": connection_file, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(template)
        socket.send_fds(line, [json.dumps(request).encode()], [1, 2])
        kernel = int(line.recv(32))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: os.kill(kernel, number))
        line.recv(1)  # until the kernel has ended: nobody sends anything


if __name__ == "__main__":
    main(*sys.argv[1:])
