"""Every page that the monitor has."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from carrot import urls


def addresses() -> list[str]:
    """An address for every URL of the monitor, whatever it takes."""
    arguments = {
        "action-run": ["00000000-0000-0000-0000-000000000000"],
        "panel-page": ["name", "name/"],
        "messages": ["queued"],
        "message": ["00000000-0000-0000-0000-000000000000"],
        "message-live": ["00000000-0000-0000-0000-000000000000"],
        "message-log": ["00000000-0000-0000-0000-000000000000"],
    }
    found = []
    for page in urls.urlpatterns:
        for given in (arguments.get(page.name, []), [1], ["name"]):
            try:
                found.append(reverse(f"carrot:{page.name}", args=given))
                break
            except NoReverseMatch:
                continue
    return found
