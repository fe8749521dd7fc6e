"""Records that others name by uid alone: which a bundle refers to, and their names filled in.

An account tells the uids of its profile and access point, a device those of its profile and
classifier, a user that of a rating, a right that of a product. Where the platform answers for such
a uid (sdp2.md "Reads", A), its name and limits complete the record; else the uid stands alone.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from smstui.domain.account import AccessPoint, Account, AccountProfile
from smstui.domain.bundle import Bundle, Part
from smstui.domain.device import AnyDevice, Device, DeviceClassifier, DeviceProfile
from smstui.domain.record import Record, is_id
from smstui.domain.right import Product, Right
from smstui.domain.text import clean
from smstui.domain.user import Rating, User

R = TypeVar("R", bound=Record)


class Referred(StrEnum):
    """A kind of record that others name by uid. The values name catalogue entries too."""

    PROFILE = "account-profile"
    ACCESS_POINT = "access-point"
    DEVICE_PROFILE = "device-profile"
    CLASSIFIER = "device-classifier"
    RATING = "rating"
    PRODUCT = "product"


RECORD_OF: Final[Mapping[Referred, type[Record]]] = {
    Referred.PROFILE: AccountProfile,
    Referred.ACCESS_POINT: AccessPoint,
    Referred.DEVICE_PROFILE: DeviceProfile,
    Referred.CLASSIFIER: DeviceClassifier,
    Referred.RATING: Rating,
    Referred.PRODUCT: Product,
}


class Reference(NamedTuple):
    """A record that is named by `uid` alone."""

    kind: Referred
    uid: str


References = Mapping[Reference, Record]
"""The records that references lead to, as far as they are known."""


def references_of(bundle: Bundle) -> tuple[Reference, ...]:
    """Return what `bundle` refers to without a name, each once, the account's own first.

    A product is always one: its name may be that of the configuration, and the platform's goes
    first.
    """
    found = dict.fromkeys(
        reference
        for _, part in bundle.parts()
        for record in part
        for reference in _of_record(record)
    )
    return tuple(found)


def with_references(
    bundle: Bundle, known: References, products: Mapping[str, str] | None = None
) -> Bundle:
    """Return `bundle` with what is `known` of the records that it refers to.

    A value that the record told itself stays. `products` are names of products by uid, for those
    that the platform does not name.
    """
    named: dict[Reference, Record] = {
        Reference(Referred.PRODUCT, uid): Product(uid=clean(uid), name=clean(name))
        for uid, name in (products or {}).items()
    }
    told = {each: record for each, record in known.items() if getattr(record, "name", None)}
    all_known = {**known, **named, **told}
    if not all_known:
        return bundle
    return bundle.model_copy(
        update={
            "account": _each(bundle.account, lambda one: _account(one, all_known)),
            "users": _each(bundle.users, lambda one: _user(one, all_known)),
            "devices": _each(bundle.devices, lambda one: _device(one, all_known)),
            "rights": _each(bundle.rights, lambda one: _right(one, all_known)),
        }
    )


def _of_record(record: Record) -> Iterator[Reference]:
    match record:
        case Account():
            yield from _unnamed(Referred.PROFILE, record.profile)
            yield from _unnamed(Referred.ACCESS_POINT, record.access_point)
        case User():
            yield from _unnamed(Referred.RATING, record.rating)
        case Right():
            if is_id(record.product):
                yield Reference(Referred.PRODUCT, str(record.product))
        case _ if isinstance(record, Device):
            yield from _unnamed(Referred.DEVICE_PROFILE, record.profile)
            yield from _unnamed(Referred.CLASSIFIER, record.classifier)


def _unnamed(kind: Referred, told: Record | None) -> Iterator[Reference]:
    uid = getattr(told, "uid", None)
    if is_id(uid) and getattr(told, "name", None) is None:
        yield Reference(kind, str(uid))


def _account(account: Account, known: References) -> Account:
    return account.model_copy(
        update={
            "profile": _completed(Referred.PROFILE, account.profile, known),
            "access_point": _completed(Referred.ACCESS_POINT, account.access_point, known),
        }
    )


def _user(user: User, known: References) -> User:
    return user.model_copy(update={"rating": _completed(Referred.RATING, user.rating, known)})


def _device(device: AnyDevice, known: References) -> AnyDevice:
    return device.model_copy(
        update={
            "profile": _completed(Referred.DEVICE_PROFILE, device.profile, known),
            "classifier": _completed(Referred.CLASSIFIER, device.classifier, known),
        }
    )


def _right(right: Right, known: References) -> Right:
    product = known.get(Reference(Referred.PRODUCT, str(right.product)))
    name = getattr(product, "name", None)
    return right.model_copy(update={"product_name": name}) if name else right


def _completed(kind: Referred, told: R | None, known: References) -> R | None:
    """Return `told` with what it lacks from the record of its uid."""
    more = known.get(Reference(kind, str(getattr(told, "uid", None))))
    if told is None or more is None:
        return told
    lacking: dict[str, object] = {
        name: getattr(more, name)
        for name in type(more).model_fields
        if name != "unreadable" and getattr(told, name) is None and getattr(more, name) is not None
    }
    lacking["unreadable"] = tuple(dict.fromkeys((*told.unreadable, *more.unreadable)))
    return told.model_copy(update=lacking)


def _each(part: Part[R], complete: Callable[[R], R]) -> Part[R]:
    return part.model_copy(update={"records": tuple(map(complete, part.records))})
