"""Units of a text: the words, characters, sentences or phrases that can be removed."""

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
from lime_widgets.engine.text.spaceless import has_spaceless, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

Unit = Literal["word", "character", "sentence", "ngram"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Tokenizer: TypeAlias = Callable[[str], Iterable[str] | Iterable[Sequence[int]]]

_Spans: TypeAlias = list[tuple[int, int]]
_NGRAMS = range(2, 6)

# Combining characters belong to their letter. An apostrophe between two letters is part of the word; so are the
# middle dot in Catalan and the abbreviation signs in Hebrew, one of which is often typed as a quotation mark.
# One emoji includes its modifiers: a skin tone, the members of a family, the two letters of a flag.
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
# Chinese and Japanese have no space after a full stop. In other languages a full stop without a following space
# is part of a number or a name. French has a space before the closing quotation mark.
_SENTENCE_END = regex.compile(
    r"""
    (?<! [.!?…؟।॥۔] ) [.!?…]*+ [。！？｡] [.!?…。！？｡]*+ [\p{Pe}\p{Pf}]*+
    | (?<! [.!?…؟।॥۔] | \b (?:Mr|Mrs|Ms|Dr|Prof) ) (?<marks> [.!?…؟।॥۔] (?: \h*+ [.!?…؟।॥۔] )* )
      (?<closing> [\p{Pe}\p{Pf}\p{Pi}"'] | \h » )* (?= \s | \Z )
    | [\n\r\v\f\x1C-\x1E\x85\u2028\u2029]++
    """,
    regex.VERBOSE,
)
# A lowercase letter continues a sentence after "e.g.", after an ellipsis and after a quotation.
_LOWERCASE = regex.compile(r"\h*+[\p{Pe}\p{Pf}\p{Pi}\"']?+\h*+\p{Ll}")


@dataclass(frozen=True, eq=False)
class Units:
    """A text with its units and the features that they belong to.

    Attributes
    ----------
    text : str
    starts, stops : ndarray of int of shape (m,)
        Unit k is ``text[starts[k]:stops[k]]``. Units are in order, not empty, and do not overlap. The text
        between them belongs to no unit.
    features : ndarray of int of shape (m,)
        The feature of each unit.
    names : tuple of p str
        Names of the features, all different.
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
        """`starts` and `stops` in UTF-16 code units, as a browser counts: most emoji have two or more."""
        points = np.frombuffer(self.text.encode("utf-32-le"), dtype="<u4")
        pairs_before = np.append(0, np.cumsum(points > 0xFFFF, dtype=np.intp))
        return self.starts + pairs_before[self.starts], self.stops + pairs_before[self.stops]


def find_units(text: str, unit: Unit | Tokenizer = "word", *, bag: bool = True, ngram: int = 2) -> Units:
    """Find the units of a text and number them as features.

    Parameters
    ----------
    text : str
    unit : {"word", "character", "sentence", "ngram"} or callable, default "word"
        ``"word"``: letters with their combining characters, numbers and connecting punctuation. A word
        continues after an apostrophe ("don't", "l’été") and after a point or a comma in a number
        ("1,000.50"). An emoji is a separate word.

        ``"character"``: one visible character (a grapheme cluster), except white space.

        ``"sentence"``: up to a full stop, question mark or exclamation mark and the closing quotation
        marks and brackets after it, or up to the end of a line.

        ``"ngram"``: phrases of `ngram` consecutive words in one sentence. The last phrase of a sentence
        may be shorter.

        A function receives the text and returns the units, as strings in text order or as pairs
        ``(start, stop)``.
    bag : bool, default True
        If true, equal units are one feature, as in a bag of words. If false, each unit is a feature, and
        repeated ones are numbered: "good", "good [2]".
    ngram : int from 2 to 5, default 2
        Number of words in a phrase, for ``unit="ngram"``.

    Returns
    -------
    Units

    Raises
    ------
    LimeError
        If the text is not a string, contains no units or cannot be encoded; if a function returns units
        that are not in the text; or if another argument is invalid.

    Notes
    -----
    Words are separated by other characters. Chinese, Japanese, Thai, Lao, Khmer and Burmese have no separators: there
    a word is one character, or ICU's word where PyICU is installed. A tokenizer from a library for the language finds
    better words.

    Examples
    --------
    >>> find_units("Good film, good cast. Don't miss it!").names
    ('Good', 'film', 'good', 'cast', "Don't", 'miss', 'it')
    >>> find_units("Good film, good cast. Don't miss it!", "ngram", ngram=3).names
    ('Good film, good', 'cast', "Don't miss it")
    """
    text = _check_text(text)
    if not isinstance(bag, bool | np.bool_):
        raise problem("bag.invalid", bag=bag)
    if not isinstance(ngram, int | np.integer) or isinstance(ngram, bool) or ngram not in _NGRAMS:
        raise problem("ngram.invalid", ngram=ngram)
    spans = _spans(text, unit, int(ngram))
    names, features = _features([text[start:stop] for start, stop in spans], bag=bool(bag))
    starts, stops = np.array(spans, dtype=np.intp).T.copy()
    return Units(text, starts, stops, np.array(features, dtype=np.intp), names)


def _check_text(text: object) -> str:
    if isinstance(text, bytes | bytearray | memoryview):
        raise problem("text.bytes", kind=type(text).__name__, text=shortened(repr(bytes(text[:20])), 40))
    if not isinstance(text, str):
        one_of_many = not isinstance(text, type) and hasattr(text, "__len__") and hasattr(text, "__getitem__")
        if text is None:
            raise problem("text.none")
        raise problem("text.several" if one_of_many else "text.kind", kind=type(text).__name__)
    text = str(text)  # converts numpy strings
    if not text or text.isspace():
        raise problem("text.blank" if text else "text.empty")
    try:
        text.encode("utf-16-le")
    except UnicodeEncodeError as error:
        at = error.start
        raise problem("text.surrogate", at=at, character=text[at]) from error
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
        raise problem("unit.unknown", unit=unit, known=", ".join(map(repr, UNITS)))
    if not spans:
        raise problem("text.no_words", text=shortened(text, 40))
    return spans


def _words(text: str) -> _Spans:
    spans = [match.span() for match in _WORD.finditer(text)]
    if not has_spaceless(text):
        return spans
    return [piece for span in spans for piece in split(text, *span)]


def _sentences(text: str) -> _Spans:
    spans, start = [], 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if not _continues(match)]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return spans


def _continues(match: regex.Match[str]) -> bool:
    """Tell whether the sentence continues after this match."""
    marks = match["marks"]
    return (
        marks is not None
        and (marks[-1] in ".…" or match["closing"] is not None)
        and _LOWERCASE.match(match.string, match.end()) is not None
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
        returned = tokenizer(text)
        tokens = None if returned is None or isinstance(returned, str | bytes) else list(returned)
    except Exception as error:
        raise problem("tokenizer.failed", name=name, reason=sentence(error)) from error
    if not tokens:
        if returned is None or tokens is not None:
            raise problem("tokenizer.nothing", name=name, text=shortened(text, 40))
        raise problem("tokenizer.one", name=name, kind=type(returned).__name__, text=shortened(text, 40))
    spans: _Spans = []
    at = 0
    for k, token in enumerate(tokens):
        if isinstance(token, str):
            start = text.find(token, at)
            stop = start + len(token)
            if start < 0:
                raise problem(
                    "tokenizer.not_in_text",
                    name=name,
                    token=shortened(token, 40),
                    place=k,
                    at=at,
                    rest=shortened(text[at : at + 60], 40),
                )
        else:
            start, stop = _pair(token, k, name)
        if not at <= start < stop <= len(text):
            raise problem(
                "tokenizer.place", name=name, token=shortened(repr(token), 40), place=k, at=at, length=len(text)
            )
        spans.append((start, stop))
        at = stop
    return spans


def _pair(token: Any, k: int, name: str) -> tuple[int, int]:
    try:
        start, stop = token
    except (TypeError, ValueError):
        start = stop = None
    are_integers = isinstance(start, int | np.integer) and isinstance(stop, int | np.integer)
    if not are_integers:
        raise problem(
            "tokenizer.token", name=name, token=shortened(repr(token), 40), place=k, kind=type(token).__name__
        )
    return int(start), int(stop)


def _features(pieces: list[str], *, bag: bool) -> tuple[tuple[str, ...], list[int]]:
    """Give the names of the features, and the feature of each unit."""
    if bag:
        numbers: dict[str, int] = {}
        features = [numbers.setdefault(piece, len(numbers)) for piece in pieces]
        return tuple(numbers), features
    # A numbered name that is itself a unit of the text is skipped.
    counts, names = dict.fromkeys(pieces, 0), []
    for piece in pieces:
        counts[piece] += 1
        name = piece
        while counts[piece] > 1 and (name := f"{piece} [{counts[piece]}]") in counts:
            counts[piece] += 1
        names.append(name)
    return tuple(names), list(range(len(pieces)))
