"""Files that are not what they say end with a sentence, not with a process or a disk."""

import io
import pickle
import zipfile

import pytest

from lime_widgets import LimeError
from lime_widgets.datasets import load_youtube_spam, spam
from lime_widgets.datasets.torch_weights import read_weights


def zipped(tables):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_damaged_archive_is_told(tmp_path):
    whole = zipped({"a.csv": "CONTENT,CLASS\n" + "so good,0\n" * 999})
    place = tmp_path / "youtube.zip"
    damaged = bytearray(whole)
    damaged[60:90] = bytes(30)
    place.write_bytes(damaged)
    with pytest.raises(LimeError, match="The archive cannot be read"):
        load_youtube_spam(place)
    place.write_bytes(whole)
    assert len(load_youtube_spam(place)) == 999


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spam, "MOST_BYTES", 1000)
    place = tmp_path / "youtube.zip"
    place.write_bytes(zipped({"a.csv": "CONTENT,CLASS\n" + "so good,0\n" * 999}))
    with pytest.raises(LimeError, match="more than 1,000 bytes"):
        load_youtube_spam(place)


def test_a_download_that_goes_on_is_stopped(monkeypatch, tmp_path):
    class Endless:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def raise_for_status(self):
            pass

        def iter_content(self, chunk_size):
            while True:
                yield b"x" * chunk_size

    monkeypatch.setattr("requests.get", lambda *_, **__: Endless())
    monkeypatch.setattr("pooch.os_cache", lambda _: tmp_path)
    with pytest.raises(LimeError, match=r"more than 20,000,000 bytes"):
        load_youtube_spam()


@pytest.mark.parametrize(
    "nested",
    [b"\x80\x02)" + b"\x85" * 3_000_000 + b".", b"\x80\x02" + b"]" * 5_000 + b"a" * 4_999 + b"."],
    ids=["tuples", "lists"],
)
def test_deeply_nested_weights_are_refused_and_the_process_lives(tmp_path, nested):
    place = tmp_path / "deep.pth"
    place.write_bytes(nested)
    with pytest.raises(LimeError, match="nested more than 1000 deep"):
        read_weights(place)
    place.write_bytes(pickle.dumps({"a": [(1, [2])]}))
    with pytest.raises(LimeError, match="cannot be read"):
        read_weights(place)
