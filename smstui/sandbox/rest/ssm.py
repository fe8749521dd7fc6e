"""SSM: ending the live sessions of an account or a device (opf.md "Live sessions", D).

There is no call that lists, counts or ends a single session. Error codes are SSM's own:
1000 format, 1011 bad request, 3001 account unknown, 3004 device unknown.
"""

from collections.abc import Callable

from smstui.sandbox.rest import authentication
from smstui.sandbox.rest.bodies import Reply, RestRefusalError, mandatory_text
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rules import end_sessions_of_account, end_sessions_of_device
from smstui.sandbox.world import World

FORMAT = 1000
BAD_REQUEST = 1011
ACCOUNT_UNKNOWN = 3001
DEVICE_UNKNOWN = 3004


def kill_account(call: Call) -> Reply:
    """End every session of an account. Answer how many there were."""
    return _kill(call, "account", call.platform.account, ACCOUNT_UNKNOWN, end_sessions_of_account)


def kill_device(call: Call) -> Reply:
    """End every session of a device. Answer how many there were."""
    return _kill(call, "device", call.platform.device, DEVICE_UNKNOWN, end_sessions_of_device)


def _kill(
    call: Call,
    kind: str,
    find: Callable[[str], object],
    unknown: int,
    end: Callable[[World, str], int],
) -> Reply:
    uid = _target(call, kind)
    try:
        find(uid)
    except RestRefusalError as refusal:
        raise RestRefusalError(404, refusal.message, unknown) from None
    return _killed(call, end(call.platform.world, uid), uid)


def _target(call: Call, kind: str) -> str:
    try:
        document = call.document()
    except RestRefusalError as refusal:
        raise RestRefusalError(400, refusal.message, FORMAT) from None
    documented = call.platform.deviations.kill_body == "documented"
    try:
        return mandatory_text(document, kind if documented else f"{kind}Id")
    except RestRefusalError as refusal:
        raise RestRefusalError(400, refusal.message, BAD_REQUEST) from None


def _killed(call: Call, count: int, *targets: str) -> Reply:
    return Reply({call.platform.deviations.killed_key: count}, targets=targets)


def _acknowledge(call: Call) -> Reply:
    return _killed(call, 1)


_SESSIONS = "/{front_end}/{tenant}/ssm/v1/sessions"

OPERATIONS = (
    Operation(
        "ssm.kill-account",
        "PUT",
        f"{_SESSIONS}/killAccountSessions",
        kill_account,
        (authentication.ssp_token,),
        _acknowledge,
    ),
    Operation(
        "ssm.kill-device",
        "PUT",
        f"{_SESSIONS}/killDeviceSessions",
        kill_device,
        (authentication.ssp_token,),
        _acknowledge,
    ),
)
