"""A study to show, and a double for the wire to the browser that keeps every message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import comm
import numpy as np
import pandas as pd
import pytest
from comm.base_comm import BaseComm

from lime_widgets import Study, TabularExplainer
from lime_widgets.widgets.wire.study_model import study_model_of

if TYPE_CHECKING:
    from ipywidgets import Widget


class Message(NamedTuple):
    """What went to the browser."""

    comm_id: str
    kind: str
    data: dict[str, Any]
    buffers: list[Any]

    @property
    def state(self) -> dict[str, Any]:
        return self.data.get("state", {}) if self.data else {}


class Wire:
    """All messages of all widgets, and the browser's end of it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def updates_of(self, widget: Widget) -> list[dict[str, Any]]:
        """The changes of state that were sent for a widget, one for each message."""
        return [
            message.state
            for message in self.messages
            if message.comm_id == widget.model_id and message.data.get("method") == "update"
        ]

    def set(self, widget: Widget, **state: Any) -> None:
        """Do as the browser does that sets traits of a widget."""
        self._receive(widget, {"method": "update", "state": state, "buffer_paths": []})

    def send(self, widget: Widget, **content: Any) -> None:
        """Do as the browser does that sends a widget a message of our own."""
        self._receive(widget, {"method": "custom", "content": content})

    def _receive(self, widget: Widget, data: dict[str, Any]) -> None:
        widget.comm.handle_msg({"content": {"data": data}, "buffers": []})


@pytest.fixture
def wire(monkeypatch):
    wire = Wire()

    class RecordingComm(BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
            wire.messages.append(Message(self.comm_id, msg_type, data or {}, buffers or []))

    monkeypatch.setattr(comm, "create_comm", RecordingComm)
    return wire


@pytest.fixture
def table():
    """Two numbers, a category with gaps and a whole number that is missing now and then."""
    rng = np.random.default_rng(0)
    weather = np.array(["GOOD", "MISTY", "RAIN"], dtype=object)[rng.integers(3, size=200)]
    weather[:5] = None
    return pd.DataFrame(
        {
            "temp": rng.normal(15, 8, 200).round(1),
            "hum": rng.uniform(0, 1, 200).round(3),
            "weather": weather,
            "holiday": rng.integers(2, size=200).astype(bool),
        }
    )


def answer(X):
    """The probability of two classes, from all columns but one."""
    logit = (X["temp"] - 15) / 5 - (X["weather"] == "RAIN") + X["hum"]
    warm = 1 / (1 + np.exp(-logit.to_numpy()))
    return pd.DataFrame({"no": 1 - warm, "yes": warm})


@pytest.fixture
def black_box():
    return answer


@pytest.fixture
def study(table):
    study = Study(answer, table.iloc[20], TabularExplainer(table), n_samples=256)
    assert study.wait(20)
    return study


@pytest.fixture
def study_model(wire, study):
    """The study's model at rest, with the full sweep."""
    study_model = study_model_of(study)
    study_model.attach()
    assert study.wait(20)
    wire.messages.clear()
    yield study_model
    study_model.close()
