"""The parameters of a study: for each one a function that makes its trait, with check, label and tooltip.

Subclasses of Study make some of them again with other choices.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from traitlets import Bool, Int, TraitType

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.explanation.distance import DISTANCES
from lime_widgets.engine.explanation.kernel import KERNELS, check_kernel_widths
from lime_widgets.engine.explanation.width_selection import check_target
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.sampling.designs import DEFAULT_N_SAMPLES, check_n_samples, seed_of
from lime_widgets.engine.surrogate.options import check_alpha
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Choice, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lime_widgets.study.state import StudyTraits


# Names of distances and kernels on screen, where they differ from the parameter's values.
_DISTANCE_NAMES = {
    "euclidean": "Euclidean",
    "sqeuclidean": "squared Euclidean",
    "manhattan": "Manhattan",
    "cosine": "cosine",
    "gower": "Gower",
    "removed": "share removed",
}
_KERNEL_NAMES = {"gaussian": "Gaussian", "epanechnikov": "Epanechnikov"}
_SAMPLES_HELP = (
    "How many perturbed samples the model evaluates. More samples make the weights steadier; only the new ones are "
    "evaluated."
)
_DESIGN_HELP = (
    "How the samples are spread. Sobol points fill the space evenly and make the weights steadier. LIME's are random."
)
EVEN_MASKS = "even"
MASK_DESIGN_HELP = (
    "How the samples are drawn. Even: any two features are removed together as often as apart, as nearly as possible, "
    "which makes the weights steadier. LIME's are random."
)
MASK_DISTANCE_HELP = (
    "The distance of a sample from the instance, in percent for texts and 0 to 1 for images: by the cosine between "
    "the features that are kept, or by the share of the features that are removed."
)
_DISTANCE_HELP = "How the distance between a sample and the instance is measured, between representations."


# ---- model, instance, output --------------------------------------------------------------------------


def model() -> Setting:
    """Make the trait `model`."""
    return Setting(
        None, "The black box: a fitted estimator, a pipeline or a callable.", stage=Stage.SAMPLE, check=_as_black_box
    )  # fmt: skip


def instance() -> Setting:
    """Make the trait `instance`."""
    return Setting(
        None, "What the prediction was made for.", stage=Stage.SAMPLE, check_with_study=_check_instance
    )  # fmt: skip


def explainer() -> Setting:
    """Make the trait `explainer`."""
    return Setting(
        None, "Perturbs data of this kind.", stage=Stage.SAMPLE, check_with_study=_check_explainer
    )  # fmt: skip


def output() -> Setting:
    """Make the trait `output`."""
    return Setting(
        None,
        "The output to explain, by index or name. Automatic: the class that the model predicts. It stays the same "
        "for other instances.",
        stage=Stage.FIT, label="Explained output", group="explain", check_with_study=_check_output,
    )  # fmt: skip


def compared(*, parameter: bool = False) -> Setting:
    """Make the trait `compared`."""
    return Setting(
        (), "Further outputs to explain beside the explained output, by index or name.",
        stage=Stage.FIT, parameter=parameter, check_with_study=_check_compared,
    )  # fmt: skip


# ---- neighborhood -------------------------------------------------------------------------------


def n_samples(*, default: int = DEFAULT_N_SAMPLES, high: int = 65_536, help: str = _SAMPLES_HELP) -> Setting:  # noqa: A002
    """Make the trait `n_samples`."""
    return Setting(
        default, help,
        stage=Stage.GROW, label="Samples", group="neighborhood", low=64, high=high, scale="log",
        check=lambda value: check_n_samples(value, default),
    )  # fmt: skip


def random_state() -> Setting:
    """Make the trait `random_state`."""
    return Setting(
        0,
        "Seed of the random samples. The same seed gives the same explanation. Redraw to see how much the weights "
        "depend on it.",
        stage=Stage.SAMPLE, label="Seed", group="neighborhood", low=0, check=seed_of,
    )  # fmt: skip


def design(*, even: str = "even (Sobol)", help: str = _DESIGN_HELP) -> Choice:  # noqa: A002
    """Make the trait `design`."""
    return Choice(
        "sobol", help, choices={"sobol": even, "independent": "random"},
        stage=Stage.SAMPLE, label="Sampling", group="neighborhood",
    )  # fmt: skip


def distance(*, metrics: Sequence[str] = DISTANCES, help: str = _DISTANCE_HELP) -> Choice:  # noqa: A002
    """Make the trait `distance`; the first metric is the default."""
    return Choice(
        metrics[0], help, choices={name: _DISTANCE_NAMES[name] for name in metrics},
        stage=Stage.MEASURE, label="Distance", group="neighborhood",
    )  # fmt: skip


def kernel() -> Choice:
    """Make the trait `kernel`."""
    return Choice(
        "exponential", "How the weight of a sample falls with its distance.",
        choices={name: _KERNEL_NAMES.get(name, name) for name in KERNELS}, takes_callable=True,
        stage=Stage.FIT, label="Kernel", group="neighborhood",
    )  # fmt: skip


def kernel_width() -> Setting:
    """Make the trait `kernel_width`."""
    return Setting(
        None,
        "How local the explanation is: the distance over which the weight of a sample falls, in units of the "
        "distance. Automatic: the default width.",
        stage=Stage.FIT, label="Kernel width", group="explain", scale="log", check_with_study=_check_kernel_width,
    )  # fmt: skip


def compared_widths() -> Setting:
    """Make the trait `compared_widths`."""
    return Setting(
        (), "Further kernel widths to explain at, beside the kernel width.",
        stage=Stage.FIT, label="Compared widths", group="explain", check=_check_compared_widths,
    )  # fmt: skip


def target_score() -> Setting:
    """Make the trait `target_score`."""
    return Setting(
        None,
        "Choose the kernel width automatically: the largest at which R² for samples left out of the fit reaches this "
        "target, 0 to 1. Setting a width turns this off.",
        stage=Stage.FIT, label="Target R²", group="explain",
        check=lambda value: None if value is None else check_target(value),
    )  # fmt: skip


# ---- surrogate ----------------------------------------------------------------------------------


def surrogate() -> Choice:
    """Make the trait `surrogate`."""
    return Choice(
        "ridge",
        "The surrogate that is fitted: a linear model with LIME's ridge penalty, or a logistic one, whose weights are "
        "in log-odds and whose answers stay between 0 and 1.",
        choices={"ridge": "linear (ridge)", "logistic": "logistic"},
        stage=Stage.FIT, label="Surrogate", group="surrogate",
    )  # fmt: skip


def n_features() -> Setting:
    """Make the trait `n_features`."""
    return Setting(
        None, "How many features the surrogate may use. Automatic: 10 features; for an image, all of them.",
        stage=Stage.FIT, label="Features", group="explain", low=1, check_with_study=_check_n_features,
    )  # fmt: skip


def feature_selection() -> Choice:
    """Make the trait `feature_selection`."""
    return Choice(
        "auto", "How the features of the surrogate are selected.",
        choices={
            "auto": "automatic", "forward_selection": "forward selection", "highest_weights": "highest weights",
            "lasso_path": "lasso path", "none": "none (all features)",
        },
        stage=Stage.FIT, label="Feature selection", group="surrogate",
    )  # fmt: skip


def alpha() -> Setting:
    """Make the trait `alpha`."""
    return Setting(
        1.0, "Ridge penalty: how strongly the weights are pulled to 0. LIME's is 1.",
        stage=Stage.FIT, label="Penalty", group="surrogate", low=0.0, step=0.1, check=check_alpha,
    )  # fmt: skip


# ---- display ------------------------------------------------------------------------------------


def palette() -> Choice:
    """Make the trait `palette`."""
    return Choice(
        "blue-orange",
        "Colors for and against. Color-blind readers can tell blue and orange apart.",
        choices={"blue-orange": "blue and orange", "green-red": "green and red"},
        stage=Stage.DRAW,
        label="Colors",
        group="look",
    )


def chart() -> Choice:
    """Make the trait `chart`."""
    return Choice(
        "bars",
        "How contributions are drawn: as bars from zero, or as a waterfall from the base to the surrogate's answer.",
        choices={"bars": "bars", "waterfall": "waterfall"},
        stage=Stage.DRAW, label="Chart", group="look",
    )  # fmt: skip


def highlight() -> TraitType[int, Any]:
    """Make the trait `highlight`."""
    return Int(-1, help="The interpretable feature under the pointer, −1 for none.").tag(stage=Stage.DRAW)


def sweeping() -> TraitType[bool, Any]:
    """Make the trait `sweeping`."""
    return Bool(
        default_value=False,
        help="Whether a sweep over the whole grid of kernel widths follows every change, once the study is at rest.",
    ).tag(stage=Stage.DRAW)


# ---- checks that need the study ------------------------------------------------------------------


def _as_black_box(value: Any) -> BlackBox:
    """Adapt a model."""
    return value if isinstance(value, BlackBox) else BlackBox(value)


def _check_instance(study: StudyTraits, value: Any) -> Any:
    """Check that the explainer can perturb the instance."""
    study.explainer.check(value)
    return value


def _check_explainer(study: StudyTraits, value: Any) -> Any:
    """Check that it is an explainer, and one that can perturb the instance."""
    if not hasattr(value, "perturb"):
        raise problem("explainer.invalid", kind=type(value).__name__)
    if study.instance is not None:
        value.check(study.instance)
    return value


def _check_output(study: StudyTraits, value: Any) -> Any:
    """Find the output, if the model's outputs are known."""
    if value is None or not study.knows_outputs:
        return value
    return study.neighborhood.resolve_output(value)


