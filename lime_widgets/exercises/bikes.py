"""Exercises on bike rentals: sign and weight, numbers and categories, twin columns, and two seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML, HBox, Layout, VBox

from lime_widgets.datasets.bike import load_bike_task
from lime_widgets.exercises.kinds import ChoiceQuestion, NumberQuestion, StateQuestion
from lime_widgets.exercises.sheet import Sheet
from lime_widgets.figures.bike import bike, fit_forest, forest
from lime_widgets.figures.figure import as_table, minus
from lime_widgets.widgets.explore import explore

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.study import Study

COLD_DAY, MILD_DAY = "2011-01-08", "2011-10-22"
# Seeds that two explanations must agree with, beside their own.
FRESH_SEEDS = (101, 102, 103)
# How far the three strongest weights may be apart, as a share of the strongest.
AGREEMENT = 0.12
# Samples at the start.
FEW = 64


def predict_the_sign() -> Sheet:
    """Make the exercise that asks for the sign of a bar before it is shown.

    Returns
    -------
    Sheet
        Its question is ``sign``.
    """
    X, _ = load_bike_task()
    explorer = explore(forest(), X.loc[COLD_DAY], X, output="above", discretizer=None, n_samples=2048)
    study = explorer.study
    study.wait()
    at = study.explanation.feature_names.index("temp")
    contribution = dict(zip(study.explanation.features, study.explanation.contributions, strict=True))[at]
    towards, away = "It pushes towards “above”.", "It pushes away from “above”."
    row = X.loc[[COLD_DAY], ["season", "weathersit", "temp", "hum", "windspeed"]]
    mean, here = X["temp"].mean(), row["temp"].iloc[0]
    question: ChoiceQuestion = ChoiceQuestion(
        minus(f"The table's mean temperature is {mean:.2f} °C, this day has {here:.2f} °C.")
        + " Which way does the bar of temp point?",
        towards if contribution > 0 else away,
        wrong={
            towards if contribution < 0 else away: (
                "You may have thought of the weight: what one degree more would do. The bar says what this day's own "
                "value does, compared with an average day."
            ),
            "It has no direction: the bar is about zero.": (
                "Imagine the same day with 20 °C. Would the forest say the same?"
            ),
            "It cannot be told: every seed gives another sign.": (
                "That happens to weak features. Is the temperature a weak feature for people who ride bikes?"
            ),
        },
        hints=(
            "Would more people or fewer ride a bike on such a day than on an average one?",
            "A bar is weight × (value − mean). What sign has each factor?",
        ),
        praise="The weight of temp is positive, and the value lies below the mean: the product is negative.",
        # A second wrong answer has been thought about, too.
        consequence=lambda _given: explorer if question.solved or len(question.attempts) > 1 else None,
    )
    return Sheet(
        "Predict the sign",
        "A random forest says whether more bikes are rented on a day than the trend predicts: “above” or “below”. Its "
        "prediction for one cold day will be explained. Decide before you see the explanation.",
        {"sign": question},
        data=[HTML(as_table(row))],
        owned=[explorer],
        studies=[study],
        lesson=(
            "A weight tells what more of a feature would do. A bar tells what this value does, compared with an "
            "average one. The two can have different signs."
        ),
    )


def categories_or_numbers() -> Sheet:
    """Make the exercise that compares a numeric feature with a category in the published explanation.

    Returns
    -------
    Sheet
        Its questions are ``effect`` and ``reading``.
    """
    figure = bike()
    published = figure.table
    day = published[published["day"] == MILD_DAY]
    weather = next(name for name in day["feature"] if name.startswith("weathersit"))
    temp = day["feature"] == "temp"
    weight, value, effect = (float(day.loc[temp, name].iloc[0]) for name in ("weight", "value", "effect"))
    other = float(day.loc[~temp, "effect"].iloc[0])
    close = 0.01

    def near(wanted: float) -> Any:
        return lambda given: abs(given - wanted) < close

    question = NumberQuestion(
        "What is the effect of temp: how much does it add to the surrogate's answer? Two digits after the point.",
        round(effect, 3),
        close,
        wrong=[
            (near(weight), "That is the weight: what one degree adds. The day has more than one degree."),
            (near(value), "That is the value, in °C. It says nothing yet about bikes."),
            (near(other), f"That is the effect of {weather}. Read the other row."),
            (near(effect + other), "That is both features together. Take one row."),
            (near(-effect), "Look at the sign of both factors."),
        ],
        otherwise="An effect is made of two numbers that stand in the row of temp.",
        hints=("Weight is per degree. How many degrees are there?",),
        praise="To read it, you needed the value, its unit, and a product. The category needs none of them.",
    )
    reading = ChoiceQuestion(
        "Which of the two features reads without its value and its unit?",
        weather,
        wrong={
            "temp": "Is a weight of 0.04 much or little? What would you have to know?",
            "both": "Try to put each weight into a sentence for someone who has not seen the table.",
            "neither": "One of them is a sentence already.",
        },
        praise="A category is on or off, so its weight is its effect. Bins make numbers read the same way.",
        consequence=lambda _given: figure,
    )
    shown = day[["feature", "value", "weight"]]
    return Sheet(
        "Categories or numbers",
        f"The published explanation of {MILD_DAY} has two features. An effect is weight × value. The explanation, in "
        "shares of the probability of “above”, is:",
        {"effect": question, "reading": reading},
        data=[HTML(as_table(shown, ".4g"))],
        owned=[figure],
        studies=figure.studies,
        lesson=(
            "For a category the weight is the effect. For a number it is a price per degree. Bins turn numbers into "
            "something that reads like a category, and lose where in its bin the value lies."
        ),
    )


def twin_columns() -> Sheet:
    """Make the exercise on two columns that say the same.

    Returns
    -------
    Sheet
        Its questions are ``together`` and ``why``; ``given`` holds the table with both columns.
    """
    X, y = load_bike_task()
    twins = X.copy()
    twins.insert(list(X).index("temp") + 1, "temp_f", (X["temp"] * 9 / 5 + 32).round())
    settings: dict[str, Any] = {"output": "above", "discretizer": None, "n_samples": 4096}
    explorer = explore(fit_forest(twins, y), twins.loc[COLD_DAY], twins, **settings)
    alone = explore(forest(), X.loc[COLD_DAY], X, **settings)
    for each in (explorer, alone):
        each.study.wait()
    pair = _weights(explorer.study)
    one, two, before = pair["temp"], pair["temp_f"], _weights(alone.study)["temp"]
    alone.close()
    contributions = dict(explorer.study.explanation.as_list("contribution"))
    pushed = abs(contributions["temp"] + contributions["temp_f"])
    close = min(0.01, abs(one - two) / 3)
    together = NumberQuestion(
        "How strong is the temperature in this model: what is the weight of both columns together? (Weights are shown "
        "when you point at a bar, or by sheet.study.explanation.as_list().)",
        round(one + two, 3),
        0.01,
        wrong=[
            (lambda given: abs(given - one) < close, "That is °C alone. The same heat also stands in °F."),
            (lambda given: abs(given - two) < close, "That is °F alone. The same heat also stands in °C."),
            (lambda given: abs(given - abs(one - two)) < close, "When it gets warmer, both columns rise."),
            (lambda given: abs(given - (one + two) / 2) < close, ("A mean would fit two measurements of one thing that "
             "the surrogate uses once. It adds both terms.")),
            (lambda given: abs(given - before) < 0.005, "That is the weight in the model without the copy."),
            (
                lambda given: abs(abs(given) - pushed) < 0.02,
                "Those are the contributions, which the bars show. Point at a bar: the weight is per deviation.",
            ),
        ],
        otherwise="The surrogate adds up one term for each column.",
        hints=("If it gets one deviation warmer, what happens to each of the two columns?",),
        praise=f"Without the copy the weight was {before:.2f}: together the twins weigh about the same.",
    )  # fmt: skip
    reason = "The forest can use either column, and LIME changes one without the other."
    why = ChoiceQuestion(
        f"Without the copy temp has a weight of {before:.2f}. Why is it lower here?",
        reason,
        wrong={
            "Temperature matters less to this forest.": "Add up what it has in both columns.",
            "There are too few samples.": "Redraw, or take twice as many: does the weight of temp come back?",
            "The kernel is too narrow.": "Move the kernel width: do the two columns ever join into one?",
        },
        hints=("Trees choose between columns at each split. What if two columns give the same split?",),
        praise="Also, LIME asks about days with 3 °C and 80 °F, which no forest has seen. Leave out one of the twins.",
    )
    return Sheet(
        "Twin columns",
        "Someone has added the temperature in °F, rounded, beside the temperature in °C, and fitted the forest anew.",
        {"together": together, "why": why},
        parts=[explorer],
        studies=[explorer.study],
        given={"X": twins, "y": y},
        lesson=(
            "Twins share a weight, so each looks weak. Before you read bars, look for columns that say the same, and "
            "read them together or leave one out."
        ),
    )


def two_seeds() -> Sheet:
    """Make the exercise that brings two explanations with different seeds to agree.

    Returns
    -------
    Sheet
        Its question is ``agree``; ``studies`` are the two studies.
    """
    X, _ = load_bike_task()
    explorers = [
        explore(
            forest(), X.loc[MILD_DAY], X,
            output="above", discretizer="quartile", n_features=5,
            n_samples=FEW, design="independent", random_state=seed,
        )
        for seed in (1, 2)
    ]  # fmt: skip
    # Side by side where there is room for both.
    half = {"flex": "1 1 460px", "min_width": "0"}
    columns = [
        VBox([HTML(f"<b>Seed {place}</b>"), explorer], layout=half) for place, explorer in enumerate(explorers, 1)
    ]
    studies = [explorer.study for explorer in explorers]
    for study in studies:
        study.wait()
    faults = _unfair(studies[0].kernel_width)
    question = StateQuestion(
        f"Bring both to agree: the same three strongest features in the same order, with weights at most "
        f"{100 * AGREEMENT:.0f} % of the strongest apart, and with other seeds too.",
        studies,
        right=lambda both: not any(test(both) for test, _ in faults) and _agree_with_fresh_seeds(both),
        wrong=[
            *faults,
            (
                lambda both: all(study.n_samples <= FEW for study in both),
                "The samples are still as few as at the start. How does a poll become more certain?",
            ),
        ],
        otherwise="Nearer, but other seeds still disagree: see what else makes an estimate steadier.",
        settings=("n_samples", "design", "random_state", "kernel_width"),
        hints=(
            "Which control decides how many answers of the model an explanation rests on?",
            "Under Advanced, samples can also be spread evenly in place of at random.",
        ),
        praise=(
            "Three further seeds give the same three features and about the same weights. They agree about the "
            "surrogate; whether it follows the model is another question, and R² answers it."
        ),
    )
    return Sheet(
        "Two seeds",
        "The same day, the same forest, the same settings, few samples: only the seed differs, and so do the "
        "explanations. Most settings are under Advanced.",
        {"agree": question},
        parts=[HBox(columns, layout=Layout(flex_flow="row wrap"))],
        studies=studies,
        lesson=(
            "Two explanations that disagree are not two opinions: they are two noisy readings of the same model. More "
            "samples, spread evenly, make the noise small. The interval on each bar says how small."
        ),
    )


def _unfair(start: float) -> list[tuple[Callable[[Any], bool], str]]:
    """Give the ways to agree that prove nothing; `start` is the kernel width at the start."""
    return [
        (
            lambda both: both[0].random_state == both[1].random_state,
            "With one seed they show the same samples twice. What would a third person see, with a seed of their own?",
        ),
        (
            lambda both: min(study.n_features or 9 for study in both) < 3,
            "Fewer features agree because they say less. Show at least three.",
        ),
        (
            lambda both: max(study.kernel_width for study in both) > 2 * start,
            (
                "A kernel as wide as the whole table makes it steadier, but then it explains the whole model and not "
                "this day. Put the width back."
            ),
        ),
        (
            lambda both: len({(study.n_samples, study.kernel_width, study.design) for study in both}) > 1,
            "The two have different settings. Change both, so that only the seed differs.",
        ),
    ]


def _agree_with_fresh_seeds(studies: Any) -> bool:
    explanations = [study.explanation for study in studies]
    if not _agree(explanations):
        return False
    study: Study = studies[0]
    for seed in FRESH_SEEDS:
        explanations.append(
            study.explainer.explain(
                study.black_box,
                study.instance,
                output=study.output,
                n_samples=study.n_samples,
                design=study.design,
                kernel_width=study.kernel_width,
                n_features=study.n_features,
                random_state=seed,
            )
        )
        if not _agree(explanations):
            return False
    return True


def _agree(explanations: list[Explanation]) -> bool:
    tops = [explanation.as_list()[:3] for explanation in explanations]
    names = {tuple(name for name, _ in top) for top in tops}
    weights = np.array([[weight for _, weight in top] for top in tops])
    return len(names) == 1 and bool(np.ptp(weights, axis=0).max() <= AGREEMENT * np.abs(weights).max())


def _weights(study: Study) -> dict[str, float]:
    return dict(study.explanation.as_list())
