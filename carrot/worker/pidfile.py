"""A file that names a running process, and whose lock says that it still runs."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
from pathlib import Path

from carrot.exceptions import CarrotError


class PidfileError(CarrotError):
    """The file cannot be used."""


class Pidfile:
    """Written by who starts a process, locked by the process itself as long as it lives.

    A number alone would lie after a crash: another process may have it by then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def acquire(self) -> int:
        """A descriptor that holds the lock, for the new process to inherit.

        Raises `PidfileError` when another process holds it, or the file cannot be made.
        """
        descriptor = self._open(os.O_RDWR | os.O_CREAT)
        if descriptor is None or not _lock(descriptor):
            raise PidfileError(f"{self.path} belongs to the running process {self.pid()}")
        return descriptor

    def write(self, descriptor: int, pid: int) -> None:
        """Name the process that has inherited the lock."""
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{pid}\n".encode(), 0)

    def pid(self) -> int | None:
        """The process that runs, None if there is none."""
        descriptor = self._open(os.O_RDWR)
        if descriptor is None:
            return None
        with os.fdopen(descriptor, "r") as file:
            if _lock(descriptor):
                return None
            text = file.read().strip()
        return int(text) if text.isdecimal() else None

    def remove(self) -> None:
        """Forget a process that has ended."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def _open(self, flags: int) -> int | None:
        try:
            return os.open(self.path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileNotFoundError as error:
            if not flags & os.O_CREAT:
                return None
            raise PidfileError(f"The folder of {self.path} does not exist; make it") from error
        except OSError as error:
            raise PidfileError(
                f"{self.path} cannot be opened ({error.strerror}); choose another --pidfile"
            ) from error


def default_folder() -> Path:
    """Where this user's services keep their files; made if it is not there."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    folder = Path(state) / "django-carrot"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def default_name() -> str:
    """One name for each project, as told by its settings module and where that is found."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "project")
    place = getattr(sys.modules.get(module), "__file__", None) or os.getcwd()
    return f"{module}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