def _check_compared(study: StudyTraits, value: Any) -> tuple[Any, ...]:
    """Find the compared outputs, if the model's outputs are known."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise problem("compared.invalid", value=value)
    if not study.knows_outputs:
        return tuple(value)
    return tuple(dict.fromkeys(study.neighborhood.resolve_output(each) for each in value))


def _check_kernel_width(study: StudyTraits, value: Any) -> float:
    """Check a kernel width; None is the default width."""
    if value is None:
        return float(study.default_kernel_width)
    widths = check_kernel_widths(value)
    if widths.ndim:
        raise problem("kernel_width.one", value=value)
    return float(widths)


def _check_compared_widths(value: Any) -> tuple[float, ...]:
    """Check a sequence of kernel widths."""
    if isinstance(value, str | float | int) or not isinstance(value, Iterable):
        raise problem("compared_widths.invalid", value=value)
    widths = list(value)
    if any(np.ndim(width) if isinstance(width, np.ndarray) else not np.isscalar(width) for width in widths):
        raise problem("compared_widths.no_numbers", value=shortened(repr(value), 60))
    return tuple(dict.fromkeys(map(float, check_kernel_widths(widths)))) if widths else ()


def _check_n_features(study: StudyTraits, value: Any) -> int:
    """Check a number of features, and remember it for instances with more features."""
    return int(study._runtime.chain.want_n_features(value))  # noqa: SLF001  the study's own check
