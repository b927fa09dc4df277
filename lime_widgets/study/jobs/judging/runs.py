"""The runs that repeat an explanation: what they repeat, the run that is drawn or grown, and their fits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.perturbation.neighborhoods import first_samples
from lime_widgets.engine.stability.kept import KeptRun, kept
from lime_widgets.engine.stability.repeats import repeat_seeds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import AnswerCache
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study.state import Displayed, FitRequest, StudyTraits


@dataclass(frozen=True, eq=False)
class Source:
    """What the kept runs repeat.

    Attributes
    ----------
    perturbation : Perturbation
        The displayed sequence.
    black_box : BlackBox
    seed, design
        Of that sequence.
    instance
    method : {"lime", "shapley"}
    """

    perturbation: Perturbation
    black_box: BlackBox
    seed: int
    design: str
    instance: Any
    method: str


@dataclass(eq=False)
class Drawing:
    """A run whose rows the model is asked about: its sequence, and the answers so far.

    Attributes
    ----------
    seed : int
    perturbation : Perturbation
    cache : AnswerCache
    run : KeptRun or None
        The rows that the run had before; None for a new one.
    parts : list of (Z, y)
        The rows that are added.
    """

    seed: int
    perturbation: Perturbation
    cache: AnswerCache[Any]
    run: KeptRun | None
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = field(default_factory=list)

    @property
    def n_before(self) -> int:
        """How many rows there were before."""
        return 0 if self.run is None else len(self.run)

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return self.n_before + sum(len(y) for _, y in self.parts)

    def whole(self, n_samples: int) -> KeptRun:
        """Give the run with all rows."""
        if not self.parts and self.run is not None:  # as many rows serve more samples
            return replace(self.run, n_samples=n_samples)
        Z, y = (np.concatenate(each) for each in zip(*self.parts, strict=True))
        if self.run is None:
            return kept(self.seed, n_samples, self.perturbation, Z, y)
        return self.run.grown(n_samples, Z, y)


def source_of(study: StudyTraits, displayed: Displayed) -> Source:
    """Give what runs of the displayed samples repeat."""
    if displayed.perturbation is None or displayed.black_box is None:
        raise AssertionError
    of = displayed.perturbation, displayed.black_box, study.random_state, study.design
    return Source(*of, study.instance, method_of(study))


def method_of(asked: StudyTraits | FitRequest) -> str:
    """Tell which method the kernel of a study or of a request stands for."""
    return "shapley" if asked.kernel == SHAPLEY else "lime"


def method_shown(displayed: Displayed) -> str:
    """Tell which method the displayed explanation is of."""
    return "lime" if displayed.request is None else method_of(displayed.request)


def drawing_of(study: StudyTraits, source: Source, place: int, run: KeptRun | None, n_samples: int) -> Drawing:
    """Begin to draw the run at this place, or to grow the one that is there."""
    seed = repeat_seeds(source.seed, place + 1)[-1]
    perturbation = None if run is None else run.perturbation
    if perturbation is None:
        drawn = study.explainer.perturb(study.instance, random_state=seed, design=source.design)
        perturbation = drawn.for_n_samples(n_samples).for_kernel(study.kernel)
    cache = perturbation.answer_cache()
    if run is not None and run.masks is not None and isinstance(cache, MaskAnswers):
        cache.remember(run.masks, run.y)
    return Drawing(seed, perturbation, cache, run)


def fitted(run: KeptRun, displayed: Displayed, n_samples: int) -> Explanation:
    """Fit the displayed request to the first samples of a run."""
    request = displayed.request
    if displayed.perturbation is None or displayed.black_box is None or request is None:
        raise AssertionError
    neighborhood = run.neighborhood(
        displayed.perturbation,
        n_samples,
        metric=displayed.distance,
        black_box=displayed.black_box,
        empty=request.neighborhood.empty,
    )
    return replace(request, neighborhood=neighborhood).sweep([displayed.kernel_width])[0]


def own_fitted(displayed: Displayed, n_samples: int) -> Explanation:
    """Fit the displayed request to the first of the displayed samples, for runs that have fewer."""
    request, source = displayed.request, displayed.source
    if displayed.perturbation is None or displayed.black_box is None or request is None or source is None:
        raise AssertionError
    vary = displayed.black_box.answers_vary
    rows = first_samples(displayed.perturbation, source, n_samples, answers_vary=vary)
    # R² of other representations takes longer than the fit, and no repeat shows it.
    return replace(request, neighborhood=replace(rows, yardstick=None)).sweep([displayed.kernel_width])[0]
