"""Errors and warnings: every one of the package is made here."""

from __future__ import annotations

import inspect
import logging
import traceback
import warnings
from contextvars import ContextVar
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeVar

from lime_widgets.engine.texts import fault, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType

_PACKAGE = __name__.partition(".")[0]

LOGGER = logging.getLogger(_PACKAGE)
LOGGER.addHandler(logging.NullHandler())


Name = TypeVar("Name", bound=str)


class LimeError(ValueError):
    """Base class of the package's errors: invalid input or parameter.

    The message gives the wrong value, what was expected, and how to mend it.

    Attributes
    ----------
    what : str
        The sentence that gives the wrong value.
    """

    what = ""

    def _render_traceback_(self) -> list[str]:
        """Write the error for IPython, which calls this: the user's lines and the sentence, without our own lines.

        What the user's model raised, and where, comes before it.
        """
        cause = self.__cause__
        # A cause of our own is in the sentence already.
        foreign = cause is not None and not isinstance(cause, LimeError)
        before = [*_users_lines(cause), *traceback.format_exception_only(cause)] if cause and foreign else []
        return [*before, *_users_lines(self), f"{type(self).__name__}: {self}"]


class ModelError(LimeError):
    """The black box raised, or returned something that cannot be explained."""


class LimeWarning(UserWarning):
    """A reason to doubt an explanation that is computed."""


def problem(text_id: str, /, *, error: type[LimeError] = LimeError, **values: Any) -> LimeError:
    """Make an error; the caller raises it.

    Parameters
    ----------
    text_id : str
        The id of a fault in the catalogue, `lime_widgets.engine.texts`.
    error : type of LimeError, default=LimeError
        The class of the error.
    **values
        The values that its texts name in braces.

    Returns
    -------
    LimeError
        An error of class `error`, not raised.

    Examples
    --------
    >>> from lime_widgets.engine.errors import problem
    >>> problem("kernel_width.several", width=(1.0, 2.0))
    LimeError('The kernel width is (1.0, 2.0). Expected one number above 0, in units of the distance. Call sweep for several widths.')
    """  # noqa: E501  the output of a doctest is one line
    what, expected, mend = fault(text_id, **values)
    made = error(encodable(say("fault", what=what, expected=expected, mend=mend)))
    made.what = what
    return made


def encodable(text: str) -> str:
    """Replace halves of surrogate pairs, which no notebook and no page can take.

    Examples
    --------
    >>> encodable("a" + chr(0xD800)) == "a" + chr(0xFFFD)
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def is_whole(value: object, least: int, most: int) -> bool:
    """Tell whether a value is a whole number in a range; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most


def one_of(value: object, known: Sequence[Name], text_id: str) -> Name:
    """Check that a value is one of some names.

    Parameters
    ----------
    value : object
    known : sequence of str
    text_id : str
        As for `problem`. Its texts name ``{value}`` and ``{known}``, the names in quotes.

    Raises
    ------
    LimeError
        If the value is none of the names.

    Examples
    --------
    >>> from lime_widgets.engine.errors import one_of
    >>> one_of("ridge", ("ridge", "logistic"), "surrogate.unknown")
    'ridge'
    """
    for name in known:
        if isinstance(value, str) and value == name:
            return name
    raise problem(text_id, value=value, known=in_quotes(known))


def in_quotes(names: Iterable[object]) -> str:
    """List names for a message, each in double quotes.

    Examples
    --------
    >>> in_quotes(["ridge", "logistic"])
    '"ridge", "logistic"'
    """
    return ", ".join(f'"{name}"' for name in names)


def sentence(error: BaseException) -> str:
    """Turn any exception into the text that a view shows.

    Parameters
    ----------
    error : BaseException
        The exception that was caught. The package's own errors are sentences; others are given with their type.

    Returns
    -------
    str
        One line that ends with a full stop, never empty.

    Examples
    --------
    >>> from lime_widgets.engine.errors import sentence
    >>> sentence(KeyError("temp"))
    "KeyError: 'temp'."
    """
    name, message = type(error).__name__, message_of(error)
    if not message:
        return f"{name}."
    text = encodable(message if isinstance(error, LimeError) else f"{name}: {message}")
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def message_of(error: BaseException) -> str:
    """Give the message of an exception on one line; an exception that cannot print itself has none."""
    try:
        return " ".join(str(error).split())
    except Exception:  # noqa: BLE001  whatever its __str__ raises, the exception must still be shown
        return ""


