"""Which class draws the rows for each value of `sampling`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.engine.tabular.draws.correlated_rows import CorrelatedRows
from lime_widgets.engine.tabular.draws.drawn_rows import DrawnRows, Sampling
from lime_widgets.engine.tabular.draws.local_rows import LocalRows
from lime_widgets.engine.tabular.draws.nearest_rows import NearestRows
from lime_widgets.engine.tabular.perturbation import euclidean_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.draws.random_rows import RandomRows
    from lime_widgets.engine.tabular.table import TrainingTable


def drawn_rows(
    table: TrainingTable,
    codes: NDArray[np.float64],
    edges: Sequence[NDArray[np.float64] | None],
    edge_texts: Sequence[list[str]],
    *,
    sampling: Sampling,
    around: bool,
    width: float | None,
    **options: Any,
) -> RandomRows:
    """Make the random rows around an instance.

    Parameters
    ----------
    table, codes, edges, edge_texts, **options
        As for `RandomRows`.
    sampling : str
        See `lime_widgets.TabularExplainer`.
    around : bool
        `sample_around_instance`.
    width : float or None
        `local_width`; None is the default kernel width for the Euclidean distance.
    """
    given = table, codes, edges, edge_texts
    if sampling in {"gaussian", "copula"}:
        return CorrelatedRows(*given, copula=sampling == "copula", around=around, **options)
    if sampling in {"nearest", "local"}:
        width = euclidean_width(len(codes)) if width is None else width
        if sampling == "nearest":
            return NearestRows(*given, width=width, **options)
        return LocalRows(*given, width=width, sample_around_instance=around, **options)
    return DrawnRows(*given, sampling=sampling, sample_around_instance=around, **options)
