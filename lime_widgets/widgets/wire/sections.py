"""Sections: parts of a study's state as the browser has it, each with a key that says whether it changed."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import encodable
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lime_widgets.study import Study


@dataclass(frozen=True)
class Section:
    """A part of the state.

    Attributes
    ----------
    name : str
    key : callable
        Takes the study and gives a tuple of all that the section depends on; None while there is nothing to send.
        Arrays, and objects that hold them, are compared by identity, plain values by equality.
    build : callable
        Takes the study and gives the values of the model's traits, by name.
    """

    name: str
    key: Callable[[Any], tuple[Any, ...] | None]
    build: Callable[[Any], dict[str, Any]]


class SectionState:
    """What was sent last of each section, so that nothing is built or sent again without a change.

    Attributes
    ----------
    n_builds : Counter
        How often each section was built.
    """

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = tuple(sections)
        self._keys: dict[str, tuple[Any, ...]] = {}
        self.n_builds: Counter[str] = Counter()

    def changes(self, study: Study) -> dict[str, Any]:
        """Build the sections whose key changed."""
        state: dict[str, Any] = {}
        for section in self._sections:
            state |= self.change(section, study)
        return state

    def change(self, section: Section, study: Study) -> dict[str, Any]:
        """Build one section if its key changed."""
        key = section.key(study)
        if key is None or _equal(key, self._keys.get(section.name)):
            return {}
        self._keys[section.name] = key
        self.n_builds[section.name] += 1
        return {name: safe(value) for name, value in section.build(study).items()}


LONGEST_NAME = 200
"""Names and other single texts beyond so many characters are shown without their middle."""


def safe(value: Any) -> Any:
    """Make the texts in a value fit for the page: no half surrogate pairs. A number beyond JSON becomes None."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [safe(each) for each in value]
    if isinstance(value, dict):
        return {key: safe(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def name_for_page(name: str) -> str:
    """Shorten a name in the middle: no page can lay out labels of megabytes."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return say("name.long", begin=name[:half], end=name[-half:], n=len(name))


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    plain = str | int | float | None
    return isinstance(one, plain) and isinstance(other, plain) and type(one) is type(other) and one == other
