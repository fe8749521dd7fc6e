"""What every test stands on."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The engine is an asyncio loop, so the tests are too."""
    return "asyncio"
