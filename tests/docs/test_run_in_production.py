"""What "Run it in production" tells to write can be used as it stands."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class

from carrot import conf
from carrot.brokers.rabbitmq import topology
from carrot.conf import Settings
from carrot.testing import registered
from carrot.worker import supervisor
from carrot_plugins import housekeeping
from tests.docs import reference

PAGE = "howto/run_in_production"
UNIT = Path(__file__).parents[2] / "docs" / "examples" / "systemd" / "carrot.service"


@pytest.fixture(scope="module")
def service() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT)
    return parser["Service"]


def told(caption: str, name: str) -> Any:
    names: dict[str, Any] = {"__name__": "settings"}
    reference.run(reference.code(PAGE, caption), names)
    return names[name]


def test_the_unit_gives_the_service_the_time_that_it_needs_to_stop(service):
    after = 2 * supervisor.LAST_WRITES + 3 * supervisor.FAREWELL

    assert int(service["TimeoutStopSec"]) >= conf.get().shutdown_timeout + after
    assert "at least 30 seconds more" in " ".join(reference.text(PAGE).split())
    assert after <= 30
    assert service["KillMode"] == "mixed"


def test_the_unit_starts_the_service_in_the_foreground(service):
    assert service["ExecStart"].split()[1:] == ["manage.py", "carrot"]


def test_an_instance_for_a_queue_starts_the_service_with_it():
    (given,) = re.findall(r"manage\.py carrot (.*%i)$", reference.text(PAGE), re.MULTILINE)
    parser = load_command_class("carrot", "carrot").create_parser("manage.py", "carrot")

    assert parser.parse_args(given.replace("%i", "money").split()).queues == "money"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_no_fault_with_the_unit(tmp_path):
    # What the unit names is not on this machine: its program and user are put in its place.
    program = shutil.which("true") or "true"
    text = re.sub(r"^ExecStart=.*", f"ExecStart={program}", UNIT.read_text(), flags=re.MULTILINE)
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"=shop$", "=root", text, flags=re.MULTILINE))

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    faults = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert faults == []


def test_the_settings_of_the_page_can_be_followed():
    read = Settings.read(told("broker", "CARROT"))

    assert read.default_broker.scheme == "amqps"
    for queue in read.queues.values():
        assert topology.queue(queue).arguments == {"x-queue-type": "quorum"}


def test_classic_queues_have_the_levels_that_the_page_says():
    (said,) = re.findall(r"declared with priorities up to (\d+)", reference.text(PAGE))

    assert int(said) == topology.CLASSIC_PRIORITIES


def test_the_database_of_the_page_keeps_and_checks_its_connections():
    database = told("database", "DATABASES")["default"]

    assert database["CONN_MAX_AGE"] > 0
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_the_housekeeping_schedule_is_made_as_the_page_says():
    with registered(housekeeping):
        assert reference.play(PAGE, {}) == ""
