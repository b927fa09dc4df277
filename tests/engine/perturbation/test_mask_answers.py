"""Answers by mask: equal masks share one answer, and counting missing answers makes few masks."""

from threading import Event, Thread

import numpy as np
import pytest
from engine.perturbation.doubles import N_PARTS, PartPerturbation

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.text.explainer import TextExplainer

PATIENCE = 30.0


class CountingMasks(PartPerturbation):
    """Counts the masks that it makes."""

    n_made = 0
    most_at_once = 0

    def masks(self, start, stop):
        self.n_made += stop - start
        self.most_at_once = max(self.most_at_once, stop - start)
        return super().masks(start, stop)


def total(rows):
    return rows.sum(axis=1)


def test_answers_of_many_outputs_are_found_again_in_other_batches():
    parts, answers = PartPerturbation(), MaskAnswers()
    box = BlackBox(lambda rows: np.column_stack([rows.sum(axis=1) + i for i in range(300)]))
    first = [answers.ask(parts, box, start, start + 32)[1] for start in range(0, 320, 32)]

    again = answers.ask(parts, box, 0, 320)[1]

    assert box.n_rows == 320
    np.testing.assert_array_equal(again, np.concatenate(first))
    np.testing.assert_array_equal(answers.known(parts.masks(100, 101)[0]), again[100])
    assert answers.known(np.arange(N_PARTS) % 2 == 0) is None


def test_remembered_answers_are_not_asked_for_again_and_known_ones_stay():
    parts, answers, box = PartPerturbation(), MaskAnswers(), BlackBox(total)
    masks = np.arange(N_PARTS) >= np.arange(4)[:, None]  # of 0 to 3 parts removed
    (known,) = answers.ask_masks(parts, box, masks[:1])
    answers.remember(masks[[0, 1, 2, 1]], np.array([[-1.0], [10.0], [20.0], [10.0]]))

    found = answers.ask_masks(parts, box, masks)
    assert box.n_rows == 2  # the first mask, and the one that nobody told
    np.testing.assert_array_equal(found[:, 0], [known[0], 10.0, 20.0, N_PARTS - 3])


def test_changing_a_returned_answer_does_not_change_the_cache():
    parts, answers, box = PartPerturbation(), MaskAnswers(), BlackBox(total)
    mask = parts.masks(7, 8)
    expected = answers.ask_masks(parts, box, mask).copy()

    answers.ask_masks(parts, box, mask)[:] = -1.0
    answers.known(mask[0])[:] = -1.0

    np.testing.assert_array_equal(answers.known(mask[0])[None], expected)


def test_masks_without_a_known_answer_are_missing():
    box, answers = BlackBox(lambda texts: [float(len(text)) for text in texts]), MaskAnswers()
    text = TextExplainer().perturb("visit my channel and see").for_n_samples(64)
    answers.ask(text, box, 0, 10)

    assert answers.n_missing(text, 0, 32) == 22
    answers.ask(text, box, 0, 32)
    assert answers.n_missing(text, 0, 32) == 0
    assert box.n_rows == 32


def test_equal_masks_of_another_sequence_are_not_missing():
    box, answers = BlackBox(lambda texts: [float(len(text)) for text in texts]), MaskAnswers()
    every = TextExplainer().perturb("visit my channel").for_n_samples(8)
    answers.ask(every, box, 0, 8)
    drawn = TextExplainer().perturb("visit my channel", random_state=3)

    assert answers.n_missing(drawn, 0, 500) == 0
    answers.ask(drawn, box, 0, 500)
    assert box.n_rows == 8


def test_about_to_ask_is_called_before_every_batch():
    parts, answers, box, announced = PartPerturbation(), MaskAnswers(), BlackBox(total), []

    answers.ask(parts, box, 0, 120, about_to_ask=lambda n: announced.append((n, box.n_rows)))
    answers.ask(parts, box, 0, 130, about_to_ask=lambda n: announced.append((n, box.n_rows)))

    assert announced == [(50, 0), (50, 50), (20, 100), (10, 120)]


@pytest.mark.parametrize("limit", [0, 100, 5_000])
def test_counting_up_to_a_limit_makes_few_masks(limit):
    parts = CountingMasks()

    assert MaskAnswers().n_missing(parts, 0, 10**6, limit=limit) == limit + 1
    assert parts.n_made <= 2 * limit + 512


def test_a_limit_that_is_not_reached_changes_nothing():
    parts, answers, box = PartPerturbation(), MaskAnswers(), BlackBox(total)
    answers.ask(parts, box, 0, 1_990)

    assert answers.n_missing(parts, 0, 2_000, limit=100) == answers.n_missing(parts, 0, 2_000) == 10


def test_all_missing_masks_are_counted_in_blocks_and_made_once():
    parts = CountingMasks()

    n_missing = MaskAnswers().n_missing(parts, 0, 200_000)

    assert n_missing == len(np.unique(np.packbits(PartPerturbation().masks(0, 200_000), axis=1), axis=0))
    assert parts.n_made == 200_000
    assert parts.most_at_once <= 2**16


def test_missing_masks_are_counted_while_the_model_runs():
    entered, leave = Event(), Event()

    def slow(rows):
        entered.set()
        assert leave.wait(PATIENCE)
        return total(rows)

    parts, answers, box = PartPerturbation(), MaskAnswers(), BlackBox(slow, batch_size=10)
    asking = Thread(target=answers.ask, args=(parts, box, 0, 20), daemon=True)
    asking.start()
    try:
        assert entered.wait(PATIENCE)
        assert answers.n_missing(parts, 0, 30) == 30
    finally:
        leave.set()
        asking.join(PATIENCE)

    assert answers.n_missing(parts, 0, 30) == 10


@pytest.mark.parametrize("request_rows", [MaskAnswers.ask, MaskAnswers.n_missing])
def test_a_memory_error_while_masks_are_made_leaves_the_cache_unchanged(request_rows, monkeypatch):
    parts, other, answers, box = PartPerturbation(), PartPerturbation(1), MaskAnswers(), BlackBox(total)
    answers.ask(parts, box, 0, 20)

    def full(*_):
        raise MemoryError

    monkeypatch.setattr(other, "masks", full)
    with pytest.raises(MemoryError):
        request_rows(answers, other, *([box] if request_rows is MaskAnswers.ask else []), 0, 10**9)

    assert (answers.n_missing(parts, 0, 30), box.n_rows) == (10, 20)
