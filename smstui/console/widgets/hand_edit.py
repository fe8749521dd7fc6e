"""A line of a dialog that keeps what was entered: a reason, a PIN."""

from textual import events

from smstui.console.widgets.line_edit import LineEdit


class HandEdit(LineEdit):
    """Every character is text in it, also those that are keys elsewhere. Masked, it shows none."""

    def __init__(self, name: str, hint: str = "", masked: bool = False) -> None:
        super().__init__(name, hint)
        self._masked = masked

    @property
    def is_blank(self) -> bool:
        """Never: no key leads away from it, not even while it is empty."""
        return False

    def _on_paste(self, event: events.Paste) -> None:
        """One line, however many were pasted."""
        event.stop()
        event.prevent_default()
        self.replace(" ".join(event.text.split()), *self.selection)

    def _enter(self) -> None:
        """Keep the text: it is read when the plan is applied."""
        self.post_message(self.Entered(self, self.value))

    @property
    def drawn_value(self) -> str:
        return "•" * len(self.value) if self._masked else self.value
