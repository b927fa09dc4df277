"""The job that fits the surrogate at all kernel widths, once nothing changes any more."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from lime_widgets.engine.explanation.sweep import Sweep
from lime_widgets.study import pacing
from lime_widgets.study.state import FitRequest, Stage, Swept
from lime_widgets.study.width_grid import sweep_seconds, sweep_widths
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


class SweepJob:
    """Sweeps the displayed explanation, and those compared to it, over the grid of kernel widths."""

    priority: ClassVar[Priority] = Priority.SWEEP

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._due: float | None = None
        self._running: float | None = None  # the due time of the sweep that is running

    def schedule(self) -> None:
        """Ask for a sweep when the study has been at rest for a while, if one is wanted."""
        wanted = self._chain.is_sweep_wanted
        self._due = time.monotonic() + pacing.REST_SECONDS if wanted else None

    def wanted(self) -> bool:
        """Whether a sweep is scheduled."""
        return self._due is not None

    def due(self) -> float:
        """The end of the rest."""
        return self._due or 0.0

    def run(self) -> None:
        """Sweep all that is displayed; stop between two parts when something changed."""
        study, chain = self._study, self._chain
        with study.lock:
            due, sweeps = self._due, list(chain.displayed.sweeps)
            self._running = due
            grid = sweep_widths(chain.requested(), sweeps[0].request) if sweeps else np.empty(0)
        for place, swept in enumerate(sweeps):
            if not swept.is_complete:
                sweep = self._swept(swept.request, grid, due)
                if sweep is None:
                    return
                sweeps[place] = Swept(swept.request, sweep, is_complete=True)
        with study.together():
            if due is None or self._due != due:
                return  # something has changed meanwhile, and another sweep is scheduled
            self._due = None
            if [swept.request for swept in sweeps] == chain.fit_requests():
                chain.show_sweeps(tuple(sweeps))

    def failed(self, error: BaseException) -> None:
        """Let the study fail: a custom kernel may raise at some widths."""
        study, chain = self._study, self._chain
        with study.together():
            if self._due is not None and self._due == self._running:
                chain.stand("failed", error)
                chain.touch(Stage.DRAW)

    def _swept(self, request: FitRequest, grid: NDArray[np.float64], due: float | None) -> Sweep | None:
        """Sweep one request in parts; None where it is no longer wanted."""
        n_parts = math.ceil(sweep_seconds(request, len(grid)) / pacing.PART_SECONDS)
        parts = []
        for kernel_widths in np.array_split(grid, n_parts):
            with self._study.lock:
                if self._due != due:
                    return None
            parts.append(request.sweep(kernel_widths))
        return Sweep.joined(parts)
