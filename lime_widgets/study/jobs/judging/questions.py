"""What the model is asked about to judge an explanation: fresh samples, and the instance while features go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from lime_widgets.engine.fidelity.removal import MaskRemoval, RowRemoval, background_rows
from lime_widgets.engine.growing import Growing
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.engine.perturbation.neighborhoods import neighborhood_of
from lime_widgets.study.jobs.judging.runs import method_shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.fidelity.removal import Removal
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation
    from lime_widgets.study.state import Displayed

# Fresh samples use a seed that "Redraw", which counts up, does not reach.
_OTHER_SEED = 2**31


class FreshRows:
    """Samples like those of the displayed sequence, drawn with another seed, and the model's answers to them.

    Parameters
    ----------
    displayed : Displayed
        The samples to draw others of.
    random_state : int
        The seed of the displayed samples.
    design : {"sobol", "independent"}
    """

    def __init__(self, displayed: Displayed, random_state: int, design: Any) -> None:
        seed = (random_state + _OTHER_SEED) % 2**32
        self.displayed_perturbation = displayed.perturbation
        self.black_box = displayed.black_box
        drawn = displayed.explainer.perturb(displayed.instance, random_state=seed, design=design)
        self.method = method_shown(displayed)
        kernel = None if displayed.request is None else displayed.request.kernel
        self.perturbation: Perturbation = drawn.for_kernel(kernel)
        self._y = Growing()
        self._made: tuple[Any, Neighborhood] | None = None

    def __len__(self) -> int:
        return len(self._y)

    @property
    def possible(self) -> bool:
        """Whether there are other samples: not where all perturbations are listed, or the user supplied the rows."""
        displayed = self.displayed_perturbation
        return displayed is not None and displayed.depends_on_seed

    def take_over(self, other: FreshRows | None) -> None:
        """Take another sequence's answers if they are answers to the same rows."""
        if other is None or other.black_box is not self.black_box or not self.possible:
            return
        if self.perturbation.shares_rows_with(other.perturbation):
            self._y = other._y  # noqa: SLF001  same class

    def ask(self, n: int, cache: Any, about_to_ask: Callable[[int], None]) -> None:
        """Ask the model about the next n rows."""
        start = 1 + len(self._y)
        black_box = cast("BlackBox", self.black_box)
        if isinstance(self.perturbation, MaskPerturbation):
            # With the displayed sequence's own filling, so that known answers serve.
            masks = self.perturbation.masks(start, start + n)
            y = cache.ask_masks(self.displayed_perturbation, black_box, masks, about_to_ask=about_to_ask)
        else:
            _, inputs = self.perturbation.rows(start, start + n)
            y = black_box.predict(inputs, first_row=start, proposed=n, about_to_ask=about_to_ask)
        self._y.append(y)

    def neighborhood(self, samples: Neighborhood, metric: str) -> Neighborhood | None:
        """Give the answered rows after the instance, which counts as no sample; None without any."""
        n = len(self._y)
        if not n or not self.possible:
            return None
        key = n, metric, samples.y[0].tobytes(), None if samples.empty is None else samples.empty.tobytes()
        if self._made is None or self._made[0] != key:
            Z = self.perturbation.representation(0, n + 1)
            y = np.concatenate([samples.y[:1], self._y.rows[:n]])
            black_box = cast("BlackBox", self.black_box)
            drawn = neighborhood_of(self.perturbation, Z, y, metric=metric, black_box=black_box, empty=samples.empty)
            self._made = key, drawn.counted(np.append(0.0, np.ones(n)), exact=False)
        return self._made[1]


class RemovalRows:
    """The instance while its features go and come in the order of an explanation, and the model's answers.

    Parameters
    ----------
    displayed : Displayed
        With an explanation.
    """

    def __init__(self, displayed: Displayed) -> None:
        self.displayed_perturbation, self.black_box = displayed.perturbation, displayed.black_box
        self._decode: Callable[[NDArray[Any]], Any] | None = None  # for a table
        if isinstance(displayed.perturbation, MaskPerturbation):
            self._plan: MaskRemoval | RowRemoval = MaskRemoval(displayed.explanation, displayed.neighborhood)
        else:
            table = displayed.explainer.table
            rows = cast("TabularPerturbation", displayed.perturbation)
            self._plan = RowRemoval(displayed.explanation, rows, background_rows(table.codes))
            self._decode = table.decode
        self._output = cast("Any", displayed.explanation).output
        self._answers = Growing()
        self._removal: Removal | None = None

    def same_as(self, other: RemovalRows | None) -> bool:
        """Whether the questions are those of another explanation, in the same order and about the same output."""
        return (
            other is not None
            and self.black_box is other.black_box
            and self._output == other._output  # noqa: SLF001  same class
            and self._plan.groups == other._plan.groups  # noqa: SLF001
            and (self.displayed_perturbation is other.displayed_perturbation or self._asks_as(other))
        )

    def _asks_as(self, other: RemovalRows) -> bool:
        """Whether the rows are those of other samples of the same row of the same table."""
        if self._decode is None or self._decode != other._decode:
            return False
        return np.array_equal(self._plan.questions, other._plan.questions, equal_nan=True)

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self._plan.questions)

    def n_missing(self, cache: Any) -> int:
        """Count the rows that the model must be asked about."""
        questions = self._plan.questions[len(self._answers) :]
        if self._decode is None:
            return sum(cache.known(mask) is None for mask in questions)
        return len(questions)

    def ask(self, n: int, cache: Any, about_to_ask: Callable[[int], None]) -> None:
        """Ask the model about the next n rows."""
        start = len(self._answers)
        questions: NDArray[Any] = self._plan.questions[start : start + n]
        black_box = cast("BlackBox", self.black_box)
        if self._decode is None:
            y = cache.ask_masks(self.displayed_perturbation, black_box, questions, about_to_ask=about_to_ask)
        else:
            y = black_box.predict(self._decode(questions), first_row=0, proposed=n, about_to_ask=about_to_ask)
        self._answers.append(y)

    @property
    def n_answered(self) -> int:
        """How many rows have an answer."""
        return len(self._answers)

    @property
    def removal(self) -> Removal | None:
        """The curves; None until all rows have an answer."""
        if self._removal is None and self.n_answered == self.n_rows:
            self._removal = self._plan.curves(self._answers.rows)
        return self._removal
