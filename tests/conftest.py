"""What every test stands on."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from smstui.domain import zone

settings.register_profile("smstui", deadline=None)
settings.load_profile("smstui")
"""A busy machine must not look like a slow function; what is slow is measured elsewhere."""

if threading.current_thread() is threading.main_thread():
    # Who runs the tests in the background ignores it, and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """More workers than cores: a third of a run is waiting for terminals and settle times."""
    return (os.cpu_count() or 2) * 3 // 2


@pytest.fixture(autouse=True)
def _times_in_utc() -> Iterator[None]:
    """A process has one time zone; a test that opens a deployment leaves its own behind."""
    with zone.used("UTC"):
        yield


@pytest.fixture
def anyio_backend() -> str:
    """The engine is an asyncio loop, so the tests are too."""
    return "asyncio"
