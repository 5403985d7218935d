"""A virtual environment in the checkout, made once and renewed when the requirements change."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]


def ensure(folder: str, extra: str | None = None) -> str:
    """The Python of an environment with this package, editable, and the extra's requirements."""
    place = ROOT / folder
    python = place / "bin" / "python"
    stamp = place / "requirements.sha256"
    wanted = _fingerprint(extra)
    if stamp.is_file() and stamp.read_text() == wanted:
        return str(python)
    print(f"Making the environment {folder}", file=sys.stderr, flush=True)
    venv.create(place, with_pip=True, clear=True)
    package = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--editable", package], check=True)
    stamp.write_text(wanted)
    return str(python)


def current_fits() -> bool:
    """Whether this Python is that of a virtual environment with what the package needs."""
    needed = ("django", "django_jsonform", "pika", "pluggy", "pydantic", "cronsim")
    return sys.prefix != sys.base_prefix and all(map(find_spec, needed))


def _fingerprint(extra: str | None) -> str:
    """Changes with whatever decides the contents of the environment."""
    parts = [sys.version, str(ROOT), str(extra), (ROOT / "setup.py").read_text()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
