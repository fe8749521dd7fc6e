"""A line that only a hand fills: a paste or a scan goes into the lookup box instead."""

from textual import events

from smstui.console.widgets.line_edit import LineEdit


class HandEdit(LineEdit):
    """For what must be read from a label and typed. Masked, it shows no character of it."""

    def __init__(self, name: str, hint: str = "", masked: bool = False) -> None:
        super().__init__(name, hint)
        self._masked = masked

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.app.take_scan(event.text, entered=False)

    def _enter(self) -> None:
        """What was typed stays: it is read when the plan is confirmed."""
        self.post_message(self.Entered(self, self.value))

    @property
    def drawn_value(self) -> str:
        return "•" * len(self.value) if self._masked else self.value
