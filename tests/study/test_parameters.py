"""What can be asked of a study, what is refused, and that a refusal changes nothing."""

import itertools

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from study.doubles import (
    EXPLAINER,
    PATIENCE,
    X_GAPS,
    Counting,
    Gated,
    N,
    X,
    assert_same,
    assert_up_to_date,
    ready,
    standing,
    study_of,
)
from traitlets import TraitError

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.study import Study
from lime_widgets.study.tabular import TabularStudy

REFUSED = [
    ("kernel_width", 0.0), ("kernel_width", -1.0), ("kernel_width", np.nan), ("kernel_width", np.inf),
    ("kernel_width", "wide"), ("kernel_width", [1.0, 2.0]),
    ("n_samples", 1), ("n_samples", 2.5), ("n_samples", None), ("n_samples", "many"),
    ("n_features", 0), ("n_features", -5), ("n_features", 1.5), ("n_features", True),
    ("alpha", -1.0), ("alpha", np.nan), ("alpha", None), ("alpha", "strong"),
    ("output", "absent"), ("output", 3), ("output", -1), ("output", 0.5),
    ("random_state", -1), ("random_state", "seed"), ("random_state", 1.5),
    ("design", "halton"), ("distance", "hamming"), ("distance", None), ("distance", ["euclidean"]),
    ("kernel", "gauss"), ("kernel", np.ones(3)), ("feature_selection", "best"), ("feature_selection", None),
    ("discretizer", "octile"), ("discretizer", 5), ("discretizer", "entropy"), ("discretizer", {"absent": [1.0]}),
    ("sample_around_instance", "yes"), ("sample_around_instance", None),
    ("instance", X[0, :3]), ("instance", "a row"), ("instance", None),
    ("model", "no model"), ("model", None), ("model", LogisticRegression()),
    ("explainer", X), ("explainer", None), ("explainer", TabularExplainer(X[:, :2])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=lambda value: str(value)[:20])
def test_a_setting_that_cannot_be_used_is_refused_and_changes_nothing(name, value):
    model = Counting()
    study = ready(model)
    before, events = standing(study), []
    study.observe(events.append)

    with pytest.raises(LimeError):
        setattr(study, name, value)
    others = {"alpha": 2.0, "n_samples": N + 100, "discretizer": "decile", "random_state": 4, "kernel_width": 2.0}
    with pytest.raises(LimeError):
        study.update(**others | {name: value})

    assert standing(study) == before
    assert events == []
    assert study.wait(0)
    assert model.n_rows == N
    study.alpha = 2.0
    assert_up_to_date(study, Counting())


def test_a_setting_that_is_refused_while_the_model_runs_disturbs_nothing():
    model = Gated()
    study = study_of(model)
    model.await_batch()

    with pytest.raises(LimeError):
        study.update(random_state=4, n_samples=400, kernel_width=-1)

    model.let_all()
    assert study.wait(PATIENCE)
    assert model.n_rows == N
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize(
    "name", ["status", "progress", "error", "neighborhood", "sweep", "explanation", "n_model_calls", "generation"]
)
def test_what_is_said_of_a_study_cannot_be_set(name):
    study = ready(Counting())

    with pytest.raises(TraitError):
        setattr(study, name, getattr(study, name))


def test_unknown_keywords_are_refused_by_name():
    with pytest.raises(TypeError, match=r"'kernel_wdith', 'nsamples'.*kernel_width"):
        study_of(Counting(), kernel_wdith=1, nsamples=3)
    study = ready(Counting())
    for name in ("kernel_wdith", "status", "wait", "_lock"):
        with pytest.raises(TypeError, match=name):
            study.update(alpha=2.0, **{name: 1})
    assert study.alpha == 1.0


def test_a_study_can_be_made_with_keywords():
    study = Study(model=Counting(), x=X[0], explainer=EXPLAINER, n_samples=64)

    assert isinstance(study, TabularStudy)
    assert study.wait(PATIENCE)


@pytest.mark.parametrize(("name", "value"), [("kernel_width", 0), ("n_features", 0), ("alpha", -1), ("n_samples", 1)])
def test_a_study_with_a_setting_that_cannot_be_used_is_not_made(name, value):
    model = Counting()

    with pytest.raises(LimeError):
        study_of(model, **{name: value})

    assert model.n_rows == 0


def test_the_order_in_which_settings_are_named_does_not_matter():
    # Where a column is not cut, its missing values are one more feature.
    explainer = TabularExplainer(X_GAPS)
    for names in itertools.permutations({"n_features": 5, "discretizer": None, "feature_selection": "none"}.items()):
        study = ready(Counting(), x=X_GAPS[1], explainer=explainer, **dict(names))
        assert study.n_features == 5
        study.discretizer = "quartile"
        assert study.n_features == 4
        study.update(**dict(names))
        assert study.n_features == 5
        study.discretizer = "quartile"
        study.reset()
        assert (study.n_features, study.discretizer) == (5, None)
        assert study.wait(PATIENCE)


def test_fewer_features_than_were_asked_for_are_all_there_are():
    study = ready(Counting(), x=X_GAPS[1], explainer=TabularExplainer(X_GAPS, discretizer=None), n_features=5)

    study.discretizer = "quartile"

    assert study.wait(PATIENCE)
    assert study.n_features == len(study.feature_names) == 4
    assert_up_to_date(study, Counting())
    study.discretizer = None
    assert study.wait(PATIENCE)
    assert study.n_features == 5  # what was asked for is not forgotten
    study.n_features = 99
    assert study.n_features == 5


def test_defaults_are_settled_where_they_are_known():
    study = study_of(Counting())
    assert (study.n_features, study.kernel_width) == (4, 1.5)
    assert study.wait(PATIENCE)
    assert study.output == int(np.argmax(study.neighborhood.prediction))


def test_an_output_is_known_by_index_or_name_and_none_is_the_predicted_one():
    study = ready(Counting())
    predicted = study.output
    for value, expected in [("output 2", 2), (1, 1), (np.int64(0), 0), (None, predicted)]:
        study.output = value
        assert study.output == study.explanation.output == expected


def test_an_output_that_turns_out_not_to_exist_is_said_and_mended_by_the_next_change():
    study = study_of(Counting(), output="absent")
    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "'absent' does not exist" in study.error
    assert not study.explanation

    study.output = "output 1"

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_another_model_is_explained_where_it_predicts_and_may_have_other_outputs():
    study = ready(Counting(), output=2)

    def yes_or_no(rows):
        yes = Counting()(rows)[:, 1]
        return np.column_stack([1 - yes, yes])

    study.update(output="yes", model=BlackBox(yes_or_no, output_names=["no", "yes"]))
    assert study.wait(PATIENCE)
    assert (study.output, study.explanation.output_name) == (1, "yes")

    def other(rows):
        return Counting()(rows)[:, ::-1]

    study.model = other
    assert study.output is None
    assert study.wait(PATIENCE)
    assert study.output == int(np.argmax(other(X[:1])))
    assert_up_to_date(study, other)


def test_a_reset_is_what_the_study_began_with():
    model = Counting()
    study = ready(model, kernel_width=2.0, n_features=3)
    first = study.explanation
    # Another class is predicted for this one.
    other = next(x for x in X if np.argmax(model(x[None])) != first.output)
    study.move({f"feature {place}": value for place, value in enumerate(other)})
    study.update(
        n_samples=100, distance="manhattan", kernel="uniform", kernel_width=1.0, n_features=1, alpha=4.0,
        feature_selection="none", discretizer="decile", sample_around_instance=True, design="independent",
        random_state=8, output=0,
    )  # fmt: skip
    study.output = None
    assert study.wait(PATIENCE)

    study.reset()

    assert study.wait(PATIENCE)
    assert study.instance is study.first_instance
    assert_up_to_date(study, Counting())
    assert_same(study.explanation, first)


def test_redraw_goes_on_to_the_next_seed_and_comes_round():
    study = ready(Counting(), random_state=2**32 - 1)
    first = study.explanation

    study.redraw()

    assert study.random_state == 0
    assert study.wait(PATIENCE)
    assert study.explanation.intercept != first.intercept


def test_bins_of_ones_own_can_be_changed_and_given_again():
    study = ready(Counting())
    for edges in ([0.0], np.array([-0.5, 0.5]), np.array([-0.25, 0.5])):
        study.discretizer = {"feature 0": edges}
        assert study.wait(PATIENCE)
        assert_up_to_date(study, Counting())
        assert study.discretizer is study.explainer.discretizer


def test_a_new_explainer_brings_its_own_bins():
    study = ready(Counting())
    seen = []
    study.observe(lambda _: seen.append((study.discretizer, study.sample_around_instance)), "generation")

    study.explainer = TabularExplainer(X, discretizer="decile", sample_around_instance=True)

    assert study.wait(PATIENCE)
    assert set(seen) == {("decile", True)}
    assert_up_to_date(study, Counting())


def test_parameters_say_what_they_are():
    study = ready(Counting())
    for name in study.parameter_names:
        trait = study.traits()[name]
        assert trait.help.endswith(".")
        assert trait.label()
        assert trait.metadata["group"] in {"explain", "neighborhood", "surrogate", "look"}


def test_an_attribute_that_is_no_parameter_is_not_silently_taken():
    study = study_of(Counting())

    with pytest.raises(AttributeError, match=r"no parameter 'kernel_widht'.*kernel_width"):
        study.kernel_widht = 2.0
    with pytest.raises(AttributeError, match="'x'"):
        study.x = X[1]
    assert study.wait(PATIENCE)
