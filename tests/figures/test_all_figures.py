"""Figures of the articles beyond the two published ones with their switch: their numbers, verdicts and pictures."""

import io

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.datasets import load_bike_task
from lime_widgets.engine.errors import LimeError
from lime_widgets.figures.spam import COMMENTS, WITH, WITHOUT

TIMEOUT = 60
MAKERS = {
    "abstract_features": lw.figures.abstract_features,
    "bike": lw.figures.bike,
    "global_vs_local": lw.figures.global_vs_local,
    "kernel_width": lw.figures.kernel_width,
    "plane": lw.figures.plane,
    "sentiment": lw.figures.sentiment,
    "spam": lw.figures.spam,
    "superpixels": lambda: lw.figures.superpixels(n_samples=300),
}


@pytest.fixture
def figure(request):
    made = MAKERS[request.param]()
    yield made
    made.close()


def each(*names):
    return pytest.mark.parametrize("figure", names, indirect=True)


def says_two_days_as_published(figure):
    table = figure.table.set_index(["day", "feature"])
    fall, winter = table.loc["2011-10-22"], table.loc["2011-01-08"]
    assert set(fall.index) == {"temp", "weathersit = GOOD"}
    assert (fall["actual"] >= 0.85).all()
    assert fall.loc["temp", "effect"] == pytest.approx(0.42, abs=0.06)
    assert fall.loc["weathersit = GOOD", "effect"] == pytest.approx(0.053, abs=0.03)
    assert fall["local"].iloc[0] == pytest.approx(0.44, abs=0.02)
    assert winter["local"].iloc[0] == pytest.approx(-0.03, abs=0.02)
    assert (winter["effect"].abs() < 0.05).all()
    np.testing.assert_allclose(table["effect"], table["weight"] * table["value"])


def turns_numbers_into_bins_without_a_call_of_the_model(figure):
    calls = [study.n_model_calls for study in figure.studies]
    before = figure.verdict
    figure.representation.value = "quartile"
    assert all(study.wait(TIMEOUT) for study in figure.studies)
    assert any("≤" in name for study in figure.studies for name, _ in study.explanation.as_list())
    assert [study.n_model_calls for study in figure.studies] == calls
    assert figure.verdict != before


def lights_up_each_label_in_its_own_half(figure):
    table = figure.table
    for label, inside in (("Egyptian cat", table["left"]), ("espresso", 1 - table["left"])):
        rows = (table["label"] == label) & (table["weight"] > 0)
        share = (table["weight"] * inside)[rows].sum() / table["weight"][rows].sum()
        assert share > 0.85
    assert table.groupby("label")["probability"].first().round(2).to_dict() == {"Egyptian cat": 0.42, "espresso": 0.06}


def has_weights_of_components_and_an_explanation_of_columns(figure):
    weights = figure.weights
    assert weights.shape == (3, 14)
    np.testing.assert_allclose((weights.iloc[:, 1:] ** 2).sum(axis=1), 1.0)
    assert set(figure.table["column"]) <= set(weights.columns[1:])


def reads_two_reviews_with_opposite_answers(figure):
    answers = figure.table.groupby("review", sort=False)["positive"].first()
    assert answers.iloc[0] > 0.8
    assert answers.iloc[1] < 0.2
    assert "“wonderful”" in figure.verdict
    assert "“dull”" in figure.verdict


# A figure takes seconds to make: one serves all claims about it.
CLAIMS = {
    "abstract_features": (has_weights_of_components_and_an_explanation_of_columns,),
    "bike": (says_two_days_as_published, turns_numbers_into_bins_without_a_call_of_the_model),
    "sentiment": (reads_two_reviews_with_opposite_answers,),
    "superpixels": (lights_up_each_label_in_its_own_half,),
}


@each(*MAKERS)
def test_a_figure_says_its_verdict_has_a_table_and_is_drawn_for_print(figure, request):
    assert all(study.wait(TIMEOUT) for study in figure.studies)
    assert figure.verdict.strip().endswith((".", "!"))
    assert figure.verdict.replace("'", "&#x27;") in figure.children[0].value.replace("&quot;", '"')
    assert figure.verdict[:60] in figure._repr_mimebundle_()["text/plain"]  # ipywidgets cuts it
    assert len(figure.table)
    file = io.StringIO()
    figure.plot().savefig(file, format="svg")
    assert "<svg" in file.getvalue()
    for claim in CLAIMS.get(request.node.callspec.params["figure"], ()):
        claim(figure)
    figure.close()
    assert figure.studies == ()
    with pytest.raises(LimeError, match="closed"):
        figure.plot()
    with pytest.raises(LimeError, match="closed"):
        figure.open_study  # noqa: B018  the property raises


@each("spam")
def test_the_variations_are_the_published_ones(figure):
    words = ["For", "Christmas", "Song", "visit", "my", "channel!", ";)"]
    table = figure.variations
    assert table.columns.tolist() == [*words, "prob", "weight"]
    assert table[words].to_numpy().tolist() == [
        [1, 0, 1, 1, 0, 0, 1],
        [0, 1, 1, 1, 1, 0, 1],
        [1, 0, 0, 1, 1, 1, 1],
        [1, 0, 1, 1, 1, 1, 1],
        [0, 1, 1, 1, 0, 0, 1],
    ]
    assert table["prob"].tolist() == [0.17, 0.17, 0.99, 0.99, 0.17]
    assert table["weight"].round(2).tolist() == [0.57, 0.71, 0.71, 0.86, 0.57]


