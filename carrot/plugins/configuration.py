"""What the project's settings say to a plugin."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from carrot import conf
from carrot.exceptions import ConfigurationError

T = TypeVar("T")


def settings_of(name: str, kind: type[T]) -> T:
    """The settings of a plugin, `CARROT["plugin_settings"][name]`, as the dataclass `kind`.

    Its fields are the settings there are, with their types and defaults. Call it when the plugin
    is imported, too: a mistake is then one of `manage.py check`. Raises `ConfigurationError` for
    a setting that the dataclass has not, or that is of another type.
    """
    given: dict[str, Any] = dict(conf.get().plugin_settings.get(name, {}))
    key = f"CARROT['plugin_settings'][{name!r}]"
    known = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    unknown = [str(each) for each in given if each not in known]
    if unknown:
        raise ConfigurationError(f"{key} has no {', '.join(unknown)}; it has {', '.join(known)}")
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "".join(f"[{each!r}]" for each in first["loc"])
        raise ConfigurationError(f"{key}{place}: {first['msg']}") from error
