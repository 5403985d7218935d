"""The parts of the editor that are fetched alone: the form of a task, and what it would do."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from carrot.models import AuditEntry, ScheduledTask
from carrot.monitor.views.schedules.upcoming import upcoming
from tests.monitor.schedules import (
    NEWSLETTER,
    REFUND,
    filled,
    page_of,
    schedule,
    widget_of,
)

BERLIN = ZoneInfo("Europe/Berlin")


def preview(client, **given):
    return client.post(reverse("carrot:schedule-preview"), filled(**given))


@pytest.mark.django_db
def test_choosing_a_task_brings_its_form_alone(client):
    response = client.get(reverse("carrot:schedule-form"), {"task": NEWSLETTER})
    assert "<html" not in page_of(response)
    assert list(widget_of(response)["data"]) == ["segment", "at", "tags", "prices"]


@pytest.mark.django_db
def test_a_suggested_name_is_free(client):
    schedule("refund")
    schedule("refund 2")
    page = page_of(client.get(reverse("carrot:schedule-form"), {"task": REFUND}))
    assert 'data-name="refund 3"' in page
    assert 'data-priority="5"' in page


@pytest.mark.django_db
def test_a_task_that_is_not_registered_is_said_so(client):
    page = page_of(client.get(reverse("carrot:schedule-form"), {"task": "os.system"}))
    assert "No task <code>os.system</code> is registered" in page


@pytest.mark.django_db
def test_the_preview_shows_five_runs_the_call_and_changes_nothing(client):
    response = preview(client, trigger="cron", cron="0 9 * * MON", time_zone="Europe/Berlin")
    page = page_of(response)
    assert page.count("<time ") == 5
    assert page.count("Mon ") == 5
    assert "refund(order=1042, amount=Decimal('19.90'))" in page
    assert not ScheduledTask.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_the_preview_of_a_wrong_cron_says_what_is_wrong_and_links_to_its_field(client):
    page = page_of(preview(client, trigger="cron", cron="0 0 31 2 *"))
    assert "never comes due" in page
    assert 'href="#id_cron"' in page
    assert "<time " not in page


@pytest.mark.django_db
def test_the_preview_of_a_stored_schedule_shows_its_own_next_run(client):
    stored = schedule()
    page = page_of(preview(client, schedule=stored.pk, interval_count="1", interval_type="hours"))
    local = timezone.localtime(stored.next_run_at)
    assert f'datetime="{local.isoformat()}"' in page
    assert "Another schedule has this name" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["x", "99999", "9" * 18])
def test_the_preview_of_a_schedule_that_is_gone_is_no_error_of_the_server(client, pk):
    assert preview(client, schedule=pk).status_code in (200, 404)


@pytest.mark.django_db
def test_the_preview_is_not_for_those_who_may_not_change(client):
    response = client.post(reverse("carrot:schedule-preview"), filled(), REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 403


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "moment", "clock", "zone", "mark"),
    [
        (at(2026, 3, 1), at(2026, 3, 28, 1, 30), "Sat 28 Mar, 02:30", "CET +01:00", ""),
        (
            at(2026, 3, 28, 12),
            at(2026, 3, 29, 1, 0),
            "Sun 29 Mar, 03:00",
            "CEST +02:00",
            "clocks have gone forward",
        ),
        (
            at(2026, 10, 24, 12),
            at(2026, 10, 25, 0, 30),
            "Sun 25 Oct, 02:30",
            "CEST +02:00",
            "this hour comes twice; the first one is meant",
        ),
        (
            at(2026, 10, 24, 12),
            at(2026, 10, 25, 1, 30),
            "Sun 25 Oct, 02:30",
            "CET +01:00",
            "this hour comes twice; the second one is meant",
        ),
        (
            at(2026, 10, 24, 12),
            at(2026, 10, 25, 2, 0),
            "Sun 25 Oct, 03:00",
            "CET +01:00",
            "clocks have gone back",
        ),
        (at(2026, 12, 31), at(2027, 1, 1, 8, 0, 5), "Fri 01 Jan 2027, 09:00:05", "CET +01:00", ""),
    ],
)
def test_a_run_is_shown_on_the_clock_of_its_zone_with_what_the_clocks_do(
    now, moment, clock, zone, mark
):
    (run,) = upcoming([moment], BERLIN, now)
    assert (run.clock, run.zone, run.mark) == (clock, zone, mark)


def test_only_the_first_run_after_the_clocks_changed_is_marked():
    days = [at(2026, 3, 28, 8), at(2026, 3, 29, 7), at(2026, 3, 30, 7)]
    runs = upcoming(days, BERLIN, at(2026, 3, 27))
    assert [bool(run.mark) for run in runs] == [False, True, False]
    assert [run.clock[-5:] for run in runs] == ["09:00"] * 3
