"""No identifier leads to the record of another one; two spellings of one lead to one record.

The kinds and what is equal within each are restated here, so that the rule is tested against
something other than itself.
"""

import asyncio
from dataclasses import astuple
from ipaddress import IPv4Address, IPv6Address
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.changes.confirmation import Confirmation, agree
from smstui.domain.changes.facts import card_subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.refusal import RefusedHere, Several
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import BadIdentifier, NotFound
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.naming import kind_of, names_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.services.changes.remembered import Remembered
from smstui.services.changes.targets import Targets
from smstui.services.matching import answers, denies
from smstui.store import bundle_rows, cache_schema
from smstui.store.bundle_rows import names_for
from smstui.store.cache import BundleCache
from smstui.store.database import Database
from smstui.store.sqlite import Schema
from tests.support.bundles import NOON, full_bundle, read_part
from tests.support.identities import LAB, identity

PRINTED = (IdKind.MAC, IdKind.CASN, IdKind.NUID, IdKind.SMARTCARD)
SEPARATORS = ":.- "


def record_with(kind: IdKind, value: str):
    """A record that carries `value`, with a platform id that no test asks for."""
    match kind:
        case IdKind.ACCOUNT:
            return Account.read({"uid": "770000000001", "number": value})
        case IdKind.OPF_ACCOUNT:
            return Account.read({"uid": value})
        case IdKind.ORIGIN:
            system, _, key = value.partition(":")
            return Account.read(
                {"uid": "770000000006", "origin_id": system or None, "origin_key": key or None}
            )
        case IdKind.LOGIN:
            return User.read({"uid": "770000000002", "login_id": value})
        case IdKind.PLAYER:
            return MediaPlayer.read({"uid": "770000000003", "media_player_id": value})
        case IdKind.SMARTCARD:
            return SmartCard.read({"uid": "770000000004", "number": value})
        case IdKind.DEVICE_UID | IdKind.OPF_DEVICE:
            return SetTopBox.read({"uid": value})
        case _:
            field = {IdKind.CASN: "casn", IdKind.NUID: "nuid", IdKind.MAC: "mac_address",
                     IdKind.SERIAL: "serial_number", IdKind.IP: "ip_address"}[kind]  # fmt: skip
            return SetTopBox.read({"uid": "770000000005", field: value})


def family_of(kind: IdKind) -> str:
    return "opf" if kind in (IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT) else "sdp2"


def bundle_with(kind: IdKind, value: str) -> Bundle:
    record = record_with(kind, value)
    family = family_of(kind)
    owner = Account.read({"uid": "770000000009", "number": "owner-of-it"})
    return Bundle(
        deployment="lab", family=family, read_at=NOON,
        focus=Focus(kind=kind_of(record), id=record.id or value),
        account=read_part(Account, [record if isinstance(record, Account) else owner]),
        users=read_part(User, [record] if isinstance(record, User) else []),
        devices=Part(state=PartState.READ,
                     records=(record,) if isinstance(record, SetTopBox | MediaPlayer) else ()),
        smartcards=read_part(SmartCard, [record] if isinstance(record, SmartCard) else []),
    )  # fmt: skip


def same(kind: IdKind, one: str, other: str) -> bool:
    """Whether two texts are one identifier, said once more and in another way."""
    if kind in PRINTED:
        bare = [[sign for sign in text if sign not in SEPARATORS] for text in (one, other)]
        if all(set(text) <= set("0123456789abcdefABCDEF") for text in bare):
            bare = [[sign.lower() for sign in text] for text in bare]
        return bare[0] == bare[1] if any(bare) else one == other
    if kind is IdKind.IP:
        return addresses(one) == addresses(other)
    return one == other


def addresses(text: str):
    for kind in (IPv4Address, IPv6Address):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


SIGNS = st.text("01aAbB9.-: _@Z", min_size=1, max_size=16).map(str.strip).filter(bool)
HEX = st.text("0123456789abcdefABCDEF", min_size=6, max_size=24)
V4 = st.ip_addresses(v=4).map(str)
V6 = st.ip_addresses(v=6).flatmap(
    lambda ip: st.sampled_from([str(ip), ip.exploded, ip.exploded.upper()])
)


