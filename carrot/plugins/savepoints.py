"""What a plugin's queries may spoil: no more than the plugin itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections, transaction


@contextmanager
def own_savepoints() -> Iterator[None]:
    """What fails inside does not spoil the transactions around it.

    In ATOMIC_REQUESTS a plugin's failed query would spoil the transaction of the whole page. A
    savepoint is made for what asks the database only: most calls do not.
    """
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            if connection.in_atomic_block:
                savepoint = _Savepoint(connection.alias)
                stack.push(savepoint.leave)
                stack.enter_context(connection.execute_wrapper(savepoint))
        yield


class _Savepoint:
    """A savepoint that is made before the first query."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._atomic: transaction.Atomic | None = None

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        if self._atomic is None:
            self._atomic = transaction.atomic(using=self._alias)
            self._atomic.__enter__()
        return execute(*query)

    def leave(self, *exception: Any) -> None:
        if self._atomic is not None:
            self._atomic.__exit__(*exception)
