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


class HasRepeats(HasTraits):
    """A study that can repeat its explanation with other seeds."""

    repeats = AnyTrait(
        None, read_only=True, help="The explanation beside repeats with other seeds, a `Stability`; None without any."
    )
    repeating = Float(
        None, allow_none=True, read_only=True, help="The share of the repeats that is made, 0 to 1; None at rest."
    )
    repeats_error = Unicode("", read_only=True, help="Why the last repeat failed; empty if it did not.")
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

    def repeat(self, n_repeats: int = DEFAULT_N_REPEATS) -> None:
        """Repeat the explanation with other seeds; see `repeats`, where the repeats appear as they come.

        A change that needs no model call, such as another kernel width, fits the repeats again. Any other drops them.

        Parameters
        ----------
        n_repeats : int, default 10
            How many repeats there shall be, 1 to 200. Those that are there count.

        Raises
        ------
        LimeError
            If it is another number.
        """
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.repeats.ask(n_repeats)  # noqa: SLF001  its own

    def cancel_repeats(self) -> None:
        """Stop repeating after the present batch; the repeats that are there stay."""
        study = cast("StudyTraits", self)
        with study.together():
            study._runtime.repeats.cancel()  # noqa: SLF001  its own

    def repeat_cost(self, n_repeats: int = DEFAULT_N_REPEATS) -> Cost:
        """Estimate what `repeat` would take: the model's rows and seconds."""
        study = cast("StudyTraits", self)
        with study.lock:
            return cast("Cost", study._runtime.repeats.cost(n_repeats))  # noqa: SLF001  its own
