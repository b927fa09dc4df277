"""The surrogate of the whole model: scikit-learn's fits to answers for training rows, and the local one beside it."""

from dataclasses import replace
from html import escape

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import Lasso, Ridge
from sklearn.tree import DecisionTreeRegressor

from lime_widgets import GlobalSurrogate, LimeError, Study, TabularExplainer, TextExplainer
from lime_widgets.engine.global_surrogate.comparison import compared as compared_with
from lime_widgets.engine.global_surrogate.surrogate import training_rows
from lime_widgets.engine.global_surrogate.words import in_words

PATIENCE = 60


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    return pd.DataFrame({name: rng.normal(size=800) for name in ("a", "b", "c")})


def model(rows):
    """Steep in a where b is positive, and flat elsewhere."""
    return (np.where(rows["b"] > 0, 3.0, 0.0) * rows["a"] + rows["c"]).to_numpy()


def parts(explainer, x):
    """The representation of the rows that are fitted and of those held out, and their answers."""
    codes = training_rows(explainer)
    perturbation = explainer.perturb(x)
    out = np.arange(len(codes)) % 4 == 3
    y = model(explainer.table.decode(codes))
    Z = perturbation.represent(codes)
    return Z[~out], y[~out], Z[out], y[out], perturbation.represent(perturbation.codes[None])


@pytest.mark.parametrize("discretizer", [None, "quartile"])
@pytest.mark.parametrize(
    ("surrogate", "theirs"),
    [
        ("ridge", Ridge(alpha=1.0)),
        ("tree", DecisionTreeRegressor(max_depth=3, random_state=0)),
        (Lasso(0.1), Lasso(0.1)),
    ],
)
def test_it_is_scikit_learns_fit_to_the_training_rows(table, discretizer, surrogate, theirs):
    explainer, x = TabularExplainer(table, discretizer=discretizer), table.iloc[3]
    Z, y, Z_out, y_out, at_x = parts(explainer, x)
    theirs.fit(Z, y)

    explanation, score = GlobalSurrogate(model, explainer).explain(x, surrogate=surrogate)

    assert score == pytest.approx(theirs.score(Z_out, y_out), abs=1e-8)
    assert explanation.local_prediction == pytest.approx(theirs.predict(at_x)[0], abs=1e-8)
    if hasattr(theirs, "coef_"):
        np.testing.assert_allclose(explanation.coef, theirs.coef_[explanation.features], rtol=0, atol=1e-8)


def test_model_calls_are_counted_and_a_comparison_needs_none(table):
    asked = []
    counted = lambda rows: asked.append(len(rows)) or model(rows)  # noqa: E731
    explainer, x = TabularExplainer(table, discretizer=None), table.iloc[3]
    local = explainer.explain(model, x)

    whole = GlobalSurrogate(counted, explainer, n_rows=200)
    whole.compare(local, x)

    assert sum(asked) == whole.n_model_calls == 200


def test_a_feature_that_matters_here_only_differs_and_leads_the_headline(table):
    explainer = TabularExplainer(table, discretizer=None)
    x = pd.Series({"a": 0.2, "b": 1.5, "c": 0.0})
    local = explainer.explain(model, x, kernel_width=0.5)

    compared = GlobalSurrogate(model, explainer).compare(local, x)

    rows = compared.to_frame().set_index("name")
    assert rows.loc["a", "local"] == pytest.approx(3.0, abs=0.2)
    assert rows.loc["a", "whole"] == pytest.approx(1.5, abs=0.2)
    assert rows.loc["c", "local"] == pytest.approx(rows.loc["c", "whole"], abs=0.25)
    assert rows.loc["a", "differs"]
    assert not rows.loc["c", "differs"]
    assert compared.headline == "Here a counts twice as much as overall."
    assert compared.model_prediction == pytest.approx(0.6)
    assert "the model says 0.6" in compared.answers
    assert "on 200 training rows held out" in compared.answers


@pytest.mark.parametrize(
    ("local", "kind"),
    [("ridge", "ridge"), ("lasso", "ridge"), ("bayesian", "ridge"), ("tree", "tree"), (Ridge(), "ridge")],
)
def test_it_is_of_the_local_surrogates_kind(table, local, kind):
    explainer, x = TabularExplainer(table), table.iloc[3]

    compared = GlobalSurrogate(model, explainer).compare(explainer.explain(model, x, surrogate=local), x)

    assert compared.surrogate == kind
    assert len(compared.names) >= 1


def test_a_feature_that_the_local_surrogate_leaves_out_differs_from_nothing(table):
    explainer, x = TabularExplainer(table), table.iloc[3]
    local = explainer.explain(model, x, n_features=1)

    compared = GlobalSurrogate(model, explainer).compare(local, x)

    rows = compared.to_frame()
    assert rows["local"].notna().sum() == 1
    assert len(rows) == 3
    assert not rows.loc[rows["local"].isna(), "differs"].any()
    assert compared.to_text().count("– here") == 2


