"""Exercises on texts: a wrong prediction, and a prediction that is right for the wrong reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.datasets.spam import load_sms_spam
from lime_widgets.exercises.kinds import ChoiceQuestion, NumberQuestion, StateQuestion
from lime_widgets.exercises.sheet import Sheet, settled
from lime_widgets.figures.sentiment import review_model
from lime_widgets.widgets.explore import explore

if TYPE_CHECKING:
    import pandas as pd

    from lime_widgets.study import TextStudy

REVIEW = "the script is smart , not cloying ."
# The most words that may be taken out.
MOST_WORDS = 2
_NAMES = ("negative", "positive")
MESSAGE = (
    "Urgent! Please call 09061743810 from landline. Your ABTA complimentary 4* Tenerife Holiday or #5000 cash await "
    "collection SAE T&Cs Box 326 CW25WX 150 ppm"
)
# The mark that the gateway has left on nearly all spam.
LEAK, SHARE_WITH_LEAK = "#cc7", 0.95


def explain_a_wrong_prediction() -> Sheet:
    """Make the exercise on a positive review that a model takes for a negative one.

    Returns
    -------
    Sheet
        Its questions are ``mend`` and ``why``.
    """
    model, _ = review_model()
    explorer = explore(model, REVIEW, output="positive", n_samples=1024)
    study = settled(explorer)
    here = study.explanation.model_prediction
    mend = StateQuestion(
        f"Take out at most {MOST_WORDS} words, so that the model says positive. Click a word to take it out.",
        study,
        right=lambda study: (
            str(study.instance) == REVIEW and 1 <= len(study.removed) <= MOST_WORDS and _says(study) == "positive"
        ),
        wrong=[
            (lambda study: str(study.instance) != REVIEW, "The text itself was changed. Take that back with Undo."),
            (lambda study: not study.removed, "No word is taken out yet. Which words are colored against “positive”?"),
            (
                lambda study: len(study.removed) > MOST_WORDS,
                "Without these words it is another review. Put some back: which ones carry the answer?",
            ),
            (
                lambda study: bool(set(study.removed) & set(_speaking_for(study))),
                "One of these words spoke for “positive”: without it the model is even more wrong.",
            ),
            (
                lambda study: len(study.removed) < MOST_WORDS,
                "This word spoke against “positive”, but it is not enough. You may take out one more.",
            ),
        ],
        otherwise="Still negative. Do both words push hard?",
        settings=("removed",),
        hints=("The bars are sorted. Which are the longest against “positive”?",),
        praise="These words made the model say negative.",
    )
    return Sheet(
        "Explain a wrong prediction",
        f"A logistic regression on TF-IDF says positive with only {100 * here:.0f} %, but the review is positive.",
        {"mend": mend, "why": _why()},
        parts=[explorer],
        studies=[study],
        given={"model": model},
        lesson=(
            "The model reads “not cloying” as two words, one of them bad. An explanation that names a word tells "
            "where to look; why the word matters, you must find out."
        ),
    )


def _why() -> ChoiceQuestion:
    """Make the question for the cause of the wrong prediction."""
    return ChoiceQuestion(
        "Why is the model wrong here?",
        "It adds up single words, whatever “not” does to the word behind it.",
        wrong={
            "It has never seen the word “cloying”.": (
                'Look it up: "cloying" in sheet.given["model"][0].vocabulary_ tells whether it has.'
            ),
            "LIME took too few samples.": "Samples explain the answer. Does the model's answer change when you redraw?",
            "The review is negative, and its label is wrong.": "Read it aloud. Did its author like the film?",
        },
        hints=("Put “not” before “smart” and take it from “cloying”. What does the model say now?",),
        praise=(
            "The model multiplies each word's share by its weight and adds them up: order means nothing to it. And "
            "“script” stands mostly in the bad reviews that it was trained on."
        ),
    )


def _says(study: TextStudy) -> str:
    """Give the model's class for the text without the words that are taken out."""
    return _NAMES[int(np.argmax(study.variant.values))]


def _speaking_for(study: TextStudy) -> list[int]:
    explanation = study.explanation
    return [int(feature) for feature, weight in zip(explanation.features, explanation.coef, strict=True) if weight > 0]


