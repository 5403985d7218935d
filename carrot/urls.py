"""The monitor's URLs: `path("carrot/", include("carrot.urls"))`, under any prefix."""

from __future__ import annotations

from django.urls import URLPattern

from carrot.monitor.access import guard
from carrot.monitor.views import (
    action_runs,
    arguments,
    message,
    message_actions,
    messages,
    overview,
    panels,
    plugins,
    rows,
    runs,
    schedules,
    tasks,
    workers,
)

app_name = "carrot"

_pages: list[URLPattern] = [
    *overview.urlpatterns,
    *message_actions.urlpatterns,
    *message.urlpatterns,
    *messages.urlpatterns,
    *runs.urlpatterns,
    *schedules.urlpatterns,
    *action_runs.urlpatterns,
    *arguments.urlpatterns,
    *rows.urlpatterns,
    *tasks.urlpatterns,
    *workers.urlpatterns,
    *plugins.urlpatterns,
    *panels.urlpatterns,
]

# Guarded here and nowhere else, so that no page can be forgotten.
urlpatterns = [
    URLPattern(page.pattern, guard(page.callback), page.default_args, page.name) for page in _pages
]
