"""Interactive versions of the figures of articles about LIME: studies, their views, and the published numbers."""

from lime_widgets.figures.abstract_features import AbstractFeaturesFigure, abstract_features
from lime_widgets.figures.bike import BikeFigure, bike
from lime_widgets.figures.figure import Figure
from lime_widgets.figures.global_vs_local import GlobalVsLocalFigure, global_vs_local
from lime_widgets.figures.one_feature import KernelWidthFigure, kernel_width
from lime_widgets.figures.sentiment import SentimentFigure, sentiment
from lime_widgets.figures.spam import SpamFigure, spam
from lime_widgets.figures.steps import StepsFigure, steps
from lime_widgets.figures.superpixels import SuperpixelsFigure, superpixels
from lime_widgets.figures.two_features import PlaneFigure, plane

__all__ = [
    "AbstractFeaturesFigure",
    "BikeFigure",
    "Figure",
    "GlobalVsLocalFigure",
    "KernelWidthFigure",
    "PlaneFigure",
    "SentimentFigure",
    "SpamFigure",
    "StepsFigure",
    "SuperpixelsFigure",
    "abstract_features",
    "bike",
    "global_vs_local",
    "kernel_width",
    "plane",
    "sentiment",
    "spam",
    "steps",
    "superpixels",
]
