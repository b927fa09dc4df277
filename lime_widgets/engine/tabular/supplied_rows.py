"""The perturbations of one table row if the user supplies them as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from lime_widgets.engine.tabular.perturbation import TabularPerturbation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.table import TrainingTable


class SuppliedRows(TabularPerturbation):
    """The instance, followed by the user's rows in their order.

    The model is asked about the instance to get the explained prediction. The instance is not a sample, so it
    is not part of the fit.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize
        As for `TabularPerturbation`.
    samples : ndarray of shape (n, C)
        The user's rows, coded.
    depends_on_seed : bool
        Whether another seed gives other rows.
    """

    user_supplied: ClassVar[bool] = True

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        standardize: bool,
        samples: NDArray[np.float64],
        depends_on_seed: bool,
    ) -> None:
        super().__init__(table, codes, edges, edge_texts, standardize=standardize)
        self._samples = samples
        self._depends_on_seed = depends_on_seed

    @property
    def depends_on_seed(self) -> bool:
        """Whether another seed gives other rows."""
        return self._depends_on_seed

    def n_rows(self, n_samples: int) -> int:
        """Count the rows for this number of samples: the instance, and at most all of the user's rows."""
        return 1 + min(n_samples, len(self._samples))

    def sample_counts(self, Z: NDArray[np.float64], n_samples: int) -> NDArray[np.float64]:
        """Count the samples that each row represents: 0 for the instance, 1 for the others."""
        del n_samples
        counts = np.ones(len(Z))
        counts[0] = 0.0
        return counts

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Make rows ``start`` to ``stop - 1`` as Z (m, p) and as column codes (m, C)."""
        instance = self.codes[None][start:stop]
        codes = np.concatenate([instance, self._samples[max(0, start - 1) : max(0, stop - 1)]])
        return self.represent(codes), codes

    def shares_rows_with(self, other: Perturbation) -> bool:
        """Tell whether the two sequences have the same rows after row 0: the same table and samples."""
        return (
            isinstance(other, SuppliedRows)
            and self._table is other._table  # noqa: SLF001  same class
            and (
                self._samples is other._samples  # noqa: SLF001
                or np.array_equal(self._samples, other._samples, equal_nan=True)  # noqa: SLF001
            )
        )
