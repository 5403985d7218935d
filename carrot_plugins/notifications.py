"""Tells people of failures: by mail, and by a webhook that is tried again until it answers."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from carrot import Task, task
from carrot.exceptions import ConfigurationError
from carrot.models import MessageLog, Status
from carrot.plugins import hookimpl, settings_of
from carrot.signals import task_finished
from carrot.utilities import publish_message

logger = logging.getLogger(__name__)

NAME = "notifications"
TIMEOUT = 10
LONGEST_SUBJECT = 200
GONE = "the message is gone"
FIRST_PAUSE = timedelta(seconds=30)
"""Before the second try of a webhook; each further pause is twice as long."""


@dataclass(frozen=True, kw_only=True)
class Notifications:
    """Who is told, of what, and how often.

    `mail` are addresses, `webhook` is an http address that gets a POST of JSON. `tasks` are
    patterns of names, such as `shop.*`; without any it is every task. Of one task and one kind
    of error there is a notice in `quiet` seconds. `site` is where the project answers, such as
    `https://shop.example.com`: with it a notice has a link to the message.
    """

    mail: list[str] = field(default_factory=list)
    webhook: str = ""
    tasks: list[str] = field(default_factory=list)
    quiet: int = 600
    tries: int = 5
    site: str = ""

    def wants(self, name: str) -> bool:
        """Whether somebody is to be told of failures of the task."""
        own = name.startswith(f"{__name__}.")
        return not own and (not self.tasks or any(fnmatchcase(name, each) for each in self.tasks))


def configured() -> Notifications:
    """What the project's settings say; `ConfigurationError` with the remedy if they cannot."""
    found = settings_of(NAME, Notifications)
    key = f"CARROT['plugin_settings'][{NAME!r}]"
    for name in ("webhook", "site"):
        address = getattr(found, name)
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise ConfigurationError(f"{key}[{name!r}] is no http address: it begins otherwise")
    if found.quiet < 1 or found.tries < 1:
        raise ConfigurationError(f"{key}: 'quiet' and 'tries' are at least 1")
    return found


configured()  # what is wrong with the settings is said when the plugin is loaded


@hookimpl
def register_tasks() -> Iterable[Task]:
    settings = configured()
    if settings.mail:
        yield task(mail_failure)
    if settings.webhook:
        yield task(post_failure)


def tell(sender: Any, message: MessageLog, **_: Any) -> None:
    """Publish the notices of a failed message, unless there was one of its kind just now."""
    settings = configured()
    if message.status != Status.FAILED or not settings.wants(message.task):
        return
    if settings.mail:
        _once(mail_failure, message, settings)
    if settings.webhook:
        _once(post_failure, message, settings)


task_finished.connect(tell, dispatch_uid=__name__)


def _once(notice: Any, message: MessageLog, settings: Notifications) -> None:
    # The id is the same for all of one kind in one stretch of time, in every process: the
    # ledger takes the first of them.
    failed = message.failure_time or timezone.now()
    stretch = int(failed.timestamp()) // settings.quiet
    kind = f"{notice.__name__} {message.task} {error_of(message)} {stretch}"
    try:
        with transaction.atomic():
            publish_message(notice, message.uuid, message_id=uuid5(NAMESPACE_URL, kind))
    except IntegrityError:
        logger.debug("There was a notice of %s just now", message.task)


def error_of(message: MessageLog) -> str:
    """What kind of failure it is: the class of the exception, or what carrot calls it."""
    if message.exception:
        return message.exception.partition(":")[0]
    return str(message.get_failure_kind_display())


def mail_failure(message: UUID) -> str:
    """Send a mail about a failed message.

    Args:
        message: The message that failed.
    """
    settings = configured()
    row = MessageLog.objects.filter(uuid=message).first()
    if row is None:
        return GONE
    subject = f"{row.task} failed: {error_of(row)}"
    facts = [
        f"Task: {row.task}",
        f"Message: {row.uuid}, attempt {row.attempt}, queue {row.queue}",
        f"Failed: {row.failure_time:%Y-%m-%d %H:%M:%S %Z}" if row.failure_time else "",
        link(row, settings),
    ]
    text = "\n".join([row.exception or subject, "", *filter(None, facts)])
    send_mail(" ".join(subject.split())[:LONGEST_SUBJECT], text, None, settings.mail)
    return f"sent to {', '.join(settings.mail)}"


def post_failure(message: UUID, attempt: int = 1) -> str:
    """Post a failed message to the webhook; what does not answer is tried again later.

    Args:
        message: The message that failed.
        attempt: Which try this is.
    """
    settings = configured()
    row = MessageLog.objects.filter(uuid=message).first()
    if row is None:
        return GONE
    try:
        status = _post(settings.webhook, payload(row, settings))
    except OSError as error:  # urllib's errors are such
        if attempt >= settings.tries:
            raise
        pause = FIRST_PAUSE * 2 ** (attempt - 1)
        publish_message(post_failure, message, attempt + 1, not_before=timezone.now() + pause)
        return f"try {attempt} of {settings.tries}: {error}; again in {pause}"
    return f"posted, answered with {status}"


def payload(row: MessageLog, settings: Notifications) -> dict[str, Any]:
    """What is posted. `text` is what chats show of it."""
    there = link(row, settings)
    return {
        "text": " ".join(filter(None, (f"{row.task} failed: {row.exception[:500]}", there))),
        "task": row.task,
        "message": str(row.uuid),
        "attempt": row.attempt,
        "queue": row.queue,
        "error": error_of(row),
        "exception": row.exception,
        "failed_at": row.failure_time.isoformat() if row.failure_time else None,
        "url": there,
    }


def link(row: MessageLog, settings: Notifications) -> str:
    """The address of the message in the monitor, or nothing."""
    if not settings.site:
        return ""
    try:
        return urljoin(settings.site, reverse("carrot:message", args=[row.uuid]))
    except NoReverseMatch:  # this project does not mount the monitor
        return ""


def _post(address: str, content: dict[str, Any]) -> int:
    request = urllib.request.Request(  # noqa: S310 - `configured` has checked the scheme
        address,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "django-carrot"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
        return int(response.status)
