"""What a write answers when it is acknowledged without any effect (a fault on demand).

Each says what its success would say, so that only a re-read tells the difference.
"""

from uuid import uuid4

from smstui.sandbox.rest.call import Call
from smstui.sandbox.rest.replies import Reply, deleted, updated


def creation(call: Call) -> Reply:
    """An id nobody has."""
    return Reply({call.platform.deviations.id_key: uuid4().hex}, 201)


def change(_: Call) -> Reply:
    """One record found and changed."""
    return Reply(updated(1, 1))


def removal(_: Call) -> Reply:
    """One record deleted."""
    return Reply(deleted(1))


def nothing(_: Call) -> Reply:
    """An empty object."""
    return Reply({})