@st.composite
def spelled_anew(draw, text: str) -> str:
    """`text` with separators put in and taken out, and its case changed here and there."""
    signs = [
        draw(st.sampled_from([sign, sign.upper(), sign.lower()])) for sign in text
        if sign not in SEPARATORS
    ]  # fmt: skip
    return (
        "".join(sign + draw(st.sampled_from(["", "", "", *SEPARATORS])) for sign in signs).strip(
            SEPARATORS
        )
        or text
    )


def ids_of(kind: IdKind) -> st.SearchStrategy[str]:
    match kind:
        case IdKind.IP:
            return st.one_of(V4, V6)
        case IdKind.MAC:
            return st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex(":").upper())
        case IdKind.SMARTCARD:
            return st.text("0123456789", min_size=9, max_size=14)
        case IdKind.CASN | IdKind.NUID:
            return st.one_of(HEX, SIGNS)
        case IdKind.DEVICE_UID:
            return st.integers(1, 10**12).map(str)
        case IdKind.ORIGIN:
            keys = st.text("01aAbB9.-_Z", min_size=1, max_size=16)
            return st.tuples(st.integers(1, 99_999), keys).map(lambda two: f"{two[0]}:{two[1]}")
        case _:
            return SIGNS


@st.composite
def two_of(draw, kind: IdKind) -> tuple[str, str]:
    """Two ids of a kind that are easily taken for each other."""
    one = draw(ids_of(kind))
    other = draw(st.one_of(
        ids_of(kind), spelled_anew(one), st.just(f"0{one}"), st.just(one.swapcase()),
        st.just(one[::-1]), st.just(one.replace(".", "")),
    ))  # fmt: skip
    return one, other.strip() or one


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return lambda: tmp_path_factory.mktemp("state")


@pytest.mark.parametrize("kind", list(IdKind))
def test_no_two_ids_of_a_kind_lead_to_one_record(kind: IdKind, folders) -> None:
    family = family_of(kind)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(two_of(kind))
    def check(pair: tuple[str, str]) -> None:
        one, other = pair
        record = record_with(kind, one)
        carried = {name.kind: name.value for name in names_of(record, family)}.get(kind)
        assume(carried == one)
        reading = Reading(kind, other)
        assert answers(record, reading, family) == same(kind, one, other), pair
        assert denies(record, reading, family) != same(kind, one, other), pair

    check()


@pytest.mark.parametrize("kind", list(IdKind))
def test_the_cache_and_a_plan_offline_find_it_by_no_other_id(kind: IdKind, folders) -> None:
    family = family_of(kind)
    wanted = (
        (Account,)
        if kind in (IdKind.ACCOUNT, IdKind.OPF_ACCOUNT, IdKind.LOGIN, IdKind.ORIGIN)
        else (SmartCard,) if kind is IdKind.SMARTCARD else (SetTopBox, MediaPlayer)
    )  # fmt: skip

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(two_of(kind))
    def check(pair: tuple[str, str]) -> None:
        one, other = pair
        try:
            asked = identify(other, family, kind)
        except BadIdentifier:
            return
        cache = BundleCache(identity("lab", family), folders(), now=lambda: NOON)
        try:
            bundle = bundle_with(kind, one)
            assume(any(name.kind is kind and name.value == one
                       for _, part in bundle.parts() for each in part
                       for name in names_of(each, family)))  # fmt: skip
            cache.keep(bundle, Reading(kind, one), one)
            is_it = any(same(kind, one, reading.value) for reading in asked.readings)
            hits = [hit for reading in asked.readings for hit in cache.find(reading)]
            assert bool(hits) == is_it, pair
            remembered = Remembered(SimpleNamespace(family=family, resolvable=frozenset()), cache)
            finder = Targets(remembered, cache, "lab").find(other, *wanted, only=kind)
            try:
                found = asyncio.run(finder)
            except (NotFound, Several):
                found = None
            assert (found is not None) == is_it, pair
        finally:
            cache.close()

    check()


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(PRINTED))
def test_every_spelling_of_a_printed_code_is_that_code(data, kind: IdKind) -> None:
    code = data.draw(ids_of(kind).filter(lambda text: text.isalnum() or kind is IdKind.MAC))
    other = data.draw(spelled_anew(code))
    record = record_with(kind, code)
    assume(same(kind, code, other))
    assert answers(record, Reading(kind, other), "sdp2"), (code, other)
    if kind is not IdKind.MAC:
        readings = identify(other, "sdp2", kind).readings
        assert any(answers(record, reading, "sdp2") for reading in readings), (code, other)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("77-12", IdKind.DEVICE_UID, "7712"), ("77 12", IdKind.DEVICE_UID, "7712"),
        ("77.12", IdKind.DEVICE_UID, "7712"), ("10-20-30", IdKind.SERIAL, "102030"),
        ("ab-12", IdKind.SERIAL, "AB12"), ("ab12", IdKind.SERIAL, "AB12"),
        ("77.12", IdKind.ACCOUNT, "7712"), ("7-7", IdKind.PLAYER, "77"),
    ],
)  # fmt: skip
def test_a_text_is_not_read_as_an_id_without_its_separators_or_in_another_case(
    typed: str, kind: IdKind, value: str
) -> None:
    assert Reading(kind, value) not in identify(typed, "sdp2").readings


