"""The tutorials work, as they are written, in a new project."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import session
from tests.docs.tutorial import Block, blocks

ROOT = Path(__file__).parents[2]


class Reader:
    """Somebody who does what a tutorial says, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Nothing of this test run's own project may reach the reader's.
        kept = {key: value for key, value in os.environ.items() if "CARROT" not in key}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "mysite.settings",
            "PYTHONPATH": f"{folder}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def write(self, block: Block) -> None:
        """Add the block to the end of its file."""
        with (self.folder / block.file).open("a", encoding="utf-8") as file:
            file.write("\n\n" + block.text)

    def run(self, *command: str, text: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def running(self, *command: str) -> Iterator[None]:
        """A command in another terminal, ended with Ctrl-C; it has to end well."""
        log = self.folder / "terminal.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
            try:
                yield
            finally:
                process.send_signal(signal.SIGINT)
                status = process.wait(60)
        assert status == 0, log.read_text()

    def prepare(self, page: str) -> None:
        """Do what the page says to files and with commands that end."""
        for block in blocks(page):
            if block.file:
                self.write(block)
            for command in commands(block):
                if not stays(command):
                    self.run(*command)

    def follow(self, page: str) -> None:
        """Do all that the page says; its sessions come last, when everything runs."""
        self.prepare(page)
        staying = [each for block in blocks(page) for each in commands(block) if stays(each)]
        sessions = [block.text for block in blocks(page) if block.language == "pycon"]
        with contextlib.ExitStack() as terminals:
            for command in staying:
                terminals.enter_context(self.running(*command))
            self.run(session.__file__, text=json.dumps(sessions))


def commands(block: Block) -> list[list[str]]:
    """What Python is told to do; installing is not for a test, and the site is for a browser."""
    return [words[1:] for words in block.commands() if not {"pip", "runserver"} & set(words)]


def stays(command: list[str]) -> bool:
    """Whether the command runs until it is stopped."""
    return command[-1] == "carrot"


@pytest.fixture
def reader(tmp_path) -> Reader:
    """A reader with an empty folder."""
    return Reader(tmp_path)


def test_the_first_task_runs_as_written(reader):
    reader.follow("first_task")


def test_the_first_schedule_runs_as_written(reader):
    reader.prepare("first_task")

    reader.follow("first_schedule")
