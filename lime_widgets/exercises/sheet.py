"""An exercise sheet: a task, what it is about, its questions, and how far the reader is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Layout, VBox, Widget

from lime_widgets.engine.errors import problem
from lime_widgets.exercises.question import COLOR, MUTED, Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from traitlets import Bunch

    from lime_widgets.study import Study

_STATES = {None: "○", True: "✓", False: "✗"}


class Sheet(VBox):
    """Exercise sheet.

    Parameters
    ----------
    title : str
    task : str
        What the sheet is about, in plain text.
    questions : mapping of str to Question
        The questions by name, in their order. A name is a word that code can use: ``sheet["sign"]``.
    parts : sequence of Widget, default ()
        What stands between the task and the questions, such as an explorer. It is closed with the sheet.
    studies : sequence of Study, default ()
        The studies that the questions are about.
    given : mapping or None
        What code may use besides, such as a model and its table.

    Attributes
    ----------
    study : Study or None
        The first study.
    studies : tuple of Study
    questions : dict of str to Question
    given : dict

    Raises
    ------
    LimeError
        If there is no question, or a name is not one that code can use.

    Examples
    --------
    >>> from lime_widgets.exercises import ChoiceQuestion, Sheet
    >>> question = ChoiceQuestion("Which is warm?", "red", wrong={"blue": "Think of ice."})
    >>> sheet = Sheet("Colors", "Colors have temperatures.", {"warm": question})
    >>> sheet["warm"].submit("red")
    >>> sheet
    <Sheet “Colors”: 1 of 1 right>
    """

    # Nothing to close yet: ipywidgets closes a sheet that was refused, too.
    _parts: tuple[Widget, ...] = ()

    def __init__(
        self,
        title: str,
        task: str,
        questions: Mapping[str, Question],
        *,
        parts: Sequence[Widget] = (),
        studies: Sequence[Study] = (),
        given: Mapping[str, Any] | None = None,
    ) -> None:
        unfit = [name for name in questions if not name.isidentifier()]
        if not questions or unfit:
            raise problem("sheet.questions", names=list(questions))
        self.title, self.questions, self.given = title, dict(questions), dict(given or {})
        self.studies: tuple[Study, ...] = tuple(studies)
        self.study: Study | None = self.studies[0] if self.studies else None
        style = f"margin:0;line-height:1.4;max-width:60em;color:{COLOR}"
        heading = HTML(
            f"<p role='heading' aria-level='3' style='{style};font-size:16px;font-weight:600'>{escape(title)}</p>"
        )
        text = HTML("".join(f"<p style='{style};margin:0 0 4px'>{escape(line)}</p>" for line in task.split("\n")))
        self._progress = HTML()
        self._parts = (heading, text, self._progress, *parts)
        for name, question in self.questions.items():
            question.name = name
            question.observe(self._tell, "correct")
        super().__init__(
            [heading, text, *parts, *self.questions.values(), self._progress], layout=Layout(overflow="hidden")
        )
        self._tell()

    def __getitem__(self, name: str) -> Question:
        if name not in self.questions:
            raise problem("sheet.unknown", name=name, known=", ".join(f'"{each}"' for each in self.questions))
        return self.questions[name]

    def __repr__(self) -> str:
        return f"<Sheet “{self.title}”: {self.n_right} of {len(self.questions)} right>"

    @property
    def n_right(self) -> int:
        """How many questions have a right last answer."""
        return sum(bool(question.correct) for question in self.questions.values())

    @property
    def results(self) -> pd.DataFrame:
        """What was answered, for the teacher.

        Returns
        -------
        DataFrame
            A row for each question: ``exercise``, ``question``, ``kind``, ``right`` (False without an answer),
            ``points``, ``of``, ``attempts``, ``hints`` (how many were asked for), ``first`` and ``last`` (the answers;
            None without one) and ``minutes`` between the first answer and the last. Stack several sheets with
            ``pandas.concat``.
        """
        import pandas as pd

        rows = []
        for name, question in self.questions.items():
            attempts = question.attempts
            spent = (attempts[-1].time - attempts[0].time).total_seconds() / 60 if attempts else 0.0
            rows.append(
                {
                    "exercise": self.title,
                    "question": name,
                    "kind": question.kind,
                    "right": bool(question.correct),
                    "points": question.earned,
                    "of": question.points,
                    "attempts": len(attempts),
                    "hints": question.n_hints,
                    "first": attempts[0].answer if attempts else None,
                    "last": attempts[-1].answer if attempts else None,
                    "minutes": round(spent, 2),
                }
            )
        return pd.DataFrame(rows)

    def close(self) -> None:
        """Close the views and the questions, and release the studies."""
        if self._parts:
            for question in self.questions.values():
                question.unobserve_all("correct")
                question.close()
            for part in self._parts:
                part.close()
            self._parts, self.study, self.studies = (), None, ()
            self.layout.close()
        super().close()
        self.children = ()

    def _tell(self, _change: Bunch | None = None) -> None:
        n, right = len(self.questions), self.n_right
        marks = " ".join(f"{_STATES[question.correct]} {name}" for name, question in self.questions.items())
        done = " The sheet is done." if right == n else ""
        bar = (
            "<span style='display:inline-block;width:120px;height:6px;border-radius:3px;vertical-align:middle;"
            "background:var(--jp-border-color2,#bbb)'><span style='display:block;height:6px;border-radius:3px;"
            f"width:{100 * right / n:.0f}%;background:var(--jp-brand-color1,#2369b0)'></span></span>"
        )
        self._progress.value = (
            f"<p style='margin:4px 0;color:{COLOR}'>{bar} <b>{right} of {n} right.</b>{done} "
            f"<span style='color:{MUTED}'>{escape(marks)}</span></p>"
        )
