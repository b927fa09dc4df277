"""Figure of two comments: which word makes one of them spam, from five variations and from all of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from ipywidgets import HTML, ToggleButtons

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.figures.figure import Figure, as_table, everything_about
from lime_widgets.figures.r_random import RRandom
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.table import TableView
from lime_widgets.widgets.views.text import TextView

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure as Drawing

COMMENTS = ("PSY is a good guy", "For Christmas Song visit my channel! ;)")
# The leaves of the published tree: the share of spam among the comments without the word "channel", and with it.
WITHOUT, WITH = 189 / 1111, 163 / 164
# The published table of variations: R's generator with this seed keeps each word with this probability.
VARIATIONS_SEED, VARIATIONS_KEEP, N_VARIATIONS = 2, 0.7, 5

_CAPTION = (
    "A decision tree on word counts says whether a comment under a music video is spam. Words are taken out of the "
    "comment at random, the tree is asked again, and a variation counts by the share of the words that it keeps. "
    "After Molnar, Interpretable Machine Learning, chapter LIME. Click words to take them out yourself."
)


def tree(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the published tree's answers: the probabilities of "ham" and of "spam" of each text.

    The tree has one split: whether the text has the word "channel". Its leaves are the published ones, and its
    probabilities are rounded to two digits, as the published explanation rounds them.
    """
    spam = np.array([round(WITH if "channel" in text.lower() else WITHOUT, 2) for text in texts])
    return np.column_stack([1.0 - spam, spam])


