from datetime import timedelta

import carrot_waiting
import pytest
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.testing import Monitor, conformance, memory_queue, registered
from carrot.utilities import publish_message


@pytest.fixture(autouse=True)
def plugin(db):
    with registered(carrot_waiting) as record:
        yield record


@pytest.fixture
def message():
    hour_ago = timezone.now() - timedelta(hours=1)
    return MessageLog.objects.create(task="shop.tasks.ship", publish_time=hour_ago)


def test_the_card_tells_the_longest_wait(message):
    page = Monitor().page("overview")

    assert "Longest wait" in page
    assert "1\xa0hour" in page


def test_the_task_warns(message, caplog):
    with memory_queue() as queue:
        publish_message("carrot_waiting.warn_of_waiting", minutes=30, priority=9)
        (ran,) = queue.drain(limit=1)

    assert ran.status == Status.COMPLETED
    assert "shop.tasks.ship has been waiting" in caplog.text


def test_the_action_gives_up_what_waits(message):
    assert Monitor().act("give-up", message).report == "1 given up."

    message.refresh_from_db()
    assert message.status == Status.CANCELLED


def test_it_keeps_the_rules():
    conformance.check(carrot_waiting)
