"""What the form that runs a task sends, for the tests of its page."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from carrot.models import MessageLog
from tests.monitor.schedules import REFUND, REFUND_FORM


def open_(client: Client, **query: object) -> HttpResponse:
    """The page of a run: of a `task`, or of a `message` that is to be edited."""
    return client.get(reverse("carrot:run"), query)


def filled(arguments: object = None, **given: Any) -> dict[str, Any]:
    """What the form sends: a refund that goes now, unless it is said otherwise."""
    text = json.dumps(REFUND_FORM if arguments is None else arguments)
    return {
        "task": REFUND,
        "arguments": arguments if isinstance(arguments, str) else text,
        "queue": "",
        "priority": "5",
        "when": "now",
        "at": "",
        "token": str(uuid4()),
        **given,
    }


def run(client: Client, **given: Any) -> HttpResponse:
    """Send the form."""
    return client.post(reverse("carrot:run"), filled(**given))


def edit(client: Client, row: MessageLog, **given: Any) -> HttpResponse:
    """Send the form of an edited message, opened just now."""
    seen = open_(client, message=row.uuid).context["source"].seen
    return run(client, message=str(row.uuid), **{"seen": seen, "task": row.task, **given})
