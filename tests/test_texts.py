"""Every text that a user can see comes from one catalogue, which another language can replace."""

import ast
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.engine.errors import one_of, problem, warn
from lime_widgets.engine.image.segmentation_methods import METHODS
from lime_widgets.engine.texts import ENGLISH, Fault, fault, listed, say, use
from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy
from lime_widgets.study.trait_types import Setting
from lime_widgets.widgets.wire.controls import controls
from lime_widgets.widgets.wire.image import methods_state

HOME = Path(__file__).parent.parent / "lime_widgets"
ROOMS = ("engine", "study", "widgets", "datasets")
FILES = {
    path.relative_to(HOME).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(HOME.rglob("*.py"))
    if "texts" not in path.parts
}
COVERED = [name for name in FILES if name.startswith(ROOMS)]

# A sentence is two words. The literal parts of an f-string are sentences sooner.
SENTENCE = re.compile(r"[A-Za-z]+[,:;]? [A-Za-z(]{2,}")
PART = re.compile(r"[A-Za-z]{2,} $|^[,;]? [A-Za-z]{2,}")
# HTML, and code that a message shows.
NO_TEXT = re.compile(r"^('>)?<|^lambda |^\nexport |, \w+=$")
# What no user sees: values of settings, of data and of libraries, and names that the page compares.
KIND = {"table row"}
UNSEEN = {
    "datasets/bike.py": {"NO HOLIDAY", "NO WORKING DAY", "WORKING DAY"},
    "datasets/efficientnet.py": {"constant "},
    "datasets/imagenet.py": {"crane (bird)", "crane (machine)", "maillot (tank suit)"},
    "datasets/photos.py": {"half and half"},
    "engine/image/neighbors.py": {"channels first"},
    "engine/image/perturbation.py": {"channels first"},
    "engine/image/pixels.py": {"as array", "channels first"},
    "engine/explanation/drawing/widths.py": {"upper left"},
    "engine/global_surrogate/drawing.py": {"upper left"},
    "engine/sensitivity/drawing.py": {"offset points", "upper left"},
    "engine/model/failure_causes.py": {" in ", ") for ", "truth value"},
    "engine/tabular/explainer.py": KIND,
    "engine/surrogate/lasso.py": {"Regressors in active set degenerate", "Early stopping the lars path"},
    "engine/text/explainer.py": {"any text."},
    "study/tabular.py": KIND,
    "widgets/explorers.py": KIND,
    "widgets/plots/sliced.py": KIND,
    "widgets/views/view.py": KIND,
    "widgets/comparison.py": {"column ", "row wrap"},
    "widgets/wire/study_model.py": {"export default {}"},
}
# What is a text on screen, however short.
ON_SCREEN = {"label", "x_label", "y_label", "alt", "fill_name"}
# What the page fills in at each kernel width.
FILLED_LATER = {"answer", "fidelity", "model", "samples", "score", "surrogate", "taken"}


def hidden_in(tree):
    """The strings of a module that nobody sees: docstrings, annotations, documentation of traits, patterns."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr):
                yield statement.value
        if isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice)
        if isinstance(node, ast.keyword) and node.arg == "help":
            yield from ast.walk(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "compile":
            yield from ast.walk(node)


def texts_of(source):
    """Give the strings of a module that a reader would see."""
    tree = ast.parse(source)
    hidden = set(hidden_in(tree))
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden
        if SENTENCE.search(node.value) or (node in parts and PART.search(node.value))
        if not NO_TEXT.search(node.value)
    ]


def names_on_screen(source):
    """Give the strings of a module that are labels: values of arguments and of keys that reach the screen."""
    for node in ast.walk(ast.parse(source)):
        pairs = [(node.arg, node.value)] if isinstance(node, ast.keyword) else []
        if isinstance(node, ast.Dict):
            pairs = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values, strict=True)]
        for name, value in pairs:
            if name in ON_SCREEN:
                yield from (
                    each.value
                    for each in ast.walk(value)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
                    if not each.value.count(".")  # the id of a text
                )


@pytest.mark.parametrize("name", COVERED)
def test_a_sentence_is_in_the_catalogue(name):
    assert set(texts_of(FILES[name])) == UNSEEN.get(name, set())


@pytest.mark.parametrize("name", [name for name in COVERED if not name.startswith("datasets")])
def test_a_label_is_in_the_catalogue(name):
    assert list(names_on_screen(FILES[name])) == []


def test_a_text_outside_would_be_found():
    assert texts_of('"""Do nothing."""\nsaid = f"{name} speaks against it"') == [" speaks against it"]
    assert texts_of('raise ValueError("Not so.")') == ["Not so."]
    assert texts_of('name = f"feature {place}"') == ["feature "]
    assert list(names_on_screen('Axis(label="weight")\noption = {"label": "none"}')) == ["none", "weight"]


def test_the_makers_of_errors_warnings_and_parameters_take_ids_only():
    with pytest.raises(KeyError):
        problem("alpha is -1.")
    with pytest.raises(TypeError):
        fault("grade.good")
    for kind in (Study, TabularStudy, TextStudy, ImageStudy):
        for name, trait in kind.class_traits(parameter=True).items():
            assert isinstance(trait, Setting), name


# ---- ids and values ------------------------------------------------------------------------------


def literals(node, function):
    """The ids that an argument may be: a string, one of two, or a variable that was set to one of these."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*literals(node.body, function), *literals(node.orelse, function)]
    if isinstance(node, ast.Name):
        return [
            text_id
            for each in ast.walk(function)
            if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", None) == node.id
            for text_id in literals(each.value, ast.Module([], []))
        ]
    return []


