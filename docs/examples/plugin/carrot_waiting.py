"""Shows how long the oldest message has been waiting, warns about it, and gives messages up."""

import logging

from django.utils import timezone
from django.utils.timesince import timesince

from carrot import task
from carrot.models import MessageLog
from carrot.plugins import Action, Card, hookimpl

logger = logging.getLogger(__name__)


def oldest():
    return MessageLog.objects.waiting().order_by("publish_time").first()


@hookimpl
def overview_cards(request):
    message = oldest()
    if message is not None:
        yield Card(
            title="Longest wait",
            value=timesince(message.publish_time),
            note=message.task,
        )


# task


@hookimpl
def register_tasks():
    yield task(warn_of_waiting, queue="default")


def warn_of_waiting(minutes: int = 15) -> str:
    """Log a warning when a message has been waiting for too long.

    Args:
        minutes: How long is too long.
    """
    message = oldest()
    if message is None:
        return "nothing waits"
    waited = timezone.now() - message.publish_time
    if waited.total_seconds() > minutes * 60:
        logger.warning("%s has been waiting for %s", message.task, waited)
    return f"the oldest has been waiting for {waited}"


# action


@hookimpl
def register_actions():
    yield Action(
        name="give-up",
        label="Give up",
        run=give_up,
        states=("queued",),
        style="danger",
        confirm="Cancel these messages? They are kept and can be requeued.",
    )


def give_up(request, messages):
    count = messages.cancel(now=timezone.now())
    return f"{count} given up."
