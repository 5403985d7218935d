import carrot_shares
import pytest
from carrot_shares import Percent
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.testing import check_laws, conformance


@pytest.fixture
def rows(carrot_plugin, db):
    carrot_plugin(carrot_shares)
    now = timezone.now()
    kinds = [Status.FAILED] * 3 + [Status.COMPLETED]
    return [
        MessageLog.objects.create(task="shop.ship", status=each, publish_time=now) for each in kinds
    ]


def test_it_keeps_the_rules(db):
    conformance.check(carrot_shares)


def test_the_card_has_the_share(rows, carrot_monitor):
    assert "75%" in carrot_monitor.page("overview")


def test_the_panel_has_a_row_for_each_task(rows, carrot_monitor):
    page = carrot_monitor.page("panel", "shares")

    assert "shop.ship" in page
    assert ">75<" in page


def test_the_action_runs_a_share_of_them_again(rows, carrot_monitor, carrot_queue):
    said = carrot_monitor.act("retry-some", *rows[:3], share="50%").report

    assert said == "2 run again."
    assert carrot_queue.published() == rows[:2]


def test_the_action_says_what_is_wrong_with_a_share(rows, carrot_monitor):
    with pytest.raises(AssertionError, match="Give 1% to 100%"):
        carrot_monitor.act("retry-some", rows[0], share="120%")


def test_a_percent_is_a_type_of_arguments(rows):
    check_laws(Percent, [Percent(1), Percent(100)], bad=["0%", "101%", "many", ""])
