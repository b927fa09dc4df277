"""Units of a text: words, characters, sentences and phrases in many scripts, and their features."""

import re
import time
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.text.units import UNITS, find_units

# Random text rarely contains the characters that separate words, characters and sentences.
pieces = st.sampled_from(
    [
        *"aB1 _-'’\"().!?…。！؟।»«\n\r\t\u0301\u200c\u200d\u00ad\ufe0f\u093f",
        "e.g. ",
        "Mr. ",
        "👍🏽",
        "👩",
        "🇩",
        "ש",
        "क",
    ]
)
written = st.lists(pieces).map("".join)
texts = st.text() | written


def slices(units):
    return [units.text[start:stop] for start, stop in zip(units.starts, units.stops, strict=True)]


def words(text):
    return slices(find_units(text))


def sentences(text):
    return slices(find_units(text, "sentence"))


# Properties of every text


@given(text=texts, unit=st.sampled_from(UNITS), bag=st.booleans(), ngram=st.integers(2, 5))
def test_units_and_the_text_between_them_make_up_the_text(text, unit, bag, ngram):
    try:
        units = find_units(text, unit, bag=bag, ngram=ngram)
    except LimeError:
        return

    edges = np.stack([units.starts, units.stops], axis=1).ravel()
    assert (np.diff(edges)[::2] > 0).all(), "a unit is empty"
    assert (np.diff(edges)[1::2] >= 0).all(), "units overlap or are out of order"
    edges = [0, *edges, len(text)]
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    within = [*slices(units), ""]
    assert "".join(gap + unit for gap, unit in zip(between, within, strict=True)) == text


@given(text=texts, unit=st.sampled_from(UNITS), bag=st.booleans())
def test_features_are_numbered_by_first_occurrence_and_have_different_names(text, unit, bag):
    try:
        units = find_units(text, unit, bag=bag)
    except LimeError:
        return

    found = slices(units)
    assert len(set(units.names)) == len(units.names) == units.n_features
    if bag:
        assert list(units.names) == list(dict.fromkeys(found))
        assert [units.names[feature] for feature in units.features] == found
    else:
        assert units.features.tolist() == list(range(len(found)))
        for name, piece in zip(units.names, found, strict=True):
            assert name == piece or re.fullmatch(re.escape(piece) + r" \[\d+\]", name)


@given(text=texts, unit=st.sampled_from(UNITS))
def test_utf16_offsets_equal_those_in_the_encoded_text(text, unit):
    try:
        units = find_units(text, unit)
    except LimeError:
        return

    encoded = text.encode("utf-16-le")
    found = [encoded[2 * a : 2 * b].decode("utf-16-le") for a, b in zip(*units.utf16, strict=True)]
    assert found == slices(units)


@given(text=written)
def test_no_unit_splits_a_grapheme_cluster(text):
    try:
        characters = find_units(text, "character")
        others = [find_units(text, unit) for unit in ("word", "ngram")]
    except LimeError:
        return

    for units in others:
        for start, stop in zip(units.starts, units.stops, strict=True):
            assert not ((characters.starts < start) & (characters.stops > start)).any()
            # A joiner that joins nothing is left to the gap.
            cut = (characters.starts < stop) & (characters.stops > stop)
            assert not cut.any() or text[stop] in "\u200c\u200d"


