"""What a kind of data proposes is what stands where nothing is said: batches, samples, features."""

import numpy as np
import pytest

from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer

N_PARTS = 30


class Parts(MaskPerturbation):
    """Of p parts the model is told which there are."""

    instance = None
    feature_names = tuple(f"part {i}" for i in range(N_PARTS))
    default_n_features = N_PARTS
    batch_size = 50

    def __init__(self, random_state, design):
        super().__init__(N_PARTS, random_state=random_state, design=design, removed="binomial")

    def default_kernel_width_for(self, metric):
        return {"cosine": 2.0, "removed": 3.0}[metric]

    def restore(self, masks):
        return masks.astype(np.float64)


class Rows(Perturbation):
    """The same, as rows that are not known by their masks."""

    instance = None
    feature_names = Parts.feature_names
    batch_size = 50

    def __init__(self, random_state, design):
        self._parts = Parts(random_state, design)

    def default_kernel_width_for(self, metric):
        return 2.0

    def rows(self, start, stop):
        return self._parts.rows(start, stop)

    def inputs(self, rows, Z):
        return Z[rows]


class OfParts(Explainer):
    default_n_samples = 240
    metrics = ("cosine", "removed")
    perturbation = Parts

    def perturb(self, x, *, random_state=0, design="sobol"):
        return self.perturbation(random_state, design)

    def check(self, x):
        pass


class OfRows(OfParts):
    metrics = Explainer.metrics
    perturbation = Rows


def counting(sent):
    def model(rows):
        sent.append(len(rows))
        return rows @ np.arange(N_PARTS) / N_PARTS

    return model


@pytest.mark.parametrize("explainer", [OfParts(), OfRows()])
def test_batches_are_those_that_the_data_propose_unless_the_black_box_says_otherwise(explainer):
    sent, asked = [], []

    explainer.sample(counting(sent), None)
    explainer.sample(BlackBox(counting(asked), batch_size=100), None)

    assert sent == [50, 50, 50, 50, 40]
    assert asked == [100, 100, 40]


def test_a_batch_size_that_is_asked_for_is_the_black_boxs_from_then_on():
    sent = []

    OfParts().sample(counting(sent), None, n_samples=100, batch_size=80)

    assert sent == [80, 20]


def test_a_kind_of_data_has_a_number_of_samples_and_of_features_of_its_own():
    explanation = OfParts().explain(counting([]), None)

    assert explanation.n_samples == 240
    assert len(explanation.features) == N_PARTS
    assert len(OfRows().explain(counting([]), None).features) == 10
    assert len(OfParts().explain(counting([]), None, n_features=3).features) == 3
    assert OfParts().explain(counting([]), None, n_samples=100).n_samples == 100


def test_the_default_kernel_width_is_that_of_the_metric_that_is_asked_for():
    assert OfParts().sample(counting([]), None).default_kernel_width == 2.0
    assert OfParts().sample(counting([]), None, distance="removed").default_kernel_width == 3.0
    assert Parts(0, "sobol").default_kernel_width == 2.0


RNG = np.random.default_rng(0)
KINDS = [
    (TabularExplainer(RNG.normal(size=(50, 3))), RNG.normal(size=3), 64),
    (TextExplainer(), "visit my channel and see all that is there", 64),
    (TextExplainer(), "visit my channel", 64),  # all the texts that there are
    (ImageExplainer("grid", segmentation_options={"size": 4}), RNG.random((16, 16, 3)), 64),
]


@pytest.mark.parametrize(("explainer", "x", "n"), KINDS)
def test_what_the_model_was_given_can_be_had_again_in_any_order(explainer, x, n):
    perturbation = explainer.perturb(x, random_state=3).for_n_samples(n)
    Z, inputs = perturbation.rows(0, perturbation.n_rows(n))
    given = list(inputs) if isinstance(inputs, list) else np.array(inputs)
    rows = np.array([5, 0, 3, 3])

    again = perturbation.inputs(rows, Z)
    perturbation.inputs(np.array([1, 2, 6, 4]), Z)  # what is had is not written over

    assert type(again) is type(inputs)
    for row, input_again in zip(rows, again, strict=True):
        np.testing.assert_array_equal(input_again, given[row])
    assert len(perturbation.inputs(np.array([], dtype=np.intp), Z)) == 0


def test_samples_that_are_cut_or_measured_anew_keep_the_number_of_features():
    near = OfParts().sample(counting([]), None)

    for other in (near.prefix(100), near.at(np.ones(240)), near.counted(np.ones(240))):
        assert len(other.explain().features) == N_PARTS


def test_answers_of_many_outputs_are_found_again_whatever_the_batches():
    parts, answers = Parts(0, "independent"), MaskAnswers()
    box = BlackBox(lambda rows: np.column_stack([rows.sum(axis=1) + i for i in range(300)]))
    found = [answers.ask(parts, box, start, start + 32)[1] for start in range(0, 320, 32)]

    again = answers.ask(parts, box, 0, 320)[1]

    assert box.n_rows == 320
    np.testing.assert_array_equal(again, np.concatenate(found))
    np.testing.assert_array_equal(answers.known(parts.masks(100, 101)[0]), again[100])
    assert answers.known(np.arange(N_PARTS) % 2 == 0) is None


def test_what_is_done_to_an_answer_does_not_change_what_is_known():
    parts, answers = Parts(0, "independent"), MaskAnswers()
    box = BlackBox(lambda rows: rows.sum(axis=1))
    mask = parts.masks(7, 8)
    expected = answers.ask_masks(parts, box, mask).copy()

    answers.ask_masks(parts, box, mask)[:] = -1.0
    answers.known(mask[0])[:] = -1.0

    np.testing.assert_array_equal(answers.known(mask[0])[None], expected)
