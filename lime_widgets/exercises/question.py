"""A question that takes answers, marks them, hints, and shows what an answer leads to."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from ipywidgets import HTML, Button, HBox, Layout, VBox, Widget
from traitlets import Bool, Int

from lime_widgets.engine.errors import LimeError, problem, sentence
from lime_widgets.engine.names import check_names, keywords_of
from lime_widgets.figures.figure import close_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLOR = "var(--jp-content-font-color1,inherit)"
MUTED = "var(--jp-content-font-color2,inherit)"
_RIGHT = "var(--jp-success-color1,#2e7d32)"
_RIGHT_MARK = "✓ Right."
_STYLE = f"margin:0;line-height:1.4;max-width:60em;color:{COLOR}"


# What every question takes.
_OPTIONS = ("hints", "praise", "consequence", "points")


class Attempt(NamedTuple):
    """An answer, whether it is right, what was said to it, and when it was given."""

    answer: Any
    right: bool
    said: str
    time: datetime


class Question(VBox):
    """Base of the questions.

    Parameters
    ----------
    prompt : str
        The question, in plain text.
    right : callable
        Takes an answer and says whether it is right.
    wrong : sequence of (callable, str)
        Typical wrong answers: a test of the answer, and the hint for it. The first test that holds counts.
    otherwise : str
        The hint for every other wrong answer.
    hints : sequence of str, default ()
        Hints for the button, one at a time.
    praise : str, default ""
        The comment on the right answer, after "Right.".
    consequence : callable or None
        Takes an answer and gives what it leads to, as text, as a widget, or None for nothing. It is shown after each
        answer, right or wrong.
    points : float, default 1.0
        What the right answer is worth.

    Attributes
    ----------
    name : str
        Its name in the sheet; "" without one.
    correct : bool or None
        Whether the last answer is right; None before the first.
    solved : bool
        Whether an answer was right. Later attempts take no point away.
    attempts : tuple of Attempt
        All answers.
    n_hints : int
        How many hints were asked for.
    """

    correct = Bool(None, allow_none=True, read_only=True, help="Whether the last answer is right.")
    n_hints = Int(0, read_only=True, help="How many hints were asked for.")
    # Nothing to close yet: ipywidgets closes a question that was refused, too.
    _owned: tuple[Widget, ...] = ()

    def __init__(
        self,
        prompt: str,
        *,
        right: Callable[[Any], bool],
        wrong: Sequence[tuple[Callable[[Any], bool], str]],
        otherwise: str,
        hints: Sequence[str] = (),
        praise: str = "",
        consequence: Callable[[Any], str | Widget | None] | None = None,
        points: float = 1.0,
        inputs: Sequence[Widget] = (),
        **unknown: Any,
    ) -> None:
        check_names(type(self).__name__, unknown, (*keywords_of(type(self)), *_OPTIONS))
        self.name = ""
        self.prompt, self.points = prompt, float(points)
        self.attempts: tuple[Attempt, ...] = ()
        self._right, self._wrong, self._otherwise = right, tuple(wrong), otherwise
        self._hints, self._praise, self._consequence = tuple(hints), praise, consequence
        self._said, self._hinted, self._handed_in = HTML(), HTML(), HTML()
        self._shown = VBox()
        self._check = Button(description="Check", tooltip="Mark this answer", layout=Layout(width="auto"))
        self._hint = Button(description="Hint", tooltip="Show a hint", layout=Layout(width="auto"))
        self._hint.layout.display = None if hints else "none"
        self._asked = HTML(f"<p style='{_STYLE};font-weight:600'>{escape(prompt)}</p>")
        row = HBox([*inputs, self._check, self._hint], layout=Layout(flex_flow="row wrap", align_items="flex-end"))
        self._owned = (*inputs, self._check, self._hint, row)
        self._owned += (self._asked, self._said, self._hinted, self._handed_in, self._shown)
        children = [self._asked, row, self._said, self._hinted, self._handed_in, self._shown]
        super().__init__(children, layout=Layout(margin="6px 0", overflow="hidden"))
        self._check.on_click(lambda _button: self._take())
        self._hint.on_click(lambda _button: self.hint())
        for each in inputs:
            # A verdict stands beside the answer that it is about, and beside no other.
            each.observe(lambda _change: self._forget(), "value")

    # -- answers ---------------------------------------------------------------------------------------------------

    def submit(self, answer: Any) -> None:
        """Take an answer, mark it, and show its consequence.

        Parameters
        ----------
        answer : object
            As the kind of question takes it.

        Raises
        ------
        LimeError
            If it is no answer to this question, such as a word where a number is asked for. It does not count.
        """
        try:
            answer = self._checked(answer)
        except LimeError:
            self._forget()
            raise
        right = bool(self._right(answer))
        said = self._praise if right else self._hint_for(answer)
        self.attempts += (Attempt(self._written(answer), right, said, datetime.now(UTC)),)
        self._say(_RIGHT_MARK if right else "✗ Not yet.", said, _RIGHT if right else COLOR)
        # Only a right answer earns something; below each wrong one the code would make a sheet long.
        code = _code_to_copy("To hand it in, run this in a cell:", self._code(answer)) if right else ""
        self._handed_in.value = code
        self._show(answer)
        self.set_trait("correct", right)

    def check(self) -> str:
        """Raise unless the last answer is right; for the tests of an autograder.

        Returns
        -------
        str
            "✓ Right.", so that a cell shows that it has run.

        Raises
        ------
        AssertionError
            With the hint for the last answer, or if there is none.
        """
        if not self.attempts:
            msg = f"The question {self._quoted} has no answer yet."
            raise AssertionError(msg)
        last = self.attempts[-1]
        if not last.right:
            msg = f"The answer {last.answer} to {self._quoted} is not right. {last.said}"
            raise AssertionError(msg)
        return _RIGHT_MARK

    def hint(self) -> str:
        """Show the next hint, and count it.

        Returns
        -------
        str
            The hint; the last one again when there are no more; "" where the question has none.
        """
        if not self._hints:
            return ""
        self.set_trait("n_hints", min(self.n_hints + 1, len(self._hints)))
        told = self._hints[: self.n_hints]
        self._hinted.value = "".join(_small(f"Hint {place}: {text}") for place, text in enumerate(told, 1))
        self._hint.disabled = len(told) == len(self._hints)
        return told[-1]

    @property
    def earned(self) -> float:
        """Its points if an answer was right, else 0."""
        return self.points if self.solved else 0.0

    @property
    def solved(self) -> bool:
        """Whether an answer was right."""
        return any(attempt.right for attempt in self.attempts)

    @property
    def kind(self) -> str:
        """What it takes: "number", "choice", "state" or "code"."""
        return type(self).__name__.removesuffix("Question").lower()

    def __repr__(self) -> str:
        state = {None: "no answer yet", True: "right", False: "not right yet"}[self.correct]
        return f"<{type(self).__name__} {self._quoted}: {state}>"

    def close(self) -> None:
        """Close it, and the widgets of its consequence."""
        if self._owned:
            for part in (*self._shown.children, *self._owned):
                close_whole(part)
            self._owned = ()
            self.layout.close()
        super().close()
        self.children = ()

    # -- for the kinds ---------------------------------------------------------------------------------------------

    def _checked(self, answer: Any) -> Any:
        """Give the answer in the form that the tests take, or raise."""
        return answer

    def _given(self) -> Any:
        """Give the answer that stands in the inputs."""
        raise NotImplementedError

    def _written(self, answer: Any) -> Any:
        """Give the answer as the results list it."""
        return answer

    def _code(self, answer: Any) -> str:
        """Give the line of code that hands the answer in."""
        return f"{self._of_sheet}.submit({answer!r})"

    # -- parts -----------------------------------------------------------------------------------------------------

    @property
    def _quoted(self) -> str:
        return f"“{self.name or self.prompt}”"

    @property
    def _of_sheet(self) -> str:
        return f'sheet["{self.name}"]' if self.name else "question"

    def _forget(self) -> None:
        self._said.value = self._handed_in.value = ""

    def _take(self) -> None:
        given = self._given()
        self._say("", "It is being marked.", COLOR)
        try:
            self.submit(given)
        except LimeError as error:
            self._say("", sentence(error), COLOR)

    def _hint_for(self, answer: Any) -> str:
        return next((hint for test, hint in self._wrong if test(answer)), self._otherwise)

    def _say(self, mark: str, said: str, color: str) -> None:
        # A new node with this role is read out.
        marked = f"<b style='color:{color}'>{escape(mark)}</b> " if mark else ""
        self._said.value = f"<p role='alert' style='{_STYLE}'>{marked}{escape(said)}</p>"

    def _show(self, answer: Any) -> None:
        if self._consequence is None:
            return
        shown = self._consequence(answer)
        if shown is None:
            return
        new = shown if isinstance(shown, Widget) else HTML(f"<p style='{_STYLE}'>{escape(shown)}</p>")
        for former in self._shown.children:
            if former is not new:
                former.close()
        self._shown.children = (new,)


def untold(hint: str, *, tells: bool) -> str:
    """Refuse a hint that gives the answer away.

    Raises
    ------
    LimeError
        If it does.
    """
    if tells:
        raise problem("hint.tells", hint=hint)
    return hint


def _code_to_copy(lead: str, code: str) -> str:
    style = "margin:2px 0 0;padding:4px 8px;overflow-x:auto;background:var(--jp-layout-color2,#eee)"
    return f"{_small(lead)}<pre style='{style};color:{COLOR}'>{escape(code)}</pre>"


def _small(text: str) -> str:
    return f"<p style='{_STYLE};color:{MUTED};font-size:12px'>{escape(text)}</p>"
