"""What the tests of both families over real sockets share."""

from collections.abc import Iterator

import pytest

from smstui.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh world `base`, served for both families."""
    with Sandbox() as sandbox:
        yield sandbox
