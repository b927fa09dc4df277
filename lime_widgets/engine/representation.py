"""What the engine asks of an interpretable representation, whatever the kind of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from lime_widgets.engine.distance import Distance, to_instance
from lime_widgets.engine.neighborhood import Neighborhood

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lime_widgets.engine.blackbox import BlackBox
    from lime_widgets.engine.sampling import Design


class Perturbation(Protocol):
    """An endless sequence of perturbations of one instance, row 0 being the instance itself."""

    @property
    def instance(self) -> Any:
        """The instance, as the user's data are made of."""
        ...

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the p interpretable features."""
        ...

    @property
    def default_kernel_width(self) -> float:
        """The kernel width that ``None`` stands for."""
        ...

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows of the sequence: their representation Z (m, p), and the inputs h(Z)."""
        ...


class Explainer(Protocol):
    """Knows how to perturb one kind of data; immutable, so that a study can compare two."""

    def perturb(self, x: Any, *, random_state: int, design: Design) -> Perturbation:
        """Check the instance and set up the sequence of its perturbations."""
        ...

    def replace(self, **changes: Any) -> Self:
        """The same explainer with other settings."""
        ...


def begin(
    perturbation: Perturbation,
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    metric: Distance,
    black_box: BlackBox,
) -> Neighborhood:
    """Make the neighbourhood of a perturbation's first rows and the black box's answers."""
    return Neighborhood(
        Z,
        y,
        to_instance(Z, metric),
        perturbation.feature_names,
        output_names=black_box.output_names,
        kind=black_box.kind or "value",
        default_kernel_width=perturbation.default_kernel_width,
    )
