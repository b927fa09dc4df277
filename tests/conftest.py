"""Settings and fixtures for all tests."""

import os
import signal
import threading

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")  # open no window
# A shell starts what runs in its background with interrupts ignored. Tests that interrupt would wait for ever.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline, because a busy machine is not a counterexample. CI repeats the same examples, so that a failure means a
# change of the code.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture
def no_thread_is_left():
    """Check after the test that the worker thread of each study has ended."""
    yield
    for thread in threading.enumerate():
        if thread.name == "lime-study":
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture
def sweeps_take_long(monkeypatch):
    """Even those of a few samples, so that they wait for a rest."""
    for budget in ("AT_ONCE_SECONDS", "MOTION_SWEEP_SECONDS"):
        monkeypatch.setattr(f"lime_widgets.study.pacing.{budget}", 1e-9)