def test_it_is_written_and_drawn(table):
    explainer, x = TabularExplainer(table), table.iloc[3]
    compared = GlobalSurrogate(model, explainer).compare(explainer.explain(model, x), x)

    assert compared.to_text().startswith(compared.headline)
    assert compared.to_text().count("← differs") == compared.differs.sum()
    assert compared._repr_html_().count("<tr>") == len(compared.names)
    axes = compared.plot()
    assert len(axes.patches) == 2 * len(compared.names)
    plt.close(axes.figure)


@pytest.mark.parametrize(
    ("local", "whole", "said"),
    [
        (0.6, 0.2, "counts three times as much as overall"),
        (-0.6, -0.2, "counts three times as much as overall"),
        (0.6, -0.2, "raises the answer, overall it lowers it"),
        (-0.6, 0.2, "lowers the answer, overall it raises it"),
        (0.6, 0.01, "counts; overall it hardly does"),
        (0.01, 0.6, "counts; here it hardly does"),
        (0.1, 0.2, "counts half as much as overall"),
        (0.1, 0.4, "counts a quarter as much as overall"),
        (1.0, 0.12, "counts more than five times as much as overall"),
        (0.6, 0.55, "counts slightly more than overall"),
        (0.55, 0.6, "counts slightly less than overall"),
    ],
)
def test_a_difference_is_said_in_words(local, whole, said):
    sentence = in_words(["temp"], np.array([local]), np.array([whole]), np.array([True]))

    assert said in sentence


def test_equal_weights_are_said_to_be_equal():
    one = np.array([1.0])
    assert (
        in_words(["temp"], one, one, np.array([False])) == "No feature clearly counts more or less here than overall."
    )


def test_signs_are_claimed_only_where_both_are_known():
    numbers = ["s3"], np.array([-9.0]), np.array([4.8]), np.array([True])

    known, unknown = (in_words(*numbers, signed=np.array([each])) for each in (True, False))

    assert known == "Here s3 lowers the answer, overall it raises it."
    assert unknown == "Here s3 counts otherwise than overall; the direction of one of them is uncertain."


def test_a_whole_model_that_no_surrogate_follows_is_compared_with_nothing(table):
    explainer, x = TabularExplainer(table, discretizer=None), table.iloc[3]
    waves = lambda rows: np.sin(40 * rows["a"]).to_numpy()  # noqa: E731
    local = explainer.explain(waves, x)

    compared = GlobalSurrogate(waves, explainer).compare(local, x)

    assert compared.whole_score < 0.25
    assert compared.headline.startswith("No simple surrogate follows the whole model (R² ")
    assert not compared.differs.any()
    assert "≠" not in compared._repr_html_()
    assert "differs" not in compared.to_text()
    size = len(local.features)
    high, low = (replace(local, coef=np.full(size, coef), interval=np.full(size, 0.1)) for coef in (9.0, 1.0))
    marks = [compared_with(high, low, score, 600, 200).differs.any() for score in (0.24, np.nan, 0.25)]
    assert marks == [False, False, True]
    one, no = np.array([1.0]), np.array([False])
    assert "undefined" in in_words(["a"], one, one, no, whole_score=np.nan)
    assert "No feature clearly" in in_words(["a"], one, one, no, whole_score=0.25)


@pytest.fixture(scope="module")
def iris():
    return load_iris(as_frame=True).data


@pytest.mark.parametrize("alpha", [1.0, 0.01, 0.0])
@pytest.mark.parametrize("discretizer", [None, "quartile"])
@pytest.mark.parametrize("columns", [slice(None), slice(2, 4)])
def test_a_linear_model_of_columns_that_vary_together_counts_alike(iris, columns, discretizer, alpha):
    data = iris.iloc[:, columns]
    long = lambda rows: rows["petal length (cm)"].to_numpy()  # noqa: E731
    explainer = TabularExplainer(data, discretizer=discretizer)
    study = Study(long, data.iloc[0], explainer, n_samples=1024, alpha=alpha)
    assert study.wait(PATIENCE)
    study.fit_global()
    assert study.wait(PATIENCE)

    compared = study.global_comparison

    assert not compared.differs.any()
    assert compared.headline.startswith("No feature clearly counts more or less here than overall")
    assert ("as far as columns that vary together" in compared.headline) == (discretizer is not None)
    if discretizer is None:
        others = [name != "petal length (cm)" for name in compared.names]
        assert np.abs(compared.whole[others]).max() < 0.01


