"""The study of a table row: bins, and the row's own values to play with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import TraitType, validate

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.study.parameters import DISTANCE_NAMES, Stage
from lime_widgets.study.slicing import Slicing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.explainer import Explainer


class TabularStudy(Slicing):
    """A study of a table row."""

    data_kind: ClassVar[str] = "table row"
    explains: ClassVar[type[Explainer]] = TabularExplainer
    _settings: ClassVar[tuple[str, ...]] = ("discretizer", "sample_around_instance")

    discretizer = AnyTrait(
        "quartile",
        allow_none=True,
        help="Where numbers are cut into bins. A bin's weight says what it matters that the "
        "value lies in it; without bins a weight is per standard deviation.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Bins", group="neighborhood",
        choices={"quartile": "quartiles", "decile": "deciles", "entropy": "entropy",
                 None: "none"},
    )  # fmt: skip
    sample_around_instance = TraitType(
        default_value=False,
        help="Draw the samples around the instance instead of around the data.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Sample around the row",
          group="neighborhood")  # fmt: skip

    distance = TraitType(
        "euclidean",
        help="How far a sample is from the instance, between representations. Gower's is for tables of numbers and "
        "categories: the mean over the columns of how far they are apart, each 0 to 1.",
    ).tag(
        stage=Stage.MEASURE, parameter=True, label="Distance", group="neighborhood",
        choices={name: DISTANCE_NAMES[name] for name in TabularExplainer.distances},
    )  # fmt: skip

    _answers_last: ClassVar[bool] = True
    # The rows of a sequence, coded, once they were asked for.
    _coded: tuple[TabularPerturbation, NDArray[np.float64]] | None = None

    def change(self, column: str, value: Any) -> None:
        """Ask what if: explain the row with one value changed.

        Parameters
        ----------
        column : str
            Name of the column.
        value : object
            Its new value; None where it is to be missing.

        Raises
        ------
        LimeError
            If there is no such column, or the value cannot stand in it.
        """
        self.move({column: value})

    def move(self, values: Mapping[str, Any]) -> None:
        """Ask what if: explain the row with several values changed at once.

        Parameters
        ----------
        values : mapping of str to object
            New values by the names of their columns; None where one is to be missing.

        Raises
        ------
        LimeError
            If there is no such column, or a value cannot stand in it.
        """
        with self.together():
            row = self.explainer.table.row(self.instance)
            for column in values:
                if column not in row:
                    raise problem(
                        f"The row has no column {column!r}.",
                        expected="one of " + ", ".join(map(repr, row)),
                        mend="Correct the name.",
                    )
            changed = row | dict(values)
            before, after = self.explainer.table.encode(self.instance), self.explainer.table.encode(changed)
            if not np.array_equal(before, after, equal_nan=True):
                self.instance = changed

    def coordinates(self, columns: Sequence[int]) -> NDArray[np.float64] | None:
        """Values of some columns in every row of the neighborhood, coded as the training table is.

        Parameters
        ----------
        columns : sequence of int
            Places of the columns.

        Returns
        -------
        ndarray of shape (n, len(columns)) or None
            The instance's come first; None while there is no neighborhood.
        """
        with self._lock:
            shown, near = self.displayed_perturbation, self.neighborhood
            if near is None or not isinstance(shown, TabularPerturbation):
                return None
            known = self._coded
            if known is None or known[0] is not shown or len(known[1]) < len(near):
                codes = None
                if known is not None and len(known[1]) >= len(near) and shown.follows(known[0]):
                    codes = known[1].copy()
                    codes[0] = shown.codes
                self._coded = known = shown, shown.coded_rows(0, len(near))[1] if codes is None else codes
            return known[1][: len(near), list(columns)]

    @validate("sample_around_instance")
    def _check_sample_around_instance(self, proposal: Bunch) -> bool:
        if isinstance(proposal.value, bool | np.bool_):
            return bool(proposal.value)
        raise problem(
            f"sample_around_instance is {proposal.value!r}.",
            expected="True or False",
            mend="The default is False.",
        )
