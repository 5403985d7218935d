"""A box for JSON that becomes a value of a type which pydantic knows: a dataclass, a Path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import dump_json, faults, load_json, text_fault
from carrot.tasks.nodes.base import INVALID, Errors, mismatch
from carrot.tasks.nodes.json_box import JsonNode

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
_ONE_LINE = ("string", "integer", "number", "boolean")


@dataclass(frozen=True)
class Spelling:
    """How people write a value of a type that travels as one line of text."""

    what: str | Promise
    example: str
    format: str = ""

    def control(self) -> dict[str, Any]:
        """What the control has besides."""
        return {"placeholder": self.example, **({"format": self.format} if self.format else {})}

    def sentence(self) -> str:
        """What is said of a text that is none."""
        return _("Enter %(what)s, such as %(example)s.") % {
            "what": self.what,
            "example": self.example,
        }


_SPELLINGS = {
    "ipv4": Spelling(gettext_lazy("an IPv4 address"), "192.0.2.7"),
    "ipv6": Spelling(gettext_lazy("an IPv6 address"), "2001:db8::7"),
    "ipvanyaddress": Spelling(gettext_lazy("an IP address"), "192.0.2.7"),
    "ipv4network": Spelling(gettext_lazy("an IPv4 network"), "192.0.2.0/24"),
    "ipv6network": Spelling(gettext_lazy("an IPv6 network"), "2001:db8::/32"),
    "ipvanynetwork": Spelling(gettext_lazy("an IP network"), "192.0.2.0/24"),
    "ipv4interface": Spelling(gettext_lazy("an IPv4 interface"), "192.0.2.7/24"),
    "ipv6interface": Spelling(gettext_lazy("an IPv6 interface"), "2001:db8::7/32"),
    "ipvanyinterface": Spelling(gettext_lazy("an IP interface"), "192.0.2.7/24"),
    "email": Spelling(gettext_lazy("an e-mail address"), "ada@example.org", "email"),
    "name-email": Spelling(gettext_lazy("a name and an e-mail address"), "Ada <ada@example.org>"),
    "path": Spelling(gettext_lazy("a path"), "/srv/data"),
    "file-path": Spelling(gettext_lazy("the path of a file that is there"), "/srv/data.csv"),
    "directory-path": Spelling(gettext_lazy("the path of a folder that is there"), "/srv/data"),
    "regex": Spelling(gettext_lazy("a regular expression"), "[a-z]+"),
    "base64url": Spelling(gettext_lazy("bytes as base64"), "aGVsbG8="),
    "zoneinfo": Spelling(gettext_lazy("a time zone"), "Europe/Berlin"),
    "complex": Spelling(gettext_lazy("a complex number"), "1+2j"),
    "fraction": Spelling(gettext_lazy("a fraction"), "1/3"),
    "ByteSize": Spelling(gettext_lazy("a number of bytes"), "512 MB"),
}
"""By pydantic's names for formats, and by the names of types that have none."""


@dataclass(frozen=True)
class TypedJsonNode(JsonNode):
    """JSON that pydantic turns into the annotated type."""

    name: str = ""
    adapter: TypeAdapter[Any] = field(kw_only=True, compare=False)
    spelling: Spelling | None = field(default=None, compare=False)

    def schema(self) -> dict[str, Any]:
        return {**super().schema(), **(self.spelling.control() if self.spelling else {})}

    @property
    def hint(self) -> str:
        if not self.large:
            return ""
        return _("JSON for %(type)s.") % {"type": self.name}

    @property
    def structure(self) -> Any:
        """What of the type no control shows: a document fits it, or does not."""
        return self.adapter.json_schema()

    def encode(self, value: Any) -> Any:
        try:
            data = self.adapter.dump_python(value, mode="json", warnings="error")
        except Exception as error:
            raise mismatch(self.name, value) from error
        for path, fault in faults(data):
            raise ArgumentsError({path: fault})
        for travelling in self._spellings(data):
            back = self.decode(travelling, (), Errors())
            # Only what arrives as it was sent may be sent: a union of date and str, say, may not.
            if type(back) is type(value) and _equal(back, value):
                return travelling
        raise mismatch(f"{self.name}, in a form that survives JSON", value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        found = Errors()
        for candidate in self._candidates(data, path, found):
            value = self._validated(candidate, path, found)
            if value is not INVALID:
                return value
        if self.spelling is not None:
            return errors.add(path, self.spelling.sentence())
        for place, message in found.items():
            errors.add(place, message)
        return INVALID

    def _candidates(self, data: Any, path: Path, found: Errors) -> Iterator[Any]:
        """What submitted data may mean: the JSON in a text, and the text itself."""
        if not isinstance(data, str):
            copied = self._copied(data, path, found)
            if copied is not INVALID:
                yield copied
            return
        try:
            yield load_json(data)
        except ArgumentsError as error:
            found.add(path, str(error) if data.strip() else _("Enter JSON."))
        if data and not text_fault(data):
            yield data

    def _validated(self, candidate: Any, path: Path, found: Errors) -> Any:
        try:
            return self.adapter.validate_json(dump_json(candidate))
        except ValidationError as error:
            return found.add(path, _sentences(error))
        except Exception as error:  # a validator of the project's own
            return found.add(path, f"{type(error).__name__}: {error}")

    def _spellings(self, data: Any) -> Iterator[Any]:
        yield data
        if isinstance(data, str):
            yield dump_json(data)


def typed_json(annotation: Any, name: str, reason: str) -> TypedJsonNode | None:
    """The box for an annotation, or None when pydantic cannot read it from JSON."""
    try:
        adapter = _adapter(annotation)
        # Callables and the like have a validator, but nothing in JSON that it would take.
        schema = adapter.json_schema()
    except Exception:  # pydantic raises many types here, and hooks of foreign classes any
        return None
    written = schema.get("anyOf", [schema])
    large = any(each.get("type") not in _ONE_LINE for each in written)
    form = next((each["format"] for each in written if "format" in each), name)
    spelling = None if large else _SPELLINGS.get(form)
    reason = reason if large else ""
    return TypedJsonNode(name=name, adapter=adapter, large=large, reason=reason, spelling=spelling)


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(annotation, config=_BYTES)
    except PydanticUserError:  # dataclasses and models have a configuration of their own
        return TypeAdapter(annotation)


def _sentences(error: ValidationError) -> str:
    lines = []
    for each in error.errors(include_url=False, include_context=False, include_input=False)[:5]:
        place = ".".join(map(str, each["loc"]))
        lines.append(f"{place}: {each['msg']}" if place else each["msg"])
    return "; ".join(lines)


def _equal(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except Exception:  # __eq__ of somebody's own class
        return False
