"""Errors are sentences: what was wrong, what was expected, how to mend it."""

import subprocess
import sys
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import (
    LimeError,
    LimeWarning,
    ModelError,
    problem,
    quoted,
    report,
    sentence,
    short_name,
    shortened,
    warn,
)


def test_a_problem_says_what_was_wrong_what_was_expected_and_how_to_mend_it():
    error = problem("alpha.invalid", alpha=-1)
    assert type(error) is LimeError
    assert str(error) == (
        "The penalty alpha is -1. Expected a finite number, 0 or above. Leave it out to get LIME's 1.0."
    )
    assert error.what == "The penalty alpha is -1."


def test_a_problem_is_of_the_kind_asked_for():
    assert type(problem("labels.ragged", error=ModelError)) is ModelError


def test_our_errors_are_value_errors_and_our_warning_a_user_warning():
    assert issubclass(ModelError, LimeError)
    assert issubclass(LimeError, ValueError)
    assert issubclass(LimeWarning, UserWarning)


def test_the_sentence_of_our_own_error_is_its_message():
    assert sentence(LimeError("alpha is -1. Pass 1.0.")) == "alpha is -1. Pass 1.0."


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyError("temp"), "KeyError: 'temp'."),
        (MemoryError(), "MemoryError."),
        (RuntimeError("out of\n  luck!"), "RuntimeError: out of luck!"),
        (LimeError(), "LimeError."),
    ],
)
def test_the_sentence_of_another_error_names_its_type(error, text):
    assert sentence(error) == text


def test_an_exception_that_cannot_print_itself_is_still_shown():
    class Mute(Exception):  # noqa: N818
        def __str__(self):
            raise RuntimeError

    assert sentence(Mute()) == "Mute."


@given(st.sampled_from([LimeError, ModelError, ValueError, KeyError, OSError]), st.text())
def test_a_sentence_is_one_line_that_ends_as_one(kind, message):
    text = sentence(kind(message))
    assert text.splitlines() == [text]
    assert text[-1] in ".!?…"


@given(st.text(), st.integers(1, 50))
def test_shortened_text_is_one_line_of_the_length_asked_for(text, length):
    line = shortened(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1


def test_text_that_fits_is_not_shortened():
    assert shortened("a  b", 3) == "a b"
    assert shortened("abcd", 3) == "ab…"


@given(st.text(st.characters(exclude_characters="…")), st.integers(1, 50))
def test_a_short_name_keeps_both_ends_of_the_name(name, length):
    line, short = " ".join(name.split()), short_name(name, length)
    begin, cut, end = short.partition("…")
    assert len(short) == min(len(line), length)
    assert (begin, cut) == (line, "") if len(line) <= length else line.startswith(begin) and line.endswith(end)


def test_names_that_begin_alike_stay_apart():
    assert short_name("worst concave points", 12) != short_name("worst concave area", 12)
    assert quoted("the temperature at noon", 14) == "'the te… noon'"


def test_a_warning_points_at_the_line_that_led_to_it():
    with pytest.warns(LimeWarning, match="doubt") as caught:
        warn("There is a doubt.")
    assert caught[0].filename == __file__


def test_a_warning_points_outside_of_the_package_however_deep_it_arose():
    scope = {"__name__": "lime_widgets.engine.deep", "warn": warn}
    exec("def deep():\n    warn('From the depth.')", scope)  # noqa: S102
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scope["deep"]()
    assert caught[0].filename == __file__


def test_a_reported_error_is_a_sentence_and_its_traceback_is_logged(caplog):
    with pytest.raises(KeyError) as caught:
        {}["temp"]
    with caplog.at_level("ERROR", logger="lime_widgets"):
        text = report(caught.value)
    assert text == sentence(caught.value)
    (record,) = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == ("lime_widgets", "ERROR", text)
    assert "line" in caplog.text
    assert "test_errors.py" in caplog.text


def test_without_configured_logging_a_report_prints_nothing():
    code = "from lime_widgets.engine.errors import report; print(report(ValueError('x')))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("ValueError: x.\n", "")


def shown(code):
    """Run code as a cell of IPython, and return what it shows of the error."""
    source = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.run_cell({code!r})
"""
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout


CELL = """
import lime_widgets as lw, numpy as np
def explain(x):
    return lw.Study(lambda rows: rows[:, 0], x, lw.TabularExplainer(np.random.rand(20, 3)), alpha=-1)
explain(np.ones(3))
"""
MODEL = """
import lime_widgets as lw, numpy as np
def model(rows):
    return rows["age"]
lw.BlackBox(model).predict(np.ones((4, 3)))
"""


def test_in_ipython_a_refusal_is_the_users_lines_and_the_sentence():
    lines = shown(CELL).strip().splitlines()
    assert lines[-1].startswith("LimeError: The penalty alpha is -1.")
    assert "in explain" in "\n".join(lines)
    assert not any("traitlets" in line or "lime_widgets/study" in line for line in lines)
    assert len(lines) <= 8


def test_in_ipython_the_error_of_the_model_is_shown_with_its_line():
    text = shown(MODEL)
    assert "in model" in text
    assert "IndexError: only integers" in text
    assert "ModelError: Your model raised IndexError" in text
    assert "black_box.py" not in text
