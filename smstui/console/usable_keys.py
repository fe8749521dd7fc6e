"""Which keys run their action where the focus is, rather than edit the field there."""

from typing import TYPE_CHECKING, Final

from textual import events

from smstui.actions import Action
from smstui.actions.keynames import character_of
from smstui.console.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from smstui.console.host import Host

_BLANK: Final = "space"


def leads_away(action: Action | None, event: events.Key) -> bool:
    """Return whether the key runs its action where a text could begin: no id begins with the
    `/`, `?`, `:` or `[` that such keys are, so a person in the empty box means the action."""
    character = event.character or ""
    begins_text = character.isalnum() or character > "\x7f"
    return action is not None and not begins_text and event.key != _BLANK


def usable(app: "Host", key: str) -> bool:
    """Return whether a key runs its action where the focus is, rather than edit the field there.

    That is a key that comes by itself, not the end of a scan.
    """
    field = app.page.focused
    if not isinstance(field, LineEdit):
        return True
    event = events.Key(key, character_of(key))
    event.time += app.timing.join_s + app.timing.row_s
    opens = key == "enter" and field.is_blank and getattr(app.page.content, "ENTER_OPENS", False)
    if opens or not field.takes(event):
        return True
    action = app.keymap.find(key, app.page.places)
    return event.is_printable and field.is_blank and leads_away(action, event)
