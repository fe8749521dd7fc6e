"""What a document is compared by: everything but sentences, moments and ids made on the spot."""

import re
from typing import Any, Final

SENTENCES: Final = frozenset({
    "message", "hint", "title", "meaning", "warnings", "evidence", "reason", "verdict", "text",
})  # fmt: skip
"""Fields that a person reads. They may be worded anew and are never empty where they were not."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
"""A moment, or a day alone: the worlds date their records from the day of the run."""
_MADE: Final = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"
    r"|(?<=opf-)[0-9a-f]{12}\b|(?<=sdp2-)[0-9a-f]{12}\b"
)
_SPEED: Final = re.compile(r"\b\d+ ms\b")
_PORT: Final = re.compile(r"127\.0\.0\.1:\d+")
_IDS: Final = frozenset({"change_id", "draft_id"})
_OF_THE_MACHINE: Final = frozenset(
    {"terminal", "colours", "letters", "multiplexer", "compiled modules"}
)
"""What doctor says of the machine that it runs on."""
_AGES: Final = frozenset({"age_s", "took_s", "late_s", "duration_ms"})


class Normal:
    """Gives ids that were made on the spot the number of their first appearance."""

    def __init__(self, *folders: str) -> None:
        self._folders = folders
        self._numbers: dict[str, int] = {}

    def of(self, value: Any, field: str = "") -> Any:
        """`value` with what differs from run to run taken out."""
        if isinstance(value, dict) and "check" in value and "detail" in value:
            return self._check_of_doctor(value)
        if isinstance(value, dict):
            return {self._text(key): self.of(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self.of(part, field) for part in value]
        if field in _AGES and isinstance(value, int | float):
            return 0
        if not isinstance(value, str):
            return value
        if field in _IDS:
            self._number(value)
        if field in SENTENCES:
            return "…" if value else ""
        return self._text(value)

    def _check_of_doctor(self, check: dict[str, Any]) -> dict[str, Any]:
        """Its detail is a sentence; what the machine is like, not only that, differs."""
        kept = {name: self.of(part, name) for name, part in check.items()}
        kept["detail"] = "…" if check["detail"] else ""
        return kept | {"result": "…", "hint": "…"} if check["check"] in _OF_THE_MACHINE else kept

    def _text(self, text: str) -> str:
        for folder in self._folders:
            text = text.replace(folder, "FOLDER")
        for made, number in self._numbers.items():
            text = text.replace(made, f"id-{number}")
        text = _MADE.sub(lambda made: f"id-{self._number(made[0])}", text)
        text = _SPEED.sub("N ms", _PORT.sub("127.0.0.1:PORT", text))
        return _MOMENT.sub("MOMENT", text)

    def _number(self, made: str) -> int:
        return self._numbers.setdefault(made, len(self._numbers) + 1)
