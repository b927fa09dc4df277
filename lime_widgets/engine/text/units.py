"""Units of a text: the words, characters, sentences or phrases that an explanation speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
import regex

from lime_widgets.engine.errors import problem, sentence, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

Unit = Literal["word", "character", "sentence", "ngram"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Tokenizer: TypeAlias = Callable[[str], Iterable[str] | Iterable[Sequence[int]]]

_Spans: TypeAlias = list[tuple[int, int]]
_NGRAMS = range(2, 6)

# What combines with a letter stays with it. An apostrophe between two letters is part of the word, in
# Catalan the raised point, in Hebrew the signs of abbreviation, of which one is often typed as a
# quotation mark. An emoji is all that is seen as one: a skin tone, a family, a flag.
_WORD = regex.compile(
    r"""
    [\p{L}\p{N}\p{Pc}]
    (?: [\p{L}\p{M}\p{N}\p{Pc}]
      | (?<=\p{M}) \u200D                                # shapes the last letter of an Indic word
      | [\u00AD\u200C\u200D]++ (?=[\p{L}\p{N}\p{Pc}])    # soft hyphen, non-joiner, joiner
      | ['’＇·\u05F3\u05F4] (?=[\p{L}\p{N}])
      | (?<=\p{N}) [.,٫٬] (?=\p{N})                       # 3.14 and 1,000
      | (?<=\p{Hebrew}\p{M}*) " (?=\p{Hebrew})
    )*+
    | (?= \p{Regional_Indicator} | (?![\p{P}©®™]) \p{Extended_Pictographic} | [©®™‼⁉〰]\uFE0F ) \X
    """,
    regex.VERBOSE,
)
_CHARACTER = regex.compile(r"\X")
# Chinese and Japanese write no space after a full stop; elsewhere one that is not followed by a
# space is part of a number or a name. In French a space stands before the closing quotation mark.
_SENTENCE_END = regex.compile(
    r"""
    (?<! [.!?…؟।॥۔] ) [.!?…]*+ [。！？｡] [.!?…。！？｡]*+ [\p{Pe}\p{Pf}]*+
    | (?<! [.!?…؟।॥۔] | \b (?:Mr|Mrs|Ms|Dr|Prof) ) (?<marks> [.!?…؟।॥۔] (?: \h*+ [.!?…؟।॥۔] )* )
      (?<closing> [\p{Pe}\p{Pf}\p{Pi}"'] | \h » )* (?= \s | \Z )
    | [\n\r\v\f\x1C-\x1E\x85\u2028\u2029]++
    """,
    regex.VERBOSE,
)
# A sentence goes on in small letters after "e.g.", after dots that trail off, and after what it quotes.
_SMALL_LETTER = regex.compile(r"\h*+[\p{Pe}\p{Pf}\p{Pi}\"']?+\h*+\p{Ll}")


@dataclass(frozen=True, eq=False)
class Units:
    """A text, the units found in it, and the features that they are.

    Attributes
    ----------
    text : str
    starts, stops : ndarray of int of shape (m,)
        Unit k is ``text[starts[k]:stops[k]]``. They are in order, none is empty, and none overlaps
        another; what lies between them belongs to no unit.
    features : ndarray of int of shape (m,)
        The feature that each unit is an occurrence of.
    names : tuple of p str
        What each feature is called; no two are alike.
    """

    text: str
    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    features: NDArray[np.intp]
    names: tuple[str, ...]

    @property
    def n_features(self) -> int:
        """Number of features, p."""
        return len(self.names)

    @cached_property
    def utf16(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """`starts` and `stops` in UTF-16 code units, by which a browser counts: an emoji is two or more."""
        points = np.frombuffer(self.text.encode("utf-32-le"), dtype="<u4")
        pairs_before = np.append(0, np.cumsum(points > 0xFFFF, dtype=np.intp))
        return self.starts + pairs_before[self.starts], self.stops + pairs_before[self.stops]


def find_units(text: str, unit: Unit | Tokenizer = "word", *, bag: bool = True, ngram: int = 2) -> Units:
    """Find the units of a text and number them as features.

    Parameters
    ----------
    text : str
    unit : {"word", "character", "sentence", "ngram"} or callable, default "word"
        ``"word"``: letters with what combines with them, numbers and connecting punctuation; an
        apostrophe within ("don't", "l’été") does not end a word, nor a point or a comma within a
        number ("1,000.50"); an emoji is a word of its own.

        ``"character"``: what a reader sees as one character (a grapheme cluster), white space aside.

        ``"sentence"``: up to a full stop, question or exclamation mark, with the quotation marks and
        brackets that close after it, or up to the end of a line.

        ``"ngram"``: phrases, runs of `ngram` words that do not go beyond a sentence; the last of a
        sentence may be shorter.

        A function takes the text and gives the units, as strings in the order in which they stand in
        the text, or as pairs ``(start, stop)``.
    bag : bool, default True
        If true, equal units are one feature, as in a bag of words. If false, each is its own, and
        further ones are told apart by a number: "good", "good [2]".
    ngram : int from 2 to 5, default 2
        Words in a phrase, for ``unit="ngram"``.

    Returns
    -------
    Units

    Raises
    ------
    LimeError
        If the text is not a string, has no such unit, or cannot be shown in a browser; if a function
        gives what is not in the text; or if another argument is none of those named.

    Notes
    -----
    Words are told apart by what stands between them. Chinese, Japanese and Thai write nothing there:
    for these use ``"character"``, or the function of a library that knows their words.

    Examples
    --------
    >>> find_units("Good film, good cast. Don't miss it!").names
    ('Good', 'film', 'good', 'cast', "Don't", 'miss', 'it')
    >>> find_units("Good film, good cast. Don't miss it!", "ngram", ngram=3).names
    ('Good film, good', 'cast', "Don't miss it")
    """
    text = _check_text(text)
    if not isinstance(bag, bool | np.bool_):
        raise problem(
            f"bag is {bag!r}.", expected="True or False", mend="Leave it out to have equal units as one feature."
        )
    if not isinstance(ngram, int | np.integer) or isinstance(ngram, bool) or ngram not in _NGRAMS:
        raise problem(
            f"ngram is {ngram!r}.",
            expected="a whole number of words from 2 to 5",
            mend='Use unit="word" for single words.',
        )
    spans = _spans(text, unit, int(ngram))
    names, features = _features([text[start:stop] for start, stop in spans], bag=bool(bag))
    starts, stops = np.array(spans, dtype=np.intp).T.copy()
    return Units(text, starts, stops, np.array(features, dtype=np.intp), names)


def _check_text(text: object) -> str:
    if isinstance(text, bytes | bytearray | memoryview):
        raise problem(
            f"The text is {type(text).__name__}: {shortened(repr(bytes(text[:20])), 40)}.",
            expected="a string",
            mend='Decode it first, as in text.decode("utf-8").',
        )
    if not isinstance(text, str):
        one_of_many = not isinstance(text, type) and hasattr(text, "__len__") and hasattr(text, "__getitem__")
        raise problem(
            "The text is None." if text is None else f"The text is of type {type(text).__name__}.",
            expected="one string",
            mend="Pass one of the texts, such as texts[0]." if one_of_many else "Pass the text to be explained.",
        )
    text = str(text)  # numpy's own strings become plain ones
    if not text or text.isspace():
        raise problem(
            f"The text is {'blank' if text else 'empty'}.",
            expected="a text with something to take away",
            mend="Pass the text to be explained.",
        )
    try:
        text.encode("utf-16-le")
    except UnicodeEncodeError as error:
        at = error.start
        raise problem(
            f"Character {at:,} of the text is {text[at]!a}, half of a pair of surrogates.",
            expected="whole characters, for no browser shows half of one",
            mend='Mend it by text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").',
        ) from error
    return text


def _spans(text: str, unit: Unit | Tokenizer, ngram: int) -> _Spans:
    if callable(unit):
        return _tokens(text, unit)
    if unit == "word":
        spans = _words(text)
    elif unit == "character":
        spans = [match.span() for match in _CHARACTER.finditer(text) if not match[0].isspace()]
    elif unit == "sentence":
        spans = _sentences(text)
    elif unit == "ngram":
        spans = _phrases(text, ngram)
    else:
        raise problem(
            f"unit is {unit!r}.",
            expected=f"one of {', '.join(map(repr, UNITS))}, or a function of the text",
            mend='Leave it out to get "word".',
        )
    if not spans:
        raise problem(
            f"The text {shortened(text, 40)!r} has no word.",
            expected="a letter, a number or an emoji",
            mend='Pass unit="character", or a function that finds the units.',
        )
    return spans


def _words(text: str) -> _Spans:
    return [match.span() for match in _WORD.finditer(text)]


def _sentences(text: str) -> _Spans:
    spans, start = [], 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if not _goes_on(match)]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(bare)))
        start = end
    return spans


def _goes_on(match: regex.Match[str]) -> bool:
    """Whether a sentence goes on after what may be its end."""
    marks = match["marks"]
    return (
        marks is not None
        and (marks[-1] in ".…" or match["closing"] is not None)
        and _SMALL_LETTER.match(match.string, match.end()) is not None
    )


def _phrases(text: str, ngram: int) -> _Spans:
    ends = [stop for _, stop in _sentences(text)]
    phrases: _Spans = []
    for _, within in groupby(_words(text), key=lambda span: bisect_right(ends, span[0])):
        words = list(within)
        phrases += [
            (words[first][0], words[min(first + ngram, len(words)) - 1][1]) for first in range(0, len(words), ngram)
        ]
    return phrases


def _tokens(text: str, tokenizer: Tokenizer) -> _Spans:
    name = getattr(tokenizer, "__name__", type(tokenizer).__name__)
    try:
        given = tokenizer(text)
        tokens = None if given is None or isinstance(given, str | bytes) else list(given)
    except Exception as error:
        raise problem(
            f"The function {name} that finds the units failed: {sentence(error)}",
            expected="a function that takes one string",
            mend="Try it on this text by itself.",
        ) from error
    expected = "the units as a list of strings, or of pairs (start, stop)"
    if not tokens:
        gave = "nothing" if given is None or tokens is not None else f"one {type(given).__name__}"
        raise problem(
            f"The function {name} that finds the units gave {gave} for {shortened(text, 40)!r}.",
            expected=expected,
            mend="Try it on this text by itself.",
        )
    spans: _Spans = []
    at = 0
    for k, token in enumerate(tokens):
        if isinstance(token, str):
            start = text.find(token, at)
            stop = start + len(token)
            if start < 0:
                raise problem(
                    f"The function {name} gave the unit {shortened(token, 40)!r}, number {k:,} in its list, which is "
                    f"not in the text from character {at:,} on: {shortened(text[at : at + 60], 40)!r}.",
                    expected="units that stand in the text as they are, one after the other",
                    mend="Give pairs (start, stop) if it stems, lower-cases or marks its tokens.",
                )
        else:
            start, stop = _pair(token, k, name, expected)
        if not at <= start < stop <= len(text):
            raise problem(
                f"The function {name} gave {shortened(repr(token), 40)} as number {k:,} in its list, where the unit "
                f"before ends at character {at:,} of {len(text):,}.",
                expected="units that are in order, not empty, within the text and apart from each other",
                mend="Leave out or reorder what is not.",
            )
        spans.append((start, stop))
        at = stop
    return spans


def _pair(token: Any, k: int, name: str, expected: str) -> tuple[int, int]:
    try:
        start, stop = token
    except (TypeError, ValueError):
        start = stop = None
    whole = isinstance(start, int | np.integer) and isinstance(stop, int | np.integer)
    if not whole:
        raise problem(
            f"The function {name} gave {shortened(repr(token), 40)}, of type {type(token).__name__}, "
            f"as number {k:,} in its list.",
            expected=expected,
            mend="Convert what it finds, as in [token.text for token in tokens].",
        )
    return int(start), int(stop)


def _features(slices: list[str], *, bag: bool) -> tuple[tuple[str, ...], list[int]]:
    """Names of the features, and the feature of each slice."""
    if bag:
        numbers: dict[str, int] = {}
        features = [numbers.setdefault(piece, len(numbers)) for piece in slices]
        return tuple(numbers), features
    # A name that is also found in the text is left to what is found there.
    seen, names = dict.fromkeys(slices, 0), []
    for piece in slices:
        seen[piece] += 1
        name = piece
        while seen[piece] > 1 and (name := f"{piece} [{seen[piece]}]") in seen:
            seen[piece] += 1
        names.append(name)
    return tuple(names), list(range(len(slices)))
