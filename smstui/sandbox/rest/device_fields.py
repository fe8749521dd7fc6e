"""The plain fields of a device that a client may send, by name and kind (opf.md, D).

Plain means that no rule of the platform stands behind them. `status`, `caSN`, `smartCardId`
have rules; `_id`, `accountUid`, `deviceType`, `mediaPlayerId` are what the device is;
`activated`, `created`, `modified` are the platform's own and read past.
"""

from smstui.sandbox.rest.documents import Document, object_of, one_of, text_of

_TEXTS = {
    "publicId": "public_id",
    "name": "name",
    "initializationStatus": "initialization_status",
    "deviceProfileId": "profile_id",
    "drmClientId": "drm_client_id",
    "drmSystemId": "drm_system_id",
    "credentialsState": "credentials_state",
    "PIN": "pin",
}


def plain_fields(document: Document, *, whole: bool) -> dict[str, object]:
    """The given fields by their name in the world; with `whole`, those left out as null.

    Raises RestRefusalError (400) for a value of the wrong kind.
    """
    fields: dict[str, object] = {
        held: text_of(document, wire) for wire, held in _TEXTS.items() if whole or wire in document
    }
    if whole or "deviceInformation" in document:
        information = document.get("deviceInformation")
        fields["information"] = (
            None if information is None else object_of(information, "deviceInformation")
        )
    activation = one_of(document, "activationStatus", ("ACTIVE", "INACTIVE"))
    if activation is not None:
        fields["activation_status"] = activation
    return fields
