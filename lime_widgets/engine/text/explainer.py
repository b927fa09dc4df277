"""Texts: the interpretable representation of a string's words, or of other units of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.perturbation.base import MASK_DISTANCES, MaskPerturbation
from lime_widgets.engine.perturbation.explainer import Explainer
from lime_widgets.engine.text.units import find_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.text.units import Unit, Units

DEFAULT_KERNEL_WIDTH = 25.0
# Characters that are looked at together when texts are put together: so many stay in the cache.
_MOST_CHARACTERS = 2**18


class TextPerturbation(MaskPerturbation):
    """The texts that are left when some units of a text are taken out.

    Parameters
    ----------
    units : Units
        The text and where its units stand.
    mask : str
        What stands in the place of a unit that is taken out; empty to remove it.
    random_state : int
        The seed that names the sequence.
    design : {"sobol", "independent"}
    """

    farthest: ClassVar[float] = 100.0  # in percent

    def __init__(self, units: Units, mask: str, *, random_state: int, design: Design) -> None:
        self.units = units
        self.mask = mask
        super().__init__(units.n_features, random_state=random_state, design=design, removed="uniform")
        text, starts, stops = units.text, units.starts.tolist(), units.stops.tolist()
        gaps = [text[stop:start] for stop, start in zip([0, *stops], [*starts, len(text)], strict=True)]
        # What stands before the units; then each unit, what may stand in its place, and what follows it.
        pieces = [gaps[0]]
        for start, stop, gap in zip(starts, stops, gaps[1:], strict=True):
            pieces += text[start:stop], mask, gap
        self._lengths = np.array([len(piece) for piece in pieces])
        self._codes, self._encoding = _coded("".join(pieces))

    @property
    def instance(self) -> str:
        """The text."""
        return self.units.text

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The units, as they are written."""
        return self.units.names

    def default_kernel_width_for(self, metric: str) -> float:
        """LIME's 25, for distances in percent."""
        del metric
        return DEFAULT_KERNEL_WIDTH

    def restore(self, masks: NDArray[np.bool_]) -> list[str]:
        """The text with the features that each mask leaves out taken out of it.

        Parameters
        ----------
        masks : ndarray of bool of shape (m, p)

        Returns
        -------
        list of m str
        """
        # All texts of a block are picked out of one array of characters: 5,000 texts of 110 words take 8 ms,
        # joined from their pieces 18.
        codes, texts = self._codes, []
        step = max(1, _MOST_CHARACTERS // max(1, len(codes)))
        for first in range(0, len(masks), step):
            kept = masks[first : first + step, self.units.features]
            chosen = np.ones((len(kept), 1 + 3 * kept.shape[1]), dtype=np.bool_)
            chosen[:, 1::3] = kept
            chosen[:, 2::3] = ~kept
            chosen = np.repeat(chosen, self._lengths, axis=1)
            written = np.broadcast_to(codes, chosen.shape)[chosen].tobytes().decode(self._encoding)
            stops = np.cumsum(np.count_nonzero(chosen, axis=1)).tolist()
            texts += [written[start:stop] for start, stop in pairwise([0, *stops])]
        return texts


def _coded(text: str) -> tuple[NDArray[Any], str]:
    """The characters of a text as an array of one number each, as narrow as they allow, and its encoding."""
    highest = max(map(ord, text), default=0)
    if highest < 2**8:
        dtype, encoding = "<u1", "latin-1"
    elif highest < 2**16:
        dtype, encoding = "<u2", "utf-16-le"
    else:
        dtype, encoding = "<u4", "utf-32-le"
    return np.frombuffer(text.encode(encoding), dtype), encoding


class TextExplainer(Explainer):
    """Perturbs a text by taking units out of it: words, characters, sentences or phrases.

    A feature is a unit of the text, and its weight says what the unit does for the prediction by
    being there.

    Parameters
    ----------
    unit : {"word", "character", "sentence", "ngram"} or callable, default "word"
        What is taken out. A callable is a tokenizer: it takes the text and gives its tokens, as
        strings or as pairs of start and stop; see `lime_widgets.engine.text.units.find_units`.
    bag : bool, default True
        Whether equal units are one feature, taken out together, as for a model that counts words.
        If false, every occurrence is a feature of its own.
    mask : str, default ""
        What stands in the place of a unit that is taken out. By default the unit is removed;
        what stands between units always stays as it is.
    ngram : int, default 2
        How many words ``unit="ngram"`` takes together, 2 to 5.

    Raises
    ------
    LimeError
        If an argument is none of these.

    Notes
    -----
    The number of features taken out is uniform on 1 to p, and which they are is a uniformly
    random subset (Ribeiro et al. 2016, section 3.3, as the reference implementation has it).
    Where all 2ᵖ texts are no more than the samples asked for, each is asked about once and
    counts as often as it would have been drawn: the explanation then has no sampling error and
    depends on no seed. The same perturbation is never sent to the model twice.

    Examples
    --------
    >>> explainer = TextExplainer()
    >>> spam = lambda texts: [0.9 if "channel" in text else 0.1 for text in texts]
    >>> explanation = explainer.explain(spam, "visit my channel! ;)", n_features=1)
    >>> explanation.feature_names[explanation.features[0]], explanation.exact
    ('channel', True)
    """

    distances: ClassVar[tuple[str, ...]] = MASK_DISTANCES

    def __init__(
        self,
        *,
        unit: Unit | Callable[[str], Any] = "word",
        bag: bool = True,
        mask: str = "",
        ngram: int = 2,
    ) -> None:
        find_units("any text.", unit if isinstance(unit, str) or not callable(unit) else "word", bag=bag, ngram=ngram)
        if not isinstance(mask, str):
            raise problem(
                f"mask is {mask!r}.",
                expected="a string",
                mend='Pass "" to remove units, or what stands in their place, such as "UNKWORDZ".',
            )
        if any("\ud800" <= character <= "\udfff" for character in mask):
            raise problem(
                f"mask is {mask!r}, which holds half of a surrogate pair.",
                expected="characters that can be encoded",
                mend="Pass another mask string.",
            )
        self.unit = unit
        self.bag = bag
        self.mask = mask
        self.ngram = ngram

    def __repr__(self) -> str:
        return f"TextExplainer(unit={self.unit!r}, bag={self.bag}, mask={self.mask!r}, ngram={self.ngram})"

    def replace(self, **changes: Any) -> Self:
        """The same explainer with another `unit`, `bag`, `mask` or `ngram`.

        Raises
        ------
        LimeError
            If a value is not one of those that the constructor takes.
        """
        settings = {"unit": self.unit, "bag": self.bag, "mask": self.mask, "ngram": self.ngram}
        unknown = changes.keys() - settings.keys()
        if unknown:
            raise problem(
                f"{', '.join(sorted(unknown))} cannot be replaced.",
                expected="some of " + ", ".join(settings),
                mend="Correct the name.",
            )
        return type(self)(**(settings | changes))

    def perturb(self, x: Any, *, random_state: int = 0, design: Design = "sobol") -> TextPerturbation:
        """Find the units of a text and set up the sequence of its perturbations.

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
            If it is no text, or one without units.
        """
        units = find_units(x, self.unit, bag=self.bag, ngram=self.ngram)
        return TextPerturbation(units, self.mask, random_state=random_state, design=design)
