"""The repeats of the method that is not displayed, LIME or Shapley values, until the study returns to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lime_widgets.study.jobs.judging.runs import method_of

if TYPE_CHECKING:
    from lime_widgets.engine.stability.kept import KeptRun
    from lime_widgets.study.jobs.judging.runs import Drawing, Source
    from lime_widgets.study.state import StudyTraits


@dataclass(frozen=True, eq=False)
class Kept:
    """Runs that the model has answered for.

    Attributes
    ----------
    source : Source
        What they repeat.
    runs : list of KeptRun
    begun : dict of int to Drawing
        The runs that are not complete, by place.
    n_calls : int
        How many model evaluations they took.
    """

    source: Source
    runs: list[KeptRun]
    begun: dict[int, Drawing]
    n_calls: int


class Aside:
    """Keeps the runs of each method while the other one is displayed.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: StudyTraits) -> None:
        self._study = study
        self._kept: dict[str, Kept] = {}

    def put(self, kept: Kept) -> bool:
        """Keep runs if only the method has changed since; tell whether they are kept."""
        method = kept.source.method
        if method == method_of(self._study) or not self._is_of_study(kept):
            return False
        self._kept[method] = kept
        return True

    def take(self) -> Kept | None:
        """Give the runs of the method that is displayed; None without any."""
        self._kept = {method: kept for method, kept in self._kept.items() if self._is_of_study(kept)}
        return self._kept.pop(method_of(self._study), None)

    def _is_of_study(self, kept: Kept) -> bool:
        study, source = self._study, kept.source
        same = source.instance is study.instance and source.black_box is study.black_box
        return bool(same and (source.seed, source.design) == (study.random_state, study.design))
