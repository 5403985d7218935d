"""The bundled plugin `charts`: how much ended, and how long it took."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.testing import registered
from carrot_plugins import charts

pytestmark = pytest.mark.django_db

PAGE = "/some/where/carrot/panels/charts/"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _plugin():
    with registered(charts, "charts-here"):
        yield


def ended(ago: timedelta, status: Status = Status.COMPLETED, took: float = 1) -> MessageLog:
    then = NOW - ago
    field = "completion_time" if status == Status.COMPLETED else "failure_time"
    began = then - timedelta(seconds=took)
    return MessageLog.objects.create(
        task="t", status=status, publish_time=began, start_time=began, **{field: then}
    )


def drawn(client, period: str) -> dict[str, dict[datetime, float]]:
    """The lines of the page that have any value, by their labels, without what is nothing."""
    context = client.get(f"{PAGE}?period={period}").context
    lines = {}
    for chart in context["charts"]:
        times = [row[0] for row in chart["rows"]]
        for each in chart["data"]["series"]:
            points = zip(times, each["values"], strict=True)
            lines[each["label"]] = {time: value for time, value in points if value}
    return lines


@pytest.mark.parametrize(
    ("period", "step"), [("1h", timedelta(minutes=1)), ("24h", timedelta(hours=1))]
)
def test_what_ended_is_counted_at_its_time(client, period, step):
    for took in (1, 3):
        ended(step * 2, took=took)
    ended(step * 5, Status.FAILED)

    lines = drawn(client, period)

    (at, count), *others = lines["Completed"].items()
    assert (count, others) == (2, [])
    assert at <= NOW - step * 2 < at + step
    assert lines["Average"] == {at: pytest.approx(2, abs=0.01)}
    assert lines["Longest"] == {at: pytest.approx(3, abs=0.01)}
    (failed_at, failed) = next(iter(lines["Failed"].items()))
    assert (failed, at - failed_at) == (1, step * 3)


def test_what_is_older_than_the_period_is_left_out(client):
    ended(timedelta(hours=25))

    assert drawn(client, "24h")["Completed"] == {}
    assert sum(drawn(client, "7d")["Completed"].values()) == 1


def test_a_message_that_has_no_beginning_counts(client):
    row = ended(timedelta(minutes=2))
    MessageLog.objects.filter(pk=row.pk).update(start_time=None)

    lines = drawn(client, "1h")

    assert sum(lines["Completed"].values()) == 1
    assert lines["Average"] == {}


def test_nothing_is_said_in_words(client):
    page = client.get(PAGE).content.decode()

    assert "Nothing has ended in this time." in page
    assert "data-chart" not in page


def test_two_queries_draw_it(client, django_assert_max_num_queries):
    for number in range(30):
        ended(timedelta(minutes=number))

    with django_assert_max_num_queries(8) as made:
        client.get(PAGE)

    selects = [each["sql"] for each in made.captured_queries if "GROUP BY" in each["sql"]]
    assert len(selects) == 2


def test_a_project_without_time_zones_has_its_charts(client, settings):
    settings.USE_TZ = False
    then = datetime.now() - timedelta(minutes=5)  # noqa: DTZ005 - as such a project stores it
    MessageLog.objects.create(
        task="t", status=Status.COMPLETED, publish_time=then, start_time=then, completion_time=then
    )

    (at, count), *others = drawn(client, "1h")["Completed"].items()

    assert (count, others) == (1, [])
    assert at == then.replace(second=0, microsecond=0)
