"""The thread that publishes to one broker."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from carrot.brokers.base import Broker
from carrot.exceptions import BrokerError, BrokerUnavailable
from carrot.messages import Message
from carrot.models import MessageLog
from carrot.publishing.desk import Desk

logger = logging.getLogger("carrot")

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 2.0
"""Seconds without an attempt after a failure: doubled by each, up to the longest."""
MOST_WAITING = 1000
IDLE_EVERY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message, and how its row stood when it was sent."""

    message: Message
    attempt: int = 0
    not_before: datetime | None = None

    @classmethod
    def of(cls, row: MessageLog) -> Outgoing:
        return cls(message=row.message(), attempt=row.attempt, not_before=row.not_before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An outgoing message, and what its sender waits for."""

    outgoing: Outgoing
    confirmed: Future[None] = field(default_factory=Future)


class Publisher(Desk[Ticket]):
    """Owns a process's publishing to one broker; `settled` is told how each message fared.

    After a failure it rests for a while, longer each time, and takes nothing on meanwhile.
    """

    def __init__(
        self,
        name: str,
        broker: Broker,
        settled: Callable[[Outgoing, BrokerError | None], None],
    ) -> None:
        super().__init__(f"carrot publisher {name}")
        self._address = name
        self._broker = broker
        self._settled = settled
        self._failures = 0
        self._down_until = 0.0
        self._stalled = False
        self._idle_at = 0.0

    @property
    def down(self) -> bool:
        """Whether the broker is known not to answer just now."""
        return time.monotonic() < self._down_until

    def hand_over(self, outgoing: Outgoing) -> Future[None] | None:
        """Have a message sent; None when it was not taken on and must be sent later.

        The future raises `BrokerError` when the broker did not take the message.
        """
        if self.down or self.backlog >= MOST_WAITING:
            return None
        ticket = Ticket(outgoing=outgoing)
        try:
            self.put(ticket)
        except RuntimeError as error:  # the interpreter ends, or the host allows no threads
            logger.warning("%s waits to be sent: %s", outgoing.message.id, error)
            return None
        return ticket.confirmed

    def send(self, outgoing: Outgoing, *, timeout: float) -> None:
        """Hand over, and wait for the confirmation as long as that is of use."""
        confirmed = self.hand_over(outgoing)
        # Once somebody has waited in vain, the next ones would too: a page that publishes
        # fifty messages would hang for fifty times the limit.
        if confirmed is None or self._stalled:
            return
        try:
            confirmed.result(timeout)
        except TimeoutError:
            self._stalled = True
            logger.warning("%s does not confirm within %g s", self._address, timeout)
        except BrokerError:
            pass  # said by the thread

    def work(self, pieces: list[Ticket]) -> None:
        for ticket in pieces:
            error = self._attempt(ticket.outgoing)
            if not isinstance(error, BrokerUnavailable):
                self._settled(ticket.outgoing, error)
            if error is None:
                ticket.confirmed.set_result(None)
            else:
                ticket.confirmed.set_exception(error)

    def rest(self) -> None:
        now = time.monotonic()
        if now >= self._idle_at:
            self._idle_at = now + IDLE_EVERY
            self._broker.idle()

    def leave(self) -> None:
        self._broker.close()

    def _attempt(self, outgoing: Outgoing) -> BrokerError | None:
        if self.down:
            return BrokerUnavailable(f"{self._address} does not answer")
        try:
            self._broker.publish(outgoing.message)
        except BrokerUnavailable as error:
            self._note_failure(error)
            return error
        except BrokerError as error:
            self._note_answer()
            return error
        except Exception as error:
            logger.exception("Publishing to %s failed", self._address)
            self._note_failure(error)
            return BrokerUnavailable(f"Publishing to {self._address} failed: {error!r}")
        self._note_answer()
        return None

    def _note_answer(self) -> None:
        if self._failures:
            logger.info("%s takes messages again", self._address)
        self._failures = 0
        self._down_until = 0.0
        self._stalled = False

    def _note_failure(self, error: Exception) -> None:
        if not self._failures:
            logger.warning(
                "%s takes no messages, they wait in the ledger: %s", self._address, error
            )
        pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 16)
        self._stalled = False
        # Many processes lose a broker at once; they must not all come back at once.
        self._down_until = time.monotonic() + pause * random.uniform(0.5, 1.0)  # noqa: S311
