"""The worker: a thread that asks the model batch by batch, and sweeps when nothing changes any more."""

from __future__ import annotations

import asyncio
import atexit
import math
import threading
import time
import weakref
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from traitlets import Bool

from lime_widgets.engine.errors import sentence
from lime_widgets.engine.explanation.result import Sweep
from lime_widgets.engine.perturbation.explainer import Answers
from lime_widgets.engine.surrogate.fit import sweep_cost
from lime_widgets.study.chain import Chain, Swept
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.base import Perturbation

# How long nothing must have changed before the full sweep is worked out.
_REST_SECONDS = 0.12
# A sweep that takes longer than this is made of fewer widths, and worked out in parts of so long, between which it
# is seen whether it is still wanted; one that would hold more weights than that (1 MB to send) is, too.
_SWEEP_SECONDS = 2.0
_PART_SECONDS = 0.3
_SWEEP_WEIGHTS = 2**17
_FEWEST_WIDTHS = 9
# A sweep that takes no longer than this is made at once, for no slider would wait for it; a longer one first at some of
# its widths, so many at the least.
_AT_ONCE_SECONDS = 0.012
_FEWEST_AT_ONCE = 17
# Changes that follow each other as closely as this are those of a hand, and a sweep is to take no longer than that.
_MOTION_SECONDS = 0.25
_MOTION_SWEEP_SECONDS = 0.005
# What takes no longer than this need not wait for a rest either, where the worker has nothing else to do.
_QUICK_SECONDS = 0.03
# A question about one row is brief if the model takes no longer than this.
_BRIEF_SECONDS = 0.1
# Fits that take longer do not follow every batch.
_LONG_FIT = 0.1
# Where nobody has said how many rows a batch has, it takes about so long, and has so many at the least.
_BATCH_SECONDS = 0.5
_FEWEST_ROWS = 8
# How often a coroutine looks whether all is quiet.
_LOOK_SECONDS = 0.01

# A thread that is still inside of a model when the interpreter is torn down can bring the whole process down
# with it ("terminate called without an active exception"), so workers end first.
_workers: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
_leaving = threading.Event()


@atexit.register
def _end_workers() -> None:
    """Let each worker finish the batch that it is at, and no more."""
    _leaving.set()
    for worker in list(_workers):
        worker.join()


