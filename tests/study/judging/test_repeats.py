"""Repeats of a study's explanation: when they are made, what they cost, and that they are never of other samples."""

from dataclasses import replace

import numpy as np
import pytest
from study import doubles
from study.doubles import BATCH, EXPLAINER, PATIENCE, Counting, Gated, N, X, afresh, ready, until

from lime_widgets import TextExplainer
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study, pacing


class TextLengths:
    """A probability by the number of words; counts what it is asked."""

    def __init__(self):
        self.n_texts = 0

    def __call__(self, texts):
        self.n_texts += len(texts)
        share = np.array([len(text.split()) + 2.0 * ("free" in text) for text in texts]) / 20.0
        return np.column_stack([1 - share, share])


def assert_same(run, other):
    # A repeat is not graded: that needs R² of other representations.
    doubles.assert_same(replace(run, reasons=()), replace(other, reasons=()))


def repeated(study, n=4):
    study.repeat(n)
    assert study.wait(PATIENCE)
    return study.repeats


def alone(study, model, seed, **changes):
    """The explanation of another study that was asked for with this seed from the start."""
    values = {name: getattr(study, name) for name in ("n_samples", "kernel_width", "n_features", "output", "distance")}
    return ready(model, random_state=seed, explainer=study.explainer, **(values | changes)).explanation


def assert_repeats(study):
    repeats = study.repeats
    assert repeats.explanation is study.explanation
    for seed, run in list(zip(repeats.seeds, repeats.runs, strict=True))[1:]:
        assert_same(run, alone(study, Counting(), seed))


def test_nothing_is_repeated_unless_it_is_asked_for():
    model = Counting()
    study = ready(model)

    assert (study.repeats, study.repeating, model.n_rows) == (None, None, N)


def test_a_repeat_is_what_a_study_with_the_next_seed_shows():
    study = ready(Counting(), random_state=5)
    repeats = repeated(study, 3)

    assert repeats.seeds == (5, 6, 7, 8)
    assert_repeats(study)


def test_the_cost_is_known_before_and_counted_after():
    model = Counting()
    study = ready(model)
    cost = study.repeat_cost(4)
    repeats = repeated(study, 4)

    assert cost.n_rows == 4 * N == repeats.n_model_calls == model.n_rows - N
    assert 0 < cost.seconds < 5
    assert study.n_model_calls == model.n_rows
    assert study.repeat_cost(4).n_rows == 0
    assert study.repeat_cost(6).n_rows == 2 * N


def test_more_repeats_add_to_those_that_are_there():
    model = Counting()
    study = ready(model)
    first = repeated(study, 2)
    second = repeated(study, 5)

    assert model.n_rows == 6 * N
    assert second.runs[:3] == first.runs
    assert repeated(study, 3) is second


@pytest.mark.parametrize(
    "change",
    [
        {"kernel_width": 0.7},
        {"n_features": 2},
        {"output": 2},
        {"distance": "cosine"},
        {"feature_selection": "highest_weights", "n_features": 3},
        {"alpha": 10.0},
        {"discretizer": "decile"},
        {"n_samples": 128},
        {"surrogate": "logistic"},
    ],
    ids="-".join,
)
def test_other_parameters_of_the_fit_need_no_model_call(change):
    model = Counting()
    study = ready(model)
    repeated(study)
    n = model.n_rows
    study.update(**change)
    assert study.wait(PATIENCE)

    assert model.n_rows == n
    assert study.repeats.n_repeats == 4
    repeats = study.repeats
    assert repeats.explanation is study.explanation
    for seed, run in list(zip(repeats.seeds, repeats.runs, strict=True))[1:]:
        other = ready(Counting(), random_state=seed, n_samples=N)
        other.update(**{"output": study.output} | change)
        assert other.wait(PATIENCE)
        assert_same(run, other.explanation)


@pytest.mark.parametrize(
    "change",
    [
        {"instance": X[3]},
        {"random_state": 9},
        {"design": "independent"},
        {"model": Counting(2.0)},
    ],
    ids="-".join,
)
def test_other_samples_drop_the_repeats_and_say_so(change):
    model = Counting()
    study = ready(model)
    repeated(study)
    study.update(**{name: value for name, value in change.items() if name != "random_state"})
    if "random_state" in change:
        study.random_state = change["random_state"]
    assert study.wait(PATIENCE)

    assert study.repeats is None
    assert study.repeats_outdated
    assert study.n_model_calls < 7 * N
    repeated(study)
    assert not study.repeats_outdated
    assert study.repeats.n_repeats == 4


