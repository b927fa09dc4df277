"""The study of a table row: bins, the row's own values, and slices along its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from traitlets import Any as AnyTrait

from lime_widgets.engine.tabular.draws.drawn_rows import SAMPLINGS
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.engine.tabular.row_edits import changed_row
from lime_widgets.study import parameters
from lime_widgets.study.core import Study
from lime_widgets.study.jobs.flips import FlipJob, HasFlips, RowQuestions
from lime_widgets.study.jobs.judging.overall import GlobalJob, HasGlobal
from lime_widgets.study.jobs.local import HasLocalSampling
from lime_widgets.study.jobs.slices import SliceJob, SliceKey
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Choice, Setting, Switch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.explainer import Explainer
    from lime_widgets.study.worker import Job


class TabularStudy(HasGlobal, HasFlips, HasLocalSampling, Study):
    """A study of a table row."""

    data_kind: ClassVar[str] = "table row"
    explains: ClassVar[type[Explainer]] = TabularExplainer
    explainer_settings: ClassVar[tuple[str, ...]] = (
        "discretizer",
        "sampling",
        "sample_around_instance",
        "local_width",
    )
    answers_outlive_instance: ClassVar[bool] = True

    discretizer = Setting(
        "quartile", stage=Stage.SAMPLE, group="neighborhood", choices=("auto", "quartile", "decile", "entropy", None)
    )
    sampling = Choice(SAMPLINGS[0], choices=SAMPLINGS, stage=Stage.SAMPLE, group="neighborhood")
    effect = Choice("contribution", choices=("contribution", "slope"), stage=Stage.DRAW, group="look")
    chart = parameters.chart()
    sample_around_instance = Switch(default=False, stage=Stage.SAMPLE, group="neighborhood")
    distance = parameters.distance(metrics=TabularExplainer.metrics, text="row_distance")
    slices = AnyTrait({}, read_only=True, help="The slices that are kept up to date, by their keys; see `add_slice`.")

    _is_edited = False  # whether the row that is being set is an edit of the former one
    # The displayed rows, coded, once somebody asked for them.
    _coded: tuple[TabularPerturbation, NDArray[np.float64]] | None = None

    def jobs(self) -> tuple[Job, ...]:
        """Make the jobs that keep slices up to date, fit the whole model, and search what flips the class."""
        self._slices = SliceJob(self, self._runtime.chain)
        self._flips = FlipJob(self, self._runtime.chain, RowQuestions)
        self._global = GlobalJob(self, self._runtime.chain)
        return (self._slices, self._global, self._flips)

    def before_publication(self) -> None:
        """Set `flips` and `global_comparison`."""
        self._flips.update()
        self._global.update()

    # ---- what if ------------------------------------------------------------------------------

    def change(self, column: str, value: Any) -> None:
        """Explain the row with one value changed.

        Parameters
        ----------
        column : str
            Name of the column.
        value : object
            The new value; None for a missing value.

        Raises
        ------
        LimeError
            If there is no such column, or the value cannot stand in it.
        """
        self.move({column: value})

    def move(self, values: Mapping[str, Any]) -> None:
        """Explain the row with several values changed at once.

        Parameters
        ----------
        values : mapping of str to object
            The new values by column name; None for a missing value.

        Raises
        ------
        LimeError
            If there is no such column, or a value cannot stand in it.
        """
        with self.together():
            table = self.explainer.table
            changed = changed_row(table, self.instance, values)
            if not np.array_equal(table.encode(self.instance), table.encode(changed), equal_nan=True):
                self._is_edited = True
                try:
                    self.instance = changed
                finally:
                    self._is_edited = False

    # ---- slices and samples -------------------------------------------------------------------

    @property
    def slice_keys(self) -> tuple[SliceKey, ...]:
        """Keys of the slices that are kept up to date."""
        return self._slices.keys

    def add_slice(self, columns: tuple[int, ...], n: tuple[int, ...]) -> SliceKey:
        """Keep the black box's answers along one or two columns up to date, in `slices`.

        Parameters
        ----------
        columns : tuple of one or two int
            Places of numeric columns.
        n : tuple of one or two int
            The number of values along each.

        Returns
        -------
        tuple
            The key of the slice in `slices`, for `remove_slice`. Each call needs one of `remove_slice`.

        Raises
        ------
        LimeError
            If there is no such numeric column.
        """
        key = columns, n
        with self.together():
            self._slices.add(key)
        return key

    def remove_slice(self, key: SliceKey) -> None:
        """Stop updating this slice."""
        with self.together():
            self._slices.remove(key)

    def coordinates(self, columns: Sequence[int]) -> NDArray[np.float64] | None:
        """Give the values of some columns in every row of the neighborhood, coded as the training table is.

        Parameters
        ----------
        columns : sequence of int
            Places of the columns.

        Returns
        -------
        ndarray of shape (n, len(columns)) or None
            The instance comes first. None while there is no neighborhood.
        """
        with self.lock:
            displayed, neighborhood = self.displayed_perturbation, self.neighborhood
            if neighborhood is None or not isinstance(displayed, TabularPerturbation):
                return None
            n, coded = len(neighborhood), self._coded
            if coded is None or coded[0] is not displayed or len(coded[1]) < n:
                if coded is not None and len(coded[1]) >= n and displayed.shares_rows_with(coded[0]):
                    codes = coded[1].copy()
                    codes[0] = displayed.codes
                else:
                    codes = displayed.coded_rows(0, n)[1]
                self._coded = coded = displayed, codes
            return coded[1][:n, list(columns)]

    def before_run(self, stage: Stage) -> None:
        """Keep the slices that are the same along another row."""
        if stage == Stage.SAMPLE and self.slices:
            self._slices.refresh()

    def _react(self, change: Bunch) -> None:
        super()._react(change)
        self._note_sampling(change)
        if change.name == "instance" and not self._is_edited:
            self.first_instance = change.new  # another row, not an edit of the former one
        if change.name == "model":
            self._slices.forget()
