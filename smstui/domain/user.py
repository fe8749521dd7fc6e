"""A person of the account who signs on (sdp2.md "Entities", D)."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from smstui.domain.marking import called
from smstui.domain.moments import read_moment
from smstui.domain.record import PERSONAL, Flag, Hidden, Limit, Record, Text, titled
from smstui.domain.words import PurchaseAbilityWord, UserTypeWord


def _day(raw: Any) -> Any:
    moment = None if isinstance(raw, date) else read_moment(raw)
    return moment.date() if moment else raw or None


class Rating(Record):
    """The content a user may watch. The platform names it by uid or by code."""

    noun: ClassVar[str] = "rating"

    uid: Text = None
    code: Text = None
    name: Text = None


class User(Record):
    """A user. `password`, `hash_salt` and `pin` are secrets.

    `default_user`, `hash_salt` and `login_id` are written on create only; with a blank
    `hash_salt` the platform stores the password in clear.
    """

    noun: ClassVar[str] = "user"

    uid: Text = None
    account_uid: Text = None
    login_id: Annotated[Text, Limit(100), PERSONAL] = None
    name: Annotated[Text, Limit(20), PERSONAL] = None
    default_user: Flag = None
    type: UserTypeWord = None
    purchase_ability: PurchaseAbilityWord = None
    rating: Rating | None = None
    date_of_birth: Annotated[date | None, BeforeValidator(_day), PERSONAL] = None
    origin_id: Text = None
    origin_key: Annotated[Text, Limit(20), PERSONAL] = None
    password: Annotated[Hidden, Limit(100)] = None
    hash_salt: Annotated[Hidden, Limit(100)] = None
    pin: Annotated[Hidden, Limit(10)] = None

    @property
    def id(self) -> str | None:
        return self.login_id or self.uid

    @property
    def title(self) -> str:
        """The name for a line. A login id is marked as personal."""
        return titled(self.noun, called("user", self.login_id or "") or self.uid)
