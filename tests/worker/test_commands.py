"""The commands as people use them."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from carrot.models import MessageLog, WorkerStatus
from tests.worker.service import Service, alive, command, environment, until


def send(*words: str) -> MessageLog:
    out = StringIO()
    call_command("carrot_send", *words, stdout=out)
    return MessageLog.objects.get(uuid=out.getvalue().strip())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "document"),
    [
        (["add", "2", "--b", "40"], {"a": 2, "b": 40}),
        (["add", "--json", '{"a": 2}', "--b=40"], {"a": 2, "b": 40}),
        (["fail", "123"], {"text": "123"}),
        (["refund", "7", "12.50", "--notify", "false"], {"order": 7, "amount": "12.50"}),
        (["echo", '{"deep": [1, null]}'], {"value": {"deep": [1, None]}}),
        (["echo", "--value=--dashes"], {"value": "--dashes"}),
        (["add", "-5", "--b", "-1"], {"a": -5, "b": -1}),
    ],
)
def test_what_is_typed_becomes_the_arguments(words: list[str], document: dict[str, object]) -> None:
    row = send(f"tests.project.tasks.{words[0]}", *words[1:])

    assert row.arguments.items() >= document.items()


@pytest.mark.django_db
def test_queue_and_priority_can_stand_on_either_side_of_the_task() -> None:
    behind = send("tests.project.tasks.add", "1", "--queue", "slow", "--priority", "7")
    before = send("--queue", "slow", "--priority", "7", "tests.project.tasks.add", "1")

    assert [(row.queue, row.priority) for row in (behind, before)] == [("slow", 7)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["os.system", "id"], "No task 'os.system' is registered"),
        (["tests.project.tasks.add"], "a: "),
        (["tests.project.tasks.add", "many"], "a: "),
        (["tests.project.tasks.add", "1", "2", "3"], "Takes 2 values, 3 were given"),
        (["tests.project.tasks.add", "1", "--c", "2"], "c: "),
        (["tests.project.tasks.add", "1", "--a", "2"], "a: Given twice"),
        (["tests.project.tasks.add", "1", "--b"], "--b has no value"),
        (["tests.project.tasks.add", "--json", "[1]"], "--json takes a JSON object"),
        (["tests.project.tasks.add", "--json", '{"a": NaN}'], "NaN"),
        (["tests.project.tasks.add", "1", "--priority", "99"], "priority"),
        (["tests.project.tasks.add", "1", "--priority", "high"], "priority high"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_published(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match="Nothing is published") as error:
        call_command("carrot_send", *words)

    assert said in str(error.value)
    assert not MessageLog.objects.exists()


@pytest.mark.parametrize(
    ("options", "changes", "said"),
    [
        ([], {"lease": "long"}, "CARROT['lease'] is 'long'"),
        (
            ["--queues", "closed"],
            {"queues": [{"name": "closed", "consumable": False}]},
            "closed is not consumable",
        ),
        (["--logfile", "/nowhere/carrot.log"], {}, "/nowhere/carrot.log cannot be opened"),
    ],
)
def test_a_service_that_cannot_work_says_why_and_does_not_start(
    transactional_db: None, options: list[str], changes: dict[str, object], said: str
) -> None:
    done = subprocess.run(
        command("carrot", *options),
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_task_module_is_a_warning_and_the_others_run(
    serve: Callable[..., Service],
) -> None:
    modules = ["tests.worker.nowhere", "tests.project.tasks"]
    service = serve(task_modules=modules).ready()
    row = send("tests.project.tasks.add", "1")

    until(MessageLog.objects.ended().filter(pk=row.pk).exists)

    assert "tests.worker.nowhere" in service.log.read_text()


class Daemon:
    """`manage.py carrot_daemon` with its files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.pidfile = folder / "carrot.pid"
        self.log = folder / "carrot.log"

    def __call__(self, action: str) -> subprocess.CompletedProcess[str]:
        files = ["--pidfile", str(self.pidfile), "--logfile", str(self.log)]
        return subprocess.run(
            command("carrot_daemon", action, *files),
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture
def daemon(transactional_db: None, tmp_path: Path) -> Iterator[Daemon]:
    manage = Daemon(tmp_path)
    yield manage
    manage("stop")


def test_a_daemon_starts_restarts_and_stops(daemon: Daemon) -> None:
    assert daemon("status").returncode == 1
    assert daemon("restart").returncode == 0
    first = int(daemon.pidfile.read_text())
    assert f"process {first}" in daemon("status").stdout
    until(WorkerStatus.objects.filter(pid=first).exists)

    twice = daemon("start")
    assert (twice.returncode, f"running process {first}" in twice.stderr) == (1, True)

    daemon("restart")
    second = int(daemon.pidfile.read_text())
    assert second != first
    assert not alive(first)

    assert daemon("stop").returncode == 0
    assert not alive(second)
    assert not daemon.pidfile.exists()
    assert daemon("stop").returncode == 0
    for file in (daemon.log,):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_number_left_by_a_crash_is_not_taken_for_a_service(daemon: Daemon) -> None:
    daemon.pidfile.write_text(f"{os.getpid()}\n")

    assert daemon("status").returncode == 1
    assert daemon("stop").returncode == 0


def test_a_pidfile_that_is_a_link_is_refused(daemon: Daemon, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    daemon.pidfile.symlink_to(victim)

    refused = daemon("start")

    assert refused.returncode == 1
    assert "cannot be opened" in refused.stderr
    assert victim.read_text() == "precious"
    daemon.pidfile.unlink()
