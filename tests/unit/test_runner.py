"""A runner begins no job whose lease has run out on the way to it."""

from __future__ import annotations

from datetime import timedelta
from multiprocessing import Pipe
from uuid import uuid4

import pytest
from django.utils import timezone

from carrot.worker.protocol import Ended, Job, Ready
from carrot.worker.runner import Runner


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_lease_has_run_out_is_sent_back_unbegun():
    ours, theirs = Pipe()
    job = Job(
        row=1,
        message_id=uuid4(),
        attempt=2,
        queue="default",
        task="tests.project.tasks.nothing",
        arguments={},
        lease_until=timezone.now() - timedelta(seconds=1),
    )
    ours.send([job])
    ours.send(None)

    Runner(theirs, 1).serve()

    assert ours.recv() == Ready()
    assert ours.recv() == Ended(key=job.key, outcome=None)
