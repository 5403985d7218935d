"""The codec of one function: between calls, documents, forms, and text for people."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError
from carrot.tasks.binding import Call, arrange, bind
from carrot.tasks.display import Row, rows
from carrot.tasks.fingerprint import fingerprint_of
from carrot.tasks.json_text import faults, load_json
from carrot.tasks.nodes import INVALID, Errors, Node, listed, models
from carrot.tasks.nodes.anything import AnyNode
from carrot.tasks.nodes.base import inside
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.nodes.keys import safe_keys
from carrot.tasks.nodes.reading import CHECKING, TYPED, Reading
from carrot.tasks.nodes.secrets import SecretNode, kept_in, replaced
from carrot.tasks.parameters import Parameter, parameters_of
from carrot.tasks.renames import Renames
from carrot.tasks.signatures import signature_of
from carrot.tasks.spelling import call_text

__all__ = ["Arguments", "Call", "Row", "load_json"]


class Arguments:
    """What a function's arguments look like in forms and messages, and what they are in Python.

    A document is a JSON object of the arguments that were given, by parameter name.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        annotations: Mapping[str, Any] | None = None,
        *,
        renames: Renames | None = None,
    ) -> None:
        signature = parameters_of(function, annotations)
        self.function = function
        self.parameters = tuple(each for each in signature.parameters if not each.injected)
        self._all = signature.parameters
        self.summary = signature.summary
        self.description = signature.description
        self.problem = signature.problem
        self.renames = renames or Renames({}, (), "")

    @cached_property
    def fingerprint(self) -> str:
        """Changes when documents made for the function may no longer fit it, and only then."""
        return fingerprint_of(self.parameters)

    @cached_property
    def signature(self) -> dict[str, str]:
        """The types by name: what is remembered of it beside a document."""
        return signature_of(self.parameters)

    def today(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document with its parameters called as they are now; see `task(renamed=...)`."""
        return self.renames.read(document)

    def schema(self, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The form's schema; with a document, one whose controls can show what is in it."""
        properties = {
            key: each.schema((document or {}).get(each.name, EMPTY))
            for key, each in self._shown.items()
        }
        schema = {"type": "object", "title": _("Arguments"), "properties": properties}
        definitions = {
            name: each for node in self._nodes for name, each in node.definitions().items()
        }
        whole = {**schema, "$defs": definitions} if definitions else schema
        return dict(listed.filled(whole)) if self.has_lists else whole

    def initial(
        self, document: Mapping[str, Any] | None = None, like: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """A value for every field: of the document, else the default, else blank.

        `like` is a document of an earlier call: a blank field whose kind is picked opens on
        the kind that was picked there.
        """
        values = {
            key: each.form((document or {}).get(each.name, EMPTY))
            for key, each in self._shown.items()
        }
        for key, each in self._shown.items():
            known = each.name in (document or {}) or each.name not in (like or {})
            if isinstance(each.node, AnyNode) and each.default is EMPTY and not known:
                values[key] = each.node.blank_like((like or {})[each.name])
        return values

    @property
    def picks_kinds(self) -> bool:
        """Whether a field has a kind that one picks, and no default that says which."""
        return any(
            isinstance(each.node, AnyNode) and each.default is EMPTY for each in self.parameters
        )

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """The document of a Python call; `ArgumentsError` if it does not fit the signature."""
        given = bind(self.parameters, args, self.today(kwargs))
        errors, document = Errors(), {}
        for name, value in given.items():
            try:
                document[name] = self._named[name].node.encode(value)
            except ArgumentsError as error:
                for path, fault in error.errors.items():
                    errors.add((name, *path), fault)
        if self.has_lists and not errors:
            self._values(document, errors)
            listed.check(errors)
            models.check_offers(errors)
        if errors:
            raise ArgumentsError(errors)
        return document

    def decode(self, document: Any, reading: Reading = CHECKING) -> Call:
        """The call that a document stands for; `ArgumentsError` names every fault and its place.

        By default it is only checked: an instance of a model is not loaded, and the call is not
        to be made. See `call`.
        """
        errors = Errors(reading)
        values = self._values(document, errors)
        _check_rows_and_lists(errors, reading)
        if errors:
            raise ArgumentsError(errors)
        return arrange(self.parameters, values)

    def call(self, document: Any) -> Call:
        """As `decode`, for the one who makes the call: what the document refers to is loaded,
        and what the worker gives is given."""
        errors = Errors()
        values = self._values(document, errors)
        listed.check(errors)
        if errors.references and not errors:
            found = models.load(errors)
            values = {} if errors else self._values(document, Errors(Reading(found=found)))
        if errors:
            raise ArgumentsError(errors)
        given = dict(values)
        for each in self._all:
            if each.injected is not None:
                values[each.name] = each.injected.value()
        return replace(arrange(self._all, values), values=given)

    @cached_property
    def has_lists(self) -> bool:
        """Whether values have to be in a list that is made when it is needed."""
        return any(listed.is_listed(each) for each in self._nodes)

    @cached_property
    def has_secrets(self) -> bool:
        """Whether a document may hold what nobody is to see."""
        return any(isinstance(each, SecretNode) for each in self._nodes)

    def kept(self, document: Mapping[str, Any]) -> dict[str, str]:
        """What a form of the document stands for by tokens; see `Reading.kept`."""
        if not self.has_secrets:
            return {}
        defaults = [each.encoded_default for each in self.parameters]
        return kept_in(self._nodes, [document, *defaults])

    def veiled(self, document: Mapping[str, Any], veil: Callable[[str], str]) -> dict[str, Any]:
        """The document with `veil` of each secret in the place of it. Does not fail."""
        if not self.has_secrets:
            return dict(document)
        errors = Errors()
        for name, data in document.items():
            if name in self._named:
                self._named[name].node.decode(data, (name,), errors)
        shown: dict[str, Any] = replaced(dict(document), errors.secrets, veil)
        return shown

    def from_form(self, data: Any, reading: Reading = TYPED) -> dict[str, Any]:
        """The document of a submitted form: what differs from the defaults, in canonical form."""
        if self.has_secrets:
            reading = replace(reading, kept={**self.kept({}), **reading.kept})
        if not isinstance(data, dict):
            raise ArgumentsError(_("The form must be a JSON object."))
        errors = Errors(reading)
        errors.update(dict(faults(data)))
        for key in data.keys() - self._shown.keys():
            errors.add((), _("There is no argument %(name)s.") % {"name": key})
        if errors:
            raise ArgumentsError(errors)
        document: dict[str, Any] = {}
        for key, parameter in self._shown.items():
            encoded = parameter.submitted(data.get(key, EMPTY), (key,), errors)
            if encoded is not EMPTY:
                document[parameter.name] = encoded
        self._check_keywords(document, errors)
        _check_rows_and_lists(errors, reading)
        if errors:
            raise ArgumentsError(errors)
        return document

    def as_python(self, document: Any) -> str:
        """The exact call as source text; `ArgumentsError` when the document does not fit."""
        return call_text(self.function, self.decode(document))

    def display(self, document: Any) -> list[Row]:
        """All arguments for people, given or not. Does not fail, whatever the document is."""
        if isinstance(document, Mapping):
            document = self.today(document)
        return rows(self.parameters, document)

    @property
    def keys(self) -> Mapping[str, Parameter]:
        """The parameters of the form by their keys there."""
        return self._shown

    @cached_property
    def _nodes(self) -> list[Node]:
        """The nodes of all parameters, and those inside them."""
        return [node for each in self.parameters for node in inside(each.node)]

    @cached_property
    def _named(self) -> dict[str, Parameter]:
        return {each.name: each for each in self.parameters}

    @cached_property
    def _shown(self) -> dict[str, Parameter]:
        """The parameters of the form by their keys there."""
        keys = safe_keys(self._named)
        return {keys[each.name]: each for each in self.parameters if each.shown}

    def _values(self, document: Any, errors: Errors) -> dict[str, Any]:
        """The Python values of a document by parameter name, its faults in `errors`."""
        if not isinstance(document, Mapping):
            errors.add((), _("Arguments must be a JSON object."))
            return {}
        errors.update(dict(faults(dict(document))))
        if errors:
            return {}
        document = self.today(document)
        for name in document.keys() - self._named.keys():
            errors.add((name,), _("The task has no argument of this name."))
        values = {}
        for name, parameter in self._named.items():
            if name in document:
                values[name] = parameter.node.decode(document[name], (name,), errors)
            elif parameter.required:
                errors.add((name,), _("This argument is missing."))
        self._check_keywords(document, errors)
        return values

    def _check_keywords(self, document: Mapping[str, Any], errors: Errors) -> None:
        """Refuse in **kwargs what is the name of another parameter."""
        positional = inspect.Parameter.POSITIONAL_ONLY
        names = {each.name for each in self.parameters if each.kind is not positional}
        for each in self.parameters:
            if each.kind is not inspect.Parameter.VAR_KEYWORD:
                continue
            value = each.node.decode(document.get(each.name, []), (), Errors())
            keys = list(value) if value is not INVALID else []
            for place, key in enumerate(keys):
                if key in names - {each.name}:
                    errors.add((each.name, place, "key"), _("This is an argument of its own."))


def _check_rows_and_lists(errors: Errors, reading: Reading) -> None:
    """Ask the database about what a person has chosen; about nothing where nobody has."""
    if reading.may_view is not None:
        models.check(errors, reading)
        listed.check(errors)
