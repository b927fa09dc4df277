"""Kernel widths of a study: compared ones, one that is chosen, and what another distance makes of them."""

import threading
from zlib import crc32

import numpy as np
import pytest
from study.doubles import EXPLAINER, PATIENCE, Counting, N, X, ready, study_of

from lime_widgets import LimeError, TabularExplainer, TextExplainer
from lime_widgets.study import Study


def smooth(rows):
    """A probability whose logit bends, so that the fit is the worse the wider the kernel."""
    a, b = np.asarray(rows)[:, :2].T
    return 1 / (1 + np.exp(-(a**2 + 2 * b)))


UNCUT = TabularExplainer(X, discretizer=None)


def test_compared_widths_are_in_every_sweep_and_the_current_one_too():
    study = ready(Counting(), compared_widths=(0.5, 3.0))
    assert study.sweep.kernel_width.tolist() == sorted([0.5, study.kernel_width, 3.0])
    study.kernel_width = 1.25
    assert study.sweep.kernel_width.tolist() == [0.5, 1.25, 3.0]
    assert study.explanation.kernel_width == 1.25
    near = study.neighborhood
    alone = near.explain(kernel_width=3.0, output=study.output)
    np.testing.assert_allclose(study.sweep[2].coef, alone.coef, atol=1e-12)


def test_compared_widths_join_the_whole_sweep():
    study = ready(Counting(), compared_widths=(0.777, 3.1))
    study.sweeping = True
    assert study.wait(PATIENCE)
    assert study.complete
    assert len(study.sweep) == 131
    assert {study.sweep.index(width) is None for width in (0.777, 3.1)} == {False}


def test_under_a_hand_a_sweep_that_takes_some_time_comes_first_in_some_widths_then_in_all():
    study = ready(Counting(), surrogate="logistic", n_samples=1500, kernel_width=1.7)
    study.sweeping = True
    assert study.wait(PATIENCE)
    assert study.complete
    study.alpha = 0.5
    events = []
    study.observe(lambda _: events.append((study.complete, len(study.sweep))), "generation")
    study.alpha = 0.6
    ((complete, some),) = events
    assert not complete
    assert 17 <= some < 129
    assert study.sweep.index(1.7) is not None
    assert study.wait(PATIENCE)
    assert events[-1] == (True, 130)
    place = study.sweep.index(1.7)
    np.testing.assert_allclose(
        study.sweep[place].coef,
        study.neighborhood.explain(
            kernel_width=1.7, alpha=0.6, surrogate="logistic", output=study.output, n_features=study.n_features
        ).coef,
        atol=1e-8,
    )


def test_a_sweep_that_takes_no_time_is_whole_at_once():
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)
    events = []
    study.observe(lambda _: events.append((study.complete, len(study.sweep))), "generation")
    study.n_features = 2
    assert events == [(True, 129)]


@pytest.mark.parametrize(("wrong", "word"), [(0.5, "0.5"), ((0.0,), "0.0"), (("a",), "a"), ((np.nan,), "nan")])
def test_what_is_no_sequence_of_widths_is_refused(wrong, word):
    study = ready(Counting(), compared_widths=(2.0,))
    with pytest.raises(LimeError, match=word):
        study.compared_widths = wrong
    assert study.compared_widths == (2.0,)


def test_the_width_chosen_is_the_largest_that_meets_the_target():
    study = ready(smooth, explainer=UNCUT, alpha=0.0, n_samples=2048)
    study.target_score = 0.8
    sweep = study.neighborhood.sweep(study.kernel_widths, output=study.output, alpha=0.0)
    meets = sweep.score >= 0.8
    assert meets.any()
    assert not meets.all()
    assert study.kernel_width == pytest.approx(sweep.kernel_width[np.flatnonzero(meets)[-1]], rel=1e-12)
    assert study.explanation.score >= 0.8
    assert study.target_met


def test_a_higher_target_never_chooses_a_wider_kernel():
    study = ready(smooth, explainer=UNCUT, alpha=0.0, n_samples=2048)
    chosen = []
    for target in (0.5, 0.7, 0.9, 0.95):
        study.target_score = target
        chosen.append(study.kernel_width)
    assert chosen == sorted(chosen, reverse=True)
    assert len(set(chosen)) > 2


def test_the_choice_follows_the_data():
    study = ready(smooth, explainer=UNCUT, alpha=0.0, n_samples=2048, target_score=0.8)
    before = study.kernel_width
    study.model = lambda rows: np.asarray(rows)[:, 0]  # a line: every kernel meets the target
    assert study.wait(PATIENCE)
    assert study.kernel_width == pytest.approx(study.kernel_widths[-1])
    assert study.kernel_width > before


