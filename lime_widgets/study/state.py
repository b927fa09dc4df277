"""The state of a study between two changes: pending, requested, answered, displayed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from lime_widgets.engine.explanation.kinds.options import used_by
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.kinds.prior import Prior
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.explanation.sweep import Sweep
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate


# A study as its parts see it. The parts do not import the classes that are made of them, so that imports run one way.
StudyTraits: TypeAlias = Any


class Stage(IntEnum):
    """Where in the chain a parameter enters; an earlier stage runs all later ones too."""

    SAMPLE = 0  # other perturbations: the model is called for all of them
    GROW = 1  # more rows of the same sequence
    MEASURE = 2  # other distances
    FIT = 3  # other weights or another surrogate
    DRAW = 4  # nothing but the display


@dataclass(frozen=True)
class Pending:
    """What changed since the chain ran last, and what the traits alone do not tell.

    Attributes
    ----------
    stage : Stage or None
        The earliest stage that changed; None when the chain has run.
    perturbation : Perturbation or None
        The requested sequence: another object each time that the model must be called anew; None
        until it is needed.
    n_features : int or None
        The number of features that the user asked for, also where the instance has fewer; None for the default.
    width_set : bool
        Whether the user set the kernel width, which ends its automatic choice.
    """

    stage: Stage | None = None
    perturbation: Perturbation | None = None
    n_features: int | None = None
    width_set: bool = False


@dataclass(frozen=True, eq=False)
class Requested:
    """The input of the pipeline: the parameters of an explanation, as the user set them.

    Attributes
    ----------
    perturbation : Perturbation
        The requested sequence; the other attributes are named as the study's traits.
    """

    black_box: BlackBox
    instance: Any
    explainer: Any
    perturbation: Perturbation
    n_samples: int
    distance: str
    output: int | str | None
    compared: tuple[int | str, ...]
    n_features: int | None
    feature_selection: FeatureSelection
    alpha: float
    kernel: Kernel
    surrogate: Surrogate
    kernel_width: float
    compared_widths: tuple[float, ...]
    target_score: float | None
    sweeping: bool
    max_depth: int = DEFAULT_MAX_DEPTH
    prior: Prior | None = None
    prior_precision: float | str | None = None


@dataclass(frozen=True, eq=False)
class Answered:
    """All rows of the requested sequence that the model has answered.

    Attributes
    ----------
    neighborhood : Neighborhood
    distance : str
        The metric of its distances.
    """

    neighborhood: Neighborhood
    distance: str

    def __len__(self) -> int:
        return len(self.neighborhood)


@dataclass(frozen=True)
class FitRequest:
    """A fit of one neighborhood, without the kernel width. Equal requests have equal answers."""

    neighborhood: Neighborhood
    output: int
    n_features: int
    feature_selection: FeatureSelection
    alpha: float
    kernel: Kernel
    surrogate: Surrogate
    max_depth: int = DEFAULT_MAX_DEPTH
    prior: Prior | None = None
    prior_precision: float | str | None = None

    @property
    def of_surrogate(self) -> dict[str, Any]:
        """The parameters that only this surrogate has."""
        values = {"max_depth": self.max_depth, "prior": self.prior, "prior_precision": self.prior_precision}
        return used_by(self.surrogate, values)

    def sweep(self, kernel_widths: ArrayLike) -> Sweep:
        """Fit the surrogate at some kernel widths."""
        return self.neighborhood.sweep(
            kernel_widths,
            output=self.output,
            n_features=self.n_features,
            feature_selection=self.feature_selection,
            alpha=self.alpha,
            kernel=self.kernel,
            surrogate=self.surrogate,
            **self.of_surrogate,
        )


@dataclass(frozen=True, eq=False)
class Swept:
    """A request and its explanations, at the widths that are needed or over the whole grid."""

    request: FitRequest
    sweep: Sweep
    is_complete: bool


@dataclass(frozen=True, eq=False)
class Displayed:
    """The output of the pipeline: what the views show.

    Attributes
    ----------
    neighborhood : Neighborhood or None
        The samples that the explanation is fitted to; None before the first answers.
    perturbation, black_box, instance, explainer
        Where these samples come from. While the model runs they may be older than the requested ones.
    source : Neighborhood or None
        The answered rows that `neighborhood` is taken from.
    n_samples : int
        How many samples were asked for then.
    distance : str
        The metric of the distances.
    progress : float
        Share of the requested rows that the model has answered, 0 to 1.
    output : int or None
        The explained output; None while it is not known.
    compared : tuple of int or None
        The outputs explained beside it; None while the model's outputs are not known.
    sweeps : tuple of Swept
        The explained output's first, then one for each compared output.
    request : FitRequest or None
        The request that `explanation` answers.
    explanation : Explanation or None
    kernel_width : float
        The width of `explanation`.
    target_score : float or None
        The target that the kernel width was chosen for.
    target_met : bool
        Whether a width reaches it.
    """

    neighborhood: Neighborhood | None = None
    perturbation: Perturbation | None = None
    black_box: BlackBox | None = None
    instance: Any = None
    explainer: Any = None
    source: Neighborhood | None = None
    n_samples: int = 0
    distance: str = ""
    progress: float = 0.0
    output: int | None = None
    compared: tuple[int, ...] | None = None
    sweeps: tuple[Swept, ...] = ()
    request: FitRequest | None = None
    explanation: Explanation | None = None
    kernel_width: float = 0.0
    target_score: float | None = None
    target_met: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether the sweeps cover the whole grid of kernel widths."""
        return all(swept.is_complete for swept in self.sweeps)
