"""The chain: runs the pipeline from the first link that a change touched, and sets the study's results."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import LimeError, problem, report
from lime_widgets.engine.explanation.checks import check_n_features
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.perturbation.neighborhoods import first_samples
from lime_widgets.study import pacing, pipeline
from lime_widgets.study.methods.switch import MethodSwitch
from lime_widgets.study.state import Answered, Displayed, FitRequest, Pending, Requested, Stage, Swept
from lime_widgets.study.width_grid import needed_widths, sweep_widths

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.answer_cache import AnswerCache
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study.state import StudyTraits


class Chain:
    """From the parameters and the answered rows of a study to its explanation; the model is not called here.

    Parameters
    ----------
    study : Study
        Its traits are read, and its read-only traits are set.

    Attributes
    ----------
    pending : Pending
    answered : Answered or None
        None until the model has answered the first rows of the requested sequence.
    displayed : Displayed
    clock : pacing.FitClock
    seconds_per_row : float or None
        How long the model took for a row of the last batch.
    changed_at : float
        When a parameter was last set, in seconds of `time.monotonic`.
    """

    def __init__(self, study: StudyTraits) -> None:
        self._study = study
        self.pending = Pending()
        self.answered: Answered | None = None
        self.displayed = Displayed()
        self.clock = pacing.FitClock()
        self.seconds_per_row: float | None = None
        self.changed_at = 0.0
        self._cache: AnswerCache[Any] | None = None
        self._is_setting_results = False
        self.methods = MethodSwitch(study)

    # ---- requested ----------------------------------------------------------------------------

    @property
    def perturbation(self) -> Perturbation:
        """The requested sequence of perturbations; call with the lock held."""
        perturbation = self.pending.perturbation
        if perturbation is None:
            study = self._study
            drawn = study.explainer.perturb(study.instance, random_state=study.random_state, design=study.design)
            perturbation = drawn.for_n_samples(study.n_samples).for_kernel(study.kernel)
            self.pending = replace(self.pending, perturbation=perturbation)
        return perturbation

    @property
    def answer_cache(self) -> AnswerCache[Any]:
        """The model's answers so far that are of use for the requested sequence."""
        if self._cache is None:
            self._cache = self.perturbation.answer_cache()
        return self._cache

    @property
    def n_rows(self) -> int:
        """How many rows of the requested sequence are needed."""
        return self.perturbation.n_rows(self._study.n_samples)

    @property
    def is_lacking_rows(self) -> bool:
        """Whether the model has not answered all needed rows."""
        answered, is_game = self.answered, self._study.kernel == SHAPLEY and self.perturbation.asks_empty
        # Shapley values need the answer with everything removed.
        return answered is None or len(answered) < self.n_rows or (is_game and answered.neighborhood.empty is None)

    def n_features(self, wanted: int | None) -> int:
        """How many features the requested sequence gives a user who asked for `wanted`."""
        perturbation = self.perturbation
        return check_n_features(wanted, len(perturbation.feature_names), perturbation.default_n_features)

    def want_n_features(self, wanted: int | None) -> int:
        """Remember how many features the user wants, and give the number for the requested sequence."""
        n_features = self.n_features(wanted)
        if not self._is_setting_results:
            # Who sets the default number wants the default for other instances too, whatever it is there.
            initial = self._study.initial_n_features
            wanted = initial if n_features == self.n_features(initial) else wanted
            self.pending = replace(self.pending, n_features=wanted)
        return n_features

    def requested(self) -> Requested:
        """Give the parameters as the pipeline takes them."""
        study = self._study
        return Requested(
            black_box=study.black_box,
            instance=study.instance,
            explainer=study.explainer,
            perturbation=self.perturbation,
            n_samples=study.n_samples,
            distance=study.distance,
            output=study.output,
            compared=study.compared,
            n_features=self.pending.n_features,
            feature_selection=study.feature_selection,
            alpha=study.alpha,
            kernel=study.kernel,
            surrogate=study.surrogate,
            max_depth=study.max_depth,
            prior=study.prior,
            prior_precision=study.prior_precision,
            kernel_width=study.kernel_width,
            compared_widths=study.compared_widths,
            target_score=None if self.pending.width_set else study.target_score,
            sweeping=study.sweeping,
        )

    # ---- changes ------------------------------------------------------------------------------

    def touch(self, stage: Stage) -> None:
        """Run the chain from this stage, or an earlier one, when the transaction ends."""
        before = self.pending.stage
        self.pending = replace(self.pending, stage=stage if before is None else min(before, stage))

    def react(self, change: Bunch) -> None:
        """Note what a trait that was set entails."""
        study, stage = self._study, self._study.trait_metadata(change.name, "stage")
        if self._is_setting_results or stage is None:
            return
        if stage == Stage.DRAW:
            # Most of these change nothing that is computed, and their own notification is enough.
            if change.name in {"sweeping", "flipping", "differing", "judging", *study.published_at_once}:
                self.touch(Stage.DRAW)
            return
        self.changed_at = time.monotonic()
        self.touch(self._with_other_rows(change, stage))
        if change.name == "model":
            self.forget_answers()
            study.output, study.compared = None, ()  # another model may have other outputs
        elif change.name in {"instance", "explainer"} and not study.answers_outlive_instance:
            self.forget_answers()
        elif change.name in {"kernel_width", "target_score"}:
            self._note_width(change)
        elif change.name == "distance" and study.kernel_width is not None:
            self._convert_widths(change.old)
        self._follow_explainer(change)
        self.methods.follow(change)

    def _with_other_rows(self, change: Bunch, stage: Stage) -> Stage:
        """Request another sequence where the change asks for one, and give the stage at which the change enters."""
        study, perturbation = self._study, self.pending.perturbation
        if change.name in {"n_samples", "kernel"} and perturbation is not None:
            # The complete list of perturbations may now replace a sample of them, or the sample the list.
            replacement = perturbation.for_n_samples(study.n_samples).for_kernel(study.kernel)
            self.pending = replace(self.pending, perturbation=replacement)
            if replacement is not perturbation:
                return Stage.SAMPLE
            return Stage.GROW if change.new == SHAPLEY else stage
        if stage == Stage.SAMPLE:
            self.pending = replace(self.pending, perturbation=None)
        return stage

    def _note_width(self, change: Bunch) -> None:
        """Remember whether the user set a kernel width or a target last."""
        if change.name == "kernel_width":
            self.pending = replace(self.pending, width_set=True)
        elif change.new is not None:
            self.pending = replace(self.pending, width_set=False)

    def _follow_explainer(self, change: Bunch) -> None:
        """Keep the explainer's settings and the study's parameters of the same names equal."""
        study = self._study
        if change.name == "explainer":
            for name in study.explainer_settings:
                setattr(study, name, getattr(change.new, name))
        elif change.name in study.explainer_settings:
            setting = getattr(study.explainer, change.name)
            # A custom setting may be an array, which cannot be compared as a whole.
            comparable = isinstance(setting, str | int) and isinstance(change.new, str | int)
            if change.new is not setting and not (comparable and change.new == setting):
                study.explainer = study.explainer.replace(**{change.name: change.new})

    def count_model_calls(self, n_rows: int) -> None:
        """Add to the study's `n_model_calls`; called before the model is."""
        with self._study.together():
            self._study.set_trait("n_model_calls", self._study.n_model_calls + n_rows)

    def forget_answers(self) -> None:
        """Call the model anew for everything."""
        self._cache, self.seconds_per_row = None, None

    def _convert_widths(self, former_metric: str) -> None:
        """Keep the kernel widths the same multiple of the default width under another distance."""
        study, perturbation, width_set = self._study, self.perturbation, self.pending.width_set
        ratio = perturbation.default_kernel_width_for(study.distance) / perturbation.default_kernel_width_for(
            former_metric
        )
        if ratio != 1:
            study.kernel_width *= ratio
            study.compared_widths = tuple(width * ratio for width in study.compared_widths)
            self.pending = replace(self.pending, width_set=width_set)

    # ---- runs ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the chain from the pending stage; afterwards no stage is pending.

        An interrupt leaves the stage pending and the study failed, so that the next change, or
        `Study.resume`, runs it again.
        """
        stage = self.pending.stage
        if stage is None:
            return
        try:
            if stage < Stage.DRAW:
                self._run_from(stage)
        except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
            self.stand("failed", error)
        except BaseException as error:
            interrupted = problem("study.interrupted", kind=type(error).__name__)
            interrupted.__cause__ = error
            self.stand("failed", interrupted)
            raise
        self.pending = replace(self.pending, stage=None)

    def _run_from(self, stage: Stage) -> None:
        study = self._study
        if stage == Stage.SAMPLE:
            self.answered = None
            # The number that the user asked for, also after an instance with fewer features.
            self._set_results(n_features=self.n_features(self.pending.n_features))
        if not self.is_lacking_rows:
            self.stand("ready")
        elif stage <= Stage.GROW or study.status in {"sampling", "failed"}:
            self.stand("sampling")
        requested = self.requested()
        if self.answered is not None:
            self.answered = pipeline.measure(self.answered, requested)
            requested = self._settle_explainer(requested, self.answered)
        self._display(pipeline.show_rows(requested, self.answered, self.displayed))
        clock = self.clock
        try:
            self._display(pipeline.explain(requested, self.displayed, clock.fit, seconds=clock.sweep_seconds))
        except LimeError:
            # The former samples need not suit the new parameters, for instance a prior that names the new words.
            # Their explanation stays until the model answers.
            if self.answered is not None or study.status != "sampling":
                raise
        else:
            self._settle_parameters(requested)

    def _settle_explainer(self, requested: Requested, answered: Answered) -> Requested:
        """Let the explainer decide what it left to the model's answers, once there are enough of them."""
        study = self._study
        if study.explainer.is_settled or len(answered) < min(self.n_rows, pacing.ENOUGH_TO_DECIDE):
            return requested
        settled = study.explainer.settled(first_samples(self.perturbation, answered.neighborhood, study.n_samples))
        if settled is None:
            return requested
        self._set_results(explainer=settled, **{name: getattr(settled, name) for name in study.explainer_settings})
        self.pending = replace(self.pending, perturbation=None)
        self._set_results(n_features=self.n_features(self.pending.n_features))  # other bins may be more features
        self.answered = pipeline.represent(answered, self.perturbation, requested)
        return self.requested()

    def _display(self, displayed: Displayed) -> None:
        """Set the read-only traits that show the result."""
        before, self.displayed = self.displayed, displayed
        results: dict[str, Any] = {}
        if displayed.neighborhood is not before.neighborhood:
            results["neighborhood"] = displayed.neighborhood
        if displayed.source is not before.source or displayed.n_samples != before.n_samples:
            results["progress"] = displayed.progress
        if displayed.sweeps is not before.sweeps:
            sweep, *comparisons = (swept.sweep for swept in displayed.sweeps)
            results |= {"sweep": sweep, "complete": displayed.is_complete}
            if list(map(id, comparisons)) != list(map(id, self._study.comparisons)):
                results["comparisons"] = tuple(comparisons)
        if displayed.explanation is not before.explanation:
            results["explanation"] = displayed.explanation
        self._set_results(**results)

    def _settle_parameters(self, requested: Requested) -> None:
        """Set the parameters that the result decides: resolved outputs, and a chosen kernel width."""
        displayed = self.displayed
        if pipeline.knows_outputs(requested, displayed):
            self._set_results(output=displayed.output, compared=displayed.compared)
        if displayed.explanation is not None:
            self._set_results(
                target_score=displayed.target_score,
                kernel_width=displayed.kernel_width,
                target_met=displayed.target_met,
            )
            self.pending = replace(self.pending, width_set=False)

    def _set_results(self, **results: Any) -> None:
        self._is_setting_results = True
        try:
            for name, value in results.items():
                self._study.set_trait(name, value)
        finally:
            self._is_setting_results = False

    def stand(self, status: str, error: BaseException | None = None) -> None:
        """Set the status, and what went wrong."""
        results: dict[str, Any] = {
            "error": None if error is None else report(error),
            "exception": error,
            "status": status,
        }
        if status == "sampling" and self.answered is None:
            results["progress"] = 0.0
        self._set_results(**results)

    # ---- the full sweep -----------------------------------------------------------------------

    @property
    def is_sweep_wanted(self) -> bool:
        """Whether a sweep over more widths is to follow once the study is at rest."""
        study, displayed = self._study, self.displayed
        if not study.sweeping or study.status not in {"ready", "cancelled"}:
            return False
        if not displayed.sweeps or displayed.is_complete or displayed.request is None:
            return False
        requested = self.requested()
        return len(sweep_widths(requested, displayed.request)) > len(needed_widths(requested))

    def fit_requests(self) -> list[FitRequest]:
        """Give the requests for the displayed samples at this moment."""
        return pipeline.fit_requests(self.requested(), self.displayed)

    def show_sweeps(self, sweeps: tuple[Swept, ...]) -> None:
        """Display full sweeps in place of those at fewer widths."""
        self._display(replace(self.displayed, sweeps=sweeps))
        self.touch(Stage.DRAW)
