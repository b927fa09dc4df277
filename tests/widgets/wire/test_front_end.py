"""The code of all views crosses once for a kernel, and each view's own module is a few lines."""

import gzip
import json

import pytest
from ipywidgets import Widget
from ipywidgets.embed import dependency_state

import lime_widgets as lw
from lime_widgets.widgets.wire import front_end as module
from lime_widgets.widgets.wire.front_end import FrontEnd, front_end


@pytest.fixture
def fresh(monkeypatch, wire):
    """A kernel in which no view was made yet."""
    monkeypatch.setattr(module, "_open", [])
    return wire


def size(messages):
    """Bytes that crossed."""
    return sum(
        len(json.dumps(message.data, default=str)) + sum(memoryview(buffer).nbytes for buffer in message.buffers)
        for message in messages
    )


def test_the_front_end_crosses_once_however_many_explorers_are_open(fresh, study):
    first = lw.TabularExplorer(study)
    opened = size(fresh.messages)
    fresh.messages.clear()
    second = lw.TabularExplorer(study)
    again = size(fresh.messages)

    assert opened < 160_000
    assert again < 30_000
    first.close()
    second.close()


def test_a_views_module_finds_the_front_end_of_its_kernel(fresh, study):
    view = lw.BarsView(study)
    assert len(view._esm) < 1_000
    assert view.get_state("front_end") == {"front_end": f"IPY_MODEL_{front_end().model_id}"}
    assert '"bars"' in view._esm
    assert front_end().model_id in dependency_state([view])  # what a page needs to show the view
    view.close()


def test_the_code_arrives_as_it_was_built(fresh):
    code = gzip.decompress(front_end().code).decode()
    built, styles = ((module._STATIC / f"front_end.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    assert code.startswith(built)
    assert code.removeprefix(built) == f"\nexport const styles = {json.dumps(styles)};\n"
    assert front_end() is front_end()


def test_after_all_widgets_are_closed_another_front_end_is_sent(fresh, study):
    before = front_end()
    Widget.close_all()
    view = lw.BarsView(study)
    assert front_end() is not before
    assert view.front_end is front_end()
    view.close()


def test_another_build_has_another_version(fresh, monkeypatch, tmp_path):
    version = front_end().version
    for name in ("front_end.js", "front_end.css", "loader.js"):
        (tmp_path / name).write_text((module._STATIC / name).read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "front_end.css").open("a", encoding="utf-8") as styles:
        styles.write("/* changed */")
    monkeypatch.setattr(module, "_STATIC", tmp_path)
    module._contents.cache_clear()
    try:
        assert FrontEnd(**module._contents()).version != version
    finally:
        module._contents.cache_clear()


def test_the_page_cannot_replace_the_code(fresh):
    code = front_end().code
    fresh.set(front_end(), code=b"alert(1)", version="x")
    assert front_end().code == code
