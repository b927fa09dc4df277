"""Neighborhoods made from a sequence of perturbations and the model's answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate.clusters import Clusters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import AnswerCache
    from lime_widgets.engine.perturbation.base import Perturbation


def sampled(
    perturbation: Perturbation,
    black_box: BlackBox,
    n_samples: int,
    *,
    metric: str,
    kernel: object,
    cache: AnswerCache[Any] | None = None,
) -> Neighborhood:
    """Ask a black box about the first samples of a sequence.

    Parameters
    ----------
    perturbation : Perturbation
    black_box : BlackBox
    n_samples : int
    metric, kernel : str
        As for `Explainer.sample`.
    cache : AnswerCache, optional
        Of the same kind of perturbation: what it knows is not asked again, and it gets the answers.

    Returns
    -------
    Neighborhood
    """
    perturbation = perturbation.for_n_samples(n_samples).for_kernel(kernel)
    cache = perturbation.answer_cache() if cache is None else cache
    Z, y = cache.ask(perturbation, black_box, 0, perturbation.n_rows(n_samples))
    black_box.ask_again(perturbation.instance_input(), y[0])
    empty = perturbation.ask_empty(cache, black_box) if kernel == "shapley" else None
    neighborhood = neighborhood_of(perturbation, Z, y, metric=metric, black_box=black_box, empty=empty)
    return first_samples(perturbation, neighborhood, n_samples, answers_vary=black_box.answers_vary)


def neighborhood_of(
    perturbation: Perturbation,
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    metric: str,
    black_box: BlackBox,
    empty: NDArray[np.float64] | None = None,
) -> Neighborhood:
    """Make a neighborhood from the first rows of a sequence and the model's answers.

    Parameters
    ----------
    perturbation : Perturbation
    Z : ndarray of shape (n, p)
        Representation of rows 0 to n − 1.
    y : ndarray of shape (n, k)
        The model's answers to them.
    metric : str
        One of the perturbation's `metrics`.
    black_box : BlackBox
        Gives the names and the kind of the outputs.
    empty : ndarray of shape (k,), optional
        The model's answer with every feature removed, from `Perturbation.ask_empty`.

    Returns
    -------
    Neighborhood
        Each row represents one sample; see `first_samples`.
    """
    return Neighborhood(
        Z,
        y,
        perturbation.distances(Z, metric),
        perturbation.feature_names,
        output_names=tuple(black_box.output_names or ()),
        output_kind=black_box.output_kind or "value",
        default_kernel_width=perturbation.default_kernel_width_for(metric),
        default_n_features=perturbation.default_n_features,
        log_proposal=perturbation.log_proposal(Z),
        origin=replace(perturbation.origin, n_rivals=black_box.n_rivals),
        yardstick=perturbation.yardstick(metric),
        probabilities=perturbation.probabilities(Z),
        empty=perturbation.known_empty(y) if empty is None else empty,
    )


def first_samples(
    perturbation: Perturbation, neighborhood: Neighborhood, n_samples: int, *, answers_vary: bool = False
) -> Neighborhood:
    """Take the rows that the first samples need, and count the samples that each row represents.

    Parameters
    ----------
    perturbation : Perturbation
        The sequence for this number of samples; see `Perturbation.for_n_samples`.
    neighborhood : Neighborhood
        The first rows of the sequence, from `neighborhood_of`. All of them are taken if more are needed.
    n_samples : int
    answers_vary : bool, default False
        Whether the model answers the same input differently. Then no explanation is exact.

    Returns
    -------
    Neighborhood
    """
    taken = neighborhood.prefix(perturbation.n_rows(n_samples))
    of_row = perturbation.clusters(len(taken))
    remarks = (*taken.origin.remarks, *perturbation.remarks_on(n_samples))
    origin = replace(
        taken.origin,
        remarks=remarks,
        off_data=perturbation.off_data_share(len(taken)),
        local_width=perturbation.local_width,
        can_be_local=perturbation.can_be_local,
    )
    taken = replace(taken, clusters=None if of_row is None else Clusters(of_row), origin=origin)
    counts = perturbation.sample_counts(taken.Z, n_samples)
    return taken if counts is None else taken.counted(counts, exact=perturbation.exact and not answers_vary)
