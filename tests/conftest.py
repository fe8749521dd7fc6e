"""What every test stands on."""

import signal
import threading

import pytest
from hypothesis import settings

settings.register_profile("smstui", deadline=None)
settings.load_profile("smstui")
"""A busy machine must not look like a slow function; what is slow is measured elsewhere."""

if threading.current_thread() is threading.main_thread():
    # Who runs the tests in the background ignores it, and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def anyio_backend() -> str:
    """The engine is an asyncio loop, so the tests are too."""
    return "asyncio"
