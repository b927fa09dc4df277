"""What `lime` 0.2.0.1 hands to its fit, and how ours is held against that fit."""

from dataclasses import dataclass

import numpy as np
import pytest
from lime.lime_base import LimeBase

from lime_widgets.engine.explanation.neighborhood import Neighborhood

METHODS = ["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
TOLERANCE = 1e-8


@dataclass
class Seam:
    """What `lime` hands to its fit, and that fit itself."""

    base: LimeBase
    Z: np.ndarray
    y: np.ndarray
    distances: np.ndarray
    kernel_width: float

    def fitted(self, label, n_features, method):
        intercept, pairs, score, local = self.base.explain_instance_with_data(
            self.Z, self.y, self.distances, label, n_features, feature_selection=method
        )
        features, coef = zip(*pairs, strict=True)
        return np.array(features), np.array(coef), intercept, score, local[0]


def assert_same_fit(seam, label, n_features, method):
    ours = Neighborhood(seam.Z, seam.y, seam.distances).explain(
        output=label, n_features=n_features, feature_selection=method, kernel_width=seam.kernel_width
    )
    features, coef, intercept, score, local = seam.fitted(label, n_features, method)

    scale = np.ptp(seam.y[:, label])
    by_feature = np.argsort(features), np.argsort(ours.features)
    assert sorted(ours.features) == sorted(features)
    np.testing.assert_allclose(ours.coef[by_feature[1]], coef[by_feature[0]], rtol=0, atol=TOLERANCE * scale)
    np.testing.assert_allclose(np.abs(ours.coef), np.abs(coef), rtol=0, atol=TOLERANCE * scale)  # the order shown
    assert ours.intercept == pytest.approx(intercept, rel=0, abs=TOLERANCE * scale)
    assert ours.local_prediction == pytest.approx(local, rel=0, abs=TOLERANCE * scale)
    assert ours.score == pytest.approx(score, rel=0, abs=TOLERANCE)