def test_more_samples_leave_the_repeats_until_they_are_asked_to_grow_and_then_only_new_rows_are_asked():
    model = Counting()
    study = ready(model)
    before = repeated(study, 4)
    study.n_samples = 2 * N
    assert study.wait(PATIENCE)

    assert model.n_rows == 6 * N  # the first run, four repeats, and the further rows of the first run
    assert study.repeats is before
    assert not study.repeats_outdated
    assert study.repeats_standing == (N, 4, False, 0)
    assert study.repeat_cost(4).n_rows == 4 * N
    assert study.repeat_cost(6).n_rows == 4 * N + 2 * 2 * N
    grown = repeated(study, 4)

    assert model.n_rows == 10 * N
    assert (grown.n_repeats, grown.n_model_calls) == (4, 8 * N)
    assert_repeats(study)
    study.n_samples = N
    assert study.wait(PATIENCE)
    assert model.n_rows == 10 * N
    assert_repeats(study)


@pytest.mark.parametrize("change", [{"kernel_width": 0.7}, {"output": 2}, {"discretizer": "decile"}], ids="-".join)
def test_repeats_with_fewer_samples_follow_the_parameters_beside_the_first_samples_of_this_run(change):
    model = Counting()
    study = ready(model)
    repeated(study, 2)
    study.n_samples = 2 * N
    study.update(**change)
    assert study.wait(PATIENCE)
    repeats = study.repeats

    assert model.n_rows == 4 * N
    for seed, run in zip(repeats.seeds, repeats.runs, strict=True):
        other = ready(Counting(), random_state=seed)
        other.update(**{"output": study.output} | change)
        assert other.wait(PATIENCE)
        assert_same(run, replace(other.explanation, reasons=()))
    repeated(study, 2)
    assert model.n_rows == 6 * N
    assert len({run.n_samples for run in study.repeats.runs}) == 1
    assert study.repeats.explanation is study.explanation