@each("spam")
def test_the_weights_of_the_words_are_the_published_ones(figure):
    table = figure.table
    assert round(WITHOUT, 7) == 0.1701170
    assert round(WITH, 7) == 0.9939024
    assert table.loc[table["case"] == 1, "feature_weight"].tolist() == [0.0] * 5
    weights = table[table["case"] == 2].set_index("feature")["feature_weight"]
    assert weights["channel!"] == 6.180747
    assert (weights.drop("channel!") == 0).all()
    # log-odds of .99 less those of .17
    assert weights["channel!"] == pytest.approx(np.log(0.99 / 0.01) - np.log(0.17 / 0.83), abs=1e-6)


@each("spam")
def test_the_other_comment_has_no_weights(figure):
    figure.comment.value = COMMENTS[0]
    assert figure.study.wait(TIMEOUT)
    assert figure.verdict == "Spam with 17 %: no word matters, all weights are 0."
    assert figure.variations.columns.tolist()[:5] == COMMENTS[0].split()


@pytest.mark.parametrize(("on", "agreeing"), [("curve", 1), ("plane", 1), ("bike", 0)])
def test_one_global_surrogate_misleads_at_some_places(on, agreeing):
    figure = lw.figures.global_vs_local(on)
    places = figure.table.groupby("instance")["agree"].all()
    assert len(places) == 3
    assert places.sum() == agreeing
    assert f"at {agreeing} of 3 places" in figure.verdict
    figure.close()


def test_the_global_line_is_that_of_least_squares():
    figure = lw.figures.global_vs_local("curve")
    data = lw.figures.published.bumpy()
    slope, _ = np.polyfit(data.x, data.function(data.x), 1)
    assert figure.table["global"].tolist() == pytest.approx([slope] * 3, rel=1e-5)
    figure.close()
    with pytest.raises(LimeError, match='"curve"'):
        lw.figures.global_vs_local("text")


def walk_of(kind):
    if kind == "text":
        study = lw.figures.spam().study
        return lw.figures.steps(study)
    if kind == "image":
        image = np.random.default_rng(0).integers(0, 255, (8, 12, 3), dtype=np.uint8)
        squares = np.repeat(np.arange(12), 8).reshape(8, 12)
        box = lw.BlackBox(lambda images: images.reshape(len(images), -1).mean(axis=1) / 255)
        return lw.figures.steps(lw.Study(box, image, lw.ImageExplainer(segmentation=squares), n_samples=64))
    X, _ = load_bike_task()
    box = lw.BlackBox(lambda rows: rows["temp"].to_numpy() / 40)
    return lw.figures.steps(lw.Study(box, X.loc["2011-01-08"], lw.TabularExplainer(X), n_samples=128))


@pytest.mark.parametrize("kind", ["row", "text", "image"])
def test_the_walk_shows_every_step_and_what_is_known_in_it(kind):
    walk = walk_of(kind)
    shown = []
    for step in range(5):
        walk.step = step
        assert walk.verdict.startswith(f"Step {step + 1} of 5")
        shown.append(walk._shown.value)
    known = [("π" in text, "<th style='text-align:left'>f</th>" in text, ">g</th>" in text) for text in shown]
    assert known == [
        (False, True, False),
        (False, False, False),
        (False, True, False),
        (True, True, False),
        (True, True, True),
    ]
    assert shown[0].count("<tr>") == 2
    assert shown[1].count("<tr>") == 1 + len(walk.table)
    table = walk.table
    assert table["distance"].iloc[0] == 0
    assert (np.diff(table["weight"].to_numpy()[1:]) <= 0).all()
    if kind == "image":
        assert "<img" in shown[1]
    if kind == "text":
        assert "<s " in shown[1]
        assert "[1, " in shown[1]
    walk.close()


@pytest.mark.parametrize("kind", ["text", "image"])
def test_h_is_shown_in_both_directions(kind):
    walk = walk_of(kind)
    study, own = walk.study, walk._own
    assert own.layout.display == "none"
    walk.step = 1
    assert (own.layout.display, walk._clicked.layout.display) == ("", "")

    own._bits[1].value = False
    assert (study.removed, own._bits[1].description) == ((1,), "0")
    study.removed = (0, 3)  # as a click on the text or the picture does
    assert [bit.description for bit in own._bits[:5]] == ["0", "1", "1", "0", "1"]
    own._bits[0].value = own._bits[3].value = True
    assert study.removed == ()
    walk.step = 3
    assert (own.layout.display, walk._clicked.layout.display) == ("none", "none")
    walk.close()
    assert own.comm is None


def test_the_walk_lights_the_part_of_the_formula_that_the_step_is_about():
    walk = walk_of("row")
    walk.step = 3
    lit = [part for part in walk._formula.value.split("<span ") if "font-weight:600" in part]
    assert len(lit) == 1
    assert "π<sub>x</sub>" in lit[0]
    walk._next.click()
    assert (walk.step, walk._next.disabled, walk._bars.layout.display) == (4, True, "")
    walk._next.click()
    assert walk.step == 4
    with pytest.raises(LimeError, match="0 to 4"):
        walk.step = 5
    walk.close()
    with pytest.raises(LimeError, match="needs a study"):
        lw.figures.steps("x")
