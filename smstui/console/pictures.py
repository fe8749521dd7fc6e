"""A picture of the screen, private and with every secret masked."""

from typing import TYPE_CHECKING

from smstui.config.files import state_folder
from smstui.domain import zone
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.host import ScreenHost


def save(app: "ScreenHost") -> None:
    """Write it beside what smstui remembers, for the owner's eyes, and say where it is."""
    from smstui.console.screens.dialogs import say_written
    from smstui.store.files import private_folder, write_new

    app.base.mask()
    try:
        folder, stem = (
            private_folder(state_folder()),
            f"smstui-{zone.local(app.now()):%Y%m%d-%H%M%S}",
        )
        file = write_new(folder, stem, "svg", [app.export_screenshot(title="smstui")])
    except (OSError, SmstuiError) as error:
        app.say(f"The picture could not be written: {getattr(error, 'strerror', error)}.")
    else:
        say_written(app, str(file))
