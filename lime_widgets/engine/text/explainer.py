"""The explainer of texts: which units a perturbation can remove, and what replaces them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from lime_widgets.engine.errors import one_of, problem
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.perturbation.masked import MASK_DISTANCES, MASK_SAMPLINGS, MaskSampling
from lime_widgets.engine.sampling.local import check_local_width
from lime_widgets.engine.text.neighbors import texts_near
from lime_widgets.engine.text.perturbation import TextPerturbation
from lime_widgets.engine.text.units import find_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lime_widgets.engine.perturbation.neighbors import Neighbors
    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.text.units import Unit

# The most numbers in the representation of a text's samples by default, and the fewest samples.
_MOST_NUMBERS, _FEWEST_SAMPLES = 2**24, 256


class TextExplainer(Explainer):
    """Perturbs a text by removing units: words, characters, sentences or phrases.

    Each feature is a unit of the text. Its weight says how the prediction changes when the unit is present.

    Parameters
    ----------
    unit : {"word", "character", "sentence", "ngram"} or callable, default "word"
        The kind of unit. A callable is a tokenizer: it receives the text and returns its tokens, as
        strings or as pairs of start and stop; see `lime_widgets.engine.text.units.find_units`.
    bag : bool, default True
        Whether equal units are one feature and are removed together, as for a model that counts words.
        If false, every occurrence is a separate feature.
    mask : str, default ""
        Text that replaces a removed unit. By default nothing replaces it. The text between units never changes.
    ngram : int, default 2
        Number of words in a phrase for ``unit="ngram"``, 2 to 5.
    sampling : {"uniform", "local"}, default "uniform"
        ``"uniform"`` is LIME's; see the notes. ``"local"`` draws from it times the kernel (GLIME, Tan et al. 2023):
        all samples lie where the kernel looks and have the same weight at the width `local_width`; at other widths
        they keep the same limit. Where all 2ᵖ perturbations are evaluated it has no effect.
    local_width : float, optional
        The width of the exponential kernel of the cosine distance that local samples are drawn from. The default is
        the default kernel width.

    Raises
    ------
    LimeError
        If an argument is invalid.

    Notes
    -----
    The number of removed features is uniform on 1 to p, and the removed features are a uniformly random
    subset of that size (Ribeiro et al. 2016, section 3.3, as in the reference implementation). If the 2ᵖ
    possible texts are no more than the samples, the model is asked about each text once. Each answer then
    counts as often as its text would have been drawn, so the explanation has no sampling error and does not
    depend on the seed. The model is never asked twice about the same perturbation.

    Examples
    --------
    >>> explainer = TextExplainer()
    >>> spam = lambda texts: [0.9 if "channel" in text else 0.1 for text in texts]
    >>> explanation = explainer.explain(spam, "visit my channel! ;)", n_features=1)
    >>> explanation.feature_names[explanation.features[0]], explanation.exact
    ('channel', True)
    """

    data_kind: ClassVar[str] = "text"
    metrics: ClassVar[tuple[str, ...]] = MASK_DISTANCES
    settings_of_sampling: ClassVar[Mapping[str, tuple[str, ...]]] = {"local_width": ("local",)}
    settings: ClassVar[tuple[str, ...]] = ("unit", "bag", "mask", "ngram", "sampling", "local_width")

    def __init__(
        self,
        *,
        unit: Unit | Callable[[str], Any] = "word",
        bag: bool = True,
        mask: str = "",
        ngram: int = 2,
        sampling: MaskSampling = "uniform",
        local_width: float | None = None,
    ) -> None:
        find_units("any text.", unit if isinstance(unit, str) or not callable(unit) else "word", bag=bag, ngram=ngram)
        if not isinstance(mask, str):
            raise problem("mask.invalid", mask=mask)
        if any("\ud800" <= character <= "\udfff" for character in mask):
            raise problem("mask.surrogate", mask=mask)
        self.unit = unit
        self.bag = bag
        self.mask = mask
        self.ngram = ngram
        self.sampling = one_of(sampling, MASK_SAMPLINGS, "mask_sampling.unknown")
        self.local_width = check_local_width(local_width)

    def __repr__(self) -> str:
        return f"TextExplainer(unit={self.unit!r}, bag={self.bag}, mask={self.mask!r}, ngram={self.ngram})"

    def check(self, x: Any) -> None:
        """Check that a text can be explained.

        Raises
        ------
        LimeError
            If `x` is not a string, or contains no units.
        """
        find_units(x, self.unit, bag=self.bag, ngram=self.ngram)

    def default_n_samples_for(self, x: Any) -> int:
        """Give the default number of samples: 4,096, and fewer for texts of more than 4,096 units.

        The samples hold samples × units numbers, and a fit takes time in proportion to the square of the samples
        times the units: 4,096 samples of 50,000 words are 1.6 GB and a minute.
        """
        n_units = find_units(x, self.unit, bag=self.bag, ngram=self.ngram).n_features
        most = max(1, _MOST_NUMBERS // n_units)
        return min(self.default_n_samples, max(_FEWEST_SAMPLES, 1 << int(math.log2(most))))

    def neighbors(self, x: Any, n: int, *, radius: float | None = None, random_state: int = 0) -> Neighbors:
        """Take one feature out of the text at a time: with ``bag=True`` all equal units.

        Parameters
        ----------
        x : str
            The text.
        n : int
            The most texts. Of a text with more features n are drawn, without repetition.
        radius : None
            Texts have none.
        random_state : int, default 0

        Returns
        -------
        Neighbors
            All are at distance 1.

        Raises
        ------
        LimeError
            If the text has a single feature, or `radius` is given.
        """
        return texts_near(self, x, n, radius, random_state)

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> TextPerturbation:
        """Find the units of a text and create the sequence of its perturbations.

        Parameters
        ----------
        x : str
            The text.
        random_state : int, default 0
        design : {"sobol", "independent"}, default "sobol"

        Returns
        -------
        TextPerturbation

        Raises
        ------
        LimeError
            If `x` is not a string, or contains no units.
        """
        units = find_units(x, self.unit, bag=self.bag, ngram=self.ngram)
        return TextPerturbation(
            units,
            self.mask,
            unit=self.unit,
            random_state=random_state,
            design=design,
            sampling=self.sampling,
            local_width=self.local_width,
        )
