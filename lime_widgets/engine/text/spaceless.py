"""Scripts without spaces between words: Chinese, Japanese, Thai and others of the region."""

from __future__ import annotations

import importlib.util
from typing import Any

import regex

from lime_widgets.engine.texts import say

_SPACELESS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
# A run of such a script; Katakana, which writes foreign words, stays together.
_RUNS = regex.compile(
    r"(?<spaceless>[\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{M}ー]++)|[\p{Katakana}ー]++|[^\p{Han}\p{Hiragana}"
    r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Katakana}]++"
)
_CHARACTER = regex.compile(r"\X")


def has_spaceless(text: str) -> bool:
    """Tell whether a text has a script without spaces between words."""
    return _SPACELESS.search(text) is not None


def note() -> str:
    """Say what the units of such a script are."""
    return say("note.words_of_icu" if _knows_words() else "note.characters")


def split(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Split a run of letters, ``text[start:stop]``, into words or characters where its script has no spaces.

    With PyICU installed these are ICU's words, else visible characters (grapheme clusters). Letters of other scripts,
    such as a name in Latin letters, stay together.
    """
    spans: list[tuple[int, int]] = []
    for run in _RUNS.finditer(text, start, stop):
        if run["spaceless"] is None:
            spans.append(run.span())
        elif _knows_words():
            spans += _words(run[0], run.start())
        else:
            spans += [match.span() for match in _CHARACTER.finditer(text, *run.span())]
    return spans


def _knows_words() -> bool:
    return importlib.util.find_spec("icu") is not None


def _words(run: str, at: int) -> list[tuple[int, int]]:
    icu: Any = importlib.import_module("icu")
    finder = icu.BreakIterator.createWordInstance(icu.Locale.getRoot())
    finder.setText(run)
    # ICU counts UTF-16 code units.
    places = {0: 0}
    units = 0
    for place, character in enumerate(run, 1):
        units += 2 if ord(character) > 0xFFFF else 1
        places[units] = place
    ends = [places[end] for end in finder]
    return [(at + first, at + last) for first, last in zip([0, *ends], ends, strict=False)]
