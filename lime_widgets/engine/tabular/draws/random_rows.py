"""The base class of random rows: a sequence of points, and how a point becomes a row."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.cache import last_results
from lime_widgets.engine.errors import short_name
from lime_widgets.engine.sampling.designs import Design, blocks, unit_points
from lime_widgets.engine.tabular.draws.off_data import LARGE, cloud_of, n_judged, off_data_share
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.table import TrainingTable


# Of the columns that a note names.
_MOST_NAMES, _LONGEST_NAME = 6, 40

# For the last sequences: a dragged instance has a new one each time, with the same rows.
_shares = last_results(16)


class RandomRows(TabularPerturbation):
    """The instance, followed by random rows.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize
        As for `TabularPerturbation`.
    random_state : int
    design : {"sobol", "independent"}
    """

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        standardize: bool,
        random_state: int,
        design: Design,
    ) -> None:
        super().__init__(table, codes, edges, edge_texts, standardize=standardize)
        self._random_state = random_state
        self._design = design

    @property
    def n_coordinates(self) -> int:
        """The number of coordinates of the point that makes a row."""
        return len(self.codes)

    @property
    @abstractmethod
    def drawn_from(self) -> tuple[Any, ...]:
        """What the rows after row 0 depend on, beside the table, the seed and the design; compared for equality."""

    @abstractmethod
    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points (m, n_coordinates) of the open unit cube, which may be overwritten, to column codes (m, C)."""

    def points(self, start: int, stop: int) -> NDArray[np.float64]:
        """Give the points of rows ``start`` to ``stop - 1``; row 0, the instance, has one too."""
        points = unit_points(start, stop, self.n_coordinates, random_state=self._random_state, design=self._design)
        if start == 0:
            # Any valid point: the instance overwrites its row.
            points[:1] = 0.75
        return points

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Make rows ``start`` to ``stop - 1`` as Z (m, p) and as column codes (m, C)."""
        codes = self.drawn(self.points(start, stop))
        if start == 0:
            codes[:1] = self.codes
        return self.represent(codes), codes

    def shares_rows_with(self, other: Perturbation) -> bool:
        """Tell whether the two sequences have the same rows after row 0."""
        return (
            type(self) is type(other)
            and isinstance(other, RandomRows)
            and self._table is other._table  # noqa: SLF001  same class
            and self._random_state == other._random_state  # noqa: SLF001
            and self._design == other._design  # noqa: SLF001
            and self.drawn_from == other.drawn_from
        )

    def clusters(self, n: int) -> NDArray[np.intp] | None:
        """Give the block of each of the first n rows of a Sobol sequence; see `Perturbation.clusters`."""
        return blocks(n) if self._design == "sobol" else None

    @property
    def can_be_local(self) -> bool:
        """Rows can always be drawn from the kernel."""
        return True

    @property
    def closer(self) -> str:
        """The value of `sampling` that draws fewer rows off the training data; "" if none does."""
        return "copula"

    def off_data_share(self, n: int) -> float | None:
        """Give the share of the first n rows, of many columns fewer, that lie off the training data."""
        table, n = self._table, n_judged(self._table, n)
        key = type(self), table, self.drawn_from, self._random_state, self._design, n
        # Row 0 is the instance, and no sample.
        return _shares(key, lambda: off_data_share(table, self.drawn(self.points(0, n))[1:]))  # type: ignore[no-any-return]

    def remarks_on(self, n_samples: int) -> tuple[str, ...]:
        """Say where many rows lie off the training data, and where fewer points would do as well."""
        share = self.off_data_share(n_samples)
        off = self._off_data(share) if share and share >= LARGE else ""
        return tuple(filter(None, (off, self._uneven(n_samples))))

    def _off_data(self, share: float) -> str:
        """Say which columns the samples pull apart, and what to do."""
        cloud = cloud_of(self._table)
        bound = [] if cloud is None else [self._table.columns[place].name for place in cloud.bound.tolist()]
        named = ", ".join(short_name(name, _LONGEST_NAME) for name in bound[:_MOST_NAMES])
        if len(bound) > _MOST_NAMES:
            named = say("note.more_columns", names=named, n=len(bound) - _MOST_NAMES)
        better = {"copula": say("note.to_copula"), "nearest": say("note.to_nearest"), "": ""}
        said = (
            say("note.off_data", share=f"{share:.0%}".replace("%", " %")),
            say("note.bound", names=named) if bound else "",
            better["nearest" if bound and self.closer else self.closer],
            say("note.unbind") if bound else "",
        )
        return " ".join(filter(None, said))

    def _uneven(self, n_samples: int) -> str:
        """Say where fewer points would do as well: just above a power of two; "" elsewhere.

        From 4,096 to 4,500 points the variance of the weights falls by at most 11 % and rises by 5 % in other cases;
        from 4,096 to 8,192 it falls to .33 to .49 (``benchmarks/accuracy/sample_sizes.py``).
        """
        even = 2 ** (n_samples.bit_length() - 1)
        if self._design != "sobol" or not even < n_samples < 1.25 * even:
            return ""
        return say("note.uneven", samples=n_samples, even=even, better=2 * even)
