"""System packages: what is missing is installed, and no service is started or stopped by it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from importlib.util import find_spec
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
REFUSE = "#!/bin/sh\n# Put here by scripts/test while it installs packages.\nexit 101\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A Debian package, how to see that its program is there, and the units it would enable."""

    package: str
    commands: tuple[str, ...]
    units: tuple[str, ...] = ()

    def met(self) -> bool:
        """Whether one of the commands, which may be glob patterns, exists."""
        return any(glob(name) if "/" in name else shutil.which(name) for name in self.commands)


SERVERS = (
    Need(
        package="rabbitmq-server",
        commands=("/usr/lib/rabbitmq/bin/rabbitmq-server",),
        units=("rabbitmq-server.service", "epmd.socket", "epmd.service"),
    ),
    Need(
        package="postgresql",
        commands=("/usr/lib/postgresql/*/bin/initdb",),
        units=("postgresql.service",),
    ),
    Need(package="chromium", commands=("chromium", "/usr/bin/chromium")),
)


def venv_package() -> list[str]:
    """Debian ships Python without the means to make environments; its package name, if so."""
    if find_spec("ensurepip") is not None:
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def install(needs: Sequence[Need] = ()) -> None:
    """Install what is missing; without anything missing the system is not asked at all."""
    missing = [need for need in needs if not need.met()]
    packages = [*venv_package(), *(need.package for need in missing)]
    if not packages:
        return
    print("Installing system packages:", *packages, file=sys.stderr, flush=True)
    root = as_root()
    if shutil.which("apt-get") is None:
        sys.exit(f"Please install {', '.join(packages)} by hand: this is no Debian system")
    with no_service_starts(root):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1", "apt-get"]
        subprocess.run([*apt, "-qq", "update"], check=True)
        # Without dpkg's terminal, its messages about refused services are no more than noise.
        command = [*apt, "-qq", "install", "--yes", "--no-install-recommends", *packages]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    leave_disabled(root, [unit for need in missing for unit in need.units])


def as_root() -> list[str]:
    """What to put before a command so that root runs it."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        return ["sudo"]
    sys.exit("System packages are missing: run this as root, or install sudo")


@contextlib.contextmanager
def no_service_starts(root: list[str]) -> Iterator[None]:
    """Refuse every start, stop and restart that packages ask for; a policy of the machine stays."""
    if POLICY.exists():
        yield
        return
    subprocess.run([*root, "tee", POLICY], input=REFUSE, text=True, check=True, capture_output=True)
    try:
        subprocess.run([*root, "chmod", "755", POLICY], check=True)
        yield
    finally:
        subprocess.run([*root, "rm", "-f", POLICY], check=True)


def leave_disabled(root: list[str], units: list[str]) -> None:
    """Keep servers that came only for the tests from starting with the machine."""
    if units and Path("/run/systemd/system").is_dir():
        subprocess.run([*root, "systemctl", "--quiet", "disable", *units], check=False)
