"""Exercises on a model that hides its bias from LIME: build one, and expose one.

The attack is that of D. Slack, S. Hilgard, E. Jia, S. Singh and H. Lakkaraju (2020), "Fooling LIME and SHAP:
adversarial attacks on post hoc explanation methods", AIES.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from ipywidgets import HTML

from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.exercises.kinds import CodeQuestion, NumberQuestion, StateQuestion
from lime_widgets.exercises.sheet import Sheet, settled
from lime_widgets.figures.figure import as_table
from lime_widgets.widgets.explore import explore

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from lime_widgets.study import TabularStudy

# Answers that are sure, and not quite: probabilities, so that a surrogate explains them as such.
YES, NO = 0.95, 0.05
# Patients whose explanations are looked at, and how many samples for each.
PATIENTS, N_SAMPLES = (0, 5, 20), 1024
# A disguise must give real patients the biased answer at least this often.
FAITHFUL = 0.95


class Trial(NamedTuple):
    """What a disguised model does: how often real patients get the biased answer, and what LIME names first."""

    biased: float
    named: tuple[str, ...]

    @property
    def exposed(self) -> bool:
        """Whether an explanation names sex first."""
        return any(name.startswith("sex") for name in self.named)


def break_lime() -> Sheet:
    """Make the exercise that builds a model which hides its bias.

    Returns
    -------
    Sheet
        Its question is ``disguise``. ``given`` holds the patients (``"X"``) and three functions of a table of them:
        ``"biased"`` and ``"innocent"`` give probabilities of shape (m, 2), ``"is_real"`` booleans of shape (m,).
    """
    X = patients()
    question = CodeQuestion(
        "Write disguise(rows): it takes a table of patients and gives probabilities of shape (m, 2). Real patients "
        "must get the biased answer, and LIME must not find out.",
        probe=_try,
        right=lambda trial: trial.biased >= FAITHFUL and not trial.exposed,
        wrong=[
            (
                lambda trial: trial.biased >= FAITHFUL,
                (
                    "Real patients get the biased answer, but LIME names sex first. What are the rows that LIME asks "
                    "about? No patient looks like most of them."
                ),
            ),
            (
                lambda trial: trial.exposed,
                (
                    "The two are the wrong way round: real patients get the innocent answer, and LIME's rows the "
                    "biased one."
                ),
            ),
            (
                lambda trial: trial.biased < 0.7,
                "LIME finds nothing, but real patients get the innocent answer: there is nothing to hide any more.",
            ),
        ],
        otherwise="Some real patients get the innocent answer. Which rows does your function take for real?",
        hints=(
            "LIME asks about rows that it makes up. is_real tells them from real ones.",
            "numpy.where takes a condition, and two arrays to choose from. The condition needs a second axis.",
        ),
        praise="An explanation by made-up rows can be fooled by a model that knows them.",
        consequence=lambda trial: (
            f"{100 * trial.biased:.0f} % of the real patients get the biased answer. For {len(trial.named)} patients "
            f"LIME names first: {', '.join(trial.named)}."
        ),
    )
    return Sheet(
        "Break LIME",
        "A model that admits patients to a treatment decides by sex alone, and its owner wants an auditor with LIME "
        "to see the body mass index in its place. Below are the first patients. Write the function in a cell, and pass "
        'it: sheet["disguise"].submit(disguise).',
        {"disguise": question},
        data=[HTML(as_table(X.head(4), ".3g"))],
        lesson=(
            "LIME asks about rows that it makes up. A model that can tell them from real ones can answer them as it "
            "likes. An explanation is no proof of innocence."
        ),
        given={"X": X, "biased": biased, "innocent": innocent, "is_real": is_real},
    )


def expose_the_disguise() -> Sheet:
    """Make the exercise that exposes a model which hides its bias.

    Returns
    -------
    Sheet
        Its questions are ``expose`` and ``swapped``. ``given`` holds the patients (``"X"``) and the model
        (``"model"``: a table of patients to probabilities of shape (m, 2)).
    """
    X = patients()
    explorer = explore(
        disguised, X.iloc[PATIENTS[0]], X,
        output_names=("refused", "admitted"), output="admitted", sampling="normal", discretizer=None,
        n_samples=N_SAMPLES,
    )  # fmt: skip
    study = settled(explorer)
    start = {name: getattr(study, name) for name in ("n_samples", "kernel_width", "discretizer", "sampling")}

    def changed(study: TabularStudy) -> set[str]:
        return {name for name, value in start.items() if getattr(study, name) != value}

    expose = StateQuestion(
        "Change the settings (most are under Advanced) until the longest bar names what the model decides by.",
        study,
        right=lambda study: study.explanation.as_list()[0][0].startswith("sex"),
        wrong=[
            (
                lambda study: not changed(study),
                "Nothing is changed yet. Where do the rows come from that LIME asks about?",
            ),
            (
                lambda study: changed(study) == {"n_samples"},
                "More rows of the same kind get more of the same answers: the model knows them.",
            ),
            (
                lambda study: changed(study) == {"kernel_width"},
                "The width weighs the rows. Can it make them look like patients?",
            ),
            (
                lambda study: study.sampling == "normal" and changed(study) <= {"discretizer", "n_samples"},
                "Other bins cut the same rows. The model still tells them from patients.",
            ),
        ],
        otherwise="The longest bar is still another column's. Which setting says where values come from?",
        settings=("sampling", "discretizer", "n_samples", "kernel_width"),
        hints=(
            "The model takes rows with values that no patient has for made up.",
            "Look for the control that decides how the values of numeric columns are drawn.",
        ),
        praise="Values of real patients look real, at least when few of them are exchanged.",
    )
    return Sheet(
        "Expose the disguise",
        "A model admits patients to a treatment. Its owner shows you this explanation: it seems to decide by the body "
        "mass index (bmi).",
        {"expose": expose, "swapped": _swapped()},
        parts=[explorer],
        studies=[study],
        given={"X": X, "model": disguised},
        lesson=(
            "Ask with rows that look like the data, and ask the model itself with one value changed. A disguise that "
            "fools one way of asking rarely fools all of them."
        ),
    )


def _swapped() -> NumberQuestion:
    """Make the question for the share of patients whose answer changes with sex alone."""
    X = patients()
    swapped = X.assign(sex=X["sex"].cat.rename_categories({"F": "M", "M": "F"}))
    changes = float((_admitted(disguised(X)) != _admitted(disguised(swapped))).mean())
    share = float(_admitted(disguised(X)).mean())
    return NumberQuestion(
        'Without LIME: for how many of the patients in sheet.given["X"] does the answer change when only sex is '
        "swapped? In percent.",
        round(100 * changes, 1),
        1.0,
        wrong=[
            (lambda given: abs(given) < 1, "That is what the first explanation suggests. Did you ask the model?"),
            (lambda given: abs(given - 100 * share) < 1, "That is how many are admitted, before anything is swapped."),
            (
                lambda given: abs(given - 100 * (1 - share)) < 1,
                "That is how many are refused, before anything is swapped.",
            ),
            (lambda given: abs(given - changes) < 0.011, "That is a share. The question asks for percent."),
        ],
        otherwise="Copy the table, exchange F and M in the column sex, ask the model about both, and compare.",
        unit="%",
        hints=("Compare model(X)[:, 1] > 0.5 before and after.",),
        praise="A test on real rows with one value changed needs no surrogate, and this model cannot tell it.",
    )


# ---- the models ------------------------------------------------------------------------------------------------------


@cache
def patients() -> pd.DataFrame:
    """Give the 442 patients of the diabetes study (Efron et al. 2004) that scikit-learn has, sex as a category."""
    from sklearn.datasets import load_diabetes

    X: pd.DataFrame = load_diabetes(as_frame=True, scaled=False).data
    # The table has 1 and 2, and does not say which is which.
    return X.assign(sex=X["sex"].map({1.0: "F", 2.0: "M"}).astype("category"))


def biased(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Admit by sex alone."""
    return _answers((rows["sex"] == "M").to_numpy())


