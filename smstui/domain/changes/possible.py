"""What a deployment can do at all, going by the calls it has."""

from collections.abc import Mapping
from typing import Final

from smstui.domain.changes.operations import Call, Operation

CALLS: Final[Mapping[Operation, tuple[Call, ...]]] = {
    Operation.PAIR: (Call.PAIR,),
    Operation.UNPAIR: (Call.UNPAIR,),
    Operation.SWAP_BOX: (Call.SWAP_BOX, Call.CHIPSET),
    Operation.SWAP_CARD: (Call.SWAP_CARD, Call.PAIR),
    Operation.ACCOUNT_STATUS: (Call.ACCOUNT_STATUS,),
    Operation.BOX_STATUS: (Call.BOX_STATUS,),
    Operation.BAN: (Call.BAN,),
    Operation.UNBAN: (Call.BAN,),
    Operation.ENABLE: (Call.ENABLE,),
    Operation.DISABLE: (Call.ENABLE,),
    Operation.END_SESSION: (Call.END_SESSION,),
    Operation.END_DEVICE_SESSIONS: (Call.END_DEVICE_SESSIONS, Call.END_SESSION),
    Operation.END_ACCOUNT_SESSIONS: (Call.END_ACCOUNT_SESSIONS, Call.END_SESSION),
    Operation.REFRESH: (Call.REFRESH,),
    Operation.RESET_PIN: (Call.SET_PIN,),
    Operation.MESSAGE: (Call.MESSAGE,),
    Operation.ADD_RIGHT: (Call.ADD_RIGHT,),
    Operation.REMOVE_RIGHT: (Call.RIGHT_STATUS,),
    Operation.ACCOUNT_PROFILE: (Call.ACCOUNT_PROFILE,),
    Operation.CREATE_ACCOUNT: (Call.CREATE_ACCOUNT,),
    Operation.CREATE_BOX: (Call.CREATE_BOX,),
    Operation.CREATE_CARD: (Call.CREATE_CARD,),
    Operation.DELETE_BOX: (Call.DELETE_BOX,),
    Operation.DELETE_CARD: (Call.DELETE_CARD,),
    Operation.CAS_SUBSCRIBE: (Call.CAS_SUBSCRIBE,),
    Operation.CAS_UNSUBSCRIBE: (Call.CAS_UNSUBSCRIBE,),
    Operation.CAS_RESET_PIN: (Call.CAS_RESET_PIN,),
    Operation.CAS_SET_PIN: (Call.CAS_SET_PIN,),
    Operation.RECOVER_DATE_CODE: (Call.RECOVER_DATE_CODE,),
    Operation.APPROVE: (Call.APPROVE,),
    Operation.SUSPEND_CARD: (Call.SUSPEND_CARD,),
}
"""By which calls an operation can be done; the first that a deployment has."""


def why_not(operation: Operation, lacking: Mapping[Call, str]) -> str | None:
    """Why this deployment cannot do `operation`; None if it can."""
    calls = CALLS.get(operation, ())
    if not calls or any(call not in lacking for call in calls):
        return None
    return lacking[calls[0]]
