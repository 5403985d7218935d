"""Every error that carrot raises on purpose. All of them are `CarrotError`."""

from __future__ import annotations

from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Where in an arguments document something stands: `("order", "lines", 0, "price")`."""


class CarrotError(Exception):
    """The root of carrot's own errors."""


class ConfigurationError(CarrotError):
    """`settings.CARROT` says something that cannot be followed."""


CarrotConfigException = ConfigurationError
"""The name that django-carrot 1.x used."""


class UnknownTask(CarrotError):
    """No task of that name is registered here."""


class DuplicateTask(CarrotError):
    """Two functions claim the same task name."""


class ArgumentsError(CarrotError):
    """Arguments that do not fit their task; `errors` says which and why, by path."""

    def __init__(self, errors: Mapping[Path, str] | str) -> None:
        self.errors: dict[Path, str] = {(): errors} if isinstance(errors, str) else dict(errors)
        super().__init__(str(self))

    def __str__(self) -> str:
        return "; ".join(
            f"{dotted(path)}: {message}" if path else message
            for path, message in self.errors.items()
        )


class TriggerError(CarrotError):
    """A schedule's time rule that cannot be read, or that never comes due."""


class BrokerError(CarrotError):
    """The root of what a broker may raise."""


class BrokerUnavailable(BrokerError):
    """The broker does not answer; the same call may succeed later."""


class Unroutable(BrokerError):
    """The broker answers, but no queue takes the message."""


class MessageRefused(BrokerError):
    """The broker answers and will never take this message as it is."""


def dotted(path: Path) -> str:
    """A path for people: `order.lines[0].price`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
