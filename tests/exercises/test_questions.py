"""Questions take answers, mark them, hint without telling, and keep what was answered."""

import ipywidgets
import pytest

from lime_widgets import LimeError
from lime_widgets.exercises import ChoiceQuestion, CodeQuestion, NumberQuestion, Sheet, StateQuestion


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
    ],
)
def test_a_number_is_marked_within_its_tolerance_and_typical_ones_have_their_hint(given, right, said):
    question = number()

    question.submit(given)

    assert question.correct is right
    assert question.attempts[-1].said == said
    assert question.earned == float(right)


@pytest.mark.parametrize("given", ["", "much", "nan", "1e999", None, True, "1,5"])
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
    with pytest.raises(LimeError, match="one of “blue”, “red”, “white”"):
        question.submit("green")
    assert question.correct is True


def test_the_widgets_take_the_answer_and_show_what_is_said():
    question = number(praise="Well halved.", hints=("Take a cake.", "Cut it."))
    field, check, hint = question.children[1].children
    said, hinted, handed_in = question.children[2:5]

    field.value = "3"
    check.click()
    assert "You forgot to halve." in said.value
    assert "question.submit(3.0)" in handed_in.value
    field.value = "a lot"
    check.click()
    assert "Expected a number" in said.value
    field.value = "1.5"
    # The Enter key
    field._handle_custom_msg({"event": "submit"}, [])
    assert "Well halved." in said.value
    assert [attempt.right for attempt in question.attempts] == [False, True]
    hint.click()
    assert ("Take a cake." in hinted.value, "Cut it." in hinted.value) == (True, False)
    hint.click()
    assert "Cut it." in hinted.value
    assert hint.disabled
    assert question.n_hints == 2


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
    sheet = Sheet("Two things", "First line.\nSecond line.", {"half": first, "warm": second})
    progress = sheet.children[-1]
    assert "0 of 2 right" in progress.value

    sheet["half"].submit(3)
    sheet["half"].submit(1.5)
    second.hint()
    second.submit("blue")
    assert "1 of 2 right" in progress.value
    assert repr(sheet) == "<Sheet “Two things”: 1 of 2 right>"
    assert "sheet[&quot;warm&quot;].submit(&#x27;blue&#x27;)" in second.children[4].value

    results = sheet.results
    assert results["right"].tolist() == [True, False]
    assert results["points"].tolist() == [2.0, 0.0]
    assert results["attempts"].tolist() == [2, 1]
    assert results["hints"].tolist() == [0, 1]
    assert results["first"].tolist() == [3.0, "blue"]
    assert results["last"].tolist() == [1.5, "blue"]
    second.submit("red")
    assert "The sheet is done." in progress.value
    with pytest.raises(LimeError, match='one of "half", "warm"'):
        sheet["third"]
    sheet.close()
    assert first.comm is None
