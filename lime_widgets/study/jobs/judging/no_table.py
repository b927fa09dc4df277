"""A study without a training table, which says so where a surrogate of the whole model would need one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, cast

from traitlets import HasTraits

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from lime_widgets.study.state import StudyTraits


class HasNoTable(HasTraits):
    """A study of a text or an image: there is no training data to fit a surrogate of the whole model to."""

    def fit_global(self, n_rows: int | None = None) -> NoReturn:
        """Refuse: only a table has a surrogate of the whole model.

        Raises
        ------
        LimeError
            Always.
        """
        del n_rows
        raise problem("global.no_table", kind=cast("StudyTraits", self).explainer.data_kind)
