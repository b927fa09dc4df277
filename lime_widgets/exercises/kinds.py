"""Questions for a number, a choice, a state of an explorer, or a piece of code."""

from __future__ import annotations

import asyncio
import math
import re
from typing import TYPE_CHECKING, Any, cast

from ipywidgets import Label, Layout, RadioButtons, Text

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.exercises.question import Question, untold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lime_widgets.study import Study

# How long the text of an Enter may be under way, in seconds.
_LATEST_TEXT = 0.4
_NUMBER = re.compile(r"(?<![\w.])[-−+]?\d+(?:\.\d+)?(?![\w])")


class NumberQuestion(Question):
    """Question for a number.

    Parameters
    ----------
    prompt : str
        The question, in plain text.
    answer : float
        The right number.
    tolerance : float
        How far an answer may be from it, at least 0.
    wrong : sequence of (test, str)
        Typical wrong answers, each with its hint. A test is a number (matched with the same tolerance), an interval
        ``(low, high)``, or a callable.
    otherwise : str
        The hint for every other wrong number.
    unit : str, default ""
        Shown behind the field, such as "°C".
    **options
        ``hints``, ``praise``, ``consequence`` and ``points``, see `Question`.

    Raises
    ------
    LimeError
        If a hint holds the right number, the tolerance is negative, or a typical wrong number is right.

    Examples
    --------
    >>> from lime_widgets.exercises import NumberQuestion
    >>> question = NumberQuestion("Half of 3?", 1.5, 0.01, wrong=[(6, "You doubled it.")], otherwise="Divide by two.")
    >>> question.submit(6)
    >>> question.correct, question.attempts[-1].said
    (False, 'You doubled it.')
    >>> question.submit(1.5)
    >>> question.correct
    True
    """

    def __init__(
        self,
        prompt: str,
        answer: float,
        tolerance: float,
        *,
        wrong: Sequence[tuple[float | tuple[float, float] | Callable[[float], bool], str]] = (),
        otherwise: str,
        unit: str = "",
        **options: Any,
    ) -> None:
        if not (math.isfinite(answer) and tolerance >= 0):
            raise problem("number.invalid", answer=answer, tolerance=tolerance)

        def near(wanted: float) -> Callable[[float], bool]:
            return lambda given: abs(given - wanted) <= tolerance * (1 + 1e-9)

        right = near(answer)
        for hint in (otherwise, *(each for _, each in wrong), *options.get("hints", ())):
            said = [float(number.replace("−", "-")) for number in _NUMBER.findall(hint)]
            untold(hint, tells=any(right(number) for number in said))
        tests = [(_test_of(test, near), hint) for test, hint in wrong]
        for test, _ in wrong:
            if isinstance(test, int | float) and right(test):
                raise problem("number.right", number=test, tolerance=tolerance, answer=answer)
        self.answer, self.tolerance = float(answer), float(tolerance)
        # The whole text comes with Enter or when the field is left. Texts sent at each key may be cut short.
        self._field = Text(placeholder="a number", layout=Layout(width="120px"), continuous_update=False)
        self._unit, self._entered = unit, False
        inputs = [self._field, *([Label(unit)] if unit else [])]
        super().__init__(prompt, right=right, wrong=tests, otherwise=otherwise, inputs=inputs, **options)
        self._field.on_msg(self._await_text)
        self._field.observe(lambda _change: self._take_entered(), "value")

    def _await_text(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Wait for the text of an Enter; a text that is as before does not come again."""
        if content.get("event") != "submit":
            return
        self._entered = True
        try:
            asyncio.get_running_loop().call_later(_LATEST_TEXT, self._take_entered)
        except RuntimeError:
            self._take_entered()

    def _take_entered(self) -> None:
        if self._entered:
            self._entered = False
            self._take()

    def _given(self) -> Any:
        return self._field.value

    def _checked(self, answer: Any) -> float:
        text = str(answer).strip().removesuffix(self._unit or " ").strip().replace("−", "-")
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if isinstance(answer, bool) or not math.isfinite(number):
            raise problem("number.unreadable", given=shortened(repr(text), 40)) if text else problem("number.none")
        return number


def _plain(text: str) -> str:
    """Give a choice as one may type it: without quotes, capitals and the point at the end."""
    return re.sub(r"[“”\"'‘’]", "", text).strip().rstrip(".").casefold()


def _test_of(
    test: float | tuple[float, float] | Callable[[float], bool], near: Callable[[float], Callable[[float], bool]]
) -> Callable[[float], bool]:
    if callable(test):
        return test
    if isinstance(test, tuple):
        low, high = test
        return lambda given: low <= given <= high
    return near(test)


class ChoiceQuestion(Question):
    """Question for one of several choices.

    Parameters
    ----------
    prompt : str
        The question, in plain text.
    answer : str
        The right choice.
    wrong : mapping of str to str
        The other choices, each with its hint.
    order : sequence of str or None
        The order in which the choices are shown; None for the alphabet's, so that the right one has no place of its
        own.
    **options
        ``hints``, ``praise``, ``consequence`` and ``points``, see `Question`.

    Raises
    ------
    LimeError
        If a hint holds the right choice, or there is no other choice.

    Examples
    --------
    >>> from lime_widgets.exercises import ChoiceQuestion
    >>> question = ChoiceQuestion("Which is warm?", "red", wrong={"blue": "Think of ice."})
    >>> question.submit("blue")
    >>> question.attempts[-1].said
    'Think of ice.'
    """

    def __init__(
        self,
        prompt: str,
        answer: str,
        *,
        wrong: Mapping[str, str],
        order: Sequence[str] | None = None,
        **options: Any,
    ) -> None:
        choices = tuple(order) if order is not None else tuple(sorted({answer, *wrong}))
        if not wrong or sorted(choices) != sorted({answer, *wrong}) or answer in wrong:
            raise problem("choices.invalid", choices=choices, answer=answer, wrong=tuple(wrong))
        whole = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)", re.IGNORECASE)
        for hint in (*wrong.values(), *options.get("hints", ())):
            untold(hint, tells=whole.search(hint) is not None)
        self.answer, self.choices = answer, choices
        self._buttons = RadioButtons(options=choices, value=None, layout=Layout(width="100%", margin="2px 0"))
        tests = [(lambda given, choice=choice: given == choice, hint) for choice, hint in wrong.items()]
        super().__init__(
            prompt,
            right=lambda given: given == answer,
            wrong=tests,
            otherwise="",
            inputs=[self._buttons],
            **options,
        )

    def _given(self) -> Any:
        return self._buttons.value

    def _checked(self, answer: Any) -> str:
        if answer is None:
            raise problem("choices.none")
        places = {_plain(choice): choice for choice in self.choices}
        places |= {str(place): choice for place, choice in enumerate(self.choices, 1)}
        choice = places.get(_plain(str(answer)))
        if choice is None:
            known = "; ".join(f"{place} {choice}" for place, choice in enumerate(self.choices, 1))
            raise problem("choices.unknown", given=shortened(repr(answer), 60), known=known)
        self._buttons.value = choice
        return choice


class StateQuestion(Question):
    """Question for a state that the reader brings an explorer to.

    Parameters
    ----------
    prompt : str
        What to do, in plain text.
    study : Study or sequence of Study
        The studies to bring to the state. The tests take one study or all of them, as passed here.
    right : callable
        Takes the study (or the studies) and says whether the state is right.
    wrong : sequence of (callable, str)
        Typical wrong states, each with its hint.
    otherwise : str
        The hint for every other wrong state.
    settings : sequence of str
        Names of the study's traits that the question is about. The results list their values, and those of every other
        parameter that was changed.
    **options
        ``hints``, ``praise``, ``consequence`` and ``points``, see `Question`.
    """

    def __init__(
        self,
        prompt: str,
        study: Study | Sequence[Study],
        *,
        right: Callable[[Any], bool],
        wrong: Sequence[tuple[Callable[[Any], bool], str]],
        otherwise: str,
        settings: Sequence[str],
        **options: Any,
    ) -> None:
        self._several = not hasattr(study, "explanation")
        self._studies: tuple[Any, ...] = tuple(cast("Sequence[Study]", study)) if self._several else (study,)
        self.settings = tuple(settings)
        self._start = [_parameters(study) for study in self._studies]
        super().__init__(prompt, right=right, wrong=wrong, otherwise=otherwise, **options)

    def submit(self, answer: Any = None) -> None:
        """Mark the state as it stands, after the model has answered.

        Parameters
        ----------
        answer : None
            The state is the answer.

        Raises
        ------
        LimeError
            If the model does not answer within a minute, or an answer is passed.
        """
        super().submit(answer)

    def _given(self) -> Any:
        return None

    def _checked(self, answer: Any) -> Any:
        if answer is not None:
            raise problem("state.with_answer", given=shortened(repr(answer), 60))
        for study in self._studies:
            if not study.wait(60):
                raise problem("state.unanswered", status=study.status)
        return self._studies if self._several else self._studies[0]

    def _written(self, answer: Any) -> Any:  # noqa: ARG002  the state is read, not the answer
        return "; ".join(
            ", ".join(f"{name}={_brief(value)}" for name, value in state.items()) for state in self._states()
        )

    def _code(self, answer: Any) -> str:  # noqa: ARG002  as above
        names = ["sheet.study"] if not self._several else [f"sheet.studies[{k}]" for k in range(len(self._studies))]
        lines = [
            f"{owner}.{name} = {_brief(value)}"
            for owner, state in zip(names, self._states(), strict=True)
            for name, value in state.items()
        ]
        return "\n".join([*lines, f"{self._of_sheet}.submit()"])

    def _states(self) -> list[dict[str, Any]]:
        """Give the settings of each study, and what else was changed: without it the state is another one."""
        states = []
        for study, start in zip(self._studies, self._start, strict=True):
            now = _parameters(study)
            changed = [name for name, value in now.items() if name not in self.settings and value != start.get(name)]
            states.append({name: getattr(study, name) for name in (*self.settings, *changed)})
        return states


def _parameters(study: Any) -> dict[str, Any]:
    """Give the parameters of a study that a control sets; how it looks is none of them."""
    traits = study.traits(parameter=True) if hasattr(study, "traits") else {}
    names = [name for name, trait in traits.items() if trait.metadata.get("group", "look") != "look"]
    return {name: getattr(study, name) for name in names if name != "compared_widths"}


def _brief(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


class CodeQuestion(Question):
    """Question for an object that the reader makes in code, such as a function.

    It has no field: the answer is passed to `submit`.

    Parameters
    ----------
    prompt : str
        What to write, in plain text.
    probe : callable
        Tries the object, and gives what `right` and the tests of `wrong` take. It raises a LimeError where the object
        cannot be tried; that is no attempt.
    **options
        As for `Question`.
    """

    def __init__(self, prompt: str, *, probe: Callable[[Any], Any], **options: Any) -> None:
        self._probe, self._object = probe, None
        super().__init__(prompt, **options)
        self._check.layout.display = "none"

    def _checked(self, answer: Any) -> Any:
        self._object = answer
        return self._probe(answer)

    def _written(self, answer: Any) -> Any:  # noqa: ARG002  the object's name says more than what trying it gave
        return getattr(self._object, "__name__", type(self._object).__name__)

    def _code(self, answer: Any) -> str:
        name = self.name or str(self._written(answer))
        return f"def {name}(rows): ...  # your function\n\n{self._of_sheet}.submit({name})"
