"""The job that asks the model about training rows, for a surrogate of the whole model beside the local one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import HasTraits

from lime_widgets.engine.errors import report
from lime_widgets.engine.global_surrogate.answers import HELD_OUT, PENALTY_SHARE, GlobalAnswers, Whole, whole_kind
from lime_widgets.engine.global_surrogate.comparison import compared
from lime_widgets.engine.global_surrogate.placeless import placeless
from lime_widgets.engine.global_surrogate.surrogate import DEFAULT_N_ROWS, training_rows
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.global_surrogate.comparison import GlobalComparison
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


@dataclass
class _Asked:
    """The training rows of one request, the answers so far, and why they failed."""

    black_box: BlackBox
    table: Any
    codes: NDArray[np.float64]
    parts: list[NDArray[np.float64]] = field(default_factory=list)
    answers: GlobalAnswers | None = None
    error: str = ""

    @property
    def n_answered(self) -> int:
        return sum(map(len, self.parts))


class GlobalJob:
    """Asks the model about training rows once somebody wants it, and keeps `global_comparison` up to date.

    Parameters
    ----------
    study : TabularStudy
        With the trait `global_comparison`.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._asked: _Asked | None = None
        self._fitted: tuple[tuple[Any, ...], Whole] | None = None

    def ask(self, n_rows: int) -> None:
        """Ask the model about training rows."""
        study = self._study
        codes = training_rows(study.explainer, n_rows)
        self._asked = _Asked(study.black_box, study.explainer.table, codes)
        self._chain.touch(Stage.DRAW)

    def stop(self) -> None:
        """Forget the request and its answers."""
        self._asked = None
        self._chain.touch(Stage.DRAW)

    @property
    def asked(self) -> _Asked | None:
        """The request, if it is of the present model and table."""
        study, asked = self._study, self._asked
        if asked is None or asked.black_box is not study.black_box or asked.table is not study.explainer.table:
            return None
        return asked

    def update(self) -> None:
        """Set `global_comparison` to that of the displayed explanation, or None."""
        study, asked = self._study, self.asked
        found: GlobalComparison | None = None
        if asked is not None and asked.answers is not None and study.explanation:
            if not study.current:
                return  # the comparison of the former instance stays until the new one is explained
            try:
                whole = self._whole(asked.answers)
            except ValueError as error:  # what the surrogate refuses, it refuses again
                asked.error, asked.answers = report(error), None
            else:
                found = self._known(study.explanation, whole.explanation) or self._compared(whole, len(asked.codes))
        self._study.set_trait("global_comparison", found)

    def wanted(self) -> bool:
        """Whether rows of the request are not answered."""
        asked = self.asked
        at_rest = self._study.status in {"ready", "cancelled"}
        return bool(at_rest and asked is not None and asked.answers is None and not asked.error)

    def due(self) -> float:
        """At once: somebody asked for it."""
        return 0.0

    def run(self) -> None:
        """Ask the model about the next batch of rows."""
        study, chain = self._study, self._chain
        with study.lock:
            asked = self.asked
            if asked is None:
                return
            size = max(1, pacing.batch_rows(chain.perturbation.batch_size, chain.seconds_per_row))
        start = asked.n_answered
        rows = asked.codes[start : start + size]
        inputs = asked.table.decode(rows)
        y = asked.black_box.predict(inputs, first_row=start, proposed=size, about_to_ask=chain.count_model_calls)
        with study.together():
            asked.parts.append(y)
            if asked.n_answered == len(asked.codes):
                black_box = asked.black_box
                names, kind = tuple(black_box.output_names or ()), black_box.output_kind or "value"
                asked.answers = GlobalAnswers(asked.codes, np.concatenate(asked.parts), names, kind)
            chain.touch(Stage.DRAW)

    def failed(self, error: BaseException) -> None:
        """Show the sentence; the explanation is not affected."""
        with self._study.together():
            if self._asked is not None:
                self._asked.error = report(error)
            self._chain.touch(Stage.DRAW)

    def _whole(self, answers: GlobalAnswers) -> Whole:
        """Fit the surrogate of the whole model in the representation of the instance, unless that is known."""
        study = self._study
        local, perturbation = study.explanation, self._chain.displayed.perturbation
        options = self._options(local)
        kind, *rest = options.values()
        key = (answers, perturbation, local.output, kind, tuple(rest))
        if self._fitted is None or not _same(self._fitted[0], key):
            found = answers.whole(local, study.explainer, study.instance, **options)
            self._fitted = (key, found)
        return self._fitted[1]

    def _options(self, local: Explanation) -> dict[str, Any]:
        """Give the surrogate of the whole model, and its parameters."""
        study = self._study
        kind = whole_kind(local, study.surrogate)
        if isinstance(kind, str) and kind in ("ridge", "logistic"):
            return {"surrogate": kind, "alpha": PENALTY_SHARE * study.alpha}
        return {"surrogate": kind} | ({"max_depth": study.max_depth} if isinstance(kind, str) else {})

    def _compared(self, whole: Whole, n_rows: int) -> GlobalComparison:
        """Put the displayed explanation beside a surrogate of the whole model."""
        local, samples, request = self._study.explanation, None, self._chain.displayed.request
        if local.method == "lime" and request is not None:
            samples = placeless(local, request.neighborhood, request.kernel, **self._options(local))
        n_held_out = n_rows // HELD_OUT
        return compared(
            local, *whole[:2], n_rows - n_held_out, n_held_out, whole.moved, fidelity=whole.fidelity, samples=samples
        )

    def _known(self, local: Explanation, whole: Explanation) -> GlobalComparison | None:
        """Give the present comparison if it is of these two, so that nobody is notified."""
        comparison: GlobalComparison | None = self._study.global_comparison
        of = self._compared_of
        self._compared_of = (local, whole)
        return comparison if of is not None and of[0] is local and of[1] is whole else None

    _compared_of: tuple[Explanation, Explanation] | None = None


