"""Linear algebra in one thread while a fit runs, and in as many as before afterwards."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate import fit as surrogate
from lime_widgets.engine.threads import one_thread


def counts():
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


@pytest.fixture
def three_threads():
    with threadpool_limits(3, user_api="blas"):
        before = counts()
        if set(before) != {3}:
            pytest.skip("this linear algebra has no threads to set")
        yield


@pytest.mark.usefixtures("three_threads")
def test_there_is_one_thread_inside_and_as_many_as_before_afterwards():
    with one_thread():
        assert set(counts()) == {1}
        with one_thread():
            assert set(counts()) == {1}
        assert set(counts()) == {1}
    assert set(counts()) == {3}


@pytest.mark.usefixtures("three_threads")
def test_what_fails_inside_leaves_as_many_as_before():
    with pytest.raises(ZeroDivisionError), one_thread():
        1 / 0  # noqa: B018
    assert set(counts()) == {3}


@pytest.mark.usefixtures("three_threads")
def test_two_at_once_leave_as_many_as_before_in_whatever_order_they_end():
    entered, leave = threading.Event(), threading.Event()

    def other():
        with one_thread():
            entered.set()
            assert leave.wait(20)

    thread = threading.Thread(target=other)
    with one_thread():
        thread.start()
        assert entered.wait(20)
    leave.set()
    thread.join()
    assert set(counts()) == {3}


@pytest.mark.usefixtures("three_threads")
def test_a_fit_runs_in_one_thread(monkeypatch):
    seen = []
    original = surrogate._fit_large_p

    def spied(*arguments):
        seen.extend(counts())
        return original(*arguments)

    monkeypatch.setattr(surrogate, "_fit_large_p", spied)
    rng = np.random.default_rng(0)
    Z = rng.integers(2, size=(120, 90)).astype(float)
    Neighborhood(Z, Z[:, 0], rng.random(120)).explain()

    assert set(seen) == {1}
    assert set(counts()) == {3}
