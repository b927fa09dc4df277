"""The reactive core: a study keeps an explanation up to date; there is a kind of it for each kind of data."""

from lime_widgets.study import image, tabular, text  # noqa: F401  each kind makes itself known to `Study`
from lime_widgets.study.core import Study

__all__ = ["Study"]
