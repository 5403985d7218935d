"""A date and a time on somebody's clock, as fields of a form; never moved in silence."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django import forms
from django.core.exceptions import ValidationError

from carrot.monitor.forms.times import offsets, on_the_clock


class ClockForm(forms.Form):
    """Has a field of a wall clock, named by `clock_field`, and asks which hour is meant.

    The `offset` counts where the clocks show the time twice; it is not asked for otherwise.
    """

    offset = forms.CharField(required=False, widget=forms.HiddenInput)

    clock_field = "at"

    def clock_place(self) -> tzinfo:
        """The zone whose clock is meant, as far as it is known."""
        raise NotImplementedError

    @property
    def offset_choices(self) -> list[tuple[str, str]]:
        """The two offsets of the time that is typed, if its hour comes twice."""
        field = self.fields[self.clock_field]
        try:
            moment = field.clean(self[self.clock_field].value())
            found = offsets(moment, self.clock_place()) if moment else []
        except (ValidationError, OverflowError):
            return []
        return found if len(found) > 1 else []

    def placed(self, moment: datetime, place: tzinfo) -> datetime | None:
        """The moment on the clock there; None with an error beside its field otherwise."""
        try:
            return on_the_clock(moment, place, self.cleaned_data.get("offset", ""))
        except ValidationError as error:
            self.add_error(self.clock_field, error)
            return None
