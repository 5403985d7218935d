"""Every type of the reference arrives in a real worker as it was published, to the last type."""

from __future__ import annotations

from collections.abc import Callable

from carrot.models import Status
from carrot.publishing import publish_message
from scripts.types_table import TABLES
from tests.worker.service import Service, ended
from tests.worker.typed import PREFIX, sent


def test_what_is_published_is_what_the_function_gets(serve: Callable[..., Service]) -> None:
    serve("--concurrency", "4")
    calls = [(table, which) for table in TABLES for which in range(5) if sent(table, which)]
    rows = {
        (table, which): publish_message(f"{PREFIX}{table}", which, **sent(table, which))
        for table, which in calls
    }

    done = {call: ended(row) for call, row in rows.items()}

    assert {row.status for row in done.values()} == {Status.COMPLETED}
    assert {call: row.output for call, row in done.items() if row.output != "[]"} == {}
    assert len(calls) > 2 * len(TABLES)
