"""The kinds of traits that parameters of a study are: each owns its check, its texts and its stage.

A value that cannot be used raises `LimeError`. Every value, None included, goes through the check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from traitlets import HasTraits, TraitType

from lime_widgets.engine.errors import in_quotes, problem
from lime_widgets.engine.names import guesses
from lime_widgets.engine.texts import ENGLISH, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from lime_widgets.study.state import Stage, StudyTraits


class Setting(TraitType[Any, Any]):
    """A trait of a study that somebody may set.

    Its texts are in the catalogue, by the trait's name: ``parameter.<name>.help`` is the control's tooltip and the
    trait's documentation, ``parameter.<name>.label`` the name on screen, and ``choice.<name>.<value>`` names a choice.

    Parameters
    ----------
    default : object
    stage : Stage
        The link of the chain at which a change enters.
    text : str, optional
        A name in the place of the trait's, for a tooltip and names of choices that differ from those of other studies.
    group : str, optional
        The panel of controls that it stands in. A trait with a group is a parameter of the explanation.
    check : callable, optional
        Takes a value and gives it back as it is kept, or raises `LimeError`.
    check_with_study : callable, optional
        The same for a check that needs the study: takes the study and the value.
    **metadata
        Range and scale of the control: ``low``, ``high``, ``step``, ``scale``; ``choices``, a tuple of values.
    """

    def __init__(
        self,
        default: Any,
        *,
        stage: Stage,
        text: str = "",
        group: str = "",
        parameter: bool | None = None,
        check: Callable[[Any], Any] | None = None,
        check_with_study: Callable[[Any, Any], Any] | None = None,
        **metadata: Any,
    ) -> None:
        super().__init__(default)
        if group:
            metadata["group"] = group
        if bool(group) if parameter is None else parameter:
            metadata["parameter"] = True
        self.tag(stage=stage, **metadata)
        self._text = text
        self._check = check
        self._check_with_study = check_with_study

    def class_init(self, cls: type[HasTraits], name: str | None) -> None:
        """Take the trait's name, and with it its documentation."""
        super().class_init(cls, name)
        self.help = self.__doc__ = self.tooltip()

    def tooltip(self) -> str:
        """Say what the parameter does."""
        return say(f"parameter.{self._text or self.name}.help")

    def label(self) -> str:
        """Give the name on screen."""
        return say(f"parameter.{self.name}.label")

    def choice_text(self, value: Any) -> str:
        """Name one of the choices."""
        own = f"choice.{self._text}.{value}"
        return say(own if own in ENGLISH else f"choice.{self.name}.{value}")

    def validate(self, obj: Any, value: Any) -> Any:
        """Check a value that somebody sets; traitlets calls this for the default too, which needs no check."""
        # traitlets takes this lock while it reads a default, and at no other time, as a study batches changes itself.
        return value if obj._cross_validation_lock else self.checked(obj, value)  # noqa: SLF001

    def checked(self, study: Any, value: Any) -> Any:
        """Give the value as it is kept, or raise `LimeError`."""
        if self._check is not None:
            return self._check(value)
        if self._check_with_study is not None:
            return self._check_with_study(study, value)
        return value


class Choice(Setting):
    """One of several names.

    Parameters
    ----------
    default : str
    choices : sequence of str
    takes_callable : bool, default False
        Whether a function of the user is a choice too.
    check_other : callable, optional
        Tells whether a value is an object of the user's that is a choice too: takes it and gives it back as it is kept,
        raises `LimeError`, or gives None where it is none.
    **settings
        As for `Setting`.
    """

    def __init__(
        self,
        default: str,
        *,
        choices: Sequence[str],
        takes_callable: bool = False,
        check_other: Callable[[Any], Any] = lambda _: None,
        **settings: Any,
    ) -> None:
        super().__init__(default, choices=tuple(choices), **settings)
        self._takes_callable = takes_callable
        self._check_other = check_other

    def checked(self, study: Any, value: Any) -> Any:
        """Check that the value is one of the choices."""
        del study
        known = self.metadata["choices"]
        if (isinstance(value, str) and value in known) or (self._takes_callable and callable(value)):
            return value
        if (other := self._check_other(value)) is not None:
            return other
        raise problem(
            "parameter.no_choice", name=self.name, value=value, known=in_quotes(known), default=self.default_value
        )


class Switch(Setting):
    """True or false."""

    def __init__(self, *, default: bool, **settings: Any) -> None:
        super().__init__(default, **settings)

    def checked(self, study: Any, value: Any) -> bool:
        """Check that the value is a truth value."""
        del study
        if isinstance(value, bool | np.bool_):
            return bool(value)
        raise problem("parameter.no_switch", name=self.name, value=value, default=self.default_value)


class NoExplanation:
    """What stands in the place of an explanation that is not there yet: false, and an error for every use."""

    def __init__(self, study: StudyTraits) -> None:
        self.__study = study

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return say("explanation.absent", reason=self.__reason())

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # asked by copy, pickle, IPython and others, which take this for an answer
            raise AttributeError(name)
        mend = self.__study.error or say("explanation.wait")
        raise problem("explanation.none", name=name, reason=self.__reason(), mend=mend)

    def __reason(self) -> str:
        return say("explanation.status", status=self.__study.status)


class ExplanationTrait(TraitType[Any, Any]):
    """The trait of an explanation, which says how to get one while there is none."""

    default_value = None

    def get(self, obj: HasTraits, cls: Any = None) -> Any:
        """Give the explanation, or what stands in its place."""
        value = super().get(obj, cls)
        return NoExplanation(obj) if value is None else value


def unknown_names(study: StudyTraits, names: AbstractSet[str]) -> str:
    """Say that a study has no parameters of these names, and which were probably meant."""
    guessed = guesses(sorted(names), study.parameter_names, elsewhere=True)
    listed, known = ", ".join(map(repr, sorted(names))), ", ".join(study.parameter_names)
    if guessed:
        return say("parameter.unknown_guessed", names=listed, guesses=guessed, known=known)
    return say("parameter.unknown", names=listed, known=known)
