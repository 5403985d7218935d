"""Where the service's own messages go."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from typing import TextIO

FORMAT = "%(asctime)s %(levelname)s %(message)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """What the command line says. An empty level leaves that of the project."""

    file: str = ""
    level: str = ""


def configure(options: LogOptions) -> None:
    """Have the logger `carrot` heard: in the file if one is given, and on stderr if nowhere yet."""
    logger = logging.getLogger("carrot")
    handler: logging.Handler | None = None
    if options.file:
        handler = logging.StreamHandler(open_log(options.file))
    elif not logger.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
    if handler is not None:
        handler.setFormatter(logging.Formatter(FORMAT))
        logger.addHandler(handler)
    if options.level:
        logger.setLevel(options.level)
    elif not logger.level:
        logger.setLevel(logging.INFO)


def open_log(path: str) -> TextIO:
    """The file, opened for adding. Only its owner may read it; no link is followed."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8")
