"""Checks of what the monitor needs from the project whose URLs include it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from carrot.checks.mounting import is_mounted

_COMPANIONS = ("django_jsonform", "django.contrib.staticfiles", "django.contrib.messages")
_MESSAGES = "django.contrib.messages.middleware.MessageMiddleware"


def companions(**_: Any) -> list[CheckMessage]:
    """The apps whose scripts, files and reports the monitor shows are installed."""
    missing = [name for name in _COMPANIONS if not apps.is_installed(name)]
    if not missing or not is_mounted():
        return []
    return [
        Error(
            f"The monitor needs the app {name!r}, which is not installed",
            hint=f"Add {name!r} to INSTALLED_APPS.",
            id="carrot.E006",
        )
        for name in missing
    ]


def templates(**_: Any) -> list[CheckMessage]:
    """The templates of installed apps are found."""
    if not is_mounted():
        return []
    try:
        get_template("carrot/base.html")
    except TemplateDoesNotExist:
        return [
            Error(
                "The monitor's templates are not found: no engine of TEMPLATES looks into apps",
                hint="Set 'APP_DIRS': True for the DjangoTemplates engine in TEMPLATES.",
                id="carrot.E007",
            )
        ]
    return []


def reports(**_: Any) -> list[CheckMessage]:
    """Who presses a button is told what it did."""
    if _MESSAGES in settings.MIDDLEWARE or not is_mounted():
        return []
    return [
        Warning(
            "The monitor cannot report what its buttons did: the middleware of messages is off",
            hint=f"Add {_MESSAGES!r} to MIDDLEWARE.",
            id="carrot.W003",
        )
    ]
