"""CAG: commands to the conditional-access side of one box (opf.md "CAG").

Every call answers HTTP 200 with one result for each command. "1028"/"OK" is the only published
success (D), so a partial failure is only visible in an item (A).
"""

from collections.abc import Callable, Iterable

from smstui.sandbox import rules
from smstui.sandbox.entities import SetTopBox
from smstui.sandbox.rest import authentication
from smstui.sandbox.rest.bodies import (
    Document,
    Reply,
    bad_request,
    mandatory_text,
    not_found,
    object_of,
    objects_of,
    one_of,
)
from smstui.sandbox.rest.call import Call, Operation

FAILURE = ("1031", "the command was not executed")
"""The answer of a failing command. Only that it is not the success is known (A)."""


def subscribe(call: Call) -> Reply:
    """Add DTH products."""
    box = _box(call)
    return _on_products(
        call,
        "subscribe",
        _products(call, box),
        lambda done: rules.subscribe(call.platform.world, box, done),
    )


def replace(call: Call) -> Reply:
    """Make these the box's only DTH products."""
    box = _box(call)
    return _on_products(
        call,
        "replace",
        _products(call, box),
        lambda done: rules.replace_subscriptions(call.platform.world, box, done),
    )


def unsubscribe(call: Call) -> Reply:
    """Remove the DTH products in `products`, separated by commas."""
    box = _box(call)
    products = [name for name in call.request.query_params.get("products", "").split(",") if name]
    if not products:
        raise bad_request("products is missing")
    return _on_products(
        call,
        "unsubscribe",
        products,
        lambda done: rules.unsubscribe(call.platform.world, box, done),
    )


def set_pin(call: Call) -> Reply:
    """Set the box's PIN at the CAS to the one in the path."""
    box, pin = _box(call), call.id_of("pin")
    return _on_box(
        call, "setPin", box, lambda: rules.set_cas_pin(call.platform.world, box, {"1": pin})
    )


def reset_pin(call: Call) -> Reply:
    """Reset the box's PIN to the CAS default."""
    box = _box(call)
    return _on_box(call, "resetPin", box, lambda: rules.set_cas_pin(call.platform.world, box, None))


def recover_date_code(call: Call) -> Reply:
    """Recover the date code of a box that was unused for over 255 days."""
    box, years = _box(call), mandatory_text(call.document(), "years")
    if not years.isdecimal() or not int(years):
        raise bad_request("years is no number of years")
    return _on_box(
        call,
        "recoverSectorDatecode",
        box,
        lambda: rules.recover_date_code(call.platform.world, box, int(years)),
    )


def pair(call: Call) -> Reply:
    """Pair the chipset with the card that the record of the device names."""
    box = _with_chipset(call)
    if box.smartcard_id is None:
        raise bad_request(f"device {box.uid} has no smartcard")
    return _on_chipset(
        call, "pairChipSet", box, lambda: rules.pair_chipset(call.platform.world, box)
    )


def unpair(call: Call) -> Reply:
    """Undo the pair of the chipset."""
    box = _with_chipset(call)
    return _on_chipset(
        call, "unPairChipSet", box, lambda: rules.unpair_chipset(call.platform.world, box)
    )


def message(call: Call) -> Reply:
    """Show a message on the television."""
    return _shown(call, "sendMessage", "message")


def mail(call: Call) -> Reply:
    """Put a mail into the box."""
    return _shown(call, "sendMail", "mail")


def _shown(call: Call, command: str, kind: str) -> Reply:
    box, document = _box(call), call.document()
    text = mandatory_text(document, "messageBody")
    if document.get("textMode") != "Raw":
        raise bad_request("textMode is not Raw")
    return _on_box(
        call, command, box, lambda: rules.show_on_box(call.platform.world, box, kind, text)
    )


def _with_chipset(call: Call) -> SetTopBox:
    """Return the box of the path, whose chipset the path must name too. The body is empty."""
    box, chipset = _box(call), call.id_of("chipset")
    if call.body.strip():
        raise bad_request("this call has no body")
    if chipset != call.platform.chipset_at_cas(box):
        raise bad_request(f"chipset {chipset} is not that of device {box.uid}")
    return box


def _box(call: Call) -> SetTopBox:
    if call.id_of("cas_instance") != call.platform.cas_instance:
        raise not_found(f"CAS instance {call.id_of('cas_instance')} not found")
    box = call.platform.box_at_cas(call.id_of("device_id"))
    if call.body:
        _check_specifications(call, call.document(), box)
    return box


