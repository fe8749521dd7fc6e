"""The field of a filter. A scan is no part of a filter, however it ends."""

from smstui.console.widgets.line_edit import LineEdit


class FilterEdit(LineEdit):
    """A Tab behind a scan ends it, as Enter does. What is entered is looked up by nobody."""

    def __init__(self, name: str, hint: str, *, keeps: bool) -> None:
        super().__init__(name, hint, keeps=keeps, scanned=True)

    @property
    def looks_up(self) -> bool:
        return False
