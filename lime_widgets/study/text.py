"""The study of a text: its units, and the prediction without some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from traitlets import Any as AnyTrait

from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.study import parameters
from lime_widgets.study.core import Study
from lime_widgets.study.jobs.flips import FlipJob, HasFlips, PartQuestions
from lime_widgets.study.jobs.judging.no_table import HasNoTable
from lime_widgets.study.jobs.local import HasLocalSampling
from lime_widgets.study.jobs.removal import RemovalJob, removed_setting
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Setting

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.explainer import Explainer
    from lime_widgets.study.worker import Job


class TextStudy(HasNoTable, HasFlips, HasLocalSampling, Study):
    """A study of a text."""

    data_kind: ClassVar[str] = "text"
    explains: ClassVar[type[Explainer]] = TextExplainer
    explainer_settings: ClassVar[tuple[str, ...]] = ("unit", "bag", "mask", "ngram", "sampling", "local_width")
    published_at_once: ClassVar[frozenset[str]] = frozenset({"removed"})

    unit = Setting("word", stage=Stage.SAMPLE, group="neighborhood", choices=("word", "ngram", "sentence", "character"))
    ngram = Setting(2, stage=Stage.SAMPLE, group="neighborhood", low=2, high=5, step=1)
    bag = Setting(default=True, stage=Stage.SAMPLE, group="neighborhood")
    mask = Setting("", stage=Stage.SAMPLE, group="neighborhood")
    sampling = parameters.mask_sampling()
    design = parameters.design("mask_design")
    distance = parameters.distance(metrics=TextExplainer.metrics, text="mask_distance")

    chart = parameters.chart()
    removed = removed_setting()
    variant = AnyTrait(None, read_only=True, help="The prediction without the features in `removed`; None without any.")

    def jobs(self) -> tuple[Job, ...]:
        """Make the jobs that evaluate the text without the removed features, and search what flips its class."""
        self._removal = RemovalJob(self, self._runtime.chain)
        self._flips = FlipJob(self, self._runtime.chain, PartQuestions)
        return (self._removal, self._flips)

    def before_publication(self) -> None:
        """Set `variant` and `flips`."""
        self._removal.update()
        self._flips.update()

    def _react(self, change: Bunch) -> None:
        super()._react(change)
        self._note_sampling(change)
        if change.name in {"instance", "explainer"} and self.removed:
            self.removed = ()
