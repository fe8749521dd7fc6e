"""The identity of a platform: what every stored row belongs to. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformIdentity:
    """One platform, as one deployment knows it.

    `id` is the configuration's `platform_id`, or a hash of the platform's address. `nickname` is
    the deployment's name: it is shown, and says nothing about which platform it is.
    """

    id: str
    family: str
    nickname: str

    @property
    def key(self) -> str:
        """What rows are stored under. The colon keeps it apart from every nickname."""
        return f"{self.family}:{self.id}"


def id_in(key: str) -> str:
    """Return the `platform_id` that leads to the rows under `key`."""
    return key.partition(":")[2]
