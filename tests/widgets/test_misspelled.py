"""What is set on the wrong object, or under the name that `lime` gives it, is refused with what was meant."""

import numpy as np
import pytest

import lime_widgets as lw

X = np.random.default_rng(0).normal(size=(40, 3))


def model(rows):
    return rows[:, 0]


@pytest.mark.parametrize("make", [lw.TabularExplorer, lw.BarsView, lw.CurveView])
def test_a_parameter_on_a_view_is_refused_with_its_place(make):
    view = make(lw.Study(model, X[0], lw.TabularExplainer(X), n_samples=64))
    with pytest.raises(AttributeError, match=r"Set it on the study: \.study\.kernel_width = 3"):
        view.kernel_width = 3
    with pytest.raises(AttributeError, match="has no attribute 'kernel_widht'"):
        view.kernel_widht = 3
    view.layout.width = "50%"
    view.close()


def test_a_view_of_the_users_own_has_attributes_of_its_own():
    class Mine(lw.BarsView):
        pass

    Mine.__module__ = "mine"
    view = Mine(lw.Study(model, X[0], lw.TabularExplainer(X), n_samples=64))
    view.anything = 3
    assert view.anything == 3


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("num_features", "n_features"),
        ("num_samples", "n_samples"),
        ("class_names", "output_names"),
        ("top_labels", "output"),
        ("distance_metric", "distance"),
        ("hide_color", "fill"),
        ("kernel_widht", "kernel_width"),
        ("n_sample", "n_samples"),
    ],
)
def test_names_of_lime_and_misspellings_are_answered_with_what_was_meant(name, meant):
    with pytest.raises(TypeError, match=f"Did you mean {meant} instead of {name}"):
        lw.explore(model, X[0], X, **{name: 3})
    study = lw.Study(model, X[0], lw.TabularExplainer(X), n_samples=64)
    with pytest.raises(AttributeError, match=f"Did you mean {meant}"):
        setattr(study, name, 3)


@pytest.mark.parametrize("n_samples", [10**8, 10**12])
def test_a_number_of_samples_that_must_be_a_mistake_is_refused(n_samples):
    with pytest.raises(lw.LimeError, match=r"at most 10,000,000"):
        lw.explore(model, X[0], X, n_samples=n_samples)


def test_what_explore_passes_to_the_black_box():
    study = lw.explore(model, X[0], X, output_names=["risk"], batch_size=7, repeat=False, n_samples=256).study
    assert study.wait(20)
    assert study.neighborhood.output_names == ("risk",)
    assert study.black_box.batch_size == 7
    assert study.n_model_calls == 256


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("compared_widths", [[1, 2], [3]]),
        ("compared_widths", [[1, 2], [3, 4]]),
        ("compared_widths", [{}]),
        ("feature_names", 5),
        ("output_names", 5),
        ("output_names", "ab"),
        ("labels", [[1], [2, 3]]),
        ("sample_around_instance", "yes"),
        ("standardize", 2),
    ],
)
def test_ragged_and_nested_settings_are_refused(name, value):
    with pytest.raises(lw.LimeError, match=name):
        lw.explore(model, X[0], X, **{name: value})


@pytest.mark.parametrize("removed", [[[0], [1, 2]], [[0, 1]], {0: 1}, np.array([[0, 1]]), "ab", [0.5], [None], 5.5])
def test_ragged_removals_are_refused_and_change_nothing(removed):
    study = lw.explore(lambda texts: [len(text) / 99 for text in texts], "a good film it was").study
    study.removed = (1,)
    with pytest.raises(lw.LimeError, match="removed is"):
        study.removed = removed
    assert study.removed == (1,)
