"""What views and results draw for print: the numbers that they show on screen."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

import lime_widgets as lw
from lime_widgets import LimeError
from lime_widgets.engine.explanation.drawing.colors import PALETTES, RAMP, TRAINING
from lime_widgets.engine.fidelity.samples_drawing import rooms_of, spread
from lime_widgets.engine.tabular.draws.off_data import cloud_of, from_data

mpl.use("agg")

X = np.random.default_rng(0).normal(size=(300, 3)) @ [[1.0, 0.9, 0.0], [0.0, 0.4, 0.0], [0.0, 0.0, 1.0]]
TEXT = "The film was not good, but the cast is good and the music wonderful"


def model(rows):
    share = 1 / (1 + np.exp(-rows @ [2.0, -1.0, 0.5]))
    return np.column_stack([1 - share, share])


def said(texts):
    return np.array([0.2 + 0.5 * ("wonderful" in text) - 0.1 * ("not" in text) for text in texts])


@pytest.fixture
def row():
    explainer = lw.TabularExplainer(X, discretizer=None, feature_names=["a", "b", "c"])
    study = lw.Study(model, X[0], explainer, n_samples=256)
    assert study.wait(30)
    return study


@pytest.fixture
def text():
    study = lw.Study(said, TEXT, lw.TextExplainer(), n_samples=64)
    assert study.wait(30)
    return study


@pytest.fixture(autouse=True)
def _closed():
    yield
    mpl.pyplot.close("all")


def points_of(ax, place=0):
    return np.asarray(ax.collections[place].get_offsets())


def by_distance(study):
    return np.argsort(-study.neighborhood.distances, kind="stable")


# ---- samples ---------------------------------------------------------------------------------------------


def test_samples_lie_at_their_distance_and_answer_in_the_colors_of_their_weights(row):
    ax = lw.NeighborhoodView(row).plot()
    samples, order = row.neighborhood, by_distance(row)

    answers = samples.y[:, row.explanation.output]
    np.testing.assert_allclose(points_of(ax), np.column_stack([samples.distances, answers])[order])
    weights = samples.weights([row.kernel_width])[0]
    drawn = ax.collections[0]
    np.testing.assert_allclose(drawn.get_array(), weights[order])
    assert drawn.norm.vmax == weights[1:].max()
    drawn.update_scalarmappable()
    heaviest = 1 + np.argmax(weights[1:])
    colors = drawn.get_facecolor()
    np.testing.assert_allclose(colors[np.flatnonzero(order == heaviest)[0], :3], to_rgba(RAMP[-1])[:3], atol=0.01)
    assert ax.lines[-1].get_ydata()[0] == answers[0]
    assert ax.get_ylabel() == f"probability of {row.explanation.output_name}"


def test_residuals_are_the_models_answers_less_the_surrogates(row):
    ax = lw.NeighborhoodView(row, against="residual").plot()
    samples = row.neighborhood

    residual = samples.y[:, row.explanation.output] - row.explanation.predict(samples.Z)
    np.testing.assert_allclose(points_of(ax)[:, 1], residual[by_distance(row)])
    assert ax.lines[-1].get_ydata()[0] == 0
    assert ax.get_ylabel() == "model − surrogate"


def test_training_rows_lie_on_the_samples_with_the_line_and_the_share_off_the_data(row):
    view = lw.NeighborhoodView(row, against="data")
    ax = view.plot()
    table = row.explainer.table

    samples, training = ax.collections[:2]  # the last is on top
    assert training.get_zorder() >= samples.get_zorder()
    np.testing.assert_allclose(points_of(ax, 1)[:, 1], from_data(table, X))
    np.testing.assert_allclose(training.get_facecolor()[0], to_rgba(TRAINING, 0.75))
    Z = row.displayed_perturbation.represent(np.vstack([X[:1], X]))
    np.testing.assert_allclose(points_of(ax, 1)[:, 0], row.displayed_perturbation.distances(Z, "euclidean")[1:])
    far = from_data(table, row.coordinates(range(3)))
    np.testing.assert_allclose(points_of(ax)[:, 1], far[by_distance(row)])
    edge = cloud_of(table).edge
    assert ax.lines[-1].get_ydata()[0] == edge
    share = (far[1:] > edge).mean()
    assert f"{100 * share:.0f} % of the samples lie off the data, above the line." in ax.get_title("left")

    view.training = False
    assert len(view.plot().collections) == 1


def test_samples_as_a_frame_are_those_of_the_picture(row):
    frame = row.sample_points().to_frame()

    assert list(frame) == ["distance", "answer", "residual", "weight", "from_data"]
    np.testing.assert_array_equal(frame["distance"], row.neighborhood.distances)


def test_a_text_has_no_distance_from_the_data(text):
    with pytest.raises(LimeError, match="no training data with numbers"):
        text.sample_points().plot("data")
    with pytest.raises(LimeError, match="against is 'up'"):
        text.sample_points().plot("up")
    assert lw.NeighborhoodView(text, against="data").plot().get_ylabel() == "output 0"


def test_few_distances_are_spread_by_at_most_a_third_of_the_way_to_the_next():
    distances = np.repeat([0.0, 1.0, 1.001, 100.0], [1, 20, 20, 20])
    rooms = rooms_of(distances)

    assert rooms[100.0] == pytest.approx(1.5)
    assert rooms[1.0] == pytest.approx(0.001 / 3)
    moved = spread(distances, rooms)
    assert moved[0] == 0.0
    assert (np.abs(moved - distances) <= [rooms[each] for each in distances]).all()
    assert len(np.unique(moved)) == len(moved)
    assert rooms_of(np.linspace(0, 1, 100)) == {}


def test_a_shapley_value_has_no_kernel_but_a_picture(text):
    text.kernel = "shapley"
    assert text.wait(30)
    points = text.sample_points()

    counts = text.neighborhood.counts
    weights = text.neighborhood.weights([1.0], "shapley")[0]
    np.testing.assert_allclose(points.weight, weights if counts is None else weights * counts)
    points.plot("residual")


# ---- kernel widths ---------------------------------------------------------------------------------------


def test_curves_are_the_weights_at_each_width_and_the_width_is_marked(row):
    ax = lw.KernelWidthView(row).plot()
    sweep = row.sweep

    assert len(sweep) > 100
    curves = {line.get_label(): line for line in ax.lines}
    for feature, name in enumerate("abc"):
        expected = [float(each.coef[each.features == feature][0]) for each in (sweep[10], sweep[60])]
        widths, weights = curves[name].get_xdata(), curves[name].get_ydata()
        np.testing.assert_allclose(widths, np.sort(sweep.kernel_width))
        np.testing.assert_allclose(weights[[10, 60]], expected)
    assert ax.lines[-1].get_xdata()[0] == row.kernel_width
    assert ax.get_title("left").startswith(f"At width {row.kernel_width:.3g}: R² {row.explanation.loo_score:.3g} left")


def test_widths_with_too_few_samples_are_shaded_and_decide_no_axis():
    z = np.linspace(-3, 3, 61)
    z[0] = 0.02
    samples = lw.Neighborhood(z[:, None], np.sin(3 * z), np.abs(z - 0.02), ("z",))
    sweep = samples.sweep(np.geomspace(0.01, 10, 40), alpha=0.0)
    ax = sweep.plot()

    few = np.array(["few_samples" in {reason.name for reason in sweep.reasons(t)} for t in range(len(sweep))])
    assert few.any()
    assert not few.all()
    shade = next(patch for patch in ax.patches if patch.get_label() == "too few samples")
    last = np.flatnonzero(few).max()
    assert shade.get_x() == sweep.kernel_width[0]
    ends = np.sqrt(sweep.kernel_width[last] * sweep.kernel_width[last + 1])
    assert shade.get_x() + shade.get_width() == pytest.approx(ends)
    assert ax.get_ylim()[1] < 1.5 * np.abs(sweep.coef[~few]).max()


def test_one_width_is_a_point_and_a_width_below_0_is_refused(row):
    sweep = row.neighborhood.sweep([1.0])
    assert {line.get_marker() for line in sweep.plot().lines[:3]} == {"o"}
    with pytest.raises(LimeError, match="kernel width"):
        sweep.plot(kernel_width=-1.0)


# ---- views -----------------------------------------------------------------------------------------------


def test_every_view_draws_or_says_why_not(row):
    row.update(compared_widths=(0.8,))
    ax = lw.CurveView(row, "b", n=41).plot()
    black_box, compared, present = ax.lines[:3]
    at = black_box.get_xdata()
    rows = np.tile(X[0], (len(at), 1))
    rows[:, 1] = at
    np.testing.assert_allclose(black_box.get_ydata(), model(rows)[:, row.explanation.output], atol=1e-6)
    Z = (rows - X.mean(axis=0)) / X.std(axis=0)
    np.testing.assert_allclose(present.get_ydata(), row.explanation.predict(Z), atol=1e-6)
    assert compared.get_label() == "surrogate of width 0.8"
    other = row.neighborhood.explain(kernel_width=0.8, output=row.output)
    np.testing.assert_allclose(compared.get_ydata(), other.predict(Z), atol=1e-6)

    assert lw.BarsView(row).plot().get_title("left") == row.explanation.plot().get_title("left")
    assert lw.FidelityView(row).plot().get_xlabel() == "number of features"
    for kind in (lw.SummaryView, lw.ControlsView):
        with pytest.raises(LimeError, match=f"{kind.__name__} has no picture for print"):
            kind(row).plot()
    with pytest.raises(LimeError, match="StabilityView has nothing to draw yet"):
        lw.StabilityView(row).plot()
    with pytest.raises(LimeError, match="GlobalView has nothing to draw yet"):
        lw.GlobalView(row).plot()
    with pytest.raises(LimeError, match="TreeView has nothing to draw yet"):
        lw.TreeView(row).plot()
    row.update(surrogate="tree")
    row.repeat(2)
    row.fit_global()
    assert row.wait(60)
    assert lw.TreeView(row).plot().texts
    assert lw.StabilityView(row).plot().get_title("left") == row.repeats.headline
    assert lw.GlobalView(row).plot().get_xlabel().startswith("weight")


def test_a_plane_shows_the_models_answers_the_samples_and_the_surrogates_side(row):
    view = lw.PlaneView(row, ("a", "c"), n=(12, 15))
    ax = view.plot()
    surface = ax.images[0].get_array()

    assert surface.shape == (15, 12)
    sliced = row.slices[view._slice_key]
    across, up = (axis.values for axis in sliced.slice.axes)
    corner = model(np.array([[across[-1], X[0, 1], up[0]]]))[0, row.explanation.output]
    assert surface[0, -1] == pytest.approx(corner)
    view.panel = "B"
    np.testing.assert_allclose(points_of(view.plot()), row.coordinates([0, 2])[1:])


def test_words_are_colored_by_their_weights(text):
    ax = lw.TextView(text).plot()
    weights = dict(text.explanation.as_list())

    strongest = max(weights, key=lambda word: abs(weights[word]))
    assert strongest == "wonderful"
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    darkest = max(boxes, key=lambda box: box.get_facecolor()[3])
    color = np.array(PALETTES[text.palette][0]) / 255
    np.testing.assert_allclose(darkest.get_facecolor(), [*color, 0.5])
    word = next(drawn for drawn in ax.texts if drawn.get_text() == "wonderful")
    assert word.get_position()[0] == darkest.get_x()
    assert darkest.get_width() == len("wonderful")
    assert "".join(drawn.get_text() for drawn in ax.texts).replace(" ", "") == TEXT.replace(" ", "")


def test_an_image_is_painted_as_on_screen():
    picture = np.random.default_rng(0).random((8, 8))
    study = lw.Study(lambda images: images[:, :4].mean(axis=(1, 2)), picture, lw.ImageExplainer("grid",
                     segmentation_options={"size": 4}))  # fmt: skip
    for view in (lw.ImageView(study), lw.ImageExplorer(study)):
        np.testing.assert_array_equal(view.plot().images[0].get_array(), study.painted())
        view.close()
    with pytest.raises(LimeError, match="This ImageView is closed"):
        view_of_closed(study).plot()


def view_of_closed(study):
    view = lw.ImageView(study)
    view.close()
    return view


def test_a_picture_waits_for_a_slow_model_and_says_why_there_is_none():
    def broken(rows):
        raise ValueError("no answer")

    study = lw.Study(broken, X[0], lw.TabularExplainer(X), n_samples=64)
    with pytest.raises(LimeError, match="There is no explanation to draw; the study's status is 'failed'"):
        lw.BarsView(study).plot()


def test_a_view_draws_in_the_users_axes(row):
    _, axes = mpl.pyplot.subplots(2)
    assert lw.NeighborhoodView(row).plot(axes[0]) is axes[0]
    assert lw.KernelWidthView(row).plot(axes[1]) is axes[1]
    assert axes[0].has_data()
    assert axes[1].has_data()


@pytest.mark.filterwarnings("error:No artists with labels")
@pytest.mark.parametrize("what", ["view", "sweep"])
def test_the_curves_of_a_constant_model_have_no_legend(what):
    explainer = lw.TabularExplainer(X, discretizer=None)
    study = lw.Study(lambda rows: np.full(len(rows), 0.5), X[0], explainer, n_samples=256)
    assert study.wait(30)

    ax = lw.KernelWidthView(study).plot() if what == "view" else study.neighborhood.sweep([0.5, 1.0, 2.0]).plot()

    assert ax.get_legend() is None
