"""What is asked of a study: the parameters of an explanation, as traits, and their checks.

A parameter that is set to something that cannot be used raises `LimeError`, and everything
stays as it was.
"""

# A trait that takes several types is declared by its default and its validator.

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import TraitType, validate

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import DISTANCES
from lime_widgets.engine.explanation.kernel import KERNELS, check_kernel_widths, kernel_width_grid
from lime_widgets.engine.explanation.neighborhood import check_n_features
from lime_widgets.engine.explanation.width_selection import check_target
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.sampling.designs import DEFAULT_N_SAMPLES, check_n_samples, seed_of
from lime_widgets.engine.surrogate.fit import check_alpha
from lime_widgets.study.changes import WholeChanges

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.base import Perturbation

# What the distances and kernels are called on screen, where that is not their name.
DISTANCE_NAMES = {
    "euclidean": "Euclidean",
    "sqeuclidean": "squared Euclidean",
    "manhattan": "Manhattan",
    "cosine": "cosine",
    "gower": "Gower",
}
_KERNELS = {"gaussian": "Gaussian", "epanechnikov": "Epanechnikov"}


class Stage(IntEnum):
    """Where in the chain a parameter enters; a lower stage runs all of the later ones too."""

    SAMPLE = 0
    GROW = 1
    MEASURE = 2
    FIT = 3
    DRAW = 4