def test_a_width_set_by_hand_ends_the_choosing():
    study = ready(smooth, explainer=UNCUT, n_samples=1024, target_score=0.8)
    study.kernel_width = 1.0
    assert study.target_score is None
    assert study.kernel_width == 1.0
    study.alpha = 0.5
    assert study.kernel_width == 1.0


def test_a_target_set_with_a_width_is_what_counts():
    study = ready(smooth, explainer=UNCUT, n_samples=1024)
    study.update(kernel_width=1.0, target_score=0.8)
    assert study.target_score == 0.8
    assert study.kernel_width != 1.0


def test_a_target_that_no_width_meets_is_said_and_the_best_is_taken():
    rng = np.random.default_rng(0)
    table = {row.tobytes(): value for row, value in zip(X, rng.normal(size=len(X)), strict=True)}
    noise = lambda rows: np.array(  # noqa: E731
        [table.get(row.tobytes(), crc32(row.tobytes()) % 1000 / 1000) for row in np.asarray(rows)]
    )
    study = ready(noise, explainer=UNCUT, n_samples=1024, target_score=0.9, n_features=2)
    assert not study.target_met
    few = study.neighborhood.sweep(study.kernel_widths, n_features=2)
    meaningful = few.ess >= 9
    best, usual = few.loo_score[meaningful].max(), few.loo_score[few.index(study.default_kernel_width)]
    # In sample a narrow kernel looks best, which means nothing.
    assert few.score[meaningful].max() > best
    assert best < usual + 0.05
    assert study.kernel_width == study.default_kernel_width


@pytest.mark.parametrize("wrong", [0.0, 1.5, -0.1, np.nan, "high", True])
def test_a_target_out_of_range_is_refused(wrong):
    study = ready(Counting())
    with pytest.raises(LimeError):
        study.target_score = wrong
    assert study.target_score is None


def test_reset_gives_the_first_target_back():
    study = ready(smooth, explainer=UNCUT, n_samples=1024, target_score=0.8)
    chosen = study.kernel_width
    study.kernel_width = 0.5
    study.reset()
    assert study.target_score == 0.8
    assert study.kernel_width == chosen


@pytest.mark.parametrize("metric", ["manhattan", "cosine", "gower"])
def test_another_distance_keeps_the_width_as_many_times_the_default(metric):
    study = ready(Counting())
    study.kernel_width = 2 * study.default_kernel_width
    before = study.default_kernel_width
    study.distance = metric
    assert study.default_kernel_width != before
    assert study.kernel_width == pytest.approx(2 * study.default_kernel_width, rel=1e-12)
    study.distance = "euclidean"
    assert study.kernel_width == pytest.approx(2 * before, rel=1e-12)


def test_the_squared_distance_keeps_the_number():
    study = ready(Counting(), kernel_width=0.3, compared_widths=(0.1,))
    study.distance = "sqeuclidean"
    assert (study.kernel_width, study.compared_widths) == (0.3, (0.1,))


def test_a_width_that_is_named_with_the_distance_is_kept():
    study = ready(Counting())
    study.update(distance="gower", kernel_width=0.25)
    assert study.kernel_width == 0.25


def test_a_target_outlives_another_distance():
    study = ready(smooth, explainer=UNCUT, alpha=0.0, n_samples=1024, target_score=0.8)
    study.distance = "manhattan"
    assert study.target_score == 0.8
    assert study.explanation.score >= 0.8


def test_a_logistic_surrogate_asks_the_model_nothing():
    model = Counting()
    study = ready(model, alpha=0.1)
    calls = model.n_rows
    study.surrogate = "logistic"
    assert study.status == "ready", study.error
    assert model.n_rows == calls
    assert study.explanation.surrogate == "logistic"
    assert 0 < study.explanation.local_prediction < 1


def test_a_logistic_surrogate_of_values_is_a_sentence_and_the_next_change_recovers():
    study = ready(lambda rows: 10 * np.asarray(rows)[:, 0])
    before = study.explanation
    study.surrogate = "logistic"
    assert study.status == "failed"
    assert "logistic" in study.error
    assert study.explanation is before
    study.surrogate = "ridge"
    assert study.status == "ready"


def test_moving_the_row_costs_one_question():
    model = Counting()
    study = ready(model)
    calls = model.n_rows
    study.move({"feature 0": 0.5, "feature 1": -1.0})
    assert study.wait(PATIENCE)
    assert model.n_rows == calls + 1
    assert study.n_model_calls == calls + 1
    fresh = Study(Counting(), study.instance, EXPLAINER, n_samples=N, output=study.output)
    assert fresh.wait(PATIENCE)
    np.testing.assert_array_equal(study.neighborhood.y, fresh.neighborhood.y)
    np.testing.assert_array_equal(study.neighborhood.Z, fresh.neighborhood.Z)


