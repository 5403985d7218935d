"""Run a command with private servers around it.

``python -m tests.servers --postgresql -- python -m pytest tests/database`` tells the command by
its environment where the servers are, returns its exit status, and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys

from tests.servers.postgresql import USER, PostgreSQL
from tests.servers.rabbitmq import RabbitMQ


def main(arguments: list[str]) -> int:
    """Start what was asked for, run the command, stop everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="as the database under test")
    parser.add_argument("--rabbitmq", action="store_true", help="as the default broker")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    # SIGTERM must run the exits below as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    environment = dict(os.environ)
    with contextlib.ExitStack() as servers:
        if options.postgresql:
            environment |= database(servers.enter_context(PostgreSQL()))
        if options.rabbitmq:
            environment["CARROT_TEST_BROKER"] = servers.enter_context(RabbitMQ()).url
        return run(options.command, environment)


def database(server: PostgreSQL) -> dict[str, str]:
    """How tests.project.settings is told to use the server."""
    return {
        "CARROT_TEST_DATABASE": "postgresql",
        "CARROT_TEST_POSTGRESQL_HOST": "127.0.0.1",
        "CARROT_TEST_POSTGRESQL_PORT": str(server.port),
        "CARROT_TEST_POSTGRESQL_USER": USER,
    }


def run(command: list[str], environment: dict[str, str]) -> int:
    """The command's exit status; it gets the chance to end by itself when we are told to end."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