@given(text=texts)
def test_only_white_space_is_outside_characters_and_sentences(text):
    for unit in ("character", "sentence"):
        try:
            units = find_units(text, unit)
        except LimeError:
            return
        left = set(range(len(text))).difference(*map(range, units.starts, units.stops))
        assert all(text[place].isspace() for place in left)
        assert all(piece == piece.strip() for piece in slices(units)) or unit == "character"


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good film, good cast!", ["Good", "film", "good", "cast"]),
        ("don't l’été rock'n'roll", ["don't", "l’été", "rock'n'roll"]),
        ("'quoted' ‘so’ the students' own", ["quoted", "so", "the", "students", "own"]),
        ("snake_case x2 — well-known", ["snake_case", "x2", "well", "known"]),
        ("나는 이 영화를 정말 좋아해요.", ["나는", "이", "영화를", "정말", "좋아해요"]),
        ("नमस्ते दुनिया, हिन्दी में क्षि।", ["नमस्ते", "दुनिया", "हिन्दी", "में", "क्षि"]),
        ('שלום, עולם! צה״ל צה"ל "מה" ג\'ירפה', ["שלום", "עולם", "צה״ל", 'צה"ל', "מה", "ג'ירפה"]),
        ("مرحبا بالعالم؟ مُحَمَّد،نعم", ["مرحبا", "بالعالم", "مُحَمَّد", "نعم"]),
        ("می\u200cخواهم برم", ["می\u200cخواهم", "برم"]),
        ("Привет, мир! ёж", ["Привет", "мир", "ёж"]),
        ("cafe\u0301 re\u0301sume\u0301", ["cafe\u0301", "re\u0301sume\u0301"]),
        ("paral·lel Schiff\u00adfahrt", ["paral·lel", "Schiff\u00adfahrt"]),
        ("അവന\u0d4d\u200d പോയി", ["അവന\u0d4d\u200d", "പോയി"]),
    ],
)
def test_words_of_many_scripts(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "emoji",
    [
        "😀",
        "👍🏽",
        "👩\u200d👩\u200d👧\u200d👦",
        "🇩🇪",
        "❤️",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "1️⃣",
        "☺",
    ],
)
def test_an_emoji_with_its_modifiers_is_one_word(emoji):
    assert words(f"so {emoji}!") == ["so", emoji]


def test_adjacent_emoji_are_separate_words():
    assert words("love😀👍🏽🇩🇪🇫🇷it") == ["love", "😀", "👍🏽", "🇩🇪", "🇫🇷", "it"]


def test_symbols_and_isolated_marks_are_not_words():
    assert words("a © b™ + -- $ \u0301 c") == ["a", "b", "c"]


# Characters


def test_characters_are_grapheme_clusters():
    assert slices(find_units("e\u0301 क्षि👩\u200d👧 \r\n각x!", "character")) == [
        "e\u0301",
        "क्षि",
        "👩\u200d👧",
        "각",
        "x",
        "!",
    ]


# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  I paid 3.5 euros. Why?! No…  ", ["I paid 3.5 euros.", "Why?!", "No…"]),
        ("See e.g. this one, i.e. the first. Yes.", ["See e.g. this one, i.e. the first.", "Yes."]),
        ("It was... well... bad. Truly.", ["It was... well... bad.", "Truly."]),
        ("Mr. Smith met Dr. No. They left.", ["Mr. Smith met Dr. No.", "They left."]),
        ("great! i love it! so do they", ["great!", "i love it!", "so do they"]),
        ('She said "Stop." Then (he left.) Then', ['She said "Stop."', "Then (he left.)", "Then"]),
        ('"Really?" he said. “No.” She sighed.', ['"Really?" he said.', "“No.”", "She sighed."]),
        ("„Ja.“ Er ging. »Komm!« Gut.", ["„Ja.“", "Er ging.", "»Komm!«", "Gut."]),
        ("« Bonjour. » Puis il rit ! Oui", ["« Bonjour. »", "Puis il rit !", "Oui"]),
        ("one\ntwo. three\r\n\r\n four\u2028five", ["one", "two. three", "four", "five"]),
        ("我爱你。你好！“真的？”他说。", ["我爱你。", "你好！", "“真的？”", "他说。"]),
        ("हाँ। क्या? ठीक", ["हाँ।", "क्या?", "ठीक"]),
        ("هل؟ نعم.", ["هل؟", "نعم."]),
        ("see example.com or 1.2.3", ["see example.com or 1.2.3"]),
        ("wait . . . what? ...", ["wait . . . what? ..."]),
        ("no end", ["no end"]),
    ],
)
def test_sentences_end_at_the_right_places(text, expected):
    assert sentences(text) == expected


# Phrases


def test_phrases_end_with_their_sentence_and_keep_punctuation():
    units = find_units("A b, c (d) e. F g! H", "ngram", ngram=3)

    assert slices(units) == ["A b, c", "d) e", "F g", "H"]


