"""The study of a text: its units, and what becomes of the prediction without some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from traitlets import TraitType

from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.study.masked import MaskedStudy
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from lime_widgets.engine.perturbation.explainer import Explainer


class TextStudy(MaskedStudy):
    """A study of a text."""

    data_kind: ClassVar[str] = "text"
    explains: ClassVar[type[Explainer]] = TextExplainer
    _settings: ClassVar[tuple[str, ...]] = ("unit", "bag", "mask", "ngram")

    unit = TraitType(
        "word",
        help="What is taken out of the text to see what it did: its words, its characters, whole sentences, or "
        "phrases of a few words.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Unit", group="neighborhood",
        choices={"word": "words", "ngram": "phrases", "sentence": "sentences", "character": "characters"},
    )  # fmt: skip
    ngram = TraitType(2, help="How many words make a phrase, where the unit is phrases.").tag(
        stage=Stage.SAMPLE, parameter=True, label="Words in a phrase", group="neighborhood", low=2, high=5, step=1
    )
    bag = TraitType(
        default_value=True,
        help="Whether equal units are one feature and are taken out together, as for a model that counts words. "
        "Else every occurrence is a feature of its own.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Equal units together", group="neighborhood")
    mask = TraitType(
        "",
        help="What stands in the place of what is taken out. Empty: nothing, it is removed.",
    ).tag(stage=Stage.SAMPLE, parameter=True, label="Replace by", group="neighborhood")
