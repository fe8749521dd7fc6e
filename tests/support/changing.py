"""A site for changes in tests, by the names that most tests have for it."""

from tests.support.site import Site as Workshop
from tests.support.site import site as workshop

FAMILIES = ("sdp2", "opf")

__all__ = ["FAMILIES", "Workshop", "workshop"]
