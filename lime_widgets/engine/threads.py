"""The threads of linear algebra: only the caller's, while other work needs the cores."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[Any]:
    """Run matrix products and factorizations in this thread only, while the context lasts.

    The threads of OpenBLAS wait for one another in a loop. While a neural network uses the cores and its first
    answers are explained, a fit of 300 features in 1,024 samples took up to 2.5 s with them and 25 ms without.
    On two idle cores both take equally long.

    The number of threads belongs to the process. With several contexts at once, threadpoolctl lets only the
    first one set it.
    """
    return _libraries().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@cache
def _libraries() -> Any:
    """Find the libraries of NumPy and SciPy, one each. Finding them takes 50 ms, setting them 0.02 ms."""
    import scipy.linalg  # noqa: F401  so that its library is there
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
