"""The job that completes a change which an interrupt cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


class CatchUpJob:
    """Runs the chain where a stage is pending and no transaction is open.

    The end of a transaction runs the chain. A KeyboardInterrupt can hit between the two, at any bytecode;
    then the traits say what was asked for and the explanation is an older one.
    """

    priority: ClassVar[Priority] = Priority.BY_HAND

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain

    def wanted(self) -> bool:
        """Whether a stage is pending that did not fail."""
        return self._chain.pending.stage is not None and self._study.status != "failed"

    def due(self) -> float:
        """At once."""
        return 0.0

    def run(self) -> None:
        """Open and close a transaction, which runs the chain."""
        with self._study.together():
            pass

    def failed(self, error: BaseException) -> None:
        """Let the study fail."""
        with self._study.together():
            self._chain.stand("failed", error)
            self._chain.touch(Stage.DRAW)
