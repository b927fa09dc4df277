"""The columns of a training table, coded as numbers.

The code of a number is the number itself, of a category its index, and of a missing value NaN. Sampling,
binning and comparisons use the codes. Decoding restores the table's own values and dtypes for the model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import LimeError, encodable, problem, quoted, shortened
from lime_widgets.engine.tabular.cells import too_large
from lime_widgets.engine.tabular.decimals import decimal_text, edge_texts
from lime_widgets.engine.tabular.scales import MOST_EXACT, Scale
from lime_widgets.engine.texts import say
from lime_widgets.engine.texts.entries import with_minus

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the training table.

    Attributes
    ----------
    name : str
        The displayed name.
    dtype : numpy or pandas dtype
        The dtype that the model expects.
    categories : tuple
        The values of a categorical column in order; empty for a numeric column.
    pool : pandas array
        The categories in the column's own dtype, followed by a missing value if the column has any. None for
        a numeric column.
    decimals : int
        Number of decimals that distinguish the column's numbers.
    low, high : float
        Smallest and largest number in the training table; NaN for a categorical column.
    has_missing : bool
        Whether the training table has missing values in this column.
    scale : Scale or None
        How values that are no plain numbers, such as dates, are measured.
    is_text : bool
        Whether nearly every row has a text of its own, of several words.
    extras : list
        Categories of instances that no row of the training table has. Their codes follow those of the others.
    """

    name: str
    dtype: Any
    categories: tuple[Any, ...]
    pool: Any
    decimals: int
    low: float
    high: float
    has_missing: bool
    scale: Scale | None = None
    is_text: bool = False
    extras: list[Any] = field(default_factory=list, repr=False)

    @property
    def is_categorical(self) -> bool:
        """Whether the column contains categories instead of numbers."""
        return self.pool is not None

    @property
    def is_number(self) -> bool:
        """Whether the column contains plain numbers, neither categories nor dates."""
        return not self.is_categorical and self.scale is None

    @property
    def is_integer(self) -> bool:
        """Whether the column contains whole numbers, so that samples must be rounded."""
        if self.scale is not None:
            return self.scale.is_whole
        return not self.is_categorical and bool(pd.api.types.is_integer_dtype(self.dtype))

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest number that the dtype can hold."""
        if self.scale is not None:
            return self.scale.bounds
        if not self.is_integer:
            return -math.inf, math.inf
        limits = np.iinfo(getattr(self.dtype, "numpy_dtype", self.dtype))
        # A float holds larger whole numbers only roughly: the model would be asked about another number.
        return max(float(limits.min), -MOST_EXACT), min(float(limits.max), MOST_EXACT)

    def text(self, code: float) -> str:
        """Write the value of a code for display."""
        if math.isnan(code):
            return say("value.none")
        if self.is_categorical:
            place = int(code)
            known = self.categories if place < len(self.categories) else self.extras
            return encodable(str(known[place if known is self.categories else place - len(self.categories) - 1]))
        if self.scale is not None:
            return self.scale.text(code)
        return decimal_text(code, self.decimals)

    def note_on(self, code: float) -> str:
        """Say what a reader should know of a value of the instance, coded; "" if there is nothing."""
        name = quoted(self.name)
        if self.is_text:
            return say("note.text_column", name=name)
        if self.is_categorical and code > len(self.categories):
            return say("note.unknown_value", name=self.name, value=self.text(code))
        if self.is_categorical or math.isnan(code) or self.low <= code <= self.high:
            return ""
        value, low, high = self.text(code), self.text(self.low), self.text(self.high)
        if self.scale is None:  # a date has hyphens
            value, low, high = with_minus(value), with_minus(low), with_minus(high)
        return say("note.outside", name=self.name, value=value, low=low, high=high)

    def edge_texts(self, edges: NDArray[np.float64]) -> list[str]:
        """Write the edges of bins."""
        return edge_texts(edges, self.decimals) if self.scale is None else [self.scale.text(edge) for edge in edges]

    def code(self, value: Any) -> float:
        """Code a value as a number.

        Raises
        ------
        LimeError
            If the column cannot hold the value.
        """
        if is_missing(value):
            if self.has_missing:
                return math.nan
            raise problem("value.missing", name=quoted(self.name), value=_plain(value))
        if self.is_categorical:
            return self._category_code(value)
        if self.scale is not None:
            return self._measured(value, self.scale)
        if isinstance(value, bool | np.bool_ | int | float | np.number):
            low, high = self.bounds
            if self.is_integer and isinstance(value, int | np.integer) and abs(int(value)) > MOST_EXACT:
                raise too_large(self.name, value, self.dtype)
            number = float(value)
            if math.isfinite(number) and self.is_integer and not (number.is_integer() and low <= number <= high):
                raise problem("value.whole", name=quoted(self.name), value=_plain(value), dtype=self.dtype)
            if math.isfinite(number):
                return number
        raise problem(
            "value.number", name=quoted(self.name), value=_plain(value), kind=type(value).__name__, dtype=self.dtype
        )

    def _measured(self, value: Any, scale: Scale) -> float:
        try:
            return scale.number(scale.read(value) if isinstance(value, str) else value)
        except (ValueError, TypeError, OverflowError) as error:
            raise problem(
                "value.scale",
                name=quoted(self.name),
                value=shortened(repr(_plain(value)), 60),
                kind=type(value).__name__,
                scale=say(scale.what),
                dtype=self.dtype,
            ) from error

    def _category_code(self, value: Any) -> float:
        if isinstance(value, str) and all(isinstance(category, bool | np.bool_) for category in self.categories):
            value = {"true": True, "false": False}.get(value.strip().lower(), value)
        for index, category in enumerate(self.categories):
            if value is category or (value == category and isinstance(value, str) == isinstance(category, str)):
                return float(index)
        if self._may_hold(value):
            return self._code_of_extra(value)
        raise self._unknown(value)

    def check_known(self, value: Any) -> None:
        """Check that a category is one of the training table's, or of an instance so far.

        Raises
        ------
        LimeError
            If it is not.
        """
        if value not in self.categories and value not in self.extras:
            raise self._unknown(value)

    def _unknown(self, value: Any) -> LimeError:
        listed = ", ".join(repr(_plain(category)) for category in self.categories[:12])
        more = ", …" if len(self.categories) > 12 else ""
        return problem("value.category", name=quoted(self.name), value=_plain(value), listed=listed, more=more)

    def _may_hold(self, value: Any) -> bool:
        """Whether the column's dtype can hold a category that no row of the training table has."""
        if isinstance(self.dtype, pd.CategoricalDtype):
            return False
        kinds: tuple[type[Any], ...] = (str,)
        if not all(isinstance(category, str) for category in self.categories):
            kinds = (int, np.integer)
        alike = all(isinstance(category, kinds) and not isinstance(category, bool) for category in self.categories)
        return alike and isinstance(value, kinds) and not isinstance(value, bool)

    def _code_of_extra(self, value: Any) -> float:
        if value not in self.extras:
            self.extras.append(value)
        # The code after the last category's is a missing value's in the pool.
        return float(len(self.categories) + 1 + self.extras.index(value))

    def read(self, text: str) -> Any:
        """Convert text typed by the user to a value of this column.

        Text without a matching value is returned as it is, and `code` refuses it.
        """
        if self.is_categorical:
            for category in self.categories:
                if encodable(str(category)) == text:
                    return category
            return text
        if self.scale is not None:
            return self.scale.read(text)
        try:
            return float(text)
        except ValueError:
            return text

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Convert codes to an array of the column's own dtype."""
        if self.is_categorical:
            missing = np.isnan(codes)
            indices = np.where(missing, len(self.categories), codes).astype(np.intp)
            extra = np.flatnonzero(indices > len(self.categories))
            if not len(extra):
                return self.pool.take(indices)
            values = pd.Series(self.pool.take(np.where(indices > len(self.categories), 0, indices)), dtype=object)
            values.iloc[extra] = [self.extras[indices[place] - len(self.categories) - 1] for place in extra]
            return values.astype(self.dtype).array
        if self.scale is not None:
            return self.scale.values(codes)
        if self.is_integer:
            codes = np.rint(codes)
        if isinstance(self.dtype, np.dtype):
            return codes.astype(self.dtype, copy=False)
        return pd.Series(codes).astype(self.dtype).array


def is_missing(value: Any) -> bool:
    """Tell whether a value is missing: None, NaN, NaT or pandas.NA."""
    return value is None or value is pd.NA or (np.ndim(value) == 0 and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    """Convert a numpy scalar to a Python one, whose repr omits the type."""
    return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True, eq=False)
class ColumnMeasure:
    """How numbers of an unbinned column are represented: (code − offset) / unit."""

    column: Column
    offset: float
    unit: float

    def text(self, number: float, beside: float) -> str:
        """Write a threshold of the representation in the column's own unit, on the same side of another number."""
        code, other = self.offset + self.unit * number, self.offset + self.unit * beside
        if self.column.is_number and not self.column.is_integer:
            # Two digits of a standard deviation are enough: single precision has changed the last ones anyway.
            decimals = max(0, 2 - math.floor(math.log10(self.column.high - self.column.low or 1.0)))
            plain = float(np.round(code, decimals))
            code = plain if (other <= plain) == (other <= code) else code
        return self.column.edge_texts(np.array([code]))[0]
