"""Questions take answers, mark them, hint without telling, and keep what was answered."""

import asyncio

import ipywidgets
import pytest

from lime_widgets import LimeError
from lime_widgets.exercises import ChoiceQuestion, CodeQuestion, NumberQuestion, Sheet, StateQuestion, collect


def number(**options):
    settings = {
        "wrong": [(3.0, "You forgot to halve."), ((10.0, 20.0), "Far too much."), (lambda x: x < 0, "Below zero.")],
        "otherwise": "Count again.",
    }
    return NumberQuestion("Half of three?", 1.5, 0.05, **(settings | options))


def choice(**options):
    return ChoiceQuestion(
        "Which is warm?", "red", wrong={"blue": "Think of ice.", "white": "Think of snow."}, **options
    )


@pytest.mark.parametrize(
    ("given", "right", "said"),
    [
        (1.5, True, ""),
        (1.549, True, ""),
        ("1.46", True, ""),
        (1.56, False, "Count again."),
        (3, False, "You forgot to halve."),
        ("10", False, "Far too much."),
        ("−1", False, "Below zero."),
        ("1,52", True, ""),
        ("10 kg", False, "Far too much."),
    ],
)
def test_a_number_is_marked_within_its_tolerance_and_typical_ones_have_their_hint(given, right, said):
    question = number(unit="kg")

    question.submit(given)

    assert question.correct is right
    assert question.attempts[-1].said == said
    assert question.earned == float(right)


@pytest.mark.parametrize("given", ["", "much", "nan", "1e999", None, True, "1,500.0", "1/2"])
def test_what_is_no_number_is_said_and_does_not_count(given):
    question = number()

    with pytest.raises(LimeError, match="a number"):
        question.submit(given)

    assert question.correct is None
    assert question.attempts == ()
    with pytest.raises(AssertionError, match="no answer yet"):
        question.check()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: number(otherwise="It is 1.5."), "tells the answer"),
        (lambda: number(hints=("Nearly 1.52, is it?",)), "tells the answer"),
        (lambda: number(wrong=[(1.52, "No.")]), "is right"),
        (lambda: number(wrong=[(9.0, "Not 9, but 1.5.")]), "tells the answer"),
        (lambda: NumberQuestion("?", float("nan"), 0.1, otherwise=""), "finite"),
        (lambda: NumberQuestion("?", 1.0, -0.1, otherwise=""), "tolerance"),
        (lambda: ChoiceQuestion("?", "red", wrong={"blue": "It is red."}), "tells the answer"),
        (lambda: ChoiceQuestion("?", "red", wrong={"blue": "No."}, hints=("Red!",)), "tells the answer"),
        (lambda: ChoiceQuestion("?", "red", wrong={}), "wrong ones"),
        (lambda: ChoiceQuestion("?", "red", wrong={"red": "No."}), "wrong ones"),
        (lambda: ChoiceQuestion("?", "red", wrong={"blue": "No."}, order=("red",)), "wrong ones"),
        (lambda: Sheet("Empty", "", {}), "one or more questions"),
        (lambda: Sheet("Name", "", {"not a name": choice()}), "letters, digits"),
    ],
)
def test_a_question_that_gives_itself_away_or_cannot_be_asked_is_refused(make, told):
    with pytest.raises(LimeError, match=told):
        make()


def test_a_hint_may_hold_the_digits_of_the_answer_in_another_number():
    question = number(hints=("Not 11.5, and not 1.57.",))

    assert question.hint() == "Not 11.5, and not 1.57."


def test_choices_have_no_telling_order_and_each_wrong_one_its_hint():
    question = choice()

    assert question.choices == ("blue", "red", "white")
    for wrong, said in (("blue", "Think of ice."), ("white", "Think of snow.")):
        question.submit(wrong)
        assert (question.correct, question.attempts[-1].said) == (False, said)
    with pytest.raises(AssertionError, match="Think of snow"):
        question.check()
    question.submit("red")
    question.check()
    with pytest.raises(LimeError, match="the choices: 1 blue; 2 red; 3 white"):
        question.submit("green")
    assert question.correct is True


