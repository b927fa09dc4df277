"""The study of a table row: bins, and the row's own values to play with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import TraitType, validate

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular import TabularExplainer
from lime_widgets.study.core import Study
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.engine.representation import Explainer


class TabularStudy(Study):
    """A study of a table row."""

    kind: ClassVar[str] = "table row"
    explains: ClassVar[type[Explainer]] = TabularExplainer
    _settings: ClassVar[tuple[str, ...]] = ("discretizer", "sample_around_instance")

    discretizer = AnyTrait(
        "quartile",
        allow_none=True,
        help="Where numbers are cut into bins. A bin's weight says what it matters that the "
        "value lies in it; without bins a weight is per standard deviation.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Bins", group="neighbourhood",
        choices={"quartile": "quartiles", "decile": "deciles", "entropy": "entropy",
                 None: "none"},
    )  # fmt: skip
    sample_around_instance = TraitType(
        default_value=False,
        help="Draw the samples around the instance instead of around the data.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Sample around the row",
          group="neighbourhood")  # fmt: skip

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
        with self.together():
            row = self.explainer.table.row(self.instance)
            if column not in row:
                raise problem(
                    f"The row has no column {column!r}.",
                    expected="one of " + ", ".join(map(repr, row)),
                    mend="Correct the name.",
                )
            changed = row | {column: value}
            before, after = self.explainer.table.encode(self.instance), self.explainer.table.encode(changed)
            if not np.array_equal(before, after, equal_nan=True):
                self.instance = changed

    @validate("sample_around_instance")
    def _check_sample_around_instance(self, proposal: Bunch) -> bool:
        if isinstance(proposal.value, bool | np.bool_):
            return bool(proposal.value)
        raise problem(
            f"sample_around_instance is {proposal.value!r}.",
            expected="True or False",
            mend="The default is False.",
        )
