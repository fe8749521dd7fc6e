"""Say what is so now of facts that have moved, an owner by the number that people know."""

from collections.abc import Iterable, Mapping, Sequence

from smstui.domain.changes.comparing import is_owner, said_of_moved
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.policy import Policy
from smstui.domain.errors import PlatformError
from smstui.domain.user import User
from smstui.platforms.port import Platform


class Owners:
    """Names accounts on one deployment. Reads, and raises nothing."""

    def __init__(self, platform: Platform, policy: Policy) -> None:
        self._platform = platform
        self._policy = policy

    async def said(self, now: StateSnapshot, gone: Sequence[Fact]) -> str:
        """Return what is so now of the facts `gone`, in sentences."""
        return said_of_moved(now, gone, await self.names(now, gone))

    async def names(self, now: StateSnapshot, facts: Iterable[Fact]) -> Mapping[str, str]:
        """Return the accounts that the records of `facts` belong to now: uid to words."""
        uids = {uid for fact in facts if is_owner(fact) and (uid := now.get(fact))}
        return {uid: await self.named(uid) for uid in sorted(uids)}

    async def named(self, uid: str) -> str:
        """Return the words for one account, by its uid."""
        if not self._policy.sees_other_accounts:
            return "another account"
        try:
            account = await self._platform.owner(User(account_uid=uid))
        except PlatformError:
            account = None
        if account is None or not account.number:
            return f"another account (uid {uid})"
        return f"account {account.number}"
