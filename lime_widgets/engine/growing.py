"""Arrays that grow by rows while a model answers batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Growing:
    """Rows of numbers to which others are appended, in time that goes by the new ones.

    Joining all rows anew at each batch takes time that goes by the square of their number: of 4,096
    rows of 1,000 outputs, 32 at a time, that is 2 GB to copy.

    Examples
    --------
    >>> rows = Growing()
    >>> first = rows.append(np.zeros((1, 2)))
    >>> rows.append(np.ones((2, 2))).tolist()
    [[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]]
    """

    def __init__(self) -> None:
        self._room = np.empty((0, 0))
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def rows(self) -> NDArray[np.float64]:
        """All rows so far, (n, k); what is appended later leaves them as they are."""
        return self._room[: self._n]

    def append(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Append rows (m, k), and give all of them."""
        n = self._n + len(rows)
        if n > len(self._room) or not self._n:
            room = np.empty((max(n, 2 * self._n), rows.shape[1]))
            if self._n:
                room[: self._n] = self.rows
            self._room = room
        self._room[self._n : n] = rows
        self._n = n
        return self.rows
