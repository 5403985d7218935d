"""Gives what a task logs to the log of its run. Installed in runners only."""

from __future__ import annotations

import logging
import threading

from carrot import conf
from carrot.worker import attribution

FLUSH_EVERY = 0.5


class Capture(logging.Handler):
    """Takes the records of every logger that belong to a run."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._busy = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        log = attribution.mine()
        # Sending a line may log in its turn.
        if log is None or getattr(self._busy, "here", False):
            return
        self._busy.here = True
        try:
            log.take(record.levelno, record.name, _text(record), record.created)
        except Exception:
            self.handleError(record)
        finally:
            self._busy.here = False


class AsBefore(logging.Filter):
    """Keeps from the project's own handlers what only the lowered root level lets through."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level or _has_own_level(record.name)


class LastResort(logging.Handler):
    """Python prints warnings that no handler takes; ours must not count as one."""

    def __init__(self, capture: Capture) -> None:
        super().__init__(logging.WARNING)
        self._capture = capture

    def emit(self, record: logging.LogRecord) -> None:
        place: logging.Logger | None = logging.getLogger(record.name)
        while place is not None:
            if any(each not in (self, self._capture) for each in place.handlers):
                return
            place = place.parent if place.propagate else None
        if logging.lastResort is not None:
            logging.lastResort.handle(record)


def install() -> None:
    """Capture from now on, at the level of the settings.

    A logger whose level the project has set keeps it. Loggers that do not propagate are heard
    if they are set up by now.
    """
    level = logging.getLevelNamesMapping()[conf.get().log_level]
    root, capture = logging.getLogger(), Capture(level)
    before = root.level
    _keep(root.handlers, before)
    for logger in _loggers():
        if not logger.propagate:
            logger.addHandler(capture)
            if not _has_own_level(logger.name):
                _keep(logger.handlers, before)
    root.addHandler(LastResort(capture))
    root.addHandler(capture)
    root.setLevel(min(before, level))
    attribution.watch_threads()


def flush_forever() -> None:
    """Send what the runs have logged, again and again: what a thread of its own does."""
    attribution.is_nobodys()
    pause = threading.Event()
    while not pause.wait(FLUSH_EVERY):
        for log in attribution.logs():
            log.flush()


def _keep(handlers: list[logging.Handler], level: int) -> None:
    for handler in handlers:
        if not isinstance(handler, Capture):
            handler.addFilter(AsBefore(level))


def _loggers() -> list[logging.Logger]:
    known = list(logging.root.manager.loggerDict.values())
    return [each for each in known if isinstance(each, logging.Logger)]


def _has_own_level(name: str) -> bool:
    place: logging.Logger | None = logging.getLogger(name)
    while place is not None and place.parent is not None:
        if place.level:
            return True
        place = place.parent
    return False


def _text(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except Exception as error:  # wrong placeholders, or an argument that cannot be shown
        text = f"{record.msg!r} (its arguments do not fit: {error!r})"
    if record.exc_info and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    return "\n".join(filter(None, (text, record.exc_text, record.stack_info)))
