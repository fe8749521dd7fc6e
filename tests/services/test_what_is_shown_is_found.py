"""Every id that is shown of an account can be looked up, or a sentence says why it cannot be."""

import random
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from smstui.commands.demo_deployment import demo_deployment
from smstui.commands.opening import open_client
from smstui.commands.sandbox_configuration import write_secrets
from smstui.config.settings import Settings
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind
from smstui.domain.naming import Name, names_in, names_of, shown_of
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.base import base
from smstui.sandbox.big import big
from smstui.sandbox.entities import SetTopBox
from smstui.sandbox.world import World
from smstui.services.client import Client
from smstui.services.outcomes import Nothing, Opened, Outcome, Several
from tests.support.products import short, some

FAMILIES = ("sdp2", "opf")


def odd() -> World:
    """The world `base` with ids in shapes that look like ids of other kinds."""
    chance = random.Random(7)
    world = base()
    for at, device in enumerate([one for one in world.devices if type(one) is SetTopBox]):
        hex_text = "".join(chance.choices("0123456789ABCDEF", k=12))
        shapes = (hex_text.lower(), f"NU-{at:05}", f"{chance.randrange(10**10):010}x", f"{at:09}7")
        mac = ":".join(hex_text[i : i + 2] for i in range(0, 12, 2))
        world.change(
            device, nuid=shapes[at % 4], serial_number=(f"S/{at}-{hex_text}", mac)[at % 2],
            mac_address=(mac, mac.replace(":", "-"), hex_text)[at % 3],
            ip_address=(f"10.9.8.{at}", f"fd00::{at:x}")[at % 2],
        )  # fmt: skip
    for at, card in enumerate(list(world.cards)):
        number = (f"V{at:011}", f"A0B{at:08}", f"card{at:04}", f"{at:05}12345")[at % 4]
        for box in [one for one in world.devices if type(one) is SetTopBox]:
            if box.smartcard_id == card.smartcard_id:
                world.change(box, smartcard_id=number)
        world.change(card, smartcard_id=number)
    for at, user in enumerate(list(world.users)):
        world.change(user, login_id=(f"u{at}@desk.test", f"{at:06}77", f"dead{at}beef")[at % 3])
    return world


WORLDS: dict[str, Callable[[], World]] = {
    "base": base,
    "big": lambda: big(seed=3, accounts=40, devices=120),
    "odd": odd,
}


@contextmanager
def client_on(family: str, sandbox: Sandbox, folder: Path) -> Iterator[Client]:
    folder.mkdir(exist_ok=True)
    write_secrets(sandbox.access, folder)
    access = sandbox.access
    password = access.sdp2.password if family == "sdp2" else access.opf.password
    deployment = demo_deployment(family, access, folder)
    desk = open_client(deployment, Settings(), Secret(password), state=folder)
    try:
        yield desk
    finally:
        desk.engine.close()


def ask(desk: Client, text: str, *, offline: bool = False) -> Outcome:
    return desk.engine.call(desk.look_up(text, offline=offline))


def forget(desk: Client) -> None:
    desk.engine.call(desk.forget())


def leads_to(outcome: Outcome, name: Name) -> bool:
    """Whether the record is open, or among the matches."""
    match outcome:
        case Opened():
            focus = outcome.bundle.focus
            return (focus.kind, focus.id) == (name.owner_kind, name.owner_id)
        case Several():
            return any(
                (one.kind, one.id) == (name.owner_kind, name.owner_id) for one in outcome.matches
            )
    return False


def some_accounts(desk: Client, world: World) -> list[Bundle]:
    numbers = [account.account_number for account in world.accounts][:3]
    found = [ask(desk, number) for number in numbers]
    return [one.bundle for one in found if isinstance(one, Opened)]


def of_each_kind(names: Iterable[Name]) -> list[Name]:
    """Each once; in the suite one of each kind and of each kind of record."""
    kinds: dict[tuple[str, str], list[Name]] = {}
    for name in dict.fromkeys(names):
        kinds.setdefault((name.kind, name.owner_kind), []).append(name)
    return [name for found in kinds.values() for name in some(found, 1)]


