"""An exercise sheet: a task, its questions one after the other, what they are about, and how far the reader is."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Box, HBox, Layout, VBox, Widget

from lime_widgets.engine.errors import problem
from lime_widgets.exercises.question import COLOR, MUTED, Question
from lime_widgets.figures.figure import close_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

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
    data : sequence of Widget, default ()
        What stands above the questions, such as a table.
    parts : sequence of Widget, default ()
        What stands below the questions, such as an explorer. Data and parts are closed with the sheet, and the widgets
        within them.
    owned : sequence of Widget, default ()
        Further widgets to close with the sheet, such as what a consequence shows.
    studies : sequence of Study, default ()
        The studies that the questions are about.
    given : mapping or None
        What code may use besides, such as a model and its table.
    lesson : str, default ""
        What to keep. It is shown when all questions are solved.

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
        data: Sequence[Widget] = (),
        parts: Sequence[Widget] = (),
        owned: Sequence[Widget] = (),
        studies: Sequence[Study] = (),
        given: Mapping[str, Any] | None = None,
        lesson: str = "",
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
        self._progress, self._lesson = HTML(), HTML()
        self._keep = f"<p style='{style};margin-top:6px'><b>What to keep.</b> {escape(lesson)}</p>" if lesson else ""
        self._parts = (heading, text, self._progress, self._lesson, *_all_within([*data, *parts, *owned]))
        for name, question in self.questions.items():
            question.name = name
            question.observe(self._tell, "correct")
        asked = self.questions.values()
        super().__init__(
            [heading, text, *data, *asked, self._progress, self._lesson, *parts], layout=Layout(overflow="hidden")
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
        """How many questions are solved."""
        return sum(question.solved for question in self.questions.values())

    @property
    def results(self) -> pd.DataFrame:
        """What was answered, for the teacher.

        Returns
        -------
        DataFrame
            A row for each question: ``exercise``, ``question``, ``kind``, ``right`` (whether an answer was right;
            later attempts change nothing), ``right_at_first``, ``points``, ``of``, ``attempts``, ``hints`` (how
            many were asked for), ``first`` and ``last`` (the answers; None without one) and ``minutes`` between the
            first answer and the last.
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
                    "right": question.solved,
                    "right_at_first": bool(attempts) and attempts[0].right,
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

    def save_results(self, student: str, folder: str | PathLike[str] = ".") -> Path:
        """Write the results to a file of their own, ``results_<exercise>_<student>.csv``; `collect` reads all of them.

        Parameters
        ----------
        student : str
            The name of the student.
        folder : path-like, default "."

        Returns
        -------
        Path

        Raises
        ------
        LimeError
            If the name is empty.
        """
        if not str(student).strip():
            raise problem("student.none")
        name = "_".join(re.sub(r"\W+", "-", part.strip().lower()) for part in (self.title, str(student)))
        path = Path(folder) / f"results_{name}.csv"
        self.results.assign(student=str(student)).to_csv(path, index=False)
        return path

    def close(self) -> None:
        """Close the views and the questions, and release the studies."""
        if self._parts:
            for question in self.questions.values():
                question.unobserve_all("correct")
                question.close()
            for part in self._parts:
                close_whole(part)
            self._parts, self.study, self.studies = (), None, ()
            self.layout.close()
        super().close()
        self.children = ()

    def _tell(self, _change: Bunch | None = None) -> None:
        n, right = len(self.questions), self.n_right
        # A later question may tell the answer of the one before.
        asked = True
        for question in self.questions.values():
            question.layout.display = None if asked or question.attempts else "none"
            asked = asked and question.solved
        self._lesson.value = self._keep if right == n else ""
        states = {name: True if question.solved else question.correct for name, question in self.questions.items()}
        marks = " ".join(f"{_STATES[state]} {name}" for name, state in states.items())
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


def settled(explorer: Any) -> Study:
    """Give the study of an explorer when the model has answered, without a sentence that says what flips the class.

    In an exercise that sentence is the answer.
    """
    study: Study = explorer.study
    study.flipping = False
    study.wait()
    return study


def collect(folder: str | PathLike[str] = ".") -> pd.DataFrame:
    """Read the results that `Sheet.save_results` wrote to a folder and the folders in it.

    Parameters
    ----------
    folder : path-like, default "."

    Returns
    -------
    DataFrame
        As `Sheet.results`, with the column ``student``.

    Raises
    ------
    LimeError
        If there are none.
    """
    import pandas as pd

    paths = sorted(Path(folder).rglob("results_*.csv"))
    if not paths:
        raise problem("results.none", folder=str(folder))
    return pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)


def _all_within(widgets: Sequence[Widget]) -> list[Widget]:
    """Give widgets and those that plain boxes among them hold."""
    found: list[Widget] = []
    for widget in widgets:
        found.append(widget)
        if type(widget) in {Box, HBox, VBox}:
            found += _all_within(widget.children)
    return found
