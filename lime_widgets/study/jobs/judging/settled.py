"""What a study that samples until it is settled has for its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from traitlets import Any as AnyTrait
from traitlets import Bool, HasTraits, Unicode

from lime_widgets.engine.stability.settling import CONFIDENCE, DEFAULT_BUDGET

if TYPE_CHECKING:
    from lime_widgets.study.state import StudyTraits


class Interrupted(NamedTuple):
    """A `settle` that was stopped, cancelled or failed before its answer; zeros if none was.

    Attributes
    ----------
    k : int
    budget : int
    """

    k: int
    budget: int


class HasSettlement(HasTraits):
    """A study that can draw samples until the choice of its top features is settled."""

    settlement = AnyTrait(
        None,
        read_only=True,
        help="How clear the choice of the top features is at each number of samples, a `Settlement`; None until it is "
        "asked for.",
    )
    settling = Bool(
        default_value=False, read_only=True, help="Whether samples are drawn until the choice of features is settled."
    )
    settling_error = Unicode(
        "",
        read_only=True,
        help="Why the gaps could not be tested or the samples not be drawn; empty if they could, and once they are.",
    )

    @property
    def settling_interrupted(self) -> Interrupted:
        """What `continue_settling` goes on with."""
        study = cast("StudyTraits", self)
        with study.lock:
            return cast("Interrupted", study._runtime.settling.interrupted)  # noqa: SLF001  its own

    def settle(self, k: int | None = None, *, budget: int = DEFAULT_BUDGET, confidence: float = CONFIDENCE) -> None:
        """Draw samples until the choice of the top k features is settled, or a budget is reached; see `settlement`.

        The present samples are looked at first, so that nothing is drawn where they suffice. Otherwise `n_samples` is
        raised step by step; see `lime_widgets.explain_until_settled`. Samples that a cancellation or a failure has left
        out are drawn first.

        Parameters
        ----------
        k : int, optional
            The number of features, below that of the interpretable features; by default 5, or fewer where the
            explanation has fewer.
        budget : int, default 16,384
            The most samples to draw. Samples that are there stay.
        confidence : float, default 0.95
            The share of pairs of settled runs, with different seeds, that shall have the same top k.

        Raises
        ------
        LimeError
            If a parameter is out of its range.
        """
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.settling.ask(k, budget, confidence)  # noqa: SLF001  its own

    def settle_cost(self, budget: int = DEFAULT_BUDGET) -> int:
        """Count the rows that `settle` asks the model about at most; 0 where all samples of the budget have answers.

        All variants of a short text are no more than the budget, so that they are counted once each.
        """
        study = cast("StudyTraits", self)
        with study.lock:
            return int(study._runtime.settling.most_calls(budget))  # noqa: SLF001  its own

    def continue_settling(self) -> None:
        """Go on with the `settle` that was stopped, cancelled or failed, from the samples that are there.

        Without one, nothing happens.
        """
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.settling.go_on()  # noqa: SLF001  its own

    def stop_settling(self) -> None:
        """Draw no further samples; those that are there stay, and `continue_settling` goes on from there."""
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.settling.stop()  # noqa: SLF001  its own
