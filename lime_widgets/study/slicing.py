"""Slices: the black box along one or two columns, asked while nothing else is to be done."""

from __future__ import annotations

import math
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from traitlets import Any as AnyTrait

from lime_widgets.engine.errors import sentence
from lime_widgets.engine.tabular.slices import Slice, slice_of
from lime_widgets.study.core import Study
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.model.black_box import BlackBox

# The columns' places, and at how many values of each the black box is asked.
Wanted: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


class Sliced(NamedTuple):
    """A slice and the black box's answers to it.

    Attributes
    ----------
    slice : Slice
    black_box : BlackBox
        Who answered.
    y : ndarray of shape (m, k) or None
        None where it could not be asked.
    error : str or None
        Why not.
    """

    slice: Slice
    black_box: BlackBox
    y: NDArray[np.float64] | None
    error: str | None = None


class Slicing(Study):
    """A study of a table row whose black box can be looked at along one or two columns, the rest held at the row."""

    slices = AnyTrait({}, read_only=True, help="The slices that are held, by their columns; see `hold_slice`.")

    def __init__(self, *arguments: Any, **parameters: Any) -> None:
        self._held_slices: Counter[Wanted] = Counter()
        # A slice that is being asked, and the answers so far; how many seconds it took the last time that each was.
        self._asking: tuple[Wanted, Slice, list[NDArray[np.float64]]] | None = None
        self._slices_took: dict[Wanted, float] = {}
        super().__init__(*arguments, **parameters)

    def hold_slice(self, columns: tuple[int, ...], n: tuple[int, ...]) -> Wanted:
        """Keep the black box's answers along these columns up to date from now on, in `slices`.

        Parameters
        ----------
        columns : tuple of one or two int
            Places of columns of numbers.
        n : tuple of as many int
            How many values of each.

        Returns
        -------
        tuple
            The slice's place in `slices`, and what `release_slice` takes; each call of this needs one of that.

        Raises
        ------
        LimeError
            If there is no such column of numbers.
        """
        wanted = columns, n
        with self.together():
            slice_of(self.explainer, self.instance, columns, n)
            self._held_slices[wanted] += 1
            self._pending = Stage.DRAW if self._pending is None else self._pending
        return wanted

    def release_slice(self, wanted: Wanted) -> None:
        """Do without a slice from now on."""
        with self.together():
            self._held_slices[wanted] -= 1
            if self._held_slices[wanted] <= 0:
                del self._held_slices[wanted]
                self.set_trait("slices", {key: sliced for key, sliced in self.slices.items() if key != wanted})

    def _at_leisure(self) -> tuple[Callable[[], None], float] | None:
        lacking = next((wanted for wanted in self._held_slices if wanted not in self.slices), None)
        if lacking is None or self.status != "ready" or not self.current:
            return super()._at_leisure()
        return self._ask_slice, self._slices_took.get(lacking, math.inf)

    def _conclude(self) -> None:
        if self._pending == Stage.SAMPLE and self.slices:
            self._bring_up_to_date()
        super()._conclude()

    def _bring_up_to_date(self) -> None:
        """Take over what is the same along other rows, and let go of what is not."""
        kept = {}
        for wanted, sliced in self.slices.items():
            now = slice_of(self.explainer, self.instance, *wanted)
            if sliced.black_box is self.black_box and sliced.slice.key == now.key:
                kept[wanted] = sliced._replace(slice=now)
        self.set_trait("slices", kept)

    def _ask_slice(self) -> None:
        """Ask about the next part of the first slice that is lacking."""
        with self._lock:
            wanted = next((each for each in self._held_slices if each not in self.slices), None)
            if wanted is None:
                return
            slice_, black_box = slice_of(self.explainer, self.instance, *wanted), self.black_box
            parts = self._asking[2] if self._asking is not None and self._same(wanted, slice_) else []
            start = sum(map(len, parts))
            stop = min(len(slice_), start + (black_box.batch_size or self._batch(self._asked_for())))
        failure, began = None, time.monotonic()
        try:
            self._count(stop - start)
            parts.append(black_box.predict(slice_.inputs(start, stop), first_row=0, proposed=stop - start))
        except Exception as error:  # noqa: BLE001  a model may raise anything at all
            failure = sentence(error)
        with self.together():
            self._asking = wanted, slice_, parts
            if failure is None and stop < len(slice_):
                return
            # Of a slice that takes several batches it is not known how long the next will take.
            self._slices_took[wanted] = time.monotonic() - began if start == 0 else math.inf
            self._asking = None
            if wanted not in self._held_slices or black_box is not self.black_box:
                return
            now = slice_of(self.explainer, self.instance, *wanted)
            if now.key != slice_.key:
                return  # another row is meant by now
            y = None if failure is not None else np.concatenate(parts)
            self.set_trait("slices", self.slices | {wanted: Sliced(now, black_box, y, failure)})
            self._pending = Stage.DRAW if self._pending is None else self._pending

    def _same(self, wanted: Wanted, slice_: Slice) -> bool:
        return self._asking is not None and self._asking[0] == wanted and self._asking[1].key == slice_.key

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if change.name == "model":
            self._asking = None
            self._slices_took.clear()
