"""What every test stands on."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from smstui.domain import known_secrets, zone
from tests.support import quick_loads
from tests.support.products import WHOLE, one_family_each, thinned, whole_ones

quick_loads.install()

settings.register_profile("smstui", deadline=None)
settings.load_profile("smstui")
"""A busy machine must not look like a slow function; what is slow is measured elsewhere."""

os.umask(0o022)
"""A configuration that its group may write is refused, and some machines make files so."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Every worker and every process that a test starts would compile all there is anew."""

gc.disable()
"""Until all tests are collected (`pytest_collection_finish`): what is made until then stays."""

if threading.current_thread() is threading.main_thread():
    # Who runs the tests in the background ignores it, and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """More workers than cores: half of a run is waiting for terminals and settle times."""
    return (os.cpu_count() or 2) * 2 + 2


@pytest.fixture(autouse=True)
def _times_in_utc() -> Iterator[None]:
    """A process has one time zone; a test that opens a deployment leaves its own behind."""
    with zone.used("UTC"):
        yield


@pytest.fixture(autouse=True)
def _no_secret_of_another_test() -> Iterator[None]:
    """A process remembers every secret it used; a password of one letter hides words elsewhere."""
    yield
    known_secrets._used.clear()
    known_secrets._marks.clear()


@pytest.fixture
def anyio_backend() -> str:
    """The engine is an asyncio loop, so the tests are too."""
    return "asyncio"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of products a part is tried, unless a test is asked for by its id, or goldens are made."""
    makes = config.getoption("update_snapshots", False) or os.environ.get("SMSTUI_GOLDENS")
    if makes or os.environ.get(WHOLE) or any("[" in told for told in config.args):
        return
    for part_of in (whole_ones, one_family_each, thinned):
        items[:], out = part_of(items)
        config.hook.pytest_deselected(items=out)


def pytest_collection_finish() -> None:
    """Look for garbage rarely, and never in ten thousand tests and the modules they need."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()
