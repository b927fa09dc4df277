"""Explainers: defaults of each kind of data, settings and checks."""

import numpy as np
import pytest
from engine.perturbation.doubles import N_PARTS, PartExplainer, PartPerturbation, RowExplainer, recording

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers, RowAnswers
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.engine.text.explainer import TextExplainer


@pytest.mark.parametrize("explainer", [PartExplainer(), RowExplainer()])
def test_the_black_boxs_batch_size_overrides_the_perturbations(explainer):
    default, overridden = [], []

    explainer.sample(recording(default), None)
    explainer.sample(BlackBox(recording(overridden), batch_size=100), None)

    assert default == [50, 50, 50, 50, 40, 1]  # and the instance again
    assert overridden == [100, 100, 40, 1]


def test_the_batch_size_parameter_sets_the_black_boxs_batch_size():
    batch_sizes = []

    PartExplainer().sample(recording(batch_sizes), None, n_samples=100, batch_size=80)

    assert batch_sizes == [80, 20, 1]


def test_each_kind_of_data_has_its_own_default_numbers_of_samples_and_features():
    explanation = PartExplainer().explain(recording([]), None)

    assert explanation.n_samples == 240
    assert len(explanation.features) == N_PARTS
    assert len(RowExplainer().explain(recording([]), None).features) == 10
    assert len(PartExplainer().explain(recording([]), None, n_features=3).features) == 3
    assert PartExplainer().explain(recording([]), None, n_samples=100).n_samples == 100


def test_the_default_kernel_width_depends_on_the_metric():
    assert PartExplainer().sample(recording([]), None).default_kernel_width == 2.0
    assert PartExplainer().sample(recording([]), None, distance="removed").default_kernel_width == 3.0
    assert PartPerturbation(0, "sobol").default_kernel_width == 2.0


RNG = np.random.default_rng(0)
KINDS = [
    (TabularExplainer(RNG.normal(size=(50, 3))), RNG.normal(size=3), 64),
    (TextExplainer(), "visit my channel and see all that is there", 64),
    (TextExplainer(), "visit my channel", 64),  # all 8 possible texts
    (ImageExplainer("grid", segmentation_options={"size": 4}), RNG.random((16, 16, 3)), 64),
]


@pytest.mark.parametrize(("explainer", "x", "n"), KINDS)
def test_the_model_inputs_of_any_rows_can_be_made_again_in_any_order(explainer, x, n):
    perturbation = explainer.perturb(x, random_state=3).for_n_samples(n)
    Z, inputs = perturbation.rows(0, perturbation.n_rows(n))
    originals = list(inputs) if isinstance(inputs, list) else np.array(inputs)
    rows = np.array([5, 0, 3, 3])

    again = perturbation.inputs(rows, Z)
    perturbation.inputs(np.array([1, 2, 6, 4]), Z)  # must not overwrite `again`

    assert type(again) is type(inputs)
    for row, input_again in zip(rows, again, strict=True):
        np.testing.assert_array_equal(input_again, originals[row])
    assert len(perturbation.inputs(np.array([], dtype=np.intp), Z)) == 0


def test_derived_neighborhoods_keep_the_default_number_of_features():
    neighborhood = PartExplainer().sample(recording([]), None)

    for derived in (neighborhood.prefix(100), neighborhood.at(np.ones(240)), neighborhood.counted(np.ones(240))):
        assert len(derived.explain().features) == N_PARTS


def test_each_kind_of_data_has_the_right_answer_cache():
    caches = [type(explainer.perturb(x, random_state=0).answer_cache()) for explainer, x, _ in KINDS]

    assert caches == [RowAnswers, MaskAnswers, MaskAnswers, MaskAnswers]


# Replacing settings


def test_replace_copies_the_explainer_with_other_settings():
    explainer = PartExplainer(color="blue", size=2)
    other = explainer.replace(size=3)

    assert (type(other), other.color, other.size) == (PartExplainer, "blue", 3)
    assert (explainer.color, explainer.size) == ("blue", 2)


def test_replace_refuses_an_unknown_setting():
    with pytest.raises(LimeError, match=r'replace does not take "shape"\. Expected some of color, size\. Correct'):
        PartExplainer().replace(shape="round", size=2)


@pytest.mark.parametrize(("explainer", "x", "n"), KINDS)
def test_every_setting_is_an_attribute_that_replace_accepts(explainer, x, n):
    settings = {name: getattr(explainer, name) for name in explainer.settings}
    other = explainer.replace(**settings)

    assert settings
    assert other is not explainer
    assert {name: getattr(other, name) for name in other.settings} == settings


# Checking an instance


@pytest.mark.parametrize(
    ("explainer", "x"),
    [
        (TabularExplainer(RNG.normal(size=(50, 3))), [1.0, 2.0]),
        (TabularExplainer(RNG.normal(size=(50, 3))), [1.0, 2.0, np.nan]),
        (TextExplainer(), "  "),
        (TextExplainer(unit="word"), "?!"),
        (TextExplainer(), 5),
        (ImageExplainer("grid"), np.zeros((4, 4, 5))),
        (ImageExplainer("grid", segmentation_options={"size": 100}), np.zeros((40, 40))),
        (ImageExplainer("grid", fill=(1, 2, 3)), np.zeros((40, 40))),
        (ImageExplainer("grid", fill=np.zeros((10, 10))), np.zeros((40, 40))),
    ],
)
def test_check_refuses_what_perturb_refuses(explainer, x):
    with pytest.raises(LimeError) as perturbing:
        explainer.perturb(x)
    with pytest.raises(LimeError) as checking:
        explainer.check(x)

    assert str(checking.value) == str(perturbing.value)


@pytest.mark.parametrize(("explainer", "x", "n"), KINDS)
def test_check_accepts_an_instance_without_creating_a_perturbation(explainer, x, n, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr(TabularPerturbation, "__init__", refuse)
    monkeypatch.setattr(MaskPerturbation, "__init__", refuse)

    assert explainer.check(x) is None


def test_perturb_reuses_the_segmentation_of_check():
    calls = []

    def halves(image):
        calls.append(image.shape)
        return np.arange(image.shape[0])[:, None] // 8 + np.zeros(image.shape[:2], dtype=int)

    explainer, image = ImageExplainer(halves), RNG.random((16, 16, 3))
    explainer.check(image)
    explainer.check(image)
    explainer.perturb(image)

    assert calls == [(16, 16, 3)]