@given(text=texts, ngram=st.integers(2, 5))
def test_only_the_last_phrase_of_a_sentence_may_be_shorter(text, ngram):
    try:
        phrases = find_units(text, "ngram", ngram=ngram)
    except LimeError:
        return
    single, whole = find_units(text), find_units(text, "sentence")

    of_phrase = np.searchsorted(phrases.starts, single.starts, side="right") - 1
    of_sentence = np.searchsorted(whole.starts, single.starts, side="right") - 1
    sizes = np.bincount(of_phrase)
    np.testing.assert_array_equal(phrases.starts, single.starts[np.unique(of_phrase, return_index=True)[1]])
    np.testing.assert_array_equal(phrases.stops, single.stops[np.cumsum(sizes) - 1])
    sentence_of = of_sentence[np.cumsum(sizes) - 1]
    np.testing.assert_array_equal(sentence_of[of_phrase], of_sentence)
    last_of_sentence = np.append(np.diff(sentence_of) > 0, True)
    assert (sizes[~last_of_sentence] == ngram).all()
    assert (sizes <= ngram).all()


# Features


def test_a_bag_merges_equal_words_and_distinguishes_case():
    units = find_units("good Good good film")

    assert units.names == ("good", "Good", "film")
    assert units.features.tolist() == [0, 1, 0, 2]


def test_without_a_bag_every_occurrence_is_a_feature_with_a_different_name():
    units = find_units("good Good good film good", bag=False)

    assert units.names == ("good", "Good", "good [2]", "film", "good [3]")
    assert units.features.tolist() == [0, 1, 2, 3, 4]


def test_numbered_names_skip_names_that_are_in_the_text():
    units = find_units("a;a;a [2];a;a [2]", lambda text: text.split(";"), bag=False)

    assert units.names == ("a", "a [3]", "a [2]", "a [4]", "a [2] [2]")


def test_an_emoji_has_two_utf16_code_units():
    units = find_units("😀a 😀b")

    starts, stops = units.utf16
    assert starts.tolist() == [0, 2, 4, 6]
    assert stops.tolist() == [2, 3, 6, 7]


# Tokenizer functions


def test_string_tokens_are_found_in_text_order():
    units = find_units("is this it? is it", str.split)

    assert list(zip(units.starts.tolist(), units.stops.tolist(), strict=True)) == [
        (0, 2),
        (3, 7),
        (8, 11),
        (12, 14),
        (15, 17),
    ]
    assert units.names == ("is", "this", "it?", "it")


@pytest.mark.parametrize("form", [list, iter, tuple, np.array])
def test_pairs_are_accepted_in_any_form(form):
    units = find_units("ab cd", lambda _: form([(0, 2), (2, 3), (3, 5)]))

    assert slices(units) == ["ab", " ", "cd"]


@pytest.mark.parametrize(
    ("text", "tokens", "message"),
    [
        ("Good films", ["[CLS]", "Good"], r"'\[CLS\]' as unit 0.* after character 0: 'Good films'"),
        ("Good films rule", ["Good", "film", "rule", "Good"], r"'Good' as unit 3.* after character 15: ''"),
        ("Good films", ["Good", "Films"], r"'Films' as unit 1.* after character 4: 'films'.*lowercases"),
        ("ab", ["a", ""], r"returned '' as unit 1; the previous unit ends at character 1 of 2.*not empty"),
        ("ab", [(0, 0)], r"returned \(0, 0\) as unit 0"),
        ("abc", [(0, 2), (1, 3)], r"returned \(1, 3\) as unit 1.* ends at character 2 of 3"),
        ("abc", [(1, 4)], r"returned \(1, 4\) as unit 0"),
        ("abc", [(-2, 2)], r"returned \(-2, 2\) as unit 0"),
        ("abc", [(0, 1, 2)], r"returned \(0, 1, 2\) as unit 0, of type tuple"),
        ("abc", [0, 1], r"returned 0 as unit 0, of type int.*token\.text"),
        ("abc", [(0.0, 1.0)], r"returned \(0\.0, 1\.0\) as unit 0, of type tuple"),
        ("abc", [None], r"returned None as unit 0, of type NoneType"),
        ("abc", [], r"returned nothing for 'abc'"),
        ("abc", None, r"returned nothing for 'abc'"),
        ("abc", "abc", r"returned one str for 'abc'.*a list of units, as strings"),
    ],
)
def test_the_error_names_the_first_invalid_token(text, tokens, message):
    with pytest.raises(LimeError, match=message):
        find_units(text, lambda _: tokens)


@pytest.mark.parametrize("later", [False, True])
def test_the_error_names_the_failing_tokenizer(later):
    def broken(_):
        if later:
            yield "a"
        message = "no such language"
        raise KeyError(message)

    with pytest.raises(LimeError, match=r"tokenizer broken failed: KeyError: 'no such language'\. Expected") as caught:
        find_units("a b", broken)
    assert isinstance(caught.value.__cause__, KeyError)


