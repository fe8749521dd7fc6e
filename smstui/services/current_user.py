"""Who sits here, as the operating system knows them."""

import getpass
import os


def current_user() -> str:
    """The login name, or the uid where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
