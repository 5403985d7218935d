"""Whether a project shows the monitor at all: a worker's project need not."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def is_mounted() -> bool:
    """Whether the project's URLs include the monitor's."""
    try:
        reverse("carrot:overview")
    except NoReverseMatch:
        return False
    except Exception:
        # The project's URLs cannot be imported; Django's own checks say so.
        return False
    return True
