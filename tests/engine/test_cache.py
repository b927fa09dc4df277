"""Results that take long are computed once, by one thread, and only for hashable keys."""

import threading

import pytest

from lime_widgets.engine.cache import last_results


def test_one_thread_computes_and_the_others_wait_for_it():
    began, go, computed, results = threading.Event(), threading.Event(), [], []
    result = last_results(2)

    def compute():
        computed.append(1)
        began.set()
        assert go.wait(20)
        return "the result"

    threads = [threading.Thread(target=lambda: results.append(result("key", compute))) for _ in range(4)]
    threads[0].start()
    assert began.wait(20)
    for thread in threads[1:]:
        thread.start()
    assert result("another key", lambda: "not held up") == "not held up"
    go.set()
    for thread in threads:
        thread.join(20)

    assert results == ["the result"] * 4
    assert computed == [1]


def test_the_last_used_results_are_kept():
    result, computed = last_results(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        result(key, lambda key=key: computed.append(key))
    assert computed == ["a", "b", "c", "b"]


def test_exceptions_and_results_of_unhashable_keys_are_not_kept():
    result, computed = last_results(2), []
    with pytest.raises(ZeroDivisionError):
        result("key", lambda: 1 / 0)
    assert result("key", lambda: 7) == 7
    for _ in range(2):
        result(["unhashable"], lambda: computed.append(1))
    assert len(computed) == 2
