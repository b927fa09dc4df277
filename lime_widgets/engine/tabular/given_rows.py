"""Perturbations of one table row that are not drawn: rows that were handed over as its neighborhood."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from lime_widgets.engine.tabular.perturbation import TabularPerturbation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.table import TrainingTable


class GivenRows(TabularPerturbation):
    """The instance, and after it the rows of a table in their order.

    The instance is asked about, so that it is known what is explained, and takes no part in the fit: it is none of
    the samples.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize
        As for `TabularPerturbation`.
    samples : ndarray of shape (n, C)
        The rows, coded.
    redrawn : bool
        Whether another seed gives other rows.
    """

    given: ClassVar[bool] = True

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        standardize: bool,
        samples: NDArray[np.float64],
        redrawn: bool,
    ) -> None:
        super().__init__(table, codes, edges, edge_texts, standardize=standardize)
        self._samples = samples
        self._redrawn = redrawn

    @property
    def redrawn(self) -> bool:
        """Whether another seed gives other rows."""
        return self._redrawn

    def size(self, n_samples: int) -> int:
        """How many rows so many samples come to: the instance and as many of those given as there are."""
        return 1 + min(n_samples, len(self._samples))

    def counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64]:
        """How many samples each row stands for: the instance for none."""
        del n_samples
        counts = np.ones(len(Z))
        counts[0] = 0.0
        return counts

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence as Z and as codes of the columns, before they are decoded."""
        own = self.codes[None][start:stop]
        codes = np.concatenate([own, self._samples[max(0, start - 1) : max(0, stop - 1)]])
        return self.represent(codes), codes

    def follows(self, other: Perturbation) -> bool:
        """Whether all rows but the instance are the same inputs as the other sequence's."""
        return (
            isinstance(other, GivenRows)
            and self._table is other._table  # noqa: SLF001  it is of the same kind
            and (
                self._samples is other._samples  # noqa: SLF001
                or np.array_equal(self._samples, other._samples, equal_nan=True)  # noqa: SLF001
            )
        )
