"""Traits that several threads change, and that are told of when all of a change is done.

A plain `HasTraits` tells its observers of every trait as it is set, in the middle of whatever
is being done, and lets two threads set traits at once. Here a change is whole: it takes the
lock, sets traits, works out what follows from them, and only then are observers told, in the
order in which things were set. What they find is never half done, and what they do or raise
cannot leave it so.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import HasTraits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from traitlets import Bunch


class WholeChanges(HasTraits):
    """Traits whose changes are whole: one thread at a time, all or none, told of at the end."""

    # Attributes that go back with the traits when a change is refused.
    _kept: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._inside = False
        self._telling = False
        self._news: deque[Bunch] = deque()
        super().__init__()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one change of all that is set in the block; what follows runs once, at its end."""
        with self._lock:
            if self._inside:
                yield
                return
            self._inside = True
            try:
                try:
                    yield
                finally:
                    try:
                        self._conclude()
                    finally:
                        self._inside = False
            finally:
                try:
                    self._tell()
                finally:
                    self._go_on()

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        """Undo what was set in the block, untold, if it raises; inside of `together`."""
        values, news = dict(self._trait_values), tuple(self._news)
        kept = {name: getattr(self, name) for name in self._kept}
        try:
            yield
        except BaseException:
            self._trait_values = values
            self._news = deque(news)
            for name, value in kept.items():
                setattr(self, name, value)
            raise

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a trait as a change of its own, or as a part of the one under way."""
        if not self.has_trait(name):
            super().__setattr__(name, value)
            return
        with self.together(), self._all_or_none():
            super().__setattr__(name, value)

    def notify_change(self, change: Bunch) -> None:
        """React to a trait that was set, and keep the news for when the change is done."""
        with self.together():
            self._news.append(change)
            self._follow(change)

    def _tell(self) -> None:
        """Tell observers the news, also what is set meanwhile by one of them.

        One that raises keeps nobody from hearing of the rest; its error is raised in the end.
        """
        if self._telling:
            return  # the one who tells will come to it
        self._telling = True
        errors: list[BaseException] = []
        try:
            while self._news:
                try:
                    super().notify_change(self._news.popleft())
                except BaseException as error:  # noqa: BLE001  an observer may raise anything
                    errors.append(error)
        finally:
            self._telling = False
        if errors:
            self._complain(errors)

    def _complain(self, errors: list[BaseException]) -> None:
        """Raise what observers raised, where the change was made."""
        if len(errors) == 1:
            raise errors[0]
        message = "several observers raised"
        raise BaseExceptionGroup(message, errors)

    def _follow(self, change: Bunch) -> None:
        """Note what a trait that was set entails."""

    def _conclude(self) -> None:
        """Work out what follows from all that was set."""

    def _go_on(self) -> None:
        """Begin what takes longer, after everybody was told."""