def test_repeats_that_are_made_stop_when_more_samples_are_asked_for_which_cost_more_than_was_told():
    model = Gated()
    study = Study(BlackBox(model, batch_size=BATCH, repeat=False), X[0], EXPLAINER, n_samples=N)
    model.let(N // BATCH)
    assert study.wait(PATIENCE)
    study.repeat(3)
    model.let(N // BATCH + 1)
    until(lambda: study.repeating is not None and study.repeating > 0.4)
    study.n_samples = 2 * N
    model.let_all()
    assert study.wait(PATIENCE)
    n = model.n_rows

    assert study.repeats.n_repeats == 1
    assert study.repeating is None
    assert n <= 2 * N + N + 2 * BATCH
    # Whatever of the second repeat is answered is not asked again.
    assert study.repeat_cost(3).n_rows == 6 * N - (n - 2 * N)
    repeated(study, 3)
    assert model.n_rows == 8 * N
    assert_repeats(study)


def test_growing_goes_on_where_it_was_cancelled():
    model = Gated()
    study = Study(BlackBox(model, batch_size=BATCH, repeat=False), X[0], EXPLAINER, n_samples=N)
    model.let(5 * N // BATCH)
    assert study.wait(PATIENCE)
    repeated(study, 3)
    study.n_samples = 2 * N
    assert study.wait(PATIENCE)
    before = study.repeats
    study.repeat(3)
    model.let(6)  # the first of three runs, and half of the second
    until(lambda: study.repeating is not None and study.repeating > 0.4)
    standing = study.repeats_standing
    study.cancel_repeats()
    model.let_all()
    assert study.wait(PATIENCE)

    assert standing == (N, 1, True, 0)
    assert study.repeats is before
    left = study.repeat_cost(3).n_rows
    assert 0 < left < 3 * N
    n = model.n_rows
    repeated(study, 3)
    assert model.n_rows == n + left == 8 * N
    assert_repeats(study)


def test_masks_that_a_repeat_has_asked_about_are_not_asked_again_when_it_grows():
    text = " ".join(f"word{i}" for i in range(8))  # of 200 masks many are equal
    model, whole = TextLengths(), TextLengths()
    study = Study(BlackBox(model, repeat=False), text, TextExplainer(), n_samples=100)
    repeated(study, 2)
    study.n_samples = 200
    repeated(study, 2)
    other = Study(BlackBox(whole, repeat=False), text, TextExplainer(), n_samples=200)
    repeated(other, 2)

    assert model.n_texts == whole.n_texts < 600
    for run, fresh in zip(study.repeats.runs, other.repeats.runs, strict=True):
        assert_same(run, fresh)


def test_repeats_appear_as_they_come_and_can_be_cancelled():
    model = Gated()
    study = Study(BlackBox(model, batch_size=BATCH, repeat=False), X[0], EXPLAINER, n_samples=N)
    model.let(N // BATCH)
    assert study.wait(PATIENCE)
    seen = []
    study.observe(
        lambda change: seen.append((study.repeating, study.repeats and study.repeats.n_repeats)), "generation"
    )
    study.repeat(3)
    model.let(N // BATCH + 1)
    until(lambda: study.repeating is not None and study.repeating > 0.4)
    assert study.repeats.n_repeats == 1
    study.cancel_repeats()
    model.let_all()
    assert study.wait(PATIENCE)

    assert study.repeats.n_repeats == 1
    assert study.repeating is None
    shares = [share for share, _ in seen if share is not None]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert_repeats(study)


def test_an_explanation_that_changes_meanwhile_is_never_beside_repeats_of_another():
    model = Counting()
    study = ready(model)
    wrong = []

    def check(_change):
        repeats = study.repeats
        if repeats is not None and repeats.explanation is study.explanation:
            wrong.extend(run for run in repeats.runs if run.kernel_width != study.kernel_width)

    study.observe(check, "generation")
    study.repeat(6)
    for width in np.linspace(0.3, 3.0, 12):
        study.kernel_width = width
    assert study.wait(PATIENCE)

    assert wrong == []
    assert study.repeats.n_repeats == 6
    assert_repeats(study)


def test_fits_that_take_long_wait_until_the_hand_rests(monkeypatch):
    study = ready(Counting())
    repeated(study)
    job = study._runtime.repeats
    study.kernel_width = 0.9
    assert study.wait(PATIENCE)  # all runs were fitted, and the time is known
    monkeypatch.setattr(pacing, "QUICK_SECONDS", 0.0)
    with study.lock:
        study.kernel_width = 1.1
        assert job.wanted()
        assert job.due() == pytest.approx(study._runtime.chain.changed_at + pacing.REST_SECONDS)
        monkeypatch.setattr(pacing, "QUICK_SECONDS", 60.0)
        assert job.due() == 0.0
    assert study.wait(PATIENCE)
    assert_repeats(study)


def test_a_model_that_fails_stops_the_repeats_and_leaves_the_explanation():
    model = Counting()
    study = ready(model)
    model.tilt = None  # from now on it raises
    study.repeat(3)
    assert study.wait(PATIENCE)

    assert study.status == "ready"
    assert study.explanation
    assert study.repeats is None
    assert study.repeating is None
    assert "raised TypeError" in study.repeats_error
    model.tilt = 1.0
    repeated(study, 3)
    assert study.repeats_error == ""
    assert_repeats(study)


def test_a_sentence_of_what_went_wrong_and_the_last_picture_stand_until_there_is_a_new_outcome():
    model = Counting()
    study = ready(model)
    before = repeated(study, 3)
    model.tilt = None
    seen = []
    study.repeat(5)
    assert study.wait(PATIENCE)
    error = study.repeats_error
    assert "raised TypeError" in error
    study.observe(lambda _: seen.append((study.repeats_error, study.repeats is before)), "generation")
    study.repeat(5)
    assert study.wait(PATIENCE)

    assert set(seen) == {(error, True)}
    assert len(seen) > 1
    study.unobserve_all("generation")
    study.kernel_width = 0.9
    assert study.wait(PATIENCE)
    assert study.repeats_error == error  # other fits of the repeats are no answer to what was asked
    assert (study.n_samples, study.repeats_standing.n_stopped) == (N, 5)
    model.tilt = 1.0
    repeated(study, 5)
    assert study.repeats_error == ""
    assert_repeats(study)


def test_a_complete_list_is_not_repeated_and_the_model_is_not_asked():
    model = TextLengths()
    study = Study(BlackBox(model, repeat=False), "a free prize now", TextExplainer())
    repeats = repeated(study, 10)

    assert repeats.exact
    assert repeats.explanation is study.explanation
    assert study.repeat_cost(10).n_rows == 0
    assert model.n_texts == 16
    study.kernel_width = 9.0
    assert study.wait(PATIENCE)
    assert study.repeats.exact
    assert study.repeats.explanation is study.explanation


def test_a_text_is_repeated_with_masks_of_its_own():
    text = " ".join(f"word{i}" for i in range(20))
    study = Study(BlackBox(TextLengths(), repeat=False), text, TextExplainer(), n_samples=128)
    repeated(study, 2)
    study.kernel_width = 9.0
    assert study.wait(PATIENCE)

    for seed, run in list(zip(study.repeats.seeds, study.repeats.runs, strict=True))[1:]:
        other = TextExplainer().explain(
            BlackBox(TextLengths()), text, n_samples=128, random_state=seed, kernel_width=9.0, output=study.output
        )
        assert_same(run, other)


def test_another_instance_is_not_repeated_before_somebody_asks():
    study = Study(BlackBox(TextLengths(), repeat=False), "a free prize now", TextExplainer(), n_samples=64)
    repeated(study, 10)
    study.instance = " ".join(f"word{i}" for i in range(20))
    assert study.wait(PATIENCE)

    assert study.repeats is None
    assert study.repeating is None


@pytest.mark.parametrize("n", [0, 300, 1.5])
def test_an_odd_number_is_refused(n):
    with pytest.raises(LimeError, match="n_repeats"):
        ready(Counting()).repeat(n)


def test_the_same_repeats_are_made_outside_of_a_study():
    from lime_widgets import stability

    study = ready(Counting())
    inside = repeated(study, 2)
    outside = stability(EXPLAINER, BlackBox(Counting()), X[0], n_repeats=2, n_samples=N)

    np.testing.assert_allclose(inside.coef, outside.coef)
    assert_same(inside.explanation, afresh(study, BlackBox(Counting())))