@pytest.mark.parametrize(("family", "world"), short(product(FAMILIES, WORLDS)))
def test_every_name_that_is_shown_leads_to_its_record(
    family: str, world: str, tmp_path: Path
) -> None:
    placed = WORLDS[world]()
    with Sandbox(placed) as sandbox, client_on(family, sandbox, tmp_path / "state") as desk:
        bundles = some_accounts(desk, placed)
        assert bundles
        for bundle in bundles:
            for name in of_each_kind(names_in(bundle)):
                told = f"{name}"
                assert leads_to(ask(desk, name.value, offline=True), name), f"offline {told}"
                assert leads_to(ask(desk, name.value), name), f"warm {told}"
        for name in of_each_kind(name for bundle in bundles for name in names_in(bundle)):
            forget(desk)
            outcome = ask(desk, name.value)
            # On `opf` a login id is asked for as an account's sign-on id, never as a user's.
            unasked = family == "opf" and (name.kind, name.owner_kind) == (IdKind.LOGIN, "user")
            cannot = isinstance(outcome, Nothing) and (unasked or name.kind in outcome.not_asked)
            assert cannot or leads_to(outcome, name), f"fresh {name}"


@pytest.mark.parametrize(
    ("family", "world", "offline"), short(product(FAMILIES, WORLDS, [False, True]))
)
def test_of_every_other_id_that_is_shown_it_is_said_whose_it_is(
    family: str, world: str, offline: bool, tmp_path: Path
) -> None:
    placed = WORLDS[world]()
    with Sandbox(placed) as sandbox, client_on(family, sandbox, tmp_path / "state") as desk:
        for bundle in some_accounts(desk, placed):
            others = {
                value
                for _, part in bundle.parts()
                for record in part
                for _, value in shown_of(record, family)
            }
            for value in others - {name.value for name in names_in(bundle)}:
                outcome = ask(desk, value, offline=offline)
                if isinstance(outcome, Nothing):
                    assert outcome.shown, value


def test_a_login_that_the_platform_cannot_look_up_is_read_with_its_account(tmp_path: Path) -> None:
    with Sandbox(odd()) as sandbox, client_on("opf", sandbox, tmp_path / "state") as desk:
        number = next(iter(sandbox.world.users)).account_uid
        account = sandbox.world.accounts.get(number)
        assert account is not None
        opened = ask(desk, account.account_number)
        assert isinstance(opened, Opened)
        user = next(iter(opened.bundle.users))
        (name,) = names_of(user, "opf")
        found = ask(desk, name.value)
        assert isinstance(found, Opened)
        assert found.source == "platform"
        assert (found.bundle.focus.kind, found.bundle.focus.id) == ("user", user.id)
        # A login that has gone since is not found, whatever the cache says.
        wire = next(one for one in sandbox.world.users if one.login_id == name.value)
        sandbox.run(lambda world: world.change(wire, login_id="somebody.else"))
        assert isinstance(ask(desk, name.value), Nothing)


IN_ALPHABETS = ("Łukasz.Żak", "ольга85", "Νίκος@example.net", "cafe\u0301", "علی\u200cرضا", "田中")  # noqa: RUF001


@pytest.mark.alike
@pytest.mark.parametrize("family", FAMILIES)
def test_a_login_in_any_alphabet_leads_to_its_user_in_either_spelling(
    family: str, tmp_path: Path
) -> None:
    world = base()
    users = list(world.users)
    account = world.accounts.get(users[0].account_uid)
    assert account is not None
    users = [user for user in users if user.account_uid == account.uid]
    with Sandbox(world) as sandbox, client_on(family, sandbox, tmp_path / "state") as desk:
        for login in IN_ALPHABETS:
            sandbox.run(lambda _, login=login: world.change(users[0], login_id=login))
            opened = ask(desk, account.account_number)
            assert isinstance(opened, Opened)
            (name,) = [
                each
                for user in opened.bundle.users
                for each in names_of(user, family)
                if each.kind is IdKind.LOGIN and each.value == login
            ]
            for form in ("NFC", "NFD"):
                spelled = unicodedata.normalize(form, name.value)
                assert leads_to(ask(desk, spelled, offline=True), name), f"offline {spelled!a}"
                assert leads_to(ask(desk, spelled), name), f"warm {spelled!a}"
            forget(desk)
            outcome = ask(desk, name.value)
            cannot = isinstance(outcome, Nothing) and name.kind in outcome.not_asked
            assert cannot or leads_to(outcome, name), f"fresh {login!a}"
