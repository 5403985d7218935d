"""A service is frozen between its claim and its beginning: the claim is somebody else's by then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrot.brokers.base import Consumer, Delivery
from carrot.brokers.database import DatabaseConsumer
from carrot.brokers.database.bell import Bell
from carrot.models import MessageLog, Status
from carrot.worker.lane import Lane
from carrot.worker.leases import Leases
from carrot.worker.pauses import Pauses
from carrot.worker.recorder import Recorder
from carrot.worker.roster import Roster
from carrot.worker.source import Source, Taken


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("age", "status"), [(31, Status.PUBLISHED), (1, Status.IN_PROGRESS)])
def test_a_claim_whose_lease_has_run_out_is_given_back_instead_of_begun(
    age: int, status: Status
) -> None:
    then, lease = timezone.now() - timedelta(seconds=age), timedelta(seconds=30)
    row = MessageLog.objects.create(task="tests.project.tasks.nothing", publish_time=then)
    (claim,) = MessageLog.objects.claim([row.uuid], worker="w", now=then, lease_until=then + lease)

    def consumer(prefetch: int) -> Consumer:
        return DatabaseConsumer(["other"], worker="w", prefetch=prefetch, lease=lease, bell=Bell())

    source = Source(consumer, slots=1, always_wide=True)
    roster, recorder = Roster({"default": 1}), Recorder()
    lane = Lane(
        "default",
        source,
        worker="w",
        roster=roster,
        leases=Leases("w"),
        recorder=recorder,
        pauses=Pauses(),
    )
    delivery = Delivery(message_id=row.uuid, queue="default", claim=claim, tag=row.uuid)
    recorder.start()
    try:
        lane._take_in([Taken(delivery=delivery, consumer=consumer(1))])
    finally:
        assert recorder.stop(10)

    assert MessageLog.objects.get(pk=row.pk).status == status
    assert len(roster.take_back(all_of_them=True)) == (status == Status.IN_PROGRESS)
