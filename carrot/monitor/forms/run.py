"""The form that runs a task: its call, and whether it goes now or at a time."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from carrot.monitor.forms.call import TEXT, CallForm
from carrot.monitor.forms.clock import ClockForm
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.times import WallClockField


class When(models.TextChoices):
    """When a message goes that a person publishes."""

    NOW = "now", "Now"
    AT = "at", "At a time"


_NO_TOKEN = dict.fromkeys(("required", "invalid"), "This page was not whole; send it again.")


class RunForm(CallForm, ClockForm):
    """A call that is published once.

    `token` is the number that the message will have, so that a form which is sent twice is
    one message; one that is repeated may come after its time. After `is_valid`, `goes_at` is
    the time it is held back to, if any.
    """

    when = forms.ChoiceField(choices=When.choices)
    at = WallClockField(required=False, label="Date and time")
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=_NO_TOKEN)

    def __init__(
        self,
        *args: Any,
        begun: Begun,
        now: datetime,
        is_repeated: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.is_repeated = is_repeated
        self.goes_at: datetime | None = None
        self.fields["at"].widget.attrs.update(TEXT)
        self.take_up(begun)

    def clock_place(self) -> tzinfo:
        return timezone.get_default_timezone()

    @property
    def is_held_back(self) -> bool:
        """Whether a time is chosen, and not now."""
        return str(self["when"].value() or "") == When.AT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.task_found is None and cleaned.get("task"):
            self.add_error("task", f"No task {cleaned['task']!r} is registered.")
        if cleaned.get("when") == When.AT:
            self.goes_at = self._time(cleaned)
        else:
            # What was typed for another choice than the chosen one is not looked at.
            self.errors.pop("at", None)
        return cleaned

    def _time(self, cleaned: dict[str, Any]) -> datetime | None:
        if "at" in self.errors:
            return None
        if cleaned.get("at") is None:
            self.add_error("at", "Give the date and the time, or choose Now.")
            return None
        place = self.clock_place()
        moment = self.placed(cleaned["at"], place)
        if moment is not None and moment <= self.now and not self.is_repeated:
            self.add_error("at", past(self.now, place))
            return None
        return moment


def past(now: datetime, place: tzinfo) -> ValidationError:
    """The error for a time that is over."""
    return ValidationError(
        f"This is in the past: in {place} it is {now.astimezone(place):%Y-%m-%d %H:%M}. "
        f"Give a time that is still to come, or choose Now.",
        code="past",
    )


def token_of(text: str) -> UUID | None:
    """The token as it was sent; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
