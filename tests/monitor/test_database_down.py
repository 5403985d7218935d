"""A monitor without its tables says what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

PAGES = [
    reverse("carrot:overview"),
    reverse("carrot:messages", args=["failed"]),
    reverse("carrot:schedules"),
    reverse("carrot:tasks"),
    reverse("carrot:workers"),
]


@pytest.fixture
def _no_tables(transactional_db: None) -> Iterator[None]:
    # As before the first migrate; a transaction would hide what PostgreSQL does after an error.
    tables = ["carrot_messagelog", "carrot_scheduledtask", "carrot_workerstatus"]

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    for table in tables:
        rename(table, f"{table}_away")
    yield
    for table in tables:
        rename(f"{table}_away", table)


@pytest.mark.usefixtures("_no_tables")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_tables_names_the_remedy(page: str) -> None:
    answer = Client().get(page)

    assert answer.status_code == 503
    assert "manage.py migrate" in answer.content.decode()
    assert "carrot_" in answer.content.decode()


@pytest.mark.usefixtures("_no_tables")
def test_strangers_are_not_told_the_databases_own_words() -> None:
    answer = Client(REMOTE_ADDR="203.0.113.9").get(PAGES[0])

    assert answer.status_code == 503
    assert "carrot_messagelog" not in answer.content.decode()
