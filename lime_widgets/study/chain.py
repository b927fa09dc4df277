"""The chain from the black box's answers to an explanation, run from whichever link a change enters it at."""

from __future__ import annotations

import operator
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Int, TraitType, Unicode, validate

from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.explanation.neighborhood import check_n_features
from lime_widgets.engine.explanation.width_selection import widest
from lime_widgets.engine.growing import Growing
from lime_widgets.engine.perturbation.explainer import begin, cut
from lime_widgets.study.parameters import Parameters, Stage

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from traitlets import Bunch

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Sweep
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.base import Perturbation


class Question(NamedTuple):
    """What is asked of a neighborhood, but for the kernel width."""

    neighborhood: Neighborhood
    keywords: dict[str, Any]


class Swept(NamedTuple):
    """A question and its answers: at the widths that are asked for, or over the whole grid."""

    question: Question
    sweep: Sweep
    whole: bool


class Chain(Parameters):
    """Parameters, and what follows from them and from the answers that are there; it asks nobody."""

    compared = TraitType((), help="Further outputs to explain beside the one that is, by index or name.").tag(
        stage=Stage.FIT
    )

    # How it stands.
    status = Unicode("ready", read_only=True, help="ready, sampling, failed or cancelled.")
    progress = Float(0.0, read_only=True, help="Share of the samples that are there, 0 to 1.")
    error = Unicode(None, allow_none=True, read_only=True, help="What went wrong, or None.")
    neighborhood = AnyTrait(None, read_only=True, help="What the explanation is fitted to.")
    sweep = AnyTrait(
        None,
        read_only=True,
        help="Explanations at the kernel width and those compared to it, or over the whole grid of widths.",
    )
    complete = Bool(default_value=False, read_only=True, help="Whether the sweeps are over the whole grid.")
    target_met = Bool(default_value=True, read_only=True, help="Whether a kernel width reaches `target_score`.")
    explanation = AnyTrait(None, read_only=True, help="The explanation at the kernel width.")
    comparisons = AnyTrait((), read_only=True, help="The sweeps of the outputs in `compared`, one each.")
    n_model_calls = Int(0, read_only=True, help="How many samples the model was asked about.")
    generation = Int(0, read_only=True, help="Counts the changes of what stands above.")

    def __init__(self) -> None:
        super().__init__()
        # `_held` are all rows of the sequence asked for that the model has answered, by the
        # distance `_metric`. `neighborhood` is made of `_basis`, so many rows of those that
        # were held; `_shown` is their sequence, `_answered` whose answers it has, and `_column`
        # which of them is explained. `_swept` holds what was last asked of it, the explained
        # output first, and `_explained` what `explanation` was taken from.
        self._held: Neighborhood | None = None
        self._rows = Growing(), Growing()  # room for its Z and y, to which the next rows are appended
        self._metric = self.distance
        self._basis: tuple[Neighborhood, int] | None = None
        self._shown: Perturbation | None = None
        self._answered: BlackBox | None = None
        self._column: int | None = None
        self._swept: list[Swept] = []
        self._explained: Question | None = None
        # How many seconds the last fit took, and when it ended.
        self._last_fit = 0.0, 0.0
        # The instance and the explainer whose rows are shown.
        self._shown_of: tuple[Any, Any] | None = None

    @property
    def displayed_perturbation(self) -> Perturbation | None:
        """The sequence of perturbations that `neighborhood` was made of."""
        return self._shown

    @property
    def current(self) -> bool:
        """Whether what is shown is of the instance that is asked for, and not of one before it."""
        instance, explainer = self._shown_of or (None, None)
        return self.instance is instance and self.explainer is explainer

    @validate("output")
    def _check_output(self, proposal: Bunch) -> Any:
        if proposal.value is None or self._answered is not self.model:
            return proposal.value  # to be found among the outputs when they are known
        return self.neighborhood.resolve_output(proposal.value)

    @validate("compared")
    def _check_compared(self, proposal: Bunch) -> tuple[Any, ...]:
        value = proposal.value
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise problem(
                f"compared is {value!r}.",
                expected="a sequence of outputs, by index or name",
                mend='Pass ("cat", "dog") to explain these two beside the explained output, or () for none.',
            )
        if self._answered is not self.model:
            return tuple(value)
        return tuple(dict.fromkeys(self.neighborhood.resolve_output(output) for output in value))

    def _conclude(self) -> None:
        """Run the chain from the first link that was touched, and say how it stands."""
        if self._pending is None:
            return
        try:
            if self._pending < Stage.DRAW:
                self._run(self._pending)
        except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
            self._stand("failed", sentence(error))
        self._pending = None
        self._publish()

    def _run(self, stage: Stage) -> None:
        asked = self._asked_for()
        if stage == Stage.SAMPLE:
            self._held = None
            # As many as were asked for, also after there were fewer for a while.
            wanted, self.n_features = self._wanted_features, self._wanted_features
            self._wanted_features = wanted
        lacking = self._held is None or len(self._held) < asked.size(self.n_samples)
        if not lacking:
            self._stand("ready")
        elif stage <= Stage.GROW or self.status in {"sampling", "failed"}:
            self._stand("sampling")
        if self._metric != self.distance:
            self._measure()
        if self._held is not None and self._basis != (self._held, self.n_samples):
            self._show(asked, self._held)
        self._fit()

    def _measure(self) -> None:
        self._metric = self.distance
        if self._held is not None:
            self._held = self._measured(self._held, self._asked_for())
        elif self.neighborhood is not None:
            self.set_trait("neighborhood", self._measured(self.neighborhood, self._shown or self._asked_for()))

    def _measured(self, near: Neighborhood, perturbation: Perturbation) -> Neighborhood:
        distances = perturbation.distances(near.Z, self.distance)
        return near.at(distances, perturbation.default_kernel_width_for(self.distance))

    def _show(self, asked: Perturbation, held: Neighborhood) -> None:
        """Explain these rows from now on, as many of them as are asked for."""
        self._shown, self._answered, self._basis = asked, self.black_box, (held, self.n_samples)
        self._shown_of = self.instance, self.explainer
        self.set_trait("neighborhood", cut(asked, held, self.n_samples))
        self.set_trait("progress", min(1.0, len(held) / asked.size(self.n_samples)))

    def _fit(self) -> None:
        """Fit at the kernel width, or take the fit from a sweep that holds one."""
        near = self.neighborhood
        if near is None:
            return
        # Rows of before are explained while the model has not yet said which output is meant.
        if self._answered is self.black_box and (self.output is not None or self._shown is self._asked):
            self._column = None
            self._column = near.resolve_output(self.output)
            self.output = self._column
            self.compared = self.compared
        if self._column is None:
            return
        questions = self._questions()
        if self._width_by_hand:
            self.target_score = None
        if self.target_score is not None:
            self._choose_width(questions[0])
        self._width_by_hand = False
        self._swept = [self._fitted(question) for question in questions]
        self._settle()
        question, sweep, _ = self._swept[0]
        if question != self._explained or self.explanation.kernel_width != self.kernel_width:
            self._explained = question
            self.set_trait("explanation", sweep[cast("int", sweep.index(self.kernel_width))])

    def _choose_width(self, question: Question) -> None:
        """Set the largest kernel width whose R² is no less than the target."""
        known = self._known(question)
        if known is None or not known.whole:
            known = self._sweep_now(question, self._grid(), whole=True)
            self._swept = [known]
        chosen = widest(known.sweep, self.target_score)
        self.kernel_width = float(known.sweep.kernel_width[chosen.index])
        self.set_trait("target_met", chosen.met)

    def _known(self, question: Question) -> Swept | None:
        return next((swept for swept in self._swept if swept.question == question), None)

    def _fitted(self, question: Question) -> Swept:
        """A sweep that holds answers for the kernel widths that are asked for: the one that is there, or a new one."""
        known = self._known(question)
        if known is not None and all(known.sweep.index(width) is not None for width in self._widths()):
            return known
        widths, whole = self._widths_at_once()
        return self._sweep_now(question, widths, whole=whole)

    def _sweep_now(self, question: Question, widths: ArrayLike, *, whole: bool) -> Swept:
        began = time.monotonic()
        sweep = question.neighborhood.sweep(widths, **question.keywords)
        self._last_fit = time.monotonic() - began, time.monotonic()
        return Swept(question, sweep, whole)

    def _widths(self) -> NDArray[np.float64]:
        """The kernel width and those that are compared to it, in order."""
        return np.unique([self.kernel_width, *self.compared_widths])

    def _grid(self) -> NDArray[np.float64]:
        """The widths of a whole sweep."""
        return np.unique(np.append(self.kernel_widths, self._widths()))

    def _widths_at_once(self) -> tuple[NDArray[np.float64], bool]:
        """The widths to fit at before anything else, and whether they are those of a whole sweep."""
        return self._widths(), False

    def _settle(self) -> None:
        sweep, *comparisons = (swept.sweep for swept in self._swept)
        self.set_trait("sweep", sweep)
        self.set_trait("complete", all(swept.whole for swept in self._swept))
        if len(comparisons) != len(self.comparisons) or any(map(operator.is_not, comparisons, self.comparisons)):
            self.set_trait("comparisons", tuple(comparisons))

    def _questions(self) -> list[Question]:
        """What is asked of the neighborhood: about the explained output, and about each that is compared to it."""
        near = self.neighborhood
        return [
            Question(
                near,
                {
                    "output": output,
                    # Of the rows of before, while there are no others, what was asked for of them.
                    "n_features": check_n_features(self._wanted_features, near.Z.shape[1], near.default_n_features),
                    "feature_selection": self.feature_selection,
                    "alpha": self.alpha,
                    "kernel": self.kernel,
                    "surrogate": self.surrogate,
                },
            )
            for output in (self._column, *(self.compared if self._answered is self.black_box else ()))
        ]

    def _stand(self, status: str, error: str | None = None) -> None:
        if status == "sampling" and self._held is None:
            self.set_trait("progress", 0.0)
        self.set_trait("error", error)
        self.set_trait("status", status)

    def _hold(self, asked: Perturbation, Z: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Append the next rows of the sequence, as if all of them had been asked at once."""
        held = self._held
        if held is None or len(held) != len(self._rows[0]):
            self._rows = Growing(), Growing()
            if held is not None:  # rows that came before could not be held
                self._rows[0].append(held.Z), self._rows[1].append(held.y)
        Z, y = self._rows[0].append(Z), self._rows[1].append(y)
        self._held = begin(asked, Z, y, metric=self.distance, black_box=self.black_box)

    def _publish(self) -> None:
        """Say that all is set."""
        self.set_trait("generation", self.generation + 1)
