"""Two services fire the same schedules, and one of them dies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest

from tests.faults.faults import Faults
from tests.faults.site import Site, until

pytestmark = [pytest.mark.rabbitmq, pytest.mark.postgresql, pytest.mark.slow]

MAKE = """
import sys, django
django.setup()
from carrot.scheduling.creation import create_scheduled_task
for text in ("red", "green", "blue"):
    create_scheduled_task(
        "tests.project.tasks.record", {"seconds": 1}, text, path=sys.argv[1], text=text
    )
"""
END = """
import django
django.setup()
from carrot.models import ScheduledTask
ScheduledTask.objects.update(active=False)
"""
DUE = "SELECT scheduled_task_id, due_at FROM carrot_messagelog ORDER BY due_at"


def occurrences(site: Site) -> dict[int, list[datetime]]:
    """The times for which each schedule has published."""
    found = defaultdict(list)
    for schedule, due_at in site.database.rows(DUE):
        found[schedule].append(due_at)
    return found


def seconds_between(due: list[datetime]) -> list[float]:
    return [(later - earlier).total_seconds() for earlier, later in pairwise(due)]


def ends(site: Site) -> int:
    """How many runs have ended."""
    return sum(run.ended is not None for mine in site.runs().values() for run in mine)


def test_each_occurrence_is_fired_once_by_two_services_of_which_one_dies(
    on_servers: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = on_servers()
    site = faults.site
    site.run("-c", MAKE, str(site.folder / "runs"))
    doomed, survivor = site.serve("--processes=1"), site.serve("--processes=1")
    until(lambda: len(site.messages()) >= 9)

    faults.kill_service(doomed)
    faults.cut_backends()
    until(lambda: len(site.messages()) >= 21)
    site.run("-c", END)

    settled = site.settle()
    assert survivor.poll() is None
    assert not settled.unfinished
    again = ends(site) - len(site.messages())
    assert 0 <= again <= faults.restarts
    # The first gap is that before the services were there.
    gaps = [gap for due in occurrences(site).values() for gap in seconds_between(due)[1:]]
    tell(
        f"seed {site.seed}: 3 schedules of 1 s, {len(site.messages())} occurrences, "
        f"run again after a kill={again}, longest gap={max(gaps):g} s"
    )
    assert len(occurrences(site)) == 3
    assert all(gap >= 1 and gap == int(gap) for gap in gaps), gaps
    assert max(gaps) <= 5, gaps
