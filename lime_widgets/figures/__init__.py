"""Interactive versions of published LIME figures: a study, its views, and the published numbers."""

from lime_widgets.figures.one_feature import KernelWidthFigure, kernel_width
from lime_widgets.figures.two_features import PlaneFigure, plane

__all__ = ["KernelWidthFigure", "PlaneFigure", "kernel_width", "plane"]
