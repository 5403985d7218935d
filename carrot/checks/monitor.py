"""Checks of what the monitor needs from the project whose URLs include it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from carrot.checks.mounting import is_mounted
from carrot.plugins import declarations
from carrot.plugins.asking import ask
from carrot.plugins.panels import Panel, resolver

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


def panels(**_: Any) -> list[CheckMessage]:
    """The panels of plugins can be shown, and what they say about themselves."""
    if not is_mounted():
        return []
    found: list[CheckMessage] = []
    for owner, panel in declarations.of(Panel):
        found += _faults(owner, panel)
        own = ask(owner, f"check of the panel {panel.slug}", partial(_own, panel))
        found += own.value if own.value is not None else [_unfit(owner, own.error)]
    return found


def _faults(owner: str, panel: Panel) -> Iterator[Warning]:
    try:
        get_template(panel.template_name)
    except (TemplateDoesNotExist, TemplateSyntaxError) as error:
        kind = "is not found" if isinstance(error, TemplateDoesNotExist) else "has a fault"
        yield _unfit(owner, f"its template {panel.template_name!r} {kind}: {error}", panel)
    urls = ask(owner, f"get_urls of the panel {panel.slug}", partial(resolver, panel))
    if urls.value is None:
        yield _unfit(owner, urls.error)


def _own(panel: Panel) -> list[CheckMessage]:
    given = list(panel.check())
    for each in given:
        if not isinstance(each, CheckMessage):
            raise TypeError(f"it gave a {type(each).__name__} where a CheckMessage belongs")
    return given


def _unfit(owner: str, fault: str, panel: Panel | None = None) -> Warning:
    named = f"The panel {panel.slug!r} of the plugin" if panel else "The plugin"
    return Warning(
        f"{named} {owner!r}: {fault}",
        hint="Mend the plugin, add the app that has its templates to INSTALLED_APPS, or add "
        "its name to CARROT['disabled_plugins'].",
        id="carrot.W005",
    )
