"""The list of schedules, and what can be done from it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carrot.models import AuditEntry, MessageLog, ScheduledTask
from carrot.plugins import hookimpl
from carrot.plugins.extensions import Action
from carrot.testing import registered
from tests.monitor.schedules import NEW_YEAR, REFUND, page_of, schedule

pytestmark = pytest.mark.django_db

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def rows_of(response):
    return [line.row for line in response.context["table"].lines]


def listed(client, **query):
    return client.get(reverse("carrot:schedules"), query)


def names(response):
    return [row.schedule.task_name for row in rows_of(response)]


def act(client, *chosen, action="", **given):
    data = {"action": action, "schedule": [each.pk for each in chosen], **given}
    return client.post(reverse("carrot:schedules-action"), data, follow=True)


def test_a_row_says_what_with_what_when_and_how_it_stands(client):
    schedule("Nightly", trigger="cron", cron="30 2 * * *", time_zone="Europe/Berlin")
    page = page_of(listed(client))
    for words in (
        "Nightly",
        REFUND,
        'order=1042, amount="19.90"',
        "at 02:30 every day (Europe/Berlin)",
        "On",
    ):
        assert words in page


def test_a_single_run_is_told_on_the_clock_of_its_zone(client):
    schedule("New year", trigger="once", run_at=NEW_YEAR, time_zone="Asia/Tokyo")
    assert "once, on 2100-01-01 at 09:00 JST" in page_of(listed(client))


def test_a_schedule_that_cannot_run_says_why_and_is_not_offered_to_run(client):
    gone, misfit = schedule("Gone"), schedule("Misfit")
    ScheduledTask.objects.filter(pk=gone.pk).update(task="shop.tasks.removed")
    ScheduledTask.objects.filter(pk=misfit.pk).update(arguments={"order": "x", "amount": "1"})
    response = listed(client)
    states = {row.schedule.task_name: row.state for row in rows_of(response)}
    assert "No task 'shop.tasks.removed' is registered" in states["Gone"].reason
    assert "order: Enter a whole number" in states["Misfit"].reason
    assert {state.word for state in states.values()} == {"Held"}
    page = page_of(response)
    assert page.count('aria-label="Run now: ') == page.count(" disabled aria") == 2


def test_what_the_scheduler_holds_and_what_is_off_say_so(client):
    ScheduledTask.objects.hold([schedule("Held").pk], "the queue is full")
    schedule("Off", active=False)
    states = {row.schedule.task_name: row.state for row in rows_of(listed(client))}
    assert (states["Held"].word, states["Held"].reason) == ("Held", "the queue is full")
    assert states["Off"].word == "Off"


def test_search_and_filters_narrow_the_list(client):
    schedule("Alpha")
    schedule("Beta 100%", task="tests.project.tasks.nothing", arguments={})
    schedule("Gamma", active=False)
    assert names(listed(client)) == ["Alpha", "Beta 100%", "Gamma"]
    assert names(listed(client, q="0%")) == ["Beta 100%"]
    assert names(listed(client, q="REFUND")) == ["Alpha", "Gamma"]
    assert names(listed(client, task="tests.project.tasks.nothing")) == ["Beta 100%"]
    assert names(listed(client, state="off")) == ["Gamma"]
    assert names(listed(client, state="on", task=REFUND)) == ["Alpha"]
    assert "No schedule matches" in page_of(listed(client, q="zzz"))


@pytest.mark.parametrize(
    "query", [{"page": "x"}, {"page": "99"}, {"q": "\0" * 500}, {"state": "?"}]
)
def test_an_address_that_cannot_be_read_is_still_a_page(client, query):
    schedule()
    assert listed(client, **query).status_code == 200


def test_long_lists_have_pages_that_keep_the_filters(client):
    for number in range(51):
        schedule(f"Refund {number:02}")
    first = listed(client, q="refund")
    assert len(names(first)) == 50
    assert 'href="?q=refund&page=2"' in page_of(first)
    assert names(listed(client, q="refund", page=2)) == ["Refund 50"]


def test_fifty_rows_cost_as_many_queries_as_one(client, django_assert_num_queries):
    schedule("First")
    with django_assert_num_queries(5) as one:
        listed(client)
    for number in range(49):
        schedule(f"Refund {number:02}")
    with django_assert_num_queries(len(one)):
        listed(client)


def test_nothing_yet_says_what_to_do_first(client):
    page = page_of(listed(client))
    assert reverse("carrot:schedule-new") in page
    assert "manage.py carrot" in page


def test_run_now_publishes_and_leads_to_the_message(client):
    stored = schedule(queue="money", priority=3)
    response = client.post(reverse("carrot:schedule-run", args=[stored.pk]))
    row = MessageLog.objects.get()
    assert response.url == reverse("carrot:message", args=[row.uuid])
    assert (row.scheduled_task, row.due_at, row.queue) == (stored, None, "money")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.detail) == ("run schedule", "Refunds", str(row.uuid))


def test_what_cannot_run_is_not_run_and_says_why(client):
    stored = schedule()
    ScheduledTask.objects.update(arguments={"order": "x"})
    page = page_of(client.post(reverse("carrot:schedule-run", args=[stored.pk]), follow=True))
    assert "Refunds was not run: " in page
    assert not MessageLog.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_button_of_a_row_switches_that_row_whatever_is_ticked(client):
    one, other = schedule("One"), schedule("Other")
    page = page_of(act(client, other, disable=one.pk))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.active, one.next_run_at, other.active) == (False, None, True)
    assert "1 schedule switched off." in page
    act(client, enable=one.pk)
    one.refresh_from_db()
    assert one.active
    assert one.next_run_at > timezone.now()


def test_many_are_switched_at_once_with_a_report(client):
    chosen = [schedule("One"), schedule("Two"), schedule("Three", active=False)]
    page = page_of(act(client, *chosen, action="disable"))
    assert "2 schedules switched off." in page
    assert not ScheduledTask.objects.filter(active=True).exists()
    assert {(each.action, each.target) for each in AuditEntry.objects.all()} == {
        ("disable", f"schedule {name}") for name in ("One", "Two", "Three")
    }
    assert [each.history.get().detail for each in chosen] == 3 * ["2 schedules switched off."]


def test_what_cannot_be_switched_on_is_named_and_the_others_are_on(client):
    past = schedule("Past", trigger="once", run_at=NEW_YEAR, active=False)
    other = schedule("Other", active=False)
    ScheduledTask.objects.filter(pk=past.pk).update(run_at=timezone.now())
    page = page_of(act(client, past, other, action="enable"))
    assert "1 schedule switched on. Not switched on: Past: " in page
    assert ScheduledTask.objects.get(active=True) == other


class Counting:
    """A plugin with an action for schedules."""

    @staticmethod
    @hookimpl
    def register_actions():
        def count(request, rows):
            return f"counted {', '.join(each.task_name for each in rows)}"

        yield Action(name="count", label="Count them", run=count, target="schedule")


def test_an_action_of_a_plugin_is_offered_and_done_to_the_chosen(client):
    one, _other = schedule("One"), schedule("Other")
    with registered(Counting()):
        assert "Count them" in page_of(listed(client))
        assert "counted One<" not in page_of(act(client, action="count"))
        assert "counted One" in page_of(act(client, one, action="count"))


def test_deleting_asks_first_and_keeps_the_messages(client):
    stored, other = schedule("One"), schedule("Other")
    client.post(reverse("carrot:schedule-run", args=[stored.pk]))
    asked = act(client, stored, action="delete")
    assert "Delete 1 schedule?" in page_of(asked)
    assert ScheduledTask.objects.count() == 2
    page = page_of(act(client, stored, action="delete", confirmed="yes"))
    assert "1 schedule deleted." in page
    assert ScheduledTask.objects.get() == other
    assert MessageLog.objects.get().scheduled_task is None
    assert AuditEntry.objects.filter(action="delete", target="schedule One").exists()


@pytest.mark.parametrize("chosen", [["x"], ["99999"], ["9" * 40], []])
@pytest.mark.parametrize("action", ["enable", "delete"])
def test_schedules_that_are_not_there_are_no_error(client, chosen, action):
    data = {"action": action, "schedule": chosen}
    assert client.post(reverse("carrot:schedules-action"), data).status_code in (200, 302)


def test_an_unknown_action_is_refused(client):
    stored = schedule()
    response = client.post(
        reverse("carrot:schedules-action"), {"action": "explode", "schedule": stored.pk}
    )
    assert response.status_code == 404


def test_from_elsewhere_the_list_can_be_read_and_nothing_changed(client):
    stored = schedule()
    page = page_of(client.get(reverse("carrot:schedules"), **ELSEWHERE))
    assert "Refunds" in page
    assert "Run now" not in page
    for address, data in (
        (reverse("carrot:schedule-run", args=[stored.pk]), {}),
        (reverse("carrot:schedules-action"), {"disable": stored.pk}),
        (reverse("carrot:schedules-action"), {"action": "delete", "confirmed": "yes"}),
    ):
        assert client.post(address, data, **ELSEWHERE).status_code == 403
    stored.refresh_from_db()
    assert stored.active
    assert not MessageLog.objects.exists()


def test_reading_by_get_does_nothing(client: Client):
    stored = schedule()
    assert client.get(reverse("carrot:schedule-run", args=[stored.pk])).status_code == 405
    assert client.get(reverse("carrot:schedules-action")).status_code == 405


def test_html_in_names_and_arguments_is_text(client):
    payload = "<script>alert(1)</script>"
    stored = schedule(payload, task="tests.project.tasks.fail", arguments={"text": payload})
    for address in (
        reverse("carrot:schedules"),
        reverse("carrot:schedule", args=[stored.pk]),
        reverse("carrot:task", args=["tests.project.tasks.fail"]),
    ):
        text = client.get(address).content.decode()
        assert payload not in text
        assert "&lt;script&gt;" in text


def test_an_action_is_done_to_all_that_match_after_a_question(client):
    for number in range(3):
        schedule(f"Nightly {number}")
    other = schedule("Weekly")
    page = page_of(listed(client, q="Nightly"))
    assert 'name="action_all" value="disable"' in page
    assert '<input type="hidden" name="q" value="Nightly">' in page

    data = {"action_all": "disable", "q": "Nightly"}
    answer = client.post(reverse("carrot:schedules-action"), data)
    assert "Switch off 3 schedules?" in page_of(answer)
    assert ScheduledTask.objects.filter(active=True).count() == 4

    data = {"action": "disable", "chosen": answer.context["chosen"], "confirmed": "1"}
    client.post(reverse("carrot:schedules-action"), data)
    assert list(ScheduledTask.objects.filter(active=True)) == [other]
