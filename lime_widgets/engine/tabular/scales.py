"""Scales: how columns of dates, periods, durations and decimals are measured as numbers."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_EXACT = 2.0**53
"""Whole numbers up to this one are exact as floats."""

# In seconds from 1970: the first and last day of Python's dates, less a day for time zones; and the longest duration.
_YEAR_1, _YEAR_9999, _LONGEST = -62_135_510_400, 253_402_214_400, 86_399_999_000_000
# Hours and minutes without seconds, which pandas does not read.
_SHORT_TIME = re.compile(r"(?<![\d:])(\d{1,2}:\d{2})$")
_DAY, _MINUTE = 86_400, 60
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


@dataclass(frozen=True, eq=False)
class Scale(ABC):
    """The measure of a column whose values are no plain numbers.

    Attributes
    ----------
    dtype : numpy or pandas dtype
        The dtype that the model expects.
    """

    dtype: Any

    is_whole = True
    # The id of a text that says what a value is, with an example.
    what = "scale.any"

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest number that stands for a value."""
        return -MOST_EXACT, MOST_EXACT

    @abstractmethod
    def numbers(self, values: pd.Series) -> NDArray[np.float64]:
        """Measure values, NaN where one is missing: (n,). Raises ValueError or TypeError for other values."""

    @abstractmethod
    def values(self, codes: NDArray[np.float64]) -> Any:
        """Give the values of numbers, as an array of the column's dtype."""

    @abstractmethod
    def written(self, value: Any) -> str:
        """Write one value."""

    def read(self, text: str) -> Any:
        """Read a value that was typed; a text without a value is returned as it is."""
        return text

    def number(self, value: Any) -> float:
        """Measure one value. Raises ValueError or TypeError where it cannot be."""
        number = float(self.numbers(pd.Series([value], dtype=object))[0])
        low, high = self.bounds
        if not low <= number <= high:
            raise ValueError(value)
        return number

    def text(self, code: float) -> str:
        """Write the value of a number."""
        return self.written(pd.Series(self.values(np.array([code])), dtype=self.dtype).iloc[0])


@dataclass(frozen=True, eq=False)
class Times(Scale):
    """Dates with or without a time, or durations, in the coarsest unit that all values are whole numbers of.

    Attributes
    ----------
    kind : {"M8", "m8"}
        Dates or durations.
    unit : {"s", "ms", "us", "ns"}
        The resolution of the values.
    step : int
        How many of these one number stands for.
    origin : int
        The value of the number 0.
    zone : tzinfo or None
    objects : {"", "date", "datetime", "timedelta"}
        Which of Python's own types the values are; "" for none.
    """

    kind: str
    unit: str
    step: int
    origin: int
    zone: Any = None
    objects: str = ""

    @property
    def what(self) -> str:  # type: ignore[override]
        """What a value is."""
        return "scale.date" if self.kind == "M8" else "scale.duration"

    @property
    def bounds(self) -> tuple[float, float]:
        """The years 1 to 9999, or 2.7 million years either way, as far as the dtype reaches."""
        ticks = np.array([_YEAR_1, _YEAR_9999] if self.kind == "M8" else [-_LONGEST, _LONGEST], dtype=np.float64)
        resolution = _unit_of(pd.Series(self.values(np.zeros(1)), dtype=self.dtype), self.kind)
        reach = 0.99 * 2.0**63 / _PER_SECOND[resolution]  # in seconds
        low, high = np.clip(ticks, -reach, reach) * _PER_SECOND[self.unit] / self.step - self.origin / self.step
        return max(float(math.ceil(low)), -MOST_EXACT), min(float(math.floor(high)), MOST_EXACT)

    def numbers(self, values: pd.Series) -> NDArray[np.float64]:
        """Measure dates or durations."""
        ticks, missing = ticks_of(values, self.kind, self.unit, self.zone)
        whole, rest = np.divmod(ticks - self.origin, self.step)
        return np.where(missing, np.nan, whole + rest / self.step)

    def values(self, codes: NDArray[np.float64]) -> Any:
        """Give the dates or durations of numbers."""
        missing = np.isnan(codes)
        whole = np.floor(np.where(missing, 0.0, codes))
        rest = np.rint((np.where(missing, 0.0, codes) - whole) * self.step).astype(np.int64)
        ticks = whole.astype(np.int64) * self.step + rest + self.origin
        plain = pd.Series(np.where(missing, np.iinfo(np.int64).min, ticks).view(f"{self.kind}[{self.unit}]"))
        if self.zone is not None:
            plain = plain.dt.tz_localize("UTC").dt.tz_convert(self.zone)
        if self.objects:
            return pd.Series([None if pd.isna(value) else self._python(value) for value in plain], dtype=object).array
        return plain.astype(self.dtype).array

    def _python(self, value: Any) -> Any:
        if self.kind == "m8":
            return value.to_pytimedelta()
        return value.date() if self.objects == "date" else value.to_pydatetime()

    def written(self, value: Any) -> str:
        """Write a date, with its time unless all are days."""
        per_second = _PER_SECOND[self.unit]
        if self.kind == "m8":
            return str(pd.Timedelta(value))
        stamp = pd.Timestamp(value)
        if self.zone is None and self.step % (_DAY * per_second) == 0 and stamp == stamp.normalize():
            return stamp.strftime("%Y-%m-%d")
        seconds = self.step % (_MINUTE * per_second) == 0 and stamp.second == 0 and stamp.microsecond == 0
        return stamp.isoformat(sep=" ", timespec="minutes") if seconds else stamp.isoformat(sep=" ")

    def read(self, text: str) -> Any:
        """Read a date or a duration that was typed."""
        try:
            value: Any = pd.Timestamp(text) if self.kind == "M8" else pd.Timedelta(_SHORT_TIME.sub(r"\1:00", text))
        except (ValueError, TypeError, OverflowError):
            return text
        if self.kind == "M8" and self.zone is not None and value.tzinfo is None:
            value = value.tz_localize(self.zone)
        return self._python(value) if self.objects else value


