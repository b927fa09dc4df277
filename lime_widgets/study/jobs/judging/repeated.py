"""What a study with repeats has for its readers: their traits, and the methods that ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from traitlets import Any as AnyTrait
from traitlets import Bool, Float, HasTraits, Unicode

from lime_widgets.engine.stability.repeats import DEFAULT_N_REPEATS

if TYPE_CHECKING:
    from lime_widgets.study.state import StudyTraits


class Cost(NamedTuple):
    """What more repeats take.

    Attributes
    ----------
    n_rows : int
        How many rows the model is asked about.
    seconds : float or None
        How long it takes, by the time of the last batch; None if it is not known.
    """

    n_rows: int
    seconds: float | None


class Standing(NamedTuple):
    """How far repeats have come.

    Attributes
    ----------
    n_samples : int
        How many samples each repeat has at least; 0 without repeats.
    n_done : int
        How many repeats there are; while they grow, how many have all samples.
    is_growing : bool
        Whether repeats get more samples.
    n_stopped : int
        How many repeats there should have been before they were cancelled or failed; 0 if there are as many.
    """

    n_samples: int
    n_done: int
    is_growing: bool
    n_stopped: int


class HasRepeats(HasTraits):
    """A study that can repeat its explanation with other seeds."""

    repeats = AnyTrait(
        None, read_only=True, help="The explanation beside repeats with other seeds, a `Stability`; None without any."
    )
    repeating = Float(
        None, allow_none=True, read_only=True, help="The share of the repeats that is made, 0 to 1; None at rest."
    )
    repeats_error = Unicode(
        "", read_only=True, help="Why the last repeat failed; empty if it did not, and once another one is made."
    )
    repeats_outdated = Bool(
        default_value=False,
        read_only=True,
        help="Whether repeats were dropped, because the explanation is of other samples since.",
    )

    @property
    def n_repeats_asked(self) -> int:
        """How many repeats there shall be; 0 while none was asked for."""
        study = cast("StudyTraits", self)
        return int(study._runtime.repeats.n_asked)  # noqa: SLF001  its own

    @property
    def repeats_standing(self) -> Standing:
        """How far the repeats have come."""
        study = cast("StudyTraits", self)
        with study.lock:
            return cast("Standing", study._runtime.repeats.standing())  # noqa: SLF001  its own

    def repeat(self, n_repeats: int = DEFAULT_N_REPEATS) -> None:
        """Repeat the explanation with other seeds; see `repeats`, where the repeats appear as they come.

        A change that needs no model call, such as another kernel width, fits the repeats again. With more samples the
        repeats stay as they are, beside the first samples of this run, until `repeat` is called again: then each of
        them asks the model about its further rows only. Another instance, model, seed or design drops them.

        Parameters
        ----------
        n_repeats : int, default 10
            How many repeats there shall be, 1 to 200. Those that are there count, and all of them get the samples of
            the explanation.

        Raises
        ------
        LimeError
            If it is another number, or the model has not answered for all samples of the explanation.
        """
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.repeats.ask(n_repeats)  # noqa: SLF001  its own

    def cancel_repeats(self) -> None:
        """Stop after the present batch; the repeats that are there stay, and `repeat` goes on from there."""
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.repeats.cancel()  # noqa: SLF001  its own

    def repeat_cost(self, n_repeats: int = DEFAULT_N_REPEATS) -> Cost:
        """Estimate what `repeat` would take: the model's rows and seconds."""
        study = cast("StudyTraits", self)
        with study.lock:
            return cast("Cost", study._runtime.repeats.cost(n_repeats))  # noqa: SLF001  its own
