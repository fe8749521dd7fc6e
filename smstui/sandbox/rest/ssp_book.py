"""What an SSP beside the platform keeps of accounts: the same people, a status of its own."""

from dataclasses import dataclass, field

from smstui.sandbox.entities import Account
from smstui.sandbox.world import World

PREFIX = "ssp-"


@dataclass(slots=True)
class SspBook:
    """Begins as the platform is, and goes its own way: nothing carries a change over."""

    world: World
    _statuses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.world.accounts:
            self._statuses[account.uid] = account.status

    def id_of(self, account: Account) -> str:
        """The SSP's own id of an account."""
        return f"{PREFIX}{account.uid}"

    def account(self, ssp_id: str) -> Account | None:
        """The account of an id of the SSP's."""
        uid = ssp_id.removeprefix(PREFIX)
        known = ssp_id.startswith(PREFIX) and uid in self._statuses
        return self.world.accounts.get(uid) if known else None

    def take_in(self, account: Account) -> None:
        """Have the SSP know an account that was added since, as the platform has it."""
        self._statuses[account.uid] = account.status

    def keeps(self, account: Account) -> bool:
        return account.uid in self._statuses

    def status_of(self, account: Account) -> str:
        """Its status there, whatever the platform says."""
        return self._statuses[account.uid]

    def set_status(self, account: Account, status: str) -> bool:
        """Set it; whether that changed anything."""
        differs = self._statuses[account.uid] != status
        self._statuses[account.uid] = status
        return differs

    def forget(self, account: Account) -> None:
        """Have the SSP not know an account."""
        del self._statuses[account.uid]
