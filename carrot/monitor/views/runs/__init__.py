"""Running a task once: from its form, or from an ended message whose arguments are edited."""

from __future__ import annotations

from django.urls import path

from carrot.monitor.views.runs.editor import run
from carrot.monitor.views.runs.parts import form_part, preview

urlpatterns = [
    path("run/", run, name="run"),
    path("run/form/", form_part, name="run-form"),
    path("run/preview/", preview, name="run-preview"),
]
