"""Actions of plugins: their small forms, their steps, and what they report of each row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.urls import reverse

from carrot.models import ActionRun, AuditEntry, MessageLog, ScheduledTask, Status
from carrot.monitor import acting
from carrot.plugins import Action, Result, hookimpl
from carrot.testing import registered
from tests.monitor.rows import message
from tests.monitor.schedules import page_of, schedule

pytestmark = pytest.mark.django_db

ADDRESS = "/some/where/carrot/messages/action/"
SCHEDULES = "/some/where/carrot/schedules/actions/"
UNTOUCHED = "box:1"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def annotate(request, chosen, *, note: str, times: int = 1) -> Iterator[Result]:
    """Write a note on each.

    Args:
        note: What to write.
        times: How often.
    """
    for row in chosen.order_by("pk"):
        if row.task == "bad":
            yield Result(row=row, text="It takes no note.", failed=True)
            continue
        row.worker = note * times
        row.save(update_fields=["worker"])
        yield Result(row=row, text=f"noted {note * times}")


def explode(request, chosen, *, how: str = "loudly") -> str:
    chosen.update(worker="changed")
    raise RuntimeError(how)


def rename(request, chosen, *, suffix: str = "!") -> str:
    for row in chosen:
        row.task_name += suffix
        row.save(update_fields=["task_name"])
    return "Renamed."


class Notes:
    """A plugin with actions that ask something."""

    @hookimpl
    def register_actions(self):
        yield Action(name="annotate", label="Annotate", run=annotate)
        yield Action(name="explode", label="Explode", run=explode)
        yield Action(name="guarded", label="Guarded", run=annotate, permission="auth.add_user")
        yield Action(name="rename", label="Rename", run=rename, target="schedule")


@pytest.fixture(autouse=True)
def _plugin():
    with registered(Notes(), "notes-here"):
        yield


def post(client, name: str, rows: list[MessageLog], arguments: object = None, **given):
    extra = given.pop("extra", {})
    data = {"action": name, "chosen": ",".join(str(row.pk) for row in rows), **given}
    if arguments is not None:
        data |= {"arguments": json.dumps(arguments), "confirmed": "1"}
    return client.post(ADDRESS, data, **extra)


def test_the_signature_of_an_action_is_its_form(client):
    question = page_of(post(client, "annotate", [message(), message()]))

    assert "Annotate 2 messages?" in question
    for text in ("Write a note on each.", "What to write.", "How often."):
        assert text in question
    assert MessageLog.objects.filter(worker=UNTOUCHED).count() == 2


def test_what_it_did_to_each_is_reported_and_written_down(client):
    rows = [message(task="good"), message(task="bad")]

    answer = post(client, "annotate", rows, {"note": "seen", "times": 2})

    page = page_of(client.get(answer.url))
    assert "noted seenseen" in page
    assert "It takes no note." in page
    assert "1 done" in page
    assert "1 failed" in page
    rows[0].refresh_from_db()
    assert rows[0].worker == "seenseen"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("annotate", "2 messages")
    assert 'note="seen"' in entry.detail


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"note": "", "times": 1}, "required"),
        ({"note": "x", "times": "many"}, "Enter a whole number."),
        ({"note": "x", "more": 1}, "There is no argument more."),
        ([], "must be a JSON object"),
    ],
)
def test_a_wrong_form_is_shown_again_and_nothing_is_done(client, arguments, said):
    row = message()

    page = page_of(post(client, "annotate", [row], arguments))

    assert "Nothing was done" in page
    assert said in page
    assert not AuditEntry.objects.exists()


def test_one_that_raises_changes_nothing_and_is_named(client):
    row = message()

    answer = post(client, "explode", [row], {"how": "with a bang"})

    row.refresh_from_db()
    assert row.worker == UNTOUCHED
    page = page_of(client.get(answer.url))
    assert "Nothing was changed: the plugin notes-here failed in explode" in page
    assert "with a bang" in page


def test_rows_that_are_gone_meanwhile_are_told_of(client):
    rows = [message(), message()]
    MessageLog.objects.filter(pk=rows[1].pk).delete()

    answer = post(client, "annotate", rows, {"note": "x"})
    assert "1 was gone by then" in page_of(client.get(answer.url))

    MessageLog.objects.all().delete()
    answer = post(client, "annotate", rows[:1], {"note": "x"})
    assert "Nothing was done" in page_of(client.get(answer.url))


def test_who_may_not_cannot(client):
    assert post(client, "guarded", [message()], {"note": "x"}, extra=ELSEWHERE).status_code == 403
    data = {"action": "annotate", "chosen": str(message().pk), "confirmed": "1"}

    assert client.post(ADDRESS, data, **ELSEWHERE).status_code == 403
    assert not MessageLog.objects.exclude(worker=UNTOUCHED).exists()


def test_the_same_form_sent_twice_is_done_once(client):
    row, token = message(), str(uuid4())

    first = post(client, "annotate", [row], {"note": "a"}, token=token)
    second = post(client, "annotate", [row], {"note": "b"}, token=token)

    row.refresh_from_db()
    assert (row.worker, second.url) == ("a", first.url)
    assert ActionRun.objects.count() == 1


def test_schedules_have_such_actions_too(client):
    row = schedule("nightly")
    data = {"action": "rename", "schedule": str(row.pk)}

    assert "Rename 1 schedule?" in page_of(client.post(SCHEDULES, data))
    client.post(SCHEDULES, {**data, "confirmed": "1", "arguments": '{"suffix": "?"}'})

    assert ScheduledTask.objects.get().task_name == "nightly?"


class TestSteps:
    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch):
        monkeypatch.setattr(acting, "STEP", 2)
        monkeypatch.setattr("carrot.monitor.views.acting.STEP", 2)

    def begun(self, client, count: int = 5, name: str = "annotate") -> str:
        for _ in range(count):
            message(Status.FAILED)
        asked = {"action_all": name, "state": "failed"}
        question = client.post(ADDRESS, asked)
        confirmed = {**asked, "confirmed": "1", "arguments": '{"note": "n"}'}
        return client.post(ADDRESS, {**confirmed, "upto": question.context["choice"].upto}).url

    def noted(self) -> int:
        return MessageLog.objects.filter(worker="n").count()

    def test_each_is_whole_and_they_go_on_to_the_end(self, client):
        page = self.begun(client)
        assert self.noted() == 2

        for seen, done in ((2, 4), (4, 5)):
            client.post(page, {"seen": str(seen)})
            assert self.noted() == done

        run = ActionRun.objects.get()
        assert (run.done, run.succeeded, run.pks, run.arguments) == (5, 5, [], {})
        assert AuditEntry.objects.count() == 3

    @pytest.mark.parametrize("seen", ["0", "4", "x", ""])
    def test_a_step_that_was_not_seen_is_not_taken(self, client, seen):
        page = self.begun(client)

        client.post(page, {"seen": seen})

        assert self.noted() == 2

    def test_reading_takes_no_step(self, client):
        page = self.begun(client)

        assert "2 of 5" in page_of(client.get(page))
        assert self.noted() == 2

    def test_a_plugin_that_is_gone_leaves_the_rest(self, client):
        page = self.begun(client)
        ActionRun.objects.update(action="no such action")

        client.post(page, {"seen": "2"})

        assert "There is no such action any more" in page_of(client.get(page))
        assert self.noted() == 2

    def test_a_run_that_is_not_there_is_not_found(self, client):
        assert client.get(reverse("carrot:action-run", args=[uuid4()])).status_code == 404
