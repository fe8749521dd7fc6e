"""Lists are read whole, or the part says how much was read; an object without an id is none."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from platform_line import asked, connected, reading

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, PartState
from smstui.domain.device import SetTopBox
from smstui.domain.errors import PlatformError, Refused, Unreadable
from smstui.domain.marking import foreign, typed
from smstui.platforms.port import Platform
from smstui.sandbox import Sandbox
from smstui.sandbox.world import World
from tests.support.foreign_site import Asked, ForeignSite, element, envelope
from tests.support.household import A1, K1, P1, households

WHO = "acc-77"
ACCOUNT = {"_id": WHO, "accountNumber": "n.77", "status": "ACTIVE"}


def rights(count: int, first: int = 0) -> list[dict[str, Any]]:
    return [
        {"_id": f"r-{n}", "productId": f"p-{n}", "status": "SUBSCRIBED", "accountId": WHO}
        for n in range(first, first + count)
    ]


def nested(path: str, value: Any) -> dict[str, Any]:
    for name in reversed(path.split(".")):
        value = {name: value}
    return value  # type: ignore[no-any-return]


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = dict(one)
    for name, value in other.items():
        inner = isinstance(value, dict) and isinstance(both.get(name), dict)
        both[name] = merged(both[name], value) if inner else value
    return both


class Lists:
    """An `opf` site whose lists have `items` and `total`, and pages of at most `cap` records."""

    def __init__(
        self,
        held: list[dict[str, Any]],
        *,
        items: str = "resourceSet",
        total: str = "totalRecords",
        paging: str = "page",
        cap: int = 10_000,
        tell: Callable[[int], Any] = lambda count: count,
    ) -> None:
        self.held, self.items, self.total = held, items, total
        self.paging, self.cap, self.tell = paging, cap, tell
        self.pages = 0

    def __call__(self, asked: Asked) -> Any:
        if "/entitlements" in asked.path:
            self.pages += 1
            return self.page(asked)
        if asked.path.endswith(f"/accounts/{WHO}"):
            return ACCOUNT
        if asked.path.endswith("/devices") or asked.path.endswith("/status"):
            return merged(nested(self.items, []), nested(self.total, 0))
        return 404, {}

    def window(self, asked: Asked) -> tuple[int, int]:
        limit = min(int(asked.query.get("limit", self.cap)), self.cap)
        if self.paging == "offset":
            return int(asked.query.get("offset", 0)), limit
        # A cap that the server keeps to itself: page 2 begins after what page 1 was asked for.
        asked_for = int(asked.query.get("limit", self.cap))
        return (int(asked.query.get("page", 1)) - 1) * asked_for, limit

    def page(self, asked: Asked) -> Any:
        first, limit = self.window(asked)
        part = self.held[first : first + limit]
        if not self.items:
            return part
        told = self.tell(len(self.held))
        return merged(
            nested(self.items, part), nested(self.total, told) if told is not None else {}
        )


async def bundle_of(answers: Any, **settings: Any) -> tuple[Bundle, ForeignSite]:
    with ForeignSite(answers).running() as site:
        async with connected("opf", site.opf | settings, "x", timeout_s=20) as platform:
            return await platform.bundle(Account(uid=WHO, number="n.77")), site


ENVELOPES = [("resourceSet", "totalRecords"), ("items", "total"), ("data.rows", "data.count")]


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("paging", ["page", "offset"])
@pytest.mark.parametrize("tell", [int, str, float, lambda _: None], ids=["int", "text", "1.0", "-"])
@pytest.mark.parametrize(("count", "cap"), [(0, 100), (1, 100), (100, 100), (130, 100), (61, 20)])
async def test_every_list_is_read_whole(
    envelope: tuple[str, str], paging: str, tell: Any, count: int, cap: int
) -> None:
    items, total = envelope
    told = tell(7) is not None
    site = Lists(rights(count), items=items, total=total, paging=paging, cap=cap, tell=tell)
    size = {"operations": {"rights-of-account": {"page_size": 500 if told else cap}}}
    lists = {"items": items, "total": total, "paging": paging}
    bundle, _ = await bundle_of(site, lists=lists, **size)
    assert bundle.rights.is_whole, bundle.rights.reason
    assert [right.uid for right in bundle.rights] == [f"r-{n}" for n in range(count)]


@pytest.mark.parametrize("count", [0, 3, 20, 41])
async def test_a_bare_list_is_a_list(count: int) -> None:
    site = Lists(rights(count), items="")
    bundle, _ = await bundle_of(site, operations={"rights-of-account": {"page_size": 20}})
    assert bundle.rights.is_whole
    assert len(bundle.rights) == count


async def test_without_paging_a_list_that_was_cut_says_so() -> None:
    site = Lists(rights(130), cap=100)
    bundle, heard = await bundle_of(site, lists={"paging": "none"})
    assert (len(bundle.rights), bundle.rights.total) == (100, 130)
    assert not bundle.rights.is_whole
    (asked,) = (each for each in heard.heard if "/entitlements" in each.path)
    assert not {"limit", "page", "offset"} & asked.query.keys()


def again_and_again(site: Lists) -> Callable[[Asked], Any]:
    """The first page, whichever is asked for."""

    def page(_: Asked) -> Any:
        return {"totalRecords": site.tell(len(site.held)), "resourceSet": site.held[: site.cap]}

    return page


def moving(site: Lists) -> Callable[[Asked], Any]:
    def page(asked: Asked) -> Any:
        first, limit = site.window(asked)
        return {"totalRecords": 130 + first, "resourceSet": site.held[first : first + limit]}

    return page


def failing(site: Lists) -> Callable[[Asked], Any]:
    def page(asked: Asked) -> Any:
        first, limit = site.window(asked)
        if first:
            return 400, {"message": "no such page", "code": 400, "errorCode": 1001}
        return {"totalRecords": 130, "resourceSet": site.held[:limit]}

    return page


def overlapping(site: Lists) -> Callable[[Asked], Any]:
    def page(asked: Asked) -> Any:
        first, limit = site.window(asked)
        first = max(0, first - 10)
        return {"totalRecords": 130, "resourceSet": site.held[first : first + limit]}

    return page


def too_many(site: Lists) -> Callable[[Asked], Any]:
    def page(_: Asked) -> Any:
        return {"totalRecords": 4, "resourceSet": site.held[:7]}

    return page


@pytest.mark.parametrize("how", [again_and_again, moving, failing, overlapping, too_many])
async def test_a_list_that_cannot_be_read_whole_ends_and_is_not_doubled(how: Any) -> None:
    site = Lists(rights(130), cap=100)
    site.page = how(site)  # type: ignore[method-assign]
    bundle, _ = await bundle_of(site)
    uids = [right.uid for right in bundle.rights]
    assert len(uids) == len(set(uids))
    assert not bundle.rights.is_whole
    assert bundle.rights.reason or (bundle.rights.total or 0) > len(uids)
    assert site.pages <= 5


async def test_a_list_without_a_number_that_repeats_itself_ends() -> None:
    site = Lists(rights(50), cap=20, tell=lambda _: None)
    site.page = again_and_again(site)  # type: ignore[method-assign]
    bundle, _ = await bundle_of(site, operations={"rights-of-account": {"page_size": 20}})
    assert bundle.rights.state is PartState.FAILED
    assert len(bundle.rights) == 20
    assert "same records" in str(bundle.rights.reason)
    assert site.pages == 2


async def test_the_bound_on_pages_is_kept() -> None:
    site = Lists(rights(130), cap=1)
    bundle, _ = await bundle_of(site)
    assert (len(bundle.rights), bundle.rights.total) == (40, 130)
    assert site.pages == 40


async def test_a_page_that_is_too_large_is_asked_for_in_smaller_ones() -> None:
    heavy = [each | {"note": "x" * 40_000} for each in rights(130)]
    bundle, _ = await bundle_of(Lists(heavy))
    assert bundle.rights.is_whole
    assert len(bundle.rights) == 130


async def test_the_reason_for_a_list_that_stays_too_large_helps() -> None:
    heavy = [each | {"note": "x" * 400_000} for each in rights(30)]
    bundle, _ = await bundle_of(Lists(heavy))
    assert "operations.rights-of-account" in str(bundle.rights.reason)
    assert "own id" not in str(bundle.rights.reason)


@pytest.mark.parametrize(
    ("told", "carried", "total"), [(250, 0, 250), ("250", 0, 250), ("3", 3, None), (" 4 ", 3, 4)]
)
async def test_a_number_larger_than_what_came_is_not_whole(
    told: Any, carried: int, total: int | None
) -> None:
    site = Lists(rights(carried), tell=lambda _: told)
    bundle, _ = await bundle_of(site)
    assert bundle.rights.was_read
    assert (len(bundle.rights), bundle.rights.total) == (carried, total)


@pytest.mark.parametrize("garbage", ["many", -1, True, 2.5, "2.5", [1, 2], {"n": 1}, "1e3"])
async def test_a_number_that_is_none_is_unreadable(garbage: Any) -> None:
    bundle, _ = await bundle_of(Lists(rights(2), tell=lambda _: garbage))
    assert bundle.rights.state is PartState.FAILED
    assert "number" in str(bundle.rights.reason)


async def test_an_element_without_an_id_is_no_right_and_counts_as_not_read() -> None:
    odd = [*rights(2), {"productId": "p-9", "status": "SUBSCRIBED"}]
    bundle, _ = await bundle_of(Lists(odd))
    assert [right.uid for right in bundle.rights] == ["r-0", "r-1"]
    assert bundle.rights.total == 3


NEITHER: list[Any] = [
    {},
    {"items": rights(2), "total": 2},
    {"data": {"resourceSet": rights(2), "totalRecords": 2}},
    {"data": {"_id": WHO, "accountNumber": "n.77", "caSN": "AB77"}},
    {"resourceSet": None},
    {"resourceSet": "none"},
    {"status": "OK"},
    [{"status": "SUBSCRIBED"}],
    [["_id", "7"]],
    "nothing",
    7,
]
ERRORS: list[Any] = [
    {"message": "try later", "code": 503, "errorCode": 1001},
    {"message": "not for you", "code": 403, "errorCode": "4031"},
    {"errorCode": 4403},
    {"errorResponse": {"errorCode": "X-1", "errorMessage": "no"}},
    {"errorResponse": "no"},
    {"status": 404},
    {"status": "404", "error": "Not Found", "path": "/v1"},
]


def lookups() -> Iterator[tuple[str, str]]:
    yield from [("opf-account", WHO), ("account", "n.77"), ("casn", "AB77"), ("opf-device", "d-7"),
                ("smartcard", "0077"), ("nuid", "N77"), ("player", "mp-77")]  # fmt: skip


async def resolved(platform: Platform) -> list[object]:
    ends: list[object] = []
    for kind, value in lookups():
        try:
            ends.append(await platform.resolve(reading(kind, value)))
        except PlatformError as error:
            ends.append(error)
    return ends


@pytest.mark.parametrize("said", NEITHER + ERRORS, ids=json.dumps)
async def test_what_is_neither_list_nor_record_is_never_nobody(said: Any) -> None:
    with ForeignSite(lambda _: said).running() as site:
        async with connected("opf", site.opf, "x") as platform:
            ends = await resolved(platform)
            bundle = await platform.bundle(Account(uid=WHO, number="n.77"))
    wanted = Refused if said in ERRORS else Unreadable
    assert [type(each) for each in ends] == [wanted] * len(ends), ends
    for name in ("devices", "rights", "pins"):
        part = getattr(bundle, name)
        assert not part.was_read, name
        assert not part.records


async def test_the_words_of_an_error_in_a_good_answer_are_told() -> None:
    with ForeignSite(lambda _: ERRORS[1]).running() as site:
        async with connected("opf", site.opf, "x") as platform:
            with pytest.raises(Refused, match=f"4031: {foreign('not for you')}") as caught:
                await platform.resolve(reading("casn", "AB77"))
    assert caught.value.platform_code == "4031"


async def test_a_filter_that_is_not_known_is_not_nobody_where_the_list_is_cut() -> None:
    everybody = [{"_id": f"d-{n}", "caSN": f"C{n}"} for n in range(90)]

    def answers(asked: Asked) -> Any:
        limit = int(asked.query["limit"])
        return {"totalRecords": len(everybody), "resourceSet": everybody[:limit]}

    with ForeignSite(answers).running() as site:
        async with connected("opf", site.opf, "x") as platform:
            for casn in ("C3", "C88"):
                with pytest.raises(Unreadable, match="20 of 90"):
                    await platform.resolve(reading("casn", casn))
    assert len(site.heard) == 2, "nobody pages through all customers"


async def test_another_account_than_the_one_asked_for_is_unreadable() -> None:
    def answers(asked: Asked) -> Any:
        if "/accounts/" in asked.path:
            return {"_id": "somebody-else", "accountNumber": "n.1"}
        return {"totalRecords": 0, "resourceSet": []}

    bundle, _ = await bundle_of(answers)
    assert bundle.account.state is PartState.FAILED
    assert "told of another account" in str(bundle.account.reason)
    assert "somebody-else" not in str(bundle.account.reason), "an answer is never quoted"
    soap = envelope(element("return", {"UID": "999", "accountNumber": "n.1"}))
    with ForeignSite(lambda _: soap).running() as site:
        async with connected("sdp2", site.sdp2, "x") as platform:
            with pytest.raises(Unreadable, match=f"the account with uid {typed('77')}"):
                await platform.owner(SetTopBox(uid="7", account_uid="77"))


@pytest.mark.parametrize(
    "inner",
    [
        "<list><item><UID>5</UID></item></list>",
        "<return><data><UID>5</UID></data></return>",
        "<return><status>404</status></return>",
        "<error>no</error>",
        "<return><UID/><caSN> </caSN></return>",
    ],
)
async def test_a_soap_answer_without_a_record_is_never_nobody(inner: str) -> None:
    with ForeignSite(lambda _: envelope(inner)).running() as site:
        async with connected("sdp2", site.sdp2, "x") as platform:
            for kind, value in [("device-uid", "5"), ("casn", "AB77"), ("account", "n.77"),
                                ("smartcard", "0077"), ("login", "ada")]:  # fmt: skip
                with pytest.raises(Unreadable):
                    await platform.resolve(reading(kind, value))
            bundle = await platform.bundle(Account(uid="77", number="n.77"))
    for name in ("users", "devices", "sessions", "rights"):
        assert not getattr(bundle, name).was_read, name


async def test_a_soap_list_that_was_cut_is_not_whole() -> None:
    """By the number beside it, or by an element without an id."""

    def answers(asked: Asked) -> str:
        box = element("return", {"UID": "7", "caSN": "AB77", "smartcardID": "0077"})
        if "getSetTopBoxByAccountUID" in asked.body:
            return envelope(box + element("totalRecords", " 3 "))
        if "acquiredcontentlist" in asked.path:
            right = element("return", {"uid": "60077", "policyGroupUID": "9"})
            return envelope(right + element("return", {"policyGroupUID": "8"}))
        if "smartcardservice" in asked.path:
            return envelope(element("return", {"UID": "1", "smartcardID": "0077"}))
        return envelope("")

    with ForeignSite(answers).running() as site:
        async with connected("sdp2", site.sdp2, "x") as platform:
            bundle = await platform.bundle(Account(uid="77", number="n.77"))
    assert (len(bundle.devices), bundle.devices.total) == (1, 3)
    assert not bundle.smartcards.is_whole, "cards are told by boxes"
    assert (len(bundle.rights), bundle.rights.total) == (1, 2)
    assert bundle.users.is_whole


@pytest.mark.parametrize(
    ("content", "live", "total"),
    [
        ([{"sessionId": "s-7"}, {"deviceId": "9"}], 1, 2),
        ([{"sessionId": "s-7"}, {"sessionId": "s-8", "status": "ENDED"}], 1, None),
    ],
)
async def test_a_session_without_an_id_counts_as_not_read(
    content: Any, live: int, total: int | None
) -> None:
    said = {"successResponse": {"errors": [], "content": content}}
    with ForeignSite(lambda _: said).running() as site:
        settings = site.sdp2 | {"sessions": "srm", "srm_url": site.url}
        async with connected("sdp2", settings, "x") as platform:
            part = await platform.sessions(Account(uid="77", number="n.77"))
    assert (len(part), part.total) == (live, total)


LEADS = {
    "box": (A1, "devices", reading("casn", f"F00D{A1}AB")),
    "smartcard": (A1, "devices", reading("smartcard", K1)),
    "player": (P1, "devices", reading("player", f"player-{P1}")),
    "user": ("17101", "users", reading("login", "person-7101")),
}
"""What was asked for: the record that its account's list must hold, the part, and how to ask."""
FOUND = [("sdp2", kind, {}) for kind in LEADS] + [
    ("opf", kind, {"bundle": how})
    for kind in ("box", "smartcard", "player")
    for how in ("bundled", "composed")
]


