"""Standard errors and intervals: what they are corrected by, and that they cover."""

import numpy as np
import pytest
from scipy.stats import t as student

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.intervals import errors
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.sampling.designs import blocks
from lime_widgets.engine.sampling.masks import Masks
from lime_widgets.engine.surrogate.clusters import Clusters
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer

ONES = np.ones((1, 120))


def corrected(clusters=None, *, shown=3, ess=40.0, weights=ONES):
    found = errors(np.ones((1, 3)), np.array([shown]), np.array([ess]), weights, clusters)
    return found.stderr[0, 0], found.interval[0, 0]


def test_independent_samples_lose_a_degree_of_freedom_for_each_number_that_is_fitted():
    stderr, interval = corrected()

    assert stderr == pytest.approx(np.sqrt(40 / 36), rel=1e-12)
    assert interval == pytest.approx(stderr * student.ppf(0.975, 36), rel=1e-9)
    assert corrected(ess=1e9)[1] == pytest.approx(1.959964, rel=1e-6)


def test_many_clusters_lose_them_among_the_clusters():
    stderr, interval = corrected(Clusters(np.arange(120) // 2))

    assert stderr == pytest.approx(np.sqrt(60 / 56), rel=1e-12)
    assert interval == pytest.approx(stderr * student.ppf(0.975, 56), rel=1e-9)


def test_few_clusters_have_their_own_freedom_and_the_fit_that_of_the_samples():
    stderr, interval = corrected(Clusters(np.arange(120) // 15))

    assert stderr == pytest.approx(np.sqrt(8 / 7 * 40 / 36), rel=1e-12)
    assert interval == pytest.approx(stderr * student.ppf(0.975, 7), rel=1e-9)
    # The number of features does not count against the clusters: there may be more of them.
    assert np.isfinite(corrected(Clusters(np.arange(120) // 15), shown=20)[1])


def test_up_to_thirty_two_clusters_are_few():
    assert Clusters(np.arange(64) // 2).few
    assert not Clusters(np.arange(66) // 2).few


def test_clusters_of_unequal_weight_count_as_fewer():
    weights = np.repeat([[4.0, 1.0, 1.0, 1.0]], 30, axis=1).reshape(1, 120)[:, :120]
    by_block = np.repeat([4.0] + [1.0] * 7, 15)[None]

    number = Clusters(np.arange(120) // 15).effective_number(by_block)[0]
    assert number == pytest.approx(11**2 / (16 + 7))
    assert Clusters(np.arange(120)).effective_number(weights)[0] == pytest.approx(
        weights.sum() ** 2 / np.square(weights).sum()
    )
    assert Clusters(np.arange(120) // 15).effective_number(1e-200 * by_block)[0] == pytest.approx(number)


@pytest.mark.parametrize("ess", [4.0, 3.0, 1.0])
def test_where_there_are_no_more_samples_than_numbers_that_are_fitted_there_is_no_error(ess):
    assert np.isnan(corrected(ess=ess)).all()
    assert np.isnan(corrected(Clusters(np.arange(120) // 15), ess=ess)).all()


def test_a_perfect_fit_of_as_many_rows_as_coefficients_claims_nothing():
    Z = np.random.default_rng(0).normal(size=(4, 3))

    explanation = Neighborhood(Z, Z @ [1.0, 2.0, 3.0], np.zeros(4)).explain(alpha=0.0)

    assert np.isnan(explanation.stderr).all()
    assert np.isnan(explanation.interval).all()


def test_clusters_of_one_change_no_error():
    rng = np.random.default_rng(0)
    Z, y = rng.normal(size=(300, 4)), rng.normal(size=300)
    alone = Neighborhood(Z, y, np.ones(300)).explain()

    same = Neighborhood(Z, y, np.ones(300), clusters=rng.permutation(300)).explain()

    np.testing.assert_allclose(same.stderr, alone.stderr, rtol=1e-9)
    np.testing.assert_allclose(same.interval, alone.interval, rtol=1e-9)


def test_rows_said_twice_are_no_more_samples_where_that_is_known():
    rng = np.random.default_rng(0)
    Z, y = rng.normal(size=(200, 4)), rng.normal(size=200)
    once = Neighborhood(Z, y, np.ones(200)).explain(alpha=0.0)

    twice = Neighborhood(
        np.repeat(Z, 2, axis=0), np.repeat(y, 2), np.ones(400), clusters=np.repeat(np.arange(200), 2)
    ).explain(alpha=0.0)

    np.testing.assert_allclose(twice.stderr, once.stderr, rtol=1e-9)


@pytest.mark.parametrize("p", [6, 80])  # few features, and many
@pytest.mark.parametrize("size", [2, 30])  # many clusters, and few
@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
def test_errors_are_those_of_the_sandwich_summed_cluster_by_cluster(p, size, surrogate):
    rng = np.random.default_rng(1)
    Z = rng.normal(size=(240, p))
    y = 1 / (1 + np.exp(-Z[:, 0] + rng.normal(size=240)))
    of_row = rng.permutation(240) // size
    weights = np.exp(-rng.random(240))
    neighborhood = Neighborhood(Z, y, -np.log(weights), clusters=of_row)

    explanation = neighborhood.explain(
        kernel=lambda distances, _: np.exp(-distances), feature_selection="none", surrogate=surrogate
    )

    coef = explanation.coef[np.argsort(explanation.features)]
    fitted = explanation.predict(Z)
    curved = weights * (fitted * (1 - fitted) if surrogate == "logistic" else 1.0)
    about = Z - curved @ Z / curved.sum()
    bread = np.linalg.inv((about.T * curved) @ about + np.eye(p))
    sums = np.zeros((of_row.max() + 1, p))
    np.add.at(sums, of_row, (weights * (y - fitted))[:, None] * about)
    if size == 30:
        sums -= sums.mean(axis=0)
    raw = np.sqrt(np.diag(bread @ sums.T @ sums @ bread))
    ess = weights.sum() ** 2 / np.square(weights).sum()
    clusters = Clusters(of_row)
    expected = errors(raw[None], np.array([p]), np.array([ess]), weights[None], clusters)
    np.testing.assert_allclose(explanation.stderr[np.argsort(explanation.features)], expected.stderr[0], rtol=1e-6)
    assert len(coef) == p


def test_clusters_have_a_value_for_every_row():
    with pytest.raises(LimeError, match=r"clusters has 3 values\. Expected 4 values, one for each row"):
        Neighborhood(np.eye(4), np.ones(4), np.ones(4), clusters=[1, 1, 2])


# ---- which samples were drawn together ---------------------------------------------------------------


def test_sobol_points_make_eight_blocks_of_equal_size_in_order():
    assert np.bincount(blocks(4096)).tolist() == [512] * 8
    assert (np.diff(blocks(4500)) >= 0).all()
    assert np.ptp(np.bincount(blocks(4500))) <= 1


def test_a_mask_of_an_orthogonal_array_and_its_opposite_are_one_cluster():
    masks = Masks(20, random_state=3, removal="binomial")
    rows, clusters = masks.rows(0, 200), masks.clusters(200)

    pairs = 0
    for cluster in np.unique(clusters):
        (members,) = np.nonzero(clusters == cluster)
        assert len(members) <= 2
        if len(members) == 2:
            pairs += 1
            assert (rows[members[0]] != rows[members[1]]).all()
    assert pairs == 95  # of 32 masks and their opposites a time; row 0 keeps everything, and four have no partner
    assert (clusters == clusters[0]).sum() == 1


def test_independent_draws_and_many_parts_make_no_clusters():
    X = np.random.default_rng(0).normal(size=(50, 3))
    explainer = TabularExplainer(X)

    assert explainer.sample(lambda rows: rows[:, 0], X[0], n_samples=64, design="independent").clusters is None
    assert explainer.sample(lambda rows: rows[:, 0], X[0], n_samples=64).clusters.count == 8
    assert Masks(65, random_state=0).clusters(100) is None
    assert Masks(64, random_state=0).clusters(100) is not None
    assert Masks(20, random_state=0, design="independent", removal="binomial").clusters(100) is None


def test_an_exact_explanation_has_no_clusters_and_no_error():
    explanation = TextExplainer().explain(lambda texts: [len(text) for text in texts], "one two three")

    assert explanation.exact
    assert not explanation.interval.any()
    assert explanation.loo_score == explanation.score


# ---- coverage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "discretizer", "least", "most"),
    [("independent", None, 0.90, 0.98), ("sobol", None, 0.90, 1.0), ("sobol", "quartile", 0.90, 1.0)],
)
def test_intervals_contain_the_weights_as_often_as_they_say_and_are_not_wide(design, discretizer, least, most):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    explainer = TabularExplainer(X, discretizer=discretizer)
    model = lambda rows: np.tanh(rows[:, 0] + rows[:, 1] * rows[:, 2]) + 0.3 * (rows[:, 3] > 0)  # noqa: E731

    found = [
        explainer.explain(model, X[0], n_samples=512, random_state=seed, feature_selection="none", design=design)
        for seed in range(100)
    ]

    order = [np.argsort(each.features) for each in found]
    coef = np.array([each.coef[places] for each, places in zip(found, order, strict=True)])
    interval = np.array([each.interval[places] for each, places in zip(found, order, strict=True)])
    covered = (np.abs(coef - coef.mean(axis=0)) <= interval).mean()
    width = (interval.mean(axis=0) / (1.96 * coef.std(axis=0))).mean()
    assert least < covered <= most
    assert 0.85 < width < (1.2 if design == "independent" else 3.2)
