"""Test doubles: perturbations and explainers of an instance with 30 parts, and models that record their calls."""

import numpy as np

from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.perturbation.masked import MaskPerturbation

N_PARTS = 30


class PartPerturbation(MaskPerturbation):
    """Perturbations whose model inputs are the masks themselves."""

    instance = None
    feature_names = tuple(f"part {i}" for i in range(N_PARTS))
    default_n_features = N_PARTS
    batch_size = 50

    def __init__(self, random_state=0, design="independent"):
        super().__init__(N_PARTS, random_state=random_state, design=design, removal="binomial")

    def default_kernel_width_for(self, metric):
        return {"cosine": 2.0, "removed": 3.0}[metric]

    def restore(self, masks):
        return masks.astype(np.float64)


class RowPerturbation(Perturbation):
    """The same inputs, but not a `MaskPerturbation`."""

    instance = None
    feature_names = PartPerturbation.feature_names
    batch_size = 50

    def __init__(self, random_state=0, design="independent"):
        self._parts = PartPerturbation(random_state, design)

    def default_kernel_width_for(self, metric):
        return 2.0

    def rows(self, start, stop):
        return self._parts.rows(start, stop)

    def inputs(self, rows, Z):
        return Z[rows]


class PartExplainer(Explainer):
    default_n_samples = 240
    metrics = ("cosine", "removed")
    settings = ("color", "size")
    perturbation = PartPerturbation

    def __init__(self, *, color="red", size=1):
        self.color, self.size = color, size

    def perturb(self, x, *, random_state=0, design="sobol"):
        return self.perturbation(random_state, design)

    def check(self, x):
        pass

    def neighbors(self, x, n, *, radius=None, random_state=0):
        raise NotImplementedError


class RowExplainer(PartExplainer):
    metrics = Explainer.metrics
    perturbation = RowPerturbation


def recording(batch_sizes):
    """Make a model that appends the size of each batch to a list."""

    def model(rows):
        batch_sizes.append(len(rows))
        return rows @ np.arange(N_PARTS) / N_PARTS

    return model
