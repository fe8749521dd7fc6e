"""A household for every case: ids that nobody had before, in a world that holds many."""

import random
from dataclasses import dataclass
from datetime import timedelta

from smstui.sandbox import Sandbox
from smstui.sandbox.entities import (
    Account,
    MediaPlayer,
    Pin,
    Right,
    SetTopBox,
    SmartCard,
    User,
)
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.world import World

OTHER_PROFILE = "302"


@dataclass
class Household:
    """One account: box A has card A, box B has none, card F is free, two players, two sessions."""

    sandbox: Sandbox
    account: Account
    a: SetTopBox
    b: SetTopBox
    card: SmartCard
    free: SmartCard
    player: MediaPlayer
    sessions: tuple[str, str]
    srm_sessions: tuple[str, str]
    right: str
    new: str
    """A number that nobody has: of a new card, and with a letter of a new account or chipset."""
    letter: str

    @property
    def world(self) -> World:
        return self.sandbox.world

    @property
    def new_casn(self) -> str:
        return f"{self.letter}{self.new[1:]}"

    def named(self, value: str | None) -> str | None:
        """`value` by the name its record has here, so that cases can be compared."""
        names = {
            self.a.uid: "A", self.b.uid: "B", self.card.smartcard_id: "card A",
            self.free.smartcard_id: "card F", self.chipset_a: "chipset A",
            self.chipset_b: "chipset B", self.new: "new",
        }  # fmt: skip
        return None if value is None else names.get(value, value)

    chipset_a: str = ""
    chipset_b: str = ""
    login: str = ""

    @property
    def user(self) -> User | None:
        """The one user of the account, whosever it is by now."""
        return self.world.users.first("login_id", self.login)


def settle(sandbox: Sandbox, chance: random.Random, status: str = "ACTIVE") -> Household:
    """Add a household to the world. `status` is its account's."""
    world = sandbox.world

    def digits(length: int) -> str:
        return str(chance.randint(10 ** (length - 1), 10**length - 1))

    with world.lock:
        now = world.now()
        letter = chance.choice("ABCDEF")
        account = Account(
            uid=digits(9),
            account_number=f"{chance.choice('hjkq')}{chance.choice('vwxz')}.{digits(7)}",
            status=status,
            account_profile_uid="301",
            access_point_uid="201",
            rollout_profile_uid="401",
            max_user_allowed=5,
            creation_date=now,
            modified_date=now,
            last_name="Noether",
        )
        account.pins += [
            Pin(account_uid=account.uid, type="PARENTAL", status="SET", value="SENTINEL-h"),
            Pin(
                account_uid=account.uid, type="PURCHASE", status="LOCKED", value="SENTINEL-h",
                locked_until=now + timedelta(hours=1),
            ),
        ]  # fmt: skip
        world.add(account)
        login = f"u{digits(8)}"
        world.add(
            User(
                uid=digits(9), account_uid=account.uid, login_id=login, name="Emmy",
                type="SUP", default_user=True, password="SENTINEL-u",
            )
        )  # fmt: skip

        def box(name: str) -> SetTopBox:
            made = SetTopBox(
                uid=digits(9), account_uid=account.uid, name=name, status="ACTIVE",
                casn=f"{letter}{digits(10)}{chance.choice('ABCDEF')}", nuid=f"N{digits(10)}",
                serial_number=f"S{digits(10)}", created=now, modified=now, cas_products={"p1"},
                cas_pins={"1": "7391"},
            )  # fmt: skip
            world.add(made)
            return made

        def card(box: SetTopBox | None) -> SmartCard:
            made = SmartCard(
                uid=digits(9), smartcard_id=f"00{digits(10)}", cas_instance_id="1",
                status="UNAVAILABLE" if box else "AVAILABLE", stb_uid=box.uid if box else None,
            )  # fmt: skip
            world.add(made)
            if box is not None:
                world.change(box, smartcard_id=made.smartcard_id)
                world.cas.put(box.casn, made.smartcard_id)
            return made

        a, b = box("A"), box("B")
        card_a, free = card(a), card(None)
        player = MediaPlayer(
            uid=digits(9), account_uid=account.uid, name="P", media_player_id=f"mp-{digits(9)}",
            created=now,
        )  # fmt: skip
        world.add(player)
        sessions = [
            place_session(
                world, a, f"film-{n}", age=timedelta(hours=1), silent=timedelta(seconds=9)
            )
            for n in range(2)
        ]
        right = Right(
            uid=digits(9), account_uid=account.uid, policy_group_uid="7001", product_type="FREE",
            validity_type="ABSOLUTE", valid_from=now - timedelta(days=9),
            expiry_date=now + timedelta(days=90),
        )  # fmt: skip
        world.add(right)
        sandbox.rest.ssp.take_in(account)
        return Household(
            sandbox, account, a, b, card_a, free, player,
            (sessions[0].uid, sessions[1].uid), (sessions[0].srm_id, sessions[1].srm_id),
            right.uid, new=f"00{digits(10)}", letter=letter,
            chipset_a=a.casn or "", chipset_b=b.casn or "",
            login=login,
        )  # fmt: skip
