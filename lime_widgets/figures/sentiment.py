"""Figure of two reviews: which words make one positive and the other negative."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lime_widgets.datasets.reviews import load_movie_reviews
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.figures.figure import Titled
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.text import TextView

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

REVIEWS = (
    "a slow film with a wonderful ending.",
    "dull and predictable, with one good joke.",
)
_CAPTION = (
    "TF-IDF and a logistic regression read sentences from film reviews. Blue words make “positive” more likely, orange "
    "ones less. Click words to take them out, or type a review of your own."
)


class SentimentFigure(Titled):
    """Figure of two reviews. `sentiment` makes it."""

    def __init__(self, studies: tuple[Study, ...]) -> None:
        views = [[TextView(study), BarsView(study)] for study in studies]
        right = f"The model is right for {100 * review_model()[1]:.0f} % of the sentences that it has not seen."
        super().__init__(studies, views, f"{_CAPTION} {right}")

    @property
    def table(self) -> pd.DataFrame:
        """The weight of each word for "positive".

        Returns
        -------
        DataFrame
            Columns ``review``, ``positive`` (the model's probability), ``word`` and ``weight``.

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        self.open_study  # noqa: B018  it tells that the figure is closed
        frames = [
            pd.DataFrame(study.explanation.as_list(), columns=["word", "weight"]).assign(
                review=str(study.instance), positive=study.explanation.model_prediction
            )
            for study in self.studies
        ]
        return pd.concat(frames, ignore_index=True)[["review", "positive", "word", "weight"]]

    def _title_of(self, place: int) -> str:
        explanation = self.studies[place].explanation
        return f"Positive with {100 * explanation.model_prediction:.0f} %. {explanation.why}"

    def _judge(self) -> str:
        said = []
        for study in self.studies:
            explanation = study.explanation
            positive = explanation.model_prediction >= 0.5
            word, _ = (max if positive else min)(explanation.as_list(), key=lambda pair: pair[1])
            said.append(f"{'positive' if positive else 'negative'}, first of all because of “{word}”")
        return f"The first review is {said[0]}; the second is {said[1]}."

    def _draw(self, drawing: Drawing) -> None:
        for study, ax in zip(self.studies, drawing.subplots(1, len(self.studies)), strict=True):
            study.explanation.plot(ax=ax)
            ax.set_title(f"positive {study.explanation.model_prediction:.2f}", fontsize="small", loc="left")


def sentiment(first: str = REVIEWS[0], second: str = REVIEWS[1], **parameters: Any) -> SentimentFigure:
    """Make the interactive figure of two reviews, a positive and a negative one.

    Parameters
    ----------
    first, second : str
        The reviews.
    **parameters
        Parameters of both studies, such as ``n_samples=1000``.

    Returns
    -------
    SentimentFigure

    References
    ----------
    The sentences that the model is trained on: B. Pang and L. Lee (2005), "Seeing stars", ACL.
    """
    settings = {"output": "positive", "n_samples": 2048} | parameters
    studies = tuple(
        Study(BlackBox(review_model()[0], batch_size=512), review, TextExplainer(), **settings)
        for review in (first, second)
    )
    for study in studies:
        study.wait()
    return SentimentFigure(studies)


@cache
def review_model() -> tuple[Any, float]:
    """Fit the black box once.

    Returns
    -------
    model : Pipeline
        TF-IDF and a logistic regression.
    score : float
        The share of right answers for sentences that it has not seen.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline

    reviews = load_movie_reviews()
    sentences = reviews[reviews["source"] == "rotten_tomatoes"].drop_duplicates("text")
    train, test = train_test_split(sentences, test_size=1500, random_state=0)
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10, max_iter=1000)).fit(train["text"], train["label"])
    return model, float(model.score(test["text"], test["label"]))
