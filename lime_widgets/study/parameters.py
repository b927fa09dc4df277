"""The parameters of a study: for each one a function that makes its trait, with check, label and tooltip.

Subclasses of Study make some of them again with other choices.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from traitlets import Bool, HasTraits, Int, TraitType

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.explanation.distance import DISTANCES
from lime_widgets.engine.explanation.kernel import KERNELS, SHAPLEY, check_kernel_widths
from lime_widgets.engine.explanation.kinds.prior import FROM_PRIOR, Prior, check_prior_precision
from lime_widgets.engine.explanation.width_selection import check_target
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.explainer import check_explainer
from lime_widgets.engine.perturbation.masked import MASK_SAMPLINGS
from lime_widgets.engine.sampling.designs import DEFAULT_N_SAMPLES, check_n_samples, seed_of
from lime_widgets.engine.sampling.local import check_local_width
from lime_widgets.engine.surrogate.kinds.estimators import is_estimator
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH, MOST_DEPTH
from lime_widgets.engine.surrogate.options import SURROGATES, check_alpha, check_max_depth, check_surrogate
from lime_widgets.engine.texts import say
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Choice, Setting
from lime_widgets.study.width_grid import needed_widths, sweep_seconds, sweep_widths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lime_widgets.study.state import StudyTraits


# ---- model, instance, output --------------------------------------------------------------------------


def model() -> Setting:
    """Make the trait `model`."""
    return Setting(None, stage=Stage.SAMPLE, check=_as_black_box)


def instance() -> Setting:
    """Make the trait `instance`."""
    return Setting(None, stage=Stage.SAMPLE, check_with_study=_check_instance)


def explainer() -> Setting:
    """Make the trait `explainer`."""
    return Setting(None, stage=Stage.SAMPLE, check_with_study=_check_explainer)


def output() -> Setting:
    """Make the trait `output`."""
    return Setting(None, stage=Stage.FIT, group="explain", check_with_study=_check_output)


def compared(*, parameter: bool = False) -> Setting:
    """Make the trait `compared`."""
    return Setting((), stage=Stage.FIT, parameter=parameter, check_with_study=_check_compared)


# ---- neighborhood -------------------------------------------------------------------------------


def n_samples(*, default: int = DEFAULT_N_SAMPLES, high: int = 65_536, text: str = "") -> Setting:
    """Make the trait `n_samples`."""
    return Setting(
        default,
        text=text,
        stage=Stage.GROW,
        group="neighborhood",
        low=64,
        high=high,
        scale="log",
        check=lambda value: check_n_samples(value, default),
    )


def random_state() -> Setting:
    """Make the trait `random_state`."""
    return Setting(0, stage=Stage.SAMPLE, group="neighborhood", low=0, check=seed_of)


def design(text: str = "") -> Choice:
    """Make the trait `design`."""
    return Choice("sobol", text=text, choices=("sobol", "independent"), stage=Stage.SAMPLE, group="neighborhood")


def distance(*, metrics: Sequence[str] = DISTANCES, text: str = "") -> Choice:
    """Make the trait `distance`; the first metric is the default."""
    return Choice(metrics[0], text=text, choices=tuple(metrics), stage=Stage.MEASURE, group="neighborhood")


def mask_sampling() -> Choice:
    """Make the trait `sampling` of texts and images."""
    return Choice(
        MASK_SAMPLINGS[0], text="mask_sampling", choices=MASK_SAMPLINGS, stage=Stage.SAMPLE, group="neighborhood"
    )


def local_width() -> Setting:
    """Make the trait `local_width`."""
    return Setting(None, stage=Stage.SAMPLE, group="neighborhood", check=check_local_width)


def kernel() -> Choice:
    """Make the trait `kernel`."""
    choices = (*KERNELS, SHAPLEY)
    return Choice("exponential", choices=choices, takes_callable=True, stage=Stage.FIT, group="neighborhood")


def kernel_width() -> Setting:
    """Make the trait `kernel_width`."""
    return Setting(None, stage=Stage.FIT, group="explain", scale="log", check_with_study=_check_kernel_width)


def compared_widths() -> Setting:
    """Make the trait `compared_widths`."""
    return Setting((), stage=Stage.FIT, group="explain", check=_check_compared_widths)


def target_score() -> Setting:
    """Make the trait `target_score`."""
    return Setting(
        None, stage=Stage.FIT, group="explain", check=lambda value: None if value is None else check_target(value)
    )


# ---- surrogate ----------------------------------------------------------------------------------

FROM_EXPLANATION = "explanation"
"""The prior that is the explanation of this moment."""


def _check_prior(study: StudyTraits, value: Any) -> Prior | None:
    """Read a prior; "explanation" is the explanation of this moment."""
    if isinstance(value, str) and value == FROM_EXPLANATION:
        if not study.explanation:
            raise problem("prior.no_explanation", status=study.status)
        value = study.explanation
    prior = Prior.of(value)
    # A prior that was set before is that of an earlier instance.
    return prior if prior is None or prior is value else prior.checked(study.feature_names)


class HasSurrogate(HasTraits):
    """A study whose surrogate may be of several kinds, with the parameters that only some of them have."""

    surrogate = Choice(
        "ridge",
        choices=SURROGATES,
        check_other=lambda value: check_surrogate(value) if is_estimator(value) else None,
        stage=Stage.FIT,
        group="surrogate",
    )
    max_depth = Setting(
        DEFAULT_MAX_DEPTH, stage=Stage.FIT, group="surrogate", low=1, high=MOST_DEPTH, step=1, check=check_max_depth
    )
    prior = Setting(
        None,
        stage=Stage.FIT,
        group="surrogate",
        choices=(None, FROM_EXPLANATION),
        check_with_study=_check_prior,
    )
    prior_precision = Setting(
        None, stage=Stage.FIT, group="surrogate", choices=(None, FROM_PRIOR), check=check_prior_precision
    )

    @property
    def why_unswept(self) -> str:
        """Say why no sweep over all kernel widths follows, because a fit takes long; "" where one does, or is there."""
        study = cast("StudyTraits", self)
        with study.lock:
            displayed = study._runtime.chain.displayed  # noqa: SLF001  its own
            if not displayed.sweeps or displayed.is_complete:
                return ""
            requested = study._runtime.chain.requested()  # noqa: SLF001  its own
            request = displayed.sweeps[0].request
            if len(sweep_widths(requested, request)) > len(needed_widths(requested)):
                return ""
            return say("note.unswept", seconds=f"{sweep_seconds(request, 1):.1g}", n=pacing.FEWEST_WIDTHS)


def n_features() -> Setting:
    """Make the trait `n_features`."""
    return Setting(None, stage=Stage.FIT, group="explain", low=1, check_with_study=_check_n_features)


def feature_selection() -> Choice:
    """Make the trait `feature_selection`."""
    return Choice(
        "auto",
        choices=("auto", "forward_selection", "highest_weights", "lasso_path", "none"),
        stage=Stage.FIT,
        group="surrogate",
    )


def alpha() -> Setting:
    """Make the trait `alpha`."""
    return Setting(1.0, stage=Stage.FIT, group="surrogate", low=0.0, step=0.1, check=check_alpha)


# ---- display ------------------------------------------------------------------------------------


def palette() -> Choice:
    """Make the trait `palette`."""
    return Choice("blue-orange", choices=("blue-orange", "green-red"), stage=Stage.DRAW, group="look")


def chart() -> Choice:
    """Make the trait `chart`."""
    return Choice("bars", choices=("bars", "waterfall"), stage=Stage.DRAW, group="look")


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
    check_explainer(value)
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