def leave_out(world: World, uid: str) -> None:
    """Have the lists of its account leave a record out, which itself still names the account."""
    record = world.devices.get(uid) or world.users.get(uid)
    assert record is not None
    owner = record.account_uid
    world.change(record, account_uid="elsewhere")
    record.account_uid = owner  # past the index that the lists are made of


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "without"])
@pytest.mark.parametrize(("family", "kind", "settings"), FOUND)
async def test_a_list_without_the_record_that_led_to_it_is_not_whole(
    family: str, kind: str, settings: dict[str, Any], *, whole: bool
) -> None:
    uid, name, found_by = LEADS[kind]
    with Sandbox(households()) as sandbox:
        if not whole:
            leave_out(sandbox.world, uid)
        async with asked(sandbox, family, **settings) as platform:
            (found,) = await platform.resolve(found_by)
            read = await platform.bundle(found)
    parts = dict(read.parts())
    held = {getattr(each, "uid", None) for each in parts[name]}
    # The box of a card is read by its own uid on sdp2; opf has no record of a card but its box.
    assert (uid in held) is (whole or (family, kind) != ("opf", "smartcard"))
    assert parts[name].is_whole is whole
    assert whole or "so it was not read whole" in str(parts[name].reason)
    assert parts["account"].is_whole
    assert parts["rights"].is_whole
    assert {card.number for card in read.smartcards} >= ({K1} if name == "devices" else set())


async def test_a_bundled_call_that_leaves_the_asked_box_out_is_completed_by_the_list() -> None:
    boxes = [{"_id": f"d-{n}", "caSN": f"C{n}", "accountId": WHO} for n in range(2)]

    def answers(asked: Asked) -> Any:
        if "/bundled/" in asked.path:
            return {"account": ACCOUNT, "users": [], "devices": boxes[1:]}
        if asked.path.endswith("/devices"):
            return {"totalRecords": len(boxes), "resourceSet": boxes}
        return {"totalRecords": 0, "resourceSet": []}

    with ForeignSite(answers).running() as site:
        async with connected("opf", site.opf, "x") as platform:
            (found,) = await platform.resolve(reading("casn", "C0"))
            bundle = await platform.bundle(found)
    assert bundle.devices.is_whole
    assert [box.uid for box in bundle.devices] == ["d-0", "d-1"]
