"""The time that all hosts agree on."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connections, router
from django.utils import timezone

from carrot.models import MessageLog

_QUESTIONS = {"postgresql": "SELECT STATEMENT_TIMESTAMP()", "mysql": "SELECT UTC_TIMESTAMP(6)"}


def database_now() -> datetime:
    """The time of the database server: hosts' clocks differ, theirs is one."""
    connection = connections[router.db_for_write(MessageLog)]
    question = _QUESTIONS.get(connection.vendor)
    if question is None:  # an SQLite file is on this very machine
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(question)
        now: datetime = cursor.fetchone()[0]
    return now if now.tzinfo else now.replace(tzinfo=UTC)
