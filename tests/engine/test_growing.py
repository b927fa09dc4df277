"""Rows that grow: equal to rows joined at once, and seldom copied."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.growing import Growing


@given(sizes=st.lists(st.integers(0, 40), max_size=12), k=st.integers(1, 3))
def test_rows_are_those_appended_and_stay_what_they_were(sizes, k):
    parts = [np.random.default_rng(i).normal(size=(m, k)) for i, m in enumerate(sizes)]
    growing, seen = Growing(), []

    for part in parts:
        seen.append(growing.append(part))
        assert len(growing) == len(seen[-1])

    for i, rows in enumerate(seen):
        np.testing.assert_array_equal(rows, np.concatenate(parts[: i + 1]))


def test_what_is_there_already_is_copied_no_more_often_than_it_doubles():
    growing, moved, before = Growing(), 0, None
    for _ in range(1000):
        rows = growing.append(np.ones((4, 2)))
        moved += before is not None and not np.shares_memory(rows, before)
        before = rows

    assert moved <= 10


def test_what_was_appended_may_be_written_over():
    growing, part = Growing(), np.zeros((2, 2))
    growing.append(part)

    part[:] = 1.0

    assert not growing.rows.any()
