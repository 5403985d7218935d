"""What the tasks, their producers and the ledger say, put side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A message as the ledger has it; `text` names the call."""

    text: str
    status: str
    attempt: int
    exception: str = ""


@dataclass(slots=True, kw_only=True)
class Run:
    """One start of a call; `ended` is None when its process never said that it did."""

    process: int
    started: float
    ended: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How many calls were accepted, and what became of each. `str()` is one line."""

    accepted: int
    faults: Mapping[str, int]
    lost: Sequence[str]
    unfinished: Sequence[Row]
    exactly_once: int
    restarted: Sequence[str]
    finished_again: Sequence[str]
    overlapping: Sequence[str]
    late: int
    most_attempts: int
    slowest_publish: float
    settled: float
    heading: str = ""
    examples: Sequence[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.faults.items()))
        line = (
            f"{self.heading}: {self.accepted} accepted, {sum(self.faults.values())} faults"
            f" ({kinds}), lost={len(self.lost)}, unfinished={len(self.unfinished)}, "
            f"final_exactly_once={self.exactly_once}, started>1={len(self.restarted)}, "
            f"finished>1={len(self.finished_again)}, overlapping={len(self.overlapping)}, "
            f"late={self.late}, max_attempts={self.most_attempts}, "
            f"slowest_publish={self.slowest_publish:.1f} s, settle_s={self.settled:.1f}"
        )
        return "\n  ".join([line, *self.examples])

    def holds(self, *, restarts: int) -> bool:
        """Nothing is lost, left, or run twice at once; no more is run again than could have died.

        Each call that was accepted has one final result.
        """
        return (
            not (self.lost or self.unfinished or self.overlapping)
            and self.exactly_once == self.accepted
            and len(self.restarted) <= restarts
        )


def read_runs(path: Path) -> dict[str, list[Run]]:
    """The runs of each call, from the lines of `tests.project.tasks.record`."""
    runs: defaultdict[str, list[Run]] = defaultdict(list)
    for line in path.read_text().splitlines() if path.exists() else ():
        what, text, process, at = line.split()
        if what == "S":
            runs[text].append(Run(process=int(process), started=float(at)))
            continue
        mine = [run for run in runs[text] if run.process == int(process) and run.ended is None]
        mine[-1].ended = float(at)
    return runs


def overlaps(runs: Sequence[Run], deaths: Mapping[int, float]) -> bool:
    """Whether a run began before another of the same call had ended, or died."""
    busy_until = 0.0
    for run in sorted(runs, key=lambda run: run.started):
        if run.started < busy_until:
            return True
        ended = run.ended or deaths.get(run.process, float("inf"))
        busy_until = max(busy_until, ended)
    return False


def compare(
    accepted: Mapping[str, float],
    runs: Mapping[str, Sequence[Run]],
    rows: Iterable[Row],
    *,
    deaths: Mapping[int, float],
    faults: Mapping[str, int],
    late: int,
    settled: float,
    heading: str,
) -> Report:
    """Judge every call: `accepted` has the seconds that publishing took, by text."""
    rows = list(rows)
    completed = Counter(row.text for row in rows if row.status == "COMPLETED")
    ended = {text: sum(run.ended is not None for run in mine) for text, mine in runs.items()}
    unfinished = [row for row in rows if row.status != "COMPLETED"]
    lost = sorted(text for text in accepted if not ended.get(text))
    overlapping = sorted(text for text, mine in runs.items() if overlaps(mine, deaths))
    return Report(
        heading=heading,
        accepted=len(accepted),
        faults=dict(faults),
        lost=lost,
        unfinished=unfinished,
        exactly_once=sum(completed[text] == 1 for text in accepted),
        restarted=sorted(text for text, mine in runs.items() if len(mine) > 1),
        finished_again=sorted(text for text, count in ended.items() if count > 1),
        overlapping=overlapping,
        late=late,
        most_attempts=max((row.attempt for row in rows), default=0),
        slowest_publish=max(accepted.values(), default=0.0),
        settled=settled,
        examples=[
            *(f"lost: {text}" for text in lost[:5]),
            *(f"unfinished: {row}" for row in unfinished[:5]),
            *(f"overlapping: {text} {runs[text]}" for text in overlapping[:5]),
        ],
    )