def test_a_local_penalty_that_shrinks_weights_is_no_difference(iris):
    long = lambda rows: rows["petal length (cm)"].to_numpy()  # noqa: E731
    explainer = TabularExplainer(iris, discretizer=None)
    local = explainer.explain(long, iris.iloc[0], alpha=300.0)

    compared = GlobalSurrogate(long, explainer).compare(local, iris.iloc[0])

    assert local.shrinkage > 0.3
    assert local.coef[0] < 0.7 * compared.whole[0]
    assert not compared.differs.any()


def test_columns_that_vary_together_leave_other_differences(iris):
    explainer = TabularExplainer(iris, discretizer="quartile")
    bent = lambda rows: (rows["petal length (cm)"] * np.where(rows["sepal width (cm)"] > 3.3, -1, 3)).to_numpy()  # noqa: E731
    x = iris.iloc[0]
    local = explainer.explain(bent, x, kernel_width=0.4, alpha=0.0)

    compared = GlobalSurrogate(bent, explainer).compare(local, x)

    rows = compared.to_frame().set_index("column")
    assert rows.loc["petal length (cm)", "differs"]
    assert rows.loc["petal length (cm)", "local"] > 0 > rows.loc["petal length (cm)", "whole"]
    assert "slightly" not in compared.headline


def test_a_logistic_model_of_columns_that_vary_together_counts_alike(iris):
    share = lambda rows: 1 / (1 + np.exp(4 - rows["petal length (cm)"].to_numpy()))  # noqa: E731
    explainer = TabularExplainer(iris, discretizer=None)
    local = explainer.explain(share, iris.iloc[0], surrogate="logistic", alpha=0.01)

    compared = GlobalSurrogate(share, explainer).compare(local, iris.iloc[0])

    assert compared.surrogate == "logistic"
    assert not compared.differs.any()


def test_a_sign_whose_interval_holds_0_is_not_named(table):
    explainer, x = TabularExplainer(table, discretizer=None), table.iloc[3]
    local, whole = (explainer.explain(model, x, alpha=0.0) for _ in range(2))
    size = len(local.features)
    here = replace(local, coef=np.full(size, -9.0), stderr=np.ones(size), interval=np.full(size, 2.0))

    said = [
        compared_with(here, replace(whole, coef=np.full(size, 4.8), interval=np.full(size, half)), 0.9, 600, 200)
        for half in (2.0, 10.1)
    ]

    assert "overall it raises it" in said[0].headline
    assert "direction of one of them is uncertain" in said[1].headline


def test_an_output_has_a_name(table):
    classes = lambda rows: pd.DataFrame({"low": 1 / (1 + np.exp(model(rows))), "high": 1 / (1 + np.exp(-model(rows)))})  # noqa: E731
    whole = GlobalSurrogate(classes, TabularExplainer(table))

    high, low = (whole.explain(table.iloc[3], output=name)[0] for name in ("high", "low"))

    np.testing.assert_allclose(high.coef, -low.coef, atol=1e-10)
    assert (high.output, high.output_name) == (1, "high")


def test_an_explanation_of_other_features_is_refused(table):
    x = table.iloc[3]
    local = TabularExplainer(table, discretizer=None).explain(model, x)
    with pytest.raises(LimeError, match="features such as 'a'"):
        GlobalSurrogate(model, TabularExplainer(table)).compare(local, x)


def test_texts_and_small_tables_are_refused(table):
    with pytest.raises(LimeError, match="no training data to ask"):
        GlobalSurrogate(model, TextExplainer())
    with pytest.raises(LimeError, match="7 rows"):
        GlobalSurrogate(model, TabularExplainer(table.head(7)))
    with pytest.raises(LimeError, match="n_rows is 3"):
        GlobalSurrogate(model, TabularExplainer(table), n_rows=3)


@pytest.mark.parametrize(
    ("discretizer", "options", "said"),
    [
        (None, {"alpha": 0.01}, "weights, per standard deviation"),
        (None, {"surrogate": "lasso", "alpha": 0.01}, "weights, per standard deviation"),
        ("quartile", {"alpha": 0.01}, "in its bin"),
        (None, {"surrogate": "tree"}, "contributions"),
        ("quartile", {"surrogate": DecisionTreeRegressor(max_depth=2, random_state=0)}, "contributions"),
    ],
)
def test_it_says_what_its_numbers_are_on_every_page(table, discretizer, options, said):
    explainer, x = TabularExplainer(table, discretizer=discretizer), table.iloc[3]
    local = explainer.explain(model, x, **options)

    comparison = GlobalSurrogate(model, explainer).compare(local, x)

    assert said in comparison.note
    assert np.allclose(local.coef, local.contributions) == ("standard deviation" not in comparison.note)
    assert comparison.note in comparison.to_text()
    assert escape(comparison.note) in comparison._repr_html_()
