"""Identities of platforms for tests that open a store by itself."""

from typing import Final

from smstui.domain.platform_identity import PlatformIdentity


def identity(
    nickname: str = "lab", family: str = "sdp2", platform_id: str = ""
) -> PlatformIdentity:
    """The platform that `nickname` reaches; by default one that no other nickname reaches."""
    return PlatformIdentity(platform_id or f"id-of-{nickname}", family, nickname)


LAB: Final = identity("lab")
SITE: Final = identity("site")
ELSEWHERE: Final = identity("elsewhere")
