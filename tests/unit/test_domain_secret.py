"""A secret shows itself to nobody who does not ask for it by name."""

import copy
import dataclasses
import json
import pickle
import traceback

import pytest
from pydantic import BaseModel, ValidationError

from smstui.domain.secret import MASK, Secret
from smstui.domain.user import User

VALUE = "open-sesame-4711"


class Holder(BaseModel):
    secret: Secret
    number: int = 0


@dataclasses.dataclass
class Kept:
    secret: Secret


@pytest.fixture
def secret():
    return Secret(VALUE)


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        ascii,
        lambda secret: f"{secret}",
        lambda secret: f"{secret!r:>40}",
        lambda secret: f"{secret:^40}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
        lambda secret: str([secret, {"k": secret}, (secret,)]),
        lambda secret: str(Kept(secret)),
        lambda secret: str(dataclasses.asdict(Kept(secret))),
        lambda secret: repr(Holder(secret=secret)),
        lambda secret: Holder(secret=secret).model_dump_json(),
        lambda secret: str(Holder(secret=secret).model_dump()),
        lambda secret: str(Holder(secret=secret).model_dump(mode="json")),
        lambda secret: repr(pickle.dumps(secret)),
        lambda secret: repr(pickle.dumps(Holder(secret=secret))),
        lambda secret: repr(pickle.loads(pickle.dumps(secret)).reveal()),  # noqa: S301
        lambda secret: json.dumps({"s": secret}, default=str),
    ],
)
def test_it_is_not_shown_by(show, secret):
    assert VALUE not in show(secret)


def test_only_reveal_shows_it(secret):
    assert secret.reveal() == VALUE
    assert str(secret) == repr(secret) == MASK
    assert len(str(Secret("1"))) == len(str(Secret("1" * 99))), "nor its length"


def test_plain_json_refuses_it_without_telling(secret):
    with pytest.raises(TypeError) as refused:
        json.dumps(secret)
    assert VALUE not in str(refused.value)


def test_a_copy_is_still_the_secret(secret):
    for one in (copy.copy(secret), copy.deepcopy(secret), copy.deepcopy({"s": secret})["s"]):
        assert one.reveal() == VALUE
    assert secret == Secret(VALUE)
    assert hash(secret) == hash(Secret(VALUE))
    assert secret != Secret("other")
    assert secret != VALUE


def test_it_has_no_dictionary_to_print(secret):
    with pytest.raises(TypeError):
        vars(secret)


def test_a_record_that_holds_one_shows_it_nowhere():
    user = User.read({"login_id": "ada", "password": VALUE, "pin": VALUE, "hash_salt": VALUE})
    assert user.password.reveal() == VALUE
    for shown in (repr(user), str(user), user.model_dump_json(), repr(pickle.dumps(user))):
        assert VALUE not in shown


def test_an_error_beside_a_secret_does_not_quote_what_was_given():
    with pytest.raises(ValidationError) as refused:
        User.model_validate({"password": VALUE, "default_user": VALUE})
    assert VALUE not in str(refused.value)
    assert VALUE not in "".join(traceback.format_exception(refused.value))


def test_an_empty_secret_is_none_and_a_structure_is_none_at_all():
    user = User.read({"password": "", "pin": None, "hash_salt": {"value": VALUE}})
    assert (user.password, user.pin, user.hash_salt) == (None, None, None)
    assert user.unreadable == ("hash_salt",)