@pytest.mark.parametrize("typed", ["It points to “more”.", 'it points to "more"', "It points to more", 2, "2"])
def test_a_choice_may_be_typed_without_its_quotes_and_capitals_or_as_its_number(typed):
    question = ChoiceQuestion("Where to?", "It points to “more”.", wrong={"It points nowhere.": "Look again."}, order=(
        "It points nowhere.", "It points to “more”."))  # fmt: skip
    question.submit(typed)

    assert question.check() == "✓ Right."
    assert question.attempts[-1].answer == "It points to “more”."


def test_the_widgets_take_the_answer_and_show_what_is_said():
    question = number(praise="Well halved.", hints=("Take a cake.", "Cut it."))
    field, check, hint = question.children[1].children
    said, hinted, handed_in = question.children[2:5]

    field.value = "3"
    check.click()
    assert "You forgot to halve." in said.value
    assert handed_in.value == ""
    field.value = "a lot"
    # The verdict is not about this text.
    assert said.value == ""
    check.click()
    assert "Expected a number" in said.value
    assert handed_in.value == ""
    field.value = "1.5"
    check.click()
    assert "Well halved." in said.value
    assert "question.submit(1.5)" in handed_in.value
    assert [attempt.right for attempt in question.attempts] == [False, True]
    field.value = "3"
    # Neither the verdict nor the code is about this text.
    assert (said.value, handed_in.value) == ("", "")
    hint.click()
    assert ("Take a cake." in hinted.value, "Cut it." in hinted.value) == (True, False)
    hint.click()
    assert "Cut it." in hinted.value
    assert hint.disabled
    assert question.n_hints == 2


@pytest.mark.asyncio
async def test_enter_waits_for_the_whole_text(monkeypatch):
    monkeypatch.setattr("lime_widgets.exercises.kinds._LATEST_TEXT", 0.05)
    question = number()
    field = question.children[1].children[0]
    assert field.continuous_update is False

    # The key comes before the text.
    field._handle_custom_msg({"event": "submit"}, [])
    assert question.attempts == ()
    field.value = "1.5"
    assert [attempt.answer for attempt in question.attempts] == [1.5]
    # The same text again does not come, and is marked all the same.
    field._handle_custom_msg({"event": "submit"}, [])
    await asyncio.sleep(0.15)
    assert [attempt.answer for attempt in question.attempts] == [1.5, 1.5]
    # A field that is left is no answer.
    field.value = "3"
    assert len(question.attempts) == 2


def test_the_consequence_is_shown_after_each_answer_and_closed_with_the_question():
    shown = []

    def consequence(answer):
        shown.append(ipywidgets.Label(f"You said {answer}."))
        return shown[-1]

    question = choice(consequence=consequence)
    place = question.children[-1]
    assert place.children == ()
    question.submit("blue")
    question.submit("red")

    assert place.children == (shown[1],)
    assert shown[0].comm is None
    question.close()
    assert shown[1].comm is None


def test_code_is_tried_and_an_error_of_it_does_not_count():
    def probe(function):
        if not callable(function):
            raise LimeError("That is no function.")
        return function(4)

    question = CodeQuestion(
        "Write half.",
        probe=probe,
        right=lambda result: result == 2,
        wrong=[(lambda result: result == 8, "You doubled.")],
        otherwise="Try it with 4.",
    )
    with pytest.raises(LimeError, match="no function"):
        question.submit(3)
    assert question.attempts == ()

    def double(x):
        return 2 * x

    question.submit(double)
    assert question.attempts[-1][:3] == ("double", False, "You doubled.")
    question.submit(lambda x: x / 2)
    question.check()


