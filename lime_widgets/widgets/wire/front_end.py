"""The code and styles of all views: one model for all views of a kernel.

A view's own module is a few lines (``js/src/loader.ts``). It finds this model, and loads the front end once
for a page, however many views, studies and notebooks the page shows.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Bytes, Unicode

_STATIC = Path(__file__).parent.parent.parent / "static"


class FrontEnd(anywidget.AnyWidget):
    """The code and styles of all views; it shows nothing itself.

    Use `front_end`, which keeps one for each kernel.
    """

    _esm = Unicode().tag(sync=True)
    layout = None  # it has no place on the screen

    # The module of all views, which exports their styles too. Compressed: 64 KB cross instead of 200 KB.
    code = Bytes().tag(sync=True)
    # Two versions on one page, each in a kernel of its own, draw with their own code.
    version = Unicode().tag(sync=True)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take nothing from the page."""


@cache
def _contents() -> dict[str, Any]:
    """Read the built front end."""
    code, styles = ((_STATIC / f"front_end.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    module = f"{code}\nexport const styles = {json.dumps(styles)};\n".encode()
    # The highest level takes half as long again, which the first view waits for, and saves nearly nothing.
    return {"version": hashlib.sha256(module).hexdigest()[:12], "code": gzip.compress(module, 6, mtime=0)}


_open: list[FrontEnd] = []


def front_end() -> FrontEnd:
    """Give the front end of this kernel; it is made when the first view asks for it."""
    # The user may have closed all widgets with `Widget.close_all()`.
    if not _open or _open[-1].comm is None:
        _open[:] = [FrontEnd(_esm=module_of("front_end"), **_contents())]
    return _open[-1]


@cache
def module_of(name: str) -> str:
    """Write the module of a view, such as "bars": anywidget's ``_esm``.

    Parameters
    ----------
    name : str
        The view's name in ``js/src/main.ts``, or "front_end" for the front end's own model.

    Returns
    -------
    str
    """
    return (_STATIC / "loader.js").read_text(encoding="utf-8").replace("NAME", json.dumps(name))
