"""Whether somebody reads the notebook while it runs."""

from __future__ import annotations

import sys


def nobody_reads() -> bool:
    """Tell whether a cell runs without a reader, as under nbclient, papermill, nbconvert or a build of documentation.

    Such a run cannot be asked for input, and its message says so; what a page runs can be asked.
    """
    IPython = sys.modules.get("IPython")
    kernel = None if IPython is None else getattr(IPython.get_ipython(), "kernel", None)
    if kernel is None:
        return False
    content = kernel.get_parent("shell").get("content", {})
    return content.get("allow_stdin", True) is False
