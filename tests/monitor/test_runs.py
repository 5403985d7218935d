"""Running a task from the monitor: its signature is the form, one submission is one message."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carrot import task
from carrot.models import AuditEntry, MessageLog, Status
from carrot.tasks import registry
from carrot.utilities import publish_message
from tests.monitor.runs import filled, open_, run
from tests.monitor.schedules import NEWSLETTER, REFUND, REFUND_FORM, page_of, register, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
COST = 2
"""The queries of a page: the two badges of the tabs. The form itself asks nothing."""
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def test_the_form_is_made_from_the_signature_and_filled_with_its_defaults(client):
    response = open_(client, task=REFUND)
    assert widget_of(response)["data"] == {**REFUND_FORM, "order": None, "amount": ""}
    assert response.context["form"]["priority"].value() == 5


def test_every_registered_task_can_be_chosen(client):
    page = page_of(open_(client))
    for each in registry.every():
        assert f'href="{reverse("carrot:run")}?task={each.name}"' in page


def test_choosing_a_task_brings_its_form_alone(client):
    response = client.get(reverse("carrot:run-form"), {"task": NEWSLETTER})
    assert "<html" not in page_of(response)
    assert list(widget_of(response)["data"]) == ["segment", "at", "tags", "prices"]


def test_running_publishes_one_message_writes_it_down_and_leads_to_it(client):
    response = run(client)
    row = MessageLog.objects.get()
    assert response.url == reverse("carrot:message", args=[row.uuid])
    assert (row.task, row.queue, row.priority, row.not_before) == (REFUND, "money", 5, None)
    assert row.arguments == {"order": 1042, "amount": "19.90"}
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("run task", REFUND)
    assert entry.detail == f'{row.uuid}: {REFUND}(order=1042, amount="19.90")'
    assert f"{REFUND} was sent to the queue money" in page_of(client.get(response.url))


def test_queue_and_priority_may_be_others_than_the_tasks(client):
    run(client, queue="slow", priority="7")
    run(client, queue="", priority="")
    found = MessageLog.objects.order_by("id").values_list("queue", "priority")
    assert list(found) == [("slow", 7), ("money", 5)]


class TestAtATime:
    def test_it_is_on_the_clock_of_the_project_and_the_message_is_held_back_until_then(
        self, client
    ):
        assert "On the clock of Europe/Berlin" in page_of(open_(client, task=REFUND))
        response = run(client, when="at", at="2099-07-01T10:00")
        row = MessageLog.objects.get()
        assert row.not_before == datetime(2099, 7, 1, 10, tzinfo=BERLIN)
        assert not MessageLog.objects.due(timezone.now()).exists()
        page = page_of(client.get(response.url))
        assert "held back until" in page
        assert "2099-07-01 10:00:00 Europe/Berlin" in page
        assert "not before 2099-07-01 10:00:00" in AuditEntry.objects.get().detail

    @pytest.mark.parametrize(
        ("at", "message"),
        [
            ("", "Give the date and the time"),
            ("soon", "2030-12-31 13:45"),
            ("2001-01-01T10:00", "This is in the past: in Europe/Berlin it is"),
            ("2099-03-29T02:30", "the clocks skip 02:30"),
            ("2099-10-25T02:30", "show 02:30 twice"),
            ("0001-01-01T00:00", "out of range"),
            ("2030-01-01T10:00+02:00", "2030-12-31 13:45"),
        ],
    )
    def test_a_time_that_cannot_be_is_refused_beside_its_field(self, client, at, message):
        response = run(client, when="at", at=at)
        assert response.status_code == 200
        assert message in response.context["form"].errors["at"][0]
        assert 'href="#id_at"' in page_of(response)
        assert not MessageLog.objects.exists()

    @pytest.mark.parametrize(("offset", "hour"), [("+02:00", 0), ("+01:00", 1)])
    def test_of_an_hour_that_comes_twice_either_can_be_chosen(self, client, offset, hour):
        asked = page_of(run(client, when="at", at="2099-10-25T02:30"))
        assert "The first, 02:30 CEST (+02:00)" in asked
        assert "The second, 02:30 CET (+01:00)" in asked
        token = str(uuid4())
        response = run(client, when="at", at="2099-10-25T02:30", offset=offset, token=token)
        assert response.status_code == 302
        assert MessageLog.objects.get().not_before.hour == hour
        name = "CEST" if hour == 0 else "CET"
        assert f"02:30:00 Europe/Berlin ({name})" in page_of(client.get(response.url))

    def test_an_offset_that_the_clocks_do_not_have_then_chooses_nothing(self, client):
        response = run(client, when="at", at="2099-10-25T02:30", offset="+09:00")
        assert "twice" in response.context["form"].errors["at"][0]
        response = run(client, when="at", at="2099-07-01T10:00", offset="+09:00")
        assert MessageLog.objects.get().not_before == datetime(2099, 7, 1, 10, tzinfo=BERLIN)

    def test_a_time_that_was_typed_for_later_does_not_keep_what_goes_now(self, client):
        assert run(client, when="now", at="soon").status_code == 302
        assert MessageLog.objects.get().not_before is None


def preview(client, **given):
    return client.post(reverse("carrot:run-preview"), filled(**given))


class TestThePreview:
    def test_it_shows_the_call_and_the_time_and_publishes_nothing(self, client):
        page = page_of(preview(client, when="at", at="2099-07-01T10:00"))
        assert "refund(order=1042, amount=Decimal('19.90'))" in page
        assert 'datetime="2099-07-01T10:00:00+02:00"' in page
        assert "At once" in page_of(preview(client))
        assert not MessageLog.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_it_says_what_is_wrong_and_asks_for_the_hour_that_is_meant(self, client):
        page = page_of(preview(client, arguments={}, when="at", at="2099-10-25T02:30"))
        assert "This field is required" in page
        assert 'id="clock-offset" hx-swap-oob="true"' in page
        assert 'name="offset" value="+02:00"' in page

    def test_what_is_being_typed_is_no_error_of_the_server(self, client):
        for given in ({"arguments": "["}, {"task": "os.system"}, {"token": "x"}, {"message": "x"}):
            assert preview(client, **given).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "not json",
        "[" * 100_000,
        json.dumps({**REFUND_FORM, "extra": 1}),
        json.dumps({**REFUND_FORM, "order": [1]}),
        json.dumps({**REFUND_FORM, "reason": "burnt"}),
        '{"order": NaN, "amount": "1", "reason": "late", "on": "", "notify": true}',
        '{"order": 1e400, "amount": "1", "reason": "late", "on": "", "notify": true}',
        '{"order": 1, "amount": "NaN", "reason": "late", "on": "", "notify": true}',
        '{"order": 1, "amount": "\\ud800", "reason": "late", "on": "", "notify": true}',
    ],
    ids=lambda text: text[:24],
)
def test_bad_arguments_are_refused_and_all_that_was_typed_is_shown_again(client, text):
    response = run(client, arguments=text, queue="mine", when="at", at="2099-07-01T10:00")
    assert response.status_code == 200
    assert not MessageLog.objects.exists()
    page = page_of(response)
    assert "Nothing was published" in page
    assert 'value="mine"' in page
    assert 'value="2099-07-01T10:00"' in page
    assert f">{text}</textarea>" in page


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"task": ""}, "task", "Choose the task"),
        ({"task": "os.system"}, "task", "No task 'os.system' is registered"),
        ({"queue": "ü" * 200}, "queue", "255 bytes"),
        ({"queue": "a\x00b"}, "queue", "Null characters"),
        ({"priority": "32"}, "priority", "31"),
        ({"priority": "many"}, "priority", "whole number"),
        ({"when": "whenever"}, "when", "whenever"),
        ({"when": ""}, "when", "required"),
        ({"token": ""}, "token", "send it again"),
        ({"token": "1' OR 1=1"}, "token", "send it again"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_field_says_so_and_nothing_is_published(client, fields, name, message):
    response = run(client, **fields)
    assert response.status_code == 200
    assert message in response.context["form"].errors[name][0]
    assert message in page_of(response)
    assert not MessageLog.objects.exists()
    assert not AuditEntry.objects.exists()


def test_arguments_beyond_the_limit_are_refused_where_they_stand(client, settings):
    settings.CARROT = {**settings.CARROT, "max_arguments": 1024}
    form = {"segment": "NEW", "at": "2030-01-01T10:00", "tags": ["x" * 2000], "prices": []}
    response = run(client, task=NEWSLETTER, arguments=form)
    (fault,) = response.context["faults"]
    assert "1,024" in fault.message
    assert json.loads(response.context["form"]["arguments"].value()) == form
    assert not MessageLog.objects.exists()


class TestTwice:
    def test_a_form_that_is_sent_twice_is_one_message(self, client):
        token = str(uuid4())
        first, second = (run(client, token=token) for _ in range(2))
        assert first.url == second.url
        assert MessageLog.objects.count() == 1
        assert AuditEntry.objects.count() == 1
        assert "was sent already" in page_of(client.get(second.url))

    def test_the_second_may_come_when_the_message_has_begun_or_its_time_has_passed(self, client):
        token = str(uuid4())
        soon = (timezone.now() + timedelta(hours=1)).astimezone(BERLIN)
        given = {"token": token, "when": "at", "at": f"{soon:%Y-%m-%dT%H:%M}"}
        first = run(client, **given)
        past = timezone.now() - timedelta(days=1)
        MessageLog.objects.update(status=Status.COMPLETED, attempt=1, not_before=None)
        given["at"] = f"{past.astimezone(BERLIN):%Y-%m-%dT%H:%M}"
        second = run(client, **given)
        assert second.url == first.url
        assert MessageLog.objects.count() == 1

    @pytest.mark.parametrize(
        "changed",
        [
            {"arguments": {**REFUND_FORM, "order": 7}},
            {"queue": "other"},
            {"priority": "1"},
            {"when": "at", "at": "2099-07-01T10:00"},
            {"task": "tests.project.tasks.nothing", "arguments": {}},
            {"arguments": {}},
        ],
        ids=str,
    )
    def test_a_form_that_says_something_else_since_is_asked_about_and_then_another_message(
        self, client, changed
    ):
        token = str(uuid4())
        run(client, token=token)
        asked = run(client, token=token, **changed)
        assert asked.status_code == 200
        page = page_of(asked)
        assert "This form was sent before" in page
        assert reverse("carrot:message", args=[token]) in page
        assert MessageLog.objects.count() == 1
        fresh = str(asked.context["token"])
        assert fresh != token
        if changed != {"arguments": {}}:
            assert run(client, token=fresh, **changed).status_code == 302
            assert MessageLog.objects.count() == 2

    def test_two_in_the_same_moment_are_one_message(self, client, monkeypatch):
        token = str(uuid4())
        run(client, token=token)
        # As when both looked before either had written: what is left is the database's own.
        asked = []
        find = MessageLog.objects.filter

        def blind(*args, **kwargs):
            asked.append(kwargs)
            return find(pk=-1) if len(asked) == 1 else find(*args, **kwargs)

        monkeypatch.setattr(MessageLog.objects, "filter", blind)
        second = run(client, token=token)
        monkeypatch.undo()
        assert second.url == reverse("carrot:message", args=[token])
        assert MessageLog.objects.count() == 1
        assert AuditEntry.objects.count() == 1


class Connection:
    """What no form can give."""


def needs(connection: Connection) -> None:
    """Needs what no form can give."""


class TestATaskWithoutAForm:
    @pytest.fixture
    def made(self, register):
        return register(task(needs, name="shop.needs"))

    def test_it_says_why_and_has_no_button(self, client, made):
        assert made.arguments.problem
        page = page_of(open_(client, task=made.name))
        assert made.arguments.problem in page
        assert "data-unable" in page
        task_page = page_of(client.get(reverse("carrot:task", args=[made.name])))
        assert f"{reverse('carrot:run')}?task=" not in task_page
        assert made.arguments.problem in task_page

    def test_what_is_sent_for_it_all_the_same_is_refused(self, client, made):
        response = run(client, task=made.name, arguments={})
        assert response.status_code == 200
        assert response.context["faults"]
        assert not MessageLog.objects.exists()


class TestWhoMay:
    def test_from_elsewhere_there_is_neither_the_form_nor_a_button_to_it(self, client):
        assert client.get(reverse("carrot:run"), {"task": REFUND}, **ELSEWHERE).status_code == 403
        assert client.get(reverse("carrot:run-form"), **ELSEWHERE).status_code == 403
        for name in ("run", "run-preview"):
            assert client.post(reverse(f"carrot:{name}"), filled(), **ELSEWHERE).status_code == 403
        assert not MessageLog.objects.exists()
        for address in (
            reverse("carrot:tasks"),
            reverse("carrot:task", args=[REFUND]),
            reverse("carrot:overview"),
            reverse("carrot:messages", args=["all"]),
        ):
            assert reverse("carrot:run") in page_of(client.get(address))
            assert reverse("carrot:run") not in page_of(client.get(address, **ELSEWHERE))

    def test_without_the_token_of_the_page_nothing_is_published(self):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("carrot:run"), filled()).status_code == 403
        assert not MessageLog.objects.exists()

    def test_nothing_is_published_by_an_address(self, client):
        client.get(reverse("carrot:run"), filled())
        assert not MessageLog.objects.exists()


def test_opening_a_form_costs_the_same_queries_however_many_fields_it_has(
    client, register, django_assert_num_queries
):
    few = "def few(a: int, b: str = 'x') -> None: ..."
    many = f"def many({', '.join(f'p{number}: int = {number}' for number in range(30))}): ..."
    scope: dict[str, object] = {}
    exec(few + "\n" + many, scope)
    made = [register(task(scope[name], name=f"shop.{name}")) for name in ("few", "many")]
    for each in made:
        with django_assert_num_queries(COST):
            assert open_(client, task=each.name).status_code == 200


def test_a_bare_parameter_opens_on_the_kind_that_it_had_last(client, register):
    def bare(order) -> None:
        """Without a type."""

    register(task(bare, name="shop.bare"))
    assert widget_of(open_(client, task="shop.bare"))["data"]["order"]["__type__"] == "text"

    publish_message("shop.bare", 17)

    assert widget_of(open_(client, task="shop.bare"))["data"]["order"] == {
        "__type__": "int",
        "value": None,
    }
