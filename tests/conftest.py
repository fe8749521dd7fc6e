"""What every test stands on."""

import pytest
from hypothesis import settings

settings.register_profile("smstui", deadline=None)
settings.load_profile("smstui")
"""A busy machine must not look like a slow function; what is slow is measured elsewhere."""


@pytest.fixture
def anyio_backend() -> str:
    """The engine is an asyncio loop, so the tests are too."""
    return "asyncio"
