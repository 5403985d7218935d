"""Checks of `manage.py check --deploy`: what is fine at a desk and not on the internet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from carrot import conf
from carrot.checks.mounting import is_mounted

_CSRF = "django.middleware.csrf.CsrfViewMiddleware"


def exposure(**_: Any) -> list[CheckMessage]:
    """Nobody but those who may sees the monitor, or changes something in it."""
    given = conf.get()
    # The monitor stays closed while its settings are faulty.
    if given.monitor_authentication or conf.problems() or not is_mounted():
        return []
    found: list[CheckMessage] = [
        Warning(
            "The monitor is public: everybody who reaches it may read it",
            hint=(
                "Set CARROT['monitor_authentication'], for example to "
                "['django.contrib.auth.decorators.login_required']."
            ),
            id="carrot.W010",
        )
    ]
    if given.monitor_public_actions is True:
        found.append(
            Warning(
                "The monitor takes changes from everybody who reaches it",
                hint="Set CARROT['monitor_public_actions'] to 'local' or False.",
                id="carrot.W011",
            )
        )
    return found


def brokers(**_: Any) -> list[CheckMessage]:
    """No broker on another machine is reached as guest or in the clear."""
    found: list[CheckMessage] = []
    for address in _remote():
        if address.username == "guest":
            found.append(
                Warning(
                    f"The broker at {address.host} is used as 'guest'",
                    hint="Make a user for this project and name it in the broker's address.",
                    id="carrot.W012",
                )
            )
        if address.scheme == "amqp":
            found.append(
                Warning(
                    f"The password and all arguments go to {address.host} unencrypted",
                    hint="Have RabbitMQ listen with TLS and write amqps:// in its address.",
                    id="carrot.W013",
                )
            )
    return found


def _remote() -> Iterator[conf.BrokerAddress]:
    given = conf.get()
    used = [given.default_broker, *(queue.broker for queue in given.queues.values())]
    for address in dict.fromkeys(used):
        if address.is_amqp and not _is_local(address.host):
            yield address


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def csrf(**_: Any) -> list[CheckMessage]:
    """Django's protection against forged requests is on."""
    if _CSRF in settings.MIDDLEWARE or not is_mounted():
        return []
    return [
        Warning(
            "The CSRF middleware is off; the monitor protects its own forms, and no others",
            hint=f"Add {_CSRF!r} to MIDDLEWARE.",
            id="carrot.W014",
        )
    ]
