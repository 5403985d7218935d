"""Schedules: their list, their editor, and what can be done to them."""

from __future__ import annotations

from django.urls import path

from carrot.monitor.views.schedules.actions import act, run
from carrot.monitor.views.schedules.editor import edit, new
from carrot.monitor.views.schedules.listing import schedules
from carrot.monitor.views.schedules.parts import form_part, preview

urlpatterns = [
    path("schedules/", schedules, name="schedules"),
    path("schedules/new/", new, name="schedule-new"),
    path("schedules/form/", form_part, name="schedule-form"),
    path("schedules/preview/", preview, name="schedule-preview"),
    path("schedules/actions/", act, name="schedules-action"),
    path("schedules/<int:pk>/", edit, name="schedule"),
    path("schedules/<int:pk>/run/", run, name="schedule-run"),
]
