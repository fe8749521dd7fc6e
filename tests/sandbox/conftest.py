"""What the tests of the sandbox share."""

from collections.abc import Iterator

import pytest
from rest_desk import RestDesk

from smstui.sandbox.server import Sandbox


@pytest.fixture
def desk() -> Iterator[RestDesk]:
    """An operator signed in at a fresh world `base`; the sandbox itself must not fail."""
    with Sandbox() as sandbox:
        desk = RestDesk(sandbox)
        try:
            yield desk
        finally:
            desk.http.close()
        assert sandbox.failures == []
