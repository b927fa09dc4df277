"""What holds where a model is asked, so that a worker's thread can ask it as the user's cell would.

Threads begin with settings of their own: context variables, scikit-learn's configuration and PyTorch's gradient mode
are the defaults there, whatever the notebook set. ipykernel also finds by a context variable under which cell a print
goes.
"""

from __future__ import annotations

import contextvars
import sys
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, TypeAlias

from lime_widgets.engine.errors import ASKED_AT, users_line

if TYPE_CHECKING:
    from collections.abc import Callable

_Setting: TypeAlias = "Callable[[], AbstractContextManager[Any]]"


class Surroundings:
    """The settings of the calling thread, at the time when it is made."""

    def __init__(self) -> None:
        self._variables = contextvars.copy_context()
        self._settings = [setting for find in (_sklearn, _torch) if (setting := find()) is not None]
        self._line = users_line()

    def run(self, work: Callable[[], None]) -> None:
        """Call a function with these settings, in any thread."""
        # A context can be entered once at a time, and what the model sets must not stay.
        self._variables.copy().run(self._run, work)

    def _run(self, work: Callable[[], None]) -> None:
        ASKED_AT.set(self._line)
        with ExitStack() as stack:
            for setting in self._settings:
                stack.enter_context(setting())
            work()


def _sklearn() -> _Setting | None:
    """scikit-learn's configuration, if the user has imported it."""
    sklearn = sys.modules.get("sklearn")
    if sklearn is None or not hasattr(sklearn, "config_context"):
        return None
    config = sklearn.get_config()
    return lambda: sklearn.config_context(**config)


def _torch() -> _Setting | None:
    """Whether PyTorch records gradients, if the user has imported it."""
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "set_grad_enabled"):
        return None
    enabled = torch.is_grad_enabled()
    return lambda: torch.set_grad_enabled(enabled)
