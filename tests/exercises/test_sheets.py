"""Every exercise: its solution is right, a blank is not, and each typical wrong answer gets a hint of its own."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from lime_widgets import exercises
from lime_widgets.exercises import ChoiceQuestion

SOURCE = Path(__file__).parent.parent.parent / "notebooks" / "exercises" / "source" / "lime"


def setting(**changes):
    """Give an action that changes the study and submits its state."""

    def act(sheet, question):
        before = {name: [getattr(study, name) for study in sheet.studies] for name in changes}
        for study in sheet.studies:
            study.update(**changes) if len(changes) > 1 else setattr(study, *next(iter(changes.items())))
        question.submit()
        for name, values in before.items():
            for study, value in zip(sheet.studies, values, strict=True):
                setattr(study, name, value)

    return act


def untouched(_sheet, question):
    question.submit()


def answer(value):
    return lambda sheet, question: question.submit(value(sheet) if callable(value) else value)


def code(make):
    return lambda sheet, question: question.submit(make(sheet.given))


def one_seed(sheet, question):
    second = sheet.studies[1]
    seed, second.random_state = second.random_state, sheet.study.random_state
    question.submit()
    second.random_state = seed


def one_with_more_samples(sheet, question):
    sheet.study.n_samples = 1024
    question.submit()
    sheet.study.n_samples = sheet.studies[1].n_samples


def weight(sheet, name):
    return dict(sheet.study.explanation.as_list())[name]


def swapped_disguise(given):
    return lambda rows: np.where(given["is_real"](rows)[:, None], given["innocent"](rows), given["biased"](rows))


def half_disguise(given):
    old = given["X"]["age"].quantile(0.85)

    def function(rows):
        real = given["is_real"](rows) & (rows["age"].astype(float) < old).to_numpy()
        return np.where(real[:, None], given["biased"](rows), given["innocent"](rows))

    return function


# Wrong answers beside those of the choices, which each have a hint. The hints of a question must differ.
WRONG = {
    "where_the_sign_flips": {
        "flip": [
            untouched, setting(kernel_width=1.0), setting(kernel_width=0.3), setting(distance="euclidean"),
            setting(instance=[2.5]),
        ],
    },
    "which_width_to_publish": {
        "width": [untouched, setting(kernel_width=0.05), setting(kernel_width=2.0), setting(kernel_width=0.17)],
    },
    "categories_or_numbers": {"effect": [*map(answer, (0.0356, 11.86, 0.068, 0.49, -0.42, 5))]},
    "twin_columns": {
        "together": [
            answer(lambda sheet: weight(sheet, "temp")),
            answer(lambda sheet: weight(sheet, "temp_f")),
            answer(lambda sheet: weight(sheet, "temp") - weight(sheet, "temp_f")),
            answer(7),
        ],
    },
    "two_seeds": {
        "agree": [
            untouched, one_seed, one_with_more_samples, setting(kernel_width=20.0), setting(n_features=1),
            setting(n_samples=128),
        ],
    },
    "explain_a_wrong_prediction": {
        "mend": [
            untouched, setting(removed=(1,)), setting(removed=(3,)), setting(removed=(0, 1, 4)),
            setting(instance="the script is smart ."),
        ],
    },
    "right_for_the_wrong_reason": {
        "recall": [
            answer(lambda sheet: 100 * share(sheet, "test", spam=True)),
            answer(lambda sheet: 100 * share(sheet, "test", spam=False)),
            answer(lambda sheet: 100 * share(sheet, "clean", spam=False)),
            answer(lambda sheet: 100 - 100 * share(sheet, "clean", spam=True)),
            answer(lambda sheet: share(sheet, "clean", spam=True)),
        ],
    },
    "which_superpixels_fool_it": {
        "hide": [
            untouched, setting(removed=(5,)), setting(removed=(0, 1, 2)),
            setting(segmentation_options={"size": 14}),
        ],
    },
    "break_lime": {
        "disguise": [
            code(lambda given: given["biased"]), code(lambda given: given["innocent"]), code(swapped_disguise),
            code(half_disguise),
        ],
    },
    "expose_the_disguise": {
        "expose": [
            untouched, setting(n_samples=2048), setting(kernel_width=0.8), setting(discretizer="quartile"),
            setting(n_samples=512, kernel_width=1.0),
        ],
        "swapped": [answer(0), answer(46.8), answer(53.2), answer(1)],
    },
}  # fmt: skip


def share(sheet, messages, *, spam):
    """Give the share of right answers of the filter, for the spam alone or for all messages."""
    rows = sheet.given[messages]
    if spam:
        rows = rows[rows["label"] == "spam"]
    return sheet.given["model"].score(rows["text"], rows["label"])


def cells_of(path):
    """Give the name of the exercise, and the solution of each question."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in cells
        if "nbgrader" in cell["metadata"]
    }
    name = re.search(r"lw\.exercises\.(\w+)\(\)", code["sheet"]).group(1)
    return name, {key: text for key, text in code.items() if f"{key}_test" in code}, code


