"""Exercises that mark themselves: questions for a sheet of one's own, and sheets that are ready for a class."""

from lime_widgets.exercises.bikes import categories_or_numbers, predict_the_sign, twin_columns, two_seeds
from lime_widgets.exercises.disguise import break_lime, expose_the_disguise
from lime_widgets.exercises.kinds import ChoiceQuestion, CodeQuestion, NumberQuestion, StateQuestion
from lime_widgets.exercises.pictures import which_superpixels_fool_it
from lime_widgets.exercises.question import Question
from lime_widgets.exercises.sheet import Sheet, collect
from lime_widgets.exercises.widths import where_the_sign_flips, which_width_to_publish
from lime_widgets.exercises.words import explain_a_wrong_prediction, right_for_the_wrong_reason

__all__ = [
    "ChoiceQuestion",
    "CodeQuestion",
    "NumberQuestion",
    "Question",
    "Sheet",
    "StateQuestion",
    "break_lime",
    "categories_or_numbers",
    "collect",
    "explain_a_wrong_prediction",
    "expose_the_disguise",
    "predict_the_sign",
    "right_for_the_wrong_reason",
    "twin_columns",
    "two_seeds",
    "where_the_sign_flips",
    "which_superpixels_fool_it",
    "which_width_to_publish",
]
