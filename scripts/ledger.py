"""Reads the shop's log from outside, as any other program could."""

from __future__ import annotations

import sqlite3
from pathlib import Path

QUERY = """
SELECT s.task_name, m.task FROM carrot_messagelog m
JOIN carrot_scheduledtask s ON s.id = m.scheduled_task_id
WHERE m.status = 'COMPLETED' ORDER BY m.id LIMIT 1
"""


def completed_run(database: Path) -> str | None:
    """The first scheduled run that is COMPLETED in the log, as a sentence; None before that."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
    try:
        row = connection.execute(QUERY).fetchone()
    finally:
        connection.close()
    return None if row is None else f"the schedule {row[0]!r} ran {row[1]}: COMPLETED"