def all_within(widget):
    for child in getattr(widget, "children", ()):
        yield child.model_id
        yield from all_within(child)


@pytest.mark.usefixtures("no_thread_is_left")
@pytest.mark.parametrize("path", sorted(SOURCE.glob("*.ipynb")), ids=lambda path: path.stem[3:])
def test_blank_wrong_and_right_answers_are_marked_as_such(path):
    name, solutions, code = cells_of(path)
    sheet = getattr(exercises, name)()
    try:
        assert list(solutions) == list(sheet.questions)
        shown = list(all_within(sheet))
        assert len(shown) == len(set(shown)), "a part stands twice"
        for key, question in sheet.questions.items():
            with pytest.raises(AssertionError, match="no answer yet"):
                question.check()
            wrong = list(WRONG.get(name, {}).get(key, ()))
            if isinstance(question, ChoiceQuestion):
                wrong += [answer(choice) for choice in question.choices if choice != question.answer]
            assert len(wrong) >= 3
            said = []
            for act in wrong:
                act(sheet, question)
                assert question.correct is False, question.attempts[-1]
                said.append(question.attempts[-1].said)
                with pytest.raises(AssertionError, match=re.escape(said[-1])):
                    question.check()
            assert len(set(said)) == len(said), said
            assert all(said)

            exec(compile(solutions[key], key, "exec"), {"sheet": sheet})  # noqa: S102  a committed solution
            assert question.attempts[-1].right, question.attempts[-1]
            exec(compile(code[f"{key}_test"], key, "exec"), {"sheet": sheet})  # noqa: S102  as above
        assert sheet.results["right"].all()
    finally:
        sheet.close()


def test_every_exercise_has_a_notebook_and_every_notebook_an_exercise():
    made = {name for name in exercises.__all__ if name[0].islower()} - {"collect"}

    assert {cells_of(path)[0] for path in SOURCE.glob("*.ipynb")} == made
    assert len(made) >= 10


def test_the_code_that_hands_a_state_in_has_every_parameter_that_was_changed():
    sheet = exercises.two_seeds()
    for study in sheet.studies:
        study.n_samples, study.alpha = 1024, 2.0
    sheet["agree"].submit()
    code = sheet["agree"]._code(sheet.studies)
    lines = code.splitlines()
    assert "sheet.studies[0].n_samples = 1024" in lines
    assert "sheet.studies[1].alpha = 2" in lines
    assert lines[-1] == 'sheet["agree"].submit()'
    assert "alpha=2" in sheet.results["last"][0]
    sheet.close()

    # Run on a new sheet, the code gives the same state.
    again = exercises.two_seeds()
    exec(compile(code, "code", "exec"), {"sheet": again})  # noqa: S102  it was made above
    assert [study.alpha for study in again.studies] == [2.0, 2.0]
    assert [study.n_samples for study in again.studies] == [1024, 1024]
    again.close()


def test_the_answer_is_not_on_the_screen_before_the_question_is_solved():
    for name in ("explain_a_wrong_prediction", "which_superpixels_fool_it", "expose_the_disguise"):
        sheet = getattr(exercises, name)()
        assert sheet.study.wait(30)
        assert sheet.study.flips is None
        sheet.close()
    sheet = exercises.predict_the_sign()
    question = sheet["sign"]
    question.submit(next(choice for choice in question.choices if choice != question.answer))
    assert question.children[-1].children == ()
    question.submit(question.answer)
    assert len(question.children[-1].children) == 1
    sheet.close()


def test_the_sheet_of_the_readme_can_be_solved():
    blocks = re.findall(
        r"```python\n(.*?)```", (SOURCE.parent.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    X, y = load_iris(return_X_y=True, as_frame=True)
    names = {"model": LogisticRegression(max_iter=500).fit(X, y), "x": X.iloc[60], "X_train": X}
    exec(compile(next(block for block in blocks if "My exercise" in block), "README.md", "exec"), names)  # noqa: S102
    sheet, study = names["sheet"], names["study"]

    sheet["answer"].submit(study.explanation.model_prediction)
    sheet["local"].submit()
    assert sheet["local"].correct is False
    study.kernel_width = study.kernel_width / 4
    sheet["local"].submit()
    sheet["cost"].submit("The explanation rests on fewer samples.")
    assert sheet.results["right"].all()
    sheet.close()
