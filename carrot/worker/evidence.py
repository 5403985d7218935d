"""What is kept of a run's result or error: text, of limited size, that every database takes."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder

from carrot import conf
from carrot.models.text import storable
from carrot.plugins import running

LONGEST_LINE = 2000
_OURS = (str(Path(__file__).parent), running.__file__)


def output(result: object) -> str:
    """The result as JSON if it is that, else as Python shows it; nothing for None."""
    if result is None:
        return ""
    try:
        text = json.dumps(result, cls=DjangoJSONEncoder, ensure_ascii=False, allow_nan=False)
    except Exception:  # keys that are no text, NaN, cycles, and whatever its classes raise
        text = _shown(result)
    return storable(text, conf.get().max_output)


def exception(error: BaseException) -> str:
    """One line that says what was raised."""
    try:
        said = str(error)
    except Exception as second:  # __str__ of somebody's own class
        said = f"(its text cannot be shown: {type(second).__name__})"
    name = type(error).__qualname__
    return storable(" ".join(f"{name}: {said}".split()) if said else name, LONGEST_LINE)


def traceback_of(error: BaseException) -> str:
    """The traceback from the task's own code on, without the values of its variables."""
    place = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename.startswith(_OURS):
        place = place.tb_next
    try:
        lines = traceback.format_exception(type(error), error, place)
    except Exception:  # the error's class takes part in its own formatting
        lines = [*traceback.format_tb(place), exception(error)]
    return storable("".join(lines), conf.get().max_traceback)


def _shown(result: object) -> str:
    try:
        return repr(result)
    except Exception as error:  # __repr__ of somebody's own class
        return f"<{type(result).__qualname__}, which repr() cannot show: {type(error).__name__}>"
