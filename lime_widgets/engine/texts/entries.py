"""The kinds of entries of a catalogue, and how values are filled in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# One form, or several. A number chooses among them: in English the first for one, the second for any other.
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


def with_minus(number: str) -> str:
    """Write the minus sign of a formatted number, in place of a hyphen.

    Examples
    --------
    >>> with_minus("-0.5")
    '−0.5'
    """
    return number.replace("-", "−")


def filled(form: str, values: Mapping[str, Any]) -> str:
    """Fill values into the braces of a form.

    Parameters
    ----------
    form : str
        Conversions and format specifications are as in Python's format strings: ``{name!r}``, ``{share:.2f}``. The
        specification ``a`` puts the article before a noun: ``{kind:a}``, and one that ends in ``−`` writes this minus
        sign in place of a hyphen: ``{score:.2f−}``. A whole number without a specification is grouped: 4,096. Braces
        around anything else stay.
    values : mapping of str to object
        A value without a place is not used; a place without a value stays.

    Examples
    --------
    >>> filled("{name!r} is {kind:a}, {n} times, {open}", {"name": "x", "kind": "image", "n": 4096})
    "'x' is an image, 4,096 times, {open}"
    """
    return "".join(
        part if isinstance(part, str) else _shown(part, values[part.name]) if part.name in values else part.written
        for part in _parts(form)
    )


class _Place(NamedTuple):
    """A place for a value in a form."""

    written: str
    name: str
    conversion: str | None
    specification: str | None


@cache
def _parts(form: str) -> tuple[str | _Place, ...]:
    """Take a form apart once: sentences about an explanation are filled in again at every kernel width."""
    parts: list[str | _Place] = []
    end = 0
    for match in _PLACE.finditer(form):
        parts += [form[end : match.start()], _Place(match[0], *match.groups())]
        end = match.end()
    return (*parts, form[end:])


def _shown(place: _Place, value: Any) -> str:
    if place.specification == "a":
        return a(str(value))
    if place.conversion:
        value = _CONVERSIONS[place.conversion](value)
    if place.specification:
        if place.specification.endswith("−"):
            return with_minus(format(value, place.specification[:-1]))
        return format(value, place.specification)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
