"""The pipeline: parameters and answered rows in, the displayed explanation out.

The functions here are pure: no thread, no trait, no clock. Each takes the last `Displayed` and keeps its
valid parts, so that a change repeats only the later stages of the chain.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lime_widgets.engine.explanation.checks import check_n_features
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.explanation.width_selection import widest
from lime_widgets.engine.perturbation.neighborhoods import first_samples, neighborhood_of
from lime_widgets.engine.texts import say
from lime_widgets.study.state import Answered, Displayed, FitRequest, Requested, Swept
from lime_widgets.study.width_grid import needed_widths, whole_grid, widths_at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.explanation.sweep import Sweep
    from lime_widgets.engine.perturbation.base import Perturbation

    # Runs a fit; the study measures its time there.
    Fit: TypeAlias = Callable[[FitRequest, ArrayLike], Sweep]


def measure(answered: Answered, requested: Requested) -> Answered:
    """Measure the distances of the answered rows by the requested metric."""
    if answered.distance == requested.distance:
        return answered
    remeasured = _remeasured(answered.neighborhood, requested.perturbation, requested.distance)
    return Answered(remeasured, requested.distance)


def represent(answered: Answered, perturbation: Perturbation, requested: Requested) -> Answered:
    """Give the same rows and answers in the representation of another perturbation."""
    neighborhood = neighborhood_of(
        perturbation,
        perturbation.representation(0, len(answered)),
        answered.neighborhood.y,
        metric=requested.distance,
        black_box=requested.black_box,
    )
    return Answered(neighborhood, requested.distance)


def show_rows(requested: Requested, answered: Answered | None, displayed: Displayed) -> Displayed:
    """Take the samples to explain from the answered rows, or keep the former samples until there are any."""
    if answered is None:
        if displayed.neighborhood is None or displayed.distance == requested.distance:
            return displayed
        perturbation = displayed.perturbation or requested.perturbation
        remeasured = _remeasured(displayed.neighborhood, perturbation, requested.distance)
        return replace(displayed, neighborhood=remeasured, distance=requested.distance)
    if displayed.source is answered.neighborhood and displayed.n_samples == requested.n_samples:
        return displayed
    n_rows = requested.perturbation.n_rows(requested.n_samples)
    neighborhood = first_samples(
        requested.perturbation,
        answered.neighborhood,
        requested.n_samples,
        answers_vary=requested.black_box.answers_vary,
    )
    if len(answered) < n_rows:
        partial = say("note.partial", answered=len(answered), samples=n_rows)
        neighborhood = replace(neighborhood, origin=replace(neighborhood.origin, partial=partial))
    return replace(
        displayed,
        neighborhood=neighborhood,
        perturbation=requested.perturbation,
        black_box=requested.black_box,
        instance=requested.instance,
        explainer=requested.explainer,
        source=answered.neighborhood,
        n_samples=requested.n_samples,
        distance=answered.distance,
        progress=min(1.0, len(answered) / n_rows),
    )


def explain(requested: Requested, displayed: Displayed, fit: Fit, *, seconds: float) -> Displayed:
    """Fit the surrogate to the displayed samples, or take the fit from a sweep that holds it.

    Parameters
    ----------
    requested : Requested
    displayed : Displayed
        With the samples to explain, see `show_rows`.
    fit : callable
        Answers a `FitRequest` at some kernel widths.
    seconds : float
        How long a sweep may take that runs at once.

    Raises
    ------
    LimeError
        If the output does not exist or a surrogate cannot be fitted.
    """
    displayed = _with_outputs(requested, displayed)
    requests = fit_requests(requested, displayed)
    if not requests:
        return displayed
    known = displayed.sweeps
    if requested.target_score is not None and requested.kernel != SHAPLEY:
        requested, displayed, known = _with_chosen_width(requested, displayed, requests[0], fit)
    sweeps = tuple(_swept(requested, request, known, fit, seconds) for request in requests)
    explanation = displayed.explanation
    width = requested.kernel_width
    if explanation is None or requests[0] != displayed.request or explanation.kernel_width != width:
        explanation = _at(sweeps[0].sweep, width)
    return replace(
        displayed,
        sweeps=sweeps,
        request=requests[0],
        explanation=explanation,
        kernel_width=width,
        target_score=requested.target_score,
    )


def fit_requests(requested: Requested, displayed: Displayed) -> list[FitRequest]:
    """Give the requests for the displayed samples: the explained output first, then each compared one."""
    if displayed.neighborhood is None or displayed.output is None or not _is_fit_for(requested.kernel, displayed):
        return []
    # Former samples of another model do not have the compared outputs.
    compared = (displayed.compared or ()) if displayed.black_box is requested.black_box else ()
    return [_fit_request(requested, displayed, output) for output in (displayed.output, *compared)]


def _is_fit_for(kernel: Kernel, displayed: Displayed) -> bool:
    """Whether the displayed samples, which may be former ones, allow a fit with this kernel."""
    perturbation, neighborhood = displayed.perturbation, displayed.neighborhood
    if kernel != SHAPLEY or perturbation is None or neighborhood is None:
        return True
    if perturbation.asks_empty:
        return neighborhood.empty is not None
    return neighborhood.probabilities is not None


def knows_outputs(requested: Requested, displayed: Displayed) -> bool:
    """Whether the requested outputs can be found among those of the displayed samples."""
    if displayed.neighborhood is None or displayed.black_box is not requested.black_box:
        return False
    # Without a requested output, samples of a former instance do not tell which class is predicted.
    return requested.output is not None or displayed.perturbation is requested.perturbation


def _with_outputs(requested: Requested, displayed: Displayed) -> Displayed:
    if displayed.neighborhood is None or not knows_outputs(requested, displayed):
        return displayed
    resolve = displayed.neighborhood.resolve_output
    compared = tuple(dict.fromkeys(map(resolve, requested.compared)))
    return replace(displayed, output=resolve(requested.output), compared=compared)


def _fit_request(requested: Requested, displayed: Displayed, output: int) -> FitRequest:
    neighborhood = displayed.neighborhood
    if neighborhood is None:
        raise AssertionError
    return FitRequest(
        neighborhood=neighborhood,
        output=output,
        # Former samples may have fewer features than the requested number.
        n_features=check_n_features(requested.n_features, neighborhood.Z.shape[1], neighborhood.default_n_features),
        feature_selection=requested.feature_selection,
        alpha=requested.alpha,
        kernel=requested.kernel,
        surrogate=requested.surrogate,
        max_depth=requested.max_depth,
        prior=requested.prior,
        prior_precision=requested.prior_precision,
    )


def _with_chosen_width(
    requested: Requested, displayed: Displayed, request: FitRequest, fit: Fit
) -> tuple[Requested, Displayed, tuple[Swept, ...]]:
    """Choose the largest kernel width whose leave-one-out R² reaches the target."""
    if requested.target_score is None:
        raise AssertionError
    known = displayed.sweeps
    whole = next((swept for swept in known if swept.request == request and swept.is_complete), None)
    if whole is None:
        widths = np.unique(np.append(whole_grid(requested), needed_widths(requested)))
        whole = Swept(request, fit(request, widths), is_complete=True)
        known = (whole,)
    default = request.neighborhood.default_kernel_width
    chosen = widest(whole.sweep, requested.target_score, default=default)
    width = float(whole.sweep.kernel_width[chosen.index])
    return replace(requested, kernel_width=width), replace(displayed, target_met=chosen.met), known


def _swept(requested: Requested, request: FitRequest, known: tuple[Swept, ...], fit: Fit, seconds: float) -> Swept:
    """Give a sweep that holds the needed kernel widths: a known one, or a new one."""
    former = next((swept for swept in known if swept.request == request), None)
    if former is not None and all(former.sweep.index(width) is not None for width in needed_widths(requested)):
        return former
    widths, is_complete = widths_at_once(requested, request, seconds)
    return Swept(request, fit(request, widths), is_complete)


def _at(sweep: Sweep, width: float) -> Explanation:
    place = sweep.index(width)
    if place is None:
        raise AssertionError
    return sweep[place]


def _remeasured(neighborhood: Neighborhood, perturbation: Perturbation, metric: str) -> Neighborhood:
    distances = perturbation.distances(neighborhood.Z, metric)
    remeasured = neighborhood.at(distances, perturbation.default_kernel_width_for(metric))
    return replace(remeasured, yardstick=perturbation.yardstick(metric))
