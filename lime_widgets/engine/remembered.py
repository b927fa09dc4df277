"""What takes long to work out, remembered for the last few things that were asked for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


@dataclass
class _Entry(Generic[T]):
    making: Lock = field(default_factory=Lock)
    made: list[T] = field(default_factory=list)


class Remembered(Generic[T]):
    """The last things that were made, by key.

    What one thread is making others wait for, whereas `functools.lru_cache` lets each make it.

    Parameters
    ----------
    most : int
        How many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept by this key, made now if there is none; what raises is not kept."""
        try:
            hash(key)
        except TypeError:  # a function of a class that is not hashable
            return make()
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        with entry.making:
            if not entry.made:
                entry.made.append(make())
            return entry.made[0]
