"""The tree and the whole model in views: what crosses to the page, what it may order, and the pages without widgets."""

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor
from widgets.study_model import drawn, read

import lime_widgets as lw
from lime_widgets.widgets.wire.study_model import study_model_of


@pytest.mark.parametrize(
    ("change", "additive"),
    [
        ({"surrogate": "lasso"}, True),
        ({"surrogate": "bayesian", "prior": "explanation"}, True),
        ({"surrogate": "tree", "max_depth": 2}, False),
        ({"surrogate": GradientBoostingRegressor(n_estimators=3, random_state=0)}, False),
    ],
    ids=str,
)
def test_the_page_has_the_same_explanation(wire, study, change, additive):
    view = lw.BarsView(study)
    study.update(**change)
    assert study.wait(20)

    frame, frames = drawn(view.study_model), view.study_model.frames
    kept = frame["features"] >= 0
    np.testing.assert_array_equal(frame["features"][kept], study.explanation.features)
    np.testing.assert_allclose(frame["coef"][kept], study.explanation.coef, rtol=1e-6)
    np.testing.assert_allclose(frame["interval"][kept], study.explanation.interval, rtol=1e-5)
    for name in ("score", "loo_score", "local_prediction"):
        assert frame[name] == pytest.approx(getattr(study.explanation, name), rel=1e-6)
    assert frames["additive"] == additive
    assert ("at" in frames) == additive
    assert frames["folds"] == (0 if additive else 5)
    view.close()


def test_a_tree_crosses_with_its_questions_at_each_width(wire, study):
    view = lw.TreeView(study)
    assert "trees" not in view.study_model.frames

    study.surrogate = "tree"
    assert study.wait(20)

    frames = view.study_model.frames
    place = study.sweep.index(study.kernel_width)
    assert len(frames["trees"]) == len(read(frames["kernel_width"]))
    sent, tree = frames["trees"][place], study.explanation.tree
    assert [node["test"] for node in sent] == [node.test for node in tree.nodes]
    assert [node["value"] for node in sent] == [node.value for node in tree.nodes]
    assert sum(node["on_path"] for node in sent) == len(tree.path)
    view.close()


def test_the_page_orders_a_tree_a_prior_and_back(wire, study):
    view = lw.ControlsView(study)
    model = view.study_model
    wire.set(model, surrogate="tree")
    assert study.explanation.tree is not None
    wire.set(model, surrogate="bayesian")
    wire.set(model, prior="explanation")
    assert model.prior == "custom"
    assert study.prior.names
    wire.set(model, prior="none")
    assert study.prior is None
    wire.set(model, prior="custom")
    assert study.prior.names
    view.close()


def test_an_estimator_is_the_users_own_and_can_be_chosen_again(wire, study):
    estimator = GradientBoostingRegressor(n_estimators=3, random_state=0)
    view = lw.ControlsView(study)
    study.surrogate = estimator
    assert view.study_model.surrogate == "custom"
    wire.set(view.study_model, surrogate="ridge")
    wire.set(view.study_model, surrogate="custom")
    assert study.surrogate is estimator
    view.close()


def test_the_whole_model_is_asked_about_when_the_page_orders_it(wire, study):
    view = lw.GlobalView(study)
    state = view.study_model.global_surrogate
    assert (state["n_answered"], state["error"], "weights" in state) == (None, "", False)
    n = study.n_model_calls

    wire.send(view.study_model, type="fit_global")
    assert study.wait(20)

    state = view.study_model.global_surrogate
    assert study.n_model_calls == n + state["n_rows"]
    comparison = study.global_comparison
    np.testing.assert_allclose(read(state["weights"]["whole"]), comparison.whole, rtol=1e-6)
    assert state["weights"]["headline"] == comparison.headline
    wire.send(view.study_model, type="stop_global")
    assert "weights" not in view.study_model.global_surrogate
    view.close()


def test_only_a_table_has_rows_to_ask_about(wire):
    study = lw.Study(lambda texts: [float(len(text)) for text in texts], "two words", lw.TextExplainer())
    with pytest.raises(lw.LimeError, match="no training data to ask"):
        lw.GlobalView(study)
    view = lw.TreeView(study)
    model = study_model_of(study)
    wire.send(model, type="fit_global")
    assert "fit_global" in model.notice
    view.close()


def test_a_page_without_widgets_shows_the_tree_and_the_whole_model(wire, study):
    tree, whole = lw.TreeView(study), lw.GlobalView(study)
    bundle = tree._repr_mimebundle_()
    assert "no decision tree" in (bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"]
    assert "study.fit_global()" in repr(whole)

    study.surrogate = "tree"
    study.fit_global()
    assert study.wait(20)

    for view, text, markup in (
        (tree, "← this instance", "<li>"),
        (whole, study.global_comparison.headline, study.global_comparison.headline),
    ):
        bundle = view._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        assert text in data["text/plain"]
        assert markup in data["text/html"]
        view.close()


def test_the_fold_of_an_explorer_is_of_a_table_only(wire, study):
    explorer = lw.TabularExplorer(study, unfolded=["global"])
    explorer.present(view="global")
    explorer.close()
    text = lw.Study(lambda texts: [float(len(text)) for text in texts], "two words", lw.TextExplainer())
    with pytest.raises(lw.LimeError, match="unfolded"):
        lw.TextExplorer(text, unfolded=["global"])
