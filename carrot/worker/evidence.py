"""What is kept of a run's result or error: text, of limited size, that every database takes."""

from __future__ import annotations

import json
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from django.core.serializers.json import DjangoJSONEncoder

from carrot import conf
from carrot.models.text import storable
from carrot.plugins import running

LONGEST_LINE = 2000
LONGEST_PLACE = 255
_OURS = (str(Path(__file__).parent), running.__file__)
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


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


def place_of(error: BaseException) -> str:
    """Where it was raised: the last function of the project's own, or of whatever there is.

    A library says the same of very different mistakes; whose line called it tells them apart.
    """
    links = _links(_of_the_task(error))
    frames = [(each.tb_frame, each.tb_lineno) for each in links]
    own = [each for each in frames if not each[0].f_code.co_filename.startswith(_LIBRARIES)]
    for frame, line in reversed(own or frames):
        module = frame.f_globals.get("__name__", "")
        named = f"{module}.{frame.f_code.co_qualname}, line {line}"
        return storable(named, 4 * LONGEST_PLACE)[:LONGEST_PLACE]
    return ""


def traceback_of(error: BaseException) -> str:
    """The traceback from the task's own code on, without the values of its variables."""
    place = _of_the_task(error)
    try:
        lines = traceback.format_exception(type(error), error, place)
    except Exception:  # the error's class takes part in its own formatting
        lines = [*traceback.format_tb(place), exception(error)]
    return storable("".join(lines), conf.get().max_traceback)


def _of_the_task(error: BaseException) -> TracebackType | None:
    place = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename.startswith(_OURS):
        place = place.tb_next
    return place


def _links(place: TracebackType | None) -> Iterator[TracebackType]:
    while place is not None:
        yield place
        place = place.tb_next


def _shown(result: object) -> str:
    try:
        return repr(result)
    except Exception as error:  # __repr__ of somebody's own class
        return f"<{type(result).__qualname__}, which repr() cannot show: {type(error).__name__}>"