def _check_specifications(call: Call, document: Document, box: SetTopBox) -> None:
    """Check the body, which may be empty: it must name this box."""
    device = _part(document, "deviceSpecification")
    if device is not None:
        kind = one_of(device, "deviceType", ("CardLess", "CardBased"))
        if mandatory_text(device, "deviceId") != call.id_of("device_id"):
            raise bad_request("deviceSpecification names another device")
        if kind == "CardBased" and _part(document, "smartCardSpecification") is None:
            raise bad_request("smartCardSpecification is missing")
    card = _part(document, "smartCardSpecification")
    if card is not None and mandatory_text(card, "smartCardId") != box.smartcard_id:
        raise bad_request("smartCardSpecification names a card that is not in this device")
    chipset = _part(document, "settopBoxSpecification")
    if chipset is not None and mandatory_text(chipset, "chipsetSerialNumber") != box.casn:
        raise bad_request("settopBoxSpecification names the chipset of another device")


def _part(document: Document, name: str) -> Document | None:
    return None if document.get(name) is None else object_of(document[name], name)


def _products(call: Call, box: SetTopBox) -> list[str]:
    entries = objects_of(call.document().get("entitlements"), "entitlements")
    if not entries and call.request.method == "POST":
        raise bad_request("entitlements is missing")
    return [mandatory_text(entry, "productId") for entry in entries]


def _on_products(
    call: Call, command: str, products: list[str], apply: Callable[[list[str]], None]
) -> Reply:
    failed = products[-1:] if call.exchange.failing_command else []
    apply([product for product in products if product not in failed])
    return _results(call, command, ((product, product not in failed) for product in products))


def _on_box(call: Call, command: str, box: SetTopBox, apply: Callable[[], None]) -> Reply:
    if not call.exchange.failing_command:
        apply()
    return _results(call, command, [(box.uid, not call.exchange.failing_command)])


def _on_chipset(call: Call, command: str, box: SetTopBox, apply: Callable[[], bool]) -> Reply:
    done = not call.exchange.failing_command and apply()
    return _results(call, command, [(box.uid, done)])


def _results(call: Call, command: str, outcomes: Iterable[tuple[str, bool]]) -> Reply:
    success = call.platform.deviations.cas_success
    results = [
        {
            "commandName": command,
            call.platform.deviations.id_key: target,
            "responseCode": (success if done else FAILURE)[0],
            "responseText": (success if done else FAILURE)[1],
        }
        for target, done in outcomes
    ]
    return Reply({"status": "OK", "commandCount": len(results), "commandResults": results})


def _acknowledge(call: Call) -> Reply:
    return _results(call, "command", [(call.id_of("device_id"), True)])


_GUARDS = (authentication.operator_token, authentication.tenant, authentication.cas_operator)
_DEVICE = "/cag/v1/{cas_instance}/devices/{device_id}"
_CHIPSET = f"{_DEVICE}/chipsets/{{chipset}}"
_ENTITLEMENTS = f"{_DEVICE}/entitlements"

OPERATIONS = (
    Operation("cag.subscribe", "POST", _ENTITLEMENTS, subscribe, _GUARDS, _acknowledge),
    Operation("cag.replace", "PUT", _ENTITLEMENTS, replace, _GUARDS, _acknowledge),
    Operation("cag.unsubscribe", "DELETE", _ENTITLEMENTS, unsubscribe, _GUARDS, _acknowledge),
    Operation("cag.reset-pin", "PUT", f"{_DEVICE}/pin", reset_pin, _GUARDS, _acknowledge),
    Operation(
        "cag.set-pin",
        "PUT",
        f"{_DEVICE}/pin/{{pin}}",
        set_pin,
        _GUARDS,
        _acknowledge,
        secret_ids=frozenset({"pin"}),
    ),
    Operation(
        "cag.recover-date-code",
        "PUT",
        f"{_DEVICE}/recovery",
        recover_date_code,
        _GUARDS,
        _acknowledge,
    ),
    Operation("cag.pair", "PUT", f"{_CHIPSET}/pair", pair, _GUARDS, _acknowledge),
    Operation("cag.unpair", "PUT", f"{_CHIPSET}/unpair", unpair, _GUARDS, _acknowledge),
    Operation("cag.message", "POST", f"{_DEVICE}/message", message, _GUARDS, _acknowledge),
    Operation("cag.mail", "POST", f"{_DEVICE}/mail", mail, _GUARDS, _acknowledge),
)