class Kettle:
    """As much of a study as a question for a state needs."""

    explanation = None

    def __init__(self, *, answers=True):
        self.degrees, self.answers, self.status = 20.0, answers, "failed"

    def wait(self, timeout):
        return self.answers


def state(kettle):
    return StateQuestion(
        "Boil it.",
        kettle,
        right=lambda kettle: kettle.degrees >= 100,
        wrong=[(lambda kettle: kettle.degrees < 50, "It is lukewarm.")],
        otherwise="Nearly.",
        settings=("degrees",),
    )


def test_a_state_is_marked_as_it_stands_and_listed_by_its_settings():
    kettle = Kettle()
    question = state(kettle)

    question.submit()
    kettle.degrees = 80.0
    question.submit()
    kettle.degrees = 100.0
    question.submit()

    assert [attempt[:3] for attempt in question.attempts] == [
        ("degrees=20", False, "It is lukewarm."),
        ("degrees=80", False, "Nearly."),
        ("degrees=100", True, ""),
    ]
    with pytest.raises(LimeError, match="no argument"):
        question.submit(100)


def test_a_state_without_an_answer_of_the_model_is_not_marked():
    question = state(Kettle(answers=False))

    with pytest.raises(LimeError, match="the study is failed"):
        question.submit()
    assert question.attempts == ()


def test_a_sheet_tells_how_far_one_is_and_lists_the_results():
    first, second = number(points=2), choice(hints=("Fire.",))
    lesson = "Halves are warm."
    sheet = Sheet("Two things", "First line.\nSecond line.", {"half": first, "warm": second}, lesson=lesson)
    progress, kept = sheet.children[-2:]
    assert "0 of 2 right" in progress.value
    assert second.layout.display == "none"

    sheet["half"].submit(3)
    sheet["half"].submit(1.5)
    assert second.layout.display is None
    second.hint()
    second.submit("blue")
    assert "1 of 2 right" in progress.value
    assert repr(sheet) == "<Sheet “Two things”: 1 of 2 right>"
    assert second.children[4].value == ""

    results = sheet.results
    assert results["right"].tolist() == [True, False]
    assert results["right_at_first"].tolist() == [False, False]
    assert results["points"].tolist() == [2.0, 0.0]
    assert results["attempts"].tolist() == [2, 1]
    assert results["hints"].tolist() == [0, 1]
    assert results["first"].tolist() == [3.0, "blue"]
    assert results["last"].tolist() == [1.5, "blue"]
    assert kept.value == ""
    second.submit("red")
    assert "sheet[&quot;warm&quot;].submit(&#x27;red&#x27;)" in second.children[4].value
    assert "The sheet is done." in progress.value
    assert "Halves are warm." in kept.value
    # What is tried afterwards takes nothing away, but an autograder takes the last answer.
    first.submit(3)
    assert first.children[4].value == ""
    assert sheet.results["right"].all()
    assert repr(sheet) == "<Sheet “Two things”: 2 of 2 right>"
    with pytest.raises(AssertionError, match="forgot to halve"):
        first.check()
    with pytest.raises(LimeError, match='one of "half", "warm"'):
        sheet["third"]
    sheet.close()
    assert first.comm is None


def test_results_are_saved_to_a_file_for_each_exercise_and_student_and_collected(tmp_path):
    for title in ("First sheet", "Second sheet"):
        for student in ("ann", "Bob B."):
            sheet = Sheet(title, "", {"half": number()})
            sheet["half"].submit(1.5 if student == "ann" else 3)
            path = sheet.save_results(student, tmp_path)
    assert path.name == "results_second-sheet_bob-b-.csv"

    results = collect(tmp_path)
    assert len(results) == 4
    assert results.groupby("student")["right"].sum().to_dict() == {"Bob B.": 0, "ann": 2}
    with pytest.raises(LimeError, match="no name of a student"):
        sheet.save_results(" ")
    with pytest.raises(LimeError, match="no results"):
        collect(tmp_path / "elsewhere")
