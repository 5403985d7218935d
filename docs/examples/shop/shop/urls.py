"""The monitor, and a way to it from the front door."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="carrot:overview")),
    path("carrot/", include("carrot.urls")),
]