def test_moving_to_a_column_that_is_not_there_moves_nothing():
    study = ready(Counting())
    before = study.instance
    with pytest.raises(LimeError, match="no column"):
        study.move({"feature 0": 0.5, "height": 1.0})
    assert study.instance is before


# ---- slices -----------------------------------------------------------------------------------


def held(study, wanted):
    assert study.wait(PATIENCE)
    return study.slices[wanted]


def test_a_slice_is_the_black_box_along_a_column_with_the_rest_at_the_row():
    study = ready(Counting())
    sliced = held(study, study.add_slice((1,), (51,)))
    axis = sliced.slice.axes[0]
    rows = np.tile(X[0], (51, 1))
    rows[:, 1] = axis.values
    np.testing.assert_allclose(sliced.y, Counting()(rows), atol=1e-12)


def test_a_plane_is_asked_in_batches_and_counted():
    model = Counting()
    study = ready(model)
    calls = study.n_model_calls
    sliced = held(study, study.add_slice((0, 2), (20, 15)))
    assert sliced.y.shape == (300, 3)
    assert study.n_model_calls == calls + 300
    assert model.n_rows == study.n_model_calls


def test_a_slice_follows_the_row_but_not_along_its_own_column():
    model = Counting()
    study = ready(model)
    wanted = study.add_slice((1,), (51,))
    first = held(study, wanted)
    calls = model.n_rows
    study.move({"feature 1": X[0, 1] / 2})
    assert held(study, wanted).y is first.y
    assert model.n_rows == calls + 1
    study.move({"feature 0": 0.5})
    assert held(study, wanted).y is not first.y
    assert model.n_rows == calls + 2 + 51


def test_a_slice_of_another_model_is_asked_anew():
    study = ready(Counting())
    wanted = study.add_slice((1,), (51,))
    before = held(study, wanted).y
    study.model = Counting(tilt=2.0)
    after = held(study, wanted).y
    assert np.abs(after - before).max() > 0.01


def test_a_slice_that_nobody_holds_is_forgotten():
    study = ready(Counting())
    wanted = study.add_slice((1,), (51,))
    again = study.add_slice((1,), (51,))
    held(study, wanted)
    study.remove_slice(again)
    assert wanted in study.slices
    study.remove_slice(wanted)
    assert study.slices == {}


def test_a_slice_that_fails_is_told_of_and_the_explanation_stays():
    class Failing(Counting):
        def __call__(self, rows):
            if len(rows) == 51:
                msg = "not there"
                raise RuntimeError(msg)
            return super().__call__(rows)

    study = ready(Failing())
    sliced = held(study, study.add_slice((1,), (51,)))
    assert sliced.y is None
    assert "not there" in sliced.error
    assert study.status == "ready"


def test_a_category_has_no_slice():
    study = ready(Counting())
    with pytest.raises(LimeError):
        study.add_slice((7,), (51,))
    assert study.slices == {}


def test_slices_come_after_the_samples():
    order = []

    def model(rows):
        order.append(len(rows))
        return np.asarray(rows)[:, 0]

    study = study_of(model)
    study.add_slice((1,), (33,))
    assert study.wait(PATIENCE)
    assert order[-1] == 33
    assert 33 not in order[:-1]


def test_coordinates_are_the_rows_that_the_model_was_given():
    seen = []

    def model(rows):
        seen.append(np.asarray(rows))
        return np.asarray(rows)[:, 0]

    study = ready(model, explainer=UNCUT)
    np.testing.assert_allclose(study.coordinates((2, 0)), np.vstack(seen)[:, [2, 0]], atol=1e-12)
    study.move({"feature 0": 9.0})
    assert study.wait(PATIENCE)
    assert study.coordinates((0,))[0, 0] == 9.0
    np.testing.assert_allclose(study.coordinates((0,))[1:, 0], np.vstack(seen)[1:N, 0], atol=1e-12)


def test_holding_from_many_threads_keeps_count():
    study = ready(Counting())
    wanted = study.add_slice((1,), (21,))

    def hold_and_release():
        for _ in range(20):
            study.remove_slice(study.add_slice((1,), (21,)))

    threads = [threading.Thread(target=hold_and_release) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(study, wanted).y is not None
    study.remove_slice(wanted)
    assert study.slices == {}


def test_texts_keep_their_widths_between_their_distances():
    study = Study(lambda texts: np.array([len(text) for text in texts]), "one two three four", TextExplainer())
    assert study.wait(PATIENCE)
    before = study.kernel_width
    study.distance = "removed"
    assert study.kernel_width == before


def test_the_neighborhoods_default_width_is_the_distances():
    study = ready(Counting())
    study.distance = "gower"
    assert study.neighborhood.default_kernel_width == study.default_kernel_width == pytest.approx(0.75 * 0.5**0.5)
