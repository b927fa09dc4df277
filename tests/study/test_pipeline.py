"""The pipeline is pure: parameters and answered rows in, the displayed explanation out."""

from dataclasses import replace

import numpy as np
import pytest
from study.doubles import EXPLAINER, KERNEL, Counting, N, X

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.neighborhoods import neighborhood_of
from lime_widgets.study import pipeline
from lime_widgets.study.state import Answered, Displayed, Requested
from lime_widgets.study.width_grid import sweep_widths, whole_grid, widths_at_once

BLACK_BOX = BlackBox(Counting())
PERTURBATION = EXPLAINER.perturb(X[0], random_state=0, design="sobol").for_n_samples(N)
REQUESTED = Requested(
    black_box=BLACK_BOX,
    instance=X[0],
    explainer=EXPLAINER,
    perturbation=PERTURBATION,
    n_samples=N,
    distance="euclidean",
    output=None,
    compared=(),
    n_features=None,
    feature_selection="auto",
    alpha=1.0,
    kernel="exponential",
    surrogate="ridge",
    kernel_width=1.5,
    compared_widths=(),
    target_score=None,
    sweeping=False,
)


def answered(n, distance="euclidean"):
    Z, y = PERTURBATION.answer_cache().ask(PERTURBATION, BLACK_BOX, 0, n)
    return Answered(neighborhood_of(PERTURBATION, Z, y, metric=distance, black_box=BLACK_BOX), distance)


ROWS = answered(N)


OTHER = (ROWS.neighborhood.resolve_output(None) + 1) % 3  # an output that is not the predicted one


class Fits:
    """Counts what is fitted."""

    def __init__(self):
        self.n_widths = []

    def __call__(self, request, widths):
        self.n_widths.append(len(np.atleast_1d(widths)))
        return request.sweep(widths)


def displayed(requested=REQUESTED, rows=ROWS, before=None, fit=None):
    shown = pipeline.show_rows(requested, rows, before or Displayed())
    return pipeline.explain(requested, shown, fit or Fits(), seconds=0.01)


def test_without_answers_nothing_is_displayed():
    fit = Fits()
    result = displayed(rows=None, fit=fit)
    assert (result.neighborhood, result.explanation, result.progress) == (None, None, 0.0)
    assert fit.n_widths == []


def test_the_explanation_is_that_of_the_engine():
    expected = EXPLAINER.explain(Counting(), X[0], n_samples=N)
    assert displayed().explanation.as_list() == expected.as_list()


def test_the_same_again_fits_nothing_and_is_the_same_object():
    first, fit = displayed(), Fits()
    second = displayed(before=first, fit=fit)
    assert fit.n_widths == []
    assert second.explanation is first.explanation
    assert second.neighborhood is first.neighborhood


@pytest.mark.parametrize(
    "change", [{"alpha": 2.0}, {"n_features": 2}, {"kernel": KERNEL}, {"kernel_width": 2.0}, {"output": OTHER}]
)
def test_a_change_of_the_fit_keeps_the_samples_and_fits_once(change):
    first, fit = displayed(), Fits()
    second = displayed(replace(REQUESTED, **change), before=first, fit=fit)
    assert second.neighborhood is first.neighborhood
    assert second.explanation is not first.explanation
    assert fit.n_widths == [1]


def test_a_width_in_a_known_sweep_fits_nothing():
    requested = replace(REQUESTED, sweeping=True)
    first, fit = displayed(requested), Fits()
    assert first.is_complete
    grid = whole_grid(requested)
    second = displayed(replace(requested, kernel_width=float(grid[40])), before=first, fit=fit)
    assert fit.n_widths == []
    assert second.sweeps[0] is first.sweeps[0]
    assert second.explanation.kernel_width == grid[40]


def test_fewer_samples_are_a_part_of_the_answered_rows():
    result = displayed(replace(REQUESTED, n_samples=64))
    np.testing.assert_array_equal(result.neighborhood.y, ROWS.neighborhood.y[:64])
    assert result.progress == 1.0


def test_progress_is_the_answered_share():
    assert displayed(rows=answered(64)).progress == 64 / N


def test_another_distance_is_measured_and_the_answers_stay():
    requested = replace(REQUESTED, distance="manhattan")
    measured = pipeline.measure(ROWS, requested)
    np.testing.assert_array_equal(
        measured.neighborhood.distances, PERTURBATION.distances(ROWS.neighborhood.Z, "manhattan")
    )
    assert measured.neighborhood.y is ROWS.neighborhood.y
    assert pipeline.measure(measured, requested) is measured


def test_former_samples_are_explained_until_there_are_others():
    first = displayed()
    other = replace(REQUESTED, black_box=BlackBox(Counting()), output=None, alpha=3.0, distance="manhattan")
    result = displayed(other, rows=None, before=first)
    assert result.output == first.output
    assert result.distance == "manhattan"
    np.testing.assert_array_equal(result.neighborhood.y, first.neighborhood.y)
    assert result.explanation.as_list() != first.explanation.as_list()


def test_outputs_are_found_by_name_and_compared_ones_are_swept_too():
    result = displayed(replace(REQUESTED, output="output 2", compared=("output 0", 0, 1)))
    assert (result.output, result.compared) == (2, (0, 1))
    assert [swept.sweep.output for swept in result.sweeps] == [2, 0, 1]


def test_an_output_that_does_not_exist_is_refused_and_the_samples_are_there():
    shown = pipeline.show_rows(REQUESTED, ROWS, Displayed())
    assert len(shown.neighborhood) == N
    with pytest.raises(LimeError, match="absent"):
        pipeline.explain(replace(REQUESTED, output="absent"), shown, Fits(), seconds=0.01)


def test_a_target_chooses_the_largest_width_that_reaches_it():
    every = ROWS.neighborhood.sweep(whole_grid(REQUESTED))
    meaningful = every.ess > 15
    target = float(np.median(every.loo_score[meaningful]))
    result = displayed(replace(REQUESTED, target_score=target))
    reaching = every.kernel_width[meaningful & (every.loo_score >= target)]
    assert result.kernel_width == result.explanation.kernel_width == pytest.approx(reaching.max(), rel=1e-12)
    assert result.target_met


def test_widths_at_once_are_all_where_there_is_time_some_where_there_is_less_and_one_where_there_is_none():
    requested = replace(REQUESTED, sweeping=True, compared_widths=(0.777,))
    request = displayed(requested).request
    every = sweep_widths(requested, request)
    assert len(every) == 130
    assert [width in every for width in (1.5, 0.777)] == [True, True]
    whole, is_complete = widths_at_once(requested, request, seconds=10.0)
    np.testing.assert_array_equal(whole, every)
    assert is_complete
    seconds = 0.4 * len(every) * 1e-5  # more than nothing, and less than all take
    few, is_complete = widths_at_once(requested, request, seconds=seconds)
    assert not is_complete
    assert len(few) < len(every)
    needed, is_complete = widths_at_once(requested, request, seconds=1e-9)
    assert needed.tolist() == [0.777, 1.5]
    assert not is_complete
    custom, is_complete = widths_at_once(replace(requested, kernel=KERNEL), request, seconds=10.0)
    assert (custom.tolist(), is_complete) == ([0.777, 1.5], False)
