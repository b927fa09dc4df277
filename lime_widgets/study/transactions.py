"""Transactions: several threads set traits, and each change is whole.

A plain `HasTraits` notifies observers of each trait as it is set, in the middle of the change,
and lets two threads set traits at once. In a transaction a thread takes the lock, sets traits
and computes what follows from them; then observers are notified, in the order in which the
traits were set. Observers never see half a change. What they do or raise cannot leave one.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from lime_widgets.engine.texts import say
from lime_widgets.study import pacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from traitlets import Bunch


class Owner(Protocol):
    """What a transaction asks of the object whose traits it changes."""

    def conclude(self) -> None:
        """Compute what follows from the traits that were set."""

    def notify(self, change: Bunch) -> None:
        """Call the observers of one trait."""

    def finished(self) -> None:
        """Start what takes longer, after all observers were notified."""

    def snapshot(self) -> object:
        """Give the state that `restore` needs to undo later changes."""

    def restore(self, snapshot: Any) -> None:
        """Undo what was set since the snapshot."""

    def raise_later(self, errors: list[BaseException]) -> None:
        """Raise, or report, what observers raised."""


class Transactions:
    """The transactions of one object: its lock, and the notifications that wait for the end.

    Parameters
    ----------
    owner : Owner
        The object whose traits are changed.

    Attributes
    ----------
    lock : RLock
        Held for a whole transaction, notifications included.
    changed : Condition
        On the same lock; notified whenever a result was published.
    """

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.is_open = False
        self.is_notifying = False
        self._waiting: deque[Bunch] = deque()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Open a transaction, or join the one that this thread has open."""
        with self.lock:
            if self.is_open:
                yield
                return
            self.is_open = True
            try:
                try:
                    yield
                finally:
                    try:
                        self._owner.conclude()
                    finally:
                        self.is_open = False
            finally:
                try:
                    self._notify_observers()
                finally:
                    self._owner.finished()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo everything that was set in the block if the block raises; needs an open transaction."""
        snapshot, waiting = self._owner.snapshot(), tuple(self._waiting)
        try:
            yield
        except BaseException:
            self._owner.restore(snapshot)
            self._waiting = deque(waiting)
            raise

    def record(self, change: Bunch) -> None:
        """Keep a notification for the end of the transaction."""
        self._waiting.append(change)

    def _notify_observers(self) -> None:
        """Deliver the notifications, and those that observers cause meanwhile.

        An observer that raises does not keep the others from being notified; its error is raised
        at the end. An interrupt ends the delivery at once, because an observer that changes its own
        trait could otherwise never be stopped.
        """
        if self.is_notifying:
            return  # the outer delivery reaches these notifications
        self.is_notifying = True
        errors: list[BaseException] = []
        try:
            for count in range(pacing.MOST_NOTIFICATIONS + 1):
                if not self._waiting:
                    break
                if count == pacing.MOST_NOTIFICATIONS:
                    names = ", ".join(sorted({change.name for change in self._waiting}))
                    self._waiting.clear()
                    errors.append(RuntimeError(say("study.endless", names=names)))
                    break
                try:
                    self._owner.notify(self._waiting.popleft())
                except KeyboardInterrupt:
                    raise
                except BaseException as error:  # noqa: BLE001  an observer may raise anything
                    errors.append(error)
        except BaseException:
            self._waiting.clear()
            raise
        finally:
            self.is_notifying = False
        if errors:
            self._owner.raise_later(errors)


def raised_together(errors: list[BaseException]) -> BaseException:
    """Give one exception for what several observers raised."""
    return errors[0] if len(errors) == 1 else BaseExceptionGroup(say("study.observers"), errors)
