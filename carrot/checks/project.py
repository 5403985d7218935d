"""Checks of what a project says and brings, on every machine."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections, router

from carrot import conf
from carrot.checks.mounting import is_mounted
from carrot.exceptions import ConfigurationError
from carrot.models import MessageLog
from carrot.plugins import problems

_KINDS: dict[problems.Kind, tuple[type[Error] | type[Warning], str]] = {
    problems.Kind.TASK_MODULE: (Error, "carrot.E002"),
    problems.Kind.TASK: (Error, "carrot.E003"),
    problems.Kind.PLUGIN: (Error, "carrot.E004"),
    problems.Kind.ADVICE: (Warning, "carrot.W001"),
}
_OPTIONS = (
    '"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, '
    '"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL"}'
)


def settings(**_: Any) -> list[CheckMessage]:
    """What `settings.CARROT` says can be followed."""
    return [Error(text, id="carrot.E001") for text in conf.problems()]


def loading(**_: Any) -> list[CheckMessage]:
    """Every task module and every plugin came in."""
    is_mounted()  # then the monitor is loaded, and what plugins take of its names is known
    found: list[CheckMessage] = []
    for problem in problems.found():
        kind, identifier = _KINDS[problem.kind]
        found.append(kind(problem.text, id=identifier))
    return found


def authentication(**_: Any) -> list[CheckMessage]:
    """The decorators that guard the monitor can be imported."""
    # The monitor is web code, which a worker has no need to load when it starts.
    from carrot.monitor import access  # noqa: PLC0415

    found: list[CheckMessage] = []
    for path in conf.get().monitor_authentication:
        try:
            access.decorator(path)
        except ConfigurationError as error:
            found.append(Error(str(error), id="carrot.E005"))
    return found


def time_zones(**_: Any) -> list[CheckMessage]:
    """Moments are aware: without a zone nobody can say when a schedule comes due."""
    if django_settings.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is False; schedules need moments with a time zone",
            hint="Set USE_TZ = True, Django's default since 5.0; templates and forms go on "
            "showing the clock of TIME_ZONE.",
            id="carrot.E008",
        )
    ]


def database(**_: Any) -> list[CheckMessage]:
    """SQLite is set up for more than one process."""
    alias = router.db_for_write(MessageLog)
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return []
    options = connection.settings_dict.get("OPTIONS", {})
    immediate = str(options.get("transaction_mode", "")).upper() in ("IMMEDIATE", "EXCLUSIVE")
    wal = re.search(r"journal_mode\s*=\s*['\"]?wal", str(options.get("init_command", "")), re.I)
    if immediate and wal:
        return []
    return [
        Warning(
            f"DATABASES[{alias!r}] is SQLite without IMMEDIATE transactions and a write-ahead "
            f"log; more than one process will meet 'database is locked'",
            hint=f"Add {_OPTIONS} to DATABASES[{alias!r}].",
            id="carrot.W002",
        )
    ]
