"""What it costs to open a form: no query and no import for a field."""

from __future__ import annotations

import sys
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carrot.tasks import Task
from tests.monitor.schedules import register
from tests.project import wide

__all__ = ["register"]

pytestmark = pytest.mark.django_db


def made(count: int) -> Task:
    """A task with as many parameters, of types of all kinds."""
    parameters = {name: row.annotation for name, row in islice(wide.rows().items(), count)}
    assert len(parameters) == count
    return Task(wide.function(parameters), name=f"shop.take_{count}")


@pytest.mark.parametrize("page", ["run", "run-form", "schedule-new", "schedule-form"])
def test_a_form_of_fifty_fields_costs_the_queries_of_one_of_five(client, register, page):
    counts = {}
    for count in (5, 50):
        task = register(made(count))
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse(f"carrot:{page}"), {"task": task.name})
        assert response.status_code == 200
        counts[count] = len(asked)

    assert counts[50] == counts[5]


def test_opening_a_form_imports_nothing(client, register):
    task = register(made(5))
    client.get(reverse("carrot:run"), {"task": task.name})
    many = register(made(50))
    before = set(sys.modules)

    client.get(reverse("carrot:run"), {"task": many.name})

    assert set(sys.modules) == before
