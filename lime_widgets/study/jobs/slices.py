"""The job that calls the model along one or two columns of a table, when nothing else is to be done."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import numpy as np

from lime_widgets.engine.errors import report
from lime_widgets.engine.tabular.slices import Slice, slice_of
from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits

# The places of the columns, and at how many values of each the model is called.
SliceKey: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Sliced:
    """A slice, and the black box's answers along it.

    Attributes
    ----------
    slice : Slice
    black_box : BlackBox
        Which answered.
    y : ndarray of shape (m, k) or None
        None where it failed.
    error : str or None
        Why it failed.
    """

    slice: Slice
    black_box: BlackBox
    y: NDArray[np.float64] | None
    error: str | None = None


@dataclass(frozen=True, eq=False)
class _Started:
    """A slice that takes several batches, and the answers so far."""

    key: SliceKey
    slice: Slice
    black_box: BlackBox
    parts: tuple[NDArray[np.float64], ...] = ()

    @property
    def n_rows(self) -> int:
        return sum(map(len, self.parts))


class SliceJob:
    """Keeps the slices that views show up to date.

    Parameters
    ----------
    study : TabularStudy
        Its trait `slices` holds the results.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.SLICES

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._n_users: Counter[SliceKey] = Counter()
        self._started: _Started | None = None
        self._seconds: dict[SliceKey, float] = {}  # how long each slice took the last time

    @property
    def keys(self) -> tuple[SliceKey, ...]:
        """The slices that are shown."""
        return tuple(self._n_users)

    def add(self, key: SliceKey) -> None:
        """Count one more view of a slice."""
        slice_of(self._study.explainer, self._study.instance, *key)
        self._n_users[key] += 1
        self._chain.touch(Stage.DRAW)

    def remove(self, key: SliceKey) -> None:
        """Count one view less; without views a slice is forgotten."""
        self._n_users[key] -= 1
        if self._n_users[key] <= 0:
            del self._n_users[key]
            self._publish({known: sliced for known, sliced in self._study.slices.items() if known != key})

    def forget(self) -> None:
        """Forget what was measured of another model."""
        self._started = None
        self._seconds.clear()

    def refresh(self) -> None:
        """Keep the slices that are the same along the requested row, and drop the others."""
        study, kept = self._study, {}
        for key, sliced in study.slices.items():
            now = slice_of(study.explainer, study.instance, *key)
            if sliced.black_box is study.black_box and sliced.slice.key == now.key:
                kept[key] = replace(sliced, slice=now)
        self._publish(kept)

    def wanted(self) -> bool:
        """Whether a slice is missing and the samples are complete."""
        return self._missing() is not None and self._study.status == "ready" and self._study.current

    def due(self) -> float:
        """At once where the slice is quick, else after a rest."""
        missing = self._missing()
        seconds = math.inf if missing is None else self._seconds.get(missing, math.inf)
        return self._chain.changed_at + (pacing.REST_SECONDS if seconds > pacing.QUICK_SECONDS else 0.0)

    def run(self) -> None:
        """Call the model for the next batch of the first missing slice."""
        study = self._study
        with study.lock:
            key = self._missing()
            if key is None:
                return
            started = self._start(key)
            proposed = pacing.batch_rows(self._chain.perturbation.batch_size, self._chain.seconds_per_row)
        start = started.n_rows
        stop = min(len(started.slice), start + (started.black_box.batch_size or proposed))
        began = time.monotonic()
        inputs = started.slice.inputs(start, stop)
        part = started.black_box.predict(
            inputs, first_row=0, proposed=stop - start, about_to_ask=self._chain.count_model_calls
        )
        with study.together():
            self._started = replace(started, parts=(*started.parts, part))
            if stop < len(started.slice):
                return
            # After several batches the time of the last one tells nothing of the whole slice.
            self._seconds[key] = time.monotonic() - began if start == 0 else math.inf
            self._finish(np.concatenate(self._started.parts), None)

    def failed(self, error: BaseException) -> None:
        """Show the sentence in place of the slice; the explanation is not affected."""
        with self._study.together():
            self._finish(None, report(error))

    def _missing(self) -> SliceKey | None:
        return next((key for key in self._n_users if key not in self._study.slices), None)

    def _start(self, key: SliceKey) -> _Started:
        """Begin a slice, or go on with it if it still is the same."""
        study, started = self._study, self._started
        now = slice_of(study.explainer, study.instance, *key)
        same = started is not None and started.key == key and started.slice.key == now.key
        if started is None or not same or started.black_box is not study.black_box:
            started = _Started(key, now, study.black_box)
        self._started = started
        return started

    def _finish(self, y: NDArray[np.float64] | None, error: str | None) -> None:
        study, started = self._study, self._started
        self._started = None
        if started is None or started.key not in self._n_users or started.black_box is not study.black_box:
            return
        now = slice_of(study.explainer, study.instance, *started.key)
        if now.key == started.slice.key:  # else another row is requested by now
            self._publish(study.slices | {started.key: Sliced(now, started.black_box, y, error)})
            self._chain.touch(Stage.DRAW)

    def _publish(self, slices: dict[SliceKey, Sliced]) -> None:
        self._study.set_trait("slices", slices)
