"""Letting go of the views that a cell showed before it ran again."""

from __future__ import annotations

import sys
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

# The cell in which each view was made, and those in which it was shown; None for what is no cell.
_made_in: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
_shown_in: WeakKeyDictionary[Any, set[str | None]] = WeakKeyDictionary()
# The views that the cell under way has shown, and what tells of its end.
_shown_now: WeakSet[Any] = WeakSet()
_events: WeakSet[Any] = WeakSet()


def note_made(view: Any) -> None:
    """Remember the cell that makes a view."""
    cell = _cell()
    if cell is not None:
        _made_in[view] = cell


def note_shown(view: Any) -> None:
    """Remember the cell that shows a view."""
    _shown_in.setdefault(view, set()).add(_cell())
    _shown_now.add(view)
    IPython = sys.modules.get("IPython")
    events = None if IPython is None else getattr(IPython.get_ipython(), "events", None)
    if events is not None and events not in _events:
        _events.add(events)
        events.register("post_run_cell", _close_former)


def _close_former(result: Any) -> None:
    """Close the views that only this cell made and showed, and no longer shows: they are on no page."""
    cell = getattr(result.info, "cell_id", None)
    if cell is not None:
        for view, shown_in in list(_shown_in.items()):
            if view not in _shown_now and shown_in == {cell} and _made_in.get(view) == cell:
                del _shown_in[view]
                view.close()
    _shown_now.clear()


def _cell() -> str | None:
    """Give the identifier of the cell that runs; None outside of one, as in a callback."""
    IPython = sys.modules.get("IPython")
    kernel = None if IPython is None else getattr(IPython.get_ipython(), "kernel", None)
    if kernel is None:
        return None
    parent = kernel.get_parent("shell")
    if parent.get("header", {}).get("msg_type") != "execute_request":
        return None
    cell: str | None = parent.get("metadata", {}).get("cellId")
    return cell