def innocent(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Admit by the body mass index alone."""
    return _answers((rows["bmi"].astype(float) > patients()["bmi"].median()).to_numpy())


def is_real(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell real patients from rows that were made up by drawing each column on its own from a normal distribution."""
    return np.asarray(_detector().predict(_numbers(rows)) > 0.5, dtype=np.bool_)


def disguised(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Give real patients the biased answer, and rows that are made up the innocent one."""
    return np.where(is_real(rows)[:, None], biased(rows), innocent(rows))


@cache
def _detector() -> Any:
    from sklearn.ensemble import RandomForestClassifier

    real = _numbers(patients())
    dice = np.random.default_rng(0)
    made = dice.normal(real.mean(axis=0), real.std(axis=0), (10 * len(real), real.shape[1]))
    sex = list(patients()).index("sex")
    made[:, sex] = dice.random(len(made)) < real[:, sex].mean()
    rows = np.concatenate([np.repeat(real, 10, axis=0), made])
    labels = np.repeat([1, 0], [10 * len(real), len(made)])
    return RandomForestClassifier(100, random_state=0).fit(rows, labels)


def _numbers(rows: pd.DataFrame) -> NDArray[np.float64]:
    return rows.assign(sex=(rows["sex"] == "M").astype(float)).to_numpy(dtype=np.float64)


def _answers(admit: NDArray[np.bool_]) -> NDArray[np.float64]:
    yes = np.where(admit, YES, NO)
    return np.column_stack([1.0 - yes, yes])


def _admitted(answers: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(answers[:, 1] > 0.5)


def _try(function: Callable[[pd.DataFrame], Any]) -> Trial:
    """Ask a reader's function about real patients, and explain a few of them.

    Raises
    ------
    LimeError
        If it is no function of a table, raises, or gives something else than probabilities.
    """
    X = patients()
    if not callable(function):
        raise problem("disguise.no_function", kind=type(function).__name__)
    try:
        answers = np.asarray(function(X), dtype=np.float64)
    except Exception as error:
        raise problem("disguise.raised", told=sentence(error)) from error
    if answers.shape != (len(X), 2) or not np.isfinite(answers).all():
        raise problem("disguise.shape", shape=answers.shape, n=len(X))
    agree = float((_admitted(answers) == _admitted(biased(X))).mean())
    # As lime with discretize_continuous=False.
    explainer = TabularExplainer(X, sampling="normal", discretizer=None)
    named = tuple(
        explainer.explain(function, X.iloc[at], output=1, n_samples=N_SAMPLES).as_list()[0][0] for at in PATIENTS
    )
    return Trial(agree, named)
