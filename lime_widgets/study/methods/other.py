"""The job that explains by the other method: Shapley values beside LIME's weights, LIME's beside Shapley values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from traitlets import Any as AnyTrait
from traitlets import Bool, HasTraits

from lime_widgets.engine.errors import report
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.explanation.kinds.options import used_by
from lime_widgets.engine.explanation.shapley.difference import Difference, difference
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.perturbation.neighborhoods import first_samples, neighborhood_of
from lime_widgets.engine.texts import say
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


class HasOther(HasTraits):
    """A study that can show what differs between LIME's weights and Shapley values."""

    differing = Bool(
        default_value=False,
        help="Whether the other method explains too: Shapley values beside LIME's weights, LIME's weights beside "
        "Shapley values. `other_calls` tells how often the model is called for that.",
    ).tag(stage=Stage.DRAW)
    difference = AnyTrait(
        None,
        read_only=True,
        help="What differs between the explanation and the other method's; None until `differing` is set and the "
        "model has answered.",
    )
    other_error = AnyTrait(None, read_only=True, help="Why the other method failed, or None.")

    @property
    def other_calls(self) -> int:
        """How many more model evaluations the other method needs for the displayed instance."""
        study = cast("StudyTraits", self)
        with study.lock:
            return int(study._runtime.other.n_missing())  # noqa: SLF001  its own


@dataclass(frozen=True, eq=False)
class _Rows:
    """The sequence of the other method beside the displayed one, and its samples once the model has answered.

    Attributes
    ----------
    beside : Perturbation
        The requested sequence.
    perturbation : Perturbation
    kernel : str or callable
        The other method's.
    """

    beside: Perturbation
    perturbation: Perturbation
    kernel: Any


