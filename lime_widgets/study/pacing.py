"""Every threshold and delay of a study, with its reason and what was measured.

Seconds are those of one core of about 2.6 GHz. Other modules read these names when they need
them (``pacing.REST_SECONDS``), so that a test can set one.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from lime_widgets.engine.explanation.sweep import Sweep
    from lime_widgets.study.state import FitRequest

# ---- batches of model evaluations -------------------------------------------------------------

# A batch takes about this long: a reader who cancels or changes something waits no longer.
BATCH_SECONDS = 0.5
# A batch has at least this many rows: a network answers eight images in little more time than one. Where one row takes
# longer than a batch shall, it has two, and grows as soon as more rows take no longer.
FEWEST_ROWS, FEWEST_SLOW_ROWS = 8, 2
# The first batch measures the model's speed. It is this share of a full batch, in case the model is slow.
FIRST_BATCH_SHARE = 0.25
# Evaluating one row is brief below this: views need not say that the model is running.
BRIEF_SECONDS = 0.1

# Bins are decided for or against once the model has answered so many rows: later, bars would change under an eye.
ENOUGH_TO_DECIDE = 1000

# ---- fits -------------------------------------------------------------------------------------

# A longer fit does not follow every batch. 1,024 samples of 300 features take 25 ms, 4,096 of 1,000 over 1 s.
LONG_FIT_SECONDS = 0.1
# Long fits between batches may take one part in this many of the time.
LONG_FIT_PARTS = 5

# ---- sweeps over the kernel width -------------------------------------------------------------

# The full sweep starts after this long without a change: between two moves of a hand lie 16 to 60 ms.
REST_SECONDS = 0.12
# Work below this need not wait for the rest: nobody notices that it delays the next change.
QUICK_SECONDS = 0.03
# A sweep that would take longer uses fewer widths.
SWEEP_SECONDS = 2.0
# A sweep runs in parts of this length. Between parts the worker looks whether the sweep is still wanted.
PART_SECONDS = 0.3
# A sweep holds at most this many weights: 1 MB to send to the browser.
MOST_SWEPT_WEIGHTS = 2**17
# A sweep of fewer widths than this is no curve; then only the current width is fitted.
FEWEST_WIDTHS = 9
# A sweep within this runs at once: it takes less than one frame of the screen (16 ms).
AT_ONCE_SECONDS = 0.012
# A coarse sweep that runs at once has at least this many widths, so that curves keep their shape.
FEWEST_WIDTHS_AT_ONCE = 17
# Changes that follow each other within this come from a hand that is moving ...
MOTION_SECONDS = 0.25
# ... and then a sweep may take this long: six linked views redraw 28 times a second.
MOTION_SWEEP_SECONDS = 0.005

# ---- flips ------------------------------------------------------------------------------------

# A search for flips starts after this long without a change: while a hand clicks words away, nobody reads it.
FLIPS_REST_SECONDS = 0.3
# A search that is expected to take longer waits until somebody asks for it.
FLIPS_SECONDS = 3.0
# A search in a table may ask about at most this number of rows: 44 columns of numbers, of 17 values and 6 halvings
# each. A gradient boosting model and a random forest of 30 columns take some 10 ms for them.
MOST_FLIP_ROWS = 1024
# A slow model is asked about the strongest columns only, as many as it answers within `FLIPS_SECONDS`: at least about
# the five strongest, without which a search is not worth its sentence.
FEWEST_FLIP_ROWS = 120

# ---- waiting and ending -----------------------------------------------------------------------

# A coroutine looks this often whether the study is at rest.
POLL_SECONDS = 0.01
# A thread that waits for rest looks this often whether the worker is still alive.
WORKER_CHECK_SECONDS = 1.0
# When the interpreter ends, workers may finish their batch within this. A batch takes `BATCH_SECONDS`;
# a model that hangs must not keep the process alive.
EXIT_SECONDS = 10.0
# Before a process forks, the forking thread waits this long for each study to finish a change.
FORK_SECONDS = 5.0
# Observers that cause more notifications than this within one change will never come to an end.
MOST_NOTIFICATIONS = 2000


def batch_rows(most: int, seconds_per_row: float | None) -> int:
    """Give the number of rows in the next batch.

    Parameters
    ----------
    most : int
        The most rows that the kind of data proposes.
    seconds_per_row : float or None
        How long the model took for a row of the last batch; None before the first.

    Returns
    -------
    int
        The rows that take about `BATCH_SECONDS`, within `FEWEST_ROWS` and `most`; `FEWEST_SLOW_ROWS` of a slow model.

    Examples
    --------
    >>> batch_rows(1024, None), batch_rows(1024, 0.001), batch_rows(1024, 0.1), batch_rows(1024, 10.0)
    (256, 500, 8, 2)
    """
    if seconds_per_row is None:
        return max(FEWEST_ROWS, int(most * FIRST_BATCH_SHARE))
    fewest = FEWEST_SLOW_ROWS if seconds_per_row > BATCH_SECONDS else FEWEST_ROWS
    return int(np.clip(BATCH_SECONDS / max(seconds_per_row, 1e-9), min(fewest, most), most))


def flip_rows(seconds_per_row: float | None) -> int:
    """Give the number of rows that a search for flips in a table may ask the model about.

    Examples
    --------
    >>> flip_rows(None), flip_rows(0.0001), flip_rows(0.01), flip_rows(1.0)
    (1024, 1024, 300, 120)
    """
    within = FLIPS_SECONDS / max(seconds_per_row or 0.0, 1e-9)
    return int(np.clip(within, FEWEST_FLIP_ROWS, MOST_FLIP_ROWS))


class FitClock:
    """Measures how long the last fit took and when it ended."""

    def __init__(self) -> None:
        self._lasted = 0.0
        self._ended = 0.0

    def fit(self, request: FitRequest, kernel_widths: ArrayLike) -> Sweep:
        """Answer a request at some kernel widths, and measure the time."""
        began = time.monotonic()
        result = request.sweep(kernel_widths)
        self._ended = time.monotonic()
        self._lasted = self._ended - began
        return result

    @property
    def sweep_seconds(self) -> float:
        """How long a sweep may take that runs at once: less while a hand is moving."""
        in_motion = time.monotonic() < self._ended + MOTION_SECONDS
        return MOTION_SWEEP_SECONDS if in_motion else AT_ONCE_SECONDS

    @property
    def must_pause(self) -> bool:
        """Whether another fit now would raise the share of long fits above one in `LONG_FIT_PARTS`."""
        pause = (LONG_FIT_PARTS - 1) * self._lasted
        return self._lasted > LONG_FIT_SECONDS and time.monotonic() < self._ended + pause