@dataclass(frozen=True, eq=False)
class Periods(Scale):
    """Periods, such as months, by their place in the calendar."""

    what = "scale.period"

    @property
    def bounds(self) -> tuple[float, float]:
        """The years 1 to 9999."""
        first, last = (pd.Period(day, freq=self.dtype.freq).ordinal for day in ("0001-01-02", "9999-12-30"))
        return float(first), float(last)

    def numbers(self, values: pd.Series) -> NDArray[np.float64]:
        """Measure periods."""
        index = pd.PeriodIndex(values.to_numpy(dtype=object), freq=self.dtype.freq)
        if any(isinstance(value, pd.Period) and value.freq != self.dtype.freq for value in values):
            raise ValueError(values.iloc[0])
        return np.where(index.isna(), np.nan, index.asi8.astype(np.float64))

    def values(self, codes: NDArray[np.float64]) -> Any:
        """Give the periods of numbers."""
        missing = np.isnan(codes)
        periods: Any = pd.PeriodIndex
        index = periods.from_ordinals(np.where(missing, 0, codes).astype(np.int64), freq=self.dtype.freq)
        return index.where(~missing).array

    def written(self, value: Any) -> str:
        """Write a period."""
        return str(value)

    def read(self, text: str) -> Any:
        """Read a period that was typed."""
        try:
            return pd.Period(text, freq=self.dtype.freq)
        except (ValueError, TypeError, OverflowError):
            return text


@dataclass(frozen=True, eq=False)
class Decimals(Scale):
    """Decimal numbers with a fixed number of decimals.

    Attributes
    ----------
    places : int
        How many.
    """

    places: int

    is_whole = False
    what = "scale.number"

    def numbers(self, values: pd.Series) -> NDArray[np.float64]:
        """Measure decimal numbers."""
        return np.array([math.nan if pd.isna(value) else float(value) for value in values], dtype=np.float64)

    def values(self, codes: NDArray[np.float64]) -> Any:
        """Give the decimal numbers of numbers."""
        listed = [None if math.isnan(code) else Decimal(self.written(code)) for code in codes.tolist()]
        return pd.Series(listed, dtype=self.dtype).array

    def written(self, value: Any) -> str:
        """Write a decimal number."""
        return f"{value:.{self.places}f}"

    def read(self, text: str) -> Any:
        """Read a number that was typed."""
        try:
            return float(text)
        except ValueError:
            return text


