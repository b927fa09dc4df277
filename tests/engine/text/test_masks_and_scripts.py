"""Masks of touching units stay apart, and scripts without spaces are cut."""

import re

import numpy as np
import pytest

from lime_widgets import TextExplainer
from lime_widgets.engine.text.units import find_units


def tokens(text):
    return re.findall(r"\w+|[^\w\s]", text)


@pytest.mark.parametrize("text", ["This movie is great !?", "(a) b, c!d?", "don't-stop", "x=y+z;", "«oui» … non"])
@pytest.mark.parametrize("mask", ["UNKWORDZ", "xx"])
def test_as_many_words_reach_the_model_as_are_in_the_text(text, mask):
    perturbation = TextExplainer(unit=tokens, bag=False, mask=mask).perturb(text)
    p = len(perturbation.feature_names)
    masks = np.random.default_rng(0).random((64, p)) > 0.5

    restored = perturbation.restore(np.vstack([masks, np.ones((1, p), bool), np.zeros((1, p), bool)]))

    assert {len(tokens(each)) for each in restored} == {len(tokens(text))}
    assert restored[-2] == text
    for kept, made in zip(masks, restored, strict=False):
        assert [each for each in tokens(made) if each != mask] == [
            each for each, keep in zip(tokens(text), kept, strict=True) if keep
        ]


@pytest.mark.parametrize("mask", ["", "_", "█"])
def test_masks_of_one_character_stand_where_the_characters_stood(mask):
    perturbation = TextExplainer(unit="character", bag=False, mask=mask).perturb("word")
    assert perturbation.restore(np.array([[1, 0, 0, 1]], bool)) == [f"w{mask}{mask}d"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("这部电影很好看", "这 部 电 影 很 好 看"),
        ("I like 北京 a lot", "I like 北 京 a lot"),
        ("スター・ウォーズは良い", "スター ウォーズ は 良 い"),
        ("ดีมาก", "ดี ม า ก"),
        ("좋은 영화", "좋은 영화"),  # Korean has spaces
        ("don't stop", "don't stop"),
    ],
)
def test_a_script_without_spaces_is_cut_into_characters(text, names):
    assert find_units(text).names == tuple(names.split())


def test_what_the_units_of_such_a_script_are_is_said():
    good = lambda texts: [text.count("好") / 2 for text in texts]  # noqa: E731
    assert any("no spaces between words" in doubt for doubt in TextExplainer().explain(good, "这部电影很好看").doubts)
    assert not any("no spaces" in doubt for doubt in TextExplainer(unit=list).explain(good, "这部电影很好看").doubts)
    assert not any("no spaces" in doubt for doubt in TextExplainer().explain(good, "a good film").doubts)


@pytest.mark.parametrize(("n_words", "n_samples"), [(30, 4096), (4096, 4096), (10_000, 1024), (50_000, 256)])
def test_long_texts_have_fewer_samples_by_default(n_words, n_samples):
    assert TextExplainer().default_n_samples_for(" ".join(f"w{k}" for k in range(n_words))) == n_samples
