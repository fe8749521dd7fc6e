"""How one platform is reached, by its family."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from smstui.config.address import Address, UrlPath
from smstui.config.secrets import SecretSource
from smstui.config.site import (
    OF_CODES,
    OF_HEADERS,
    OF_ID_PREFIX,
    OF_PLACES,
    OF_RECORDS,
    OF_RESOLVE,
    Claims,
    Codes,
    GivenSecret,
    Headers,
    ListTable,
    Operations,
    Places,
    Prefixes,
    Records,
    SoapListTable,
    Version,
    WsSecurity,
)
from smstui.config.table import Switch, Table
from smstui.config.texts import BasicUser, HeaderText, PlainText

NewUserPassword = Literal["refuse", "salted"]
OF_NEW_USERS: Final = (
    "A password of a new user: refused, because the platform would keep it in clear, or sent with "
    "a salt (salted; how a site uses that is assumed)."
)


def _file_form(written: Any) -> Any:
    """Return the secret form of a path, which is how a credential file was always named."""
    return {"file": written} if isinstance(written, str | Path) else written


class Sdp2Settings(Table):
    """The Service Delivery Platform over SOAP."""

    base_url: Address = Field(description="Server of the SOAP services.")
    base_path: UrlPath = Field(
        "/ws-gateway/ws",
        description="Path of the base services; some sites answer at /ws-gateway/gateway/ws.",
    )
    sms_path: UrlPath = Field("/api/smsservice_2.2", description="Path of SMSDomain.")
    username: BasicUser = Field(description="An operator's or system user (HTTP Basic).")
    password: SecretSource = Field(SecretSource(), description="Source of the password.")
    sessions: Literal["sdp", "srm", "none"] = Field(
        "sdp", description="Source of sessions: the OTT session service, SRM, or none."
    )
    srm_url: Address | None = Field(None, description='Server of SRM; for sessions = "srm".')
    account_fields: Literal["observed", "documented"] = Field(
        "observed",
        description="Spelling of account fields in a change: lastName, postCode, … as observed, "
        "or lastname, postcode, … as documented. Both are always read.",
    )
    new_user_password: NewUserPassword = Field("refuse", description=OF_NEW_USERS)
    headers: Headers = Field({}, description=OF_HEADERS)
    namespace_version: Version | None = Field(
        None, description="Version at the end of SMSDomain's namespace; 2.2 if not set."
    )
    ws_security: WsSecurity | None = Field(
        None, description="User name and password that SOAP requests carry in their header."
    )
    id_prefix: Prefixes = Field("", description=OF_ID_PREFIX)
    lists: SoapListTable = Field(SoapListTable(), description="The number beside a list.")
    places: Places = Field({}, description=OF_PLACES)
    records: Records = Field({}, description=OF_RECORDS)
    codes: Codes = Field({}, description=OF_CODES)
    resolve: Mapping[str, str] = Field({}, description=OF_RESOLVE)
    operations: Operations = Field({}, description="Catalogue entries that differ at this site.")

    @model_validator(mode="after")
    def _srm_has_an_address(self) -> Self:
        if self.sessions == "srm" and self.srm_url is None:
            raise ValueError('sessions = "srm" needs srm_url')
        return self


CasField = Literal["_id", "caSN", "smartCardId", "nuID"]


class OpfSettings(Table):
    """The OpenTV Platform over REST. Every module has its own base URL."""

    adm_url: Address = Field(description="Account and Device Manager.")
    client_url: Address | None = Field(
        None, description="ADM for the subscribers' own calls; default: adm_url."
    )
    cag_url: Address | None = Field(None, description="CAS Gateway.")
    rmg_url: Address | None = Field(None, description="Rights Manager.")
    messaging_url: Address | None = Field(None, description="Device Messaging Manager.")
    ssm_url: Address | None = Field(None, description="Secure Session Manager.")
    keycloak_url: Address = Field(description="Source of operator tokens.")
    client_id: PlainText = Field(description="Client of the token requests.")
    username: PlainText = Field(description="An operator with the role operatorRole.")
    password: SecretSource = Field(SecretSource(), description="Source of the password.")
    tenant: HeaderText = Field(description="Header nv-tenant-id.")
    operator: HeaderText | None = Field(None, description="Header operator, for CAG.")
    cas_instance: HeaderText | None = Field(None, description="CAS instance, for CAG.")
    cas_pairing: Switch = Field(
        default_factory=lambda data: bool(data.get("cag_url") and data.get("cas_instance")),
        description="Pair and unpair also at the CAS, the second half of a pairing; "
        "default: true when cag_url and cas_instance are set.",
    )
    cas_device_id: CasField = Field(
        "_id", description="Field of a device that fills {id} in CAG paths."
    )
    cas_chipset: CasField = Field(
        "caSN", description="Field of a device that fills {chipset} in CAG paths."
    )
    cas_success: tuple[PlainText, ...] = Field(
        ("1028",),
        min_length=1,
        description="Values of responseCode that mean success at the CAS; by default the text "
        "beside it must be OK.",
    )
    device_bound_rights: Literal["yes", "no", "unknown"] = Field(
        "unknown",
        description="Whether rights of one device hold on that device only (device-specific "
        "products); unknown: such a right is a caution.",
    )
    front_end_address: HeaderText | None = Field(
        None, description="SSM is at ssm_url/{front_end_address}/{tenant}/ssm/v1."
    )
    client_secret: GivenSecret | None = Field(
        None, description="Secret of the client, where Keycloak wants one."
    )
    ssp_credential: Annotated[GivenSecret, BeforeValidator(_file_form)] | None = Field(
        None,
        description="Credential that signs SSP tokens, for SSM and SSP: a file (0600), or a "
        "secret form that gives its JSON.",
    )
    ssm_claims: Claims = Field({}, description="More claims of the tokens that are signed for SSM.")
    bundle: Literal["auto", "bundled", "composed"] = Field(
        "auto",
        description="Read an account by one call, by several, or try once and remember.",
    )
    sessions: Literal["ssm", "srm", "none"] = Field(
        "ssm", description="Source of sessions: SSM, SRM (releases up to 23.24), or none."
    )
    srm_url: Address | None = Field(None, description='Server of SRM; for sessions = "srm".')
    lists: ListTable = Field(ListTable(), description="Keys and paging of lists.")
    account_put: Literal["whole", "partial"] = Field(
        "whole",
        description="An omitted field of an account becomes null (whole), or stays (partial).",
    )
    also_ssp: Switch = Field(
        False, description="Account status changes are sent twice, to OPF and to SSP."
    )
    ssp_url: Address | None = Field(
        None, description="ADM of the SSP, beside the platform's own; for also_ssp."
    )
    new_user_password: NewUserPassword = Field("refuse", description=OF_NEW_USERS)
    headers: Headers = Field({}, description=OF_HEADERS)
    id_prefix: Prefixes = Field("", description=OF_ID_PREFIX)
    places: Places = Field({}, description=OF_PLACES)
    records: Records = Field({}, description=OF_RECORDS)
    codes: Codes = Field({}, description=OF_CODES)
    resolve: Mapping[str, str] = Field({}, description=OF_RESOLVE)
    operations: Operations = Field({}, description="Catalogue entries that differ at this site.")

    @model_validator(mode="after")
    def _addresses_that_are_needed(self) -> Self:
        if self.sessions == "srm" and self.srm_url is None:
            raise ValueError('sessions = "srm" needs srm_url')
        if self.also_ssp and self.ssp_url is None:
            raise ValueError("also_ssp = true needs ssp_url")
        return self
