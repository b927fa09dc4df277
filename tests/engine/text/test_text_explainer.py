"""The explainer of texts: perturbed texts, model calls and exact explanations."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets import BlackBox, LimeError, ModelError, Neighborhood, TextExplainer
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.sampling.masks import probabilities

TEXT = "Good, good GOOD… she said; good\n\tenough – 좋아 👩‍👧!"


def lengths(texts):
    """An answer that every unit has a part in, and not an additive one."""
    value = np.array([np.tanh(len(text) / 40) + 0.2 * ("good" in text) for text in texts])
    return np.column_stack([1 - value, value])


def kept(explainer, text, *features):
    """The text with only some features kept."""
    perturbation = explainer.perturb(text)
    mask = np.zeros((1, len(perturbation.feature_names)), dtype=bool)
    mask[0, list(features)] = True
    return perturbation.restore(mask)[0]


# ---- perturbed texts -----------------------------------------------------------------------


def test_the_text_between_words_is_unchanged():
    explainer = TextExplainer()

    assert explainer.perturb(TEXT).feature_names == ("Good", "good", "GOOD", "she", "said", "enough", "좋아", "👩‍👧")
    assert kept(explainer, TEXT, 1) == ", good …  ; good\n\t –  !"
    assert kept(explainer, TEXT, 6, 7) == ",  …  ; \n\t – 좋아 👩‍👧!"


def test_without_a_bag_every_occurrence_is_removed_separately():
    explainer = TextExplainer(bag=False)

    assert explainer.perturb("so so good").feature_names == ("so", "so [2]", "good")
    assert kept(explainer, "so so good", 1, 2) == " so good"


def test_a_mask_replaces_a_removed_unit():
    assert kept(TextExplainer(mask="UNKWORDZ"), "so so good", 1) == "UNKWORDZ UNKWORDZ good"
    assert kept(TextExplainer(mask="🙈", bag=False), "so so좋아", 0) == "so 🙈"


@pytest.mark.parametrize("mask", ["", "[…]", "x"])
@pytest.mark.parametrize(
    "text", ["plain words only", "naïve café", TEXT, "עולם שלום, עולם", "a\x00b <b>&amp;</b> \u200b"]
)
def test_perturbed_texts_equal_the_joined_pieces(text, mask):
    perturbation = TextExplainer(mask=mask, bag=False).perturb(text)
    units, masks = perturbation.units, perturbation.masks(0, 50)

    for on, made in zip(masks, perturbation.restore(masks), strict=True):
        expected, end = "", 0
        for start, stop, feature in zip(units.starts, units.stops, units.features, strict=True):
            expected += text[end:start] + (text[start:stop] if on[feature] else mask)
            end = stop
        assert made == expected + text[end:]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_the_mask_that_keeps_everything_gives_the_original_text(text):
    try:
        perturbation = TextExplainer(unit="character").perturb(text)
    except LimeError:
        assert not text.strip() or not text.isprintable()
        return
    assert perturbation.restore(perturbation.masks(0, 1)) == [text]
    assert perturbation.instance == text


def test_a_text_of_ten_thousand_words_is_perturbed_in_blocks():
    text = " ".join(f"w{i}" for i in range(10_000))
    perturbation = TextExplainer().perturb(text)
    masks = perturbation.masks(0, 40)

    for on, made in zip(masks, perturbation.restore(masks), strict=True):
        assert made.split() == [word for word, is_on in zip(text.split(), on, strict=True) if is_on]


# ---- distances ------------------------------------------------------------------------------------


def test_distances_are_in_percent():
    perturbation = TextExplainer().perturb("a b c d")
    Z = np.array([[1, 1, 1, 1], [1, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], float)

    np.testing.assert_allclose(perturbation.distances(Z, "cosine"), 100 * (1 - np.sqrt([1, 0.75, 0.25, 0])), atol=1e-12)
    np.testing.assert_allclose(perturbation.distances(Z, "removed"), [0, 25, 75, 100])
    with pytest.raises(LimeError, match=r"'euclidean'.*\"cosine\" or \"removed\""):
        perturbation.distances(Z, "euclidean")


def test_the_removed_distance_with_the_triangular_kernel_equals_the_published_proximity():
    # Molnar, Interpretable Machine Learning, section on LIME for text: five variations of seven words.
    text = "For Christmas Song visit my channel! ;)"
    Z = np.ones((6, 7))
    for row, words in enumerate([(1, 4, 5), (0, 5), (1, 2), (1,), (0, 3, 5)], start=1):
        Z[row, list(words)] = 0
    perturbation = TextExplainer(unit=str.split).perturb(text)

    weights = kernel_weights(perturbation.distances(Z, "removed"), 100.0, "triangular")[0]

    assert perturbation.feature_names == ("For", "Christmas", "Song", "visit", "my", "channel!", ";)")
    np.testing.assert_array_equal(weights.round(2), [1, 0.57, 0.71, 0.71, 0.86, 0.57])


# ---- model calls ---------------------------------------------------------------------------------------


def test_equal_texts_are_sent_once():
    sent = []

    def model(texts):
        sent.extend(texts)
        return [len(text) for text in texts]

    text = "one two three four five six seven eight nine ten"
    neighborhood = TextExplainer().sample(BlackBox(model, batch_size=64, repeat=False), text, n_samples=700)

    assert len(neighborhood) == 700
    assert len(sent) == len(set(sent)) == len(np.unique(neighborhood.Z, axis=0))
    assert len(sent) < 700
    restored = TextExplainer().perturb(text).restore(neighborhood.Z > 0)
    np.testing.assert_array_equal(neighborhood.y[:, 0], [len(made) for made in restored])


def test_the_model_receives_lists_of_strings_in_batches():
    batches = []

    def model(texts):
        batches.append(texts)
        return [0.5] * len(texts)

    TextExplainer().sample(model, " ".join(map(str, range(30))), n_samples=1000, batch_size=128)

    assert all(isinstance(batch, list) and len(batch) <= 128 for batch in batches)
    assert all(isinstance(text, str) for batch in batches for text in batch)
    assert batches[0][0] == " ".join(map(str, range(30)))


def test_more_samples_extend_the_same_sequence():
    text = " ".join(map(str, range(30)))
    few = TextExplainer().sample(lengths, text, n_samples=100)
    many = TextExplainer().sample(lengths, text, n_samples=400)

    np.testing.assert_array_equal(few.Z, many.Z[:100])


# ---- exact explanations --------------------------------------------------------------------------------------


def test_the_model_evaluates_all_variants_of_a_short_text():
    neighborhood = TextExplainer().sample(lengths, "for christmas song visit my channel", n_samples=1000)

    assert {tuple(row) for row in neighborhood.Z.astype(int)} == set(product((0, 1), repeat=6))
    assert neighborhood.Z[0].all()
    assert neighborhood.counts[0] == 1
    assert neighborhood.counts.sum() == pytest.approx(1000)
    np.testing.assert_allclose(neighborhood.counts[1:], 999 * probabilities(neighborhood.Z > 0)[1:])


def test_an_exact_explanation_is_independent_of_the_seed_and_has_no_sampling_error():
    def explained(random_state, design="sobol"):
        text = "for christmas song visit my good channel"
        return TextExplainer().explain(lengths, text, random_state=random_state, design=design, n_samples=1000)

    first = explained(0)
    for other in (explained(1), explained(77, "independent")):
        np.testing.assert_array_equal(other.coef, first.coef)
        np.testing.assert_array_equal(other.features, first.features)
        assert (other.intercept, other.score, other.ess) == (first.intercept, first.score, first.ess)
    assert first.exact
    assert not first.stderr.any()
    assert first.n_samples == 1000


@pytest.mark.parametrize("bag", [True, False])
@pytest.mark.parametrize("kernel_width", [25.0, 60.0])
def test_an_exact_explanation_is_the_limit_of_sampled_ones(bag, kernel_width):
    text, n = "so good so very good for you and so cheap", 20_000
    explainer = TextExplainer(bag=bag)
    settings = {"feature_selection": "none", "kernel_width": kernel_width, "output": 1}
    exact = explainer.explain(lengths, text, n_samples=n, **settings)
    limit = dict(zip(exact.features, exact.coef, strict=True))

    assert exact.exact
    for random_state in range(3):
        perturbation = explainer.perturb(text, random_state=random_state, design="independent")
        masks = perturbation.masks(0, n)  # as they are drawn where there are too many for all
        y, distances = lengths(perturbation.restore(masks)), perturbation.distances(masks.astype(float), "cosine")
        drawn = Neighborhood(masks, y, distances).explain(**settings)
        for feature, weight, stderr in zip(drawn.features, drawn.coef, drawn.stderr, strict=True):
            assert stderr > 0
            assert abs(weight - limit[feature]) < 3 * stderr


def test_a_text_of_one_word_has_two_variants():
    explanation = TextExplainer().explain(lambda texts: ["spam" in text for text in texts], "spam")

    assert explanation.exact
    assert explanation.feature_names == ("spam",)
    assert explanation.coef[0] > 0


# ---- refusals ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ("", "empty"),
        (" \n\t", "blank|empty|white"),
        ("?! …", "no word"),
        (None, "None"),
        (b"bytes", "decode"),
        (["a", "list"], "one"),
        (7, "int"),
        ("half \ud83d a pair", "surrogate"),
    ],
)
def test_an_invalid_text_is_refused_with_the_reason(x, message):
    with pytest.raises(LimeError, match=message):
        TextExplainer().explain(lengths, x)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "paragraph"}, "'paragraph'"),
        ({"unit": 3}, "3"),
        ({"bag": "yes"}, "'yes'"),
        ({"mask": None}, "None"),
        ({"mask": "\ud800"}, "surrogate"),
        ({"ngram": 1}, "ngram"),
        ({"ngram": 2.5}, "ngram"),
    ],
)
def test_an_invalid_setting_is_refused_with_the_reason(options, message):
    with pytest.raises(LimeError, match=message):
        TextExplainer(**options)
    with pytest.raises(LimeError, match=message):
        TextExplainer().replace(**options)


def test_the_error_names_a_token_that_is_not_in_the_text():
    with pytest.raises(LimeError, match=r"'\[CLS\]'"):
        TextExplainer(unit=lambda text: ["[CLS]", *text.split()]).explain(lengths, "a b c")


def test_the_error_names_the_empty_text_if_the_model_fails_on_it():
    def model(texts):
        if not all(text.strip() for text in texts):
            message = "empty vocabulary"
            raise ValueError(message)
        return [len(text) for text in texts]

    with pytest.raises(ModelError, match=r"empty vocabulary.*are removed.*mask text"):
        TextExplainer().explain(model, "a good guy")
    assert TextExplainer(mask="_").explain(model, "a good guy").exact


def test_an_exact_explanation_shows_no_interval():
    shown = TextExplainer().explain(lengths, "a good guy")._repr_html_()

    assert "exact" in shown
    assert "±" not in shown
    assert "effective sample size" not in shown
    words = " ".join(map(str, range(20)))
    assert "±" in TextExplainer().explain(lengths, words, n_samples=100)._repr_html_()


@pytest.mark.parametrize(
    "model",
    [
        lambda texts: texts.tolist(),
        lambda texts: (_ for _ in ()).throw(RuntimeError("down")),
    ],
)
def test_the_error_does_not_blame_the_empty_text_if_the_model_fails_on_every_text(model):
    with pytest.raises(ModelError, match=r"with texts 0–7, .* on these texts by itself") as caught:
        TextExplainer().explain(model, "a good guy")
    assert "empty" not in str(caught.value)


@pytest.mark.parametrize(("text", "kernel_width"), [("good", 25), ("good film", 25), ("good film", 10)])
def test_an_exact_explanation_that_the_penalty_dominates_has_a_doubt(text, kernel_width):
    def model(texts):
        return [0.2 + 0.3 * ("good" in text) for text in texts]

    doubted = TextExplainer().explain(model, text, kernel_width=kernel_width)
    weights = dict(doubted.as_list())
    assert abs(weights["good"] - 0.3) > 0.05
    assert any("The penalty" in doubt for doubt in doubted.doubts)
    assert not any("Narrow the kernel" in doubt for doubt in doubted.doubts)
    wide = TextExplainer().explain(model, "good film", kernel_width=60)
    assert dict(wide.as_list())["good"] == pytest.approx(0.3, abs=0.01)
    assert wide.doubts == ()


@pytest.mark.parametrize("Z", [np.ones((1, 3)), "x", [2.0, np.nan, 1, 1], 1.0])
def test_the_error_of_predict_names_the_expected_shape(Z):
    explanation = TextExplainer().explain(lengths, "a very good guy")

    with pytest.raises(LimeError, match="rows of 4 finite numbers"):
        explanation.predict(Z)


def test_explainers_and_neighborhoods_have_short_reprs():
    assert repr(TextExplainer(bag=False)) == "TextExplainer(unit='word', bag=False, mask='', ngram=2)"
    neighborhood = TextExplainer().sample(lengths, "a very good guy")
    assert repr(neighborhood) == "Neighborhood(16 samples of 4 features, outputs output 0, output 1)"
