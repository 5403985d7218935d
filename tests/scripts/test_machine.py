"""System packages come when they are missing, and never start a service."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import machine

APT = """#!/bin/sh
echo "$@" >> {folder}/calls
cat {folder}/policy-rc.d >> {folder}/policies
exit {status}
"""
THERE = machine.Need(package="there", commands=("sh",))
MISSING = machine.Need(package="missing-server", commands=("/nowhere/*/missing-server",))


class Machine:
    """A machine whose apt-get only writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = folder / "policy-rc.d"

    def program(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def debian(tmp_path, monkeypatch) -> Machine:
    made = Machine(tmp_path)
    made.program("apt-get", APT.format(folder=tmp_path, status=0))
    made.program("sudo", '#!/bin/sh\nexec "$@"\n')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(machine, "POLICY", made.policy)
    return made


def test_nothing_is_asked_of_apt_when_everything_is_there(debian):
    machine.install([THERE])

    assert debian.read("calls") == ""


def test_the_programs_of_this_machine_are_found_without_apt(debian):
    """The tests run here, so what they need is here."""
    machine.install(machine.SERVERS)

    assert debian.read("calls") == ""


def test_only_what_is_missing_is_installed(debian):
    machine.install([THERE, MISSING])

    update, install = debian.read("calls").splitlines()
    assert update.endswith("update")
    assert install.endswith("missing-server")
    assert "there" not in install


def test_services_may_not_start_while_packages_are_installed(debian):
    machine.install([MISSING])

    assert debian.read("policies").count("exit 101") == 2
    assert not debian.policy.exists()


def test_a_policy_of_the_machine_stays_as_it_is(debian):
    debian.policy.write_text("mine")

    machine.install([MISSING])

    assert debian.read("policies") == "minemine"
    assert debian.policy.read_text() == "mine"


def test_a_failed_installation_leaves_no_policy_behind(debian):
    debian.program("apt-get", APT.format(folder=debian.folder, status=100))

    with pytest.raises(subprocess.CalledProcessError):
        machine.install([MISSING])

    assert not debian.policy.exists()
