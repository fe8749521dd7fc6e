"""The base of every table of the configuration."""

from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

Switch = Annotated[bool, Field(strict=True)]
"""true or false as TOML writes them: a quoted "false" must not count as true."""

Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""Numbers as TOML writes them: neither "5" nor true."""

VERIFICATION_KEYS: Final = frozenset(
    {
        "verify",
        "verify_ssl",
        "verify_tls",
        "ssl_verify",
        "tls_verify",
        "check_hostname",
        "insecure",
        "insecure_skip_verify",
        "skip_verify",
        "no_verify",
        "allow_insecure",
    }
)
"""Keys that people try when a certificate is refused. There is no such switch (design §7)."""


class Table(BaseModel):
    """One table. Frozen; the loader warns of unknown keys before they get here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    given_names: ClassVar[frozenset[str]] = frozenset()
    """Fields that are set by the loader and are not keys."""

    @model_validator(mode="before")
    @classmethod
    def _verification_stays_on(cls, raw: Any) -> Any:
        switches = sorted(VERIFICATION_KEYS & raw.keys()) if isinstance(raw, dict) else []
        if switches:
            raise ValueError(
                f"{switches[0]}: verification of certificates cannot be turned off; "
                "name the certificate authority with ca_file"
            )
        return raw