class SpamFigure(Figure):
    """Figure of the two comments. `spam` makes it.

    Attributes
    ----------
    comment : ToggleButtons
        Which comment is explained.
    """

    def __init__(self, study: Study, comment: str) -> None:
        self.comment = ToggleButtons(
            options=COMMENTS, value=comment, description="Comment", style={"button_width": "auto"}
        )
        self._drawn = HTML(_tree_picture())
        self._five = HTML()
        panel = everything_about(study)
        views = [TextView(study), BarsView(study), self._five, self._drawn, TableView(study), panel]
        super().__init__([study], [self.comment, *views], _CAPTION)
        self._parts += (panel.children[0],)
        self.comment.observe(self._change_comment, "value")

    @property
    def variations(self) -> pd.DataFrame:
        """The published variations of the comment, drawn with R's generator.

        Returns
        -------
        DataFrame of shape (5, m + 2)
            A column of 0 and 1 for each of the m words, ``prob``, the tree's probability of spam, and ``weight``,
            the share of the words that are kept.
        """
        import pandas as pd

        words = self._words()
        kept = RRandom(VARIATIONS_SEED).rbinom(N_VARIATIONS * len(words), VARIATIONS_KEEP).reshape(N_VARIATIONS, -1)
        texts = [" ".join(word for word, on in zip(words, row, strict=True) if on) for row in kept]
        table = pd.DataFrame(kept, columns=list(words))
        return table.assign(prob=tree(texts)[:, 1], weight=kept.mean(axis=1))

    @property
    def table(self) -> pd.DataFrame:
        """The weights of the words of both comments, in log-odds of spam.

        Returns
        -------
        DataFrame
            Columns ``case`` (1 or 2), ``label_prob`` (the published tree's probability of spam, not rounded),
            ``feature`` and ``feature_weight``; all words, in the order of the comment.

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        import pandas as pd

        study = self.open_study
        rows = []
        for case, comment in enumerate(COMMENTS, 1):
            explanation = study.explainer.explain(
                study.black_box,
                comment,
                output=1,
                n_features=len(comment.split()),
                n_samples=study.n_samples,
                kernel_width=study.kernel_width,
                kernel=study.kernel,
                distance=study.distance,
                surrogate="logistic",
                alpha=0.0,
            )
            weights = dict(zip(explanation.features.tolist(), explanation.coef.tolist(), strict=True))
            share = WITH if "channel" in comment else WITHOUT
            # A weight that is 0 but for the rounding of the fit is 0.
            rows += [
                (case, share, word, round(weights.get(feature, 0.0), 6) + 0.0)
                for feature, word in enumerate(comment.split())
            ]
        return pd.DataFrame(rows, columns=["case", "label_prob", "feature", "feature_weight"])

    def _words(self) -> list[str]:
        return str(self.open_study.instance).split()

    def _judge(self) -> str:
        explanation = self.open_study.explanation
        strongest = max(explanation.as_list(), key=lambda pair: abs(pair[1]), default=("", 0.0))
        chance = f"{100 * explanation.model_prediction:.0f} %"
        if abs(strongest[1]) < 1e-6:
            return f"Spam with {chance}: no word matters, all weights are 0."
        return f"Spam with {chance}: “{strongest[0]}” alone decides it, {strongest[1]:+.2f} in log-odds."

    def _change_comment(self, change: Any) -> None:
        if self.study is not None:
            self.study.instance = change.new

    def _say(self, change: Any = None) -> None:
        super()._say(change)
        if self.study is not None:
            self._draw_variations()

    def _draw_variations(self) -> None:
        title = "The published variations: five, with R's seed 2; each word is kept with probability 0.7"
        self._five.value = f"<p style='margin:6px 0 2px'>{escape(title)}</p>{as_table(self.variations)}"

    def _draw(self, drawing: Drawing) -> None:
        pairs = self.open_study.explanation.as_list()
        ax = drawing.add_subplot()
        names, weights = [name for name, _ in pairs], [weight for _, weight in pairs]
        ax.barh(names[::-1], weights[::-1], color=["#2369b0" if weight > 0 else "#c2560a" for weight in weights[::-1]])
        ax.axvline(0.0, color="0.3", linewidth=0.8)
        ax.set_xlabel("weight for spam, log-odds")


def spam(comment: str = COMMENTS[1], **parameters: Any) -> SpamFigure:
    """Make the interactive figure of the two comments.

    All variations of a comment are evaluated, so that the weights have no sampling error; the published 500 variations
    give the same, because the tree's answer depends on one word only.

    Parameters
    ----------
    comment : str
        One of the two comments; by default the one that is spam.
    **parameters
        Parameters of the `Study` that replace the published ones.

    Returns
    -------
    SpamFigure
        ``table`` holds the weights of both comments, ``variations`` the published five variations.

    Examples
    --------
    >>> figure = spam()
    >>> figure.variations["weight"].round(2).tolist()
    [0.57, 0.71, 0.71, 0.86, 0.57]
    >>> figure.close()

    References
    ----------
    C. Molnar, *Interpretable Machine Learning*, chapter on LIME. The comments are of the YouTube Spam Collection:
    T. C. Alberto, J. V. Lochter and T. A. Almeida (2015), "TubeSpam: comment spam filtering on YouTube", ICMLA.
    """
    study = Study(
        BlackBox(tree, output_names=("ham", "spam")),
        comment,
        TextExplainer(unit=str.split),
        **{
            "surrogate": "logistic",
            "alpha": 0.0,
            "kernel": "triangular",
            "distance": "removed",
            "kernel_width": 100.0,
            "n_samples": 500,
            "output": 1,
        }
        | parameters,
    )
    study.wait()
    return SpamFigure(study, comment)


def _tree_picture() -> str:
    """Draw the tree with one split."""

    def box(x: int, y: int, width: int, *lines: str) -> str:
        texts = "".join(
            f"<text x='{x}' y='{y + 17 + 15 * k}' text-anchor='middle' fill='currentColor'>{escape(line)}</text>"
            for k, line in enumerate(lines)
        )
        rect = f"<rect x='{x - width // 2}' y='{y}' width='{width}' height='{10 + 15 * len(lines)}' rx='4'"
        return f"{rect} fill='none' stroke='currentColor'/>{texts}"

    def leaf(x: int, share: float, of: str) -> str:
        return box(x, 66, 150, f"spam {share:.3f}", of)

    lines = "".join(
        f"<line x1='210' y1='25' x2='{x}' y2='66' stroke='currentColor'/>"
        f"<text x='{(210 + x) // 2 + dx}' y='48' text-anchor='middle' fill='currentColor'>{label}</text>"
        for x, dx, label in ((100, -18, "no"), (320, 18, "yes"))
    )
    return (
        "<p style='margin:6px 0 2px'>The black box: a decision tree with one split</p>"
        "<svg role='img' aria-label='Decision tree: does the comment have the word channel?' width='420' height='110' "
        "style='color:var(--jp-content-font-color1,inherit);font-size:12px;max-width:100%'>"
        f"{lines}{box(210, 2, 190, 'has the word “channel”?')}"
        f"{leaf(100, WITHOUT, '189 of 1,111 comments')}{leaf(320, WITH, '163 of 164 comments')}</svg>"
    )
