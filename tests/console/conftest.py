"""A sandbox of its own for each test by keys, and the bench a console stands on there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.bench import Bench
from tests.support.site import Site


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """The world `base`, and no failure of the sandbox itself at the end."""
    with Sandbox() as started:
        yield started
        assert started.failures == []


@pytest.fixture(params=["sdp2", "opf"])
def bench(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Bench:
    """What belongs to both families is tried on both."""
    return Site(request.param, tmp_path, sandbox).keys


@pytest.fixture
def sdp2(sandbox: Sandbox, tmp_path: Path) -> Bench:
    return Site("sdp2", tmp_path, sandbox).keys


@pytest.fixture
def opf(sandbox: Sandbox, tmp_path: Path) -> Bench:
    return Site("opf", tmp_path, sandbox).keys
