"""Types that plugins serve: their functions are called here, and may fail here."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.plugins import meters
from carrot.plugins.argument_types import ArgumentType
from carrot.plugins.failures import describe
from carrot.tasks.json_text import dump_json, faults
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch
from carrot.tasks.shape import fits, with_plain_blanks

logger = logging.getLogger("carrot")

_BLANKS: dict[str, Any] = {"string": "", "boolean": False, "array": []}


@dataclass(frozen=True)
class PluggedNode(Node):
    """The class `kind`, which `declared` of that plugin serves.

    Data is held to the schema before the plugin sees it, and what the plugin makes of it to
    its type. Whatever it raises is an error of the field: in its own words if it refuses the
    data, and with the plugin's name if it fails.
    """

    plugin: str
    declared: ArgumentType
    kind: type[Any]

    @property
    def requirable(self) -> bool:
        return self.declared.schema.get("type") in ("string", "integer", "number")

    @property
    def hint(self) -> str:
        return str(self.declared.hint)

    @property
    def structure(self) -> Any:
        return ["plugin", self.declared.key]

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = plain(self.declared.schema)
        return schema

    def blank(self) -> Any:
        return blank(self.declared)

    def encode(self, value: Any) -> Any:
        if not self._is_one(value):
            raise mismatch(f"a {self.kind.__name__}", value)
        errors = Errors()
        data = self._called("encode", self.declared.encode, (value,), (), errors)
        if not errors and not (fault := self._fault(data)):
            # Through text: what the caller changes later is not shared with the document.
            return copy.deepcopy(data)
        if not errors:
            self._failed("encode", fault, (), errors)
        raise ArgumentsError(errors)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not self._fits(data, from_browser=errors.reading.from_browser):
            return errors.add(path, self._refusal)
        before = len(errors)
        classes = (self.kind,) if self.declared.subclasses else ()
        given = (self._given(data), *classes)
        value = self._called("decode", self.declared.decode, given, path, errors)
        if len(errors) > before:
            return INVALID
        if not self._is_one(value):
            return self._failed("decode", f"it gave a {type(value).__name__}", path, errors)
        return value

    def form(self, data: Any) -> Any:
        errors = Errors()
        if self.declared.form is not None:
            data = self._called("form", self.declared.form, (copy.deepcopy(data),), (), errors)
        if not errors and not any(faults(data)) and fits(self.declared.schema, data):
            return copy.deepcopy(data)
        text = self.declared.schema.get("type") == "string" and "choices" not in self.schema()
        return super().form(data) if text and not errors else self.blank()

    def _given(self, data: Any) -> Any:
        """What `decode` gets: the shape that it was promised, and a copy."""
        if fits(self.declared.schema, data):
            return with_plain_blanks(self.declared.schema, data)
        return copy.deepcopy(data)

    def is_blank(self, data: Any) -> bool:
        return data is None or data == "" or data == self.blank()

    def _is_one(self, value: Any) -> bool:
        return (
            isinstance(value, self.kind) if self.declared.subclasses else type(value) is self.kind
        )

    def _fits(self, data: Any, *, from_browser: bool) -> bool:
        if any(faults(data)):
            return False
        # What its own `form` reads may have any shape, and comes from the plugin itself.
        stored = self.declared.form is not None and not from_browser
        return stored or fits(self.declared.schema, data, from_browser=from_browser)

    def _fault(self, data: Any) -> str:
        """What is wrong with what `encode` gave."""
        for path, fault in faults(data):
            return f"it gave {'.'.join(map(str, path)) or 'a value'}: {fault}"
        if self.declared.form is None and not fits(self.declared.schema, data):
            return f"it gave {dump_json(data)[:80]}, which does not fit its schema"
        return ""

    @property
    def _refusal(self) -> str:
        label = str(self.declared.label)
        return _("Give %(what)s.") % {"what": label or f"a {self.kind.__name__}"}

    def _called(
        self,
        name: str,
        function: Callable[..., Any],
        given: tuple[Any, ...],
        path: Path,
        errors: Errors,
    ) -> Any:
        """What the plugin's function gives, or INVALID with the reason in `errors`."""
        started, failures = time.perf_counter(), ""
        try:
            return function(*given)
        except (ArgumentsError, ValidationError) as error:
            for place, said in _refusals(error).items():
                errors.add((*path, *place), said or self._refusal)
        except ArithmeticError:  # Decimal("x") says nothing that people could read
            errors.add(path, self._refusal)
        except ValueError as error:
            errors.add(path, str(error) or self._refusal)
        except Exception as error:
            failures = describe(error)
            logger.exception("The plugin %s failed in %s of %s", self.plugin, name, self.kind)
            self._failed(name, failures, path, errors)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            what = f"{name} of {self.kind.__name__}"
            failure = f"{what}: {failures}" if failures else ""
            meters.note(self.plugin, what, milliseconds=milliseconds, failure=failure)
        return INVALID

    def _failed(self, name: str, fault: str, path: Path, errors: Errors) -> Any:
        text = _("The plugin %(plugin)s failed in the %(name)s of %(type)s: %(fault)s")
        words = {"plugin": self.plugin, "name": name, "type": self.kind.__name__, "fault": fault}
        return errors.add(path, text % words)


def plain(value: Any) -> Any:
    """A fresh copy of a schema as it was declared, its lazy translations as texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, Promise) else value


def blank(declared: ArgumentType) -> Any:
    """What its control shows when there is no value."""
    if declared.blank is not None:
        return copy.deepcopy(declared.blank)
    return _blank(declared.schema)


def _blank(schema: Mapping[str, Any]) -> Any:
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema:
        return _blank(schema["oneOf"][0])
    if schema["type"] == "object":
        return {name: _blank(inner) for name, inner in schema["properties"].items()}
    return copy.copy(_BLANKS.get(schema["type"]))


def _refusals(error: ArgumentsError | ValidationError) -> dict[Path, str]:
    if isinstance(error, ArgumentsError):
        return error.errors
    if hasattr(error, "error_dict"):
        return {(name,): " ".join(said) for name, said in error.message_dict.items()}
    return {(): " ".join(error.messages)}
