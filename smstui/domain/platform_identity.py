"""The identity of a platform, to which every stored row belongs. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformIdentity:
    """One platform, as one deployment knows it.

    `id` is the configuration's `platform_id`, or a hash of the platform's address. `nickname` is
    the deployment's name: it is only for display.
    """

    id: str
    family: str
    nickname: str

    @property
    def key(self) -> str:
        """The key of stored rows. The colon keeps it apart from every nickname."""
        return f"{self.family}:{self.id}"


def id_in(key: str) -> str:
    """Return the `platform_id` for the rows under `key`."""
    return key.partition(":")[2]
