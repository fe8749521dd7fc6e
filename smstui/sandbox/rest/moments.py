"""Times as the OpenTV family writes them: ISO 8601, UTC, milliseconds."""

from datetime import UTC, datetime

from smstui.sandbox.rest.replies import bad_request


def written(moment: datetime | None) -> str | None:
    """`2026-11-24T18:00:00.000Z`, or null for never."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(name: str, value: object) -> datetime | None:
    """The time a client sent in field `name`; without an offset it is UTC.

    Raises RestRefusalError (400) for anything but null or an ISO 8601 text.
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise bad_request(f"{name} is not an ISO 8601 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
