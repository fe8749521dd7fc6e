"""What both kinds of document say when they make no sense."""


class Malformed(ValueError):
    """A document that is not what it should be; the text says why, without quoting it."""