def calls():
    """Each place that asks for a text: where it is, the function that is called, the ids it may be, the values."""
    for name, source in FILES.items():
        tree = ast.parse(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        # A call is read in the innermost function around it.
        around = {call: function for function in functions for call in ast.walk(function) if isinstance(call, ast.Call)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = getattr(call.func, "id", "")
            place = 2 if called == "one_of" else 0
            if called not in {"say", "problem", "one_of"} or len(call.args) <= place:
                continue
            values = {keyword.arg for keyword in call.keywords} - {"error"}
            text_ids = literals(call.args[place], around.get(call, tree))
            if text_ids and None not in values:
                yield f"{name}:{call.lineno}", called, text_ids, values


def places_of(entry):
    """The names in braces of a text."""
    texts = [entry] if isinstance(entry, str) else list(entry)
    return {
        name
        for text in texts
        for name in (places_of(text) if isinstance(text, tuple) else re.findall(r"\{(\w+)[!:}]", text))
    }


CALLS = list(calls())


def test_most_calls_can_be_checked():
    assert len(CALLS) > 350


@pytest.mark.parametrize("called", ["say", "problem", "one_of"])
def test_a_call_gives_the_values_that_its_text_names(called):
    for place, function, text_ids, given in CALLS:
        if function != called:
            continue
        values = given | ({"value", "known"} if called == "one_of" else set())
        for text_id in text_ids:
            assert text_id in ENGLISH, place
            assert isinstance(ENGLISH[text_id], Fault) is (called != "say"), place
            assert places_of(ENGLISH[text_id]) - values <= (FILLED_LATER if called == "say" else set()), place
        assert values - {"n"} <= set().union(*(places_of(ENGLISH[text_id]) for text_id in text_ids)), place


AREAS = ("deletion_area", "insertion_area", "random_area")


def used_by_traits():
    """The texts of parameters, whose ids are made of their names."""
    for kind in (Study, TabularStudy, TextStudy, ImageStudy):
        for name, trait in kind.class_traits().items():
            if isinstance(trait, Setting):
                text = trait._text or name
                yield f"parameter.{text}.help"
                if "group" in trait.metadata:
                    yield f"parameter.{name}.label"
                for value in trait.metadata.get("choices", ()):
                    own = f"choice.{text}.{value}"
                    yield own if own in ENGLISH else f"choice.{name}.{value}"


def made():
    """The ids that are put together from a beginning and one of a few ends."""
    measures = ("score", "loo_score", "fresh", "all_bins", "gap", "right_side", "infidelity", *AREAS)
    yield from (f"fidelity.{what}.{measure}" for what in ("name", "measure") for measure in measures)
    yield from (f"fidelity.axis.{curve}" for curve in ("deletion", "insertion"))
    yield from (f"grade.{grade}" for grade in ("good", "fair", "poor"))
    yield from (f"why.{kind}{end}" for kind in ("mostly", "many") for end in ("", "_parts"))
    for verb in ("against", "for", "lowers", "raises"):
        yield from (f"why.{verb}", f"why.little_{verb}", f"why.unsure_{verb}")
    yield from (f"why.{side}{start}" for side in ("higher", "lower") for start in ("", "_removed", "_rows"))
    yield from (f"differ.{method}" for method in ("lime", "shapley"))
    yield from ("why.others_against", "why.others_for")
    yield from (f"kind.{kind}" for kind in ("table_row", "text", "image"))
    for kind in ("row", "text", "image"):
        yield from (f"model.{kind}", f"model.{kind}_place")
    yield from (f"sensitive.{end}" for end in ("weight", "contribution", "axis_weight", "axis_contribution"))
    for kind in ("table_row", "text", "image"):
        yield from (f"sensitive.{kind}", f"sensitive.axis_{kind}")
    yield from (f"sensitive.column_{name}" for name in ("neighbor", "distance", "change", "answer"))
    yield from (f"filled.{fill}" for fill in ("mean", "blur", "noise"))
    for method, options in METHODS.items():
        yield from (f"segmentation.{method}", f"segmentation.more.{method}", f"segmentation.fewer.{method}")
        yield from (f"setting.{option.text}.{end}" for option in options for end in ("label", "help"))


def test_every_text_is_used():
    source = "".join(FILES.values()) + (HOME / "engine" / "texts" / "catalogue.py").read_text(encoding="utf-8")
    others = {*used_by_traits(), *made()}

    asked = set(re.findall(r"""["']([\w.-]+)["']""", source))
    assert others <= ENGLISH.keys()
    assert ENGLISH.keys() - asked - others == set()


def test_an_id_is_a_few_english_words():
    assert [text_id for text_id in ENGLISH if not re.fullmatch(r"[a-z_]+(\.[A-Za-z_-]+)*", text_id)] == []


def test_forms_numbers_and_open_values():
    assert say("why.against", names="temp", n=1) == "temp speaks against it"
    assert say("why.against", names="temp and hum", n=2) == "temp and hum speak against it"
    assert say("advice.samples", n=65536) == "65,536 samples"
    assert say("doubt.gap") == "At the instance the surrogate says {surrogate}, and the model {model}."
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["1", "2"], "list.or") == "1 or 2"
    assert listed(["a"]) == "a"


# ---- another language -----------------------------------------------------------------------------


def marked(entry):
    """The same text in another language: in guillemets."""
    if isinstance(entry, Fault):
        return Fault(*map(marked, entry))
    return f"«{entry}»" if isinstance(entry, str) else tuple(map(marked, entry))


@pytest.fixture
def another_language():
    """Speak a language that has a text of its own for every id."""
    use({text_id: marked(entry) for text_id, entry in ENGLISH.items() if text_id != "fault"})
    yield
    use({})


@pytest.mark.usefixtures("another_language")
def test_an_error_is_in_another_language():
    with pytest.raises(lw.LimeError) as raised:
        one_of("svm", ("ridge", "logistic"), "surrogate.unknown")

    assert str(raised.value) == (
        """«The surrogate is 'svm'.» Expected «one of "ridge", "logistic", or a regressor whose fit takes """
        """sample_weight». «Leave it out to get LIME's "ridge".»"""
    )
    assert say("alpha.invalid", alpha=-1).startswith("«The penalty alpha is -1.»")


@pytest.mark.usefixtures("another_language")
def test_a_warning_is_in_another_language():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn(say("note.training"))

    assert str(caught[0].message) == f"«{ENGLISH['note.training']}»"


TABLE = np.random.default_rng(0).normal(size=(50, 3))
PICTURE = np.random.default_rng(0).integers(0, 255, (16, 16), dtype=np.uint8)


def shares(inputs):
    """A model of any data, whose outputs have no names."""
    share = np.array([np.mean(np.asarray(each, float)) if not isinstance(each, str) else len(each) for each in inputs])
    return np.column_stack([share, 1 - share])


@pytest.mark.parametrize(
    ("instance", "explainer"),
    [
        ("a long text", lw.TextExplainer()),
        (TABLE[0], lw.TabularExplainer(TABLE)),
        (PICTURE, lw.ImageExplainer(segmentation="grid", segmentation_options={"size": 8})),
    ],
    ids=["text", "row", "image"],
)
@pytest.mark.usefixtures("another_language")
def test_a_study_and_its_controls_are_in_another_language(instance, explainer):
    study = Study(shares, instance, explainer, n_samples=64)
    assert study.wait(60)

    assert "«" in study.explanation.why
    assert study.neighborhood.output_names == ("«output 0»", "«output 1»")
    for control in controls(study):
        assert control["label"].startswith("«")
        assert control["help"].startswith("«")
        assert all(option["label"].startswith("«") for option in control.get("options", ()))


@pytest.mark.usefixtures("another_language")
def test_segmentations_and_their_settings_are_in_another_language():
    for method in methods_state((16, 16), custom=True):
        assert method["label"].startswith("«")
        assert all(each["label"].startswith("«") and each["help"].startswith("«") for each in method["options"])


def test_what_a_language_lacks_is_in_english():
    try:
        use({"grade.good": "Gut"})
        assert (say("grade.good"), say("grade.poor")) == ("Gut", "Poor")
        assert say("doubt.features", n=2) == "2 features"
    finally:
        use({})
    assert say("grade.good") == "Good"


def test_a_language_has_its_own_plurals():
    try:
        use({"doubt.features": ("{n} cecha", "{n} cechy", "{n} cech")}, plural=lambda n: 0 if n == 1 else 1 + (n > 4))
        assert [say("doubt.features", n=n) for n in (1, 3, 5)] == ["1 cecha", "3 cechy", "5 cech"]
    finally:
        use({})


def test_numbers_in_sentences_have_a_minus_sign_and_the_form_of_their_number():
    assert say("neighbor.row", column="temp", shift=-0.214) == "temp −0.21 sd"
    assert say("note.bins", bins=-0.5, without=0.25).startswith("With quartiles: R² −0.50")
    assert say("repeats.agreed", same=1, n=1, k=2).startswith("1 of 1 repeat agrees")
    rows = np.array([["x", "u"], ["y", "v"]] * 20, dtype=object)
    explainer = lw.TabularExplainer(rows)
    with pytest.raises(lw.LimeError, match="The row has 2 columns, and no number that can move"):
        lw.sensitivity(explainer, lambda table: np.zeros(len(table)), rows[0])
