"""The threads of linear algebra: none but the caller's, where other things want the cores."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[Any]:
    """Let products and factorizations of matrices run in this thread alone, for as long as the context lasts.

    OpenBLAS's threads wait for one another in a loop. Where a network keeps the cores meanwhile, which is when a
    reader looks at what is there of its answers so far, a fit of 300 features in 1,024 samples took up to 2.5 s with
    them and 25 ms without; on two idle cores it takes as long either way.

    OpenBLAS's number of threads is the process's own. Of several at once threadpoolctl lets but the first
    set it, and the others as they are.
    """
    return _libraries().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@cache
def _libraries() -> Any:
    """NumPy's and SciPy's, which bring one each; to look for them takes 50 ms, to set them 0.02."""
    import scipy.linalg  # noqa: F401  so that its library is there
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
