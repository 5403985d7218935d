"""Runs an action that somebody declared: in one transaction, and never with a raise."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import router, transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from carrot.plugins import meters
from carrot.plugins.extensions import Action
from carrot.plugins.failures import describe

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger("carrot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of an action, for the person who pressed the button."""

    text: str
    failed: bool = False


def run(plugin: str, action: Action, request: HttpRequest, chosen: QuerySet[Any]) -> Report:
    """Do it, whole or not at all; the report names the plugin when it fails."""
    started = time.perf_counter()
    failure = ""
    try:
        with transaction.atomic(using=router.db_for_write(chosen.model)):
            answer = action.run(request, chosen)
    except Exception as error:
        logger.exception("The action %s of the plugin %s failed", action.name, plugin)
        failure = f"{action.name}: {describe(error)}"
    meters.note(plugin, milliseconds=(time.perf_counter() - started) * 1000, failure=failure)
    if failure:
        text = gettext("Nothing was changed: the plugin %(plugin)s failed in %(failure)s")
        return Report(text=text % {"plugin": plugin, "failure": failure}, failed=True)
    if not isinstance(answer, str):
        answer = gettext("%(label)s: done.") % {"label": action.label}
    return Report(text="".join([answer]))