class OtherJob:
    """Keeps a study's `difference` up to date while `differing` is set.

    Parameters
    ----------
    study : Study
        With the traits of `HasOther`.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._rows: _Rows | None = None
        self._neighborhood: tuple[_Rows, str, Neighborhood] | None = None  # with its metric
        self._failed: tuple[_Rows, str] | None = None
        self._missing: tuple[tuple[Any, ...], int] | None = None  # with what it depends on
        self._n_asked = 0  # rows of `_rows` that the cache has

    def update(self) -> None:
        """Set `difference` for the displayed explanation, or None."""
        study, found, error = self._study, None, None
        if study.differing and self._refusal:
            error = self._refusal
        elif study.differing and self._is_possible:
            rows = self._current()
            if self._failed is not None and self._failed[0] is rows:
                error = self._failed[1]
            elif (neighborhood := self._known(rows)) is not None:
                found = self._compared(rows, neighborhood)
        study.set_trait("other_error", error)
        before: Difference | None = study.difference
        study.set_trait("difference", before if found == before else found)

    def n_missing(self) -> int:
        """Count the model evaluations that are missing; 0 where nothing is displayed."""
        if not self._is_possible:
            return 0
        rows = self._current()
        if self._known(rows) is not None:
            return 0
        # A search for flips may ask about some of the same masks.
        cache = self._chain.answer_cache
        key = rows, cache, cache.n_known, self._study.n_samples  # the first two are equal only to themselves
        if self._missing is None or self._missing[0] != key:
            self._missing = key, self._counted(rows)
        return self._missing[1]

    def wanted(self) -> bool:
        """Whether the study is at rest and shows what differs, and the other samples are not known."""
        if not (self._study.differing and self._is_possible):
            return False
        rows = self._current()
        return self._known(rows) is None and (self._failed is None or self._failed[0] is not rows)

    def due(self) -> float:
        """At once: somebody asked for it."""
        return 0.0

    def run(self) -> None:
        """Call the model for one batch of the other sequence; with the last one its samples are there."""
        study, chain = self._study, self._chain
        with study.lock:
            if not self._is_possible:
                return
            rows, cache, black_box, metric = self._current(), chain.answer_cache, study.black_box, study.distance
            n_rows, n_samples = rows.perturbation.n_rows(study.n_samples), study.n_samples
            most = max(
                2, black_box.batch_size or pacing.batch_rows(rows.perturbation.batch_size, chain.seconds_per_row)
            )
        perturbation, start = rows.perturbation, self._n_asked
        stop = n_rows if cache.n_missing(perturbation, start, n_rows, limit=most) <= most else min(n_rows, start + most)
        cache.ask(perturbation, black_box, start, stop, about_to_ask=chain.count_model_calls)
        neighborhood = None
        if stop == n_rows:
            Z, y = cache.ask(perturbation, black_box, 0, n_rows, about_to_ask=chain.count_model_calls)
            empty = None
            if rows.kernel == SHAPLEY:
                empty = perturbation.ask_empty(cache, black_box, about_to_ask=chain.count_model_calls)
            whole = neighborhood_of(perturbation, Z, y, metric=metric, black_box=black_box, empty=empty)
            neighborhood = first_samples(perturbation, whole, n_samples, answers_vary=black_box.answers_vary)
        with study.together():
            if self._rows is rows:
                self._n_asked = stop
                self._neighborhood = None if neighborhood is None else (rows, metric, neighborhood)
            chain.touch(Stage.DRAW)

    def failed(self, error: BaseException) -> None:
        """Say why; the explanation is not affected."""
        with self._study.together():
            if self._rows is not None:
                self._failed = self._rows, report(error)
            self._chain.touch(Stage.DRAW)

    @property
    def _is_possible(self) -> bool:
        study = self._study
        return bool(study.status == "ready" and study.current and study.explanation and not self._refusal)

    @property
    def _refusal(self) -> str:
        """Say why nothing can be compared; "" if something can."""
        if self._chain.methods.of_lime("surrogate") == "logistic":
            return say("differ.log_odds")
        return say("differ.own_rows") if self._chain.perturbation.user_supplied else ""

    def _current(self) -> _Rows:
        """Give the other sequence for the requested one."""
        study, beside = self._study, self._chain.perturbation
        kernel = self._chain.methods.lime_kernel if study.kernel == SHAPLEY else SHAPLEY
        known = self._rows
        if known is None or known.beside is not beside or known.kernel != kernel:
            self._rows = _Rows(beside, self._perturbation_for(kernel, beside), kernel)
            self._n_asked, self._missing, self._failed = 0, None, None
        return cast("_Rows", self._rows)

    def _perturbation_for(self, kernel: Any, beside: Perturbation) -> Perturbation:
        study, methods = self._study, self._chain.methods
        sampling = methods.needed.get("sampling") if kernel == SHAPLEY else methods.of_lime("sampling")
        if "sampling" in methods.needed and study.sampling != sampling:
            explainer = study.explainer.replace(sampling=sampling)
            drawn = explainer.perturb(study.instance, random_state=study.random_state, design=study.design)
            return cast("Perturbation", drawn.for_n_samples(study.n_samples))
        return beside.for_kernel(kernel)

    def _known(self, rows: _Rows) -> Neighborhood | None:
        """Give the samples of the other method if they are there."""
        study = self._study
        if rows.perturbation is rows.beside:  # the same rows; for Shapley values with everything removed too
            displayed: Neighborhood = study.neighborhood
            is_game = displayed.empty is not None or not rows.perturbation.asks_empty
            if rows.kernel != SHAPLEY or is_game:
                return displayed
        known = self._neighborhood
        same = known is not None and known[0] is rows and known[1] == study.distance
        return known[2] if known is not None and same else None

    def _counted(self, rows: _Rows) -> int:
        perturbation, cache = rows.perturbation, self._chain.answer_cache
        n_missing = cache.n_missing(perturbation, 0, perturbation.n_rows(self._study.n_samples))
        asks_empty = rows.kernel == SHAPLEY and isinstance(cache, MaskAnswers)
        return n_missing + (asks_empty and not cast("MaskAnswers", cache).known_empty(len(perturbation.feature_names)))

    def _compared(self, rows: _Rows, neighborhood: Neighborhood) -> Difference:
        study, shown = self._study, self._study.explanation
        request = self._chain.displayed.request
        is_shapley = rows.kernel == SHAPLEY
        surrogate = "ridge" if is_shapley else self._chain.methods.of_lime("surrogate")
        own = {name: getattr(study, name) for name in ("max_depth", "prior", "prior_precision")}
        other: Explanation = neighborhood.sweep(
            [study.kernel_width],
            output=shown.output,
            kernel=rows.kernel,
            # A value of Shapley's does not depend on how many are shown.
            n_features=neighborhood.Z.shape[1] if is_shapley or request is None else request.n_features,
            feature_selection=study.feature_selection,
            alpha=study.alpha,
            surrogate=surrogate,
            **used_by(surrogate, own),
        )[0]
        return difference(shown, other)