class HasGlobal(HasTraits):
    """A study that can put a surrogate of the whole model beside the local one."""

    global_comparison = AnyTrait(
        None,
        read_only=True,
        help="The local surrogate beside one of the whole model; None until `fit_global` has asked the model about "
        "training rows.",
    )

    _global: GlobalJob

    @property
    def n_global_rows(self) -> int:
        """How many training rows `fit_global` asks the model about by default."""
        study = cast("StudyTraits", self)
        return min(DEFAULT_N_ROWS, len(study.explainer.table))

    @property
    def n_global_answered(self) -> int | None:
        """How many of these rows the model has answered; None where nobody has asked."""
        asked = self._global.asked
        return None if asked is None else asked.n_answered

    @property
    def global_seconds(self) -> float | None:
        """How long the model takes for these rows, by the time of its last batch; None if it is not known."""
        study = cast("StudyTraits", self)
        per_row = study._runtime.chain.seconds_per_row  # noqa: SLF001  its own
        return None if per_row is None else self.n_global_rows * per_row

    @property
    def global_error(self) -> str:
        """Why the surrogate of the whole model could not be fitted; "" if nothing failed."""
        asked = self._global.asked
        return "" if asked is None else asked.error

    def fit_global(self, n_rows: int = DEFAULT_N_ROWS) -> None:
        """Ask the model about training rows, and fit a surrogate of the whole model; see `global_comparison`.

        Parameters
        ----------
        n_rows : int, default 1024
            The number of rows, or all where there are fewer. One in four is held out of the fit.

        Raises
        ------
        LimeError
            If the training table has too few rows.
        """
        with cast("StudyTraits", self).together():
            self._global.ask(n_rows)

    def stop_global(self) -> None:
        """Stop asking the model about training rows, and forget their answers."""
        with cast("StudyTraits", self).together():
            self._global.stop()


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    plain = (str, int, float, tuple)
    return all(a is b or (isinstance(a, plain) and a == b) for a, b in zip(one, other, strict=True))
