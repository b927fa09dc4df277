"""The reactive core: a study keeps one explanation up to date. There is one subclass for each kind of data."""

from lime_widgets.study.core import Study
from lime_widgets.study.image import ImageStudy
from lime_widgets.study.tabular import TabularStudy
from lime_widgets.study.text import TextStudy

__all__ = ["ImageStudy", "Study", "TabularStudy", "TextStudy"]
