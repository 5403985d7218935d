"""The bundled plugin `failure-groups`: what failed alike, on one card, run again at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrot.models import Attempt, AuditEntry, FailureKind, LogEntry, MessageLog, Status
from carrot.plugins import Action, actions, calls, declarations
from carrot.plugins.extensions import Card
from carrot.testing import registered
from carrot_plugins import failure_groups
from carrot_plugins.failure_groups import groups
from carrot_plugins.failure_groups.page import sparkline

pytestmark = pytest.mark.django_db


@pytest.fixture
def plugin():
    with registered(failure_groups, "failure-groups-here") as record:
        yield record


def failed(exception: str, *, task: str = "store.tasks.refund", hours: float = 1, **fields):
    now = timezone.now()
    return MessageLog.objects.create(
        **{
            "task": task,
            "status": Status.FAILED,
            "exception": exception,
            "failure_kind": FailureKind.ERROR,
            "publish_time": now,
            "failure_time": now - timedelta(hours=hours),
            "attempt": 1,
            **fields,
        }
    )


def cards(plugin, rf) -> list[Card]:
    given = list(calls.gather("overview_cards", Card, request=rf.get("/")))
    assert [each.error for each in given if each.plugin == plugin.name and each.error] == []
    return [each.value for each in given if each.value and each.plugin == plugin.name]


def requeue_alike(plugin, rf, *chosen: MessageLog, name="requeue-alike") -> actions.Report:
    (action,) = [
        action
        for owner, action in declarations.of(Action)
        if owner == plugin.name and action.name == name
    ]
    messages = MessageLog.objects.filter(pk__in=[row.pk for row in chosen])
    return actions.run(plugin.name, action, rf.post("/"), messages)


def test_failures_are_grouped_by_task_and_class_of_error(plugin, rf):
    for number in range(3):
        failed(f"KeyError: 'order {number}'")
    failed("ValueError: no: stock")
    failed("KeyError: 'x'", task="store.tasks.ship")

    assert [(card.title, card.value) for card in cards(plugin, rf)] == [
        ("refund: KeyError", 3),
        ("refund: ValueError", 1),
        ("ship: KeyError", 1),
    ]


def test_a_card_leads_to_the_messages_that_it_counts(plugin, rf):
    failed("KeyError: 'x'")

    (card,) = cards(plugin, rf)

    assert card.url == (
        "/some/where/carrot/messages/failed/?task=store.tasks.refund&when=24h&q=KeyError"
    )


def test_an_error_without_a_text_has_a_group_too(plugin, rf):
    failed("NotImplementedError")

    assert [card.title for card in cards(plugin, rf)] == ["refund: NotImplementedError"]


def test_a_lost_message_is_grouped_by_what_happened_to_it(plugin, rf):
    failed("The worker w1 died (3 times)", failure_kind=FailureKind.LOST)
    failed("The worker w2 died: 9 (3 times)", failure_kind=FailureKind.LOST)

    assert [(card.title, card.value) for card in cards(plugin, rf)] == [
        ("refund: its worker died", 2)
    ]


def test_failures_of_the_day_before_are_not_shown(plugin, rf):
    failed("KeyError: 'x'", hours=25)

    assert cards(plugin, rf) == []


def test_the_smaller_groups_are_summed_up(plugin, rf):
    for number in range(failure_groups.SHOWN + 2):
        failed(f"Error{number}: no")

    shown = cards(plugin, rf)

    assert len(shown) == failure_groups.SHOWN + 1
    assert (shown[-1].title, shown[-1].value) == ("Other kinds of failures", 2)


def test_all_of_a_kind_run_again_when_one_is_chosen(plugin, rf):
    chosen, alike = failed("KeyError: 'a'"), failed("KeyError: 'b'", hours=100)
    other = [
        failed("ValueError: no"),
        failed("KeyError: 'c'", task="store.tasks.ship"),
        failed("KeyError: 'd'", status=Status.COMPLETED),
    ]

    report = requeue_alike(plugin, rf, chosen)

    assert (report.text, report.failed) == ("2 messages run again.", False)
    assert set(MessageLog.objects.waiting()) == {chosen, alike}
    assert Attempt.objects.count() == 2
    for row in other:
        assert MessageLog.objects.get(pk=row.pk).status == row.status


def test_all_of_a_kind_are_deleted_when_one_is_chosen(plugin, rf):
    chosen, _alike = failed("KeyError: 'a'"), failed("KeyError: 'b'", hours=100)
    other = failed("ValueError: no")

    report = requeue_alike(plugin, rf, chosen, name="delete-alike")

    assert (report.text, report.failed) == ("2 messages deleted.", False)
    assert list(MessageLog.objects.all()) == [other]


def test_the_panel_has_each_group_with_when_it_was_seen(plugin, client):
    first, last = failed("KeyError: 'a'", hours=23), failed("KeyError: 'b'", hours=0.5)
    failed("ValueError: no", hours=30)

    response = client.get("/some/where/carrot/panels/failure-groups/")

    (line,) = response.context["lines"]
    said, task, where, count, course, began, ended = line.cells
    assert (said.text, task.text, count.text) == ("KeyError", "store.tasks.refund", "2")
    assert where.text == ""
    assert "q=KeyError" in said.url
    assert course.text == "█▁▁▁▁▁▁▁▁▁▁█"
    assert (began.moment, ended.moment) == (first.failure_time, last.failure_time)


def test_the_panel_says_when_there_is_none(plugin, client):
    text = client.get("/some/where/carrot/panels/failure-groups/").content.decode()

    assert "Nothing has failed in the last 24 hours." in text


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [([], ""), ([0, 0], "▁▁"), ([0, 1, 7], "▁▂█"), ([5], "█"), ([1, 1000], "▂█")],
)
def test_a_sparkline_has_a_block_for_each_number(counts, drawn):
    assert sparkline(counts) == drawn


def test_a_message_that_did_not_fail_is_left_alone(plugin, rf):
    running = failed("", status=Status.IN_PROGRESS)

    assert requeue_alike(plugin, rf, running).text == "0 messages run again."


def test_more_than_can_be_locked_at_once_is_said(plugin, rf, monkeypatch):
    monkeypatch.setattr(groups, "AT_ONCE", 2)
    rows = [failed("KeyError: 'a'") for _ in range(3)]

    report = requeue_alike(plugin, rf, rows[0])

    assert report.text == "2 messages run again. There may be more: do it again for the rest."
    assert MessageLog.objects.waiting().count() == 2


def test_no_page_costs_more_for_more_failures(plugin, rf, django_assert_num_queries):
    for number in range(20):
        failed(f"Error{number}: no")
    LogEntry.objects.all()

    with django_assert_num_queries(2):
        list(failure_groups.overview_cards(rf.get("/")))


HERE, THERE = "store.stock.take, line 17", "store.stock.take, line 21"
HOME = "/some/where/carrot/panels/failure-groups/"


def test_the_same_error_at_two_places_is_two_groups_with_a_list_each(plugin, rf, client):
    for place in (HERE, HERE, THERE):
        failed("KeyError: 'a'", place=place)

    first, second = cards(plugin, rf)

    assert [card.value for card in (first, second)] == [2, 1]
    assert first.note == f"in {HERE}, last 24 hours"
    for card in (first, second):
        rows = MessageLog.objects.filter(place=HERE if card is first else THERE)
        page = client.get(card.url).content.decode()
        listed = {row for row in MessageLog.objects.all() if str(row.uuid) in page}
        assert listed == set(rows)


def fields(place: str = HERE, **changes) -> dict[str, str]:
    group = {"task": "store.tasks.refund", "failure_kind": "error", "error": "KeyError"}
    return {**group, "place": place, **changes}


def test_a_group_is_run_again_and_the_others_are_not(plugin, client):
    rows = [failed(f"KeyError: {number}", place=HERE) for number in range(3)]
    others = [failed("KeyError: 1", place=THERE), failed("ValueError: 1", place=HERE)]
    assert client.get(HOME).content.decode().count("Requeue…<") == 3

    question = client.get(f"{HOME}requeue/", fields()).content.decode()
    assert "3 messages of the task store.tasks.refund failed like this: KeyError" in question
    assert HERE in question
    assert MessageLog.objects.filter(status=Status.FAILED).count() == 5

    answer = client.post(f"{HOME}requeue/", fields(), follow=True)
    assert "3 messages run again." in answer.content.decode()
    waiting = MessageLog.objects.waiting()
    assert set(waiting) == set(rows)
    assert set(waiting.values_list("place", flat=True)) == {""}
    assert set(MessageLog.objects.filter(status=Status.FAILED)) == set(others)
    assert AuditEntry.objects.get().action == "failure-groups/requeue/"


def test_a_group_is_deleted_and_the_others_are_not(plugin, client):
    failed("KeyError: 1", place=HERE)
    other = failed("KeyError: 1", place=THERE)

    assert "Delete a group" in client.get(f"{HOME}delete/", fields()).content.decode()
    client.post(f"{HOME}delete/", fields())

    assert list(MessageLog.objects.all()) == [other]


@pytest.mark.parametrize("name", ["requeue", "delete"])
@pytest.mark.parametrize("given", [{}, {"task": ""}, {"task": "x" * 9999, "error": "\x00"}])
def test_a_group_that_is_none_changes_nothing(plugin, client, name, given):
    row = failed("KeyError: 1", place=HERE)
    assert client.get(f"{HOME}{name}/", given).status_code in (200, 400, 404)
    assert client.post(f"{HOME}{name}/", given).status_code in (302, 400, 404)
    row.refresh_from_db()
    assert row.status == Status.FAILED


def test_who_may_change_nothing_is_offered_no_button(plugin, client):
    failed("KeyError: 1", place=HERE)
    page = client.get(HOME, REMOTE_ADDR="203.0.113.9").content.decode()
    assert "KeyError" in page
    assert "Requeue…" not in page
    assert client.post(f"{HOME}delete/", fields(), REMOTE_ADDR="203.0.113.9").status_code == 403
