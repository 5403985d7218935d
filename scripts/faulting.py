"""Break things for a while and count what is lost: `scripts/faults [--seconds N] [--seed N ...]`.

For each seed: services and producers on private servers, one fault after another in an order
that the seed decides, then everything may finish. Prints a line for each seed; the exit status
is 0 when nothing was lost, left, or run twice at once, and every call has one final result.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.databases import PostgreSQLDatabase, SQLiteFile
from tests.faults.faults import Faults
from tests.faults.record import Report
from tests.faults.site import site
from tests.servers import PostgreSQL, RabbitMQ


def main(arguments: list[str]) -> int:
    """Run every seed; 0 when all of them held."""
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long faults go on")
    parser.add_argument("--rate", type=float, default=10.0, help="calls published in a second")
    parser.add_argument("--tasks", type=int, help="no more faults once so many are accepted")
    parser.add_argument("--seed", type=int, action="append", help="may be given several times")
    parser.add_argument("--services", type=int, default=2)
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--lease", type=float, default=6.0)
    parser.add_argument("--pause", type=float, default=2.0, help="longest between two faults")
    parser.add_argument("--embedded", action="store_true", help="the database as the broker")
    parser.add_argument("--sqlite", action="store_true", help="no PostgreSQL and no RabbitMQ")
    parser.add_argument("--only", action="append", help="this kind of fault; several may be given")
    parser.add_argument("--keep", action="store_true", help="the folders, to look into")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    seeds = options.seed or [random.randrange(10_000)]  # noqa: S311
    held = [one(seed, options) for seed in seeds]
    return 0 if all(held) else 1


def one(seed: int, options: argparse.Namespace) -> bool:
    """Break one site for a while; whether it held."""
    folder = Path(tempfile.mkdtemp(prefix=f"carrot-faults-{seed}-"))
    with contextlib.ExitStack() as stack:
        postgresql = None if options.sqlite else stack.enter_context(PostgreSQL())
        own = options.sqlite or options.embedded
        rabbitmq = None if own else stack.enter_context(RabbitMQ())
        place = stack.enter_context(
            site(
                folder,
                PostgreSQLDatabase(postgresql) if postgresql else SQLiteFile(folder),
                broker=rabbitmq.url if rabbitmq else "",
                seed=seed,
                concurrency=options.concurrency,
                lease=options.lease,
            )
        )
        chance = random.Random(seed)  # noqa: S311
        faults = Faults(place, chance, rabbitmq=rabbitmq, postgresql=postgresql)
        report = torment(faults, chance, options)
        held = report.holds(restarts=faults.restarts)
        print(f"{report}\n  allowed to start again: {faults.restarts}", flush=True)
    if options.keep:
        print(f"  {folder}", flush=True)
    else:
        shutil.rmtree(folder)
    return held


def torment(faults: Faults, chance: random.Random, options: argparse.Namespace) -> Report:
    """Publish and run, with one fault after another until the time is up."""
    place = faults.site
    for _ in range(options.services):
        place.serve()
    for _ in range(2):
        # Most of the slots are busy most of the time.
        place.produce(pause=2 / options.rate, longest=0.8)
    kinds = {
        name: fault
        for name, fault in faults.kinds().items()
        if not options.only or name in options.only
    }
    deadline = time.monotonic() + options.seconds
    while time.monotonic() < deadline:
        if options.tasks and len(place.accepted()) >= options.tasks:
            break
        time.sleep(chance.uniform(0.1, options.pause))
        name = chance.choice(list(kinds))
        if sys.stderr.isatty():
            print(f"{len(place.accepted())} accepted; {name}", file=sys.stderr)
        kinds[name]()
    for producer in place.producers:
        producer.terminate()
    return place.settle(seconds=options.seconds + 60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
