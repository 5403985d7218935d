"""The monitor's URLs: `path("carrot/", include("carrot.urls"))`, under any prefix."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "carrot"
urlpatterns: list[URLPattern] = []