class Working(Chain):
    """A chain whose model is asked by a worker of its own, which ends when there is nothing left to do."""

    sweeping = Bool(
        default_value=False,
        help="Whether a sweep over the whole grid of kernel widths follows every change, once "
        "nothing changes any more.",
    ).tag(stage=Stage.DRAW)

    # Whether answers may be of use for another instance, too, which `Answers` finds out by itself.
    _answers_last: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition(self._lock)
        self._worker: threading.Thread | None = None
        self._working_in: int | None = None
        self._answers = Answers()
        # How many seconds a row took the model, in the last batch.
        self._pace: float | None = None
        self._sweep_due: float | None = None
        self._changed_at = 0.0
        # The sequence whose last rows the model is being asked about.
        self._completing: Perturbation | None = None

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if self.trait_metadata(change.name, "stage") not in {None, Stage.DRAW}:
            self._changed_at = time.monotonic()
        if change.name == "sweeping" and self._pending is None:
            self._pending = Stage.DRAW  # what is there already is to be swept, too
        if change.name == "model" or (change.name in {"instance", "explainer"} and not self._answers_last):
            self._answers = Answers()
            self._pace = None

    def _publish(self) -> None:
        """Say that all is set, and wake whoever waits for it."""
        at_rest = self.status in {"ready", "cancelled"}
        lacking = self._swept and not self.complete
        if self.sweeping and at_rest and lacking and len(self._grid()) > len(self._widths()):
            self._sweep_due = time.monotonic() + _REST_SECONDS
        else:
            self._sweep_due = None
        super()._publish()
        self._changed.notify_all()

    def cancel(self) -> None:
        """Stop asking the model, within one batch; the rows that are there stay."""
        with self.together():
            if self.status == "sampling":
                self._stand("cancelled")
                self._pending = Stage.DRAW if self._pending is None else self._pending

    def resume(self) -> None:
        """Go on asking the model for the rows that are lacking."""
        with self.together():
            self._pending = Stage.GROW if self._pending is None else min(self._pending, Stage.GROW)

    def wait(self, timeout: float | None = None) -> bool:
        """Block until nothing is under way any more.

        Where that could not come about (in a block of `together`, or in an observer) it returns
        at once.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most; by default as long as it takes.

        Returns
        -------
        bool
            Whether it is quiet; false if the time ran out first.
        """
        with self._changed:
            if self._inside or self._telling or self._working_in == threading.get_ident():
                # Not even for no time: it would let go of the lock in the middle of what is being told.
                return not self._busy()
            return self._changed.wait_for(lambda: not self._busy(), timeout)

    @property
    def completing(self) -> bool:
        """Whether all that is asked for is there as soon as the model answers what it is being asked at this moment.

        Who would ask for something else in quick succession, as a hand that drags does, had better wait for that: the
        model cannot be interrupted, and what it says would be thrown away.
        """
        return self.status == "sampling" and self._completing is not None and self._completing is self._asked

    @property
    def brief(self) -> bool:
        """Whether the model is asked about another instance alone, and will most likely have answered at once."""
        if self.status != "sampling" or self._pace is None or not self._answers_last or self._held is not None:
            return False
        asked = self._asked_for()
        return self._pace < _BRIEF_SECONDS and self._answers.lacking(asked, 0, asked.size(self.n_samples)) <= 1

    async def settled(self) -> None:
        """Return when nothing is under way any more, leaving the event loop free until then."""
        while not self.wait(0):  # noqa: ASYNC110  it needs no thread and no certain loop, and can be cancelled
            await asyncio.sleep(_LOOK_SECONDS)

    def _busy(self) -> bool:
        if self.status == "sampling" or self._sweep_due is not None:
            return True
        return self._errand() is not None or self._at_leisure() is not None

    def _errand(self) -> Callable[[], None] | None:
        """What the worker is to do before all else, if there is such a thing."""
        return None

    def _at_leisure(self) -> tuple[Callable[[], None], float] | None:
        """What the worker is to do once nothing changes any more, if there is anything, and how long it may take."""
        return None

    def _go_on(self) -> None:
        if self._worker is not None or not self._busy() or _leaving.is_set():
            return
        self._worker = threading.Thread(target=self._work, name="lime-study", daemon=True)
        try:
            self._worker.start()
            _workers.add(self._worker)
        except RuntimeError:  # a platform without threads, such as Pyodide
            self._work(rest=0.0)

    def _work(self, *, rest: float = _REST_SECONDS) -> None:
        """Run errands, ask the model, then sweep, until there is nothing left to do."""
        self._working_in = threading.get_ident()
        while True:
            with self._lock:
                errand, sampling, due = self._errand(), self.status == "sampling", self._sweep_due
                if not self._busy() or _leaving.is_set():
                    self._worker = self._working_in = None
                    return
                if errand is None and not sampling:
                    leisure = self._at_leisure()
                    if leisure is not None:
                        errand, takes = leisure
                        due = self._changed_at + (_REST_SECONDS if takes > _QUICK_SECONDS else 0.0)
                    left = due - time.monotonic() if due is not None and rest else 0.0
                    if left > 0:
                        self._changed.wait(left)
                        continue
            if errand is not None:
                errand()
            elif sampling:
                self._ask_batch()
            else:
                self._sweep_all()

    def _complain(self, errors: list[BaseException]) -> None:
        if self._working_in != threading.get_ident():
            super()._complain(errors)
        else:  # nobody is there to catch them, and there is more to be done
            for error in errors:
                threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self._worker)))

    def _ask_batch(self) -> None:
        with self._lock:
            asked, black_box, answers = self._asked_for(), self.black_box, self._answers
            start = 0 if self._held is None else len(self._held)
            size, batch = asked.size(self.n_samples), max(2, black_box.batch_size or self._batch(asked))
            # A neighborhood begins with two rows, the instance and one more; what is known already takes no time.
            stop, lacking = size, answers.lacking(asked, start, size)
            if lacking > batch:
                stop = min(size, start + batch)
                lacking = answers.lacking(asked, start, stop)
            self._completing = asked if stop == size else None
        failure: BaseException | None = None
        began = time.monotonic()
        try:
            Z, y = answers.ask(asked, black_box, start, stop, about_to_ask=self._count)
        except BaseException as error:  # noqa: BLE001  a model may raise anything at all
            failure = error
        if lacking:
            self._pace = (time.monotonic() - began) / lacking
        with self.together():
            self._completing = None
            if asked is not self._asked:
                return  # nobody waits for this answer any more
            if failure is None:
                try:
                    self._hold(asked, Z, y)
                except Exception as error:  # noqa: BLE001  whatever it is, a view must show it
                    failure = error
            if self.status != "sampling":
                return  # cancelled: what came is kept, for when it goes on, but not shown
            share = 0.0 if self._held is None else len(self._held) / asked.size(self.n_samples)
            if failure is None and share < 1 and self._too_soon():
                self.set_trait("progress", share)
                self._pending = Stage.DRAW
            elif failure is None:
                self._pending = Stage.GROW
            else:
                self._stand("failed", sentence(failure))
                self._pending = Stage.DRAW

    def _batch(self, asked: Perturbation) -> int:
        """How many rows to ask about at once: as many as the data propose, fewer of a slow model."""
        most = asked.batch_size
        if self._pace is None:
            return max(_FEWEST_ROWS, most // 4)
        return int(np.clip(_BATCH_SECONDS / max(self._pace, 1e-9), min(_FEWEST_ROWS, most), most))

    def _too_soon(self) -> bool:
        """Whether fits, where they take any time to speak of, would come to take more than a fifth of it."""
        lasted, ended = self._last_fit
        return lasted > _LONG_FIT and time.monotonic() < ended + 4 * lasted

    def _count(self, n_inputs: int) -> None:
        with self.together():
            self.set_trait("n_model_calls", self.n_model_calls + n_inputs)

    def _sweep_all(self) -> None:
        with self._lock:
            due, grid, swept = self._sweep_due, self._grid(), list(self._swept)
        failure = None
        try:
            for place, (question, _, whole) in enumerate(swept):
                if whole:
                    continue
                parts = []
                for widths in np.array_split(grid, math.ceil(self._seconds(len(grid)) / _PART_SECONDS)):
                    with self._lock:
                        if self._sweep_due != due:
                            return
                    parts.append(question.neighborhood.sweep(widths, **question.keywords))
                swept[place] = Swept(question, Sweep.joined(parts), whole=True)
        except Exception as error:  # noqa: BLE001  a kernel of the user's own may raise anything
            failure = error
        with self.together():
            if due is None or self._sweep_due != due or [each.question for each in swept] != self._questions():
                return  # something has changed meanwhile
            self._pending = Stage.DRAW
            if failure is not None:
                self._stand("failed", sentence(failure))
                return
            self._swept = swept
            self._settle()

    def _seconds(self, n_widths: int) -> float:
        """About how long it takes to sweep so many widths."""
        n, p = self.neighborhood.Z.shape
        asked = {
            "n_features": self.n_features,
            "feature_selection": self.feature_selection,
            "surrogate": self.surrogate,
        }
        return sweep_cost(n, p, n_widths, **asked)

    def _grid(self) -> NDArray[np.float64]:
        """The widths to sweep: every one of the grid, or of few a doubling where they take long or are much to send."""
        grid, widths = self.kernel_widths, self._widths()
        shown = self.neighborhood.Z.shape[1] if self.feature_selection == "none" else self.n_features
        while len(grid) > 1 and (self._seconds(len(grid)) > _SWEEP_SECONDS or shown * len(grid) > _SWEEP_WEIGHTS):
            grid = grid[::2]
            if len(grid) < _FEWEST_WIDTHS:
                return widths
        return _joined(grid, widths)

    def _widths_at_once(self) -> tuple[NDArray[np.float64], bool]:
        # A kernel of the user's own may take any time, or fail at some widths.
        if not self.sweeping or callable(self.kernel):
            return self._widths(), False
        # Where one change follows another, as under a hand, there is less time still.
        in_motion = time.monotonic() < self._last_fit[1] + _MOTION_SECONDS
        grid = self._grid()
        thin = math.ceil(self._seconds(len(grid)) / (_MOTION_SWEEP_SECONDS if in_motion else _AT_ONCE_SECONDS))
        if thin <= 1:
            return grid, True
        if len(grid) < thin * _FEWEST_AT_ONCE:
            return self._widths(), False
        # Some of the widths tell where the curves go; the others follow.
        return _joined(self.kernel_widths[::thin], self._widths()), False


def _joined(grid: NDArray[np.float64], widths: NDArray[np.float64]) -> NDArray[np.float64]:
    """A grid and further widths, but for those that stand on it, ascending."""
    apart = [width for width in widths if not np.isclose(grid, width, rtol=1e-9, atol=0).any()]
    return np.sort(np.append(grid, apart))
