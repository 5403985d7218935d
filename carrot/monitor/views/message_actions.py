"""What is done to messages: to one, to those selected, to all that match."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_POST

from carrot.monitor.targets import MESSAGES
from carrot.monitor.views import acting


@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Do what the button said."""
    pks = acting.numbers(request.POST.getlist("chosen"))
    return acting.act(request, MESSAGES, request.POST.get("action", ""), pks)


urlpatterns = [path("messages/action/", act, name="messages-action")]
