"""Pictures for print of columns with long names and of weights of millions: everything is whole and in its place."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import lime_widgets as lw

mpl.use("agg")

LONG = "Average household income in the district in $ per year"
PATIENCE = 60


@pytest.fixture(scope="module")
def study():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({name: rng.normal(size=400) for name in (LONG, "b", f"{LONG}, before taxes")})
    model = lambda rows: (1e6 * (2 * rows[LONG] - rows["b"] * rows[LONG])).to_numpy()  # noqa: E731
    study = lw.Study(model, table.iloc[0], lw.TabularExplainer(table), n_samples=512)
    assert study.wait(PATIENCE)
    study.fit_global()
    study.repeat(5)
    assert study.wait(PATIENCE)
    return study


@pytest.fixture(autouse=True)
def _closed():
    yield
    mpl.pyplot.close("all")


@pytest.mark.parametrize("what", ["global_comparison", "repeats", "explanation"])
def test_a_picture_of_long_names_keeps_its_bars_and_cuts_no_text(study, what):
    ax = getattr(study, what).plot()
    figure = ax.figure
    figure.canvas.draw()

    page, room = figure.bbox, ax.get_window_extent()
    assert room.width > 0.4 * page.width
    legend = [] if ax.get_legend() is None else [ax.get_legend().get_window_extent()]
    across = [each for each in ax.get_xticklabels() if room.x0 <= each.get_window_extent().x0 + 40 <= room.x1]
    texts = [ax.xaxis.label, *ax.get_yticklabels(), *across]
    titles = [each for each in ax.get_children() if isinstance(each, mpl.text.Text) and each.get_text()]
    for text in (*texts, *titles):
        box = text.get_window_extent()
        assert -1 <= box.x0 < box.x1 <= page.width + 1, text.get_text()
        assert -1 <= box.y0 < box.y1 <= page.height + 1, text.get_text()
    boxes = [each.get_window_extent() for each in texts] + legend
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    assert not any(room.overlaps(each) for each in legend)
    assert ax.xaxis.get_offset_text().get_text() == ""


@pytest.mark.parametrize("picture", ["removal", "samples", "sweep"])
def test_a_long_class_name_is_whole_at_both_ends_beside_its_axis(picture):
    X = np.random.default_rng(0).normal(size=(200, 3))
    name = "will cancel the contract within the next quarter"
    model = lw.BlackBox(
        lambda rows: np.column_stack([1 / (1 + np.exp(rows[:, 0])), 1 / (1 + np.exp(-rows[:, 0]))]),
        output_names=[name, "stays"],
    )
    study = lw.Study(model, X[0], lw.TabularExplainer(X, discretizer=None), n_samples=256, output=0)
    assert study.wait(PATIENCE)
    if picture == "removal":
        study.check_fidelity(64)
        assert study.wait(PATIENCE)
        ax = study.fidelity.plot("removal")
    else:
        ax = study.sample_points().plot() if picture == "samples" else study.sweep.plot()
    ax.figure.canvas.draw()

    title, page = ax.yaxis.label, ax.figure.bbox
    assert title.get_text().startswith(("probability of will", "weight for will"))
    assert title.get_text().endswith("quarter")
    box = title.get_window_extent()
    assert 0 <= box.y0 < box.y1 <= page.height


def test_the_questions_of_a_tree_keep_their_bounds(study):
    local = study.explainer.explain(study.model, study.instance, surrogate="tree", max_depth=3)

    ax = local.tree.plot()

    drawn = [text.get_text().partition("\n")[0] for text in ax.texts]
    for node in local.tree.nodes:
        if LONG in node.test:
            low, high = node.test.split(LONG)
            high = high.removeprefix(", before taxes")
            asked = [each for each in drawn if "…" in each and each.startswith(low) and each.endswith(high)]
            assert asked
            assert len(asked[0]) <= 40


def test_a_question_about_a_number_keeps_its_threshold():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({LONG: rng.normal(1e6, 1e5, size=400)})
    explainer = lw.TabularExplainer(table, discretizer=None)
    local = explainer.explain(lambda rows: rows[LONG].to_numpy(), table.iloc[0], surrogate="tree", max_depth=1)

    drawn = [text.get_text() for text in local.tree.plot().texts]

    threshold = local.tree.nodes[0].test.removeprefix(LONG)
    assert threshold.startswith(" ≤ ")
    assert any("…" in text and f"{threshold}\n" in text for text in drawn)
