"""Exercises on the kernel width: where a sign flips, and which width to publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.exercises.kinds import ChoiceQuestion, StateQuestion
from lime_widgets.exercises.sheet import Sheet
from lime_widgets.figures import published
from lime_widgets.figures.one_feature import bumpy_study
from lime_widgets.figures.two_features import plane

if TYPE_CHECKING:
    from lime_widgets.study import Study
from lime_widgets.widgets.explorers import TabularExplorer
from lime_widgets.widgets.plots.curve import CurveView

# What may be published: R² at least, effective samples at least.
LEAST_SCORE, LEAST_ESS = 0.9, 30.0
# A slope that counts as level, in answers per unit of x.
LEVEL = 0.05
# How far the cross may be from its place: as near as a hand puts it.
NEAR = 0.05


def where_the_sign_flips() -> Sheet:
    """Make the exercise that looks for the kernel width at which the surrogate is level.

    Returns
    -------
    Sheet
        Its questions are ``flip`` and ``meaning``.
    """
    study = bumpy_study(kernel_width=2.0, compared_widths=())
    # A bar is then the slope of the line.
    study.effect = "slope"
    study.wait()

    def slope(study: Study) -> float:
        return float(study.explanation.coef[0]) if len(study.explanation.coef) else 0.0

    flip = StateQuestion(
        f"Move the kernel width until the line is level: its slope between −{LEVEL} and +{LEVEL}.",
        study,
        right=lambda study: abs(slope(study)) <= LEVEL and study.distance == "sqeuclidean" and _at_home(study),
        wrong=[
            (
                lambda study: study.distance != "sqeuclidean",
                "With another distance it is another exercise. Take the squared Euclidean one again, under Advanced.",
            ),
            (lambda study: not _at_home(study), "The cross has moved. Drag it back to x = 1.6, or press Undo."),
            (
                lambda study: study.kernel_width >= 2.0,
                "Here the line rises, as at the start. Which points would you have to leave out for it to fall?",
            ),
            (lambda study: slope(study) > 0, "The line still rises: far points still outweigh the near ones."),
            (
                lambda study: slope(study) < 0,
                "The line falls, as the model does at the cross: you have passed the flip.",
            ),
        ],
        otherwise="The line is not level.",
        settings=("kernel_width",),
        hints=("Open “How wide is local?” below: where does the curve of the weight cross zero?",),
        praise="On one side of it x is said to raise the answer, on the other side to lower it.",
    )
    meaning = ChoiceQuestion(
        "What does the level line tell about the model near x = 1.6?",
        "Nothing: R² is about 0.",
        wrong={
            "x does not matter there.": "Look at the thick curve around the cross. Is it level?",
            "The model is constant there.": "Compare the line with the thick curve around the cross.",
            "It is the best compromise of the two signs.": (
                "A compromise would follow both sides a little. How much of the model's ups and downs does it follow?"
            ),
        },
        hints=("Read R² beside the grade. What share of the model's ups and downs does the line follow?",),
        praise="A weight of zero is no finding where the surrogate does not follow the model.",
    )
    return Sheet(
        "Where the sign flips",
        "A model of one feature, the thick curve, is explained at the cross, x = 1.6, by a line that is fitted to the "
        "points around it. The kernel width says how far “around” reaches. At width 2 the line rises: its slope is the "
        "bar below.",
        {"flip": flip, "meaning": meaning},
        parts=[TabularExplorer(study), CurveView(study)],
        studies=[study],
        lesson=(
            "An explanation without its R² and its kernel width is not finished: the same point of the same model has "
            "a falling, a level and a rising line."
        ),
    )


def _at_home(study: Study) -> bool:
    here = float(np.asarray(study.instance, dtype=float).ravel()[0])
    return abs(here - published.bumpy().instance) < NEAR


def which_width_to_publish() -> Sheet:
    """Make the exercise that looks for a kernel width that can be published.

    Returns
    -------
    Sheet
        Its questions are ``width`` and ``report``.
    """
    figure = plane()
    study = figure.open_study

    def score(study: Study) -> float:
        return float(study.explanation.score)

    def ess(study: Study) -> float:
        return float(study.explanation.ess)

    width = StateQuestion(
        f"Move the kernel width to one that you would publish: R² at least {LEAST_SCORE}, and at least "
        f"{LEAST_ESS:.0f} effective samples.",
        study,
        right=lambda study: score(study) >= LEAST_SCORE and ess(study) >= LEAST_ESS,
        wrong=[
            (
                lambda study: ess(study) < LEAST_ESS,
                "It follows the model, but with how many samples? Almost any line follows a handful of them.",
            ),
            (
                lambda study: abs(study.kernel_width - published.PLANE_KERNEL_WIDTH) < 1e-9,
                "That is the published width. Read R² there: how much of the model does the line follow?",
            ),
            (
                lambda study: study.explanation.coef.prod() < 0 or score(study) < 0.1,
                (
                    "This wide, the surrogate describes the whole plane and not the surroundings of the instance. Its "
                    "second weight may even have turned."
                ),
            ),
        ],
        otherwise="There are enough samples, but the line does not follow the model well enough yet.",
        settings=("kernel_width",),
        hints=(
            "Narrow kernels follow the model and have few samples, wide ones have many and do not follow it.",
            "Two curves beside the weights show both. Where is the one high, and the other not yet low?",
        ),
        praise="It is local, it follows the model, and it rests on enough samples.",
    )
    return Sheet(
        "Which width to publish",
        "A random forest with two features is explained at the yellow dot. The article's width is drawn first.",
        {"width": width, "report": _report()},
        parts=[figure],
        studies=[study],
        lesson=(
            "Narrow kernels follow the model with few samples, wide ones describe the whole model with many. Publish "
            "the curve over the widths, and say where you stand on it."
        ),
    )


def _report() -> ChoiceQuestion:
    """Make the question for what belongs beside a width."""
    return ChoiceQuestion(
        "What belongs in the article beside this width?",
        "The weights over all widths, R² and the effective samples.",
        wrong={
            "Nothing: the width is the default of the tool.": (
                "Would a reader with another tool, and another default, see the same weights?"
            ),
            "The weights of this width, with many digits.": "Move the width a little. How many digits stay?",
            "The width that gives the weights that one expects.": (
                "Then the explanation shows what its author believes. Could it have shown anything else?"
            ),
        },
        hints=("A reader should be able to see how much the choice matters.",),
        praise="So a reader sees what hangs on the choice.",
    )
