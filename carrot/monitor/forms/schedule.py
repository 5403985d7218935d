"""The schedule editor's form: one page's worth of what a `ScheduledTask` says."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from carrot.exceptions import TriggerError
from carrot.models import ScheduledTask
from carrot.monitor.forms.call import TEXT, CallForm
from carrot.monitor.forms.clock import ClockForm
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.times import WallClockField, wall_clock, zone, zone_or_default
from carrot.scheduling import rules

if TYPE_CHECKING:
    _Form = forms.ModelForm[ScheduledTask]
else:
    _Form = forms.ModelForm

_When = ScheduledTask.Trigger
WHEN: dict[str, tuple[str, ...]] = {
    _When.INTERVAL: ("interval_count", "interval_type"),
    _When.CRON: ("cron", "time_zone"),
    _When.ONCE: ("run_at", "time_zone"),
}
"""The fields of each kind of time rule; what is wrong with the rule is said at the first."""
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "task_name": TEXT,
    "interval_count": {**TEXT, "min": "1", "inputmode": "numeric"},
    "interval_type": {"class": "form-select", "aria-label": "Unit of the interval"},
    "cron": {
        **TEXT,
        "class": "form-control font-monospace",
        "list": "cron-examples",
        "placeholder": "0 9 * * MON-FRI",
        "spellcheck": "false",
    },
    "time_zone": {**TEXT, "list": "time-zones", "spellcheck": "false"},
    "run_at": {"class": "form-control"},
    "active": {"class": "form-check-input", "role": "switch"},
}
_RULE_FIELDS = ("interval_count", "interval_type", "cron", "time_zone", "run_at")


class ScheduleForm(_Form, CallForm, ClockForm):
    """Everything about a schedule. The arguments' controls come from the task it names.

    Of a task that is not registered the arguments are left alone, and the schedule can only be
    saved switched off. What was typed for another kind of time rule than the chosen one is
    neither checked nor saved. After `is_valid`, `runs` has the next five runs, as far as they
    can be known.
    """

    run_at = WallClockField(required=False, label="Date and time")

    clock_field = "run_at"

    class Meta:
        model = ScheduledTask
        fields = ["task_name", "task", "trigger", *_RULE_FIELDS, "queue", "priority", "active"]
        error_messages = {
            "task_name": {
                "unique": "Another schedule has this name; give it another one.",
                "required": "Give the schedule a name.",
            }
        }

    def __init__(self, *args: Any, now: datetime, begun: Begun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()
        if self.instance.run_at:
            shown, offset = wall_clock(self.instance.run_at, self.instance.time_zone)
            self.initial.update(run_at=shown, offset=offset)
        self.now = now
        self.runs: list[datetime] = []
        self.rule_fault = ""
        self.take_up(begun)

    def _dress(self) -> None:
        for name, attributes in _ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        # Its blank choice is for the model, where another kind of rule needs none.
        units = self.fields["interval_type"]
        units.choices = ScheduledTask.IntervalType.choices  # type: ignore[attr-defined]

    @property
    def place(self) -> str:
        """The name of the time zone in which this schedule thinks."""
        return str(self["time_zone"].value() or "") or timezone.get_default_timezone_name()

    def clock_place(self) -> tzinfo:
        return zone_or_default(self.place)

    # -- cleaning -------------------------------------------------------------------------

    def clean_priority(self) -> int:
        return self.cleaned_data["priority"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._leave_out_other_rules(cleaned)
        self._place_run_at(cleaned)
        if self.task_found is None and cleaned.get("task") and cleaned.get("active"):
            self.add_error(
                "task",
                f"No task {cleaned['task']!r} is registered: choose another one, or switch the "
                f"schedule off.",
            )
        return cleaned

    def _leave_out_other_rules(self, cleaned: dict[str, Any]) -> None:
        wanted = WHEN.get(cleaned.get("trigger", ""), ())
        for name in _RULE_FIELDS:
            if name not in wanted:
                self.errors.pop(name, None)
                cleaned[name] = None if name in ("interval_count", "run_at") else ""

    def _place_run_at(self, cleaned: dict[str, Any]) -> None:
        if "time_zone" not in WHEN.get(cleaned.get("trigger", ""), ()):
            return
        try:
            place = zone(cleaned.get("time_zone", ""))
        except ValidationError as error:
            self.add_error("time_zone", error)
            return
        if cleaned.get("run_at"):
            cleaned["run_at"] = self.placed(cleaned["run_at"], place)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.task_found is not None and "arguments" in self.cleaned_data:
            self.instance.arguments = self.cleaned_data["arguments"]
            self.instance.fingerprint = self.task_found.arguments.fingerprint
            self.instance.signature = self.task_found.arguments.signature
            self.instance.task = self.task_found.name  # it may have been called otherwise
            self.instance.signature = self.task_found.arguments.signature
        names = WHEN.get(self.cleaned_data.get("trigger", ""), ())
        if not names or any(name in self.errors for name in names):
            return
        self.look_ahead()
        # A time that is over is no fault of a schedule that is switched off.
        if self.rule_fault and (self.instance.active or not _followable(self.instance)):
            self.add_error(names[0], self.rule_fault)

    def look_ahead(self) -> None:
        """Compute `runs` from the instance, or `rule_fault`: why there are none."""
        try:
            self.runs = rules.preview(self.instance, self.now)
        except TriggerError as error:
            self.rule_fault = str(error)


def _followable(schedule: ScheduledTask) -> bool:
    try:
        rules.trigger_of(schedule)
    except TriggerError:
        return False
    return True
