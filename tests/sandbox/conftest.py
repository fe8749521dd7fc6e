"""What the tests of the sandbox share."""

from collections.abc import Iterator

import pytest
from rest_desk import RestDesk
from soap_desk import SoapDesk

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


@pytest.fixture
def soap() -> Iterator[SoapDesk]:
    """A SOAP operator at a fresh world `base`; the sandbox itself must not fail."""
    with Sandbox() as sandbox:
        desk = SoapDesk(sandbox)
        try:
            yield desk
        finally:
            desk.close()
        assert sandbox.failures == []
