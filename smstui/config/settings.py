"""Every setting but those of one family, as frozen models. The reference is generated from them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from smstui.config import defaults
from smstui.config.address import ProxyAddress, is_unencrypted
from smstui.config.families import OpfSettings, Sdp2Settings
from smstui.config.identity import PlatformId, derived_platform_id
from smstui.config.life_cycles import PLAIN_NAME, LifeCycles
from smstui.config.secrets import SecretSource, sources_in
from smstui.config.site import (
    GivenSecret,
)
from smstui.config.table import Number, Switch, Table, Whole
from smstui.config.terminal import ScannerTable, UiTable
from smstui.config.texts import BasicUser, LocatedPath, PlainText, check_plain
from smstui.config.zones import TimeZone
from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.text import Clean, clean


def _label(text: str) -> Clean:
    check_plain(text)
    if len(text) > defaults.LABEL_CAP:
        raise ValueError(f"has more than {defaults.LABEL_CAP} characters; it is on every screen")
    return clean(text)


def _name(name: str) -> str:
    if not PLAIN_NAME.fullmatch(name):
        raise ValueError("a deployment's name has up to 40 letters, digits, dots, - and _")
    return name


Label = Annotated[str, AfterValidator(_label)]


def _keys(written: Any) -> Any:
    several = [written] if isinstance(written, str) else written
    if not isinstance(several, list | tuple) or not all(isinstance(key, str) for key in several):
        raise ValueError("must be a key in quotes, or a list of them")
    return written if isinstance(written, str) else tuple(written)


Keys = Annotated[Any, AfterValidator(_keys)]


class Deployment(Table):
    """One platform of one site, and what may be done there from this console."""

    given_names: ClassVar[frozenset[str]] = frozenset({"name"})

    name: Annotated[str, AfterValidator(_name)] = Field(
        description="Its name in the configuration; set by the table's heading."
    )
    family: defaults.Family = Field(description="Generation of the platform.")
    label: Label = Field(
        default_factory=lambda data: defaults.label_of(data.get("name", "")),
        description="Shown on every screen; default: the name in capitals.",
    )
    tint: defaults.Tint = Field(
        defaults.TINT, description="Colour of the label; use error for production."
    )
    read_only: Switch = Field(defaults.READ_ONLY, description="Refuse every change here.")
    role: defaults.Role = Field(defaults.ROLE, description="What the person may do.")
    timeout_s: Number = Field(
        defaults.TIMEOUT_S, gt=0, le=300, description="Seconds that one request may take in all."
    )
    connections: Whole = Field(
        defaults.CONNECTIONS,
        ge=1,
        le=500,
        description="Most connections to the platform; a triage queue checks two ids for every "
        "five of them at the same time.",
    )
    settle_s: Number = Field(
        defaults.SETTLE_S,
        ge=0,
        le=3600,
        description="Seconds before reading again decides an unanswered change.",
    )
    ca_file: LocatedPath | None = Field(
        None, description="Certificate authority (PEM), instead of the system's."
    )
    proxy: ProxyAddress | None = Field(
        None,
        description="HTTP proxy for every call, http:// or https://. The environment's proxies "
        "are not used.",
    )
    proxy_username: BasicUser | None = Field(
        None, description="User name for a proxy that asks for one (HTTP Basic)."
    )
    proxy_password: GivenSecret | None = Field(
        None, description="Its password. A proxy whose address is http:// gets it in clear."
    )
    client_cert: LocatedPath | None = Field(
        None, description="Client certificate (PEM) for servers that ask for one."
    )
    client_key: LocatedPath | None = Field(
        None, description="Its private key (PEM, 0600), unless client_cert holds it."
    )
    client_key_passphrase: GivenSecret | None = Field(
        None, description="Passphrase of the private key, where it is encrypted."
    )
    platform_id: PlatformId | None = Field(
        None,
        description="Owner of journal, cache, drafts, queue and locks; default: a hash of "
        "family, base_url or adm_url, and tenant. Set it when the address changes.",
    )
    time_zone: TimeZone = Field(
        defaults.TIME_ZONE,
        description="IANA name of the time zone in which times are shown; a date without "
        "a time is a day in it. JSON is always in UTC.",
    )
    currency: PlainText | None = Field(
        None,
        max_length=8,
        description="Currency of the amounts, such as EUR or zł; shown behind each. JSON has the "
        "number alone.",
    )
    statuses: LifeCycles = Field(
        {},
        description="Life cycles that differ at this site: account, box or smartcard; from a "
        "status to the statuses it may become.",
    )
    products: Mapping[str, PlainText] = Field(
        {}, description="Names of products by uid, where the platform tells none."
    )
    sdp2: Sdp2Settings | None = Field(None, description='Settings of family = "sdp2".')
    opf: OpfSettings | None = Field(None, description='Settings of family = "opf".')

    @model_validator(mode="after")
    def _family_is_there(self) -> Self:
        if getattr(self, self.family) is None:
            raise ValueError(
                f'family = "{self.family}" needs a table [deployments.{self.name}.{self.family}]'
            )
        return self

    @model_validator(mode="after")
    def _line_is_sound(self) -> Self:
        for key in ("client_key", "client_key_passphrase"):
            if getattr(self, key) is not None and self.client_cert is None:
                raise ValueError(f"{key}: needs client_cert")
        if self.proxy is None and (self.proxy_username or self.proxy_password):
            raise ValueError("proxy_username and proxy_password: need proxy")
        if (self.proxy_username is None) != (self.proxy_password is None):
            raise ValueError("proxy_username and proxy_password: one needs the other")
        if self.proxy and is_unencrypted(self.proxy):
            plain = next((key for key, url in self.addresses if url.startswith("http:")), None)
            if plain:
                raise ValueError(
                    f"proxy: must be https:// or on this machine, because {plain} is http://"
                )
        return self

    @property
    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every address of its platform that is configured, by its key."""
        reached = self.reached
        for key in type(reached).model_fields:
            if key.endswith("_url") and (url := getattr(reached, key)):
                yield key, url
        for name, place in reached.places.items():
            if place.address:
                yield f"places.{name}.address", place.address

    @property
    def reached(self) -> Sdp2Settings | OpfSettings:
        """The connection of its family."""
        settings = self.sdp2 if self.family == "sdp2" else self.opf
        assert settings is not None  # noqa: S101  the validator above has seen to it
        return settings

    @property
    def secrets(self) -> Iterator[tuple[tuple[str, ...], SecretSource]]:
        """Every secret of its settings, by its key in the file."""
        for name in ("proxy_password", "client_key_passphrase"):
            yield from sources_in(getattr(self, name), ("deployments", self.name, name))
        yield from sources_in(self.reached, self.key)

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of `reached` in the file."""
        return "deployments", self.name, self.family

    @property
    def identity(self) -> PlatformIdentity:
        """The platform that all stored rows belong to."""
        known = self.platform_id or self._derived_id
        return PlatformIdentity(known, self.family, self.name)

    @property
    def identity_source(self) -> str:
        """The source of the platform id if the configuration does not name one."""
        return "a hash of base_url" if self.family == "sdp2" else "a hash of adm_url and tenant"

    @property
    def _derived_id(self) -> str:
        reached = self.reached
        if isinstance(reached, Sdp2Settings):
            return derived_platform_id(self.family, reached.base_url)
        return derived_platform_id(self.family, reached.adm_url, reached.tenant)


class CacheSettings(Table):
    """Settings of what is stored on this machine."""

    rows: Whole = Field(defaults.CACHE_ROWS, ge=0, le=100_000, description="Most accounts kept.")
    days: Whole = Field(defaults.CACHE_DAYS, ge=0, le=3650, description="Days an account is kept.")


class DraftSettings(Table):
    """Changes saved for later."""

    days: Number = Field(
        defaults.DRAFT_DAYS, gt=0, le=365, description="Days until a draft expires."
    )


class Settings(Table):
    """The whole configuration."""

    default: str | None = Field(
        None, description="Deployment to start with; not needed if there is only one."
    )
    theme: PlainText = Field(defaults.THEME, description="Name of a theme.")
    clipboard: defaults.Clipboard = Field(
        defaults.CLIPBOARD, description="How y copies over SSH: osc52, tmux, file, or off."
    )
    privacy: Switch = Field(
        defaults.PRIVACY,
        description="Mask names, addresses and login ids for people; :privacy changes it.",
    )
    log_level: defaults.LogLevel = Field(
        defaults.LOG_LEVEL, description="Level of the log in the state folder."
    )
    cache: CacheSettings = Field(CacheSettings(), description="The cache of lookups.")
    drafts: DraftSettings = Field(DraftSettings(), description="Saved changes.")
    scanner: ScannerTable = Field(ScannerTable(), description="Scanners and their links.")
    ui: UiTable = Field(UiTable(), description="The terminal.")
    keys: Mapping[str, Keys] = Field(
        {}, description="Key or keys of an action id; smstui keys lists the ids."
    )
    deployments: Mapping[str, Deployment] = Field({}, description="Deployment by name.")

    @model_validator(mode="before")
    @classmethod
    def _names(cls, raw: Any) -> Any:
        """Give each deployment its name, for errors that name it."""
        tables = raw.get("deployments") if isinstance(raw, dict) else None
        if not isinstance(tables, dict):
            return raw
        named = {
            name: {**table, "name": name} if isinstance(table, dict) else table
            for name, table in tables.items()
        }
        return {**raw, "deployments": named}

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        """Refuse two deployments that look alike on the screen or in a file name."""
        names: dict[str, str] = {}
        labels: dict[str, str] = {}
        for name, deployment in self.deployments.items():
            for what, kept, word in (
                ("name", names, name),
                ("label", labels, deployment.label),
            ):
                other = kept.setdefault(word.casefold(), name)
                if other != name:
                    key = f"deployments.{name}{'.label' if what == 'label' else ''}"
                    raise ValueError(f"{key}: has the same {what} as deployments.{other}")
        return self

    @model_validator(mode="after")
    def _default_is_there(self) -> Self:
        if self.default is not None and self.default not in self.deployments:
            named = clean(without_address_passwords(self.default), cap=80)
            raise ValueError(f"default: there is no deployment {named}")
        return self