def scale_of(values: pd.Series) -> Scale | None:
    """Find the scale of a column; None for plain numbers and for categories.

    Parameters
    ----------
    values : Series of shape (n,)

    Raises
    ------
    OverflowError
        If the values have more digits than a float holds.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.PeriodDtype):
        return Periods(dtype)
    kind = getattr(dtype, "kind", "O")
    if kind in "Mm":
        return _times(values, "M8" if kind == "M" else "m8", objects="")
    objects = pd.api.types.is_object_dtype(dtype) or _is_arrow(dtype)
    inferred = pd.api.types.infer_dtype(values, skipna=True) if objects else ""
    if inferred in {"date", "datetime", "datetime64", "timedelta", "timedelta64"}:
        return _times(values, "m8" if inferred.startswith("timedelta") else "M8", objects=inferred.removesuffix("64"))
    return _decimals(values) if inferred == "decimal" else None


def _is_arrow(dtype: Any) -> bool:
    return isinstance(dtype, pd.ArrowDtype)


def _times(values: pd.Series, kind: str, *, objects: str) -> Times:
    zone = getattr(values.dtype, "tz", None)
    if zone is None:
        first = next((value for value in values if not pd.isna(value)), None)
        zone = getattr(first, "tzinfo", None)
    unit = str(getattr(values.dtype, "unit", None) or _unit_of(values, kind))
    ticks, missing = ticks_of(values, kind, unit, zone)
    present = ticks[~missing]
    if not len(present):
        present = np.zeros(1, dtype=np.int64)
    per_second = _PER_SECOND[unit]
    finer = [each for each in (10**6, 10**3, 1) if each < per_second]
    steps = (_DAY * per_second, _MINUTE * per_second, per_second, *finer)
    step = next(each for each in steps if (present % each == 0).all())
    low, high = int(present.min()), int(present.max())
    origin = 0 if max(abs(low), abs(high)) // step < MOST_EXACT else low
    if (high - origin) // step >= MOST_EXACT:
        raise OverflowError(unit)
    # Python's dates are objects, or of one of Arrow's dtypes.
    is_object = pd.api.types.is_object_dtype(values.dtype)
    return Times(values.dtype, kind, unit, step, origin, zone, objects if is_object else "")


def _unit_of(values: pd.Series, kind: str) -> str:
    dtype = getattr(values.dtype, "numpy_dtype", values.dtype)
    if isinstance(dtype, np.dtype) and dtype.kind in "Mm":
        data: Any = np.datetime_data
        return str(data(dtype)[0])
    return "us" if kind == "M8" else "ns"


def ticks_of(values: pd.Series, kind: str, unit: str, zone: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give dates or durations as whole numbers of a unit, and which are missing.

    Raises
    ------
    ValueError, TypeError
        If a value is none, is in no time zone where the others are or the other way round, or is finer than the unit.
    """
    missing = values.isna().to_numpy(dtype=bool)
    if getattr(values.dtype, "kind", "O") in "Mm" and not _is_arrow(values.dtype):
        plain = values
    else:
        listed = [pd.NaT if gap else _instant(value, kind, zone) for value, gap in zip(values, missing, strict=True)]
        plain = pd.Series(pd.DatetimeIndex(listed) if kind == "M8" else pd.TimedeltaIndex(listed))
    if kind == "M8" and getattr(plain.dtype, "tz", None) is not None:
        plain = plain.dt.tz_convert("UTC").dt.tz_localize(None)
    ticks = plain.to_numpy().astype(f"{kind}[{unit}]")
    back = ticks.astype(plain.to_numpy().dtype)
    if (back != plain.to_numpy())[~missing].any():
        raise ValueError(values.iloc[0])
    return ticks.view(np.int64), missing


def _instant(value: Any, kind: str, zone: Any) -> Any:
    if kind == "m8":
        return pd.Timedelta(value)
    if isinstance(value, int | float | np.number) or value is None:  # a number is no date, whatever pandas makes of it
        raise TypeError(value)
    stamp = pd.Timestamp(value)
    if (stamp.tzinfo is None) != (zone is None):
        raise ValueError(value)
    return stamp


def _decimals(values: pd.Series) -> Decimals:
    present = [value for value in values if isinstance(value, Decimal) and value.is_finite()]
    exponents = [int(value.as_tuple().exponent) for value in present]
    places = max([0, *(-exponent for exponent in exponents)])
    digits = max(
        [0, *(len(value.as_tuple().digits) + max(0, each) for value, each in zip(present, exponents, strict=True))]
    )
    if digits > 15 or places > 15:
        raise OverflowError(digits)
    return Decimals(values.dtype, places)