def plan_that_asks_for(confirm: str, *, card: bool) -> Plan:
    write = Write(Call.PAIR, "1")
    subjects = (card_subject(confirm),) if card else ()
    step = Step(write, "t", {}, {}, subjects)
    return Plan(Operation.PAIR, "t", "sdp2", (step,), {}, subjects, (), confirm=confirm)


@given(st.text("01aAbB.-", min_size=4, max_size=12), st.text("01aAbB.-", min_size=4, max_size=4))
def test_the_last_four_of_an_id_are_compared_as_it_is_written(confirm: str, typed: str) -> None:
    plan = plan_that_asks_for(confirm, card=False)
    if typed == confirm[-4:]:
        agree(plan, Confirmation(typed))
    else:
        with pytest.raises(RefusedHere):
            agree(plan, Confirmation(typed))


def test_the_last_four_of_a_card_may_be_typed_without_its_separators() -> None:
    plan = plan_that_asks_for("0007-1299-4410", card=True)
    agree(plan, Confirmation("4410"))
    agree(plan, Confirmation("44 10"))
    with pytest.raises(RefusedHere):
        agree(plan, Confirmation("4401"))


def test_an_index_of_before_is_written_anew_and_leads_nowhere_wrong(tmp_path) -> None:
    old = Schema(
        "smstui-cache", (cache_schema.bundles_names_recents, cache_schema.rows_of_a_platform)
    )
    bundle = full_bundle()
    path = tmp_path / "cache.db"
    with_old = Database(path, old)
    blind = frozenset(
        (kind, "".join(sign for sign in key if sign not in SEPARATORS).casefold())
        for kind, key in names_for(bundle)
    )
    with with_old.writing() as tables:
        _, *columns = astuple(bundle_rows.row_of(bundle, LAB.key))
        tables.conn.execute(
            f"INSERT INTO bundles (id, {bundle_rows._COLUMNS}) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            columns,
        )
        tables.conn.executemany(
            "INSERT INTO names (bundle, kind, search) VALUES (1, ?, ?)", sorted(blind)
        )
    with_old.close()
    cache = BundleCache(LAB, tmp_path, now=lambda: NOON)
    try:
        assert not cache.problem
        (box,) = bundle.boxes
        for _, part in bundle.parts():
            for record in part:
                for name in names_of(record, "sdp2"):
                    assert cache.find(Reading(name.kind, name.value)), name
        stranger = f"{box.serial_number}".upper()
        assert stranger != box.serial_number
        assert cache.find(Reading(IdKind.SERIAL, stranger)) == []
    finally:
        cache.close()