def report(error: BaseException) -> str:
    """Log an exception with its traceback, and give the text that a view shows.

    Parameters
    ----------
    error : BaseException
        The exception that was caught.

    Returns
    -------
    str
        As `sentence` gives it.

    Notes
    -----
    The logger is ``lime_widgets``. It prints nothing until the user configures logging, for example with
    ``logging.basicConfig()``.
    """
    text = sentence(error)
    LOGGER.error(text, exc_info=error)
    return text


def warn(message: str) -> None:
    """Issue a `LimeWarning` that points at the user's line.

    Parameters
    ----------
    message : str
        One or more full sentences.

    Examples
    --------
    >>> import warnings
    >>> from lime_widgets.engine.errors import warn
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn("The model answers only 0 or 1.")
    >>> print(caught[0].category.__name__, "-", caught[0].message)
    LimeWarning - The model answers only 0 or 1.
    """
    line = users_line() or ASKED_AT.get()
    if line is None:
        warnings.warn(message, LimeWarning, stacklevel=2)
    else:
        warnings.warn_explicit(message, LimeWarning, *line)


def _users_lines(error: BaseException) -> list[str]:
    """Write the lines of the user's code through which an error came, with their places."""
    frames = traceback.walk_tb(error.__traceback__)
    theirs = [(frame, line) for frame, line in frames if _package_of(frame) not in {*_BETWEEN, "IPython"}]
    return "".join(traceback.StackSummary.extract(iter(theirs)).format()).splitlines()


def _package_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]


# The user's line that asked a worker's thread to do what it does.
ASKED_AT: ContextVar[tuple[str, int] | None] = ContextVar("ASKED_AT", default=None)
# Who calls between the user's line and ours.
_BETWEEN = frozenset({_PACKAGE, "traitlets", "threading", "contextlib", "ipywidgets", "anywidget"})
# Who calls for the page, where there is no user's line.
_HOSTS = frozenset({"comm", "ipykernel", "tornado", "asyncio"})


def users_line() -> tuple[str, int] | None:
    """Find the user's file and line that led here; None in a thread that no user's code started."""
    frame = inspect.currentframe()
    # Python 3.11 has no skip_file_prefixes, so the frames are looked at.
    while frame is not None and _package_of(frame) in _BETWEEN:
        frame = frame.f_back
    if frame is None or _package_of(frame) in _HOSTS:
        return None
    return frame.f_code.co_filename, frame.f_lineno


def shortened(text: str, length: int = 120) -> str:
    r"""Shorten a text to one line of limited length, for a message.

    Parameters
    ----------
    text : str
        Any text, of any number of lines.
    length : int, default=120
        The most characters in the result, an ellipsis included.

    Returns
    -------
    str
        The text with single spaces for white space, cut if it is too long.

    Examples
    --------
    >>> from lime_widgets.engine.errors import shortened
    >>> shortened("Input X\n  contains NaN.", 12)
    'Input X con…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def short_name(name: str, length: int = 60) -> str:
    """Shorten a name to one line of limited length, without its middle: names that begin alike differ at their end.

    The front end has the same rule in js/src/words/short.ts.

    Parameters
    ----------
    name : str
    length : int, default=60
        The most characters in the result, an ellipsis included.

    Examples
    --------
    >>> short_name("worst concave points", 12), short_name("temp", 12)
    ('worst …oints', 'temp')
    """
    line = " ".join(name.split())
    if len(line) <= length:
        return line
    end = (length - 1) // 2
    return f"{line[: length - 1 - end]}…{line[len(line) - end :]}"


def quoted(name: object, length: int = 60) -> str:
    """Quote a name of the user's for a message, shortened.

    Examples
    --------
    >>> quoted("temp"), quoted("x" * 100, 12)
    ("'temp'", "'xxxxx…xxxx'")
    """
    if not isinstance(name, str):
        return shortened(repr(name), length)
    return repr(short_name(name, length - 2))
