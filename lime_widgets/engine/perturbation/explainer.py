"""What the engine asks of an interpretable representation, whatever the kind of data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from lime_widgets.engine.explanation.distance import DISTANCES
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.growing import Growing
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.base import MaskPerturbation
from lime_widgets.engine.sampling.designs import DEFAULT_N_SAMPLES, Design, RandomState, check_n_samples, seed_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.surrogate.fit import FeatureSelection, SurrogateName


class Explainer(ABC):
    """Knows how to perturb one kind of data; immutable, so that a study can compare two."""

    # The metrics that distances can be measured by, the default first.
    distances: ClassVar[tuple[str, ...]] = DISTANCES
    # How many samples ``None`` stands for.
    default_n_samples: int = DEFAULT_N_SAMPLES

    @abstractmethod
    def perturb(self, x: Any, *, random_state: int, design: Design) -> Perturbation:
        """Check the instance and set up the sequence of its perturbations."""

    @abstractmethod
    def replace(self, **changes: Any) -> Self:
        """The same explainer with other settings."""

    def sample(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int | None = None,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: str | None = None,
        batch_size: int | None = None,
    ) -> Neighborhood:
        """Perturb an instance and ask the model about every perturbation.

        Parameters
        ----------
        model : estimator, callable or BlackBox
        x : instance
            As `perturb` takes it.
        n_samples : int, optional
            Number of samples, the instance among them; at least 2. By default the explainer's `default_n_samples`,
            4,096 of rows and texts.
        random_state : int, Generator, RandomState or None, default 0
            The same number gives the same neighborhood on every call; None a new one.
        design : {"sobol", "independent"}, default "sobol"
        distance : str, optional
            One of the explainer's `distances`, by default the first of them.
        batch_size : int, optional
            The most inputs the model is given at once; by default the black box's, or what the kind of data proposes.

        Returns
        -------
        Neighborhood

        Raises
        ------
        LimeError
            If the instance or a parameter cannot be used.
        ModelError
            If the model raises, or answers what cannot be explained.
        """
        black_box = model if isinstance(model, BlackBox) else BlackBox(model)
        if batch_size is not None:
            black_box.batch_size = batch_size
        n_samples = check_n_samples(self.default_n_samples if n_samples is None else n_samples, self.default_n_samples)
        perturbation = self.perturb(x, random_state=seed_of(random_state), design=design).planned(n_samples)
        Z, y = Answers().ask(perturbation, black_box, 0, perturbation.size(n_samples))
        held = begin(perturbation, Z, y, metric=distance or self.distances[0], black_box=black_box)
        return cut(perturbation, held, n_samples)

    def explain(
        self,
        model: Any,
        x: Any,
        *,
        n_samples: int | None = None,
        random_state: RandomState = 0,
        design: Design = "sobol",
        distance: str | None = None,
        batch_size: int | None = None,
        output: int | str | None = None,
        kernel_width: float | None = None,
        n_features: int | None = None,
        feature_selection: FeatureSelection = "auto",
        alpha: float = 1.0,
        kernel: Kernel = "exponential",
        surrogate: SurrogateName = "ridge",
    ) -> Explanation:
        """Sample a neighborhood and fit the local surrogate to it.

        The parameters are those of `sample` and of `Neighborhood.explain`.
        """
        neighborhood = self.sample(
            model,
            x,
            n_samples=n_samples,
            random_state=random_state,
            design=design,
            distance=distance,
            batch_size=batch_size,
        )
        return neighborhood.explain(
            output=output,
            kernel_width=kernel_width,
            n_features=n_features,
            feature_selection=feature_selection,
            alpha=alpha,
            kernel=kernel,
            surrogate=surrogate,
        )


class Answers:
    """What a black box has answered so far, so that it is not asked twice.

    Where a perturbation is a `MaskPerturbation`, its inputs are determined by their masks, and
    equal masks, of whatever sequence, share one answer. Of table rows the answers to the last
    sequence are kept: a sequence that follows it, as that of another instance does, has the same
    rows but for the first. One thread may ask at a time.
    """

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self._values = Growing()
        # Of table rows the last sequence, the answer to its row 0, and those to its rows 1, 2, ....
        self._sequence: Perturbation | None = None
        self._first: NDArray[np.float64] | None = None
        self._further = Growing()

    def ask(
        self,
        perturbation: Perturbation,
        black_box: BlackBox,
        start: int,
        stop: int,
        *,
        about_to_ask: Callable[[int], None] = lambda _: None,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence and the black box's answers to them.

        Parameters
        ----------
        perturbation : Perturbation
        black_box : BlackBox
            The same on every call.
        start, stop : int
            The rows of the sequence that are wanted.
        about_to_ask : callable, optional
            Told how many inputs the black box is about to be sent.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        y : ndarray of shape (stop - start, k)
        """
        if isinstance(perturbation, MaskPerturbation):
            masks = perturbation.masks(start, stop)
            return masks.astype(np.float64), self.to_masks(perturbation, black_box, masks, about_to_ask=about_to_ask)
        follows, knows_first = self._of_use_to(perturbation)
        self._sequence = perturbation
        if not follows:
            self._further = Growing()
        if not knows_first:
            self._first = None
        stretches = self._stretches(perturbation, start, stop)
        about_to_ask(sum(last - first for first, last in stretches))
        if stretches == [(start, stop)]:
            Z, inputs = perturbation.rows(start, stop)
            y = black_box.predict(inputs, first_row=start, proposed=perturbation.batch_size)
            self._keep(start, y)
            return Z, y
        Z = perturbation.represented(start, stop)
        for first, last in stretches:
            _, inputs = perturbation.rows(first, last)
            self._keep(first, black_box.predict(inputs, first_row=first, proposed=perturbation.batch_size))
        parts = [] if start or not stop or self._first is None else [self._first]
        if stop > 1 or not parts:
            parts.append(self._further.rows[max(0, start - 1) : max(0, stop - 1)])
        return Z, np.concatenate(parts)

    def lacking(self, perturbation: Perturbation, start: int, stop: int) -> int:
        """How many inputs the black box would be sent if it were asked for these rows of the sequence."""
        if isinstance(perturbation, MaskPerturbation):
            return len(set(_keys(perturbation.masks(start, stop))) - self._places.keys())
        return sum(last - first for first, last in self._stretches(perturbation, start, stop))

    def _of_use_to(self, perturbation: Perturbation) -> tuple[bool, bool]:
        """Whether the answers to the last sequence are those to this one: to its rows 1, 2, ..., and to its row 0."""
        last = self._sequence
        follows = last is not None and perturbation.follows(last)
        return follows, follows and self._first is not None and last is not None and perturbation.begins_as(last)

    def _stretches(self, perturbation: Perturbation, start: int, stop: int) -> list[tuple[int, int]]:
        """First and last (exclusive) of the rows that no answer is known to."""
        follows, knows_first = self._of_use_to(perturbation)
        known = 1 + (len(self._further) if follows else 0)
        if start == 0 and stop and not knows_first:
            if known == 1:
                return [(0, stop)]
            return [(0, 1), (known, stop)] if known < stop else [(0, 1)]
        first = max(start, known)
        return [(first, stop)] if first < stop else []

    def _keep(self, start: int, y: NDArray[np.float64]) -> None:
        """Keep answers to rows from `start` on, if they go on from those that are kept."""
        if start == 0:
            self._first, start, y = y[:1].copy(), 1, y[1:]
        if start == 1 + len(self._further) and len(y):
            self._further.append(y)

    def to_masks(
        self,
        perturbation: MaskPerturbation,
        black_box: BlackBox,
        masks: NDArray[np.bool_],
        *,
        about_to_ask: Callable[[int], None] = lambda _: None,
    ) -> NDArray[np.float64]:
        """Answers to what the masks make of the instance, (m, k); only those not known yet are asked for."""
        keys = _keys(masks)
        lacking: dict[bytes, int] = {}
        for row, key in enumerate(keys):
            if key not in self._places:
                lacking.setdefault(key, row)
        new = np.fromiter(lacking.values(), np.intp, len(lacking))
        about_to_ask(len(new))
        # Composed batch by batch: a thousand images, or copies of a long text, are much to hold.
        size = black_box.batch_size or perturbation.batch_size
        for first in range(0, len(new), size):
            part = new[first : first + size]
            known = len(self._values)
            self._values.append(black_box.predict(perturbation.restore(masks[part]), first_row=known, proposed=size))
            self._places |= {keys[row]: known + place for place, row in enumerate(part.tolist())}
        return self._values.rows[[self._places[key] for key in keys]]

    def known(self, mask: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """The answer to what one mask makes of the instance, (k,); None where it was not asked for."""
        place = self._places.get(_keys(mask[None])[0])
        return None if place is None else self._values.rows[place].copy()


def _keys(masks: NDArray[np.bool_]) -> list[bytes]:
    packed = np.packbits(masks, axis=1)
    return [row.tobytes() for row in packed]


def begin(
    perturbation: Perturbation,
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    metric: str,
    black_box: BlackBox,
) -> Neighborhood:
    """Make the neighborhood of a sequence's first rows and the black box's answers."""
    return Neighborhood(
        Z,
        y,
        perturbation.distances(Z, metric),
        perturbation.feature_names,
        output_names=black_box.output_names,
        output_kind=black_box.output_kind or "value",
        default_kernel_width=perturbation.default_kernel_width_for(metric),
        default_n_features=perturbation.default_n_features,
    )


def cut(perturbation: Perturbation, held: Neighborhood, n_samples: int) -> Neighborhood:
    """The part of a sequence's first rows that so many samples come to, each counted for what it stands for."""
    near = held.prefix(perturbation.size(n_samples))
    counts = perturbation.counts(near.Z, n_samples)
    return near if counts is None else near.counted(counts, exact=perturbation.exact)