# Parameters are of the plain `TraitType`: every value, None included, then goes through the
# validators below, and what is wrong with it is said in the package's own words.
class Parameters(WholeChanges):
    """The parameters of an explanation, and the perturbations that they ask for."""

    # Attributes that are no traits and may be set.
    _plain: ClassVar[tuple[str, ...]] = ("initial", "first_instance")
    _kept = ("_pending", "_asked", "_wanted_features", "_width_by_hand")

    # What is explained.
    model = TraitType(None, help="The black box: a fitted estimator, a pipeline or a callable.").tag(stage=Stage.SAMPLE)
    instance = TraitType(None, help="What the prediction was made for.").tag(stage=Stage.SAMPLE)
    explainer = TraitType(None, help="Perturbs data of this kind.").tag(stage=Stage.SAMPLE)
    output = TraitType(
        None,
        help="The output to explain, by index or name. By default the class that the model predicts; "
        "it stays the same for other instances.",
    ).tag(stage=Stage.FIT, parameter=True, label="Explained output", group="explain")

    # The neighborhood.
    n_samples = TraitType(
        DEFAULT_N_SAMPLES,
        help="How many perturbed samples the model is asked about. More make the weights "
        "steadier; only the new ones are asked.",
    ).tag(
        stage=Stage.GROW, parameter=True, label="Samples", group="neighborhood",
        low=64, high=65_536, scale="log",
    )  # fmt: skip
    random_state = TraitType(
        0,
        help="Seed of the random samples: the same seed gives the same explanation. Redraw to "
        "see how much the weights depend on it.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Seed", group="neighborhood", low=0)
    design = TraitType(
        "sobol",
        help="How the samples are spread: Sobol points fill the space evenly and make the "
        "weights steadier; independent draws are LIME's.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Design", group="neighborhood",
        choices={"sobol": "Sobol points", "independent": "independent draws"},
    )  # fmt: skip

    # Proximity.
    distance = TraitType(
        "euclidean", help="How far a sample is from the instance, between representations."
    ).tag(
        stage=Stage.MEASURE, parameter=True, label="Distance", group="neighborhood",
        choices={name: DISTANCE_NAMES[name] for name in DISTANCES},
    )  # fmt: skip
    kernel = TraitType(
        "exponential", help="How a sample's weight falls with its distance."
    ).tag(
        stage=Stage.FIT, parameter=True, label="Kernel", group="neighborhood",
        choices={name: _KERNELS.get(name, name) for name in KERNELS},
    )  # fmt: skip
    kernel_width = TraitType(
        None,
        help="How local the explanation is: the distance over which a sample's weight falls. "
        "In units of the distance; None is the default width.",
    ).tag(stage=Stage.FIT, parameter=True, label="Kernel width", group="explain", scale="log")
    compared_widths = TraitType((), help="Further kernel widths to explain at beside the one that is set.").tag(
        stage=Stage.FIT, parameter=True, label="Compared widths", group="explain"
    )
    target_score = TraitType(
        None,
        help="Let the kernel width be chosen: the largest at which the surrogate's R² is no less than this, 0 to 1. "
        "None, as it is again once a width is set, leaves it alone.",
    ).tag(stage=Stage.FIT, parameter=True, label="Target R²", group="explain")

    # The surrogate.
    surrogate = TraitType(
        "ridge",
        help="What is fitted: a linear model, with LIME's ridge penalty, or a logistic one, whose weights are in "
        "log-odds and which stays between 0 and 1.",
    ).tag(
        stage=Stage.FIT, parameter=True, label="Surrogate", group="surrogate",
        choices={"ridge": "linear (ridge)", "logistic": "logistic"},
    )  # fmt: skip
    n_features = TraitType(
        None,
        help="How many features the surrogate may use, 1 to all. None is 10, or all where there are fewer; for an "
        "image it is all of them.",
    ).tag(stage=Stage.FIT, parameter=True, label="Features", group="explain", low=1)
    feature_selection = TraitType(
        "auto", help="How the features that the surrogate uses are chosen."
    ).tag(
        stage=Stage.FIT, parameter=True, label="Feature selection", group="surrogate",
        choices={
            "auto": "auto", "forward_selection": "forward selection",
            "highest_weights": "highest weights", "lasso_path": "lasso path",
            "none": "none (all features)",
        },
    )  # fmt: skip
    alpha = TraitType(1.0, help="Ridge penalty: how strongly the weights are pulled to 0. LIME's is 1.").tag(
        stage=Stage.FIT, parameter=True, label="Penalty", group="surrogate", low=0.0, step=0.1
    )

    def __init__(self) -> None:
        super().__init__()
        # The sequence of perturbations that is asked for, another object each time that the
        # model has to be asked anew; None until it is needed.
        self._asked: Perturbation | None = None
        # How many features were asked for, where there are fewer of them just now.
        self._wanted_features: int | None = None
        self._first_wanted: int | None = None
        # The first link of the chain that what was set has touched, and what of the kernel width was set by whom.
        self._pending: Stage | None = None
        self._width_by_hand = False

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a trait; a name that is none is most often a parameter's, misspelt."""
        if not (name.startswith("_") or name in self._plain or self.has_trait(name)):
            raise AttributeError(self._unknown({name}))
        super().__setattr__(name, value)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the traits that are parameters of the explanation."""
        return tuple(self.trait_names(parameter=True))

    @property
    def kernel_widths(self) -> NDArray[np.float64]:
        """The grid that the kernel width is swept over: 129 steps, the default in the middle."""
        return kernel_width_grid(self.default_kernel_width)

    @property
    def default_kernel_width(self) -> float:
        """The kernel width that None stands for, of this distance."""
        return self._asked_for().default_kernel_width_for(self.distance)

    @property
    def default_n_features(self) -> int:
        """How many features the study began with, or all where there are fewer."""
        return self._features(self._first_wanted)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the interpretable features that the parameters ask for."""
        return self._asked_for().feature_names

    @property
    def perturbation(self) -> Perturbation:
        """The sequence of perturbations that the parameters ask for."""
        return self._asked_for()

    @property
    def black_box(self) -> BlackBox:
        """The adapter through which the model is asked."""
        black_box: BlackBox = self.model
        return black_box

    def update(self, **changes: Any) -> None:
        """Set several parameters at once, in whatever order they are named: all or none.

        Raises
        ------
        TypeError
            If there is no such parameter; then nothing is set.
        LimeError
            If one of them cannot be used; then none is set.
        """
        self._refuse_unknown(changes.keys() - self.traits(stage=lambda stage: stage is not None).keys())
        with self.together(), self._all_or_none():
            # Earlier links first: how many features there are depends on the bins.
            for name in sorted(changes, key=lambda name: self.trait_metadata(name, "stage")):
                setattr(self, name, changes[name])

    def _refuse_unknown(self, unknown: AbstractSet[str]) -> None:
        if unknown:
            raise TypeError(self._unknown(unknown))

    def _unknown(self, names: AbstractSet[str]) -> str:
        return (
            f"A study has no parameter {', '.join(map(repr, sorted(names)))}. Expected some of "
            f"{', '.join(self.parameter_names)}."
        )

    def _asked_for(self) -> Perturbation:
        with self._lock:
            if self._asked is None:
                drawn = self.explainer.perturb(self.instance, random_state=self.random_state, design=self.design)
                self._asked = drawn.planned(self.n_samples)
            return self._asked

    def _follow(self, change: Bunch) -> None:
        stage = self.trait_metadata(change.name, "stage")
        if stage is None or stage == Stage.DRAW:
            return
        if change.name == "n_samples" and self._asked is not None:
            before, self._asked = self._asked, self._asked.planned(change.new)
            if self._asked is not before:  # all perturbations that there are, in place of a sample of them
                stage = Stage.SAMPLE
        elif stage == Stage.SAMPLE:
            self._asked = None
        self._pending = stage if self._pending is None else min(self._pending, stage)
        if change.name == "model":
            self.output, self.compared = None, ()  # another model may have other outputs
        elif change.name == "kernel_width":
            self._width_by_hand = True
        elif change.name == "target_score" and change.new is not None:
            self._width_by_hand = False
        elif change.name == "distance" and self.kernel_width is not None:
            self._convert_widths(change.old)

    def _convert_widths(self, metric: str) -> None:
        """Take the kernel widths over from another distance, as many times the default as they were."""
        asked, by_hand = self._asked_for(), self._width_by_hand
        ratio = asked.default_kernel_width_for(self.distance) / asked.default_kernel_width_for(metric)
        if ratio != 1:
            self.kernel_width *= ratio
            self.compared_widths = tuple(width * ratio for width in self.compared_widths)
            self._width_by_hand = by_hand

    @validate("model")
    def _check_model(self, proposal: Bunch) -> BlackBox:
        value = proposal.value
        return value if isinstance(value, BlackBox) else BlackBox(value)

    @validate("instance")
    def _check_instance(self, proposal: Bunch) -> Any:
        self.explainer.perturb(proposal.value, random_state=0, design="sobol")
        return proposal.value

    @validate("explainer")
    def _check_explainer(self, proposal: Bunch) -> Any:
        if not hasattr(proposal.value, "perturb"):
            raise problem(
                f"The explainer is {type(proposal.value).__name__!r}.",
                expected="a TabularExplainer, a TextExplainer or an ImageExplainer",
                mend="Build one: lime_widgets.TabularExplainer(X_train), TextExplainer() or ImageExplainer().",
            )
        if self.instance is not None:
            proposal.value.perturb(self.instance, random_state=0, design="sobol")
        return proposal.value

    @validate("n_samples")
    def _check_n_samples(self, proposal: Bunch) -> int:
        return check_n_samples(proposal.value, proposal.trait.default_value)

    @validate("random_state")
    def _check_random_state(self, proposal: Bunch) -> int:
        return seed_of(proposal.value)

    @validate("kernel_width")
    def _check_kernel_width(self, proposal: Bunch) -> float:
        if proposal.value is None:
            return self.default_kernel_width
        widths = check_kernel_widths(proposal.value)
        if widths.ndim:
            raise problem(
                f"The kernel width is {proposal.value!r}.",
                expected="one number",
                mend="Ask Neighborhood.sweep for many widths.",
            )
        return float(widths)

    @validate("compared_widths")
    def _check_compared_widths(self, proposal: Bunch) -> tuple[float, ...]:
        value = proposal.value
        if isinstance(value, str | float | int) or not isinstance(value, Iterable):
            raise problem(
                f"compared_widths is {value!r}.",
                expected="a sequence of kernel widths",
                mend="Pass (0.5, 2.0) to explain at these two beside the kernel width, or () for none.",
            )
        widths = list(value)
        return tuple(dict.fromkeys(map(float, check_kernel_widths(widths)))) if widths else ()

    @validate("target_score")
    def _check_target_score(self, proposal: Bunch) -> float | None:
        return None if proposal.value is None else check_target(proposal.value)

    def _features(self, wanted: int | None) -> int:
        asked = self._asked_for()
        return check_n_features(wanted, len(asked.feature_names), asked.default_n_features)

    @validate("n_features")
    def _check_n_features(self, proposal: Bunch) -> int:
        shown = self._features(proposal.value)
        # Who goes back to the default wants it for other instances, too, whatever number it is for this one.
        self._wanted_features = self._first_wanted if shown == self.default_n_features else proposal.value
        return shown

    @validate("alpha")
    def _check_alpha(self, proposal: Bunch) -> float:
        return check_alpha(proposal.value)

    @validate("design", "distance", "kernel", "surrogate", "feature_selection", "palette")
    def _check_choice(self, proposal: Bunch) -> Any:
        name, value = proposal.trait.name, proposal.value
        known = tuple(self.trait_metadata(name, "choices"))
        if (isinstance(value, str) and value in known) or (name == "kernel" and callable(value)):
            return value
        raise problem(
            f"{name} is {value!r}.",
            expected="one of " + ", ".join(f'"{choice}"' for choice in known),
            mend=f'The default is "{proposal.trait.default_value}".',
        )
