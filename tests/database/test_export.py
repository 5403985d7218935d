"""The bundled plugin `export`: lists as files, streamed, with nothing in them that pages hide."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carrot.models import AuditEntry, MessageLog, Status
from carrot.plugins import Action, hookimpl
from carrot.testing import registered
from carrot_plugins import export
from tests.monitor.rows import build, message
from tests.monitor.schedules import schedule
from tests.plugins import decides

pytestmark = pytest.mark.django_db

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _plugin():
    with registered(export, "exports"):
        yield


def download(client, *rows: MessageLog, target: str = "messages", **given: str):
    form = {"arguments": json.dumps(given.pop("form", {})), "confirmed": "1", **given}
    if rows:
        form |= {"action": "export", "chosen": ",".join(str(row.pk) for row in rows)}
    return client.post(reverse(f"carrot:{target}-action"), form)


def text_of(response) -> str:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def as_rows(response) -> list[dict[str, str]]:
    text = text_of(response)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def all_of(client, state: str, **given: str):
    """The file of all that match, by the way through the page that asks."""
    fields = {"action_all": "export", "state": state, **given}
    asked = client.post(reverse("carrot:messages-action"), fields)
    choice = asked.context["choice"]
    if choice.upto:
        more = {**fields, "upto": str(choice.upto)}
    else:
        more = {**given, "action": "export", "chosen": asked.context["chosen"]}
    return client.post(
        reverse("carrot:messages-action"), {**more, "confirmed": "1", "arguments": "{}"}
    )


def test_a_message_is_a_row_with_all_that_its_page_says(client):
    plan = schedule("Nightly")
    row = message(
        Status.FAILED,
        arguments={"a": 1, "name": "J\u00f6rg"},
        exception="KeyError: 'x'",
        failure_kind="ERROR",
        scheduled_task=plan,
    )

    (found,) = as_rows(download(client, row))

    assert found["uuid"] == str(row.uuid)
    assert (found["task"], found["status"], found["queue"]) == (row.task, "FAILED", "default")
    assert (found["schedule"], found["exception"]) == ("Nightly", "KeyError: 'x'")
    assert json.loads(found["arguments"]) == {"a": 1, "name": "J\u00f6rg"}
    assert float(found["seconds"]) == 2.5
    assert found["ended"] == row.failure_time.isoformat()
    assert "traceback" not in found


def test_json_lines_keep_types_and_may_have_the_outputs(client):
    row = message(Status.COMPLETED, arguments={"a": [1, None]}, output="2")

    response = download(client, row, form={"format": "JSON lines", "outputs": True})

    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.headers["Content-Disposition"].endswith('.jsonl"')
    (found,) = map(json.loads, text_of(response).splitlines())
    assert (found["arguments"], found["output"], found["attempt"]) == ({"a": [1, None]}, "2", 1)


def test_what_pages_hide_is_hidden(client):
    row = message(arguments={"order": 1042, "password": "hunter2", "deep": [{"api_key": "k-1"}]})

    with registered(decides):
        text = text_of(download(client, row))

    assert "hunter2" not in text
    assert "k-1" not in text
    assert "Order 1042 of shop-1" in text


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(client, start):
    row = message(Status.FAILED, task=start, exception=start)

    (found,) = as_rows(download(client, row))

    assert found["task"] == found["exception"] == f"'{start}"


def test_the_filters_of_the_list_are_those_of_the_file(client):
    rows = [message(Status.FAILED, exception=f"KeyError: {number}") for number in range(3)]
    message(Status.COMPLETED, exception="KeyError: 1")

    found = as_rows(all_of(client, "failed", q="KeyError: 1"))

    assert [each["uuid"] for each in found] == [str(rows[1].uuid)]


@pytest.mark.parametrize("state", ["queued", "all", "completed"])
def test_more_than_a_step_comes_in_one_file_of_what_was_there_when_it_was_asked(client, state):
    statuses = [Status.PUBLISHED, Status.IN_PROGRESS, Status.COMPLETED]
    MessageLog.objects.bulk_create(build(statuses[n % 3]) for n in range(3300))
    expected = {"queued": 2200, "all": 3300, "completed": 1100}[state]

    found = as_rows(all_of(client, state))

    assert len({each["uuid"] for each in found}) == len(found) == expected


def test_a_file_is_streamed_some_rows_at_a_time(client):
    MessageLog.objects.bulk_create(build(output="x" * 1000) for _ in range(2500))
    rows = MessageLog.objects.all()

    with CaptureQueriesContext(connection) as queries:
        parts = export.export_messages(None, rows, outputs=True).streaming_content
        next(parts), next(parts)
        first = len(queries)
        tracemalloc.start()
        size = sum(map(len, parts))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert (first, len(queries)) == (1, 3)
    assert size > 2_000_000 * 1.2
    assert peak < 12_000_000


def test_schedules_are_a_file_too(client):
    plan = schedule("Nightly", arguments={"a": 1}, task="tests.project.tasks.add")

    (found,) = as_rows(download(client, plan, target="schedules"))

    assert (found["name"], found["task"], found["arguments"]) == ("Nightly", plan.task, '{"a": 1}')


def test_who_may_only_read_may_have_the_file(client, settings):
    settings.CARROT = {**settings.CARROT, "monitor_public_actions": False}
    row = message(Status.FAILED)

    listed = client.get(reverse("carrot:messages", args=["failed"])).content.decode()
    found = as_rows(download(client, row))

    assert 'value="export"' in listed
    assert 'value="requeue"' not in listed
    assert len(found) == 1


def test_who_took_what_is_written_down(client):
    download(client, message(), form={"format": "JSON lines"})

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("export", "messages")
    assert "JSON lines" in entry.detail


def test_rows_that_a_plugin_hides_are_in_no_file(client):
    mine, other = message(task="mine"), message(task="other.task")

    with registered(decides):
        found = as_rows(download(client, mine, other))

    assert [each["uuid"] for each in found] == [str(mine.uuid)]


def test_nothing_is_done_by_a_get(client):
    address = reverse("carrot:messages-action")

    assert client.get(address, {"action": "export"}).status_code == 405


@pytest.mark.parametrize("wrong", ["returns", "raises"])
def test_a_plugin_whose_file_fails_is_named(client, wrong):
    def run(request, chosen):
        if wrong == "raises":
            raise RuntimeError("no paper")
        return "done"

    class Prints:
        @hookimpl
        def register_actions(self):
            yield Action(name="print", label="Print", run=run, download=True)

    with registered(Prints(), "printer"):
        response = client.post(
            reverse("carrot:messages-action"),
            {"action": "print", "chosen": message().pk},
            follow=True,
        )

    assert response.status_code == 200
    assert "The plugin printer failed in print: " in response.content.decode()
    assert AuditEntry.objects.count() == 0
