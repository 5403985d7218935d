from datetime import timedelta

import carrot_waiting
import pytest
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.plugins import Card
from carrot.plugins.calls import gather
from carrot.tasks import registry
from carrot.testing import registered


@pytest.fixture(autouse=True)
def plugin(db):
    with registered(carrot_waiting) as record:
        yield record


@pytest.fixture
def message():
    hour_ago = timezone.now() - timedelta(hours=1)
    return MessageLog.objects.create(task="shop.tasks.ship", publish_time=hour_ago)


def test_the_card_tells_the_longest_wait(plugin, rf, message):
    given = list(gather("overview_cards", Card, request=rf.get("/")))

    cards = [each.value for each in given if each.plugin == plugin.name]
    assert [(card.value, card.note) for card in cards] == [("1\xa0hour", "shop.tasks.ship")]


def test_the_task_warns(message, caplog):
    registry.get("carrot_waiting.warn_of_waiting")(minutes=30)

    assert "shop.tasks.ship has been waiting" in caplog.text


def test_the_action_gives_up_what_waits(rf, message):
    report = carrot_waiting.give_up(rf.post("/"), MessageLog.objects.all())

    assert report == "1 given up."
    assert MessageLog.objects.get().status == Status.CANCELLED