# Refusals


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (None, r"The text is None\. Expected one string"),
        (b"good", r'bytes: b\'good\'\. Expected a string\. Decode it first, for example with text\.decode\("utf-8"\)'),
        (["a", "b"], r"of type list\. Expected one string\. Pass one of the texts, such as texts\[0\]"),
        (np.array(["a", "b"]), r"of type ndarray\. .* Pass one of the texts"),
        (3, r"of type int\. Expected one string\. Pass the text"),
        ("", r"The text is empty\."),
        (" \n\t\u00a0", r"The text is blank\."),
        ("ok \ud83d", r"Character 3 .* '\\ud83d', half of a surrogate pair.*surrogatepass"),
    ],
)
@pytest.mark.parametrize("unit", UNITS)
def test_an_invalid_text_is_refused_with_a_remedy(wrong, message, unit):
    with pytest.raises(LimeError, match=message):
        find_units(wrong, unit)


def test_the_remedy_for_half_surrogate_pairs_works():
    broken = "a \ud83d\ude00 b \ud83d c"
    with pytest.raises(LimeError) as caught:
        find_units(broken)

    expression = re.search(r"Replace it with (.*)\.$", str(caught.value))[1]
    mended = eval(expression, {"text": broken})  # noqa: S307  the test runs the advice in the message
    assert mended == "a 😀 b \ufffd c"


@pytest.mark.parametrize("unit", ["word", "ngram"])
def test_the_error_for_a_text_without_words_suggests_characters(unit):
    with pytest.raises(LimeError, match=r"'\?! \.\.\.' has no words\. .*unit=\"character\", or a tokenizer"):
        find_units("?! ...", unit)
    assert find_units("?! ...", "character").n_features == 3


@pytest.mark.parametrize("wrong", ["words", None, 2, ["word"]])
def test_the_error_for_an_unknown_unit_lists_the_known_ones(wrong):
    with pytest.raises(
        LimeError, match=r"unit is .*\. Expected one of 'word', 'character', 'sentence', 'ngram', or a f"
    ):
        find_units("a b", wrong)


@pytest.mark.parametrize("wrong", [1, 6, 2.0, True, "2", None])
def test_a_phrase_has_two_to_five_words(wrong):
    with pytest.raises(
        LimeError, match=r"ngram is .*\. Expected a whole number of words from 2 to 5\. Use unit=\"word"
    ):
        find_units("a b", "ngram", ngram=wrong)


@pytest.mark.parametrize("wrong", [1, "yes", None])
def test_bag_is_true_or_false(wrong):
    with pytest.raises(LimeError, match=r"bag is .*\. Expected True or False\."):
        find_units("a b", bag=wrong)


# Cost


SENTENCE = "Don't worry, this was really the best film I've seen in years. "


def cost(text, unit):
    """The least processor time of three rounds."""
    took = []
    for _ in range(3):
        begin = time.process_time()
        with suppress(LimeError):
            find_units(text, unit).utf16  # noqa: B018  its cost is part of it
        took.append(time.process_time() - begin)
    return min(took)


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_is_proportional_to_the_length_of_the_text(unit):
    assert cost(SENTENCE * 800, unit) < 8 * cost(SENTENCE * 200, unit)  # its square would be 16 times


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000 + "x",
        " ." * 50_000 + "x",
        "a." + " " * 50_000 + "X",
        "a" + "\u0301" * 50_000,
        "a" + "\u200c" * 50_000 + "!",
        "a" + '."' * 30_000 + "x",
        "a'" * 30_000,
    ],
    ids=["dots", "dots apart", "spaces", "marks", "joiners", "quotes", "apostrophes"],
)
def test_a_text_of_one_repeated_character_takes_little_longer(text, unit):
    ordinary = SENTENCE * (len(text) // len(SENTENCE) + 1)
    assert cost(text, unit) < 30 * cost(ordinary, unit)


def test_points_and_commas_in_a_number_do_not_end_a_word():
    assert find_units("£1,000.50 for 3.14, 5. End").names == ("1,000.50", "for", "3.14", "5", "End")
    assert find_units("a,b 10,x").names == ("a", "b", "10", "x")