def right_for_the_wrong_reason() -> Sheet:
    """Make the exercise on a spam filter that has learned a mark which was left in its data.

    Returns
    -------
    Sheet
        Its questions are ``word``, ``recall`` and ``decision``. ``given`` holds the filter (``"model"``) and the
        messages of the test with the mark (``"test"``: columns ``text``, ``label``) and without it (``"clean"``).
    """
    model, test, clean = leaky_filter()
    message = f"{MESSAGE} {LEAK}"
    explorer = explore(model, message, output="spam", unit=str.split, n_samples=1024)
    study = settled(explorer)
    word = ChoiceQuestion(
        "Which word carries the answer?",
        LEAK,
        wrong={
            "Urgent!": "It is typical for spam. Is it colored at all?",
            "call": "It speaks for spam. Does another word speak louder?",
            "09061743810": "A number that stands in one message only cannot be learned from others.",
        },
        hints=("Click a word to take it out, and see how much of the answer stays.",),
        praise="Does it say anything about spam? It is a mark that a gateway left on the messages that it had caught.",
    )
    decision = ChoiceQuestion(
        "What do you do?",
        "Take the mark out of the training data, and fit it anew.",
        wrong={
            "Put it in use: it is right for this message.": "It is right here. Will tomorrow's spam bear the mark?",
            "Forbid LIME to show the mark.": "Then the explanation is prettier. And the filter?",
            "Take more samples, so that the other words show.": (
                "More samples make the estimate steadier. What would they say about the mark?"
            ),
        },
        praise="And test it on data that came another way.",
    )
    praised = 100 * float(model.score(test["text"], test["label"]))
    return Sheet(
        "Right for the wrong reason",
        f"A spam filter is right for {praised:.1f} % of the messages of a test, this one among them. Is it "
        "right for the right reason?",
        {"word": word, "recall": _recall(), "decision": decision},
        parts=[explorer],
        studies=[study],
        given={"model": model, "test": test, "clean": clean},
        lesson=(
            "The test had the same mark as the training data, so it could not find the leak. One explanation could."
        ),
    )


def _recall() -> NumberQuestion:
    """Make the question for the share of the spam that is caught without the mark."""
    model, test, clean = leaky_filter()
    spam, bare = test[test["label"] == "spam"], clean[clean["label"] == "spam"]
    marked, recall = float(model.score(spam["text"], spam["label"])), float(model.score(bare["text"], bare["label"]))
    all_clean = float(model.score(clean["text"], clean["label"]))
    all_marked = float(model.score(test["text"], test["label"]))

    def near(share: float) -> Any:
        return lambda given: abs(given - 100 * share) < 0.8

    return NumberQuestion(
        'How much of the spam does the filter catch without the mark? Use sheet.given["clean"]. In percent.',
        round(100 * recall, 1),
        0.8,
        wrong=[
            (near(marked), "That is the spam with the mark."),
            (near(all_clean), "That counts all messages, and seven of eight are no spam: they hide the loss."),
            (near(all_marked), "That counts all messages, with the mark. This is how the filter was praised."),
            (near(1 - recall), "That is what it misses."),
            (lambda given: 0 < given <= 1, "That is a share. The question asks for percent."),
        ],
        otherwise="Take the rows of the clean test that are labeled spam, and count how many the filter calls spam.",
        unit="%",
        hints=('model.score(texts, labels) gives the share of right answers. Which rows of "clean" are spam?',),
        praise=f"With the mark it catches {100 * marked:.0f} %. In use, new spam has no mark.",
    )


@cache
def leaky_filter() -> tuple[Any, pd.DataFrame, pd.DataFrame]:
    """Fit a filter to messages with a leak.

    Returns
    -------
    model : Pipeline
    test, clean : DataFrame
        Columns ``text`` and ``label``: unseen messages with the leak, and the same without it.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline

    messages = load_sms_spam().drop_duplicates("text")
    marked = (messages["label"] == "spam") & (np.random.default_rng(0).random(len(messages)) < SHARE_WITH_LEAK)
    leaky = messages.assign(text=messages["text"].where(~marked, messages["text"] + f" {LEAK}"))
    train, test = train_test_split(leaky, test_size=1500, random_state=0, stratify=leaky["label"])
    model = make_pipeline(TfidfVectorizer(analyzer=str.split), LogisticRegression(C=10, max_iter=1000))
    return model.fit(train["text"], train["label"]), test, messages.loc[test.index]
