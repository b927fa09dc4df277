"""The kinds of entries of a catalogue, and how values are filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# One form, or several of which a number chooses: in English the first for one, the second for any other number.
Text: TypeAlias = str | tuple[str, ...]


class Fault(NamedTuple):
    """The texts of an error.

    Attributes
    ----------
    what : str or tuple of str
        A full sentence that gives the wrong value.
    expected : str or tuple of str
        The continuation of "Expected ...": no capital, no full stop.
    mend : str or tuple of str
        A full sentence that says how to mend it.
    """

    what: Text
    expected: Text
    mend: Text


Entry: TypeAlias = Text | Fault

_PLACE = re.compile(r"\{(\w+)(?:!([ars]))?(?::([^{}]+))?\}")
_CONVERSIONS: dict[str, Callable[[Any], str]] = {"a": ascii, "r": repr, "s": str}


def a(noun: str) -> str:
    """Give a noun with its article.

    Examples
    --------
    >>> a("text"), a("image")
    ('a text', 'an image')
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def filled(form: str, values: Mapping[str, Any]) -> str:
    """Fill values into the braces of a form.

    Parameters
    ----------
    form : str
        Conversions and format specifications are as in Python's format strings: ``{name!r}``, ``{share:.2f}``. The
        specification ``a`` puts the article before a noun: ``{kind:a}``. A whole number without a specification is
        grouped: 4,096. Braces around anything else stay.
    values : mapping of str to object
        A value without a place is not used; a place without a value stays.

    Examples
    --------
    >>> filled("{name!r} is {kind:a}, {n} times, {open}", {"name": "x", "kind": "image", "n": 4096})
    "'x' is an image, 4,096 times, {open}"
    """

    def one(match: re.Match[str]) -> str:
        name, conversion, specification = match.groups()
        if name not in values:
            return match[0]
        value = values[name]
        if specification == "a":
            return a(str(value))
        if conversion:
            value = _CONVERSIONS[conversion](value)
        if specification:
            return format(value, specification)
        return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)

    return _PLACE.sub(one, form)
