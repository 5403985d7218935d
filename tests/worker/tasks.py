"""Tasks that do what tasks had better not do, and what is hard to follow."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from carrot import current_task
from carrot.models import AuditEntry
from tests.plugins.tenants import tenant

logger = logging.getLogger(__name__)
quiet = logging.getLogger("tests.quiet")
quiet.propagate = False


def speak(mark: str, times: int = 20, pause: float = 0.02) -> None:
    """Log from this thread."""
    for _ in range(times):
        logger.info("thread %s", mark)
        time.sleep(pause)


def tenant_of_this_run() -> str:
    """For whom it runs."""
    return tenant.get()


async def tenant_of_this_coroutine() -> str:
    """For whom it runs, asked after it has waited."""
    await asyncio.sleep(0.01)
    return tenant.get()


async def speak_async(mark: str, times: int = 20) -> None:
    """Log from asyncio tasks, and from threads that they use."""

    async def one(number: int) -> None:
        logger.info("asyncio %s %s", mark, number)
        await asyncio.sleep(0.02)
        await asyncio.to_thread(logger.info, "to_thread %s", mark)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, logger.info, "executor %s", mark)

    await asyncio.gather(*(one(number) for number in range(times)))


def speak_from_threads(mark: str, pause: float = 0.3) -> None:
    """Log from plain threads, and from a pool, and from a thread of a thread."""

    def nested() -> None:
        thread = threading.Thread(target=logger.info, args=("nested %s", mark))
        thread.start()
        thread.join()

    time.sleep(pause)
    plain = threading.Thread(target=logger.info, args=("plain %s", mark))
    deep = threading.Thread(target=nested)
    for thread in (plain, deep):
        thread.start()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(logger.info, "pool %s", mark).result()
    for thread in (plain, deep):
        thread.join()
    time.sleep(pause)


def speak_oddly() -> None:
    """Log what is hard to format or to store."""
    quiet.warning("from a logger that does not propagate")
    logger.info("wrong %s %s", "placeholders")
    logger.info("NUL \x00 and half a pair \ud800")
    logger.debug("not wanted")
    try:
        raise KeyError("inner")
    except KeyError:
        logger.exception("with traceback")


def leave_transaction_open() -> None:
    """Begin, write, and never commit."""
    transaction.set_autocommit(False)
    AuditEntry.objects.create(action="left open")


def leave_atomic_open() -> None:
    """Enter a block and never leave it."""
    transaction.atomic().__enter__()


def write_entry() -> None:
    """What any task does."""
    AuditEntry.objects.create(action="written")


def who() -> str:
    """Say for which message this runs."""
    current = current_task()
    return f"{current.uuid} {current.attempt} {current.is_retry}" if current else "nobody"


def unshowable() -> object:
    """Return what even repr() cannot show."""

    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    return Broken()


def endless() -> list:
    """Return what contains itself."""
    ring: list = []
    ring.append(ring)
    return ring


async def leave_from_asyncio() -> None:
    """Call sys.exit in an asyncio task that nobody waits for."""

    async def leave() -> None:
        raise SystemExit(4)

    asyncio.get_running_loop().create_task(leave())
    await asyncio.sleep(0.1)
