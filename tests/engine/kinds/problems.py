"""Samples for the tests of the kinds of surrogates."""

import numpy as np

from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.explanation.neighborhood import Neighborhood


def samples(n=600, p=8, *, seed=0, on_off=False):
    """Features, answers that are no sum of them, and distances."""
    rng = np.random.default_rng(seed)
    Z = (rng.random((n, p)) < 0.5).astype(float) if on_off else rng.normal(size=(n, p))
    Z[0] = 1.0 if on_off else 0.4
    y = Z[:, 0] - 2 * Z[:, 1] + Z[:, 2] * Z[:, 3] + 0.3 * np.sin(5 * Z[:, -1]) + 0.1 * rng.normal(size=n)
    return Z, y, np.linalg.norm(Z - Z[0], axis=1)


def neighborhood(n=600, p=8, *, seed=0, on_off=False, **options):
    return Neighborhood(*samples(n, p, seed=seed, on_off=on_off), **options)


def weights_of(samples, kernel_width):
    return kernel_weights(samples.distances, kernel_width)[0]


def by_column(explanation):
    """Coefficients at their columns, 0 elsewhere."""
    coef = np.zeros(len(explanation.feature_names))
    coef[explanation.features] = explanation.coef
    return coef
