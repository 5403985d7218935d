"""A task module that raises at import."""

from datetime import timedelta

EVERY = timedelta(hours="one")


def report() -> None:
    """Never reached."""
