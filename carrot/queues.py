"""The queues of the project: how each stands, and pausing, resuming and emptying one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import router, transaction
from django.utils import timezone

from carrot import conf
from carrot.brokers import connections
from carrot.conf import QueueSettings
from carrot.exceptions import BrokerError, CarrotError
from carrot.models import MessageLog, QueuePause
from carrot.tasks import registry

__all__ = ["Purged", "Queue", "UnknownQueue", "every", "pause", "paused", "purge", "resume"]

_LOOKED_AT = 10_000
"""Waiting messages in which a queue is looked for that nobody names any more."""


class UnknownQueue(CarrotError):
    """Neither the settings nor a task name the queue, and nothing waits in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One queue. `ready` and `consumers` are what its broker says: how many messages it has for a
    consumer, and how many take from it; None when the queue is not declared there yet, or when
    the broker cannot be asked, for which `trouble` gives the reason.
    """

    name: str
    broker: str
    virtual_host: str
    consumable: bool
    ready: int | None
    consumers: int | None
    trouble: str
    pause: QueuePause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many messages were cancelled, and how many of them the broker had."""

    cancelled: int
    thrown_away: int


def every() -> list[Queue]:
    """All queues that settings or tasks name and those in which something waits, by name.

    Each broker is asked for each of its queues; one that does not answer is asked once.
    """
    pauses = {each.queue: each for each in QueuePause.objects.all()}
    unreachable: dict[str, str] = {}
    names = sorted(_names() | pauses.keys())
    return [_queue(conf.get().queue(name), pauses.get(name), unreachable) for name in names]


def paused(name: str) -> QueuePause | None:
    """The pause of the queue, None when its messages are taken."""
    return QueuePause.objects.filter(queue=name).first()


def pause(name: str, *, by: str = "") -> bool:
    """Have all services take nothing more from the queue; False if it was paused already.

    They notice within about two seconds. What they have begun, or have at hand, still runs;
    what is published waits. The pause outlives the services. Raises `UnknownQueue`.
    """
    _check(name)
    return QueuePause.objects.get_or_create(queue=name, defaults={"by": by[:255]})[1]


def resume(name: str) -> bool:
    """Have services take from the queue again; False if it was not paused."""
    return bool(QueuePause.objects.filter(queue=name).delete()[0])


def purge(name: str) -> Purged:
    """Cancel all that waits in the queue, also what is held back, and empty it at its broker.

    The rows stay, and can be requeued. Raises `UnknownQueue`, and `BrokerError` when the broker
    does not answer: nothing is changed then.
    """
    _check(name)
    with transaction.atomic(using=router.db_for_write(MessageLog)):
        cancelled = MessageLog.objects.filter(queue=name).cancel(now=timezone.now())
        # Last, and inside: a broker that does not answer undoes the cancelling too.
        thrown_away = connections.for_queue(name).purge(conf.get().queue(name))
    return Purged(cancelled=cancelled, thrown_away=thrown_away)


def _names() -> set[str]:
    # A queue that has left the settings must not take what waits in it out of sight.
    waiting = MessageLog.objects.waiting().values_list("queue", flat=True)[:_LOOKED_AT]
    return {*registry.queues(), *waiting}


def _check(name: str) -> None:
    if name in registry.queues() or MessageLog.objects.waiting().filter(queue=name).exists():
        return
    raise UnknownQueue(
        f"There is no queue {name!r}: neither CARROT['queues'] nor a task names it, "
        f"and nothing waits in it"
    )


def _queue(settings: QueueSettings, pause: QueuePause | None, unreachable: dict[str, str]) -> Queue:
    address, depth = str(settings.broker), None
    if address not in unreachable:  # asking a dead broker once takes long enough
        try:
            depth = connections.get(settings.broker).depth(settings)
        except BrokerError as error:
            unreachable[address] = str(error)
    return Queue(
        name=settings.name,
        broker=settings.broker.scheme,
        virtual_host=settings.broker.virtual_host if settings.broker.is_amqp else "",
        consumable=settings.consumable,
        ready=depth.ready if depth else None,
        consumers=depth.consumers if depth else None,
        trouble=unreachable.get(address, ""),
        pause=pause,
    )
