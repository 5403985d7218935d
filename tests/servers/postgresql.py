"""A private PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from glob import glob

from tests.servers.process import Server, ServerFailed, free_port, program

USER = "carrot"


class PostgreSQL(Server):
    """One cluster on loopback that trusts everybody; the user is ``carrot``."""

    name = "postgresql"

    def __init__(self) -> None:
        folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
        self._initdb = program("initdb", *folders)
        self._postgres = program("postgres", *folders)
        self._isready = program("pg_isready", *folders)
        # The server refuses to run as root, so it runs as the user that its package made.
        self._user = "postgres" if os.geteuid() == 0 else None
        super().__init__()
        self.port = free_port()
        self.data = self.folder / "data"

    @property
    def dsn(self) -> str:
        """Where to connect, for psycopg."""
        return f"host=127.0.0.1 port={self.port} user={USER} dbname=postgres"

    def start(self) -> None:
        """Start the server, making the cluster at first, and return when it takes connections."""
        if not self.data.exists():
            self._create()
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            # The machine's crash would lose data, the server's own does not.
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        command = [self._postgres, "-D", str(self.data)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        self.spawn("server", command, environment=self._environment(), user=self._user)
        self.wait_for("server", self.answers)

    def stop(self) -> None:
        """Stop in order, cutting every connection."""
        self.end("server", signal.SIGINT)

    def kill(self) -> None:
        """Stop at once as a crash does (``pg_ctl -m immediate``); start() recovers."""
        self.end("server", signal.SIGQUIT)

    def restart(self) -> None:
        """Crash and come back."""
        self.kill()
        self.start()

    def answers(self) -> bool:
        """Whether it takes connections."""
        command = [self._isready, "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, timeout=10).returncode == 0

    def _create(self) -> None:
        if self._user is not None:
            shutil.chown(self.folder, self._user, self._user)
        command = [self._initdb, "-D", str(self.data), "-U", USER, "--auth=trust", "--no-sync"]
        done = subprocess.run(
            [*command, "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd=self.folder,
            env=self._environment(),
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise ServerFailed(f"initdb: {done.stdout}{done.stderr}")

    def _environment(self) -> dict[str, str]:
        user = self._user or pwd.getpwuid(os.geteuid()).pw_name
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(self.folder),
            "USER": user,
        }


def _version(folder: str) -> int:
    return int(folder.split("/")[4])
