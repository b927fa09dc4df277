"""Explanations of a neighborhood at many kernel widths: weigh, fit, judge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.explanation.checks import in_units, unit_of
from lime_widgets.engine.explanation.doubts import doubts
from lime_widgets.engine.explanation.intervals import errors
from lime_widgets.engine.explanation.kernel import Kernel, effective_sample_size, sample_weights
from lime_widgets.engine.explanation.result import Sweep
from lime_widgets.engine.surrogate.fit import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.surrogate.options import FeatureSelection, SurrogateName


def swept(
    neighborhood: Neighborhood,
    widths: NDArray[np.float64],
    *,
    output: int,
    n_features: int,
    feature_selection: FeatureSelection,
    alpha: float,
    kernel: Kernel,
    surrogate: SurrogateName,
    with_stderr: bool,
) -> Sweep:
    """Fit the local surrogate at kernel widths (T,); parameters as for `Neighborhood.sweep`, checked."""
    counts, exact = neighborhood.counts, neighborhood.exact
    single = sample_weights(neighborhood.distances, widths, kernel, counts)
    weights = single if counts is None else single * counts
    # Squares of answers above 1e154 overflow, and those below 1e-154 vanish. A power of two changes no digit.
    unit = unit_of(neighborhood.y[:, output]) if surrogate == "ridge" else 1.0
    y = np.ascontiguousarray(neighborhood.y[:, output]) / unit
    ess = effective_sample_size(single, counts)
    fits = fit(
        neighborhood.design_matrix,
        y,
        weights,
        n_features=n_features,
        feature_selection=feature_selection,
        alpha=alpha,
        surrogate=surrogate,
        with_stderr=with_stderr and not exact,
    )
    if exact:  # nothing was sampled, and no sample is new
        stderr = interval = np.zeros_like(fits.coef)
        loo_score = fits.score
    else:
        shown = (fits.features >= 0).sum(axis=1)
        stderr, interval = errors(fits.stderr, shown, ess, weights, neighborhood.clusters)
        loo_score = fits.loo_score
    fidelity, without_bins, yardstick = loo_score, None, neighborhood.yardstick
    if yardstick is not None:
        all_bins = yardstick.fidelity(neighborhood, y, weights, ess)
        # A fit on some of the bins that does better than one on all of them was given fewer samples to fit.
        fidelity = np.fmax(all_bins, loo_score)
        options = {"n_features": n_features, "feature_selection": feature_selection, "alpha": alpha, "kernel": kernel}
        without_bins = partial(
            yardstick.without_bins, neighborhood, output, surrogate=surrogate, **options
        )
    instance = np.append(neighborhood.Z[0], 0.0)  # feature -1, none, has the value 0
    contributions = fits.coef * instance[fits.features]
    return Sweep(
        kernel_width=widths,
        features=fits.features,
        coef=in_units(fits.coef, unit),
        stderr=in_units(stderr, unit),
        interval=in_units(interval, unit),
        contributions=in_units(contributions, unit),
        intercept=in_units(fits.link - contributions.sum(axis=1), unit),
        score=fits.score,
        loo_score=loo_score,
        fidelity=fidelity,
        shrinkage=1.0 - fits.retained,
        ess=ess,
        local_prediction=in_units(fits.at_instance, unit),
        doubts=doubts(
            fits,
            ess,
            interval,
            fidelity,
            y,
            unit,
            representation=neighborhood.representation,
            output_kind=neighborhood.output_kind,
            exact=exact,
        ),
        feature_names=neighborhood.feature_names,
        model_prediction=float(neighborhood.y[0, output]),
        n_samples=len(neighborhood) if counts is None else round(counts.sum()),
        exact=exact,
        output=output,
        output_name=neighborhood.output_names[output],
        output_kind=neighborhood.output_kind,
        surrogate=surrogate,
        alpha=alpha,
        representation=neighborhood.representation,
        origin=neighborhood.origin,
        _without_bins=without_bins,
    )
