"""A correlation id for what a person asked for."""

import uuid

from smstui.platforms.port import Errand


def new_errand() -> Errand:
    """One errand: the same correlation id on every call made for it."""
    return Errand(str(uuid.uuid4()))
