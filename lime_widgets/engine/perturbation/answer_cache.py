"""Caches of a black box's answers, so that the model is not asked twice about the same input."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np

from lime_widgets.engine.growing import Growing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.model.black_box import BlackBox

P = TypeVar("P")

# `MaskAnswers.n_missing` makes masks in blocks that double from the first size to the last:
# 2^16 masks of 1,000 parts are 64 MB.
_FIRST_BLOCK, _LAST_BLOCK = 2**8, 2**16


class RowSequence(Protocol):
    """The part of a `Perturbation` that `RowAnswers` needs. Perturbations make caches, so caches do not import them."""

    @property
    def batch_size(self) -> int:
        """The most inputs in one call."""

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Give the representation of some rows, and the inputs."""

    def representation(self, start: int, stop: int) -> NDArray[np.float64]:
        """Give the representation of some rows."""

    def shares_rows_with(self, other: Any) -> bool:
        """Whether all rows but row 0 are those of the other sequence."""

    def shares_instance_with(self, other: Any) -> bool:
        """Whether row 0 is that of the other sequence."""


class MaskSequence(Protocol):
    """The part of a `MaskPerturbation` that `MaskAnswers` needs."""

    @property
    def batch_size(self) -> int:
        """The most inputs in one call."""

    def masks(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Give some masks of the sequence."""

    def restore(self, masks: NDArray[np.bool_]) -> Any:
        """Give the inputs of masks."""


def _ignore(n_inputs: int) -> None:
    """Do nothing before a call of the model."""


class AnswerCache(ABC, Generic[P]):
    """The answers of one black box to perturbations of one kind of data.

    `Perturbation.answer_cache` creates the right cache for a perturbation. One thread at a time may ask.
    `n_missing` may run in any thread at any time. If making the rows fails, for example with MemoryError,
    the cache is unchanged.
    """

    @property
    @abstractmethod
    def n_known(self) -> int:
        """How many answers there are."""

    @abstractmethod
    def ask(
        self,
        perturbation: P,
        black_box: BlackBox,
        start: int,
        stop: int,
        *,
        about_to_ask: Callable[[int], None] = _ignore,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give rows of a sequence with the black box's answers; send only inputs without a known answer.

        Parameters
        ----------
        perturbation : Perturbation
        black_box : BlackBox
            The same one in every call.
        start, stop : int
            First row and last row (exclusive).
        about_to_ask : callable, optional
            Called with the number of inputs before every call of the model.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        y : ndarray of shape (stop - start, k)
        """

    @abstractmethod
    def n_missing(self, perturbation: P, start: int, stop: int, *, limit: int | None = None) -> int:
        """Count the inputs among these rows that have no known answer.

        Parameters
        ----------
        perturbation : Perturbation
        start, stop : int
            First row and last row (exclusive).
        limit : int, optional
            Stop counting above this number, and return ``limit + 1``. By default all are counted.

        Returns
        -------
        int
        """


class MaskAnswers(AnswerCache[MaskSequence]):
    """Answers by mask. Equal masks share one answer, in whichever sequence they are."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}  # the row of `_values` for each packed mask
        self._values = Growing()

    @property
    def n_known(self) -> int:
        """How many answers there are."""
        return len(self._values)

    def ask(
        self,
        perturbation: MaskSequence,
        black_box: BlackBox,
        start: int,
        stop: int,
        *,
        about_to_ask: Callable[[int], None] = _ignore,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give rows of a sequence with the black box's answers; see `AnswerCache.ask`."""
        masks = perturbation.masks(start, stop)
        y = self.ask_masks(perturbation, black_box, masks, about_to_ask=about_to_ask)
        return masks.astype(np.float64), y

    def ask_masks(
        self,
        perturbation: MaskSequence,
        black_box: BlackBox,
        masks: NDArray[np.bool_],
        *,
        about_to_ask: Callable[[int], None] = _ignore,
    ) -> NDArray[np.float64]:
        """Give the black box's answers to masks; send only masks without a known answer.

        Parameters
        ----------
        perturbation : MaskPerturbation
        black_box : BlackBox
            The same one in every call.
        masks : ndarray of bool of shape (m, p)
            True keeps a part.
        about_to_ask : callable, optional
            Called with the number of inputs before every call of the model.

        Returns
        -------
        ndarray of shape (m, k)
        """
        keys = _packed(masks)
        first_rows: dict[bytes, int] = {}
        for row, key in enumerate(keys):
            if key not in self._places:
                first_rows.setdefault(key, row)
        missing = np.fromiter(first_rows.values(), np.intp, len(first_rows))
        # One batch of inputs exists at a time: a thousand images or copies of a long text need much memory.
        size = black_box.batch_size or perturbation.batch_size
        for first in range(0, len(missing), size):
            batch = missing[first : first + size]
            n_known = len(self._values)
            inputs = perturbation.restore(masks[batch])
            self._values.append(black_box.predict(inputs, first_row=n_known, proposed=size, about_to_ask=about_to_ask))
            self._places |= {keys[row]: n_known + place for place, row in enumerate(batch.tolist())}
        return self._values.rows[[self._places[key] for key in keys]]

    def remember(self, masks: NDArray[np.bool_], y: NDArray[np.float64]) -> None:
        """Take answers that are known already.

        Parameters
        ----------
        masks : ndarray of bool of shape (m, p)
        y : ndarray of shape (m, k)
        """
        new = {key: row for row, key in enumerate(_packed(masks)) if key not in self._places}
        n_known = len(self._values)
        self._values.append(y[list(new.values())])
        self._places |= {key: n_known + place for place, key in enumerate(new)}

    def known(self, mask: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """Give the answer to one mask of shape (p,) as an array of shape (k,), or None if it is unknown."""
        place = self._places.get(_packed(mask[None])[0])
        return None if place is None else self._values.rows[place].copy()

    def known_empty(self, p: int) -> bool:
        """Whether the answer with all p parts removed is known."""
        return self.known(np.zeros(p, np.bool_)) is not None

    def n_missing(self, perturbation: MaskSequence, start: int, stop: int, *, limit: int | None = None) -> int:
        """Count the different masks among these rows that have no known answer; see `AnswerCache.n_missing`."""
        missing: set[bytes] = set()
        size = min(max(_FIRST_BLOCK, (limit or 0) + 1), _LAST_BLOCK)
        while start < stop:
            masks = perturbation.masks(start, min(start + size, stop))
            # Single look-ups, because another thread may add answers meanwhile.
            missing.update(key for key in _packed(masks) if key not in self._places)
            if limit is not None and len(missing) > limit:
                return limit + 1
            start += size
            size = min(2 * size, _LAST_BLOCK)
        return len(missing)


@dataclass(frozen=True)
class _SequenceAnswers:
    """The known answers to one sequence.

    Attributes
    ----------
    perturbation : Perturbation
    instance : ndarray of shape (1, k), or None
        The answer to row 0; None if it is unknown.
    samples : Growing
        The answers to rows 1, 2, ...
    """

    perturbation: RowSequence
    instance: NDArray[np.float64] | None = None
    samples: Growing = field(default_factory=Growing)


class RowAnswers(AnswerCache[RowSequence]):
    """Answers to the last two sequences of table rows, such as random rows and coalitions.

    A sequence that shares its rows with one of them reuses their answers: for example the sequence
    of another instance, which differs in row 0 only.
    """

    def __init__(self) -> None:
        self._kept: tuple[_SequenceAnswers, ...] = ()  # the last one first

    @property
    def n_known(self) -> int:
        """How many answers there are."""
        return sum(len(each.samples) + (each.instance is not None) for each in self._kept)

    def ask(
        self,
        perturbation: RowSequence,
        black_box: BlackBox,
        start: int,
        stop: int,
        *,
        about_to_ask: Callable[[int], None] = _ignore,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give rows of a sequence with the black box's answers; see `AnswerCache.ask`."""
        known = self._reusable(perturbation)
        missing = _missing_ranges(known, start, stop)
        if missing == [(start, stop)]:
            Z, inputs = perturbation.rows(start, stop)
            y = black_box.predict(inputs, first_row=start, proposed=perturbation.batch_size, about_to_ask=about_to_ask)
            self._add(known, start, y)
            return Z, y
        Z = perturbation.representation(start, stop)
        for first, last in missing:
            _, inputs = perturbation.rows(first, last)
            y = black_box.predict(inputs, first_row=first, proposed=perturbation.batch_size, about_to_ask=about_to_ask)
            known = self._add(known, first, y)
        self._keep(known)
        parts = [] if start or not stop or known.instance is None else [known.instance]
        if stop > 1 or not parts:
            parts.append(known.samples.rows[max(0, start - 1) : max(0, stop - 1)])
        return Z, np.concatenate(parts)

    def n_missing(self, perturbation: RowSequence, start: int, stop: int, *, limit: int | None = None) -> int:
        """Count the rows that have no known answer; see `AnswerCache.n_missing`."""
        ranges = _missing_ranges(self._reusable(perturbation), start, stop)
        n_missing = sum(last - first for first, last in ranges)
        return n_missing if limit is None else min(n_missing, limit + 1)

    def know_instance(self, perturbation: RowSequence, answer: NDArray[np.float64]) -> None:
        """Keep the answer (k,) to row 0 of a sequence, whose other rows may be known from another instance's."""
        self._keep(replace(self._reusable(perturbation), perturbation=perturbation, instance=answer[None].copy()))

    def _reusable(self, perturbation: RowSequence) -> _SequenceAnswers:
        """Give the known answers that are also answers to this sequence."""
        shared = (known for known in self._kept if perturbation.shares_rows_with(known.perturbation))
        known = next(shared, None)
        if known is None:
            return _SequenceAnswers(perturbation)
        instance = known.instance if perturbation.shares_instance_with(known.perturbation) else None
        return _SequenceAnswers(perturbation, instance, known.samples)

    def _add(self, known: _SequenceAnswers, start: int, y: NDArray[np.float64]) -> _SequenceAnswers:
        """Keep answers to rows ``start``, ``start + 1``, ... if they continue the known ones."""
        if start == 0:
            known = replace(known, instance=y[:1].copy())
            start, y = 1, y[1:]
        if start == 1 + len(known.samples) and len(y):
            known.samples.append(y)
        self._keep(known)
        return known

    def _keep(self, known: _SequenceAnswers) -> None:
        """Keep a sequence and the one before it."""
        others = tuple(each for each in self._kept if each.samples is not known.samples)
        self._kept = (known, *others[:1])


def _missing_ranges(known: _SequenceAnswers, start: int, stop: int) -> list[tuple[int, int]]:
    """List the ranges of rows without a known answer: first row and last row (exclusive)."""
    n_known = 1 + len(known.samples)
    if start == 0 and stop and known.instance is None:
        if n_known == 1:
            return [(0, stop)]
        return [(0, 1), (n_known, stop)] if n_known < stop else [(0, 1)]
    first = max(start, n_known)
    return [(first, stop)] if first < stop else []


def _packed(masks: NDArray[np.bool_]) -> list[bytes]:
    """Pack each mask of shape (m, p) into bytes, one bit per part."""
    return [row.tobytes() for row in np.packbits(masks, axis=1)]
