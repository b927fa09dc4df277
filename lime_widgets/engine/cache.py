"""A cache for results that take long to compute."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache, cached

if TYPE_CHECKING:
    from collections.abc import Callable


def last_results(most: int) -> Callable[[Any, Callable[[], Any]], Any]:
    """Make a function that computes a result, or gives the one that it computed for an equal key.

    While one thread computes a result, others that want it wait. `functools.lru_cache` lets each of them compute it.

    Parameters
    ----------
    most : int
        The number of results that are kept, the last used ones.

    Returns
    -------
    callable
        Takes a key and a function without arguments. Exceptions are not kept, nor results for keys that are
        not hashable.

    Examples
    --------
    >>> squares = last_results(8)
    >>> squares(3, lambda: 9), squares(3, lambda: 0)
    (9, 9)
    """

    @cached(LRUCache(maxsize=most), key=lambda key, _compute: key, condition=Condition())
    def known(_key: Any, compute: Callable[[], Any]) -> Any:
        return compute()

    def result(key: Any, compute: Callable[[], Any]) -> Any:
        try:
            hash(key)
        except TypeError:  # such as a function of a class that is not hashable
            return compute()
        return known(key, compute)

    return result
