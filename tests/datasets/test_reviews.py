import sys

import pytest

from lime_widgets.datasets import load_movie_reviews


def test_half_of_the_reviews_of_each_source_are_negative():
    reviews = load_movie_reviews()

    assert reviews.columns.tolist() == ["text", "label", "source"]
    assert reviews.groupby(["source", "label"]).size().to_dict() == {
        ("imdb", "negative"): 12500,
        ("imdb", "positive"): 12500,
        ("rotten_tomatoes", "negative"): 4265,
        ("rotten_tomatoes", "positive"): 4265,
    }


def test_labels_belong_to_their_texts():
    reviews = load_movie_reviews()
    words = reviews["text"].str.lower()

    for word, label in [
        ("awful", "negative"),
        ("waste", "negative"),
        ("wonderful", "positive"),
        ("superb", "positive"),
    ]:
        assert reviews.loc[words.str.contains(word), "label"].eq(label).mean() > 0.7


def test_each_source_has_the_documented_text_lengths():
    reviews = load_movie_reviews()
    words = reviews["text"].str.split().str.len().groupby(reviews["source"])

    assert words.mean().round().to_dict() == {"imdb": 234, "rotten_tomatoes": 21}
    assert words.min().min() == 1, "a text is empty"


def test_the_error_names_the_extra_with_the_reviews(monkeypatch):
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ImportError, match=r"load_movie_reviews .*pip install lime-widgets\[examples\]"):
        load_movie_reviews()
