"""The sweep that follows a change, and how to wait for it."""

import asyncio
import threading

import numpy as np
import pytest
from study.doubles import (
    PATIENCE,
    Counting,
    Gated,
    assert_up_to_date,
    ready,
    study_of,
    until,
)

pytestmark = pytest.mark.usefixtures("no_thread_is_left", "sweeps_take_long")


# ---- the sweep ------------------------------------------------------------------------------------


def test_the_sweep_follows_every_change_and_waiting_waits_for_it():
    study = ready(Counting())
    assert len(study.sweep) == 1
    study.sweeping = True
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 129

    for step in (lambda: setattr(study, "alpha", 2.0), study.redraw, lambda: setattr(study, "n_samples", 100)):
        step()
        assert study.wait(PATIENCE)
        assert len(study.sweep) == 129
        assert_up_to_date(study, Counting())


def test_a_width_of_the_sweep_is_taken_from_it():
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)
    sweep = study.sweep

    study.kernel_width = study.kernel_widths[3]

    assert study.sweep is sweep
    assert study.wait(0)
    assert_up_to_date(study, Counting())


def test_a_width_off_the_grid_joins_the_sweep():
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)

    study.kernel_width = 1.2345

    assert len(study.sweep) == 1  # at once
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 130
    assert 1.2345 in study.sweep.kernel_width
    assert (np.diff(study.sweep.kernel_width) > 0).all()
    assert_up_to_date(study, Counting())


class GatedKernel:
    """Answers in the worker when it is let."""

    def __init__(self):
        self.main, self.came, self.gate = threading.get_ident(), threading.Event(), threading.Event()
        self.failure = None

    def __call__(self, distances, width):
        if threading.get_ident() != self.main:
            self.came.set()
            assert self.gate.wait(PATIENCE)
            if self.failure:
                raise self.failure
        return np.exp(-distances / width)


@pytest.mark.parametrize("failure", [None, RuntimeError("too late")])
def test_a_sweep_that_a_change_has_overtaken_is_dropped(failure):
    kernel = GatedKernel()
    study = ready(Counting())
    study.kernel = kernel
    swept, statuses = [], []
    study.observe(lambda change: swept.append((len(change.new), study.alpha)), "sweep")
    study.observe(lambda change: statuses.append(change.new), "status")
    study.sweeping = True
    assert kernel.came.wait(PATIENCE)
    assert not study.wait(0)  # it is still to come

    kernel.failure = failure
    study.update(alpha=3.0, kernel="exponential")
    kernel.gate.set()

    assert study.wait(PATIENCE)
    assert swept == [(1, 3.0), (129, 3.0)]
    assert statuses == []
    assert_up_to_date(study, Counting())


def test_a_sweep_that_cannot_be_worked_out_is_said_once():
    def short_sighted(distances, width):
        if width > 3:
            msg = "I cannot see that far"
            raise RuntimeError(msg)
        return np.exp(-distances / width)

    study = ready(Counting(), kernel=short_sighted)
    last = study.explanation
    study.sweeping = True

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "I cannot see that far" in study.error
    assert study.explanation is last
    until(lambda: study._runtime.worker.thread is None)  # and does not try again for ever
    study.kernel = "exponential"
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 129
    assert_up_to_date(study, Counting())


def test_who_stops_sweeping_waits_for_no_sweep():
    study = ready(Counting())
    study.sweeping = True

    study.sweeping = False

    assert study.wait(0)
    assert len(study.sweep) == 1


def test_no_sweep_is_made_of_an_explanation_that_the_model_is_about_to_replace():
    model = Gated()
    study = study_of(model)
    study.sweeping = True
    lengths = []
    study.observe(lambda change: lengths.append(len(change.new)), "sweep")
    model.let_all()

    assert study.wait(PATIENCE)
    assert lengths == [1, 1, 1, 1, 129]


# ---- waiting --------------------------------------------------------------------------------------


def test_waiting_ends_when_time_is_up_and_says_so():
    model = Gated()
    study = study_of(model)

    assert not study.wait(0.01)

    model.let_all()
    assert study.wait()


def test_settled_leaves_the_event_loop_free_and_can_be_given_up():
    model = Gated()
    study = study_of(model)

    async def live():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(study.settled(), 0.05)
        model.let_all()
        await asyncio.wait_for(study.settled(), PATIENCE)

    asyncio.run(live())
    assert_up_to_date(study, Counting())


def test_who_waits_for_himself_is_not_kept_waiting():
    model = Gated()
    study = study_of(model)
    found = []
    study.observe(lambda _: found.append(study.wait()), "neighborhood")
    model.await_batch()

    with study.together():
        assert not study.wait()
    model.let_all()

    assert study.wait(PATIENCE)
    assert found == [False, False, False, True]
