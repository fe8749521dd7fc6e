"""Which of an action's keys do something while a text field has the focus: the others only type."""

from typing import TYPE_CHECKING

from textual import events

from smstui.actions.keynames import character_of
from smstui.console.keyboard import leads_away
from smstui.console.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from smstui.console.host import Host


def usable(app: "Host", key: str) -> bool:
    """Return whether a key runs its action where the focus is, rather than edit the field there."""
    field = app.page.focused
    if not isinstance(field, LineEdit):
        return True
    event = events.Key(key, character_of(key))
    opens = key == "enter" and field.is_blank and getattr(app.page.content, "ENTER_OPENS", False)
    if opens or not field.takes(event):
        return True
    action = app.keymap.find(key, app.page.places)
    return event.is_printable and field.is_blank and leads_away(action, event)
