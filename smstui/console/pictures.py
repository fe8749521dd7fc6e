"""A picture of the screen, private and with every secret masked."""

import os
from typing import TYPE_CHECKING

from smstui.domain import zone
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.app import ConsoleApp


def save(app: "ConsoleApp") -> str:
    """Write it beside what smstui remembers, for the owner's eyes; where it is, in a sentence."""
    from smstui.store.files import private_folder, state_folder

    app.base.mask()
    name = f"smstui-{zone.local(app.now()):%Y%m%d-%H%M%S}.svg"
    try:
        file = private_folder(state_folder()) / name
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(app.export_screenshot(title="smstui"))
    except (OSError, SmstuiError) as error:
        return f"The picture could not be written: {getattr(error, 'strerror', error)}."
    return f"Written to {file}."
