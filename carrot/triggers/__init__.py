"""Time rules: when something comes due. Pure: no clock, no database, no Django."""

from carrot.triggers.base import Trigger, occurrences
from carrot.triggers.cron import Cron
from carrot.triggers.interval import Interval
from carrot.triggers.once import Once

__all__ = ["Cron", "Interval", "Once", "Trigger", "occurrences"]
