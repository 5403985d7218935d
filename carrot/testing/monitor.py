"""The monitor as a signed-in person sees and uses it, for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from carrot.models import ActionRun, MessageLog, ScheduledTask
from carrot.monitor.targets import TARGETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What a person reads after pressing a button: the report, and the outcomes by row.

    `results` has the text that the action gave for a row, by the row's primary key; `failed` are
    the keys of those that it could not be done to. `file` is what a download gave.
    """

    report: str
    results: dict[int, str] = field(default_factory=dict)
    failed: tuple[int, ...] = ()
    file: bytes = b""


class Monitor:
    """A browser at the monitor, in which `user` is signed in: a new superuser if not given."""

    def __init__(self, user: Any = None) -> None:
        if user is None:
            users = get_user_model()._default_manager
            user = users.create_superuser("carrot", "carrot@example.com", None)
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def get(self, name: str = "overview", *args: object, **query: str | int) -> HttpResponse:
        """The answer of a page, by the name of its URL: `get("messages", "failed", q="x")`."""
        answer = self.client.get(reverse(f"carrot:{name}", args=args), query)
        assert isinstance(answer, HttpResponse)  # noqa: S101
        return answer

    def page(self, name: str = "overview", *args: object, **query: str | int) -> str:
        """The same as text. Raises `AssertionError` if there is no such page."""
        answer = self.get(name, *args, **query)
        text = answer.content.decode()
        if answer.status_code != 200:
            raise AssertionError(f"{name} answers {answer.status_code}: {text[:2000]}")
        return text

    def act(self, action: str, *rows: MessageLog | ScheduledTask, **arguments: object) -> Acted:
        """Press the button of the action over these rows, fill in its form and confirm.

        `arguments` are JSON, as the form gives them. Raises `AssertionError` if the action is not
        there, may not be pressed, or finds fault with the arguments.
        """
        kind = "schedule" if isinstance(rows[0], ScheduledTask) else "message"
        data = {
            "action": action,
            "chosen": ",".join(str(row.pk) for row in rows),
            "arguments": json.dumps(arguments),
            "confirmed": "1",
        }
        answer = self.client.post(reverse(f"carrot:{TARGETS[kind].act}"), data)
        if "attachment" in answer.headers.get("Content-Disposition", ""):
            return Acted(report="", file=answer.getvalue())
        if answer.status_code != 302:
            faults = (answer.context or {}).get("faults") or []
            told = "; ".join(f"{fault.label}: {fault.message}" for fault in faults)
            raise AssertionError(f"{action} answers {answer.status_code}: {told or 'not done'}")
        match = resolve(answer.url.partition("?")[0])  # type: ignore[attr-defined]
        if match.url_name == "action-run":
            return _told(ActionRun.objects.get(uuid=match.kwargs["uuid"]))
        notices = get_messages(answer.wsgi_request)
        return Acted(report=" ".join(str(notice) for notice in notices))


def _told(run: ActionRun) -> Acted:
    texts = [*(each["text"] for each in run.reports), run.fault]
    return Acted(
        report=" ".join(filter(None, texts)),
        results={each["pk"]: each["text"] for each in run.results},
        failed=tuple(each["pk"] for each in run.results if each["failed"]),
    )
