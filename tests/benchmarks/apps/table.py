"""The measure of a list: a bare app with a DataTable of 1,000 rows."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("kind", "id", "CASN", "card", "status")
        for row in range(1_000):
            table.add_row("box", str(row), f"E8{row:010X}", f"{row:012d}", "ACTIVE")


if __name__ == "__main__":
    Bare().run()
